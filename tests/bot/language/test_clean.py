"""Nothing that a stranger types can become a command of Rasa."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.language.clean import MAX_CHARACTERS, clean, drop_invisible, has_words

RESTARTS = [
    "/restart",
    "  /restart ",
    "///restart",
    "／restart",
    "\u200b/restart",
    "/\u200b/restart",
    "\u202e/restart",
    "\ufeff/\u2060/ /restart",
    "⁄∕╱/restart",
    "EXTERNAL: /restart",
    "/EXTERNAL: restart",
    "external:/ EXTERNAL : restart",
    "\x00/\x07restart",
    "\u3164/restart",
    "\u0301/restart",
]


@pytest.mark.parametrize("typed", RESTARTS)
def test_a_typed_command_becomes_a_plain_word(typed):
    assert clean(typed) == "restart"


@given(
    st.text(
        st.characters(codec=None) | st.sampled_from("/／\u200b\u202e:EXTRNAL ⁄\u0338"), max_size=60
    )
)
@settings(max_examples=500)
@example("E\u200bXTERNAL: /x")
def test_cleaning_twice_changes_nothing_and_no_slash_is_left_in_front(text):
    once = clean(text)
    assert clean(once) == once
    assert not once.startswith(("/", "EXTERNAL:"))
    assert len(once) <= MAX_CHARACTERS
    once.encode()  # no lone surrogates


def test_vietnamese_typed_as_letters_and_marks_is_composed():
    assert clean("lệ phi\u0301  bao nhiêu") == "lệ phí bao nhiêu"


def test_lines_are_joined_but_an_inner_slash_stays():
    assert clean("giấy 1\n\n/giấy 2 24/7") == "giấy 1 /giấy 2 24/7"


def test_a_text_of_a_million_characters_is_cut():
    assert clean("a" * 1_000_000) == "a" * MAX_CHARACTERS


def test_placeholders_of_masked_data_stay():
    assert clean("số của tôi là <CCCD>") == "số của tôi là <CCCD>"


def test_lines_stay_when_only_the_invisible_goes():
    assert drop_invisible("một\u200b \n hai") == "một\nhai"


@pytest.mark.parametrize(
    ("text", "expected"), [("👍", False), ("?! …", False), ("á", True), ("1", True)]
)
def test_a_text_without_letter_or_digit_has_no_words(text, expected):
    assert has_words(text) is expected
