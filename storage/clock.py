"""Two clocks: the database's, for leases shared by several machines, and the office's, for dates that people see."""

from datetime import date, datetime, timedelta, timezone
from typing import Any, Protocol

from sqlalchemy import Connection, Float, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

#: China keeps one time zone and no summer time.
CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")


class database_now(FunctionElement[float]):
    """Seconds since 1970 (UTC) by the database's own clock, with fractions, as it is when the statement runs."""

    type = Float()
    inherit_cache = True


@compiles(database_now, "sqlite")
def _sqlite_now(_element: Any, _compiler: Any, **_: Any) -> str:
    return "((julianday('now') - 2440587.5) * 86400.0)"


@compiles(database_now, "postgresql")
def _postgresql_now(_element: Any, _compiler: Any, **_: Any) -> str:
    return "CAST(EXTRACT(EPOCH FROM clock_timestamp()) AS DOUBLE PRECISION)"


def read_database_clock(c: Connection) -> float:
    """Seconds since 1970 (UTC) by the database's clock."""
    return float(c.execute(select(database_now())).scalar_one())


class Clock(Protocol):
    """The office's clock: what day it is for a limit, a lunch break or a letter."""

    def now(self) -> datetime:
        """The present moment in China's time zone (aware)."""
        ...


class SystemClock:
    """The clock of this machine."""

    def now(self) -> datetime:
        """The present moment in China's time zone (aware)."""
        return datetime.now(CHINA)


def today() -> date:
    """The day it is in China by this machine's clock."""
    return SystemClock().now().date()


class FrozenClock:
    """A clock for tests that stands still until it is moved."""

    def __init__(self, at: datetime) -> None:
        self.at = at if at.tzinfo else at.replace(tzinfo=CHINA)

    def now(self) -> datetime:
        """The moment that was set."""
        return self.at

    def move(self, **step: float) -> None:
        """Go on by a `timedelta(**step)`."""
        self.at += timedelta(**step)
