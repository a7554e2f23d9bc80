"""Whether a message may leave now: one rule after the other, each with what it stops and what it lets through."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select, update

from conversations import handoff, inbox, outbox, reading
from conversations.inbox import NO_FLAGS, Flags
from conversations.messages import InboundMessage, Reply
from conversations.outbox import Actor, SendClaim, Sending
from conversations.permission import NO_RULES, CarrierProfile
from conversations.tables import conversation
from conversations.tables import outbox as rows
from storage.clock import CHINA, read_database_clock
from storage.database import Database
from vault.vault import Vault

HOUR = 3600.0
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=CHINA)
QUIET = (time(21, 0), time(8, 0))


class Post:
    """Residents to whom we owe words, a carrier's profile, and a clock that is moved."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self.database, self.vault = database, vault
        self.profile, self.now, self.numbers = NO_RULES, NOON, 0

    def writes(self, number: str = "+8613900000001", account: str = "+85200000000", flags: Flags = NO_FLAGS) -> str:
        """A resident writes, now."""
        self.numbers += 1
        message = InboundMessage("twilio", account, number, f"in-{self.numbers}", "你好")
        with self.database.write() as c:
            talk = inbox.receive(c, self.vault, message, flags).conversation_id
            outbox.hurry(c, talk)
            self._at_my_time(c, conversation.c.id == talk, last_message_at=self.now.timestamp())
        return talk

    def _at_my_time(self, c: Connection, which: Any, **values: float) -> None:
        c.execute(update(conversation).where(which).values(**values))

    def owe(
        self,
        talk: str,
        text: str = "您好",
        *,
        actor: Actor = "bot",
        even_if_stopped: bool = False,
        neutral: bool = True,
    ) -> int:
        """Words to them are queued, now."""
        self.numbers += 1
        reply = Reply("t", text, even_if_stopped=even_if_stopped, neutral=text if neutral else None)
        with self.database.write() as c:
            epoch = reading.talk(c, self.vault, talk).epoch
            draft = outbox.Draft(talk, f"m{self.numbers}", 0, reply, actor, epoch)
            row = outbox.put(c, self.vault, draft)
            c.execute(update(rows).where(rows.c.id == row).values(created_at=self.now.timestamp()))
        assert row is not None
        return row

    def claim(self) -> SendClaim | None:
        sending = Sending(profiles={"twilio": self.profile}, clock=lambda c: self.now.timestamp())
        with self.database.write() as c:
            return outbox.claim_send(c, self.vault, sending)

    def sends(self) -> int:
        """How many messages leave now."""
        sent = 0
        while (claim := self.claim()) is not None or self.anything_due():
            if claim is not None:
                with self.database.write() as c:
                    outbox.record_sent(c, claim, f"ref-{claim.outbox_id}")
                sent += 1
        return sent

    def anything_due(self) -> bool:
        with self.database.read() as c:
            return outbox.anything_to_send(c)

    def row(self, row: int) -> tuple[str, str | None]:
        with self.database.read() as c:
            return tuple(c.execute(select(rows.c.state, rows.c.error).where(rows.c.id == row)).one())  # type: ignore[return-value]

    def waits(self, row: int) -> float:
        """Hours for which a row is put off, by the database's clock."""
        with self.database.read() as c:
            at, deferred = c.execute(select(rows.c.not_before, rows.c.deferred).where(rows.c.id == row)).one()
            return (at - read_database_clock(c)) / HOUR if deferred else 0.0

    def at(self, hour: float, *, day: int = 24) -> None:
        whole, rest = divmod(hour, 1)
        self.now = datetime(2026, 11, day, int(whole), round(rest * 60), tzinfo=CHINA)

    def later(self, row: int) -> None:
        """Its time has come by the database's clock."""
        with self.database.write() as c:
            c.execute(update(rows).where(rows.c.id == row).values(not_before=0))


