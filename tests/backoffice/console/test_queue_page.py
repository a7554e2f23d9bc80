"""The queue's page: what waits in one order, why, with whom, and what nobody of the village sees."""

import pytest

from backoffice.cases import Urgency
from backoffice.roles import Role
from conversations import handoff
from tests.backoffice.console.clerk import Clerk
from tests.backoffice.console.counter import Counter


def titles(clerk: Clerk) -> list[str]:
    """The rows' titles in their order."""
    rows = clerk.page.find("ol", class_="queue")[0]
    return [heading.text for heading in rows.find("h2")]


def row(clerk: Clerk, words: str) -> str:
    """Everything in the row with that title."""
    return next(item.text for item in clerk.page.find("li") if item.find("h2") and words in item.find("h2")[0].text)


def test_an_empty_office_says_that_nothing_waits(counter: Counter) -> None:
    clerk = counter.clerk(Role.TOWNSHIP_REVIEWER)
    assert "现在没有要办的事" in clerk.reads


def test_one_list_holds_everything_that_waits_in_the_order_of_the_formula(counter: Counter) -> None:
    case = counter.desk.case("dibao")
    counter.waiting("dibao")
    counter.says(counter.desk.talk(), "不知道到没到", state="uncertain")
    counter.waiting("dibao", danger="hunger", reason="danger")
    clerk = counter.clerk(Role.TOWNSHIP_REVIEWER)
    assert titles(clerk) == ["对话 · 低保", "对话 · 低保", "没有送到或不明的回复", f"低保申请 {case.receipt}"]
    first = clerk.page.find("ol", class_="queue")[0].find("li", class_="row in-danger first")
    assert [item.text for item in first] != []


def test_every_row_gives_its_reasons_in_words(counter: Counter) -> None:
    counter.waiting("dibao", danger="violence", reason="danger")
    clerk = counter.clerk(Role.TOWNSHIP_REVIEWER)
    assert "危险 · 家暴" in row(clerk, "对话")
    assert "还没人接" in row(clerk, "对话")


def test_a_deadline_and_a_card_are_told(counter: Counter) -> None:
    today = counter.desk.clock.now().date()
    counter.desk.case("legal_aid", Urgency(None, today.replace(day=27), None), "ZJ0001")
    clerk = counter.clerk(Role.LEGAL_AID_OFFICER)
    words = row(clerk, "法律援助")
    assert "距时效 3 天" in words
    assert "持法律援助卡" in words


def test_who_has_it_is_told_by_name(counter: Counter) -> None:
    case, colleague = counter.desk.case("dibao"), counter.desk.hire(Role.TOWNSHIP_REVIEWER, name="李大山")
    with counter.desk.database.write() as c:
        counter.desk.office.casework.claim(c, case.id, colleague)
    clerk = counter.clerk(Role.TOWNSHIP_REVIEWER)
    assert "李大山在办" in row(clerk, case.receipt)


def test_taking_a_conversation_from_the_list_opens_it(counter: Counter) -> None:
    talk = counter.waiting()
    clerk = counter.clerk(Role.TOWNSHIP_REVIEWER).presses("接手")
    assert clerk.address == f"/staff/conversations/{talk}"
    assert counter.talk(talk).holder == clerk.member.id


def test_the_filters_split_the_list_and_count_themselves(counter: Counter) -> None:
    counter.desk.case("dibao")
    counter.waiting("dibao")
    counter.says(counter.desk.talk(), "没到", state="failed")
    clerk = counter.clerk(Role.TOWNSHIP_REVIEWER)
    for words, number in (("居民等人", 1), ("案件", 1), ("收发出错", 1), ("有危险", 0)):
        shown = clerk.goes_to("/staff/").follows(f"{words} {number}")
        assert len(titles(shown)) == number
    assert clerk.follows("只看我的").reads.count("没有这一类") == 1


def test_mine_is_what_i_hold(counter: Counter) -> None:
    counter.waiting("dibao")
    talk = counter.waiting("dibao")
    clerk = counter.clerk(Role.TOWNSHIP_REVIEWER)
    with counter.desk.database.write() as c:
        handoff.claim(c, talk, clerk.member.id)
    assert len(titles(clerk.goes_to("/staff/?mine=1"))) == 1


def test_a_receipt_number_read_out_on_the_telephone_finds_the_case(counter: Counter) -> None:
    case = counter.desk.case("dibao")
    clerk = counter.clerk(Role.TOWNSHIP_REVIEWER)
    clerk.presses("查", receipt=case.receipt.lower().replace("-", " "))
    assert clerk.address == f"/staff/cases/{case.id}"
    clerk.goes_to("/staff/").presses("查", receipt="DB-000000-XXXX", status=404)
    assert "没有找到" in clerk.reads


@pytest.mark.parametrize("danger", ["violence", "self_harm", "child"])
def test_a_village_worker_sees_no_trace_of_a_neighbour_in_danger(counter: Counter, danger: str) -> None:
    talk = counter.waiting("dibao", danger=danger, reason="danger")
    case = counter.desk.file(counter.desk.draft("dibao", {"member_count": 2}, talk=talk))
    clerk = counter.clerk(Role.VILLAGE_WORKER)
    assert "危险 · " not in clerk.answer.text
    assert case.receipt not in clerk.answer.text
    assert titles(clerk) == []
    assert case.receipt not in clerk.goes_to("/staff/cases").answer.text
    hidden = (
        f"/staff/conversations/{talk}",
        f"/staff/cases/{case.id}",
        f"/staff/cases/{case.id}/confirm?to=withdrawn",
        f"/staff/drafts/{case.draft_id}/fact?fact=member_count",
        f"/staff/find?receipt={case.receipt}",
    )
    missing = (
        "/staff/conversations/11111111-1111-1111-1111-111111111111",
        "/staff/cases/999",
        "/staff/cases/999/confirm?to=withdrawn",
        "/staff/drafts/00000000000000000000000000000000/fact?fact=member_count",
        "/staff/find?receipt=DB-261124-2222",
    )
    for there, nowhere in zip(hidden, missing, strict=True):
        assert clerk.goes_to(there, status=404).reads == clerk.goes_to(nowhere, status=404).reads


def test_a_village_workers_commands_find_nothing_in_danger_either(counter: Counter) -> None:
    talk = counter.waiting("dibao", danger="violence", reason="danger")
    case = counter.desk.file(counter.desk.draft("dibao", {"member_count": 2}, talk=talk))
    clerk = counter.clerk(Role.VILLAGE_WORKER)
    csrf = clerk.would_send("退出")[1]["csrf"]
    fields = {"csrf": csrf, "text": "x", "key": "0" * 32, "to": "withdrawn", "fact": "member_count", "value": "9"}
    commands = [f"/staff/conversations/{talk}/{name}" for name in ("claim", "reply", "release", "note", "phone")]
    commands += [f"/staff/cases/{case.id}/{name}" for name in ("claim", "note", "advance", "transfer", "assign")]
    commands += [f"/staff/drafts/{case.draft_id}/fact"]
    for command in commands:
        assert clerk.client.post(command, data=fields).status_code == 404, command
    assert counter.talk(talk).hold == "waiting"
    assert counter.sent(talk) == []
