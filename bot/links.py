"""Where replies may lead: the hosts of knowledge/lien-ket.txt.

The file is for editors: `[nhóm]`, then `Lý do: …`, then one host a line; `#` begins a note.
`python -m bot check` holds the pages to it, the connector every message it sends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

FILE = "lien-ket.txt"
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}")
# What Telegram makes clickable by itself: addresses, and bare names under a known ending.
_ENDINGS = (
    "vn|com|net|org|info|biz|io|me|co|app|dev|xyz|top|site|online|club|vip|shop|store|live|link|"
    "click|icu|cc|tv|pro|asia|mobi|edu|gov|int|us|uk|eu|ru|cn|kh|la|ly|gg|gl|tk|ml|ga|cf|ws|in|to"
)
_LINK = re.compile(
    r"(?P<scheme>[a-z][a-z0-9+.-]*)://[^\s<>\"]+"
    rf"|(?<![\w@.-])(?:[a-z0-9][a-z0-9-]*\.)+(?:{_ENDINGS})(?![\w-]|\.\w)(?::\d+)?(?:[/?#][^\s<>\"]*)?",
    re.IGNORECASE,
)
_AFTER = ".,;:!?)]}'”’»*"  # of the sentence, not of the address


@dataclass(frozen=True)
class FoundLink:
    """A link at text[start:end]."""

    start: int
    end: int
    url: str


@dataclass(frozen=True)
class LinkList:
    """Hosts, each with the group that says why it is there; `www.` makes no difference."""

    groups: dict[str, str] = field(default_factory=dict)  # host -> group

    def allows(self, url: str) -> bool:
        """Tell whether a link may be clickable; one without a scheme counts as https."""
        try:
            parts = urlsplit(url if "://" in url else f"https://{url}")
            host, is_plain = parts.hostname or "", parts.username is None
        except ValueError:
            return False
        is_web = parts.scheme.lower() in ("http", "https") and is_plain
        return is_web and _bare(host) in self.groups


def read_links(text: str) -> tuple[LinkList, list[tuple[int, str]]]:
    """Return the list, and what is wrong in it: (line, Vietnamese). Wrong lines allow nothing."""
    groups: dict[str, str] = {}
    problems: list[tuple[int, str]] = []
    group, has_reason, began = "", True, 0
    for number, typed in enumerate(text.splitlines(), start=1):
        line = typed.partition("#")[0].strip()
        if not line:
            continue
        if line.startswith("[") and line.endswith("]"):
            if not has_reason:
                problems.append((began, f"Nhóm “{group}” thiếu dòng “Lý do: …”."))
            group, has_reason, began = line[1:-1].strip(), False, number
        elif line.startswith("Lý do:"):
            has_reason = bool(line.removeprefix("Lý do:").strip())
        elif not _HOST.fullmatch(line):
            problems.append((number, f"“{line}” không phải tên máy chủ, như dichvucong.gov.vn."))
        elif not group:
            problems.append((number, f"“{line}” chưa thuộc nhóm nào. Thêm dòng [tên nhóm] ở trên."))
        elif _bare(line) in groups:
            problems.append((number, f"“{line}” đã có ở nhóm “{groups[_bare(line)]}”. Xóa một."))
        else:
            groups[_bare(line)] = group
    if not has_reason:
        problems.append((began, f"Nhóm “{group}” thiếu dòng “Lý do: …”."))
    return LinkList(groups), problems


def load_links(knowledge: Path) -> LinkList:
    """Return the list of a knowledge folder.

    Raises:
        OSError, UnicodeDecodeError: there is none that can be read.
    """
    return read_links((knowledge / FILE).read_text(encoding="utf-8"))[0]


def links_in(text: str) -> Iterator[FoundLink]:
    """Yield what Telegram would make a link of in plain text."""
    for found in _LINK.finditer(text):
        url = found.group().rstrip(_AFTER)
        yield FoundLink(found.start(), found.start() + len(url), url)


def _bare(host: str) -> str:
    return host.lower().rstrip(".").removeprefix("www.")
