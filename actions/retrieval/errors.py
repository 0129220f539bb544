"""What can be wrong with the knowledge base or its index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence


@dataclass(frozen=True, order=True)
class Problem:
    """One thing an editor should mend; prints as `path:line: Lỗi: what and how`.

    A warning does not stop a page from being served; a hint may well be as it should be.
    """

    path: str
    line: int
    message: str
    is_warning: bool = False
    is_hint: bool = False

    @property
    def is_error(self) -> bool:
        return not (self.is_warning or self.is_hint)

    def __str__(self) -> str:
        level = "Gợi ý" if self.is_hint else "Nhắc" if self.is_warning else "Lỗi"
        return f"{self.path}:{self.line}: {level}: {self.message}"


class KnowledgeError(Exception):
    """Pages that cannot be served; `problems` has them all, in file order."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class IndexMismatchError(Exception):
    """The index was built by another encoder or from other files, or is broken."""
