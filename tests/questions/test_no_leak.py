"""No development sentence, nor a near-copy of one, is in what the assistant learns from.

Otherwise the figures of `python -m bot eval` would praise memory. Reword or drop the sentence
that is named; never the development sentence.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from actions.retrieval.passages import read_pages
from tests.questions.near_copies import Sentence, near_copies

ROOT = Path(__file__).resolve().parents[2]
ANNOTATION = re.compile(r"\[([^\]]+)\](\([^)]*\)|\{[^}]*\})")


def development_sentences() -> list[Sentence]:
    found = []
    for path in sorted(Path(__file__).parent.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            turns = [turn["user"] for turn in case.get("turns", ())]
            if turns:
                found += [Sentence(f"{case['id']}.{n}", t) for n, t in enumerate(turns, start=1)]
            else:
                found.append(Sentence(case["id"], case["text"]))
    return found


def training_sentences() -> list[Sentence]:
    """Lines of data/nlu and data/stories, and the questions of knowledge/."""
    return [*_utterances(), *_page_questions(), *_story_messages()]


def _utterances() -> list[Sentence]:
    """The lines "- …" under `examples`."""
    return [
        Sentence(f"{path.relative_to(ROOT)}:{number}", line.strip()[2:])
        for path in sorted((ROOT / "data" / "nlu").rglob("*.yml"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if line.startswith("    - ")
    ]


def _page_questions() -> list[Sentence]:
    pages, _ = read_pages(ROOT / "knowledge")  # what is wrong with a page, `bot check` tells
    return [
        Sentence(f"{page.path}:{question.line}", question.text)
        for page in pages
        for entry in page.entries
        for question in entry.questions
    ]


def _story_messages() -> list[Sentence]:
    found = []
    for path in sorted((ROOT / "data" / "stories").rglob("*.yml")):
        stories = yaml.safe_load(path.read_text(encoding="utf-8"))
        for story in [*stories.get("stories", ()), *stories.get("rules", ())]:
            for step in story["steps"]:
                if "user" in step:
                    text = ANNOTATION.sub(r"\1", step["user"])
                    found.append(Sentence(f"{path.relative_to(ROOT)} ({_name(story)})", text))
    return found


def _name(story: dict) -> str:
    return story.get("story") or story.get("rule") or ""


@pytest.fixture(scope="module")
def copies():
    return near_copies(development_sentences(), training_sentences())


def test_nothing_that_is_learnt_is_a_near_copy_of_a_development_sentence(copies):
    found = [str(pair) for pair in copies if not pair.is_short]
    assert not found, f"{len(found)} near-copies:\n" + "\n".join(found)


def test_short_coincidences_stay_few(copies, capsys):
    """A short sentence may be met by chance; many of them are no chance."""
    found = [pair for pair in copies if pair.is_short]
    with capsys.disabled():
        print(f"\n{len(found)} short coincidences with development sentences:")
        for pair in found:
            print(f"  {pair}")
    assert len({pair.question.where for pair in found}) <= 0.05 * len(development_sentences())


def test_there_is_something_to_compare():
    assert len(development_sentences()) == 854
    assert len(_utterances()) > 5_000
    assert len(_page_questions()) > 1_000
    assert len(_story_messages()) > 5


PLANTED = Sentence("d", "Xin giấy xác nhận cư trú online thì mấy bữa có vậy?")


@pytest.mark.parametrize(
    "copy",
    [
        "xin giay xac nhan cu tru online thi may bua co vay",
        "Xin giấy xác nhận cư trú online thì mấy bữa có",
        "cho mình xin giấy xác nhận cư trú online thì mấy bữa có vậy?",
        "Xin giấy xác nhận cư trú onl thì mấy bữa có vậy ạ",
    ],
)
def test_a_copy_with_a_word_changed_is_found(copy):
    assert near_copies([PLANTED], [Sentence("x", "bầu cử ở đâu"), Sentence("y", copy)])


@pytest.mark.parametrize(
    "other", ["Xin giấy xác nhận cư trú online", "Giấy xác nhận cư trú mấy ngày thì có?"]
)
def test_another_question_about_the_same_thing_is_none(other):
    assert not near_copies([PLANTED], [Sentence("x", other)])


def test_a_short_sentence_is_a_coincidence():
    (pair,) = near_copies([Sentence("d", "Đề án 06 là gì?")], [Sentence("x", "de an 06 la gi")])
    assert pair.is_short and pair.jaccard == 1
