"""What a citizen typed -> plain Vietnamese with its marks, for search and for Rasa.

"lam llgtp tren vneid tnao" -> "làm lý lịch tư pháp trên vneid thế nào". Every word gets its
possible readings (itself, abbreviations, marks restored, teencode and slips mended); a bigram
language model of the knowledge base and of general Vietnamese picks the best row of them.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter, defaultdict
from functools import lru_cache
from pathlib import Path
from typing import Iterable, Sequence

from bot.language.abbreviations import ABBREVIATIONS, PHRASES
from bot.language.english import is_english
from bot.language.fold import fold, nfc
from bot.language.tones import place_tones
from bot.language.typos import one_edit, readings

# Codes keep their slashes and dashes: 07/ct-ttg, 1/7/2026, 200.000, <OTP> placeholders.
_TOKEN = re.compile(r"<[^<>\s]{2,12}(?: [^<>\s]{2,8})?>|\d[\w/.,:-]*\w|[^\W_]+(?:[/-][^\W_]+)*")
_HAS_MARK = re.compile(r"[^\x00-\x7f]")
_BASE_WORDS = 100_000  # weight of the general list against the counts of the corpus
_UNSEEN = 1e-8
_NUMBER = "<0>"
# Costs in nats, set on generated questions (see tests/questions); a rarer reading needs more
# support from its neighbours.
_COST_MEANING = 0.7  # for each further meaning of an abbreviation
_COST_MENDED = 3.0
_COST_EDITED = 6.0
_COST_AS_TYPED = 1.5  # an unknown word stays as it is
MARKED_SHARE = 0.15  # fewer marked words than this: the text was typed without marks


class LanguageModel:
    """Bigram counts of syllables, smoothed with general Vietnamese word frequencies."""

    def __init__(self, unigrams: dict[str, float], bigrams: dict[str, dict[str, int]]) -> None:
        self.unigrams = unigrams
        self.bigrams = bigrams
        self._total = sum(unigrams.values()) or 1.0
        self._after = {word: sum(nexts.values()) for word, nexts in bigrams.items()}
        self.by_fold: dict[str, list[str]] = defaultdict(list)
        for word in unigrams:
            self.by_fold[fold(word)].append(word)

    @classmethod
    def build(cls, texts: Iterable[str]) -> "LanguageModel":
        """Count well-spelt Vietnamese texts; general Vietnamese comes from wordfreq."""
        from wordfreq import get_frequency_dict

        unigrams: Counter[str] = Counter()
        bigrams: dict[str, Counter[str]] = defaultdict(Counter)
        for text in texts:
            words = ["<s>", *map(_counted_as, tokens(text))]
            for before, word in zip(words, words[1:]):
                unigrams[word] += 1
                bigrams[before][word] += 1
        merged: dict[str, float] = defaultdict(float)
        for word, count in unigrams.items():
            if count > 1 or word == _NUMBER or _looks_vietnamese(word):
                merged[word] += count
        for word, share in get_frequency_dict("vi").items():
            word = place_tones(nfc(word))
            if _looks_vietnamese(word):
                merged[word] += share * _BASE_WORDS
        return cls(dict(merged), {k: dict(v) for k, v in bigrams.items()})

    def save(self, path: Path) -> None:
        data = {"unigrams": self.unigrams, "bigrams": self.bigrams}
        path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> "LanguageModel":
        """Raise ValueError when the file is no language model."""
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            return cls(data["unigrams"], data["bigrams"])
        except (KeyError, TypeError, json.JSONDecodeError) as error:
            raise ValueError(f"{path} is no language model") from error

    def cost(self, before: str, word: str) -> float:
        """Return -log P(word | before), in nats."""
        before, word = _counted_as(before), _counted_as(word)
        unigram = self.unigrams.get(word, 0.0) / self._total + _UNSEEN
        nexts = self.bigrams.get(before)
        if nexts is None:
            return -math.log(unigram)
        seen = self._after[before]
        # Witten and Bell (1991): few different followers make them trustworthy.
        weight = seen / (seen + len(nexts))
        return -math.log(weight * nexts.get(word, 0) / seen + (1 - weight) * unigram)


def _counted_as(word: str) -> str:
    """All numbers, codes and placeholders are one word."""
    return _NUMBER if word[0].isdigit() or (word[0] == "<" and word != "<s>") else word


class Normaliser:
    """Normalises messages; safe to share between threads."""

    def __init__(self, model: LanguageModel) -> None:
        self._model = model
        self._frequent = {
            folded
            for folded, words in model.by_fold.items()
            if max(model.unigrams[w] for w in words) >= 3
        }
        self.normalise = lru_cache(maxsize=4096)(self._normalise)

    def _normalise(self, text: str) -> str:
        """Return the text in lower case, with marks, without punctuation.

        Words with digits, codes and placeholders stay as typed.
        """
        if is_english(text):  # the encoder reads English; marks and abbreviations would spoil it
            return " ".join(tokens(text))
        words = _join_phrases(tokens(text))
        plain = [w for w in words if w.isalpha()]
        marked = sum(bool(_HAS_MARK.search(w)) for w in plain)
        is_bare = marked < MARKED_SHARE * len(plain)
        if is_bare:  # marks first; then the words can be told that are dialect or short
            restored = self._best([self._readings(word, True) for word in words])
            words = _join_phrases(restored)
        return " ".join(self._best([self._readings(word, False) for word in words]))

    def _readings(self, word: str, is_bare: bool) -> list[tuple[tuple[str, ...], float]]:
        """Return (syllables, cost) pairs for one typed word."""
        if " " in word:
            return [(tuple(word.split()), 0.0)]
        if not word.isalpha():
            return [((word,), 0.0)]
        known = self._model.unigrams
        found: dict[tuple[str, ...], float] = {}

        def add(reading: tuple[str, ...], cost: float) -> None:
            if cost < found.get(reading, math.inf):
                found[reading] = cost

        has_mark = bool(_HAS_MARK.search(word))
        for rank, meaning in enumerate(ABBREVIATIONS.get(word, ())):
            add(tuple(place_tones(meaning).split()), _COST_MEANING * rank)
        if word in ABBREVIATIONS and not is_bare:
            return list(found.items())
        if word in known and (has_mark or not is_bare):
            add((word,), 0.0)
        if is_bare and not has_mark:
            for reading in self._model.by_fold.get(word, ()):
                add((reading,), 0.0)
        if not found and has_mark:
            for reading in self._model.by_fold.get(fold(word), ()):
                add((reading,), _COST_MENDED - 1 if _share_marks(word, reading) else _COST_MENDED)
        if not found:
            self._mend(word, add)
        if not found:
            add((word,), 0.0)
        elif word not in known and word not in ABBREVIATIONS and not (is_bare and not has_mark):
            add((word,), _COST_AS_TYPED + _COST_MENDED)
        return list(found.items())

    def _mend(self, word: str, add) -> None:
        mended = False
        for reading in readings(word):
            if reading in self._model.unigrams:
                add((reading,), _COST_MENDED)
                mended = True
            for other in self._model.by_fold.get(fold(reading), ()):
                add((other,), _COST_MENDED + 1)
                mended = True
        if not mended and len(word) >= 4:
            for folded in set(one_edit(fold(word))) & self._frequent:
                for other in self._model.by_fold[folded]:
                    add((other,), _COST_EDITED)

    def _best(self, rows: Sequence[list[tuple[tuple[str, ...], float]]]) -> list[str]:
        """Viterbi over the readings."""
        paths: dict[str, tuple[float, tuple]] = {"<s>": (0.0, ())}
        for row in rows:
            reached: dict[str, tuple[float, tuple]] = {}
            for reading, own in row:
                inside = own + sum(
                    0.5 * self._model.cost(a, b) for a, b in zip(reading, reading[1:])
                )
                best = min(
                    (cost + self._model.cost(before, reading[0]), before)
                    for before, (cost, _) in paths.items()
                )
                total = best[0] + inside
                last = reading[-1]
                if total < reached.get(last, (math.inf, ()))[0]:
                    reached[last] = (total, (paths[best[1]][1], reading))
            paths = reached
        _, chain = min(paths.values(), key=lambda path: path[0])
        words: list[str] = []
        while chain:
            chain, reading = chain
            words[:0] = reading
        return words


def tokens(text: str) -> list[str]:
    """Return the words, numbers and codes of a text in lower case, without punctuation."""
    found = _TOKEN.findall(nfc(text))
    return [t if t[0] == "<" else place_tones(t.lower()).rstrip(".,:-") for t in found]


def well_spelt(text: str) -> bool:
    """Whether a text is marked densely enough to learn spelling from."""
    plain = [word for word in tokens(text) if word.isalpha()]
    marked = sum(bool(_HAS_MARK.search(word)) for word in plain)
    short = sum(word in ABBREVIATIONS and not _HAS_MARK.search(word) for word in plain)
    return len(plain) > 2 and marked >= 0.55 * len(plain) and short <= 0.1 * len(plain)


def _join_phrases(words: list[str]) -> list[str]:
    joined: list[str] = []
    at = 0
    while at < len(words):
        phrase = PHRASES.get((words[at], words[at + 1])) if at + 1 < len(words) else None
        joined.append(phrase or words[at])
        at += 2 if phrase else 1
    return joined


def _share_marks(typed: str, reading: str) -> bool:
    """Whether every mark that was typed is kept: "mưc" -> "mức", not "mục"."""
    import unicodedata

    def marks(word: str) -> set[tuple[str, str]]:
        bare = [unicodedata.normalize("NFD", letter) for letter in word]
        return {(b[0], mark) for b in bare for mark in b[1:]} | {
            ("d", "-") for c in word if c == "đ"
        }

    return marks(typed) <= marks(reading)


@lru_cache(maxsize=None)
def _looks_vietnamese(word: str) -> bool:
    return word.isalpha() and bool(_SYLLABLE.fullmatch(fold(word)))


_SYLLABLE = re.compile(
    r"(?:b|ch|c|d|gh|gi|g|h|kh|k|l|m|ngh|ng|nh|n|ph|p|qu|r|s|th|tr|t|v|x)?"
    r"(?:uye|uya|uyu|oai|oay|oeo|uay|uoi|uou|ieu|yeu|oao|"
    r"ai|ao|au|ay|eo|eu|ia|ie|iu|oa|oe|oi|oo|ua|ue|ui|uo|uu|uy|ya|ye|a|e|i|o|u|y)"
    r"(?:ch|ng|nh|c|m|n|p|t)?"
)
