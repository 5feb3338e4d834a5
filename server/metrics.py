"""What the server has done, for Prometheus. Labels never hold what a client made up."""

from collections.abc import Iterator
from contextlib import nullcontext

from prometheus_client import (
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Metric,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from server import metrics_folder

if (_folder := metrics_folder.path()) is not None:
    metrics_folder.prepare(_folder)

OPERATIONS = Counter("aai_operations", "GraphQL operations", ["type", "outcome"])
OPERATION_SECONDS = Histogram("aai_operation_seconds", "Duration of GraphQL operations", ["type"])
WAYS = Counter(
    "aai_operation_ways",
    "GraphQL operations by how they were executed: in one planned statement, or why not",
    ["way", "reason"],
)
STATEMENTS = Counter("aai_sql_statements", "SQL statements that operations ran")
REQUESTS = Counter("aai_http_requests", "HTTP requests", ["method", "status"])
UNDER_WAY = Gauge(
    "aai_http_requests_under_way",
    "HTTP requests that are being answered, streams among them",
    multiprocess_mode="livesum",
)

METHODS = {"GET", "HEAD", "POST", "OPTIONS"}


def count_request(method: str, status: int) -> None:
    REQUESTS.labels(method if method in METHODS else "other", str(status)).inc()


def count_operation(kind: str, seconds: float, statements: int, outcome: str) -> None:
    """`outcome`: one of `server.graphql.operation_log.Outcome`."""
    OPERATIONS.labels(kind, outcome).inc()
    OPERATION_SECONDS.labels(kind).observe(seconds)
    STATEMENTS.inc(statements)


def count_way(way: str, reason: str) -> None:
    """`way`: `fused`, or `core`; `reason`: why it was not planned, in a word of the planner's."""
    WAYS.labels(way, reason).inc()


class Workers(Collector):
    """What each process takes of the machine, by its id: sums would go back when one ends."""

    def __init__(self, processes: list[int]) -> None:
        self._processes = processes

    def collect(self) -> Iterator[Metric]:
        families: dict[str, Metric] = {}
        for process in self._processes:
            for metric in ProcessCollector(pid=lambda: process, registry=None).collect():  # noqa: B023
                empty = Metric(metric.name, metric.documentation, metric.type)
                family = families.setdefault(metric.name, empty)
                for sample in metric.samples:
                    family.add_sample(sample.name, {"pid": str(process)}, sample.value)
        yield from families.values()


def exposition() -> bytes:
    """All of it in Prometheus' text format: of every worker, where there are several."""
    folder = metrics_folder.path()
    registry = REGISTRY if folder is None else CollectorRegistry()
    with nullcontext() if folder is None else metrics_folder.tidied(folder):
        if folder is not None:
            MultiProcessCollector(registry, str(folder))
            registry.register(Workers(metrics_folder.workers(folder)))
        return generate_latest(registry)
