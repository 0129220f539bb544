"""The labelled utterances of data/nlu, as the topic model sees them.

Rasa reads the same files; it needs only the intent, the topic is the file's name.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

ASK = "ask_"
FOLLOW_UP = "(follow-up)"  # says what is asked but not about what
OUTSIDE = "(outside)"  # not for this assistant
TALK = "(talk)"  # greetings and the like


@dataclass(frozen=True)
class Utterance:
    text: str
    label: str  # topic id, ambiguous group "a|b|c" of topic ids, or one of the above
    intent: str


def read_utterances(nlu_dir: Path) -> list[Utterance]:
    """Read data/nlu: topics/<topic>.yml, ambiguous/<a>+<b>.yml, and the rest by intent.

    Raises:
        ValueError: a file is no Rasa NLU YAML; its name is in the message.
    """
    found: list[Utterance] = []
    for path in sorted(nlu_dir.rglob("*.yml")):
        for intent, text in _examples(path):
            found.append(Utterance(text, _label(path, intent), intent))
    return found


def _label(path: Path, intent: str) -> str:
    if path.parent.name == "topics":
        return path.stem.split(".")[0]  # ho-chieu.2.yml belongs to ho-chieu as well
    if path.parent.name == "ambiguous":
        return path.stem.replace("+", "|")
    if path.stem == "follow_up":
        return FOLLOW_UP
    return OUTSIDE if intent == "out_of_scope" else TALK


def _examples(path: Path) -> list[tuple[str, str]]:
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        return [
            (block["intent"], line[2:].strip())
            for block in data["nlu"]
            if "intent" in block
            for line in str(block["examples"]).splitlines()
            if line.startswith("- ") and line[2:].strip()
        ]
    except (yaml.YAMLError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise ValueError(f"{path} is no Rasa NLU file: {error}") from error
