"""`python -m bot test-stories` on stories with one mistake each."""

from __future__ import annotations

import pytest

from bot.paths import Paths
from bot.story_tests import Failure, Outcome, StoryError, check_stories, story_files
from bot.story_tests import run_stories as run

STORY = """version: "3.1"
stories:
- story: chuyện
  steps:
  - user: xin chào
    intent: {intent}
  - action: {action}
"""


def write(path, intent="greet", action="utter_greet"):
    path.write_text(STORY.format(intent=intent, action=action), encoding="utf-8")
    return path


def test_only_test_files_are_stories(tmp_path):
    for name in ("test_b.yml", "test_a.yml", "x.e2e.yml", "notes.yml"):
        write(tmp_path / name)
    assert [path.name for path in story_files(tmp_path)] == ["test_a.yml", "test_b.yml"]


def test_a_folder_without_stories_is_an_error_not_a_pass(tmp_path):
    with pytest.raises(StoryError, match="test_"):
        run(tmp_path, Paths())


def test_without_a_model_the_next_step_is_told(tmp_path):
    write(tmp_path / "test_a.yml")
    with pytest.raises(StoryError, match="make setup"):
        run(tmp_path, Paths(models=tmp_path))


def test_the_summary_counts_stories_not_mistakes():
    failure = Failure("chuyện", "test_a.yml", 2, "phí", "a", "b")
    assert "1 đạt, 1 SAI" in Outcome(2, 9, [failure, failure]).summary
    assert "không sai" in Outcome(2, 9, []).summary


@pytest.mark.model
def test_a_right_story_passes(assistant, tmp_path):
    outcome = check_stories([write(tmp_path / "test_a.yml")], assistant.agent)
    assert (outcome.stories, outcome.steps, outcome.failures) == (1, 2, [])


@pytest.mark.model
def test_a_wrong_intent_is_told_with_its_step(assistant, tmp_path):
    path = write(tmp_path / "test_a.yml", intent="goodbye", action="utter_goodbye")
    (failure,) = check_stories([path], assistant.agent).failures
    assert failure == Failure("chuyện", "test_a.yml", 1, "xin chào", "goodbye", "greet")


@pytest.mark.model
def test_a_wrong_action_is_told_with_its_step(assistant, tmp_path):
    path = write(tmp_path / "test_a.yml", action="utter_goodbye")
    (failure,) = check_stories([path], assistant.agent).failures
    assert (failure.step, failure.expected, failure.got) == (2, "utter_goodbye", "utter_greet")


@pytest.mark.model
def test_a_file_that_is_no_story_is_an_error(assistant, tmp_path):
    path = tmp_path / "test_a.yml"
    path.write_text("version: '3.1'\nstories: [", encoding="utf-8")
    with pytest.raises(StoryError, match="test_a.yml"):
        check_stories([path], assistant.agent)
