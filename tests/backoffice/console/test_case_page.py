"""The case's page: facts with their sources, the clock, the history, and the steps that a role may take."""

from datetime import date

import pytest
from sqlalchemy import select

from backoffice import tables
from backoffice.actors import Actor
from backoffice.cases import Case, Urgency
from backoffice.roles import Role
from conversations import inbox
from conversations.messages import InboundMessage
from conversations.tables import outbox
from tests.backoffice.console.clerk import Clerk
from tests.backoffice.console.counter import Counter

FACTS = {"area_type": "rural", "member_count": 3, "household_income_month": {"low": 900, "high": 1200}}
PERSON = {"name": "测试甲", "phone": "+8613800000002", "village": "样板村"}


@pytest.fixture
def case(counter: Counter) -> Case:
    """An application for dibao that was just filed."""
    return counter.desk.file(counter.desk.draft("dibao", {**FACTS, **PERSON}))


def at(clerk: Clerk, case: Case) -> Clerk:
    """Open a case."""
    return clerk.goes_to(f"/staff/cases/{case.id}")


def stage(counter: Counter, case: Case) -> str:
    """Where the case stands."""
    with counter.desk.database.read() as c:
        return counter.desk.office.cases.get(c, case.id).stage


def test_answers_stand_in_plain_words_with_where_they_came_from(counter: Counter, case: Case) -> None:
    words = at(counter.clerk(Role.TOWNSHIP_REVIEWER), case).reads
    for label, value in (
        ("户口类别", "农村"),
        ("共同生活的家庭人口", "3 人"),
        ("全家每月总收入", "900 到 1,200 元/月"),
        ("申请人姓名", "测试甲"),
        ("联系电话", "13800000002"),
    ):
        assert f"{label} {value} 居民 · 消息 1" in words


def test_a_look_at_personal_answers_is_logged_by_name_of_the_answer(counter: Counter, case: Case) -> None:
    clerk = at(counter.clerk(Role.TOWNSHIP_REVIEWER), case)
    with counter.desk.database.read() as c:
        entry = counter.desk.office.audit.entries(c, subject=f"case:{case.id}")[0]
    assert (entry.action, entry.actor.id) == ("read_personal", clerk.member.id)
    assert str(entry.detail["what"]).split() == ["name", "phone", "village"]


def test_the_clock_and_the_next_step_stand_on_top(counter: Counter, case: Case) -> None:
    clerk = at(counter.clerk(Role.TOWNSHIP_REVIEWER), case)
    assert "还剩 3 天" in clerk.reads
    counter.desk.clock.move(days=5)
    assert "已超期 2 天" in at(counter.clerk(Role.TOWNSHIP_REVIEWER), case).reads


def test_a_case_goes_from_hand_to_hand_to_its_end(counter: Counter, case: Case) -> None:
    town, county = counter.clerk(Role.TOWNSHIP_REVIEWER, name="王小兰"), counter.clerk(Role.COUNTY_APPROVER)
    at(town, case).presses("接手").presses("转入：乡镇核查中").presses("转入：公示中")
    assert "转入：县级审核确认中" not in town.buttons
    assert "要公示到 12月1日" in town.reads
    counter.desk.clock.move(days=7)
    assert "转入：县级审核确认中" not in at(counter.clerk(Role.TOWNSHIP_REVIEWER), case).buttons
    counter.desk.clock.move(days=1)
    at(town.signs_in("x", status=403) and counter.clerk(Role.ADMINISTRATOR), case).presses("转入：县级审核确认中")
    county = at(counter.clerk(Role.COUNTY_APPROVER), case)
    county.follows("已确认")
    assert "确定转入“已确认”吗" in county.reads
    county.presses("确定")
    assert stage(counter, case) == "granted"
    county.follows("按月发放中").presses("确定")
    assert stage(counter, case) == "paying"
    assert "已经办结" in county.reads


