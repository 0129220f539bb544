"""The emulated server refuses the HTML that Telegram refuses."""

from __future__ import annotations

import pytest

from tests.telegram_server.entities import EntityError, parse_html


def test_entities_are_counted_in_utf16_units():
    text, entities = parse_html('🪪 <b>phí</b> <a href="https://a.vn/?x=1&amp;y=2">t&lt;t</a>')
    assert text == "🪪 phí t<t"
    assert entities == [
        {"type": "bold", "offset": 3, "length": 3},
        {"type": "text_link", "url": "https://a.vn/?x=1&y=2", "offset": 7, "length": 3},
    ]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("a < b", "unclosed start tag"),
        ("<script>x</script>", 'unsupported start tag "script"'),
        ("<b>x", "can't find end tag"),
        ("x</b>", "unexpected end tag"),
        ("<b><i>x</b></i>", "unmatched end tag"),
        ("<b", "unclosed start tag"),
        ("<span>x</span>", "must have class"),
        ("<p>x</p>", 'unsupported start tag "p"'),
        ("x <3 y>", "unsupported start tag"),
    ],
)
def test_bad_markup_is_refused(source, reason):
    with pytest.raises(EntityError, match=reason):
        parse_html(source)


def test_a_lone_ampersand_is_text():
    assert parse_html("a & b &x; &#65;") == ("a & b &x; A", [])
