"""What people ask over the day: questions, follow-ups, thanks, and pressed buttons."""

from __future__ import annotations

import random
from pathlib import Path

import yaml

from bot.bench.load import SCRIPTS
from bot.telegram import phrases

_TOPICS = Path(__file__).resolve().parents[2] / "data" / "nlu" / "topics"
Step = str | None  # None: press the first button of what came last
Life = tuple[Step, ...]
THANKS = "cảm ơn bạn nhiều"  # said where there is no button to press
NOT_PRESSED = (phrases.HELPFUL, phrases.NOT_RIGHT)  # these get no answer


def load_questions() -> dict[str, list[str]]:
    """Return the questions of data/nlu/topics by topic."""
    found: dict[str, list[str]] = {}
    for path in sorted(_TOPICS.glob("*.yml")):
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        for block in data["nlu"]:
            lines = (line.removeprefix("- ").strip() for line in block["examples"].splitlines())
            found.setdefault(path.name.partition(".")[0], []).extend(x for x in lines if x)
    return found


def make_lives(count: int, steps: int, seed: int) -> list[Life]:
    """Return `count` different lives of `steps` steps each."""
    questions = load_questions()
    return [_life(random.Random(f"{seed}:{number}"), questions, steps) for number in range(count)]


def _life(chance: random.Random, questions: dict[str, list[str]], steps: int) -> Life:
    life: list[Step] = []
    while len(life) < steps:
        if chance.random() < 0.2:
            life += [text for text, _ in chance.choice(SCRIPTS)]
            continue
        topic = chance.choice(sorted(questions))
        life += chance.sample(questions[topic], chance.randint(1, 3))
        if chance.random() < 0.5:
            life.append(None)
    return tuple(life[:steps])
