"""The index and ranker in service, and the watch that keeps them fresh."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Callable

from actions.retrieval.index import PassageIndex
from actions.retrieval.pages import Page, read_page
from actions.retrieval.passages import page_files, shown
from actions.retrieval.ranker import Ranker
from actions.settings import Settings
from bot.encoders import current_encoder
from bot.language.normalise import LanguageModel, Normaliser
from bot.paths import Paths

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Knowledge:
    """One consistent state; a turn takes it once and keeps it to its end."""

    index: PassageIndex
    ranker: Ranker
    normaliser: Normaliser


class KnowledgeService:
    """Hands out the current Knowledge and replaces it when a page is saved."""

    def __init__(
        self,
        paths: Paths,
        settings: Settings,
        start: Knowledge,
        normalise: Callable[[str], str] | None = None,
    ) -> None:
        """`normalise` is for texts of pages; one that remembers them makes a refresh quick."""
        self._paths = paths
        self._normalise = normalise or start.normaliser.normalise
        self._current = start
        self._good: dict[str, Page] = {page.path: page for page in start.index.pages.values()}
        self._seen: dict[str, tuple[int, int]] = {}
        self._stop = threading.Event()
        self.problems: tuple[str, ...] = ()
        self.built_at = _built_at(paths)
        self.refresh()
        if settings.watch_s > 0:
            thread = threading.Thread(target=self._watch, args=(settings.watch_s,), daemon=True)
            thread.start()

    @property
    def current(self) -> Knowledge:
        return self._current

    def close(self) -> None:
        self._stop.set()

    def _watch(self, every_s: float) -> None:
        while not self._stop.wait(every_s):
            try:
                self.refresh()
            except Exception as error:  # the last good state stays in service
                logger.error("knowledge was not refreshed: %s: %s", type(error).__name__, error)

    def refresh(self) -> bool:
        """Take over changed pages; True when something changed.

        A page with a problem keeps its last good version; a page that was deleted or marked
        as draft is gone at once.
        """
        files = {
            shown(path, self._paths.knowledge): path for path in page_files(self._paths.knowledge)
        }
        stamps = {}
        for name, path in files.items():
            try:
                stat = path.stat()
            except OSError:  # deleted between listing and looking
                continue
            stamps[name] = (stat.st_mtime_ns, stat.st_size)
        if stamps == self._seen:
            return False
        good: dict[str, Page] = {}
        problems: list[str] = []
        for name in stamps:
            if stamps[name] == self._seen.get(name) and name in self._good:
                good[name] = self._good[name]
                continue
            page, found = read_page(files[name], name)
            if page is None:
                problems += [str(problem) for problem in found]
                if name in self._good:
                    good[name] = self._good[name]
            elif not page.is_draft:
                good[name] = page
        for problem in problems:
            logger.error("%s", problem)
        self.problems = tuple(problems)
        before = self._current.index
        pages = sorted(good.values(), key=lambda page: page.path)
        changed = pages != sorted(before.pages.values(), key=lambda page: page.path)
        if changed:
            if not pages:
                raise ValueError("no page is left; the last index stays in service")
            index = PassageIndex(
                pages,
                before.encoder,
                before.vectors,
                self._normalise,
            )
            self._current = Knowledge(index, self._current.ranker, self._current.normaliser)
            index.save(self._paths.index)
            self.built_at = time.time()
            logger.info("index %s: %d entries", index.version, len(index.entries))
        self._good, self._seen = good, stamps
        return changed


def _built_at(paths: Paths) -> float:
    """Return when the current index was written, in Unix seconds; now if it was not."""
    try:
        current = (paths.index / "current").read_text(encoding="utf-8").strip()
        return (paths.index / current / "meta.json").stat().st_mtime
    except OSError:
        return time.time()


@lru_cache(maxsize=1)
def knowledge_service() -> KnowledgeService:
    """Return the one service of this process; the first call loads models (2 to 5 s)."""
    paths = Paths.from_env()
    normaliser = Normaliser(LanguageModel.load(paths.language_model))
    # All 11,000 questions of the pages: seconds to normalise, so each only once.
    normalise = lru_cache(maxsize=None)(normaliser.normalise)
    index = PassageIndex.load(paths.index, current_encoder(), normalise)
    start = Knowledge(index, Ranker.load(paths.ranker), normaliser)
    return KnowledgeService(paths, Settings.from_env(), start, normalise)
