"""Metrics for Prometheus. Each app has its own registry, so that two in one process don't mix."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
CONTENT_TYPE = CONTENT_TYPE_LATEST


class Metrics:
    """The service's metrics. No label says anything about a person or an item."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.requests = Histogram(
            "shingan_request_seconds",
            "Time from a request's first byte to its response's last.",
            ("method", "route", "status"),
            buckets=SECONDS,
            registry=self._registry,
        )
        self.examinations = Counter(
            "shingan_examinations", "Examinations by outcome.", ("outcome",), registry=self._registry
        )
        self.inference = Histogram(
            "shingan_inference_seconds",
            "Time that one examination took in its worker: decoding, scoring, judging.",
            buckets=SECONDS,
            registry=self._registry,
        )
        self.swaps = Counter(
            "shingan_release_swaps", "Releases made active or refused.", ("result",), registry=self._registry
        )
        for result in ("activated", "refused"):
            self.swaps.labels(result)  # from 0, so that the first one is an increase

    def watch(self, name: str, words: str, figure: Callable[[], float]) -> None:
        """Call a function for a figure when the metrics are read."""
        Gauge(name, words, registry=self._registry).set_function(figure)

    def exposition(self) -> bytes:
        """All figures in Prometheus' text format."""
        return bytes(generate_latest(self._registry))
