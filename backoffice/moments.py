"""Between the office's clock and the seconds (since 1970, UTC) that rows hold."""

from datetime import datetime
from typing import overload

from storage.clock import CHINA, Clock


def seconds(clock: Clock) -> float:
    """The clock's present moment as rows hold it."""
    return clock.now().timestamp()


@overload
def moment(at: float) -> datetime: ...
@overload
def moment(at: None) -> None: ...
def moment(at: float | None) -> datetime | None:
    """A row's seconds as an aware moment in China."""
    return None if at is None else datetime.fromtimestamp(at, CHINA)
