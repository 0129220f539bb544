from __future__ import annotations

import pytest

from bot.language.scripts import is_foreign_script


@pytest.mark.parametrize(
    "text", ["护照怎么办理", "여권 신청", "Как получить паспорт?", "ធ្វើលិខិតឆ្លងដែន"]
)
def test_other_scripts_are_seen(text):
    assert is_foreign_script(text)


@pytest.mark.parametrize(
    "text", ["Làm hộ chiếu ở đâu?", "how to", "", "123 ✅", "VNeID 护照 làm sao", "?"]
)
def test_latin_ones_are_not(text):
    assert not is_foreign_script(text)
