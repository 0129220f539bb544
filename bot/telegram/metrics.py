"""Counters for Prometheus. Labels come from short lists, never from what people type."""

from __future__ import annotations

import math

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_SECONDS = (0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 180)
_DECISIONS = ("answer", "clarify", "decline", "smalltalk", "handoff", "safety")


class Metrics:
    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._received = self._counter("received", "Updates accepted, by kind", "kind")
        self._answered = self._counter("answered", "Updates answered, by decision", "decision")
        self._failures = self._counter("failures", "What went wrong, by stage", "stage")
        self._seconds = Histogram(
            "vneid_connector_seconds",
            "Time by stage: queue, rasa, send, whole",
            ["stage"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.queue = Gauge(
            "vneid_connector_queue", "Updates accepted and not done", registry=self.registry
        )

        self.links_withheld = Counter(
            "vneid_connector_links_withheld",
            "Links of replies that are not on the list, sent as plain text",
            registry=self.registry,
        )
        self._index_age = Gauge(
            "vneid_index_age_seconds",
            "Time since the index that answers was built; NaN while the action server is away",
            registry=self.registry,
        )
        self._index_entries = Gauge(
            "vneid_index_entries", "Answers in that index", registry=self.registry
        )
        self.index(None, None)

    def index(self, age_s: float | None, entries: int | None) -> None:
        """Note what is known of the index; None: not known now."""
        self._index_age.set(math.nan if age_s is None else age_s)
        self._index_entries.set(math.nan if entries is None else entries)

    def received(self, kind: str) -> None:
        self._received.labels(kind).inc()

    def answered(self, decision: object) -> None:
        self._answered.labels(decision if decision in _DECISIONS else "other").inc()

    def failed(self, stage: str) -> None:
        self._failures.labels(stage).inc()

    def took(self, stage: str, seconds: float) -> None:
        self._seconds.labels(stage).observe(seconds)

    def text(self) -> bytes:
        return generate_latest(self.registry)

    def _counter(self, name: str, text: str, label: str) -> Counter:
        return Counter(f"vneid_connector_{name}", text, [label], registry=self.registry)