def test_a_refusal_is_confirmed_and_has_a_reason(counter: Counter, case: Case) -> None:
    clerk = at(counter.clerk(Role.TOWNSHIP_REVIEWER), case).presses("接手").presses("转入：乡镇核查中")
    clerk.follows("未予确认").presses("确定", text=" ", status=422)
    assert "请写明理由" in clerk.reads
    assert stage(counter, case) == "township_inquiry"
    at(clerk, case).follows("未予确认").presses("确定", text="家庭人均收入高于低保标准")
    assert stage(counter, case) == "refused"
    assert "家庭人均收入高于低保标准" in at(clerk, case).reads


def test_a_return_has_a_reason_that_the_colleague_reads(counter: Counter, case: Case) -> None:
    clerk = at(counter.clerk(Role.TOWNSHIP_REVIEWER), case).presses("接手").presses("转入：乡镇核查中")
    clerk.follows("退回：已收件").presses("确定", text="缺收入证明")
    assert stage(counter, case) == "filed"
    assert "缺收入证明" in at(clerk, case).reads


def test_a_step_that_the_process_does_not_have_is_refused_in_words(counter: Counter, case: Case) -> None:
    clerk = at(counter.clerk(Role.TOWNSHIP_REVIEWER), case)
    clerk.goes_to(f"/staff/cases/{case.id}/confirm?to=paying", status=422)
    assert "不能这样流转" in clerk.reads
    csrf = clerk.would_send("退出")[1]["csrf"] if "退出" in clerk.buttons else ""
    clerk.client.post(f"/staff/cases/{case.id}/advance", data={"csrf": csrf, "to": "paying"})
    assert stage(counter, case) == "filed"


def test_a_case_is_handed_on_and_put_back_with_a_word(counter: Counter, case: Case) -> None:
    colleague = counter.desk.hire(Role.TOWNSHIP_REVIEWER, name="李大山")
    clerk = at(counter.clerk(Role.TOWNSHIP_REVIEWER), case).presses("接手")
    clerk.presses("转办", to=colleague.id, text="我请假")
    with counter.desk.database.read() as c:
        assert counter.desk.office.cases.get(c, case.id).assignee == colleague.id
    clerk.presses("放回待办，谁有空谁接")
    with counter.desk.database.read() as c:
        assert counter.desk.office.cases.get(c, case.id).assignee is None


def test_a_case_that_a_colleague_took_first_is_told_plainly(counter: Counter, case: Case) -> None:
    first, late = (at(counter.clerk(Role.TOWNSHIP_REVIEWER), case) for _ in range(2))
    first.presses("接手")
    late.presses("接手", status=409)
    assert "已由同事办理" in late.reads


def test_a_note_on_a_case_stays_inside(counter: Counter, case: Case) -> None:
    clerk = at(counter.clerk(Role.TOWNSHIP_REVIEWER), case).presses("记下备注", text="邻居说他家有车")
    assert "邻居说他家有车" in clerk.reads
    assert counter.count(outbox) == 0
    with counter.desk.database.read() as c:
        assert b"\xe9\x82\xbb" not in c.execute(select(tables.note.c.text_sealed)).scalar_one()


def test_the_rules_first_reading_names_the_example_county_and_decides_nothing(counter: Counter, case: Case) -> None:
    clerk = at(counter.clerk(Role.TOWNSHIP_REVIEWER), case)
    assert "示例县（虚构）" in clerk.reads
    assert "由您决定" in clerk.reads


def test_no_sum_stands_beside_an_open_verdict(counter: Counter, case: Case) -> None:
    words = at(counter.clerk(Role.TOWNSHIP_REVIEWER), case).reads
    assert "还不能下结论" in words
    assert "还不能下结论，约" not in words


