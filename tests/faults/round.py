"""One round of the long run: many residents write by three channels while things break, then everything is looked at."""

import random
import subprocess
import threading
import time
from collections import Counter as Count
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from sqlalchemy import Connection, func, select

from backoffice.office import BackOffice
from backoffice.roles import Role, StaffMember
from backoffice.tables import case
from conversations.tables import conversation, inbox, outbox
from tests.faults.arrivals import doubled
from tests.faults.counter import Counter
from tests.faults.invariants import sides, unlisted, violations
from tests.faults.lines import Line
from tests.faults.plan import faults_of
from tests.faults.town import Shape, Town, town
from tests.residents import Resident, who_asks, who_calls_a_person, who_holds_a_card, who_stops, who_wants_dibao

CHANNELS = ("twilio", "telegram", "web")
#: Wishes in the order in which residents come, again and again: ten on each channel.
WISHES: tuple[Callable[[], Resident], ...] = (
    who_holds_a_card,
    who_asks,
    who_wants_dibao,
    who_calls_a_person,
    who_asks,
    who_holds_a_card,
    who_stops,
    who_wants_dibao,
    who_asks,
    who_calls_a_person,
)
AT_ONCE = 10
#: Seconds in which a message must come to rest, whatever broke.
REST = 150.0

type Sides = tuple[list[str], list[str]]


@dataclass(frozen=True)
class Bound:
    """A resident with a wish, bound for a channel."""

    n: int
    channel: str
    wish: Callable[[], Resident]

    @property
    def story(self) -> str:
        """By what name the story of a quiet day is kept."""
        return f"{self.wish.__name__} by {self.channel}"


@dataclass
class Found:
    """What a round did and found."""

    seed: int
    shape: str
    faults: dict[str, int] = field(default_factory=dict)
    deaths: int = 0
    conversations: dict[str, int] = field(default_factory=dict)
    messages: int = 0
    replies: int = 0
    cases: int = 0
    held: int = 0
    told_as_on_a_quiet_day: int = 0
    states: dict[str, int] = field(default_factory=dict)
    seconds_to_rest: dict[str, float] = field(default_factory=dict)
    doubled: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    seconds: float = 0.0


