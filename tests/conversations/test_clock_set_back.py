"""A clock that is set back keeps nobody waiting for as long as it was set back, and turns no thread upside down."""

import pytest
from sqlalchemy import Connection, update

from conversations import reading
from conversations.reading import Line
from conversations.tables import conversation, outbox
from storage.clock import database_now
from tests.conversations.scene import Scene

HOUR = 3600.0


@pytest.fixture
def scene(database, vault) -> Scene:
    return Scene(database, vault, channel="twilio")


def set_back(c: Connection, seconds: float) -> None:
    """As if the database's clock had been set back: leases that were given before end so much later."""
    c.execute(update(conversation).values(lease_until=conversation.c.lease_until + seconds))
    c.execute(update(outbox).values(lease_until=outbox.c.lease_until + seconds))


# how far it was set back, whether a lease of thirty seconds that was just given still holds
LEASES = {"not at all": (0.0, True), "a moment": (5.0, True), "an hour": (HOUR, False)}


@pytest.mark.parametrize(("seconds", "holds"), LEASES.values(), ids=LEASES)
def test_a_turn_whose_worker_died_is_taken_again(scene: Scene, seconds: float, holds: bool) -> None:
    scene.writes("你好", "p1")
    scene.claim(lease=30.0)
    with scene.database.write() as c:
        set_back(c, seconds)
    assert (scene.claim(lease=30.0) is None) == holds


@pytest.mark.parametrize(("seconds", "holds"), {"not at all": (0.0, True), "an hour": (HOUR, False)}.values())
def test_a_send_that_was_cut_off_is_looked_up(scene: Scene, seconds: float, holds: bool) -> None:
    scene.writes("你好", "p1")
    scene.close(scene.claim(), "您好")
    assert scene.claims_send(lease=20.0).errand == "send"
    with scene.database.write() as c:
        set_back(c, seconds)
    again = scene.claims_send(lease=20.0)
    assert again is None if holds else again.errand == "look_up"


def test_the_thread_keeps_its_order(scene: Scene) -> None:
    talk = scene.writes("甲", "p1").conversation_id
    scene.close(scene.claim(), "答甲")
    scene.writes("乙", "p2")
    scene.close(scene.claim(), "答乙")
    with scene.database.write() as c:
        c.execute(update(outbox).where(outbox.c.id == 1).values(created_at=database_now() + HOUR))
    assert [text for _, text, _ in scene.thread(talk)] == ["甲", "答甲", "乙", "答乙"]


def line(name: str, at: float, origin: str | None = None) -> Line:
    who = "resident" if name.startswith("i") else "bot"
    return Line(name, int(name[1:]), at, who, "", "sent", origin=origin)


#: lines in any order → how they stand
THREADS = {
    "by their moments": ([line("o1", 2, "m1"), line("i1", 1), line("i2", 3), line("o2", 4, "m2")], "i1 o1 i2 o2"),
    "two messages before one answer": ([line("i1", 1), line("i2", 2), line("o1", 3, "m1")], "i1 i2 o1"),
    "set back after an answer": (
        [line("i1", 90), line("o1", 91, "m1"), line("i2", 5), line("o2", 6, "m2")],
        "i1 o1 i2 o2",
    ),
    "set back, then a person": (
        [line("i1", 90), line("o1", 91, "m1"), line("o2", 5, "staff:k"), line("i2", 6)],
        "i1 o1 o2 i2",
    ),
    "set back, the last unanswered": (
        [line("i1", 90), line("o1", 91, "m1"), line("i2", 5), line("i3", 6)],
        "i1 o1 i2 i3",
    ),
}


@pytest.mark.parametrize(("lines", "expected"), THREADS.values(), ids=THREADS)
def test_both_sides_stand_in_the_order_in_which_they_happened(lines: list[Line], expected: str) -> None:
    assert " ".join(one.id for one in reading.in_order(lines)) == expected
    assert " ".join(one.id for one in reading.in_order(reversed(lines))) == expected
