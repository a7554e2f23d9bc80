"""A telephone and a chat are joined by a code that both had, and by nothing else."""

from datetime import datetime
from functools import lru_cache
from random import Random

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from backoffice import tables
from backoffice.actors import Actor
from backoffice.errors import UnknownDraft
from backoffice.link_codes import Code, LinkCodes, Typed, Way
from backoffice.office import BackOffice
from conversations import inbox
from conversations.messages import InboundMessage
from storage.clock import FrozenClock
from storage.database import Database
from storage.metadata import metadata
from tests.backoffice.conftest import CHEAP
from tests.backoffice.desk import Desk
from vault.testing import throwaway_vault

PHONE, OTHER_PHONE = "+8613800138000", "+8613900139000"
STARTS = datetime(2026, 11, 24, 10, 0)


class Line:
    """A desk with residents at telephones and in chats."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.codes, self.links = desk, desk.office.link_codes, desk.office.links

    def writes(self, sender: str, channel: str = "twilio", danger: str | None = None) -> str:
        n = next(self.desk.numbers)
        message = InboundMessage(channel, "us", sender, f"in-{n}", "您好")
        with self.desk.database.write() as c:
            return inbox.receive(c, self.desk.vault, message, inbox.Flags(danger=danger)).conversation_id

    def chat(self, danger: str | None = None) -> str:
        return self.writes(f"key-{next(self.desk.numbers)}", "web", danger)

    def asks(self, chat: str, phone: str = PHONE, way: Way = "sent", *, sure: bool = False) -> Code:
        with self.desk.database.write() as c:
            code = self.codes.ask(c, chat, phone, way, sure=sure)
        assert code is not None
        return code

    def may_ask(self, chat: str, phone: str = PHONE) -> Code | None:
        with self.desk.database.write() as c:
            return self.codes.ask(c, chat, phone, "sent")

    def types(self, chat: str, code: str, *, sure: bool = False) -> Typed:
        with self.desk.database.write() as c:
            return self.codes.type_in_chat(c, chat, code, sure=sure)

    def sends(self, phone: str, code: str, *, sure: bool = False) -> Typed:
        with self.desk.database.write() as c:
            return self.codes.type_on_phone(c, phone, code, sure=sure)

    def sees(self, conversation: str) -> list[str]:
        with self.desk.database.read() as c:
            return sorted(one.conversation_id for one in self.links.others(c, conversation))

    def links_in_all(self) -> int:
        return self.desk.count(tables.address_link)


@pytest.fixture
def line(desk: Desk) -> Line:
    return Line(desk)


def wrong(code: Code) -> str:
    """Six digits that are not the code."""
    return f"{(int(code.code) + 1) % 10**6:06d}"


# ---- the two ways


def test_what_the_telephone_got_and_the_chat_types_joins_them(line: Line) -> None:
    phone, chat = line.writes(PHONE), line.chat()
    code = line.asks(chat)
    assert (code.to, len(code.code)) == (phone, 6)
    assert line.types(chat, code.code) is Typed.LINKED
    assert (line.sees(chat), line.sees(phone)) == ([phone], [chat])


def test_what_the_chat_shows_and_the_telephone_sends_joins_them_also_where_it_never_wrote_before(line: Line) -> None:
    chat = line.chat()
    code = line.asks(chat, way="shown")
    assert code.to is None
    phone = line.writes(PHONE)
    assert line.sends(phone, code.code) is Typed.LINKED
    assert line.sees(chat) == [phone]


def test_every_conversation_of_the_number_is_joined(line: Line) -> None:
    both, chat = [line.writes(PHONE, "twilio"), line.writes(PHONE, "aliyun")], line.chat()
    assert line.types(chat, line.asks(chat).code) is Typed.LINKED
    assert line.sees(chat) == sorted(both)


def test_who_shares_a_telephone_does_not_see_the_others_chat(line: Line) -> None:
    phone, hers, his = line.writes(PHONE), line.chat(), line.chat()
    for chat in (hers, his):
        assert line.types(chat, line.asks(chat).code) is Typed.LINKED
    assert line.sees(hers) == line.sees(his) == [phone]
    assert line.sees(phone) == sorted([hers, his])


# ---- a code is bound to its pair, its time, its tries, and used once


def test_a_code_opens_nothing_elsewhere(line: Line) -> None:
    line.writes(PHONE)
    other_phone, chat, other_chat = line.writes(OTHER_PHONE), line.chat(), line.chat()
    sent, shown = line.asks(chat), line.asks(line.chat(), way="shown")
    line.asks(other_chat)
    assert line.types(other_chat, sent.code) in (Typed.WRONG, Typed.CLOSED)
    assert line.sends(other_phone, shown.code) is Typed.CLOSED
    assert line.types(chat, shown.code) is Typed.WRONG
    assert line.links_in_all() == 0


@pytest.mark.parametrize(("minutes", "result"), [(9.9, Typed.LINKED), (10, Typed.CLOSED), (600, Typed.CLOSED)])
@pytest.mark.parametrize("way", ["sent", "shown"])
def test_a_code_lives_ten_minutes(line: Line, way: Way, minutes: float, result: Typed) -> None:
    phone, chat = line.writes(PHONE), line.chat()
    code = line.asks(chat, way=way)
    line.desk.clock.move(minutes=minutes)
    assert (line.types(chat, code.code) if way == "sent" else line.sends(phone, code.code)) is result


@pytest.mark.parametrize("way", ["sent", "shown"])
def test_five_wrong_tries_end_a_code(line: Line, way: Way) -> None:
    phone, chat = line.writes(PHONE), line.chat()
    code = line.asks(chat, way=way)

    def tries(typed: str) -> Typed:
        return line.types(chat, typed) if way == "sent" else line.sends(phone, typed)

    assert [tries(wrong(code)) for _ in range(5)] == [Typed.WRONG] * 4 + [Typed.CLOSED]
    assert tries(code.code) is Typed.CLOSED
    assert line.links_in_all() == 0


def test_the_fifth_try_may_be_the_right_one(line: Line) -> None:
    line.writes(PHONE)
    chat = line.chat()
    code = line.asks(chat)
    for _ in range(4):
        line.types(chat, wrong(code))
    assert line.types(chat, code.code) is Typed.LINKED


def test_a_code_is_used_once_and_a_new_one_ends_the_one_before(line: Line) -> None:
    line.writes(PHONE)
    chat = line.chat()
    first = line.asks(chat)
    second = line.asks(chat)
    if first.code != second.code:
        assert line.types(chat, first.code) is Typed.WRONG
    assert line.types(chat, second.code) is Typed.LINKED
    assert line.types(chat, second.code) is Typed.CLOSED


# ---- nobody learns whether a number is known, and nobody is flooded


def test_a_number_that_never_wrote_gets_nothing_and_looks_the_same(line: Line) -> None:
    line.writes(PHONE)
    known, unknown = line.chat(), line.chat()
    sent, unsent = line.asks(known), line.asks(unknown, OTHER_PHONE)
    assert sent.to is not None
    assert unsent.to is None
    assert [line.types(known, wrong(sent)) for _ in range(6)] == [line.types(unknown, wrong(unsent)) for _ in range(6)]
    assert line.desk.actions(f"conversation:{known}") == line.desk.actions(f"conversation:{unknown}")


def test_the_right_digits_of_a_code_that_was_not_sent_open_nothing(line: Line) -> None:
    chat = line.chat()
    code = line.asks(chat)
    line.writes(PHONE)
    assert line.types(chat, code.code) is Typed.WRONG
    assert line.links_in_all() == 0


def test_three_codes_an_hour_go_to_one_number_whoever_asks(line: Line) -> None:
    phone = line.writes(PHONE)
    assert [line.asks(line.chat()).to for _ in range(5)] == [phone] * 3 + [None] * 2
    line.desk.clock.move(minutes=61)
    assert line.asks(line.chat()).to == phone


def test_a_chat_asks_five_times_an_hour_whomever_it_names(line: Line) -> None:
    chat = line.chat()
    asked = [line.may_ask(chat, f"+861380013800{n}") is not None for n in range(7)]
    assert asked == [True] * 5 + [False] * 2
    line.desk.clock.move(minutes=61)
    assert line.may_ask(chat) is not None


# ---- danger


@pytest.mark.parametrize("settled", [False, True])
def test_where_danger_was_told_on_the_telephone_no_code_is_sent_there(line: Line, settled: bool) -> None:
    phone, chat = line.writes(PHONE, danger="violence"), line.chat()
    with line.desk.database.write() as c:
        line.desk.set_talk(c, phone, danger_settled=settled)
    code = line.asks(chat)
    assert code.to is None
    assert line.types(chat, code.code) is Typed.WRONG


def test_danger_that_is_told_before_the_code_is_typed_closes_it(line: Line) -> None:
    line.writes(PHONE)
    chat = line.chat()
    code = line.asks(chat)
    line.writes(PHONE, danger="violence")
    assert line.types(chat, code.code) is Typed.WRONG
    assert line.links_in_all() == 0


def test_who_was_in_danger_on_the_telephone_is_asked_there_before_it_is_joined(line: Line) -> None:
    phone, chat = line.writes(PHONE, danger="violence"), line.chat()
    code = line.asks(chat, way="shown")
    assert line.sends(phone, code.code) is Typed.BE_SURE
    assert line.links_in_all() == 0
    assert line.sends(phone, code.code, sure=True) is Typed.LINKED
    assert line.sees(chat) == [phone]


def test_who_was_in_danger_in_the_chat_is_asked_there_before_it_is_joined(line: Line) -> None:
    phone, chat = line.writes(PHONE), line.chat(danger="threat")
    code = line.asks(chat)
    assert line.types(chat, code.code) is Typed.BE_SURE
    assert line.types(chat, code.code, sure=True) is Typed.LINKED
    assert line.sees(phone) == [chat]


def test_a_telephone_does_not_open_a_chat_in_danger_that_did_not_agree(line: Line) -> None:
    phone, chat = line.writes(PHONE), line.chat(danger="threat")
    code = line.asks(chat, way="shown")
    assert line.sends(phone, code.code) is Typed.WRONG
    assert line.links_in_all() == 0


def test_danger_that_is_told_after_the_link_closes_that_side_only(line: Line) -> None:
    phone, chat = line.writes(PHONE), line.chat()
    line.types(chat, line.asks(chat).code)
    line.writes(PHONE, danger="violence")
    assert (line.sees(chat), line.sees(phone)) == ([], [chat])


# ---- what is joined can be gone on with, and parted


def test_a_draft_is_taken_along_and_only_by_who_may_see_it(line: Line) -> None:
    phone, chat, stranger = line.writes(PHONE), line.chat(), line.chat()
    draft = line.desk.draft("dibao", {"member_count": 3}, talk=phone)
    line.types(chat, line.asks(chat).code)
    with line.desk.database.write() as c:
        with pytest.raises(UnknownDraft):
            line.links.take_along(c, draft.id, stranger)
        moved = line.links.take_along(c, draft.id, chat)
        assert (moved.conversation_id, moved.is_current, moved.value("member_count")) == (chat, True, 3)
        assert line.desk.office.drafts.list_open(c, phone) == []


def test_danger_comes_along_with_what_was_begun_where_it_was_told(line: Line) -> None:
    phone, chat = line.writes(PHONE, danger="violence"), line.chat()
    draft = line.desk.draft("legal_help", talk=phone)
    line.sends(phone, line.asks(chat, way="shown").code, sure=True)
    with line.desk.database.write() as c:
        line.links.take_along(c, draft.id, chat)
        case = line.desk.office.cases.file(c, draft.id, Actor.resident(chat))
    assert case.danger == "violence"
    assert line.sees(phone) == [chat]


@pytest.mark.parametrize("side", ["chat", "phone"])
def test_either_side_parts_them_and_no_old_code_joins_them_again(line: Line, side: str) -> None:
    phone, chat = line.writes(PHONE), line.chat()
    line.types(chat, line.asks(chat).code)
    waiting = line.asks(chat)
    with line.desk.database.write() as c:
        assert line.links.part(c, chat if side == "chat" else phone) == 1
        assert line.links.part(c, chat) == 0
    assert (line.sees(chat), line.sees(phone)) == ([], [])
    assert line.types(chat, waiting.code) is Typed.WRONG
    assert line.desk.actions(f"conversation:{chat}")[-2:] == ["address_unlinked", "link_code_wrong"]


def test_neither_number_nor_code_is_kept_in_clear(line: Line) -> None:
    line.writes(PHONE)
    chat = line.chat()
    code = line.asks(chat)
    line.types(chat, code.code)
    with line.desk.database.read() as c:
        for table in (tables.link_code, tables.address_link, tables.audit):
            rows = repr(c.execute(table.select()).all())
            assert PHONE[3:] not in rows
            assert code.code not in rows.replace(str(line.desk.now()), "")


def test_codes_that_nobody_waits_for_are_forgotten(line: Line) -> None:
    line.asks(line.chat())
    line.desk.clock.move(days=31)
    with line.desk.database.write() as c:
        line.desk.office.retention.sweep(c)
    assert line.desk.count(tables.link_code) == 0


# ---- no row of wrong codes ever joins anything

WHO = st.sampled_from([0, 1])
DIGITS = st.integers(0, 999_999).map(lambda number: f"{number:06d}")


@lru_cache(maxsize=1)
def the_one_line() -> Line:
    """One office for all examples; each has telephones and chats of its own. What is drawn is the same every time."""
    database, vault, clock = Database("sqlite://"), throwaway_vault(), FrozenClock(STARTS)
    metadata.create_all(database.engine)
    line = Line(Desk(database, vault, clock, BackOffice.open(vault, clock, hasher=CHEAP)))
    line.codes = LinkCodes(vault, clock, line.desk.office.audit, line.links, draw=Random(7).randrange)
    return line


class WrongCodes(RuleBasedStateMachine):
    """Two chats and two telephones; whatever they ask for and type, unless it is a code that the chat itself asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.line = the_one_line()
        self.numbers = [f"+86138{next(self.line.desk.numbers):08d}" for _ in range(2)]
        self.phones = [self.line.writes(number) for number in self.numbers]
        self.chats = [self.line.chat(), self.line.chat()]
        self.given_out: list[set[str]] = [set(), set()]

    @rule(who=WHO, phone=WHO, way=st.sampled_from(["sent", "shown"]))
    def asks(self, who: int, phone: int, way: Way) -> None:
        with self.line.desk.database.write() as c:
            code = self.line.codes.ask(c, self.chats[who], self.numbers[phone], way)
        self.given_out[who] |= {code.code} if code else set()

    @rule(who=WHO, digits=DIGITS, sure=st.booleans())
    def guesses_in_the_chat(self, who: int, digits: str, sure: bool) -> None:
        if digits not in self.given_out[who]:
            assert self.line.types(self.chats[who], digits, sure=sure) is not Typed.LINKED

    @rule(who=WHO, digits=DIGITS, sure=st.booleans())
    def guesses_on_the_telephone(self, who: int, digits: str, sure: bool) -> None:
        if digits not in self.given_out[0] | self.given_out[1]:
            assert self.line.sends(self.phones[who], digits, sure=sure) is not Typed.LINKED

    @rule(who=WHO)
    def types_what_the_other_chat_asked_for(self, who: int) -> None:
        for code in self.given_out[1 - who] - self.given_out[who]:
            assert self.line.types(self.chats[who], code) is not Typed.LINKED

    @rule(who=WHO)
    def tells_of_danger(self, who: int) -> None:
        self.line.writes(self.numbers[who], danger="violence")

    @rule(minutes=st.integers(1, 70))
    def waits(self, minutes: int) -> None:
        self.line.desk.clock.move(minutes=minutes)

    @invariant()
    def nothing_is_joined(self) -> None:
        with self.line.desk.database.read() as c:
            assert [self.line.links.all_of(c, chat) for chat in self.chats] == [[], []]


WrongCodes.TestCase.settings = settings(max_examples=30, stateful_step_count=20, deadline=None)
TestNoSequenceOfWrongCodesLinks = WrongCodes.TestCase
