"""Two applications and two engines on one PostgreSQL and one Redis: no answer is lost, each conversation keeps its order.

Sent as fast as they are acknowledged, through both applications by turns; six increments sent so to two of Rasa's own
processes with their in-memory locks lost 13 of 30. And an engine that is killed keeps nobody waiting for long.
"""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from statistics import median

import pytest

from tests.conftest import SERVICES as services_wanted
from tests.faults.invariants import sides, violations
from tests.faults.lines import Line
from tests.faults.round import is_quiet
from tests.faults.town import SERVICES, Town, town
from tests.residents import Resident, who_wants_dibao

pytestmark = [
    pytest.mark.services,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not services_wanted, reason="needs PostgreSQL and Redis: ASSISTANT_TEST_SERVICES=1"),
]

ROUNDS, GAP = 5, 0.01
MOST_SECONDS = 5.0


@pytest.fixture(scope="module")
def two_by_two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with town(tmp_path_factory.mktemp("two"), SERVICES) as running:
        yield running


def rests(running: Town, line: Line, seconds: float = 90.0) -> float:
    """Seconds until nothing is owed to a resident."""
    began = time.monotonic()
    while not _is_quiet(running, line):
        assert time.monotonic() - began < seconds, running.words()
        time.sleep(0.03)
    return time.monotonic() - began


def _is_quiet(running: Town, line: Line) -> bool:
    talk = running.talk_of(line)
    return talk is not None and running.looks(lambda c: is_quiet(c, talk))


def one_at_a_time(running: Town, line: Line, resident: Resident) -> list[str]:
    """What a patient resident says, each line after the answer to the one before."""
    while (words := resident.next_line(*running.seen_by(line))) is not None:
        running.deliver(line, words)
        rests(running, line)
    return resident.said


def told(running: Town, line: Line) -> tuple[list[str], list[str]]:
    talk = str(running.talk_of(line))
    return running.looks(lambda c: sides(c, running.vault, talk))


def test_answers_that_come_faster_than_they_are_read_lose_nothing_and_keep_their_order(two_by_two: Town) -> None:
    patient = two_by_two.line("twilio", 1)
    said = one_at_a_time(two_by_two, patient, who_wants_dibao())
    quick = [two_by_two.line("twilio", 10 + n) for n in range(ROUNDS)]

    def writes_at_once(line: Line) -> None:
        for words in said:
            two_by_two.deliver(line, words)
            time.sleep(GAP)

    with ThreadPoolExecutor(ROUNDS) as crowd:
        list(crowd.map(writes_at_once, quick))
    for line in quick:
        rests(two_by_two, line)
    wrong = [line.address for line in quick if told(two_by_two, line) != told(two_by_two, patient)]
    print(
        f"\n{ROUNDS} times {len(said)} answers at gaps of {GAP * 1000:g} ms: {len(wrong)} conversations told otherwise"
    )
    assert wrong == []
    assert two_by_two.looks(lambda c: violations(c, two_by_two.vault, two_by_two.witness())) == []


def test_a_killed_engine_keeps_no_sender_waiting_for_more_than_five_seconds(two_by_two: Town) -> None:
    stop, waits = threading.Event(), list[tuple[float, float]]()

    def asks_again_and_again(n: int) -> None:
        line = two_by_two.line("twilio", 100 + n)
        while not stop.is_set():
            began = time.monotonic()
            two_by_two.deliver(line, "低保要带什么材料")
            rests(two_by_two, line)
            waits.append((began, time.monotonic() - began))

    with ThreadPoolExecutor(6) as crowd:
        asking = [crowd.submit(asks_again_and_again, n) for n in range(6)]
        time.sleep(6)
        killed = time.monotonic()
        two_by_two.engines[0].kill()
        time.sleep(8)
        stop.set()
        for one in asking:
            one.result()
    before = [seconds for began, seconds in waits if began + seconds < killed]
    after = [seconds for began, seconds in waits if began + seconds >= killed]
    print(
        f"\nuntil a message is answered: median {median(before):.2f} s, most {max(before):.2f} s while both engines live; "
        f"median {median(after):.2f} s, most {max(after):.2f} s once one is killed"
    )
    assert max(after) <= MOST_SECONDS