#: Role, kind of case, and whether that role sees it.
WHO_SEES = (
    (Role.VILLAGE_WORKER, "dibao", True),
    (Role.TOWNSHIP_REVIEWER, "dibao", True),
    (Role.COUNTY_APPROVER, "dibao", True),
    (Role.LEGAL_AID_OFFICER, "dibao", False),
    (Role.ADMINISTRATOR, "dibao", True),
    (Role.VILLAGE_WORKER, "legal_aid", False),
    (Role.TOWNSHIP_REVIEWER, "legal_aid", False),
    (Role.COUNTY_APPROVER, "legal_aid", False),
    (Role.LEGAL_AID_OFFICER, "legal_aid", True),
    (Role.ADMINISTRATOR, "legal_aid", True),
)


@pytest.mark.parametrize(("role", "kind", "sees"), WHO_SEES)
def test_a_case_is_there_for_those_who_work_on_its_kind(counter: Counter, role: Role, kind: str, sees: bool) -> None:
    case = counter.desk.case(kind)
    clerk = counter.clerk(role).goes_to(f"/staff/cases/{case.id}", status=200 if sees else 404)
    assert (case.receipt in clerk.reads) is sees
    assert (case.receipt in clerk.goes_to("/staff/cases").reads) is sees


#: Role and the buttons and links of a case just filed that are theirs.
WHO_MAY = (
    (Role.VILLAGE_WORKER, {"记下备注"}),
    (Role.TOWNSHIP_REVIEWER, {"接手", "转入：乡镇核查中", "记下备注"}),
    (Role.COUNTY_APPROVER, {"记下备注"}),
    (Role.ADMINISTRATOR, {"接手", "转入：乡镇核查中", "记下备注"}),
)


@pytest.mark.parametrize(("role", "buttons"), WHO_MAY)
def test_only_the_steps_of_ones_own_role_are_offered(
    counter: Counter, case: Case, role: Role, buttons: set[str]
) -> None:
    clerk = at(counter.clerk(role), case)
    assert set(clerk.buttons) & {"接手", "转入：乡镇核查中", "记下备注"} == buttons


def test_a_command_outside_ones_role_is_refused_although_it_was_sent(counter: Counter, case: Case) -> None:
    clerk = at(counter.clerk(Role.VILLAGE_WORKER), case)
    csrf = clerk.would_send("记下备注", text="x")[1]["csrf"]
    for command, fields in (
        ("advance", {"to": "township_inquiry"}),
        ("return", {"to": "filed", "text": "x"}),
        ("assign", {"to": clerk.member.id}),
        ("transfer", {"to": clerk.member.id, "text": "x"}),
    ):
        answer = clerk.client.post(f"/staff/cases/{case.id}/{command}", data={"csrf": csrf, **fields})
        assert answer.status_code == 403, command
        assert "没有这项权限" in answer.text
    assert stage(counter, case) == "filed"


def test_the_conversation_is_one_step_away(counter: Counter, case: Case) -> None:
    clerk = at(counter.clerk(Role.TOWNSHIP_REVIEWER), case).follows("打开对话")
    assert clerk.address == f"/staff/conversations/{case.conversation_id}"
    assert clerk.follows(case.receipt).address == f"/staff/cases/{case.id}"


# ---- one person at several addresses


def joined(counter: Counter, case: Case, danger: str | None = None) -> str:
    """The case's conversation is joined to a telephone's; which one that is."""
    message = InboundMessage("twilio", "us", "+8613800138000", "in-1", "您好")
    with counter.desk.database.write() as c:
        phone = inbox.receive(c, counter.desk.vault, message, inbox.Flags(danger=danger)).conversation_id
        actor = Actor.resident(phone)
        counter.desk.office.links.join(c, case.conversation_id, phone, chat_sure=False, phone_sure=False, by=actor)
    return phone


def test_other_addresses_of_the_person_are_shown_and_the_look_is_logged(counter: Counter, case: Case) -> None:
    phone = joined(counter, case)
    clerk = at(counter.clerk(Role.TOWNSHIP_REVIEWER), case)
    assert "短信 +8613800138000" in clerk.reads
    assert f"/staff/conversations/{phone}" in clerk.links
    with counter.desk.database.read() as c:
        looks = counter.desk.office.audit.entries(c, subject=f"case:{case.id}", actor_id=clerk.member.id)
    assert any(look.detail.get("what") == "linked_address" for look in looks)


