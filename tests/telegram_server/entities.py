"""Telegram's HTML -> text and entities, refused where the real server refuses it."""

from __future__ import annotations

import re

_NAMES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline",
    "ins": "underline", "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "span": "spoiler", "tg-spoiler": "spoiler", "a": "text_link", "code": "code", "pre": "pre",
    "blockquote": "blockquote", "tg-emoji": "custom_emoji",
}  # fmt: skip
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)((?:\s+[^<>]*?)?)\s*>", re.DOTALL)
_ATTRIBUTE = re.compile(r"([A-Za-z-]+)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'<>]+)|([A-Za-z-]+)")
_REFERENCE = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(lt|gt|amp|quot));?")
_CHARACTERS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}


class EntityError(ValueError):
    """The description that Telegram answers with."""


def utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse_html(source: str) -> tuple[str, list[dict]]:
    """Return the visible text and its entities (offset and length in UTF-16 units).

    Raises:
        EntityError: an unknown or unclosed tag, a stray "<", a wrong end tag.
    """
    text: list[str] = []
    entities: list[dict] = []
    open_tags: list[tuple[str, int, dict]] = []
    at = units = 0
    while at < len(source):
        character = source[at]
        if character == "<":
            found = _TAG.match(source, at)
            where = len(source[:at].encode("utf-8", "surrogatepass"))
            if found is None:
                raise EntityError(_unreadable(source, at, where))
            end, name, attributes = found[1], found[2].lower(), found[3]
            if end:
                _close(open_tags, entities, name, units, where)
            else:
                open_tags.append((name, units, _entity(name, attributes, where)))
            at = found.end()
            continue
        piece, at = _next(source, at)
        text.append(piece)
        units += utf16_units(piece)
    if open_tags:
        raise EntityError(f'can\'t find end tag corresponding to start tag "{open_tags[-1][0]}"')
    return "".join(text), sorted(entities, key=lambda e: (e["offset"], -e["length"]))


def _next(source: str, at: int) -> tuple[str, int]:
    found = _REFERENCE.match(source, at) if source[at] == "&" else None
    if found is None:
        return source[at], at + 1
    if found[3]:
        return _CHARACTERS[found[3]], found.end()
    code = int(found[1]) if found[1] else int(found[2], 16)
    if code == 0 or code > 0x10FFFF:
        return source[at], at + 1
    return chr(code), found.end()


def _entity(name: str, attributes: str, where: int) -> dict:
    if name not in _NAMES:
        raise EntityError(f'unsupported start tag "{name}" at byte offset {where}')
    values = {}
    for found in _ATTRIBUTE.finditer(attributes):
        if found[1]:
            raw = found[2].strip("\"'")
            values[found[1].lower()] = "".join(_pieces(raw))
    if name == "span" and values.get("class") != "tg-spoiler":
        raise EntityError(f'tag "span" must have class "tg-spoiler" at byte offset {where}')
    entity: dict = {"type": _NAMES[name]}
    if name == "a":
        entity["url"] = values.get("href", "")
    return entity


def _pieces(raw: str):
    at = 0
    while at < len(raw):
        piece, at = _next(raw, at)
        yield piece


def _close(open_tags: list, entities: list, name: str, units: int, where: int) -> None:
    if not open_tags:
        raise EntityError(f"unexpected end tag at byte offset {where}")
    opened, start, entity = open_tags.pop()
    if opened != name:
        raise EntityError(
            f'unmatched end tag at byte offset {where}, expected "</{opened}>", found "</{name}>"'
        )
    if units > start and entity.get("url", "x"):
        entities.append({**entity, "offset": start, "length": units - start})


def _unreadable(source: str, at: int, where: int) -> str:
    name = re.match(r"</?([^\s<>/]*)", source[at:])[1]
    if ">" not in source[at:]:
        return f"unclosed start tag at byte offset {where}"
    return f'unsupported start tag "{name}" at byte offset {where}'
