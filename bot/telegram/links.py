"""No message leaves with a link that is not on the list of knowledge/lien-ket.txt."""

from __future__ import annotations

import html
import logging
import re
from dataclasses import replace
from pathlib import Path

from bot.links import FILE, LinkList, links_in, load_links
from bot.telegram.buttons import Keyboard
from bot.telegram.logs import log
from bot.telegram.metrics import Metrics
from bot.telegram.outbox import Parcel

_log = logging.getLogger(__name__)
_TAG = re.compile(r"(<[^<>]*>)")
_ANCHOR = re.compile(r'<a href="([^"]*)">')
# Looks like a full stop and takes as much room, but no link has it.
_DOT = "\u2024"


class OutgoingLinks:
    """Reads the list again when editors change it; one that cannot be read allows nothing new."""

    def __init__(self, knowledge: Path, metrics: Metrics) -> None:
        self._knowledge = knowledge
        self._metrics = metrics
        self._list = LinkList()
        self._seen: tuple[int, int] | None = None

    def guard(self, parcel: Parcel) -> Parcel:
        """Return the parcel with unlisted links as plain text and without buttons that open them."""
        allowed = self._current()
        rich, in_rich = _guard_html(parcel.html, allowed)
        plain, in_plain = _guard_text(parcel.plain, allowed)
        keyboard, in_keyboard = _guard_keyboard(parcel.keyboard, allowed)
        count = max(in_rich, in_plain) + in_keyboard
        if not count:
            return parcel
        self._metrics.links_withheld.inc(count)
        log(_log, logging.ERROR, "links_withheld", count=count)
        return replace(parcel, html=rich, plain=plain, keyboard=keyboard)

    def _current(self) -> LinkList:
        try:
            stat = (self._knowledge / FILE).stat()
            stamp = (stat.st_mtime_ns, stat.st_size)
            if stamp != self._seen:
                self._list, self._seen = load_links(self._knowledge), stamp
        except (OSError, UnicodeDecodeError):
            if self._seen != (0, 0):
                log(_log, logging.ERROR, "link_list_unreadable", error=True)
                self._seen = (0, 0)
        return self._list


def _guard_html(source: str, allowed: LinkList) -> tuple[str, int]:
    """Return our own HTML without unlisted links; its tags are <b> and <a href="…">."""
    parts: list[str] = []
    count = 0
    inside: bool | None = None  # in an <a>: whether it stays
    for piece in _TAG.split(source):
        anchor = _ANCHOR.fullmatch(piece)
        if anchor:
            inside = allowed.allows(html.unescape(anchor[1]))
            count += not inside
            parts.append(piece if inside else "")
        elif piece == "</a>":
            parts.append(piece if inside else "")
            inside = None
        elif _TAG.fullmatch(piece) or inside:
            parts.append(piece)
        else:
            text, found = _guard_text(piece, allowed)
            parts.append(text)
            count += found
    return "".join(parts), count


def _guard_text(text: str, allowed: LinkList) -> tuple[str, int]:
    parts: list[str] = []
    end = count = 0
    for found in links_in(text):
        if allowed.allows(html.unescape(found.url)):
            continue
        parts += [text[end : found.start], found.url.replace(".", _DOT)]
        end = found.end
        count += 1
    return "".join([*parts, text[end:]]), count


def _guard_keyboard(keyboard: Keyboard | None, allowed: LinkList) -> tuple[Keyboard | None, int]:
    if keyboard is None:
        return None, 0
    rows = [
        [key for key in row if "url" not in key or allowed.allows(key["url"])] for row in keyboard
    ]
    count = sum(map(len, keyboard)) - sum(map(len, rows))
    return [row for row in rows if row] or None, count