def test_an_address_where_danger_was_told_is_hidden_from_who_may_not_know_of_it(counter: Counter, case: Case) -> None:
    joined(counter, case, danger="violence")
    assert "+8613800138000" not in at(counter.clerk(Role.VILLAGE_WORKER), case).reads
    assert "+8613800138000" in at(counter.clerk(Role.COUNTY_APPROVER), case).reads


def test_a_reckoned_last_day_is_shown_with_its_rule_and_as_reckoned(counter: Counter) -> None:
    told = counter.desk.file(counter.desk.draft("legal_help"), Urgency(deadline=date(2026, 11, 27)))
    urgency = Urgency(deadline=date(2026, 11, 27), reckoned_by="award_to_court")
    reckoned = counter.desk.file(counter.desk.draft("legal_help"), urgency)
    clerk = counter.clerk(Role.LEGAL_AID_OFFICER)
    words = at(clerk, reckoned).reads
    assert "居民的时效 11月27日" in words
    assert "推算的：到法院起诉，依据《劳动争议调解仲裁法》第五十条" in words
    assert "推算" not in at(clerk, told).reads
    assert "距时效 3 天（推算）" in clerk.goes_to("/staff/").reads


def test_a_conflict_of_interest_is_shown_to_the_officer_alone(counter: Counter) -> None:
    first, second = (
        counter.desk.file(counter.desk.draft("legal_help", {"name": name, "opponent_name": against}))
        for name, against in (("测试甲", "测试乙"), ("测试乙", "测试丙"))
    )
    officer, admin = counter.clerk(Role.LEGAL_AID_OFFICER), counter.clerk(Role.ADMINISTRATOR)
    assert f"对方和另一案件的申请人同名：{second.receipt}" in at(officer, first).reads
    assert "利益冲突" not in at(admin, first).reads


def test_all_claimants_of_one_matter_stand_on_its_page_and_the_look_is_logged(counter: Counter) -> None:
    desk = counter.desk
    case = desk.file(desk.draft("legal_help", {"name": "测试甲", "opponent_name": "测试丙"}))
    joining = desk.draft("legal_join", {"name": "测试乙", "phone": "+8613800000003", "village": "样板村"})
    with desk.database.write() as c:
        matter = desk.office.joint_matters.open(c, case.id, 30, Actor.system("test"))
        desk.office.joint_matters.join(c, case.id, joining.id, Actor.resident(joining.conversation_id))
        desk.office.joint_matters.join(c, case.id, joining.id, Actor.resident(joining.conversation_id))
        assert desk.office.joint_matters.open(c, case.id, 40, Actor.system("test")) == matter
    words = at(counter.clerk(Role.LEGAL_AID_OFFICER), case).reads
    assert "群体案件：据说 30 人，已加入 1 人" in words
    assert f"加入 {matter.code}" in words
    assert "测试乙，13800000003，样板村" in words
    assert desk.actions(f"draft:{joining.id}").count("read_personal") == 3


def test_a_claimant_on_the_other_side_elsewhere_is_a_conflict_too(counter: Counter) -> None:
    desk = counter.desk
    case = desk.file(desk.draft("legal_help", {"name": "测试甲", "opponent_name": "测试丙"}))
    other = desk.file(desk.draft("legal_help", {"name": "测试丁", "opponent_name": "测试乙"}))
    joining = desk.draft("legal_join", {"name": "测试乙"})
    with desk.database.write() as c:
        desk.office.joint_matters.join(c, case.id, joining.id, Actor.resident(joining.conversation_id))
    assert f"申请人和另一案件的对方同名：{other.receipt}" in at(counter.clerk(Role.LEGAL_AID_OFFICER), case).reads
