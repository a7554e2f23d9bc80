"""Messages, turns, take-overs, staff replies, releases, deaths and receipts in any order, drawn by hypothesis.

The assistant is the real one with its steps; only the engine, the providers and the clocks are ours. A process dies by
an exception at one of its crash boundaries that nothing in it catches; what it had in hand is rolled back, its leases stay.
A member of staff can also take a conversation over at a boundary, in the middle of a turn or a send.

Promised: no word of the bot is let out after a take-over; every message ends answered, with staff on their list, or
pending with a time at which it is due; nothing reaches a resident twice where the provider can be asked.
"""

import itertools
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import event, select

from actions.steps import Steps
from backoffice.roles import Role, StaffMember
from bot.engine_client import EngineTurn
from bot.errors import EngineRefused, EngineUnreachable
from channels.dispatcher import Dispatcher
from channels.port import Receipt, Temporary, Unknown
from conversations import handoff
from conversations.errors import HeldByAnother
from conversations.messages import Guess, Heard, InboundMessage
from conversations.tables import conversation, inbox, outbox
from conversations.turns import LIMITS
from service.bootstrap import Assistant, build
from service.settings import Settings
from storage.clock import FrozenClock
from storage.database import Database
from storage.metadata import metadata
from tests.channels.fake_sender import FakeSender
from tests.dialogue.runner import rule_table
from vault.testing import throwaway_vault

RULES = rule_table()
#: channel and address of each resident: a provider that can be asked, one that cannot, a page
RESIDENTS = (("twilio", "+8613800000001"), ("telegram", "10001"), ("web", "a" * 64))
WORDS = ("低保要带什么材料", "转人工", "他又打我了我不敢回家", "退订", "帮助", "谢谢")
STAFF = ("wang", "li")
#: where a process can die, or staff come in between; those in a transaction cannot be entered by another
BEFORE = ("in.before", "claim.before", "act.before", "close.before", "send.claim.before", "record.before")
AFTER = ("in.after", "claim.after", "act.after", "turn.replied", "close.after", "send.claim.after", "send.after")
OUT = ("sending", "sent", "delivered", "uncertain")
START = datetime(2026, 11, 24, 10, 0)


class Died(BaseException):
    """The process is gone: nothing in it may catch this."""


class Engine:
    """Calls the step of the rules, fails when it is told to, and forgets nothing: a step runs once a message."""

    steps: Steps

    def __init__(self) -> None:
        self.fails: list[Exception] = []

    def ready(self) -> bool:
        return True

    def turn(self, turn: EngineTurn) -> None:
        if self.fails:
            raise self.fails.pop(0)
        act = turn.intent or "ask_documents"
        self.steps.run(RULES[act], turn.ref, Heard(act, Guess(act, "dibao", "none", 0.9)))


