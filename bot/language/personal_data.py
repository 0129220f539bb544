"""Personal data in what people type -> placeholders, before anything else sees the text."""

from __future__ import annotations

from dataclasses import dataclass

from bot.language.personal.addresses import addresses
from bot.language.personal.emails import emails
from bot.language.personal.names import names
from bot.language.personal.numbers import numbers
from bot.language.personal.passwords import passwords
from bot.language.personal.reading import Reading, Span


@dataclass(frozen=True)
class Masked:
    text: str
    kinds: tuple[str, ...]  # CCCD, SĐT, …, each once, in order


def mask(text: str) -> Masked:
    """Return the text with personal data replaced by <KIND>.

    `mask(mask(x).text).text == mask(x).text`: what is left was looked at again.
    """
    kinds: list[str] = []
    while spans := find(text):
        kinds += [span.kind for span in spans]
        text = replace(text, spans)
    return Masked(text, tuple(dict.fromkeys(kinds)))


def find(text: str) -> list[Span]:
    """Return the personal data in a text, in order and apart from each other."""
    reading = Reading(text)
    found: list[Span] = []

    def take(spans) -> None:
        for span in spans:
            if all(span.end <= other.start or other.end <= span.start for other in found):
                found.append(span)

    take(emails(reading))
    take(passwords(reading))
    take(numbers(reading))
    take(names(reading, found))
    take(addresses(reading, found))
    return sorted(found, key=lambda span: span.start)


def replace(text: str, spans: list[Span]) -> str:
    """Return the text with <KIND> in the place of each span."""
    parts: list[str] = []
    end = 0
    for span in spans:
        parts += [text[end : span.start], f"<{span.kind}>"]
        end = span.end
    return "".join([*parts, text[end:]])
