"""Figures for Prometheus, on an address of their own (`GRIDWALK_METRICS=127.0.0.1:9464`), not the public one.

Several serving processes write their figures into a folder of files (`PROMETHEUS_MULTIPROC_DIR`, made by
`gridwalk serve`), and whichever of them got the address answers for all.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from typing import Any

import structlog
from flask import Flask, Response, g, request
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import SQLAlchemyError

from server.clock import Clock
from server.db import reading
from server.errors import SettingsError
from server.jobs import job_table

log = structlog.get_logger("metrics")


def register_metrics(app: Flask) -> None:
    """Counts requests by route, never by address: an address may hold an id."""
    from prometheus_client import Counter, Histogram

    extensions = app.extensions
    labels = ("method", "route", "status")
    answered = extensions.setdefault(
        "gridwalk.answered", Counter("gridwalk_requests", "Requests answered.", labels, registry=None)
    )
    took = extensions.setdefault(
        "gridwalk.took",
        Histogram("gridwalk_request_seconds", "Time to answer.", ("route",), registry=None),
    )

    extensions.setdefault(
        "gridwalk.mismatched",
        Counter(
            "gridwalk_sync_mismatched",
            "Streams of which a phone said that it does not hold what it should.",
            ("said",),
            registry=None,
        ),
    )

    @app.after_request
    def count(answer: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "none"
        answered.labels(request.method, route, str(answer.status_code)).inc()
        took.labels(route).observe(time.perf_counter() - g.began)
        return answer


def serve_metrics(app: Flask, address: str) -> None:
    """Answers `GET /metrics` at `address` from a thread, if no other process of ours does so already."""
    from prometheus_client import CollectorRegistry, start_http_server
    from prometheus_client.multiprocess import MultiProcessCollector

    host, port = parse_address(address)
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        # Its constructor is the one part of the package without types.
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        for name in ("gridwalk.answered", "gridwalk.took", "gridwalk.mismatched"):
            registry.register(app.extensions[name])
    registry.register(Waiting(app))
    try:
        start_http_server(port, host, registry)
    except OSError as error:
        log.info("metrics address is in use", why=error.strerror)


def parse_address(text: str) -> tuple[str, int]:
    """`127.0.0.1:9464`, or a port alone, which means this machine only."""
    host, _, port = text.rpartition(":")
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise SettingsError(f"GRIDWALK_METRICS: HOST:PORT, please, not {text}")
    return host.strip("[]") or "127.0.0.1", int(port)


class Waiting:
    """Background work that is due, read at each look; and whether the database answers at all."""

    def __init__(self, app: Flask) -> None:
        self.engine: Engine = app.extensions["gridwalk.engine"]
        self.clock: Clock = app.extensions["gridwalk.clock"]

    def collect(self) -> Iterator[Any]:
        from prometheus_client.core import GaugeMetricFamily

        now = self.clock.now()
        wanted = select(func.count(), func.min(job_table.c.due_at)).where(job_table.c.due_at <= now)
        try:
            with reading(self.engine) as connection:
                count, oldest = connection.execute(wanted).one()
        except SQLAlchemyError:
            yield GaugeMetricFamily("gridwalk_database_up", "Whether the database answers.", 0)
            return
        yield GaugeMetricFamily("gridwalk_database_up", "Whether the database answers.", 1)
        yield GaugeMetricFamily("gridwalk_jobs_due", "Background jobs that are due.", count)
        age = (now - oldest).total_seconds() if oldest else 0.0
        yield GaugeMetricFamily("gridwalk_jobs_oldest_seconds", "How long the oldest one has waited.", age)
