"""How much of the personal data is masked, in wordings that were written before the rules."""

from __future__ import annotations

from collections import Counter
from itertools import islice

import pytest

from bot.language.clean import drop_invisible
from bot.language.fold import fold
from bot.language.personal_data import mask
from tests.personal.haystack import Needles
from tests.personal.planted import KINDS, Message, Planter, Value, wordings

MESSAGES = 3000


def is_left(value: Value, masked: str) -> bool:
    """Tell whether the value, or enough of a name to tell who it is, can still be read."""
    if value.kind == "HỌ TÊN":
        last = fold(value.typed).split()[-2:]
        words = fold(masked).split()
        return all(word in words for word in last)
    return bool(Needles([value]).found_in(masked)) or value.typed in masked


def leaks(messages: list[Message]) -> tuple[Counter[str], Counter[str], list[str]]:
    """Return the number of values and of those left readable, by kind, and their messages."""
    total: Counter[str] = Counter()
    left: Counter[str] = Counter()
    texts = []
    for message in messages:
        masked = mask(drop_invisible(message.text)).text
        for value in message.values:
            total[value.kind] += 1
            if is_left(value, masked):
                left[value.kind] += 1
                texts.append(f"{message.text!r} -> {masked!r}")
    return total, left, texts


@pytest.fixture(scope="module")
def scores() -> dict[str, float]:
    total, left, texts = leaks(list(islice(Planter(1).messages(wordings()), MESSAGES)))
    recall = {kind: 1 - left[kind] / total[kind] for kind in KINDS}
    recall["all"] = 1 - left.total() / total.total()
    for kind, share in recall.items():
        print(f"{kind:10} n={total[kind] or total.total():5} recall={share:.4f}")
    print("\n".join(texts[:20]))
    return recall


def test_99_of_100_values_are_masked(scores):
    assert scores["all"] >= 0.99


@pytest.mark.parametrize("kind", KINDS)
def test_of_no_kind_more_than_one_in_thirty_is_left(scores, kind):
    # Names are the lowest: in lower case without marks many are other words as well.
    assert scores[kind] >= 0.965


def test_nothing_is_left_but_names_that_could_be_other_words():
    for seed in (2, 3):
        messages = list(islice(Planter(seed, sure_names=True).messages(wordings()), MESSAGES // 2))
        assert leaks(messages)[2] == []
