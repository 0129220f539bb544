"""Texts that nobody means well with, or that no programmer thought of; seeded."""

from __future__ import annotations

import json
import random
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from tests.load.lives import load_questions

SLASHES = "/／⁄∕╱⧸⧶⟋〳"
INVISIBLE = (
    "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202e\u2066\u2069\u034f\u115f\u3164"
)
INVISIBLE += "\ufe0f\U000e0041\u180e"
_LOOK_ALIKE = str.maketrans("aceiopstxyAEHOPT", "асеіорѕтхуАЕНОРТ")
_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
# Rasa's own, ours for buttons, ours for talk, and what never was one.
_INTENTS = (
    *(
        "restart",
        "restart",
        "restart",
        "back",
        "session_start",
        "SetSlots",
        "nlu_fallback",
        "_restart",
    ),
    *("start", "open_topic", "show_passage", "show_sources", "list_topics", "erase_me", "move_me"),
    *("greet", "intent", "ask_fee", "ask_topic", "safety", "out_of_scope", "action_listen"),
    *("start", "help", "chude", "nguon", "gopy", "xoadulieu", "huy"),
)
_VALUES = (
    '{"x":1}', '{"topic": "ho-chieu"}', '{"topic": null}', '{"topic": ["ho-chieu"]}',
    '{"passage": "ho-chieu#fee"}', '{"province": "Atlantis", "aspect": "fee"}',
    '{"offered": ["a", "b"]}', '{"topic": {"a": {"b": []}}}', "{...}", "{", "{}", '{"a":' * 60,
    "[]", '{"to": "x"}', '{"requested_slot": "topic"}', '{"topic": "../../etc/passwd"}',
)  # fmt: skip
_SQL = (
    "'; DROP TABLE events; --", "' OR '1'='1", '" OR ""="', "1; SELECT pg_sleep(10)--",
    "') UNION SELECT body FROM inbox --", "\\'; DELETE FROM chats; --", "Robert'); --", "%27%20OR",
)  # fmt: skip
_MARKUP = (
    "<b>", "</b>", "<script>alert(1)</script>", "<a href='javascript:x'>y</a>", "&lt;", "&#0;",
    "&#x110000;", "<!--", "]]>", "<tg-spoiler>", "**", "__", "~~", "```", "`", "[x](https://a.b)",
    "[x](javascript:1)", "![x](http://127.0.0.1)", "> ", "# ", "- ", "1. ", "|", "\\", "\\n",
)  # fmt: skip
_TEMPLATES = (
    "{topic}", "{{7*7}}", "${jndi:ldap://127.0.0.1/a}", "%s%s%n", "{sender_id}", "{0.__class__}",
    "$(reboot)", "`id`", "../../../../etc/passwd", "file:///etc/passwd", "\\u002frestart", "%2Frestart",
    "EXTERNAL: restart", "external:/restart", "utter_greet", "action_restart", "null", "NaN",
)  # fmt: skip
_ANNOTATED = (
    "[ho-chieu](topic)", "[Hà Nội](province)", '[x]{"entity": "topic", "value": "y"}',
    '[a]{"entity": "passage", "role": "b", "group": "c"}', "topic: ho-chieu", "slot{topic}",
)  # fmt: skip
_EMOJI = "😀👍👎❤🪪👨‍👩‍👧🇻🇳🏳️‍🌈👋🏽0️⃣🫠\U0001fae8"


def make_text(chance: random.Random) -> tuple[str, str]:
    """Return the kind of a text, and the text."""
    kind = chance.choices(list(_KINDS), [weight for weight, _ in _KINDS.values()])[0]
    return kind, _KINDS[kind][1](chance)


@lru_cache(maxsize=1)
def _questions() -> list[str]:
    return [text for texts in load_questions().values() for text in texts]


def question(chance: random.Random) -> str:
    return chance.choice(_questions())


def _payload(chance: random.Random) -> str:
    name = chance.choice(_INTENTS)
    style = chance.randrange(8)
    if style == 0:
        name = name.translate(_LOOK_ALIKE)
    elif style == 1:
        name = name.translate(_FULL_WIDTH)
    elif style == 2:
        name = name.upper()
    slash = "/" if chance.random() < 0.6 else chance.choice(SLASHES)
    text = slash * chance.choice((1, 1, 1, 2, 3)) + name
    text += chance.choice(("", "", "@1.0", "@0.5", " "))
    text += chance.choice(_VALUES) if chance.random() < 0.7 else ""
    if chance.random() < 0.4:
        text = _sprinkled(chance, text)
    before = ("",) * 12 + (" ", "\n", "\u0338", "\u0301", "\u3000", "\x00", "external:", "/ ", "a/")
    text = chance.choice(before) + text
    return text if chance.random() < 0.8 else f"{text} {question(chance)}"


def _sprinkled(chance: random.Random, text: str) -> str:
    for _ in range(chance.randint(1, 6)):
        at = chance.choice((0, 1, chance.randint(0, len(text))))
        text = text[:at] + chance.choice(INVISIBLE) + text[at:]
    return text


