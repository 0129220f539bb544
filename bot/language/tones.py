"""Where the tone mark stands: "hoà" and "hòa" are one word."""

from __future__ import annotations

import re

_OLD = "oà oá oả oã oạ oè oé oẻ oẽ oẹ uỳ uý uỷ uỹ uỵ".split()
_NEW = "òa óa ỏa õa ọa òe óe ỏe õe ọe ùy úy ủy ũy ụy".split()
_MOVED = dict(zip(_OLD, _NEW))
# Only an open syllable moves its mark: "hoà" does, "hoàn" and "quý" do not.
_OPEN = re.compile(rf"(?<!q)({'|'.join(_OLD)})(?!\w)")


def place_tones(text: str) -> str:
    """Return lower-case NFC text with tone marks on the first vowel of oa, oe, uy."""
    return _OPEN.sub(lambda found: _MOVED[found.group()], text)
