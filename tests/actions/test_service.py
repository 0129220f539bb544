"""Live in seconds: pages are edited, broken, mended and deleted while questions are asked."""

from __future__ import annotations

import threading
import time

import pytest

from actions.retrieval.index import PassageIndex, VectorCache
from actions.retrieval.passages import load_pages
from actions.service import Knowledge, KnowledgeService
from actions.settings import Settings
from actions.status import state
from bot.paths import Paths
from tests.tiny import PAGE, WordEncoder


class Lower:
    normalise = staticmethod(str.lower)


@pytest.fixture
def knowledge(tmp_path):
    folder = tmp_path / "knowledge" / "thu-tuc"
    folder.mkdir(parents=True)
    for topic, name, alias in (("xe-dap", "xe đạp", "xe hai bánh"), ("con-tau", "con tàu", "ghe")):
        (folder / f"{topic}.md").write_text(PAGE.format(id=topic, name=name, alias=alias), "utf-8")
    return folder


@pytest.fixture
def service(knowledge, tmp_path):
    paths = Paths(knowledge=knowledge.parent, models=tmp_path / "models")
    encoder = WordEncoder()
    index = PassageIndex(load_pages(knowledge.parent), encoder, VectorCache(encoder), str.lower)
    made = KnowledgeService(paths, Settings(watch_s=0.1), Knowledge(index, None, Lower()))
    yield made
    made.close()


def answer(service, question):
    return service.current.index.search(question)[0].entry.answer


def wait_until(condition, seconds=5.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def test_a_saved_page_changes_the_answer_within_five_seconds(service, knowledge):
    page = knowledge / "xe-dap.md"
    page.write_text(page.read_text("utf-8").replace("10.000", "25.000"), "utf-8")
    assert wait_until(lambda: "25.000" in answer(service, "phí xe đạp"))


def test_the_status_tells_size_and_time_of_the_index_in_service(service, knowledge):
    began = service.built_at
    entries = len(service.current.index.entries)
    assert state(service)["index"] == {"entries": entries, "built_at": began}
    assert time.time() - began < 60
    (knowledge / "xe-dap.md").unlink()
    assert wait_until(lambda: state(service)["index"]["entries"] < entries)
    assert wait_until(lambda: service.built_at > began)


def test_a_broken_page_keeps_its_last_good_version_and_says_where(service, knowledge):
    page = knowledge / "xe-dap.md"
    page.write_text(page.read_text("utf-8").replace("## Lệ phí", "## Lệ phi phí"), "utf-8")
    assert wait_until(lambda: service.problems)
    assert "10.000" in answer(service, "phí xe đạp")
    assert "knowledge/thu-tuc/xe-dap.md:" in service.problems[0]


def test_a_mended_page_is_served_again(service, knowledge):
    page = knowledge / "xe-dap.md"
    good = page.read_text("utf-8")
    page.write_text("hỏng", "utf-8")
    assert wait_until(lambda: service.problems)
    page.write_text(good.replace("10.000", "30.000"), "utf-8")
    assert wait_until(lambda: "30.000" in answer(service, "phí xe đạp"))
    assert not service.problems


def test_a_deleted_page_is_withdrawn_at_once(service, knowledge):
    (knowledge / "xe-dap.md").unlink()
    assert wait_until(lambda: "xe-dap" not in service.current.index.pages)


def test_a_page_marked_as_draft_is_withdrawn(service, knowledge):
    page = knowledge / "xe-dap.md"
    page.write_text(
        page.read_text("utf-8").replace("nhóm: thu-tuc", "nhóm: thu-tuc\ntrạng thái: nháp"), "utf-8"
    )
    assert wait_until(lambda: "xe-dap" not in service.current.index.pages)


def test_only_the_changed_entry_is_embedded_again(service, knowledge):
    encoder = service.current.index.encoder
    before = len(encoder.seen)
    page = knowledge / "xe-dap.md"
    page.write_text(page.read_text("utf-8").replace("10.000", "25.000"), "utf-8")
    assert wait_until(lambda: "25.000" in answer_text(service))
    assert len(encoder.seen) == before + 1


def answer_text(service):
    return service.current.index.by_id["xe-dap#fee"].answer


def test_questions_asked_meanwhile_are_never_answered_wrongly(service, knowledge):
    page = knowledge / "xe-dap.md"
    good = page.read_text("utf-8")
    wrong: list[str] = []
    stop = threading.Event()

    def ask():
        while not stop.is_set():
            try:
                index = service.current.index
                for hit in index.search("phí xe đạp"):
                    if hit.entry.topic == "xe-dap" and "xe đạp" not in hit.entry.answer:
                        wrong.append(hit.entry.answer)
                if not index.search("phí con tàu")[0].entry.answer.startswith("**Phí con tàu"):
                    wrong.append("con tàu")
            except Exception as error:
                wrong.append(repr(error))

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(6):
        page.write_text(good.replace("10.000", f"{number}1.000"), "utf-8")
        time.sleep(0.15)
        page.write_text("hỏng", "utf-8")
        time.sleep(0.15)
        page.unlink()
        time.sleep(0.15)
        page.write_text(good, "utf-8")
        time.sleep(0.15)
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert wait_until(lambda: "10.000" in answer(service, "phí xe đạp"))
