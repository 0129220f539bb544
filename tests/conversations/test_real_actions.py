"""The conversations of *.e2e.yml, with the trained model and the real actions."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conversations.cases import Case, Step, read_cases

pytestmark = pytest.mark.model
CASES = read_cases(Path(__file__).parent)


@pytest.mark.parametrize("case", CASES, ids=[f"{case.file}: {case.name}" for case in CASES])
def test_conversation(assistant, case: Case):
    conversation = f"e2e-{CASES.index(case)}"
    answer = None
    for number, step in enumerate(case.steps, start=1):
        answer = _take(assistant, conversation, step, answer)
        misses = step.expected.misses(answer)
        if misses:
            pytest.fail(_told(case, number, step, misses, answer), pytrace=False)


def _take(assistant, conversation: str, step: Step, last):
    if step.user is not None:
        return assistant.ask(conversation, step.user)
    if isinstance(step.press, str):
        return assistant.press(conversation, step.press)
    if not last or step.press > len(last.payloads):
        count = len(last.payloads) if last else 0
        pytest.fail(f"không có nút {step.press}, câu trước có {count} nút", pytrace=False)
    return assistant.press(conversation, last.payloads[step.press - 1])


def _told(case: Case, number: int, step: Step, misses: list[str], answer) -> str:
    buttons = "; ".join(f"[{n}] {b['title']}" for n, b in enumerate(answer.buttons, start=1))
    return "\n".join(
        [
            f"{case.file} · “{case.name}” · bước {number}: {step}",
            *(f"  - {miss}" for miss in misses),
            "Trợ lý đã trả lời:",
            *(f"  | {line}" for line in answer.answer.splitlines()),
            f"  Nút: {buttons}",
        ]
    )
