"""What the database says when something goes wrong may stand in a log."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from storage.database import Database


def test_an_error_never_quotes_the_row(database: Database) -> None:
    with database.write() as c:
        c.execute(text("CREATE TABLE kept (name VARCHAR(20) PRIMARY KEY)"))
        c.execute(text("INSERT INTO kept VALUES (:name)"), {"name": "张三"})
    with pytest.raises(IntegrityError) as fault, database.write() as c:
        c.execute(text("INSERT INTO kept VALUES (:name), (:other)"), {"name": "李四", "other": "李四"})
    assert "parameters hidden" in str(fault.value)
