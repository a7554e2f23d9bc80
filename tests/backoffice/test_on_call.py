"""The people on call: who is called when somebody is in danger and the desk is empty, in which order, and until when."""

import time
from pathlib import Path

import pytest
from sqlalchemy import select

from backoffice.alarms import Alarms
from backoffice.errors import OnCallFileError
from backoffice.on_call import OnCall, OnCallPerson, OnCallWords, load_roll
from backoffice.roles import Role
from channels.gateway import Gateway
from conversations import handoff, inbox, outbox
from conversations.inbox import NO_FLAGS, Flags
from conversations.messages import InboundMessage, Reply
from conversations.tables import conversation
from conversations.tables import outbox as rows
from tests.backoffice.desk import Desk

FIRST = OnCallPerson("twilio", "+85200000000", "+8613900000001")
SECOND = OnCallPerson("telegram", "bot", "4711")
CHIEF = OnCallPerson("twilio", "+85200000000", "+8613900000009", administrator=True)
NUMBERS = "打110"


class Night:
    """A desk where nobody sits, people on call, and a clock that is moved."""

    def __init__(self, desk: Desk, *roll: OnCallPerson) -> None:
        self.desk, self.on_duty, self.now = desk, False, time.time() + 60
        self.alarms = Alarms(desk.office.audit, clock=lambda c: self.now)
        words = OnCallWords(
            lambda number: Reply("call", f"有紧急会话，编号{number}"), Reply("thanks", "好"), Reply("n", NUMBERS)
        )
        self.calls = OnCall(desk.vault, self.alarms, roll, words, on_duty=lambda: self.on_duty, minutes=10)

    def danger(self, reason: str = "danger") -> str:
        """Somebody in danger waits."""
        talk = self.desk.talk("violence")
        with self.desk.database.write() as c:
            handoff.ask_for_person(c, talk, reason)
        return talk

    def look(self, minutes: float = 0) -> list[str]:
        """Time passes, it is looked who is to be called, and these addresses were."""
        self.now += 60 * minutes
        with self.desk.database.write() as c:
            before = set(c.scalars(select(rows.c.id)))
            self.calls.look(c)
            new = select(conversation.c.address_sealed, rows.c.id).join(
                rows, rows.c.conversation_id == conversation.c.id
            )
            called = c.execute(new.where(rows.c.actor == "alarm").order_by(rows.c.id)).all()
        return [self.desk.vault.open(row.address_sealed, inbox.ADDRESS) for row in called if row.id not in before]

    def told(self, talk: str) -> list[str]:
        """What a resident was told."""
        with self.desk.database.read() as c:
            sealed = c.scalars(select(rows.c.body_sealed).where(rows.c.conversation_id == talk)).all()
        return [self.desk.vault.open_json(body, outbox.BODY)["text"] for body in sealed]

    def writes(self, person: OnCallPerson, text: str, flags: Flags = NO_FLAGS) -> None:
        """A message comes from somebody's address."""
        gateway = Gateway(
            self.desk.database, self.desk.vault, flags_of=lambda message: flags, reply_to_call=self.calls.reply_to
        )
        number = f"call-{next(self.desk.numbers)}"
        gateway.receive([InboundMessage(person.channel, person.account, person.address, number, text)])


def test_the_next_is_called_when_nobody_answers_then_the_administrator_then_the_numbers_are_told_again(
    desk: Desk,
) -> None:
    night = Night(desk, FIRST, SECOND, CHIEF)
    talk = night.danger()
    assert night.look() == [FIRST.address]
    assert night.look(9) == []
    assert night.look(1) == [SECOND.address]
    assert night.look(10) == [CHIEF.address]
    assert night.told(talk) == []
    assert night.look(10) == []
    assert night.told(talk) == [NUMBERS]
    assert night.look(60) == []
    assert night.told(talk) == [NUMBERS], "once"
    assert [action for action in desk.actions() if action.startswith("alarm")] == [
        "alarm_began",
        "alarm_called",
        "alarm_called",
        "alarm_called",
        "alarm_unanswered",
    ]


def test_a_call_says_nothing_but_its_number_and_that_somebody_must_look(desk: Desk) -> None:
    night = Night(desk, FIRST)
    talk = night.danger()
    night.look()
    with desk.database.read() as c:
        row = c.execute(select(rows).where(rows.c.actor == "alarm")).one()
    words = desk.vault.open_json(row.body_sealed, outbox.BODY)["text"]
    assert words == "有紧急会话，编号1"
    assert talk not in words
    assert row.even_if_stopped


