"""One list of what waits: complete, in order, only what the viewer may see, and quick."""

import secrets
import time
from collections import Counter
from datetime import date

import pytest
from sqlalchemy import event, update

from backoffice import tables
from backoffice.actors import Actor
from backoffice.cases import Case, Urgency
from backoffice.queue import QueueRow
from backoffice.roles import Role, StaffMember
from conversations import handoff, inbox
from conversations.errors import UnknownConversation
from conversations.messages import InboundMessage
from conversations.tables import conversation, outbox
from conversations.tables import inbox as inbox_table
from tests.backoffice.desk import Desk


def rows(desk: Desk, viewer: StaffMember, **filters: object) -> list[QueueRow]:
    with desk.database.read() as c:
        return desk.office.queue.rows(c, viewer, **filters)


def waiting_talk(desk: Desk, *, minutes: float, danger: str | None = None, reason: str = "asked") -> str:
    talk = desk.talk(danger)
    with desk.database.write() as c:
        handoff.ask_for_person(c, talk, reason)
        desk.set_talk(c, talk, held_at=desk.now(minutes_ago=minutes))
    return talk


def dead_message(desk: Desk, talk: str) -> int:
    with desk.database.write() as c:
        dead = update(inbox_table).where(inbox_table.c.conversation_id == talk)
        dead = dead.values(state="dead", received_at=desk.now(minutes_ago=5))
        return c.execute(dead.returning(inbox_table.c.id)).scalar_one()


def send(desk: Desk, talk: str, state: str, days_ago: float = 0) -> int:
    row = {
        "conversation_id": talk,
        "origin": f"test:{secrets.token_hex(4)}",
        "n": 0,
        "body_sealed": b"sealed",
        "actor": "bot",
        "epoch": 1,
        "state": state,
        "created_at": desk.now(minutes_ago=days_ago * 24 * 60),
    }
    with desk.database.write() as c:
        return c.execute(outbox.insert().values(row).returning(outbox.c.id)).scalar_one()


def test_what_is_wished_beside_a_request_stands_with_it_once(desk: Desk) -> None:
    officer, case = desk.hire(Role.LEGAL_AID_OFFICER), desk.case("legal_aid")
    resident = Actor.resident(case.conversation_id)
    with desk.database.write() as c:
        for wish in ("wants_visit", "wants_mediation", "wants_visit"):
            desk.office.cases.wish(c, case.id, wish, resident)
    (row,) = rows(desk, officer)
    assert row.reasons[-2:] == ("愿意同时调解", "要人上门")
    with desk.database.read() as c:
        assert [event.kind for event in desk.office.cases.history(c, case.id)][1:] == ["wants_visit", "wants_mediation"]


def test_the_queue_holds_cases_people_failed_messages_and_unsure_sends_in_one_order(desk: Desk) -> None:
    admin = desk.hire(Role.ADMINISTRATOR)
    plain = desk.case("dibao")
    held_card = desk.case("legal_aid", card_number="ZJ0001")
    urgent = desk.case("legal_aid", Urgency(deadline=date(2026, 11, 27)))
    person = waiting_talk(desk, minutes=42)
    danger = waiting_talk(desk, minutes=1, danger="violence")
    failed = dead_message(desk, desk.talk())
    unsure = send(desk, desk.talk(), "uncertain")
    assert [row.key for row in rows(desk, admin)] == [
        f"conversation:{danger}",
        f"case:{urgent.id}",
        f"conversation:{person}",
        f"failed_message:{failed}",
        f"uncertain_send:{unsure}",
        f"case:{held_card.id}",
        f"case:{plain.id}",
    ]


