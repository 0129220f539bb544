"""Full names that people state as their own, of their family, or of an account's holder."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from bot.language.personal.name_words import (
    is_clear_surname,
    is_given_name,
    is_middle,
    is_surname,
)
from bot.language.personal.reading import Reading, Span

_RELATIVE = (
    "con trai|con gai|con|me|bo|ba|ma|cha|vo|chong|anh|chi|em|ong|bac|co|chu|di|cau|ban|chau|"
    "nguoi yeu|nguoi than"
)
_SELF = "toi|tui|toy|em|e|minh|mik|mih|mk|t|tao|chau|con|bac|co|chu|anh|chi|ong|ba|cu|di|to"
_PERSON = rf"(?:{_RELATIVE}|{_SELF})(?: (?:{_SELF}|nha toi|nha em|noi|ngoai|nuoi|trai|gai|ruot))*"
_HOLDER = "chu (?:tai khoan|tk|the|xe|ho|sim|nha)"
# "tên em là", "họ và tên:", "my name is"
_STATED = re.compile(
    r"(?<![a-z0-9])"
    r"(?P<what>ho (?:va |& ?)?(?:chu dem va )?ten|ten|(?:my |full ?)?name)"
    r"(?: day du| that| khai sinh| goi)?"
    rf"(?P<who> (?:cua )?{_PERSON})?(?P<is> (?:la|l|is))?(?![a-z0-9]) *(?P<colon>[:=-]?) *[\"']?"
)
# "em là", "mẹ tôi tên", "chủ thẻ:"; without such a word only "tôi Nguyễn Văn An" with capitals
_SAID = re.compile(
    rf"(?<![a-z0-9])(?:(?P<holder>{_HOLDER})|{_PERSON}|day|i am|i'm)"
    r"(?P<is>(?: ten)?(?: (?:la|l))|(?: ten))?(?![a-z0-9]) ?[:,]? *"
)
_SPEAKER = re.compile(
    r"(?:toi|tui|em|e|minh|chau|con|(?:me|bo|ba|ma|cha|vo|chong) (?:toi|tui|em|e|minh|chau))(?![a-z])"
)
_OTHER = re.compile(
    r"(?<![a-z0-9])(?:anh|chi|co|chu|bac|di|cau|ong|ba|thang|con|be|chau|khach|ban|em|nguoi ten) "
)
_LISTED = re.compile(r": *(?=[a-z' ]+(?:[,;.\n]|\Z))")
_NEXT_TO = re.compile(
    r"[ ,;:|()-]{1,4}(?:(?:cua|la cua|cua chu xe)[ :]{1,2})?"
    r"(?:(?:anh|chi|co|chu|bac|ong|ba|em|ten|chu tk|chu xe|gap)[ :]{1,2})?"
)
# "Nguyễn Văn An sinh 1985, số cccd 0123…"
_GAP = re.compile(
    r"[ ,;:|()-]{1,4}(?:(?:sinh(?: nam)?|sn|nam sinh)[ :]{0,2}[0-9/.-]{2,10}[ ,;:|()-]{1,4})?"
    r"(?:(?:co |mang )?(?:so |ma )?(?:cccd|can cuoc(?: cong dan)?|cc|cmnd|chung minh|dinh danh|dd|sdt|"
    r"so dt|dt|dien thoai|zalo|tel|stk|so tai khoan|tk|email|mail|xe|bien so|so)(?: la)?[ ,;:|()-]{1,3})?"
    r"(?:\(?\+)?"
)
_LINE = re.compile(r"(?:\A|\n) *(?=[a-z' ]+(?:[,\n-]|\Z))")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)*(?![a-z0-9])")
_MAX_WORDS = 5


class _Needs(NamedTuple):
    """What makes words a name; the weaker the words before, the more."""

    capitals: int  # so many words, if they begin with capitals
    lower: int  # else so many, every one known in names
    middle: str = ""  # and "thị" or "văn": if "lower" case, or "always"
    is_any: bool = False  # capitals need not begin with a Vietnamese family name
    is_told: bool = False  # three words known in names are enough, though each means more


_AFTER_NAME_IS = _Needs(2, 2, is_any=True, is_told=True)
_AFTER_FULL_NAME = _Needs(2, 2, is_told=True)
_AFTER_NAME = _Needs(2, 2)
_AFTER_IS = _Needs(2, 3)
_AFTER_COLON = _Needs(3, 3)
_AFTER_SPEAKER = _Needs(3, 3, middle="lower")
_AFTER_TITLE = _Needs(3, 3, middle="always")  # "ông Phạm Minh Chính" is no private person


def names(reading: Reading, others: Iterable[Span]) -> Iterator[Span]:
    """Yield full names; beside `others`, personal data found before, also unannounced ones."""
    text = reading.text
    for found in _STATED.finditer(text):
        is_own = found["is"] or found["colon"] == ":" and (found["who"] or found["what"] != "ten")
        after = _AFTER_FULL_NAME if found["what"].startswith("ho") else _AFTER_NAME
        yield from _name(reading, found.end(), _AFTER_NAME_IS if is_own else after)
        if found["who"]:  # "tên võ thị lan" tells of no wife
            yield from _name(reading, found.start("who") + 1, _AFTER_COLON)
    for found in _SAID.finditer(text):
        if found["is"] or found["holder"]:
            yield from _name(reading, found.end(), _AFTER_IS)
        elif _SPEAKER.match(text, found.start()):
            yield from _name(reading, found.end(), _AFTER_SPEAKER)
    for found in _OTHER.finditer(text):
        yield from _name(reading, found.end(), _AFTER_TITLE)
    for found in _LISTED.finditer(text):
        yield from _name(reading, found.end(), _AFTER_COLON)
    spans = list(others)
    if spans:
        yield from _beside(reading, spans)


def _beside(reading: Reading, others: list[Span]) -> Iterator[Span]:
    """Yield names on the first place of a line, or next to a number."""
    text = reading.text
    starts = {span.start for span in others}
    for found in _LINE.finditer(text):
        if reading.is_capital(found.end()):
            yield from _name(reading, found.end(), _AFTER_COLON)
    for span in others:
        if found := _NEXT_TO.match(text, reading.index(span.end)):
            yield from _name(reading, found.end(), _AFTER_COLON)
    for found in _WORD.finditer(text):
        if is_surname(found.group()):
            for span in _name(reading, found.start(), _AFTER_COLON):
                for whole in (span, *_longer(reading, span)):
                    gap = _GAP.match(text, reading.index(whole.end))
                    if gap and any(reading.at(at) in starts for at in _ends(gap)):
                        yield whole


def _longer(reading: Reading, span: Span) -> Iterator[Span]:
    """Yield the name with one word more, if that is one: "phan bảo sơn nam"."""
    found = _WORD.match(reading.text, reading.index(span.end) + 1)
    if found and is_given_name(reading.typed(*found.span()).lower()):
        yield Span(span.start, reading.at(found.end()), span.kind)


def _ends(gap: re.Match[str]) -> range:
    """Return where data may begin after a gap: a phone number begins with its own "(+"."""
    return range(max(gap.start() + 1, gap.end() - 3), gap.end() + 1)


def _name(reading: Reading, at: int, needs: _Needs) -> Iterator[Span]:
    """Yield the name that begins at a place, if one does."""
    words = _words(reading.text, at)
    if not words:
        return
    is_capital = reading.is_capital(at)
    typed = [reading.typed(*word) for word in words]
    lower = [word.lower() for word in typed]
    has_middle = len(words) > 1 and is_middle(lower[1]) or is_clear_surname(typed[0])
    if needs.middle and not has_middle and (needs.middle == "always" or not is_capital):
        return
    if is_capital:
        count = _capital_words(typed) if needs.is_any or is_surname(lower[0]) else 0
        least = needs.capitals
    else:
        count = _known_words(lower if reading.is_shouted else typed, needs)
        least = needs.lower
    if count >= least:
        yield reading.span(words[0][0], words[count - 1][1], "HỌ TÊN")


def _words(text: str, at: int) -> list[tuple[int, int]]:
    """Return up to five words in a row, one space between."""
    words: list[tuple[int, int]] = []
    while len(words) < _MAX_WORDS and (found := _WORD.match(text, at)):
        words.append(found.span())
        if text[found.end() : found.end() + 1] != " ":
            break
        at = found.end() + 1
    return words


def _capital_words(typed: list[str]) -> int:
    for count, word in enumerate(typed):
        if not word[0].isupper() or len(word) > 12:
            return count
    return len(typed)


def _known_words(words: list[str], needs: _Needs) -> int:
    """Return how many lower-case words from the first are a name."""
    if not is_surname(words[0]):
        return 0
    is_long = len(words) > 1 and (is_middle(words[1]) or is_surname(words[1], surely=True))
    count = 1
    for word in words[1 : 4 if is_long else 3]:
        if len(word) == 1 and count == 2:  # "trần thị b"
            count += 1
            break
        if not is_given_name(word, surely=count == 3):
            break
        count += 1
    is_sure = (
        is_surname(words[0], surely=True)
        or needs.is_told
        and count > 2
        or count > 2
        and (
            is_middle(words[1])
            or words[0].isascii()
            and all(is_given_name(word, surely=True) for word in words[1:count])
        )
    )
    return count if is_sure else 0
