"""What an operator watches: counts, latencies, queue age, render speed, ledger sums, in Prometheus' text form.

A registry of its own for each service, so that two in one process do not meet. Labels are routes as declared and
statuses, never ids: their number is bounded.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60)


class Metrics:
    """Counters and gauges of one service."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        mine = self.registry
        ProcessCollector(registry=mine)  # memory, processor time, open files
        self._requests = Counter(
            "stillreel_requests",
            "Requests by route and status.",
            ("method", "route", "status"),
            registry=mine,
        )
        self._took = Histogram(
            "stillreel_request_seconds", "How long requests took.", ("route",), buckets=BUCKETS, registry=mine
        )
        self._streams = Gauge("stillreel_streams_open", "Event streams open now.", registry=mine)
        self._runs = Counter("stillreel_runs", "Turns by how they ended.", ("state",), registry=mine)
        self._renders = Counter("stillreel_renders", "Exports by how they ended.", ("state",), registry=mine)
        self._speed = Gauge(
            "stillreel_render_speed", "Seconds of video a second, last export.", registry=mine
        )
        self._uploaded = Counter("stillreel_uploaded_bytes", "Bytes received as files.", registry=mine)
        self._sums = Gauge("stillreel_store", "Sums read from the database.", ("of",), registry=mine)
        self.streams_open = 0

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        self._requests.labels(method, route, str(status)).inc()
        self._took.labels(route).observe(seconds)

    def stream(self, step: int) -> None:
        """A stream opened (+1) or ended (-1)."""
        self.streams_open += step
        self._streams.set(self.streams_open)

    def run(self, state: str) -> None:
        self._runs.labels(state).inc()

    def render(self, state: str, video_s: float = 0.0, took_s: float = 0.0) -> None:
        self._renders.labels(state).inc()
        if took_s:
            self._speed.set(video_s / took_s)

    def uploaded(self, size: int) -> None:
        self._uploaded.inc(size)

    def page(self, sums: dict[str, float]) -> bytes:
        """The page, with these sums as they are now."""
        for name, value in sums.items():
            self._sums.labels(name).set(value)
        return generate_latest(self.registry)
