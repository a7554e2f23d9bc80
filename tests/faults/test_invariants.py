"""The checker of the fault runs is itself checked: one wrong thing is planted at a time, and it is named."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy import delete, insert, update

from backoffice.office import BackOffice
from backoffice.roles import Role, StaffMember
from backoffice.tables import case, draft
from conversations.tables import conversation, inbox, outbox
from storage.database import Database
from tests.channels.telegram_stub import Sent
from tests.channels.twilio_stub import StubMessage
from tests.conversations.scene import Scene
from tests.faults.arrivals import doubled
from tests.faults.invariants import unlisted, violations
from tests.faults.witness import Hold, Witness
from vault.vault import Vault

RECEIPT = "FY-261124-7K3Q"
PHONE, CHAT, PAGE = "+8613800000001", "10001", "a" * 64


@dataclass
class End:
    """A clean end: three residents on three channels were answered, the first of them filed a case."""

    database: Database
    vault: Vault
    witness: Witness
    talks: dict[str, str]

    def wrong(self) -> list[str]:
        with self.database.read() as c:
            return violations(c, self.vault, self.witness)

    def change(self, *statements: Any) -> None:
        with self.database.write() as c:
            for statement in statements:
                c.execute(statement)

    def sees(self, **what: Any) -> None:
        self.witness = replace(self.witness, **what)


@pytest.fixture
def end(database, vault) -> End:
    talks, rows = {}, {}
    for channel, sender in (("twilio", PHONE), ("telegram", CHAT), ("web", PAGE)):
        scene = Scene(database, vault, channel=channel)
        for n in (1, 2):
            talks[channel] = scene.writes(f"第{n}句", f"{channel}-{n}", sender=sender).conversation_id
            turn = scene.claim()
            words = f"答{n}，受理编号{RECEIPT}" if (channel, n) == ("twilio", 2) else f"答{n}"
            scene.act(turn, words)
            scene.close(turn, words)
            scene.dispatch()
            rows[channel, n] = len(rows) + 1
    end = End(database, vault, Witness(frozenset()), talks)
    end.change(
        *(update(outbox).where(outbox.c.id == rows["telegram", n]).values(provider_ref=str(100 + n)) for n in (1, 2)),
        update(outbox).where(outbox.c.id == rows["twilio", 1]).values(state="delivered"),
        insert(draft).values(
            id="d1",
            conversation_id=talks["twilio"],
            kind="legal_aid",
            stage="filed",
            county="example",
            opened_at=1.0,
            changed_at=1.0,
        ),
        insert(case).values(
            receipt=RECEIPT,
            kind="legal_aid",
            draft_id="d1",
            conversation_id=talks["twilio"],
            county="example",
            stage="filed",
            stage_since=1.0,
            filed_at=1.0,
        ),
    )
    end.sees(
        delivered={(channel, f"{channel}-{n}") for channel in talks for n in (1, 2)},
        texts=[text_of(rows["twilio", n]) for n in (1, 2)],
        chats=[Sent(int(CHAT), f"答{n}", (), 100 + n, at=1000.0 + 10 * n) for n in (1, 2)],
        receipts={(rows["twilio", 1], "sent"), (rows["twilio", 1], "delivered")},
        pages={PAGE: [f"o{rows['web', n]}" for n in (1, 2)]},
        holds=[Hold(talks["web"], frozenset({7}), frozenset({7}))],
    )
    return end


def text_of(row: int, part: int = 1) -> StubMessage:
    return StubMessage(f"SM{row}{part}", PHONE, "+1", "…", f"http://x/status?outbox={row}&part={part}&parts=1")


def row_of(channel: str, n: int) -> int:
    return {"twilio": 0, "telegram": 2, "web": 4}[channel] + n


def inbox_at(channel: str, n: int) -> Any:
    return inbox.c.provider_id == f"{channel}-{n}"


def lost_message(end: End) -> None:
    end.sees(delivered={*end.witness.delivered, ("web", "web-3")})


def doubled_message(end: End) -> None:
    again = {"channel": "web", "account": "another", "provider_id": "web-1", "conversation_id": end.talks["web"]}
    end.change(insert(inbox).values(**again, kind="message", body_sealed=b"", state="shown", received_at=1.0))


def message_from_nowhere(end: End) -> None:
    end.sees(delivered={one for one in end.witness.delivered if one != ("web", "web-2")})


def open_message(end: End) -> None:
    end.change(update(inbox).where(inbox_at("web", 2)).values(state="received"))


def unanswered_danger(end: End) -> None:
    end.change(
        update(inbox).where(inbox_at("web", 2)).values(state="received", urgent=True),
        update(conversation).where(conversation.c.id == end.talks["web"]).values(hold="waiting"),
    )


def silent_answer(end: End) -> None:
    end.change(delete(outbox).where(outbox.c.id == row_of("web", 2)))


def given_up_in_silence(end: End) -> None:
    end.change(update(inbox).where(inbox_at("web", 2)).values(state="dead"))


def answered_out_of_order(end: End) -> None:
    first, second = (f"m{row_of('web', n)}" for n in (1, 2))
    end.change(
        update(outbox).where(outbox.c.id == row_of("web", 1)).values(origin="between"),
        update(outbox).where(outbox.c.id == row_of("web", 2)).values(origin=first),
        update(outbox).where(outbox.c.id == row_of("web", 1)).values(origin=second),
    )


def text_never_sent(end: End) -> None:
    end.sees(texts=end.witness.texts[:1])


def text_sent_twice(end: End) -> None:
    end.sees(texts=[*end.witness.texts, text_of(2)])


def withheld_text_sent(end: End) -> None:
    end.change(update(outbox).where(outbox.c.id == row_of("twilio", 2)).values(state="withheld"))


def text_of_no_row(end: End) -> None:
    end.sees(texts=[*end.witness.texts, text_of(99)])


def texts_out_of_order(end: End) -> None:
    end.sees(texts=end.witness.texts[::-1])


def row_left_over(end: End) -> None:
    end.change(update(outbox).where(outbox.c.id == row_of("web", 2)).values(state="queued"))


def chat_never_sent(end: End) -> None:
    end.sees(chats=end.witness.chats[:1])


def chat_twice_without_a_mark(end: End) -> None:
    end.sees(chats=[chat_again(), *end.witness.chats], cuts=[("app killed", 1009.0)])


def chat_twice_without_a_cause(end: End) -> None:
    mark_doubt(end)
    end.sees(chats=[chat_again(), *end.witness.chats], cuts=[("app killed", 2000.0)])


def chat_of_no_row(end: End) -> None:
    end.sees(chats=[*end.witness.chats, Sent(int(CHAT), "别的话", (), 109, at=1.0)])


def chats_out_of_order(end: End) -> None:
    end.sees(chats=end.witness.chats[::-1])


def withheld_chat_sent(end: End) -> None:
    end.change(update(outbox).where(outbox.c.id == row_of("telegram", 2)).values(state="withheld"))


def page_without_a_line(end: End) -> None:
    end.sees(pages={PAGE: end.witness.pages[PAGE][:1]})


def page_with_a_line_twice(end: End) -> None:
    end.sees(pages={PAGE: [*end.witness.pages[PAGE], end.witness.pages[PAGE][1]]})


def page_out_of_order(end: End) -> None:
    end.sees(pages={PAGE: end.witness.pages[PAGE][::-1]})


def receipt_lost(end: End) -> None:
    end.sees(receipts={*end.witness.receipts, (2, "delivered")})


def draft_without_a_case(end: End) -> None:
    end.change(delete(case))


def case_of_no_filed_draft(end: End) -> None:
    end.change(update(draft).values(stage="filling"))


def case_twice(end: End) -> None:
    whose = {"conversation_id": end.talks["twilio"], "county": "example"}
    end.change(
        insert(draft).values(id="d2", **whose, kind="legal_aid", stage="filed", opened_at=1.0, changed_at=1.0),
        insert(case).values(
            receipt="FY-261124-9999",
            kind="legal_aid",
            draft_id="d2",
            **whose,
            stage="filed",
            stage_since=1.0,
            filed_at=1.0,
        ),
    )


def case_nobody_knows(end: End) -> None:
    end.change(update(case).values(receipt="FY-261124-3333"))


def bot_under_staff(end: End) -> None:
    end.sees(holds=[Hold(end.talks["web"], frozenset({7}), frozenset({7, 8}))])


def chat_again() -> Sent:
    """The second row once more, a moment earlier: its send was cut off and sent again."""
    return Sent(int(CHAT), "答2", (), 100, at=1010.0)


def mark_doubt(end: End) -> None:
    end.change(update(outbox).where(outbox.c.id == row_of("telegram", 2)).values(doubt=True))


#: what is planted → the words that name it
PLANTED: dict[Callable[[End], None], str] = {
    lost_message: "message web-3 was lost",
    doubled_message: "message web-1 was kept 2 times",
    message_from_nowhere: "message web-2 came from nowhere",
    open_message: "is still open under bot",
    unanswered_danger: "is still open under waiting",
    silent_answer: "was answered with nothing",
    given_up_in_silence: "was given up and nobody told the resident",
    answered_out_of_order: "was answered out of order",
    text_never_sent: "row 2 counts as sent and never reached the carrier",
    text_sent_twice: "row 2 reached the carrier 2 times",
    withheld_text_sent: "row 2 was withheld and reached the carrier",
    text_of_no_row: "the carrier has row 99, which does not exist",
    texts_out_of_order: "got rows out of order: [2, 1]",
    row_left_over: "row 6 is still queued",
    chat_never_sent: "row 4 counts as sent and never reached Telegram",
    chat_twice_without_a_mark: "row 4 reached Telegram 2 times and is not marked",
    chat_twice_without_a_cause: "row 4 reached Telegram 2 times and nothing cut its send off",
    chat_of_no_row: "got words that are in no row",
    chats_out_of_order: "got rows out of order: [4, 3]",
    withheld_chat_sent: "row 4 was withheld and reached Telegram",
    page_without_a_line: "shows 1 lines of ours instead of 2",
    page_with_a_line_twice: "shows 3 lines of ours instead of 2",
    page_out_of_order: "shows our lines out of order",
    receipt_lost: "the receipt of row 2 was lost",
    draft_without_a_case: "draft d1 counts as filed and has no case",
    case_of_no_filed_draft: "comes from a draft that was never filed",
    case_twice: "has 2 cases of legal_aid",
    case_nobody_knows: "has a receipt that nobody was told",
    bot_under_staff: "row 8 went out while staff held",
}


def test_a_clean_end_has_nothing_wrong(end: End) -> None:
    assert end.wrong() == []


@pytest.mark.parametrize(("plant", "words"), PLANTED.items(), ids=[plant.__name__ for plant in PLANTED])
def test_what_is_planted_is_named(end: End, plant: Callable[[End], None], words: str) -> None:
    plant(end)
    assert any(words in line for line in end.wrong()), end.wrong()


def test_a_marked_double_with_a_cause_is_no_violation_and_is_listed(end: End) -> None:
    mark_doubt(end)
    end.sees(chats=[end.witness.chats[0], chat_again(), end.witness.chats[1]], cuts=[("app killed", 1011.0)])
    assert end.wrong() == []
    with end.database.read() as c:
        [found] = doubled(c, end.vault, end.witness)
    assert (found.row, found.times, found.cut_by) == (4, 2, "app killed")


#: what stands so in the end → the key of its row on the staff's list
ON_THE_LIST = {
    "an unsure send": (
        lambda end: update(outbox).where(outbox.c.id == 4).values(state="uncertain"),
        "uncertain_send:4",
    ),
    "a refused send": (lambda end: update(outbox).where(outbox.c.id == 4).values(state="failed"), "uncertain_send:4"),
    "a given-up message": (
        lambda end: update(inbox).where(inbox_at("web", 2)).values(state="dead"),
        "failed_message:6",
    ),
    "somebody who waits": (
        lambda end: update(conversation).where(conversation.c.id == end.talks["web"]).values(hold="waiting"),
        "conversation:",
    ),
}


@pytest.mark.parametrize(("change", "key"), ON_THE_LIST.values(), ids=ON_THE_LIST)
def test_what_is_missing_on_the_list_of_the_staff_is_named(end: End, clock, change, key: str) -> None:
    end.change(change(end))
    office = BackOffice.open(end.vault, clock)
    sees_all = StaffMember("w", "w", "w", frozenset({Role.ADMINISTRATOR}), True, False, sees_danger=True)
    with end.database.read() as c:
        assert unlisted(c, office.queue, sees_all) == []
        [line] = unlisted(c, _Empty(), sees_all)  # type: ignore[arg-type]
    assert line.startswith(key)


class _Empty:
    """A list on which nothing stands."""

    def rows(self, *_: object, **__: object) -> list[object]:
        return []
