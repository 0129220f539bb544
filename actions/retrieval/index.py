"""Search over entries: dense (FAISS) over answers and questions, lexical (BM25) over folded text.

On disk an index is a folder `<index_dir>/<version>/` named after its content; the file
`<index_dir>/current` names the one in service. Folders are written beside and renamed, so a
half-written one is never current; a broken one is refused and the caller keeps the previous.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import pickle
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Iterable, Sequence

import numpy as np

from actions.retrieval.encoder import Encoder
from actions.retrieval.errors import IndexMismatchError
from actions.retrieval.pages import MARK, Entry, Page
from bot.language.fold import fold

FORMAT = 1
CHUNK = 1024  # texts embedded between two lines of progress
_FILES = ("pages.pickle", "vectors.npz")


@dataclass(frozen=True)
class Hit:
    """One entry and what search found: cosines -1..1, BM25 >= 0."""

    entry: Entry
    question: float  # best cosine to one of its questions
    passage: float  # cosine to title and answer
    lexical: float  # BM25 on folded text
    nearest: str  # that question

    @property
    def dense(self) -> float:
        return (self.question + self.passage) / 2


class PassageIndex:
    """All served entries, searchable. Immutable: an edit makes a new one."""

    def __init__(
        self,
        pages: Sequence[Page],
        encoder: Encoder,
        vectors: "VectorCache",
        normalise: Callable[[str], str],
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        import bm25s
        import faiss

        self.pages = {page.id: page for page in pages}
        self.encoder = encoder
        self.vectors = vectors
        self.entries = [entry for page in pages for entry in page.entries]
        self.by_id = {entry.id: entry for entry in self.entries}
        self._position = {entry.id: i for i, entry in enumerate(self.entries)}
        passages = [passage_text(self.pages[e.topic], e) for e in self.entries]
        self.questions: list[tuple[int, str]] = [
            (i, normalise(q.text)) for i, e in enumerate(self.entries) for q in e.questions
        ]
        self.questions += [
            (self._position[page.entries[0].id], normalise(name))
            for page in pages
            if not page.is_signpost
            for name in (page.name, *page.aliases)
        ]
        self._owner = np.array([i for i, _ in self.questions], dtype=np.int64)
        self._passages = faiss.IndexFlatIP(encoder.dim)
        self._passages.add(vectors.get("passage", passages, progress))
        self._questions = faiss.IndexFlatIP(encoder.dim)
        self._questions.add(vectors.get("query", [text for _, text in self.questions], progress))
        self._bm25 = bm25s.BM25()
        self._bm25.index([_words(text) for text in self._lexical_texts()], show_progress=False)
        self._vocabulary = set(self._bm25.vocab_dict)
        self._labels: tuple[list[str], np.ndarray] | None = None
        self._served_on: dict[tuple[dt.date, str | None], np.ndarray] = {}

    @property
    def version(self) -> str:
        """A hash of everything that was indexed and of the encoder."""
        digest = hashlib.sha256(f"{FORMAT} {self.encoder.name}".encode())
        for entry in self.entries:
            digest.update(repr(entry).encode())
        for page in self.pages.values():
            digest.update(repr((page.name, page.aliases, page.sources, page.look_alikes)).encode())
        return digest.hexdigest()[:16]

    def search(
        self,
        query: str,
        k: int = 10,
        *,
        today: dt.date | None = None,
        province: str | None = None,
        vector: np.ndarray | None = None,
    ) -> list[Hit]:
        """Return the k best hits by dense similarity, then those best by words.

        Entries that are not valid today or belong to another province are left out.
        `query` is normalised text; `vector` its unit vector, if known already.

        Raises:
            ValueError: the query is empty.
        """
        if vector is None:
            vector = self.encoder.queries([query])[0]
        question, nearest = self._question_scores(vector)
        passage = self._passage_scores(vector)
        lexical = self.lexical_scores(query)
        served = self._served(today or dt.date.today(), province)
        dense = np.where(served, question + passage, -4.0)
        best = list(np.argsort(-dense, kind="stable")[:k])
        words = np.where(served, lexical, -1.0)
        best += [i for i in np.argsort(-words, kind="stable")[: max(3, k // 3)] if i not in best]
        return [
            Hit(
                self.entries[i],
                float(question[i]),
                float(passage[i]),
                float(lexical[i]),
                self.questions[nearest[i]][1] if nearest[i] >= 0 else "",
            )
            for i in best
            if served[i]
        ]

    def scores(self, query: str, vector: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return (question, passage, lexical) scores of all entries, each of shape (n,)."""
        return (
            self._question_scores(vector)[0],
            self._passage_scores(vector),
            self.lexical_scores(query),
        )

    def position(self, entry_id: str) -> int:
        """Return where an entry stands in `entries` and in all scores."""
        return self._position[entry_id]

    def best_other(self, entry_id: str, vector: np.ndarray) -> float:
        """Return the best cosine to the entry's questions, leaving out the vector itself."""
        rows = np.flatnonzero(self._owner == self._position[entry_id])
        cosines = [float(self._questions.reconstruct(int(row)) @ vector) for row in rows]
        return max((c for c in cosines if c < 0.9999), default=-1.0)

    def nearest_question(self, vector: np.ndarray, position: int) -> str:
        """Return the question of one entry that is nearest to the vector."""
        rows = np.flatnonzero(self._owner == position)
        if not len(rows):
            return ""
        vectors = np.stack([self._questions.reconstruct(int(row)) for row in rows])
        return self.questions[rows[int((vectors @ vector).argmax())]][1]

    def served(self, today: dt.date, province: str | None) -> np.ndarray:
        return self._served(today, province)

    def lexical_scores(self, query: str) -> np.ndarray:
        known = [word for word in _words(query) if word in self._vocabulary]
        if not known:
            return np.zeros(len(self.entries), dtype=np.float32)
        return np.asarray(self._bm25.get_scores(known), dtype=np.float32)

    def _question_scores(self, vector: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return per entry its best question cosine and that question's number."""
        scores, ids = self._questions.search(vector[None, :], len(self.questions))
        valid = ids[0] >= 0  # FAISS pads with -1
        rows, cosines = ids[0][valid], scores[0][valid]
        best = np.full(len(self.entries), -1.0, dtype=np.float32)
        nearest = np.full(len(self.entries), -1, dtype=np.int64)
        # Best first: write in reverse, so that the best of an entry is written last.
        owners = self._owner[rows]
        best[owners[::-1]] = cosines[::-1]
        nearest[owners[::-1]] = rows[::-1]
        return best, nearest

    def _passage_scores(self, vector: np.ndarray) -> np.ndarray:
        scores, ids = self._passages.search(vector[None, :], len(self.entries))
        found = np.full(len(self.entries), -1.0, dtype=np.float32)
        valid = ids[0] >= 0
        found[ids[0][valid]] = scores[0][valid]
        return found

    def label_numbers(self, label_of: Callable[[Entry], str]) -> tuple[list[str], np.ndarray]:
        """Return the labels of the entries and, per entry, the number of its label."""
        if self._labels is None:
            labels = [label_of(entry) for entry in self.entries]
            names = list(dict.fromkeys(labels))
            number = {name: i for i, name in enumerate(names)}
            self._labels = names, np.array([number[label] for label in labels])
        return self._labels

    def _served(self, today: dt.date, province: str | None) -> np.ndarray:
        key = (today, province)
        if key not in self._served_on:
            if len(self._served_on) > 200:
                self._served_on.clear()
            self._served_on[key] = np.array(
                [
                    entry.is_valid(today) and entry.province in (None, province)
                    for entry in self.entries
                ]
            )
        return self._served_on[key]

    def _lexical_texts(self) -> Iterable[str]:
        asked: dict[int, list[str]] = {}
        for i, text in self.questions:
            asked.setdefault(i, []).append(text)
        for i, entry in enumerate(self.entries):
            page = self.pages[entry.topic]
            # Only entries carry their topic's names; answers weigh less than questions.
            names = "" if page.is_signpost else " ".join((page.name, *page.aliases))
            yield " ".join([entry.title, names, *asked.get(i, ()), MARK.sub("", entry.answer)])

    # ---- on disk --------------------------------------------------------------------

    def save(self, index_dir: Path) -> Path:
        """Write the index as a new version and make it current; returns its folder."""
        index_dir.mkdir(parents=True, exist_ok=True)
        folder = index_dir / self.version
        if not _is_whole(folder):
            temporary = Path(tempfile.mkdtemp(prefix=".new-", dir=index_dir))
            try:
                (temporary / "pages.pickle").write_bytes(pickle.dumps(list(self.pages.values())))
                self.vectors.save(temporary / "vectors.npz")
                manifest = {
                    "format": FORMAT,
                    "encoder": self.encoder.name,
                    "dimension": self.encoder.dim,
                    "version": self.version,
                    "entries": len(self.entries),
                    "questions": len(self.questions),
                    "files": {name: _hash(temporary / name) for name in _FILES},
                }
                text = json.dumps(manifest, ensure_ascii=False, indent=1)
                (temporary / "meta.json").write_text(text, encoding="utf-8")
                shutil.rmtree(folder, ignore_errors=True)
                os.replace(temporary, folder)
            finally:
                shutil.rmtree(temporary, ignore_errors=True)
        pointer = index_dir / ".current.new"
        pointer.write_text(folder.name, encoding="utf-8")
        os.replace(pointer, index_dir / "current")
        return folder

    @classmethod
    def load(cls, index_dir: Path, encoder: Encoder, normalise: Callable[[str], str]):
        """Load the current index, or the newest whole one when the current is broken.

        Raises:
            IndexMismatchError: there is none, or another encoder built it.
        """
        for folder in _versions(index_dir):
            if not _is_whole(folder):
                continue
            meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
            if meta["encoder"] != encoder.name or meta["dimension"] != encoder.dim:
                raise IndexMismatchError(
                    f"{folder} was built with encoder '{meta['encoder']}' ({meta['dimension']}), "
                    f"settings ask for '{encoder.name}' ({encoder.dim}). Run: python -m bot setup"
                )
            pages = pickle.loads((folder / "pages.pickle").read_bytes())
            vectors = VectorCache.load(folder / "vectors.npz", encoder)
            return cls(pages, encoder, vectors, normalise)
        raise IndexMismatchError(f"no whole index in {index_dir}. Run: python -m bot setup")


class VectorCache:
    """Vectors by kind and text, so that only changed texts are embedded again."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, np.ndarray] = {}
        self._used: set[str] = set()

    def get(
        self, kind: str, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> np.ndarray:
        """Return unit vectors, float32, shape (len(texts), dim); kind: passage or query."""
        keys = [f"{kind}:{text}" for text in texts]
        missing = list(dict.fromkeys(k for k in keys if k not in self._known))
        encode = self._encoder.queries if kind == "query" else self._encoder.passages
        for start in range(0, len(missing), CHUNK):
            chunk = missing[start : start + CHUNK]
            rows = encode([key.split(":", 1)[1] for key in chunk])
            self._known.update(zip(chunk, rows))
            if progress is not None:
                progress(min(start + CHUNK, len(missing)), len(missing))
        self._used.update(keys)
        if not keys:
            return np.zeros((0, self._encoder.dim), dtype=np.float32)
        return np.stack([self._known[key] for key in keys]).astype(np.float32)

    @property
    def size(self) -> int:
        return len(self._known)

    def update(self, other: "VectorCache") -> None:
        """Take over the vectors of another cache of the same encoder."""
        self._known.update(other._known)

    def save(self, path: Path, *, used_only: bool = True) -> None:
        """Write the vectors, atomically; by default only those of texts still in use."""
        keys = sorted(self._used if used_only else self._known)
        rows = np.stack([self._known[key] for key in keys]) if keys else np.zeros((0, 1))
        temporary = path.with_name(f".{path.name}.new.npz")
        np.savez(temporary, keys=np.array(keys, dtype=str), rows=rows.astype(np.float32))
        os.replace(temporary, path)

    @classmethod
    def load(cls, path: Path, encoder: Encoder) -> "VectorCache":
        cache = cls(encoder)
        with np.load(path) as data:
            cache._known = dict(zip(data["keys"].tolist(), data["rows"]))
        return cache


def passage_text(page: Page, entry: Entry) -> str:
    """What is embedded for an entry: topic, title and answer without source marks."""
    return f"{page.name}. {entry.title}. {MARK.sub('', entry.answer)}"


def _words(text: str) -> list[str]:
    return [w for w in "".join(c if c.isalnum() else " " for c in fold(text)).split()]


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _is_whole(folder: Path) -> bool:
    try:
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        return meta["format"] == FORMAT and all(
            _hash(folder / name) == digest for name, digest in meta["files"].items()
        )
    except (OSError, ValueError, KeyError):
        return False


def _versions(index_dir: Path) -> list[Path]:
    """Current first, then the others, newest first."""
    if not index_dir.is_dir():
        return []
    folders = [p for p in index_dir.iterdir() if p.is_dir() and not p.name.startswith(".")]
    folders.sort(key=lambda p: p.stat().st_mtime, reverse=True)
    try:
        current = index_dir / (index_dir / "current").read_text(encoding="utf-8").strip()
    except OSError:
        return folders
    return [current] + [p for p in folders if p != current]
