"""Who may work on something until when: a lease that ends by itself, by the database's clock."""

from typing import Any

from sqlalchemy import ColumnElement

from storage.clock import database_now


def is_over(until: ColumnElement[Any], longest: float | ColumnElement[float]) -> ColumnElement[bool]:
    """Whether a lease has run out.

    So has one that lies further ahead than `longest` seconds, which no lease lasts: the clock was set back after it was
    given, and whoever has it would otherwise keep it for as long as the clock was set back.
    """
    return (until < database_now()) | (until > database_now() + longest)
