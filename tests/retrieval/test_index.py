"""The index: what it finds, what it refuses, what survives a crash."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from actions.retrieval.errors import IndexMismatchError
from actions.retrieval.index import PassageIndex, VectorCache
from actions.retrieval.pages import read_page
from tests.tiny import PAGE, WordEncoder


@pytest.fixture
def pages(tmp_path):
    folder = tmp_path / "knowledge" / "thu-tuc"
    folder.mkdir(parents=True)
    found = []
    for topic, name, alias in (("xe-dap", "xe đạp", "xe hai bánh"), ("con-tau", "con tàu", "ghe")):
        path = folder / f"{topic}.md"
        path.write_text(PAGE.format(id=topic, name=name, alias=alias), encoding="utf-8")
        page, problems = read_page(path, f"knowledge/thu-tuc/{topic}.md")
        assert not problems
        found.append(page)
    return found


@pytest.fixture
def index(pages):
    encoder = WordEncoder()
    return PassageIndex(pages, encoder, VectorCache(encoder), str.lower)


TODAY = dt.date(2026, 11, 22)


def test_a_question_of_a_page_finds_its_entry(index):
    assert index.search("phí xe đạp", today=TODAY)[0].entry.id == "xe-dap#fee"


def test_the_cosine_of_a_known_question_is_one(index):
    hit = index.search("phí con tàu", today=TODAY)[0]
    assert hit.question == pytest.approx(1.0, abs=1e-5)


def test_words_without_marks_are_found_by_words(index):
    scores = dict(zip((e.id for e in index.entries), index.lexical_scores("phi xe dap")))
    assert max(scores, key=scores.get).startswith("xe-dap")
    assert index.lexical_scores("zzz").max() == 0


def test_a_rule_of_another_province_is_not_served(index):
    ids = [h.entry.id for h in index.search("phí xe đạp ở hà nội", today=TODAY)]
    assert "xe-dap#fee/phi-xe-dap-o-ha-noi" not in ids
    ids = [h.entry.id for h in index.search("phí xe đạp ở hà nội", today=TODAY, province="Hà Nội")]
    assert "xe-dap#fee/phi-xe-dap-o-ha-noi" in ids


def test_an_expired_rule_is_not_served(index):
    later = dt.date(2027, 1, 1)
    hits = index.search("phí xe đạp ở hà nội", today=later, province="Hà Nội")
    assert all("ha-noi" not in h.entry.id for h in hits)


def test_a_saved_index_answers_the_same(index, tmp_path):
    index.save(tmp_path / "index")
    encoder = WordEncoder()
    loaded = PassageIndex.load(tmp_path / "index", encoder, str.lower)
    assert loaded.version == index.version
    assert loaded.search("ghe", today=TODAY)[0].entry.topic == "con-tau"
    assert len(encoder.seen) == 1  # only the query: texts come from disk


def test_another_encoder_is_refused(index, tmp_path):
    index.save(tmp_path / "index")
    other = WordEncoder()
    other.name = "words-2"
    with pytest.raises(IndexMismatchError, match="words-1.*words-2"):
        PassageIndex.load(tmp_path / "index", other, str.lower)


def test_a_broken_index_is_refused_and_the_one_before_is_served(index, pages, tmp_path):
    folder = tmp_path / "index"
    index.save(folder)
    encoder = WordEncoder()
    newer = PassageIndex(pages[:1], encoder, VectorCache(encoder), str.lower)
    broken = newer.save(folder)
    (broken / "vectors.npz").write_bytes(b"half")
    loaded = PassageIndex.load(folder, WordEncoder(), str.lower)
    assert loaded.version == index.version


def test_a_half_written_version_is_never_current(index, tmp_path):
    folder = tmp_path / "index"
    saved = index.save(folder)
    (folder / ".new-abc").mkdir()
    (folder / ".new-abc" / "meta.json").write_text("{", encoding="utf-8")
    assert PassageIndex.load(folder, WordEncoder(), str.lower).version == saved.name


def test_no_index_says_what_to_run(tmp_path):
    with pytest.raises(IndexMismatchError, match="python -m bot setup"):
        PassageIndex.load(tmp_path, WordEncoder(), str.lower)


def test_the_manifest_names_encoder_dimension_and_content(index, tmp_path):
    meta = json.loads((index.save(tmp_path / "index") / "meta.json").read_text("utf-8"))
    assert (meta["encoder"], meta["dimension"]) == ("words-1", 512)
    assert meta["version"] == index.version


def test_only_changed_texts_are_embedded_again(pages):
    encoder = WordEncoder()
    cache = VectorCache(encoder)
    PassageIndex(pages, encoder, cache, str.lower)
    before = len(encoder.seen)
    PassageIndex(pages[:1], encoder, cache, str.lower)
    assert len(encoder.seen) == before