def bound(count: int, first: int) -> list[Bound]:
    """So many residents, numbered from `first`: every wish on every channel."""
    return [
        Bound(first + n, CHANNELS[n % len(CHANNELS)], WISHES[n // len(CHANNELS) % len(WISHES)]) for n in range(count)
    ]


class Round:
    """One town, its residents, its faults."""

    def __init__(self, running: Town, seed: int, conversations: int, share: float) -> None:
        self._town, self._seed, self._share = running, seed, share
        self._residents = bound(conversations, first=1000)
        self._found = Found(seed, running.shape.name)
        self._waits: list[float] = []
        self._talks: dict[int, tuple[Bound, Line, Resident]] = {}
        self._extra = 0
        self._lock = threading.Lock()

    def stories(self) -> dict[str, Sides]:
        """How each wish goes on a quiet day, by channel; those of people who call a person depend on the person."""
        kinds = {one.story: one for one in bound(3 * len(WISHES), first=1) if one.wish is not who_calls_a_person}
        with ThreadPoolExecutor(AT_ONCE) as crowd:
            told = list(crowd.map(lambda one: self._sides_of(self._converse(one)), kinds.values()))
        return dict(zip(kinds, told, strict=True))

    def run(self, stories: Mapping[str, Sides], progress: Callable[[], None] = lambda: None) -> Found:
        """Let everybody write while things break; look at what is left."""
        began = time.monotonic()
        counter = Counter(self._town, self._seed)
        counter.start()
        breaking = threading.Thread(target=self._break_things, daemon=True)
        breaking.start()
        with ThreadPoolExecutor(AT_ONCE) as crowd:
            for _ in crowd.map(self._converses(progress), self._residents):
                pass
            while breaking.is_alive():  # others come, so that nothing breaks in an empty town
                self._extra += AT_ONCE
                list(crowd.map(self._converses(progress), bound(AT_ONCE, first=5000 + self._extra)))
        breaking.join()
        with ThreadPoolExecutor(4) as carriers:
            list(carriers.map(lambda message: message.until_heard(), list(self._town.posted)))
        for _, line, _ in self._talks.values():
            self._note(self._comes_to_rest, line)
        counter.close()
        for _, line, _ in self._talks.values():
            self._note(self._comes_to_rest, line)
        self._look(stories, counter.held)
        self._found.seconds = round(time.monotonic() - began, 1)
        return self._found

    def _break_things(self) -> None:
        dice, done = random.Random(self._seed), Count[str]()
        to_come = deque(faults_of(self._town.shape, self._seed, self._share))
        while to_come:
            fault = to_come.popleft()
            time.sleep(fault.pause)
            if not fault.can_be(self._town):
                to_come.append(fault)
                continue
            self._town.cuts.append((fault.kind, time.time()))
            try:
                fault.make(self._town, dice)
            except (OSError, subprocess.SubprocessError) as trouble:
                self._found.violations.append(f"{fault.kind} could not be made: {trouble}")
                continue
            self._town.cuts.append((fault.kind, time.time()))
            done[fault.kind] += 1
        self._found.faults = dict(sorted(done.items()))

    # ---- residents

    def _converses(self, progress: Callable[[], None]) -> Callable[[Bound], None]:
        def converse(one: Bound) -> None:
            self._note(self._converse, one)
            progress()

        return converse

    def _note(self, work: Callable[..., object], *what: object) -> None:
        """What never comes to an end is a finding, not the end of the run."""
        try:
            work(*what)
        except AssertionError as complaint:
            with self._lock:
                self._found.violations.append(str(complaint))

    def _converse(self, one: Bound) -> Line:
        line, resident = self._town.line(one.channel, one.n), one.wish()
        with self._lock:
            self._talks[one.n] = (one, line, resident)
        while (words := resident.next_line(*self._town.seen_by(line))) is not None:
            self._town.deliver(line, words)
            began = time.monotonic()
            self._comes_to_rest(line)
            self._waits.append(time.monotonic() - began)
        return line

    def _comes_to_rest(self, line: Line) -> None:
        deadline = time.monotonic() + REST
        while not self._rests(line):
            if time.monotonic() > deadline:
                raise AssertionError(f"{line.channel} {line.address} never comes to rest: {self._where(line)}")
            time.sleep(0.08)

    def _rests(self, line: Line) -> bool:
        """Nothing is owed: the bot holds it with no open message, and no row is on its way."""
        talk = self._town.talk_of(line)
        return talk is not None and self._town.looks(lambda c: is_quiet(c, talk))

    def _where(self, line: Line) -> str:
        talk = self._town.talk_of(line)
        if talk is None:
            return "no conversation"
        return self._town.looks(lambda c: _standing(c, talk))

    # ---- afterwards

    def _sides_of(self, line: Line) -> Sides:
        talk = str(self._town.talk_of(line))
        return self._town.looks(lambda c: sides(c, self._town.vault, talk))

    def _look(self, stories: Mapping[str, Sides], held: set[str]) -> None:
        here, found = self._town, self._found
        time.sleep(1.0)  # the last receipts of the carrier are under way
        witness = here.witness()
        office = BackOffice.open(here.vault, here.clock)
        everybody = StaffMember("wang", "wang", "wang", frozenset({Role.ADMINISTRATOR}), True, False, sees_danger=True)
        found.violations += here.looks(lambda c: violations(c, here.vault, witness))
        found.violations += here.looks(lambda c: unlisted(c, office.queue, everybody))
        found.doubled = [
            f"row {one.row} by {one.channel}, {one.times} times: {one.cut_by}"
            for one in here.looks(lambda c: doubled(c, here.vault, witness))
        ]
        for one, line, resident in self._talks.values():
            self._compare(one, line, resident, stories, held)
        found.conversations = dict(Count(one.channel for one, _, _ in self._talks.values()))
        found.messages, found.held = len(witness.delivered), len(held)
        found.deaths = sum(process.deaths for process in (*here.apps, *here.engines))
        found.states = here.looks(lambda c: _counted(c, outbox.c.state))
        found.replies = sum(found.states.values())
        found.cases = here.looks(lambda c: int(c.scalar(select(func.count()).select_from(case)) or 0))
        found.seconds_to_rest = _spread(self._waits)

    def _compare(
        self, one: Bound, line: Line, resident: Resident, stories: Mapping[str, Sides], held: set[str]
    ) -> None:
        """Whom no person helped has heard the same as on a quiet day."""
        talk = str(self._town.talk_of(line))
        if talk in held or one.story not in stories:
            return
        told, quiet = self._sides_of(line), stories[one.story]
        if told == (list(quiet[0]), list(quiet[1])):
            self._found.told_as_on_a_quiet_day += 1
            return
        self._found.violations.append(
            f"{one.story}, {talk}: heard {told[1]} instead of {quiet[1]}, having said {told[0]}"
        )


def is_quiet(c: Connection, talk: str) -> bool:
    """Whether nothing is owed to a resident with whom the bot talks: no open message, no row on its way."""
    if c.scalar(select(conversation.c.hold).where(conversation.c.id == talk)) != "bot":
        return False
    owed = select(inbox.c.id).where(inbox.c.conversation_id == talk, inbox.c.state == "received")
    if c.scalar(owed.limit(1)) is not None:
        return False
    # Looked at second: closing a turn takes the message away and queues its replies in one commit.
    under_way = outbox.c.state.in_(("queued", "sending"))
    return c.scalar(select(outbox.c.id).where(outbox.c.conversation_id == talk, under_way).limit(1)) is None


def _standing(c: Connection, talk: str) -> str:
    row = c.execute(select(conversation).where(conversation.c.id == talk)).one()
    came = c.execute(
        select(inbox.c.id, inbox.c.kind, inbox.c.state, inbox.c.attempts).where(
            inbox.c.conversation_id == talk, inbox.c.state == "received"
        )
    ).all()
    went = c.execute(
        select(outbox.c.id, outbox.c.state, outbox.c.attempts, outbox.c.lease_until, outbox.c.not_before).where(
            outbox.c.conversation_id == talk, outbox.c.state.in_(("queued", "sending"))
        )
    ).all()
    return f"{talk} hold={row.hold} lease={row.lease_until} inbox={came} outbox={went}"


def _counted(c: Connection, column) -> dict[str, int]:  # type: ignore[no-untyped-def]
    return dict(c.execute(select(column, func.count()).group_by(column)).all())


def _spread(seconds: Sequence[float]) -> dict[str, float]:
    ordered = sorted(seconds) or [0.0]
    return {
        "median": round(median(ordered), 2),
        "p95": round(ordered[int(len(ordered) * 0.95) - 1], 2),
        "most": round(ordered[-1], 2),
    }


def one_round(
    folder: Path,
    shape: Shape,
    seed: int,
    conversations: int,
    stories: Mapping[str, Sides] | None = None,
    *,
    share: float = 1.0,
    progress: Callable[[], None] = lambda: None,
) -> tuple[Found, Mapping[str, Sides]]:
    """One round in a town of its own; the stories of a quiet day are told first where none are known."""
    with town(folder, shape, seed=seed) as running:
        this = Round(running, seed, conversations, share)
        stories = stories or this.stories()
        return this.run(stories, progress), stories