def test_a_row_of_a_case_says_what_it_is_without_saying_who(desk: Desk) -> None:
    draft = desk.draft("legal_help", facts={"applicant_name": "欧阳小试", "phone": "+8613800000000"})
    case = desk.file(draft, Urgency(deadline=date(2026, 11, 27)), card_number="ZJ0001")
    (row,) = rows(desk, desk.hire(Role.LEGAL_AID_OFFICER))
    assert (row.kind, row.case_id, row.receipt, row.conversation_id) == (
        "case",
        case.id,
        case.receipt,
        case.conversation_id,
    )
    assert row.title == f"法律援助申请 {case.receipt}"
    assert (row.stage_label, row.assignee, row.danger) == ("已收件", None, False)
    assert row.reasons == ("距时效 3 天", "持法律援助卡", "已等 0 分钟")


def test_a_waiting_conversation_says_what_it_is_about(desk: Desk) -> None:
    talk = waiting_talk(desk, minutes=42, reason="unclear")
    desk.draft("legal_help", talk=talk)
    (row,) = rows(desk, desk.hire(Role.LEGAL_AID_OFFICER))
    assert (row.kind, row.title, row.stage_label) == ("conversation", "对话 · 法律求助", "等待人工")
    assert row.reasons == ("机器人没听懂", "已等 42 分钟")


def test_a_conversation_with_the_bot_is_not_in_the_queue(desk: Desk) -> None:
    desk.talk()
    assert rows(desk, desk.hire(Role.ADMINISTRATOR)) == []


def test_somebody_in_danger_whom_nobody_holds_is_in_the_queue_although_the_bot_talks(desk: Desk) -> None:
    talk = desk.talk(danger="self_harm")
    (row,) = rows(desk, desk.hire(Role.TOWNSHIP_REVIEWER))
    assert (row.conversation_id, row.reasons[0]) == (talk, "危险 · 轻生")


def test_a_settled_danger_leaves_the_head_of_the_queue_until_there_is_a_new_one(desk: Desk) -> None:
    viewer, talk = desk.hire(Role.TOWNSHIP_REVIEWER), waiting_talk(desk, minutes=1, danger="violence")
    case = desk.file(desk.draft(talk=talk))
    with desk.database.write() as c:
        assert desk.office.reception.settle_danger(c, talk, viewer, "打过电话")
        assert not desk.office.reception.settle_danger(c, talk, viewer, "打过电话")
    listed = {row.key: row.danger for row in rows(desk, viewer)}
    assert listed == {f"conversation:{talk}": False, f"case:{case.id}": False}
    with desk.database.write() as c:
        inbox.mark_danger(c, talk, "self_harm")
    assert all(row.danger for row in rows(desk, viewer))


def test_a_conversation_handed_back_in_danger_stays_at_the_head_until_the_danger_is_settled(desk: Desk) -> None:
    talk, viewer = desk.talk(danger="violence"), desk.hire(Role.TOWNSHIP_REVIEWER)
    other = waiting_talk(desk, minutes=90)
    with desk.database.write() as c:
        handoff.claim(c, talk, "colleague")
        handoff.release(c, desk.vault, talk, "colleague")
        desk.set_talk(c, talk, held_at=desk.now(), last_message_at=desk.now(minutes_ago=3))
    first, second = rows(desk, viewer)
    assert (first.conversation_id, first.danger, first.stage_label) == (talk, True, "机器人接待中")
    assert second.conversation_id == other
    with desk.database.write() as c:
        desk.office.reception.settle_danger(c, talk, viewer, "打过电话")
    assert [row.conversation_id for row in rows(desk, viewer)] == [other]


def test_what_a_colleague_settles_changes_the_list_of_the_others(desk: Desk) -> None:
    talk, viewer = desk.talk(danger="violence"), desk.hire(Role.TOWNSHIP_REVIEWER)
    with desk.database.write() as c:
        before = desk.office.queue.fingerprint(c, viewer)
        desk.office.reception.settle_danger(c, talk, viewer, "打过电话")
        assert desk.office.queue.fingerprint(c, viewer) != before


