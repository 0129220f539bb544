"""Finds known names in normalised text, longest first, on word borders."""

from __future__ import annotations

from typing import Mapping


class NameFinder:
    """Words in a row that are a name; what one name takes, no shorter one takes again."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = {tuple(name.split()): value for name, value in names.items() if name}
        self._longest = max((len(words) for words in self._names), default=0)

    def find(self, text: str) -> list[str]:
        """Return the values of the names in the text, in order, each once."""
        words = text.split()
        found: list[str] = []
        at = 0
        while at < len(words):
            for length in range(min(self._longest, len(words) - at), 0, -1):
                value = self._names.get(tuple(words[at : at + length]))
                if value is not None:
                    found.append(value)
                    at += length
                    break
            else:
                at += 1
        return list(dict.fromkeys(found))