@pytest.fixture
def post(database: Database, vault: Vault) -> Post:
    return Post(database, vault)


# ---- stop, hold and epoch come first, on every channel


def test_after_a_stop_only_the_word_that_confirms_it_goes(post: Post) -> None:
    talk = post.writes(flags=Flags(stop=True))
    confirms, other = post.owe(talk, "已退订", even_if_stopped=True), post.owe(talk, "还有一件事")
    post.owe(talk, "工作人员的话", actor="staff")
    assert post.sends() == 1
    assert post.row(confirms)[0] == "sent"
    assert post.row(other)[0] == "withheld"


def test_whoever_writes_again_hears_from_us_again(post: Post) -> None:
    post.writes(flags=Flags(stop=True))
    post.owe(post.writes())
    assert post.sends() == 1


def test_under_a_hold_of_staff_nothing_of_the_bot_goes(post: Post) -> None:
    talk = post.writes()
    with post.database.write() as c:
        handoff.claim(c, talk, "s1")
    post.owe(talk)
    post.owe(talk, "我是小王", actor="staff")
    assert post.sends() == 1


# ---- quiet hours

HOURS: dict[str, tuple[float, float]] = {
    "in the evening": (20.5, 0),
    "on the stroke of nine": (21.0, 11),
    "before midnight": (23.5, 8.5),
    "after midnight": (0.0, 8),
    "before the morning": (7.75, 0.25),
    "in the morning": (8.0, 0),
}


@pytest.mark.parametrize(("hour", "waits"), HOURS.values(), ids=HOURS)
def test_what_nobody_asked_for_waits_for_the_morning(post: Post, hour: float, waits: float) -> None:
    post.profile = CarrierProfile(quiet=QUIET)
    post.at(12.0, day=20)
    talk = post.writes()
    post.at(hour)
    row = post.owe(talk)
    assert post.sends() == (0 if waits else 1)
    assert post.waits(row) == pytest.approx(waits, abs=0.02)


def test_quiet_hours_within_a_day_are_known_too(post: Post) -> None:
    post.profile = CarrierProfile(quiet=(time(12, 0), time(14, 0)))
    post.at(9.0, day=20)
    talk = post.writes()
    post.at(13.0)
    row = post.owe(talk)
    assert post.sends() == 0
    assert post.waits(row) == pytest.approx(1.0, abs=0.02)


def test_an_answer_to_somebody_who_has_just_written_goes_at_any_hour(post: Post) -> None:
    post.profile = CarrierProfile(quiet=QUIET)
    post.at(23.0)
    post.owe(post.writes())
    assert post.sends() == 1


def test_unless_the_carrier_says_otherwise(post: Post) -> None:
    post.profile = CarrierProfile(quiet=QUIET, answers_count=True)
    post.at(23.0)
    row = post.owe(post.writes())
    assert post.sends() == 0
    assert post.waits(row) > 8


def test_what_waits_becomes_an_answer_when_the_resident_writes(post: Post) -> None:
    post.profile = CarrierProfile(quiet=QUIET)
    post.at(10.0)
    talk = post.writes()
    post.at(23.0)
    post.owe(talk, "明天见")
    assert post.sends() == 0
    post.at(23.5)
    post.owe(post.writes(), "回答")
    assert post.sends() == 2, "nothing stands before the answer"


def test_who_is_on_call_is_called_at_any_hour_and_although_they_asked_for_silence(post: Post) -> None:
    post.profile = CarrierProfile(quiet=QUIET, per_number=0, answers_count=True)
    post.at(10.0)
    talk = post.writes(flags=Flags(stop=True))
    post.at(23.0)
    post.owe(talk, "有紧急会话", actor="alarm", even_if_stopped=True)
    assert post.sends() == 1


def test_staff_know_the_hour(post: Post) -> None:
    post.profile = CarrierProfile(quiet=QUIET, per_number=0)
    post.at(10.0)
    talk = post.writes()
    post.at(23.0)
    post.owe(talk, "我是小王", actor="staff")
    assert post.sends() == 1


