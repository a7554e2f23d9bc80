"""Every row of the crash table (docs/decisions/exactly-once.md) on real processes: die there, end the same.

A resident who holds a card asks for legal help by signed text messages; the app, or the engine, dies once at the row's
boundary in the middle of it. The end must be the one of a run without faults.
"""

import zlib
from collections.abc import Iterator

import pytest

from conversations import handoff
from tests.conftest import fresh_database
from tests.faults.boundary_hook import BoundaryHook
from tests.faults.invariants import story, violations
from tests.faults.stage import Delivery, Stage, stage, wait_until
from tests.residents import who_calls_a_person, who_holds_a_card

#: boundary, at which time it is reached, what happens there
ROWS = {
    "the message is not committed": ("in.before", 4, "die"),
    "the message is committed, no 2xx yet": ("in.after", 4, "die"),
    "the claim is not committed": ("claim.before", 4, "die"),
    "the claim is committed": ("claim.after", 4, "die"),
    "the step is not committed": ("act.before", 4, "die"),
    "the step is committed, the tracker is not": ("act.after", 4, "die"),
    "the step is committed and the engine dies": ("act.after", 5, "kill_engine"),
    "the engine dies before the step": ("claim.after", 5, "kill_engine"),
    "the tracker is committed, the reply is lost": ("turn.replied", 4, "die"),
    "the closing is not committed": ("close.before", 4, "die"),
    "the closing is committed": ("close.after", 4, "die"),
    "the send is not claimed": ("send.claim.before", 4, "die"),
    "the send is claimed, nothing sent": ("send.claim.after", 4, "die"),
    "the carrier has it, no record": ("send.after", 4, "die"),
    "the record is not committed": ("record.before", 4, "die"),
    "the record is committed": ("record.after", 4, "die"),
    "the case is filed, the reply is lost": ("act.after", 11, "die"),
}

#: the same for somebody who calls a person and is in danger while waiting: boundary, at which time it is reached
CALLS = {
    "the call is not committed": ("act.before", 1),
    "the call is committed, its reply is not": ("act.after", 1),
    "the call is answered, the turn is not closed": ("turn.replied", 1),
    "the danger is not committed": ("in.before", 3),
    "the danger is claimed while waiting": ("claim.after", 2),
    "the danger is answered, the reply is lost": ("act.after", 2),
    "the danger is answered, the turn is not closed": ("close.before", 2),
}

#: boundaries at which a member of staff takes over while the assistant stands there
CLAIMS = ("claim.after", "act.after", "turn.replied", "close.after", "send.claim.after", "send.after")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One assistant for all rows; whatever dies is started again."""
    folder = tmp_path_factory.mktemp("faults")
    with BoundaryHook() as hook, fresh_database(folder) as url, stage(folder, database_url=url, hook=hook) as running:
        yield running


@pytest.fixture(scope="module")
def without_faults(running: Stage) -> list[tuple[str, str]]:
    """The same conversation while nothing dies."""
    running.converse("+8613800000001", who_holds_a_card())
    return told(running, "+8613800000001")


@pytest.fixture
def phone(request: pytest.FixtureRequest) -> str:
    """A resident's number of this test's own."""
    return f"+86138{zlib.crc32(request.node.name.encode()) % 10**8:08d}"


def told(running: Stage, phone: str) -> list[tuple[str, str]]:
    talk = running.talk_of(phone)
    assert talk is not None
    with running.database.read() as c:
        return story(c, running.vault, talk)


def wrongs(running: Stage) -> list[str]:
    with running.database.read() as c:
        return violations(c, running.vault, running.witness)


@pytest.mark.timeout(180)
@pytest.mark.parametrize(("at", "hit", "do"), ROWS.values(), ids=ROWS)
def test_a_death_there_changes_nothing_in_the_end(
    running: Stage, without_faults: list[tuple[str, str]], phone: str, at: str, hit: int, do: str
) -> None:
    resident, deaths = who_holds_a_card(), running.deaths
    running.arm(at, hit, do)
    running.converse(phone, resident)
    assert running.happened, "the boundary was never reached"
    assert running.deaths == deaths + 1
    assert wrongs(running) == []
    assert told(running, phone) == without_faults
    assert resident.receipt


@pytest.fixture(scope="module")
def call_without_faults(running: Stage) -> list[tuple[str, str]]:
    """The call for a person while nothing dies."""
    running.converse("+8613800000002", who_calls_a_person())
    return told(running, "+8613800000002")


@pytest.mark.timeout(180)
@pytest.mark.parametrize(("at", "hit"), CALLS.values(), ids=CALLS)
def test_whoever_calls_a_person_hears_once_where_help_is(
    running: Stage, call_without_faults: list[tuple[str, str]], phone: str, at: str, hit: int
) -> None:
    deaths = running.deaths
    running.arm(at, hit, "die")
    running.converse(phone, who_calls_a_person())
    assert running.happened, "the boundary was never reached"
    assert running.deaths == deaths + 1
    assert wrongs(running) == []
    assert told(running, phone) == call_without_faults
    assert [who for who, _ in call_without_faults].count("bot") == 2


@pytest.mark.timeout(180)
@pytest.mark.parametrize("at", CLAIMS)
def test_after_a_person_took_over_there_no_word_of_the_bot_goes_out(running: Stage, phone: str, at: str) -> None:
    resident = who_holds_a_card()
    shown: list[int] = []
    arrived: list[int] = []

    def take_over() -> None:
        with running.database.write() as c:
            shown.extend(handoff.claim(c, str(running.talk_of(phone)), "wang").in_flight)
        arrived.append(len(running.sent_to(phone)))

    running.hook.do = take_over
    running.arm(at, 5, "tell")
    while not running.happened:
        running.deliver(phone, str(resident.next_line(*running.seen(phone))))
        running.settle(phone)
    running.deliver(phone, "在吗")
    running.settle(phone)
    assert len(running.sent_to(phone)) <= arrived[0] + len(shown), "the bot spoke under a person's hands"
    give_back(running, phone)
    running.converse(phone, resident)
    assert wrongs(running) == []
    assert resident.receipt


def give_back(running: Stage, phone: str) -> None:
    """The person answers what was asked, hands back, and the bot asks what is open."""
    talk = str(running.talk_of(phone))
    with running.database.write() as c:
        handoff.staff_reply(c, running.vault, talk, "wang", "我在,请接着说。", f"key-{phone}")
    running.settle(phone)
    had = len(running.sent_to(phone))
    with running.database.write() as c:
        handoff.release(c, running.vault, talk, "wang")
    wait_until(lambda: len(running.sent_to(phone)) > had, 30, running.words)
    running.settle(phone)


@pytest.mark.timeout(180)
def test_every_webhook_three_times_shuffled_at_once_ends_the_same(
    running: Stage, without_faults: list[tuple[str, str]], phone: str
) -> None:
    running.delivery = Delivery(copies=3, again=0.5)
    running.converse(phone, who_holds_a_card())
    running.deliver_everything_again(copies=3)
    running.settle(phone)
    assert wrongs(running) == []
    assert told(running, phone) == without_faults
