"""Where things lie. Shared by all programs; each may be moved by an environment variable."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Mapping

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Paths:
    knowledge: Path = ROOT / "knowledge"
    nlu: Path = ROOT / "data" / "nlu"
    models: Path = ROOT / "models"
    var: Path = ROOT / "var"

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> "Paths":
        def place(name: str, default: Path) -> Path:
            return Path(env[name]).resolve() if env.get(name) else default

        return cls(
            knowledge=place("KNOWLEDGE_DIR", cls.knowledge),
            nlu=place("NLU_DIR", cls.nlu),
            models=place("MODELS_DIR", cls.models),
            var=place("VAR_DIR", cls.var),
        )

    @property
    def language_model(self) -> Path:
        return self.models / "language.json"

    @property
    def encoders(self) -> Path:
        return self.models / "encoder"

    @property
    def index(self) -> Path:
        return self.models / "index"

    @property
    def ranker(self) -> Path:
        return self.models / "ranker"

    @property
    def rasa(self) -> Path:
        return self.models / "rasa"