def test_violence_told_without_present_danger_is_listed_at_once_until_somebody_took_it(desk: Desk) -> None:
    talk, viewer = desk.talk(), desk.hire(Role.LEGAL_AID_OFFICER)
    asked = waiting_talk(desk, minutes=30)
    with desk.database.write() as c:
        assert inbox.mark_concern(c, talk, "violence")
        assert not inbox.mark_concern(c, talk, "violence"), "once"
    first, second = rows(desk, viewer)
    assert (first.conversation_id, first.danger, first.stage_label) == (talk, False, "机器人接待中")
    assert first.reasons[0] == "说到家里有人动手，没说现在有危险"
    assert second.conversation_id == asked
    with desk.database.write() as c:
        handoff.claim(c, talk, viewer.id)
        handoff.release(c, desk.vault, talk, viewer.id)
    assert [row.conversation_id for row in rows(desk, viewer)] == [asked]


def test_a_neighbour_learns_nothing_of_violence_that_was_told(desk: Desk) -> None:
    talk, neighbour = waiting_talk(desk, minutes=1), desk.hire(Role.VILLAGE_WORKER)
    assert [row.conversation_id for row in rows(desk, neighbour)] == [talk]
    with desk.database.write() as c:
        inbox.mark_concern(c, talk, "violence")
    assert rows(desk, neighbour) == []
    with pytest.raises(UnknownConversation), desk.database.write() as c:
        desk.office.reception.open(c, talk, neighbour)


def test_a_held_conversation_is_in_its_holders_queue_only(desk: Desk) -> None:
    talk, holder, colleague = desk.talk(), desk.hire(Role.TOWNSHIP_REVIEWER), desk.hire(Role.TOWNSHIP_REVIEWER)
    with desk.database.write() as c:
        handoff.claim(c, talk, holder.id)
    (row,) = rows(desk, holder)
    assert (row.stage_label, row.assignee) == ("人工接待中", holder.id)
    assert rows(desk, colleague) == []


def test_a_failed_message_is_a_row_until_somebody_takes_the_conversation(desk: Desk) -> None:
    viewer, talk = desk.hire(Role.TOWNSHIP_REVIEWER), desk.talk()
    message = dead_message(desk, talk)
    (row,) = rows(desk, viewer)
    assert (row.kind, row.inbox_id, row.reasons[0]) == ("failed_message", message, "来信未能处理")
    with desk.database.write() as c:
        handoff.claim(c, talk, viewer.id)
    assert [row.kind for row in rows(desk, viewer)] == ["conversation"]


@pytest.mark.parametrize("answered", [True, False])
def test_a_failed_message_is_done_when_a_person_answered_and_back_when_nobody_did(desk: Desk, answered: bool) -> None:
    viewer, talk = desk.hire(Role.TOWNSHIP_REVIEWER), desk.talk()
    dead_message(desk, talk)
    with desk.database.write() as c:
        handoff.claim(c, talk, viewer.id)
        if answered:
            handoff.staff_reply(c, desk.vault, talk, viewer.id, "您好，您的来信我看到了", "key")
        handoff.release(c, desk.vault, talk, viewer.id)
    assert [row.kind for row in rows(desk, viewer)] == ([] if answered else ["failed_message"])


def test_a_waiting_conversation_with_a_failed_message_is_one_row(desk: Desk) -> None:
    talk = waiting_talk(desk, minutes=5, reason="failed")
    dead_message(desk, talk)
    (row,) = rows(desk, desk.hire(Role.ADMINISTRATOR))
    assert (row.kind, row.reasons) == ("failed_message", ("来信未能处理", "机器人处理失败", "已等 5 分钟"))


@pytest.mark.parametrize(
    ("state", "days", "listed"),
    [
        ("uncertain", 0, True),
        ("uncertain", 40, True),
        ("failed", 1, True),
        ("failed", 4, False),
        ("sent", 0, False),
        ("queued", 0, False),
        ("withheld", 0, False),
    ],
)
def test_sends_of_unknown_outcome_stay_and_refused_ones_are_shown_for_three_days(
    desk: Desk, state: str, days: float, listed: bool
) -> None:
    sent = send(desk, desk.talk(), state, days)
    found = rows(desk, desk.hire(Role.ADMINISTRATOR))
    assert [row.outbox_id for row in found] == ([sent] if listed else [])


