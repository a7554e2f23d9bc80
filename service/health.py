"""What operators ask: is the process alive, can it take turns, and how much is waiting."""

from collections.abc import Callable, Iterable, Mapping

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select

from conversations.tables import conversation, inbox, outbox
from storage.clock import database_now
from storage.database import Database

Check = Callable[[], bool]


def health_router(database: Database, checks: Mapping[str, Check]) -> APIRouter:
    """`/healthz`, `/readyz` and `/metrics`; `checks` are asked, by name, whether they are ready."""
    router = APIRouter(tags=["operators"])
    registry = CollectorRegistry()
    registry.register(Waiting(database))

    @router.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @router.get("/readyz")
    def readyz() -> JSONResponse:
        found = {name: _holds(check) for name, check in checks.items()}
        return JSONResponse(found, 200 if all(found.values()) else 503)

    @router.get("/metrics", response_class=PlainTextResponse)
    def metrics() -> Response:
        return Response(generate_latest(registry), media_type="text/plain; version=0.0.4")

    return router


def _holds(check: Check) -> bool:
    try:
        return check()
    except Exception:
        return False


class Waiting(Collector):
    """Counts of messages and conversations by state, and the age of the oldest unanswered message."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def collect(self) -> Iterable[Metric]:
        """Ask the database; called at each scrape."""
        with self._database.read() as c:
            for name, column, meaning in (
                ("assistant_inbox_messages", inbox.c.state, "Messages of residents by state"),
                ("assistant_outbox_messages", outbox.c.state, "Messages to residents by state"),
                ("assistant_conversations", conversation.c.hold, "Conversations by who holds them"),
            ):
                family = GaugeMetricFamily(name, meaning, labels=[column.name])
                for value, count in c.execute(select(column, func.count()).group_by(column)):
                    family.add_metric([value], count)
                yield family
            oldest = select(func.min(inbox.c.received_at)).where(inbox.c.state == "received")
            age = c.scalar(select(database_now() - oldest.scalar_subquery()))
            yield GaugeMetricFamily(
                "assistant_oldest_unanswered_seconds", "Age of the oldest open message", value=age or 0
            )
