"""`python -m bot check`: the rules, with the vectors that are at hand."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, replace
from typing import Sequence
from zipfile import BadZipFile

import numpy as np

from actions.retrieval.check import check_pages
from actions.retrieval.contradictions import different_answers
from actions.retrieval.duplicates import near_duplicates
from actions.retrieval.encoder import Encoder
from actions.retrieval.errors import IndexMismatchError, Problem
from actions.retrieval.index import VectorCache
from actions.retrieval.pages import Page
from actions.retrieval.passages import read_pages
from actions.retrieval.similar import QuestionCosines
from bot.encoders import current_encoder
from bot.link_rules import check_links
from bot.paths import Paths

NO_INDEX = "Chưa so được các mục gần trùng: cần chỉ mục. Chạy một lần: python -m bot setup"


@dataclass(frozen=True)
class Checked:
    pages: list[Page]
    problems: list[Problem]
    note: str = ""

    def only(self, part: str) -> "Checked":
        """Keep the pages and problems with this in their path."""
        pages = [page for page in self.pages if part in page.path]
        return replace(self, pages=pages, problems=[p for p in self.problems if part in p.path])

    def with_drafts(self) -> "Checked":
        """Add what each draft still needs; nothing of it is an error before it is published."""
        needed = [replace(p, is_warning=True) for page in self.pages for p in page.unfinished]
        return replace(self, problems=sorted(self.problems + needed))

    @property
    def summary(self) -> str:
        errors = sum(problem.is_error for problem in self.problems)
        hints = sum(problem.is_hint for problem in self.problems)
        drafts = sum(page.is_draft for page in self.pages)
        entries = sum(len(page.entries) for page in self.pages if not page.is_draft)
        return (
            f"{len(self.pages) - drafts} trang, {entries} câu trả lời"
            + (f", {drafts} bản nháp" if drafts else "")
            + f": {errors} lỗi, {len(self.problems) - errors - hints} nhắc, {hints} gợi ý."
        )

    @property
    def has_errors(self) -> bool:
        return any(problem.is_error for problem in self.problems)


def check_knowledge(paths: Paths, today: dt.date) -> Checked:
    """Read and check all pages; similar entries only when an index was built."""
    pages, problems = read_pages(paths.knowledge)
    problems += check_pages(pages, today)
    served = [page for page in pages if not page.is_draft]
    problems += check_links(served, paths.knowledge)
    try:
        problems += _similar(served, paths)
    except (OSError, ValueError, KeyError, BadZipFile, IndexMismatchError):
        return Checked(pages, sorted(problems), NO_INDEX)
    return Checked(pages, sorted(problems))


def _similar(pages: Sequence[Page], paths: Paths) -> list[Problem]:
    """Compare entries by embedding.

    Texts that the index knows cost nothing; changed ones are embedded and kept for the next
    check.

    Raises:
        OSError, ValueError, KeyError, BadZipFile: nothing was built yet, or it is broken.
        IndexMismatchError: another encoder is in service than built the index.
    """
    from bot.language.normalise import LanguageModel, Normaliser

    normalise = Normaliser(LanguageModel.load(paths.language_model)).normalise
    index = paths.index / (paths.index / "current").read_text(encoding="utf-8").strip()
    meta = json.loads((index / "meta.json").read_text(encoding="utf-8"))
    encoder = _LateEncoder(meta["encoder"], meta["dimension"])
    known = VectorCache.load(index / "vectors.npz", encoder)
    file = paths.models / "vectors" / f"{encoder.name.replace('/', '_')}-check.npz"
    if file.exists():
        known.update(VectorCache.load(file, encoder))
    before = known.size
    asked = QuestionCosines(known.get, normalise)
    problems = [*near_duplicates(pages, known.get, asked), *different_answers(pages, asked)]
    if known.size > before:
        file.parent.mkdir(parents=True, exist_ok=True)
        known.save(file)
    return problems


class _LateEncoder:
    """The encoder in service, loaded only when a text is new (2 s)."""

    def __init__(self, name: str, dim: int) -> None:
        self.name = name
        self.dim = dim

    def queries(self, texts: Sequence[str]) -> np.ndarray:
        return self._encoder().queries(texts)

    def passages(self, texts: Sequence[str]) -> np.ndarray:
        return self._encoder().passages(texts)

    def _encoder(self) -> Encoder:
        encoder = current_encoder()
        if encoder.name != self.name:
            raise IndexMismatchError(f"index of '{self.name}', encoder is '{encoder.name}'")
        return encoder