VILLAGE, TOWNSHIP, COUNTY = Role.VILLAGE_WORKER, Role.TOWNSHIP_REVIEWER, Role.COUNTY_APPROVER
OFFICER, ADMIN = Role.LEGAL_AID_OFFICER, Role.ADMINISTRATOR

#: what stands in the queue of each role
SHOWN = {
    VILLAGE: {"dibao", "card", "waiting"},
    TOWNSHIP: {"dibao", "dibao in danger", "waiting", "waiting in danger"},
    COUNTY: {"decision", "waiting", "waiting in danger"},
    OFFICER: {"aid", "card", "waiting", "waiting in danger"},
    ADMIN: {"dibao", "dibao in danger", "decision", "aid", "card", "waiting", "waiting in danger"},
}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_sees_what_waits_for_it_and_a_village_worker_nobody_in_danger(desk: Desk, role: Role) -> None:
    names = _one_of_each(desk)
    assert {names[row.key] for row in rows(desk, desk.hire(role))} == SHOWN[role]


@pytest.mark.parametrize("role", list(Role))
def test_an_administrator_can_look_at_the_queue_of_a_role(desk: Desk, role: Role) -> None:
    names = _one_of_each(desk)
    found = {names[row.key] for row in rows(desk, desk.hire(ADMIN), role=role)}
    by_post = {name for name in SHOWN[role] if name in {"dibao", "decision", "aid", "card"}}
    assert found & {"dibao", "decision", "aid", "card"} == (set() if role is ADMIN else by_post)
    assert {"waiting", "waiting in danger"} <= found


def _one_of_each(desk: Desk) -> dict[str, str]:
    cases: dict[str, Case] = {
        "dibao": desk.case("dibao"),
        "dibao in danger": desk.case("dibao", Urgency(danger="violence")),
        "decision": desk.case("dibao"),
        "aid": desk.case("legal_aid"),
        "card": desk.case("legal_aid_card"),
    }
    with desk.database.write() as c:
        decision = tables.case.c.id == cases["decision"].id
        c.execute(update(tables.case).where(decision).values(stage="county_decision"))
    talks = {
        "waiting": waiting_talk(desk, minutes=1),
        "waiting in danger": waiting_talk(desk, minutes=1, danger="threat"),
    }
    return {f"case:{case.id}": name for name, case in cases.items()} | {
        f"conversation:{talk}": name for name, talk in talks.items()
    }


def test_mine_shows_what_i_took_and_nothing_else(desk: Desk) -> None:
    me = desk.hire(ADMIN)
    mine, _others = desk.case(), desk.case()
    waiting_talk(desk, minutes=5)
    held = desk.talk()
    with desk.database.write() as c:
        desk.office.casework.claim(c, mine.id, me)
        handoff.claim(c, held, me.id)
    assert {row.key for row in rows(desk, me, mine=True)} == {f"case:{mine.id}", f"conversation:{held}"}


def test_a_closed_case_leaves_the_queue(desk: Desk) -> None:
    admin, case = desk.hire(ADMIN), desk.case()
    with desk.database.write() as c:
        desk.office.casework.withdraw(c, case.id, admin, "撤回")
    assert rows(desk, admin) == []


def test_of_equal_rows_the_older_stands_first(desk: Desk) -> None:
    younger = desk.case()
    desk.clock.move(seconds=-20)
    older = desk.case()
    assert [row.case_id for row in rows(desk, desk.hire(ADMIN))] == [older.id, younger.id]


