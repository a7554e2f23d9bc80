"""A process whose engine is away leaves to others what needs one, for a moment, and never what needs none."""

import pytest

from bot.engine_watch import EngineWatch
from bot.errors import EngineUnreachable
from tests.bot.test_turn import Stage


class Moments:
    """A clock that only goes forwards, by hand."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


# the engine was lost, seconds ago, and says now that it is ready → whether it counts as away
CASES = {
    "never lost": (False, 0.0, False, False),
    "lost just now": (True, 0.0, False, True),
    "lost and back": (True, 1.0, True, False),
    "lost, and still away after the rest": (True, 3.1, False, False),
}


@pytest.mark.parametrize(("lost", "ago", "ready", "away"), CASES.values(), ids=CASES)
def test_an_engine_is_away_for_a_while_after_it_was_lost(lost: bool, ago: float, ready: bool, away: bool) -> None:
    now = Moments()
    watch = EngineWatch(lambda: ready, rest=3.0, now=now)
    if lost:
        watch.lost()
    now.at += ago
    assert watch.is_away() is away


@pytest.fixture
def stage(database, vault, clock) -> Stage:
    """An engine that did not answer the first message."""
    stage = Stage(database, vault, clock)
    stage.engine.fails, stage.engine.answers = [EngineUnreachable("ConnectError")], False
    stage.scene.writes("低保怎么办", "p1", sender="a")
    assert stage.turns.take_next()
    return stage


def test_what_needs_an_engine_is_left_to_a_process_that_has_one(stage: Stage, database, vault, clock) -> None:
    stage.scene.writes("医疗救助怎么办", "p2", sender="b")
    assert not stage.turns.take_next()
    beside = Stage(database, vault, clock)
    assert beside.turns.take_next()
    assert beside.turns.take_next()
    assert sorted(stage.scene.dispatch()) == ["好的", "好的"]


def test_danger_is_answered_all_the_same(stage: Stage) -> None:
    stage.scene.writes("他又打我了我不敢回家", "p2", sender="b", danger="violence", urgent=True)
    assert stage.turns.take_next()
    assert stage.steps.ran == [("action_danger", "danger")]


def test_danger_does_not_overtake_a_message_of_the_same_resident(stage: Stage) -> None:
    stage.scene.writes("他又打我了我不敢回家", "p2", sender="a", danger="violence", urgent=True)
    assert not stage.turns.take_next()
    stage.engine.answers = True
    assert stage.turns.take_next()
    assert stage.turns.take_next()
    assert stage.steps.ran == [("action_danger", "danger")]


def test_once_the_engine_is_back_nobody_waits(stage: Stage) -> None:
    stage.engine.answers = True
    assert stage.turns.take_next()
    assert stage.scene.dispatch() == ["好的"]