# ---- budgets


def unasked(post: Post, talk: str, times: int) -> list[int]:
    return [post.owe(talk, f"通知{n}") for n in range(times)]


def test_a_number_gets_so_many_texts_a_day_that_nobody_asked_for(post: Post) -> None:
    post.profile = CarrierProfile(per_number=2)
    post.at(6.0, day=20)
    talk, other = post.writes(), post.writes("+8613900000002")
    post.at(9.0)
    mine, theirs = unasked(post, talk, 3), unasked(post, other, 1)
    assert post.sends() == 3
    assert [post.row(row)[0] for row in (*mine, *theirs)] == ["sent", "sent", "queued", "sent"]
    assert post.waits(mine[2]) == pytest.approx(24.0, abs=0.02)
    post.at(9.5, day=25)
    post.later(mine[2])
    assert post.sends() == 1


def test_the_same_number_counts_on_every_account(post: Post) -> None:
    post.profile = CarrierProfile(per_number=1)
    post.at(6.0, day=20)
    here, there = post.writes(), post.writes(account="+85200000001")
    post.at(9.0)
    post.owe(here, "一")
    post.owe(there, "二")
    assert post.sends() == 1


def test_an_account_sends_so_many_a_day(post: Post) -> None:
    post.profile = CarrierProfile(per_account=2)
    post.at(6.0, day=20)
    talks = [post.writes(f"+861390000000{n}") for n in range(4)]
    elsewhere = post.writes(account="+85200000001")
    post.at(9.0)
    for talk in (*talks, elsewhere):
        post.owe(talk)
    assert post.sends() == 3, "two of this account, one of the other"


def test_answers_cost_nothing(post: Post) -> None:
    post.profile = CarrierProfile(per_number=1, per_account=1)
    talk = post.writes()
    for n in range(5):
        post.owe(talk, f"回答{n}")
    assert post.sends() == 5


def test_a_try_that_was_refused_for_now_is_counted_once(post: Post) -> None:
    post.profile = CarrierProfile(per_number=1)
    post.at(6.0, day=20)
    talk = post.writes()
    post.at(9.0)
    row = post.owe(talk)
    for _ in range(3):
        claim = post.claim()
        assert claim is not None
        with post.database.write() as c:
            outbox.record_refused(c, claim, "busy", retry_in=0.0)
    assert post.sends() == 1
    assert post.row(row)[0] == "sent"


# ---- the same text


def test_a_text_that_the_carrier_takes_no_more_is_shown_to_staff(post: Post) -> None:
    post.profile = CarrierProfile(same_text=2)
    talk = post.writes()
    same = [post.owe(talk, "请回复数字") for _ in range(3)]
    other = post.owe(talk, "换个说法")
    assert post.sends() == 3
    assert post.row(same[2]) == ("failed", "同样的话今天已经发过，运营商不再收")
    assert post.row(other)[0] == "sent"


def test_tomorrow_it_is_taken_again_and_by_others_today(post: Post) -> None:
    post.profile = CarrierProfile(same_text=1)
    talk, other = post.writes(), post.writes("+8613900000002")
    post.owe(talk, "同样的话")
    post.owe(other, "同样的话")
    assert post.sends() == 2
    post.at(12.5, day=25)
    post.owe(post.writes(), "同样的话")
    assert post.sends() == 1


# ---- safety mode


def test_who_may_be_in_danger_gets_only_answers(post: Post) -> None:
    post.at(6.0, day=20)
    talk = post.writes(flags=Flags(danger="violence"))
    answer = post.owe(talk, "请打110")
    assert post.sends() == 1
    post.at(9.0)
    reminder = post.owe(talk, "您的申请还没填完")
    from_staff = post.owe(talk, "方便说话吗", actor="staff")
    post.sends()
    assert [post.row(row)[0] for row in (answer, reminder, from_staff)] == ["sent", "withheld", "sent"]