def test_the_fingerprint_changes_with_the_list_and_not_without(desk: Desk) -> None:
    viewer = desk.hire(ADMIN)

    def fingerprint() -> str:
        with desk.database.read() as c:
            return desk.office.queue.fingerprint(c, viewer)

    seen = [fingerprint()]
    desk.clock.move(minutes=10)
    assert fingerprint() == seen[-1]
    case, talk = desk.case(), desk.talk()
    for change in (
        lambda c: desk.office.casework.claim(c, case.id, viewer),
        lambda c: desk.office.casework.advance(c, case.id, "township_inquiry", viewer),
        lambda c: handoff.ask_for_person(c, talk, "asked"),
        lambda c: handoff.claim(c, talk, viewer.id),
        lambda c: handoff.release(c, desk.vault, talk, viewer.id),
        lambda c: inbox.receive(c, desk.vault, InboundMessage("web", "page", "somebody-new", "first", "在吗")),
        lambda c: c.execute(update(inbox_table).values(state="dead")),
    ):
        with desk.database.write() as c:
            change(c)
        seen.append(fingerprint())
    seen.append(fingerprint() if send(desk, talk, "uncertain") else "")
    assert len(set(seen)) == len(seen)


def test_two_thousand_rows_are_listed_in_two_statements_and_under_200_ms(desk: Desk) -> None:
    admin = desk.hire(ADMIN)
    _fill(desk, 2_000)
    statements: list[str] = []
    event.listen(desk.database.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    spans = []
    for _ in range(5):
        begun = time.perf_counter()
        found = rows(desk, admin, limit=5_000)
        spans.append(time.perf_counter() - begun)
    assert len(found) == 2_000
    assert Counter((row.papers_missing, row.papers_sent) for row in found) == {(2, 1): 1_000, (0, 0): 1_000}
    assert min(spans) < 0.2
    assert len([one for one in statements if one.lstrip().upper().startswith(("SELECT", "WITH"))]) == 2 * len(spans)


def _fill(desk: Desk, n: int) -> None:
    """Half cases with four papers each, half waiting conversations, among as many quiet ones."""
    now, talks, drafts, cases = desk.now(), [], [], []
    for i in range(2 * n):
        key = f"{i:032x}"
        talks.append(
            {
                "id": key,
                "channel": "web",
                "account": "page",
                "address_sealed": b"x",
                "address_idx": key,
                "created_at": now,
                "last_message_at": now,
                "session": key,
                "session_used_at": now,
                "hold": "waiting" if n // 2 <= i < n else "bot",
                "held_at": now - 60 * i if n // 2 <= i < n else 0,
                "danger": "violence" if i % 50 == 0 and i < n else None,
                "wait_reason": "asked" if n // 2 <= i < n else None,
            }
        )
        if i < n // 2:
            drafts.append(_draft_row(key, now))
            cases.append(_case_row(i, key, now))
    with desk.database.write() as c:
        c.execute(
            conversation.insert(), [{**talk, "danger": None} if i < n // 2 else talk for i, talk in enumerate(talks)]
        )
        c.execute(tables.draft.insert(), drafts)
        ids = c.scalars(tables.case.insert().returning(tables.case.c.id), cases).all()
        c.execute(tables.case_paper.insert(), [paper for case_id in ids for paper in _paper_rows(case_id)])


def _paper_rows(case_id: int) -> list[dict[str, object]]:
    states = ("missing", "missing", "sent", "received")
    return [{"case_id": case_id, "label": f"{i}", "state": state, "sms_safe": True} for i, state in enumerate(states)]


def _draft_row(key: str, now: float) -> dict[str, object]:
    row = {"id": key, "conversation_id": key, "kind": "dibao", "stage": "filed", "county": "example"}
    return {**row, "opened_at": now, "changed_at": now}


def _case_row(i: int, key: str, now: float) -> dict[str, object]:
    return {
        "receipt": f"DB-261124-{i:06d}",
        "kind": "dibao",
        "draft_id": key,
        "conversation_id": key,
        "county": "example",
        "stage": "filed",
        "stage_since": now - 3600 * i,
        "due_on": date(2026, 11, 1 + i % 30),
        "danger": "hunger" if i % 50 == 0 else None,
        "filed_at": now - 3600 * i,
    }
