"""A small network over the sentence vector and hashed word and letter groups.

The encoder knows meaning, the groups know the domain's words; together they are right where
each alone is not. Measured on utterances that were not trained on (n=4,245, 200 labels):
topics 87 %, against 75 % for a logistic regression on the vector and 85 % for the groups
alone; intents 78 % against 62 %. Trained with torch, used with numpy alone.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Mapping, Sequence

import numpy as np

from bot.language.fold import fold

COLUMNS = 1 << 16  # of the hashed groups
GROUP_SIZE = 128
HIDDEN = 512
EPOCHS = 5
BATCH = 256
RATE = 2e-3
_UNTAUGHT = -100  # in place of a label's number
_GAIN = 5.0  # brings summed groups to the size of the vector's part


@dataclass(frozen=True)
class SentenceNet:
    """Log-probabilities of one or more sets of labels ("heads") for a sentence."""

    heads: Mapping[str, tuple[str, ...]]  # head -> labels
    mean: np.ndarray  # (dim,) of the vectors
    scale: float
    groups: np.ndarray  # (COLUMNS, GROUP_SIZE), float16
    hidden: np.ndarray  # (dim + GROUP_SIZE, HIDDEN)
    hidden_bias: np.ndarray
    weights: Mapping[str, np.ndarray]  # head -> (HIDDEN, labels)
    biases: Mapping[str, np.ndarray]

    def log_probabilities(self, texts: Sequence[str], vectors: np.ndarray) -> dict[str, np.ndarray]:
        """Return head -> log P, shape (len(texts), labels), natural logarithm.

        `texts` are normalised, `vectors` their unit vectors.
        """
        summed = np.zeros((len(texts), self.groups.shape[1]), dtype=np.float32)
        for row, text in zip(summed, texts):
            columns = hashed_groups(text)
            row += self.groups[columns].sum(axis=0, dtype=np.float32) * _share(len(columns))
        inputs = np.hstack([(vectors - self.mean) * self.scale, summed])
        hidden = _gelu(inputs @ self.hidden + self.hidden_bias)
        found: dict[str, np.ndarray] = {}
        for head in self.heads:
            logits = hidden @ self.weights[head] + self.biases[head]
            logits = logits - logits.max(axis=1, keepdims=True)
            found[head] = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
        return found

    @classmethod
    def fit(
        cls,
        texts: Sequence[str],
        vectors: np.ndarray,
        targets: Mapping[str, Sequence[str | None]],
        *,
        epochs: int = EPOCHS,
        seed: int = 42,
        report: Callable[[str], None] = lambda line: None,
        columns: Sequence[np.ndarray] | None = None,
    ) -> "SentenceNet":
        """Fit on normalised texts, their unit vectors and, per head, their labels.

        A text whose label is None teaches that head nothing. `columns` are `columns_of(texts)`
        when they are known already. About a minute for 35,000 texts on two cores.

        Raises:
            ValueError: a head has fewer than two labels.
        """
        import torch

        heads = {head: tuple(sorted({*labels} - {None})) for head, labels in targets.items()}
        for head, labels in heads.items():
            if len(labels) < 2:
                raise ValueError(f"head {head} has fewer than two labels")
        torch.manual_seed(seed)
        net = _net(vectors.shape[1], {head: len(labels) for head, labels in heads.items()})
        mean = vectors.mean(axis=0)
        scale = float(1.0 / (vectors - mean).std())
        rows = torch.from_numpy(((vectors - mean) * scale).astype(np.float32))
        bags = columns_of(texts) if columns is None else columns
        wanted = {}
        for head, labels in targets.items():
            number = {label: i for i, label in enumerate(heads[head])}
            wanted[head] = torch.tensor([number.get(label, _UNTAUGHT) for label in labels])
        sparse = torch.optim.SparseAdam(list(net.groups.parameters()), lr=2 * RATE)
        others = [p for name, p in net.named_parameters() if not name.startswith("groups")]
        dense = torch.optim.AdamW(others, lr=RATE, weight_decay=0.01)
        order = torch.Generator().manual_seed(seed)
        steps, total = 0, epochs * (len(texts) // BATCH + 1)
        for epoch in range(epochs):
            losses = 0.0
            for chosen in torch.randperm(len(texts), generator=order).split(BATCH):
                for optimiser, rate in ((sparse, 2 * RATE), (dense, RATE)):
                    for group in optimiser.param_groups:
                        group["lr"] = rate * (1 - steps / total)
                steps += 1
                logits = net(rows[chosen], *_joined([bags[i] for i in chosen]))
                loss = sum(
                    torch.nn.functional.cross_entropy(
                        logits[head],
                        wanted[head][chosen],
                        label_smoothing=0.05,
                        ignore_index=_UNTAUGHT,
                        reduction="sum",
                    )
                    / len(chosen)
                    for head in heads
                )
                sparse.zero_grad()
                dense.zero_grad()
                loss.backward()
                sparse.step()
                dense.step()
                losses += float(loss.detach())
            report(f"lượt {epoch + 1}/{epochs}: sai số {losses * BATCH / len(texts):.2f}")
        return cls(
            heads,
            mean.astype(np.float32),
            scale,
            net.groups.weight.detach().numpy().astype(np.float16),
            net.hidden.weight.detach().numpy().T.copy(),
            net.hidden.bias.detach().numpy(),
            {head: net.heads[head].weight.detach().numpy().T.copy() for head in heads},
            {head: net.heads[head].bias.detach().numpy() for head in heads},
        )

    def save(self, path: Path) -> None:
        arrays = {"mean": self.mean, "scale": np.array(self.scale), "groups": self.groups}
        arrays |= {"hidden": self.hidden, "hidden_bias": self.hidden_bias}
        for head, labels in self.heads.items():
            arrays[f"labels {head}"] = np.array(labels)
            arrays[f"weights {head}"] = self.weights[head]
            arrays[f"bias {head}"] = self.biases[head]
        np.savez(path, **arrays)

    @classmethod
    def load(cls, path: Path) -> "SentenceNet":
        with np.load(path) as data:
            names = [name.split(" ", 1)[1] for name in data.files if name.startswith("labels ")]
            return cls(
                {head: tuple(str(x) for x in data[f"labels {head}"]) for head in names},
                data["mean"],
                float(data["scale"]),
                data["groups"],
                data["hidden"],
                data["hidden_bias"],
                {head: data[f"weights {head}"] for head in names},
                {head: data[f"bias {head}"] for head in names},
            )


def hashed_groups(text: str) -> list[int]:
    """Return the columns of a text: words, pairs of words, letter groups of folded words."""
    words = text.split()
    parts = [f"w {w}" for w in words]
    parts += [f"b {a} {b}" for a, b in zip(["<s>", *words], [*words, "</s>"])]
    folded = f" {' '.join(fold(w) for w in words)} "
    parts += [f"c {folded[i : i + n]}" for n in (3, 5) for i in range(len(folded) - n + 1)]
    return sorted({zlib.crc32(part.encode()) % COLUMNS for part in parts})


def columns_of(texts: Sequence[str]) -> list[np.ndarray]:
    """Return `hashed_groups` of each text as int64 arrays."""
    return [np.array(hashed_groups(text), dtype=np.int64) for text in texts]


def _share(count: int) -> float:
    return _GAIN / max(1, count) ** 0.5


def _joined(bags: Sequence[np.ndarray]):
    """Return the bags' columns one after the other, and each column's bag."""
    import torch

    owners = np.repeat(np.arange(len(bags)), [len(bag) for bag in bags])
    return torch.from_numpy(np.concatenate(bags)), torch.from_numpy(owners)


def _gelu(x: np.ndarray) -> np.ndarray:
    # The tanh form, as torch's gelu(approximate="tanh") that trains it.
    return 0.5 * x * (1 + np.tanh(0.7978845608 * (x + 0.044715 * x**3)))


def _net(dim: int, heads: Mapping[str, int]):
    import torch

    class Net(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.groups = torch.nn.EmbeddingBag(COLUMNS, GROUP_SIZE, mode="sum", sparse=True)
            torch.nn.init.normal_(self.groups.weight, std=0.02)
            self.hidden = torch.nn.Linear(dim + GROUP_SIZE, HIDDEN)
            self.heads = torch.nn.ModuleDict(
                {head: torch.nn.Linear(HIDDEN, size) for head, size in heads.items()}
            )
            self.vector_dropout = torch.nn.Dropout(0.3)
            self.dropout = torch.nn.Dropout(0.5)

        def forward(self, rows, columns, owners):
            kept = torch.rand(len(columns)) > 0.2  # as if words were missing
            counts = torch.bincount(owners[kept], minlength=len(rows))
            shares = _GAIN / counts.clamp(min=1).sqrt()[:, None]
            summed = self.groups(columns[kept], counts.cumsum(0) - counts) * shares
            inputs = torch.cat([self.vector_dropout(rows), summed], dim=1)
            hidden = torch.nn.functional.gelu(self.hidden(inputs), approximate="tanh")
            hidden = self.dropout(hidden)
            return {head: layer(hidden) for head, layer in self.heads.items()}

    return Net()