class World:
    """The parts that outlive a process, made once for all examples: reading the rules takes a second."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.at_boundary: Callable[[str], None] = lambda name: None
        self.database = Database("sqlite://")
        event.listen(self.database.engine, "connect", self._follow)
        metadata.create_all(self.database.engine)
        self.engine, self.clock = Engine(), FrozenClock(START)
        self.senders = {name: FakeSender(name, can_look_up=name == "twilio") for name in ("twilio", "telegram")}
        self.assistant: Assistant = build(
            Settings(_env_file=None),  # type: ignore[call-arg]
            self.engine,
            clock=self.clock,
            database=self.database,
            vault=throwaway_vault(),
            at_boundary=self._reach,
        )
        self.engine.steps = self.assistant.steps

    def _follow(self, connection: Any, _record: Any) -> None:
        connection.create_function("julianday", 1, lambda _now: 2461000.0 + self.seconds / 86400.0)

    def _reach(self, boundary: str) -> None:
        self.at_boundary(boundary)

    def dispatcher(self) -> Dispatcher:
        """Of a fresh process."""
        return Dispatcher(
            self.database, self.assistant.vault, self.senders.values(), watch_for=0.0, at_boundary=self._reach
        )

    def begin_anew(self) -> None:
        """Everything empty."""
        with self.database.write() as c:
            for table in reversed(metadata.sorted_tables):
                c.execute(table.delete())
        self.seconds, self.at_boundary, self.engine.fails = 0.0, lambda name: None, []
        for sender in self.senders.values():
            sender.taken.clear()
            sender.forget()


_WORLD: list[World] = []


def world() -> World:
    """The one world, made at its first use."""
    if not _WORLD:
        _WORLD.append(World())
    return _WORLD[0]


class AnyOrder(RuleBasedStateMachine):
    """What can happen to three residents."""

    @initialize()
    def begin(self) -> None:
        self.world = world()
        self.world.begin_anew()
        self.assistant, self.database = self.world.assistant, self.world.database
        self.dispatcher = self.world.dispatcher()
        self.ids = itertools.count(1)
        self.posted: list[InboundMessage] = []
        #: conversation → (epoch of the hold, rows that were out when it began, how often each row had been taken)
        self.holds: dict[str, tuple[int, frozenset[int], Counter[int]]] = {}
        self.armed: tuple[str, Callable[[], None]] | None = None
        self.world.at_boundary = self._reach

    def _reach(self, boundary: str) -> None:
        if self.armed is not None and self.armed[0] == boundary:
            happens, self.armed = self.armed[1], None
            happens()

    def _lives(self, work: Callable[[], object]) -> None:
        """Do it; when the process dies of it, another one begins with empty hands."""
        try:
            work()
        except Died:
            self.dispatcher = self.world.dispatcher()

    # ---- what can happen

    @rule(who=st.sampled_from(RESIDENTS), words=st.sampled_from(WORDS))
    def inbound(self, who: tuple[str, str], words: str) -> None:
        message = InboundMessage(who[0], "us", who[1], f"p{next(self.ids)}", words)
        self.posted.append(message)
        self._until_heard(message)

    @precondition(lambda self: self.posted)
    @rule(data=st.data())
    def comes_again(self, data: st.DataObject) -> None:
        self._until_heard(data.draw(st.sampled_from(self.posted)))

    def _until_heard(self, message: InboundMessage) -> None:
        """A provider delivers again when the process died before it was acknowledged."""
        try:
            self.assistant.gateway.receive([message])
        except Died:
            self.dispatcher = self.world.dispatcher()
            self.assistant.gateway.receive([message])

    @rule()
    def turn(self) -> None:
        self._lives(self.assistant.turns.take_next)

    @rule(fault=st.sampled_from([EngineUnreachable("ConnectError"), EngineRefused(502, "action_failed")]))
    def turn_fails(self, fault: Exception) -> None:
        self.world.engine.fails = [fault]
        self._lives(self.assistant.turns.take_next)
        self.world.engine.fails = []

    @rule(outcome=st.sampled_from(["accepted", "taken", Unknown("?"), Temporary("later")]))
    def send(self, outcome: Any) -> None:
        for sender in self.world.senders.values():
            sender.forget()
            sender.next(outcome)
        self._lives(self.dispatcher.step)
        for sender in self.world.senders.values():
            sender.forget()

    @rule(boundary=st.sampled_from((*BEFORE, *AFTER)))
    def will_die_at(self, boundary: str) -> None:
        def die() -> None:
            raise Died

        self.armed = (boundary, die)

    @precondition(lambda self: self.posted)
    @rule(boundary=st.sampled_from(AFTER), staff=st.sampled_from(STAFF), data=st.data())
    def will_be_taken_over_at(self, boundary: str, staff: str, data: st.DataObject) -> None:
        talk = data.draw(st.sampled_from(self._talks()))
        self.armed = (boundary, lambda: self._claim(talk, staff))

    @precondition(lambda self: self.posted)
    @rule(staff=st.sampled_from(STAFF), data=st.data())
    def claim(self, staff: str, data: st.DataObject) -> None:
        self._claim(data.draw(st.sampled_from(self._talks())), staff)

    @precondition(lambda self: self.posted)
    @rule(staff=st.sampled_from(STAFF), data=st.data())
    def staff_reply(self, staff: str, data: st.DataObject) -> None:
        talk, key = data.draw(st.sampled_from(self._talks())), f"k{next(self.ids)}"
        self._claim(talk, staff)
        try:
            with self.database.write() as c:
                handoff.staff_reply(c, self.assistant.vault, talk, staff, "您好", key)
        except HeldByAnother:
            pass

    @precondition(lambda self: self.posted)
    @rule(staff=st.sampled_from(STAFF), data=st.data())
    def release(self, staff: str, data: st.DataObject) -> None:
        talk = data.draw(st.sampled_from(self._talks()))
        try:
            with self.database.write() as c:
                handoff.release(c, self.assistant.vault, talk, staff)
        except HeldByAnother:
            pass

    @rule(status=st.sampled_from(["sent", "delivered", "failed"]), data=st.data())
    def receipt(self, status: Any, data: st.DataObject) -> None:
        """The provider says of a message that it really took what became of it."""
        taken = self.world.senders["twilio"].taken
        if taken:
            ref, message = data.draw(st.sampled_from(taken))
            self.assistant.gateway.receipts([Receipt(message.outbox_id, status, ref)])

    @rule(seconds=st.sampled_from([0.5, 3.0, 40.0]))
    def time_passes(self, seconds: float) -> None:
        self.world.seconds += seconds

    # ---- what always holds

    @invariant()
    def nothing_of_the_bot_is_let_out_under_a_hold(self) -> None:
        with self.database.read() as c:
            for talk in c.execute(select(conversation).where(conversation.c.hold == "staff")).all():
                epoch, before, taken = self.holds[talk.id]
                out, now = self._out(c, talk.id), self._taken()
                assert talk.epoch == epoch
                assert out <= before
                assert all(now[row] <= max(1, taken[row]) for row in out), "sent again under a person's hands"

    @invariant()
    def every_message_is_answered_or_somebody_has_it(self) -> None:
        with self.database.read() as c:
            listed = self._listed(c)
            now = 0.0
            for row in c.execute(select(inbox, conversation.c.hold, conversation.c.lease_until).join(conversation)):
                now = now or self._now()
                if row.state == "received" and row.hold == "bot":
                    assert row.lease_until <= now + LIMITS.longest + 0.01, "it is due at a time"
                elif row.state == "received" or row.state == "dead":
                    assert row.conversation_id in listed

    @invariant()
    def nothing_reaches_a_phone_twice(self) -> None:
        taken = Counter(message.outbox_id for _, message in self.world.senders["twilio"].taken)
        assert not [row for row, times in taken.items() if times > 1]

    def teardown(self) -> None:
        """Let everything come to rest: nobody is lost, and everybody heard things in their order."""
        if not hasattr(self, "world"):
            return
        self.armed = None
        for _ in range(400):
            if not (self.assistant.turns.take_next() or self.dispatcher.step()):
                self.world.seconds += 30.0
                if self._rests():
                    break
        self.nothing_of_the_bot_is_let_out_under_a_hold()
        self.nothing_reaches_a_phone_twice()
        with self.database.read() as c:
            listed = self._listed(c)
            for row in c.execute(select(inbox, conversation.c.hold).join(conversation)):
                replies = c.scalars(select(outbox.c.id).where(outbox.c.origin == f"m{row.id}")).all()
                assert row.state == "shown" or replies or row.conversation_id in listed, f"{row.id} is lost"
                assert row.state != "received" or row.hold != "bot", f"{row.id} is still open"
            for row in c.execute(select(outbox.c.conversation_id, outbox.c.state)):
                assert row.state not in ("queued", "sending")
                assert row.state not in ("uncertain", "failed") or row.conversation_id in listed
        for sender in self.world.senders.values():
            firsts: dict[str, list[int]] = {}
            for _, message in sender.taken:
                rows = firsts.setdefault(message.recipient, [])
                rows += [message.outbox_id] if message.outbox_id not in rows else []
            assert all(rows == sorted(rows) for rows in firsts.values()), "out of order"

    # ---- looking

    def _rests(self) -> bool:
        with self.database.read() as c:
            owed = select(inbox.c.id).join(conversation)
            owed = owed.where(inbox.c.state == "received", conversation.c.hold == "bot")
            under_way = select(outbox.c.id).where(outbox.c.state.in_(("queued", "sending")))
            return c.scalar(owed.limit(1)) is None and c.scalar(under_way.limit(1)) is None

    def _talks(self) -> list[str]:
        with self.database.read() as c:
            return list(c.scalars(select(conversation.c.id).order_by(conversation.c.channel)))

    def _claim(self, talk: str, staff: str) -> None:
        """What was out when the hold began is remembered; taking again what one holds changes nothing."""
        try:
            with self.database.write() as c:
                before = handoff.lock(c, talk).epoch
                taken = handoff.claim(c, talk, staff)
                if taken.epoch != before:
                    self.holds[talk] = taken.epoch, self._out(c, talk), self._taken()
        except HeldByAnother:
            pass

    def _taken(self) -> Counter[int]:
        """How often each row was taken by its provider."""
        return Counter(message.outbox_id for sender in self.world.senders.values() for _, message in sender.taken)

    def _out(self, c: Any, talk: str) -> frozenset[int]:
        mine = (outbox.c.conversation_id == talk) & (outbox.c.actor != "staff") & outbox.c.state.in_(OUT)
        return frozenset(c.scalars(select(outbox.c.id).where(mine)))

    def _listed(self, c: Any) -> set[str]:
        """Conversations on the list of the staff: whoever holds one sees it among theirs."""
        found: set[str] = set()
        for name in STAFF:
            member = StaffMember(name, name, name, frozenset({Role.ADMINISTRATOR}), True, False, sees_danger=True)
            found |= {row.conversation_id for row in self.assistant.office.queue.rows(c, member, limit=10**6)}
        return found

    def _now(self) -> float:
        return (2461000.0 + self.world.seconds / 86400.0 - 2440587.5) * 86400.0


AnyOrder.TestCase.settings = settings(
    max_examples=50, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
TestAnyOrder = AnyOrder.TestCase