def _disguised(chance: random.Random) -> str:
    text = _sprinkled(chance, question(chance))
    return text.translate(chance.choice(({}, _LOOK_ALIKE, _FULL_WIDTH)))


def _mangled(chance: random.Random) -> str:
    letters = list(question(chance))
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(letters))
        letters[at] = chance.choice(
            ("", letters[at] * 2, letters[at].upper(), " ", "?", letters[-1])
        )
    text = "".join(letters)
    return unicodedata.normalize(chance.choice(("NFC", "NFD", "NFKD")), text) or "?"


def _long(chance: random.Random) -> str:
    piece = chance.choice(
        ("a", "1 ", "1-", "/", "{", "a@", "a.b@c.d ", "ế", "😀", "e\u0301\u0302\u0303", "số nhà ",
         "Nguyễn ", "\n", "\u200b", "012345678901 ", "phí hộ chiếu? ", "https://a.b/", "((", "\ud83d")
    )  # fmt: skip
    length = chance.choice((1_000, 1_001, 4_096, 4_097, 10_000, 50_000))
    if chance.random() < 0.1:
        length = 1_000_000
    return (piece * (length // len(piece) + 1))[:length]


def _broken_utf16(chance: random.Random) -> str:
    text = question(chance)
    for _ in range(chance.randint(1, 5)):
        at = chance.randint(0, len(text))
        broken = chance.choice(
            ("\ud800", "\udfff", "\udc00\ud83d", "\ud83d", "\ude00", "\ufffe", "\uffff")
        )
        text = text[:at] + broken + text[at:]
    return text


def _mixed(pieces: tuple[str, ...] | str) -> Callable[[random.Random], str]:
    def text(chance: random.Random) -> str:
        parts = [chance.choice(pieces) for _ in range(chance.randint(1, 6))]
        if chance.random() < 0.7:
            parts.insert(chance.randint(0, len(parts)), question(chance))
        return chance.choice(("", " ", "\n")).join(parts)

    return text


def _controls(chance: random.Random) -> str:
    controls = "".join(map(chr, [*range(32), *range(0x7F, 0xA0), 0x2028, 0x2029, 0x85]))
    return "".join(
        letter + (chance.choice(controls) if chance.random() < 0.3 else "")
        for letter in question(chance)
    )


def _any_characters(chance: random.Random) -> str:
    limit = chance.choice((0x80, 0x300, 0x3000, 0x10FFFF))
    return "".join(chr(chance.randint(0, limit)) for _ in range(chance.randint(1, 120)))


def _blank(chance: random.Random) -> str:
    return "".join(
        chance.choice(" \n\t\u00a0\u3000?!.,…/" + INVISIBLE) for _ in range(chance.randint(0, 8))
    )


def _personal(chance: random.Random) -> str:
    """Numbers drawn by lot; nobody's."""
    digits = "".join(chance.choice("0123456789") for _ in range(12))
    form = chance.choice(
        ("CCCD {}", "{} phí hộ chiếu", "sđt 09{:.8}", "stk {} vietcombank", "otp {:.6}")
    )
    return form.format(digits)


def _json(chance: random.Random) -> str:
    value = {
        "sender": "x",
        "message": question(chance),
        "payload": "/restart",
        "metadata": {"update_id": 1},
    }
    return json.dumps(value, ensure_ascii=chance.random() < 0.5)


_KINDS: dict[str, tuple[int, Callable[[random.Random], str]]] = {
    "payload": (30, _payload),
    "disguised": (8, _disguised),
    "mangled": (14, _mangled),
    "long": (4, _long),
    "broken UTF-16": (6, _broken_utf16),
    "markup": (7, _mixed(_MARKUP)),
    "SQL": (5, _mixed(_SQL)),
    "template": (6, _mixed(_TEMPLATES)),
    "annotation": (6, _mixed(_ANNOTATED)),
    "emoji": (4, _mixed(_EMOJI)),
    "controls": (4, _controls),
    "any characters": (6, _any_characters),
    "blank": (3, _blank),
    "personal": (3, _personal),
    "JSON": (2, _json),
}
_COMMAND = re.compile(r"/(?:start|help|chude|nguon|gopy|xoadulieu|huy)\b", re.IGNORECASE)
_OTHER_BOT = re.compile(r"/\w{1,32}@\w+")


def could_be_command(text: str) -> bool:
    """Tell whether somebody may have meant one of our commands: only these reach Rasa as such."""
    return bool(_COMMAND.match(_bare(text)))


def could_be_for_another_bot(text: str) -> bool:
    return bool(_OTHER_BOT.match(_bare(text)))


def _bare(text: str) -> str:
    """Return the beginning as it looks on a screen."""
    kept = (c for c in text[:4096] if unicodedata.category(c)[0] != "C" and c not in INVISIBLE)
    return "".join(kept).lstrip()