def test_what_tells_too_much_does_not_leave_while_danger_is_open_not_even_as_an_answer(post: Post) -> None:
    talk = post.writes()
    queued_before = post.owe(talk, "您说的离婚的事", neutral=False)
    post.writes(flags=Flags(danger="violence"))
    answer, from_staff = post.owe(talk, "律师的电话是", neutral=False), post.owe(talk, "您现在安全吗", actor="staff")
    harmless = post.owe(talk, "请打110")
    post.sends()
    states = [post.row(row)[0] for row in (queued_before, answer, from_staff, harmless)]
    assert states == ["withheld", "withheld", "sent", "sent"]


def test_once_staff_wrote_down_that_they_are_safe_they_are_reminded_again(post: Post) -> None:
    post.at(6.0, day=20)
    talk = post.writes(flags=Flags(danger="violence"))
    with post.database.write() as c:
        c.execute(update(conversation).values(danger_settled=True))
    post.at(9.0)
    reminder = post.owe(talk, "您的申请还没填完")
    post.sends()
    assert post.row(reminder)[0] == "sent"


# ---- what is of use for minutes only: a code that was asked for at another address


def owe_a_code(post: Post, talk: str, of_use: float = 300.0) -> int:
    """A code for a telephone is queued, now."""
    row = post.owe(talk, "验证码：123456")
    with post.database.write() as c:
        c.execute(update(rows).where(rows.c.id == row).values(only_until=post.now.timestamp() + of_use))
    return row


def test_a_code_leaves_by_day_and_is_counted_as_what_its_number_did_not_ask_for(post: Post) -> None:
    post.profile = CarrierProfile(quiet=QUIET, per_number=1)
    post.at(6.0, day=20)
    talk = post.writes()
    post.at(12.0)
    first, second = owe_a_code(post, talk), owe_a_code(post, talk)
    assert post.sends() == 1
    assert (post.row(first)[0], post.row(second)[0]) == ("sent", "withheld"), "the budget would let it go too late"


def test_a_code_neither_wakes_anybody_nor_waits_for_the_morning(post: Post) -> None:
    post.profile = CarrierProfile(quiet=QUIET)
    post.at(6.0, day=20)
    talk = post.writes()
    post.at(23.0)
    row = owe_a_code(post, talk)
    assert post.sends() == 0
    assert post.row(row)[0] == "withheld"


def test_a_code_reaches_at_night_who_has_just_written(post: Post) -> None:
    post.profile = CarrierProfile(quiet=QUIET)
    post.at(23.0)
    owe_a_code(post, post.writes())
    assert post.sends() == 1


@pytest.mark.parametrize(("minutes", "state"), [(4.9, "sent"), (5, "withheld"), (60, "withheld")])
def test_a_code_that_could_not_leave_in_time_never_does(post: Post, minutes: float, state: str) -> None:
    row = owe_a_code(post, post.writes())
    post.now = NOON + timedelta(minutes=minutes)
    post.sends()
    assert post.row(row)[0] == state


def test_a_code_that_was_refused_for_now_is_not_tried_after_its_time(post: Post) -> None:
    row = owe_a_code(post, post.writes())
    claim = post.claim()
    assert claim is not None
    with post.database.write() as c:
        outbox.record_refused(c, claim, "busy", retry_in=0.0)
    post.now = NOON + timedelta(minutes=6)
    assert post.sends() == 0
    assert post.row(row)[0] == "withheld"


def test_where_danger_was_told_no_code_goes_unless_they_have_just_written(post: Post) -> None:
    post.at(6.0, day=20)
    talk = post.writes(flags=Flags(danger="violence"))
    post.at(12.0)
    row = owe_a_code(post, talk)
    post.sends()
    assert post.row(row)[0] == "withheld"