def test_any_reply_answers_the_call_and_takes_no_turn(desk: Desk) -> None:
    night = Night(desk, FIRST, SECOND)
    night.danger()
    night.look()
    night.writes(FIRST, "收到")
    assert night.look(30) == []
    with desk.database.read() as c:
        theirs = c.execute(select(conversation.c.id).where(conversation.c.channel == "twilio")).scalar_one()
        assert c.scalar(select(inbox.inbox.c.state).where(inbox.inbox.c.conversation_id == theirs)) == "shown"
    assert night.told(theirs)[1:] == ["好"]
    assert desk.actions()[-1] == "alarm_answered"
    night.writes(FIRST, "我家能吃低保吗")
    assert night.told(theirs)[2:] == [], "who is on call may be a resident too"


def test_whoever_was_called_second_answers_for_all(desk: Desk) -> None:
    night = Night(desk, FIRST, SECOND, CHIEF)
    night.danger()
    night.look()
    night.look(10)
    night.writes(SECOND, "看到了")
    assert night.look(30) == []


def test_danger_in_the_life_of_whoever_is_on_call_is_no_answer(desk: Desk) -> None:
    night = Night(desk, FIRST, SECOND)
    night.danger()
    night.look()
    night.writes(FIRST, "救命", Flags(danger="threat", urgent=True))
    assert SECOND.address in night.look(10)


def test_opening_the_conversation_answers_it(desk: Desk) -> None:
    night, officer = Night(desk, FIRST, SECOND), desk.hire(Role.LEGAL_AID_OFFICER)
    talk = night.danger()
    night.look()
    with desk.database.write() as c:
        desk.office.reception.open(c, talk, officer)
    assert night.look(30) == []
    assert "alarm_answered" in desk.actions(f"conversation:{talk}")


def taken(desk: Desk, talk: str) -> None:
    with desk.database.write() as c:
        handoff.claim(c, talk, "s1")


def settled(desk: Desk, talk: str) -> None:
    with desk.database.write() as c:
        inbox.settle_danger(c, talk)


@pytest.mark.parametrize("over", [taken, settled])
def test_nobody_more_is_called_when_it_is_over(desk: Desk, over) -> None:  # type: ignore[no-untyped-def]
    night = Night(desk, FIRST, SECOND)
    talk = night.danger()
    night.look()
    over(desk, talk)
    assert night.look(30) == []
    assert desk.actions()[-1] == "alarm_answered"


def test_in_duty_hours_the_desk_is_enough_and_what_waits_at_closing_time_is_called_for(desk: Desk) -> None:
    night = Night(desk, FIRST)
    night.on_duty = True
    night.danger()
    assert night.look(30) == []
    night.on_duty = False
    assert night.look() == [FIRST.address]


def test_an_alarm_begun_at_night_goes_on_in_the_morning(desk: Desk) -> None:
    night = Night(desk, FIRST, SECOND)
    night.danger()
    night.look()
    night.on_duty = True
    assert night.look(10) == [SECOND.address]


def test_without_danger_nobody_is_called(desk: Desk) -> None:
    night, talk = Night(desk, FIRST), desk.talk()
    with desk.database.write() as c:
        handoff.ask_for_person(c, talk, "asked")
    assert night.look() == []


def test_an_answered_call_is_made_again_only_for_new_danger_or_when_whoever_came_stayed_away(desk: Desk) -> None:
    night = Night(desk, FIRST)
    talk = night.danger()
    night.look()
    night.writes(FIRST, "收到")
    assert night.look(30) == []
    night.now += 60
    with desk.database.write() as c:
        desk.set_talk(c, talk, danger_at=night.now)
    assert night.look(1) == [FIRST.address]
    night.writes(FIRST, "收到")
    night.now += 60
    with desk.database.write() as c:
        desk.set_talk(c, talk, hold="waiting", wait_reason="idle", held_at=night.now)
    assert night.look(1) == [FIRST.address]


def test_with_nobody_on_the_list_nothing_is_done(desk: Desk) -> None:
    night = Night(desk)
    night.danger()
    assert night.look(60) == []
    assert [action for action in desk.actions() if action.startswith("alarm")] == []


GOOD = """
- {channel: twilio, account: "+85200000000", address: "+8613900000009", administrator: true}
- {channel: telegram, account: bot, address: 4711}
"""
BAD = {
    "no list": "channel: twilio",
    "no address": "- {channel: twilio, account: x}",
    "an unknown key": "- {channel: twilio, account: x, address: y, name: z}",
    "no YAML": "- {channel",
}


def test_administrators_come_last_wherever_the_list_has_them(tmp_path: Path) -> None:
    (tmp_path / "roll.yml").write_text(GOOD, encoding="utf-8")
    assert load_roll(tmp_path / "roll.yml") == (SECOND, CHIEF)


@pytest.mark.parametrize("content", BAD.values(), ids=BAD)
def test_a_list_that_cannot_be_used_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "roll.yml").write_text(content, encoding="utf-8")
    with pytest.raises(OnCallFileError, match=r"roll\.yml"):
        load_roll(tmp_path / "roll.yml")


def test_a_missing_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OnCallFileError, match="cannot be read"):
        load_roll(tmp_path / "none.yml")
