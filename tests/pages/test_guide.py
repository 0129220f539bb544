"""The guide for editors says what the program does: its examples work as printed."""

from __future__ import annotations

import re
from pathlib import Path

from actions.retrieval.aspects import GROUPS, HEADINGS
from actions.retrieval.pages import _FRONT_KEYS, _SOURCE_KEYS, _key
from tests.retrieval.good_page import problems_of, write

GUIDE = Path(__file__).resolve().parents[2] / "knowledge" / "HUONG-DAN.md"
TEXT = GUIDE.read_text(encoding="utf-8")
SAMPLE = next(
    block for block in re.findall(r"```\n(.*?)```", TEXT, re.DOTALL) if "id: the-" in block
)
MENDED = SAMPLE.replace("## Chi phí", "## Lệ phí")


def printed(path: Path, text: str) -> list[str]:
    return [str(p) for p in problems_of(write(path, text, "thu-tuc/the-thu-vien.md"))]


def test_the_first_check_of_the_sample_prints_what_the_guide_shows(tmp_path):
    (line,) = printed(tmp_path, SAMPLE)
    assert f"\n{line}\n" in TEXT


def test_the_second_check_prints_what_the_guide_shows(tmp_path):
    lines = printed(tmp_path, MENDED)
    assert len(lines) == 3
    assert "\n" + "\n".join(lines) + "\n" in TEXT


def test_mended_as_the_guide_says_the_sample_has_no_error(tmp_path):
    text = MENDED.replace("30.000 đồng.", "30.000 đồng. [S1]")
    assert not [line for line in printed(tmp_path, text) if "Lỗi:" in line]


def test_every_heading_group_and_key_is_explained():
    for heading in HEADINGS.values():
        assert f"`## {heading}`" in TEXT
    for group in GROUPS:
        assert f"`knowledge/{group}/`" in TEXT
    explained = {_key(key) for key in re.findall(r"`([^`\n]+):`", TEXT)}
    assert _FRONT_KEYS | _SOURCE_KEYS <= explained | {"ma"}


def test_every_link_inside_the_guide_leads_to_a_heading():
    anchors = {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^## (.+)$", TEXT, re.MULTILINE)
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", TEXT)) <= anchors
