"""Pages for the office itself: people, prepared replies, the roll of cards, the log; and a card's public page."""

import pytest

from backoffice import tables
from backoffice.cases import Urgency
from backoffice.roles import Role
from tests.backoffice.console.clerk import Clerk
from tests.backoffice.console.counter import Counter
from tests.backoffice.console.paper import faults, read

ROLL = """卡号,姓名,类别,身份证后四位,电话,发卡日期,有效期至
T0001,测试甲,低保,002X,,2024-05-01,2029-04-30
T0002,测试乙,火星人,1234,,2024-05-01,2029-04-30
T0003,,低保,1234,,2024-05-01,2029-04-30
"""

#: Page, and the roles for which it is there.
WHO_OPENS = (
    ("/staff/", set(Role)),
    ("/staff/cases", set(Role)),
    ("/staff/cards", {Role.LEGAL_AID_OFFICER, Role.ADMINISTRATOR}),
    ("/staff/canned-replies", {Role.ADMINISTRATOR}),
    ("/staff/unclear-messages", {Role.COUNTY_APPROVER, Role.LEGAL_AID_OFFICER, Role.ADMINISTRATOR}),
    ("/staff/people", {Role.ADMINISTRATOR}),
    ("/staff/audit", {Role.ADMINISTRATOR}),
)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_is_shown_and_given_its_own_pages_only(counter: Counter, role: Role) -> None:
    clerk = counter.clerk(role)
    menu = {link.get("href") for link in clerk.page.find("nav")[0].find("a")}
    for page, roles in WHO_OPENS:
        assert (page in menu) is (role in roles), page
        clerk.goes_to(page, status=200 if role in roles else 404)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_commands_of_the_administrator_are_refused_to_others(counter: Counter, role: Role) -> None:
    clerk = counter.clerk(role)
    csrf = clerk.would_send("退出")[1]["csrf"]
    person = f"/staff/people/{clerk.member.id}"
    fields = {"csrf": csrf, "username": "newone", "name": "x", "roles": "administrator", "active": "0"}
    for command in ("/staff/people", f"{person}/roles", f"{person}/active", f"{person}/password", f"{person}/danger"):
        assert clerk.client.post(command, data=fields).status_code == 403, command
    words = {"csrf": csrf, "title": "x", "text": "y"}
    assert clerk.client.post("/staff/canned-replies", data=words).status_code == 403
    roll = clerk.client.post("/staff/cards", data={"csrf": csrf}, files={"roll": ("cards.csv", ROLL, "text/csv")})
    assert roll.status_code == (200 if role is Role.LEGAL_AID_OFFICER else 403)
    assert counter.count(tables.staff) == 1
    assert counter.count(tables.canned_reply) == 0


def test_a_colleague_is_added_and_signs_in_with_the_password_shown_once(counter: Counter) -> None:
    admin = counter.clerk(Role.ADMINISTRATOR).goes_to("/staff/people")
    admin.presses("新增", name="李大山", username="lidashan", roles="township_reviewer")
    password = admin.page.find(id="first-password")[0].text
    assert "只显示这一次" in admin.reads
    assert password not in admin.goes_to("/staff/people").answer.text
    member = next(one for one in _people(counter) if one.username == "lidashan")
    assert Clerk(counter.browser(), member, password).signs_in().address == "/staff/password"


def test_a_taken_name_and_a_missing_role_are_refused_in_words(counter: Counter) -> None:
    admin = counter.clerk(Role.ADMINISTRATOR).goes_to("/staff/people")
    admin.presses("新增", name="李大山", username=admin.member.username, roles="township_reviewer", status=422)
    assert "已经有人用了" in admin.reads
    admin.presses("新增", name="李大山", username="lidashan", status=422)
    assert "至少选一个岗位" in admin.reads


def test_a_colleague_is_named_to_see_people_in_danger_and_named_no_more(counter: Counter) -> None:
    """Not in the queue, the lists or the search of anybody else."""
    clerk, admin = counter.clerk(Role.TOWNSHIP_REVIEWER, sees_danger=False), counter.clerk(Role.ADMINISTRATOR)
    case = counter.desk.case("dibao", Urgency(danger="violence"))
    lists = ("/staff/", "/staff/cases?danger=1")

    def finds_it() -> set[bool]:
        found = {case.receipt in clerk.goes_to(page).reads for page in lists}
        search = clerk.client.get("/staff/find", params={"receipt": case.receipt}, follow_redirects=False)
        return found | {search.status_code == 303}

    assert finds_it() == {False}
    page = f"/staff/people/{clerk.member.id}"
    admin.goes_to(page).presses("保存", inside="点了名的同事", sees_danger="1")
    assert "能看危险" in admin.goes_to("/staff/people").reads
    assert finds_it() == {True}
    assert case.receipt not in clerk.goes_to("/staff/cases").reads
    counter.clerk(Role.COUNTY_APPROVER)
    admin.goes_to(page).presses("保存", inside="点了名的同事", sees_danger="0")
    assert finds_it() == {False}


def test_a_village_worker_cannot_be_named_to_see_people_in_danger(counter: Counter) -> None:
    clerk, admin = counter.clerk(Role.VILLAGE_WORKER, sees_danger=False), counter.clerk(Role.ADMINISTRATOR)
    assert "村居协理员是邻居" in admin.goes_to(f"/staff/people/{clerk.member.id}").reads


def test_the_last_who_sees_people_in_danger_stays_one(counter: Counter) -> None:
    admin = counter.clerk(Role.ADMINISTRATOR)
    admin.goes_to(f"/staff/people/{admin.member.id}").presses(
        "保存", inside="点了名的同事", sees_danger="0", status=422
    )
    assert "最后一个能看有危险的人" in admin.reads


def test_the_last_administrator_stays(counter: Counter) -> None:
    admin = counter.clerk(Role.ADMINISTRATOR)
    admin.goes_to(f"/staff/people/{admin.member.id}").presses("确定停用", status=422)
    assert "最后一个管理员" in admin.reads


def test_an_account_is_closed_and_its_password_drawn_anew(counter: Counter) -> None:
    clerk, admin = counter.clerk(Role.TOWNSHIP_REVIEWER), counter.clerk(Role.ADMINISTRATOR)
    page = f"/staff/people/{clerk.member.id}"
    admin.goes_to(page).presses("确定重置密码")
    password = admin.page.find(id="first-password")[0].text
    assert clerk.goes_to("/staff/").address == "/staff/sign-in"
    assert clerk.signs_in(password).address == "/staff/password"
    admin.goes_to(page).presses("确定停用")
    assert "已停用" in admin.reads
    assert clerk.goes_to("/staff/").address == "/staff/sign-in"


def test_prepared_replies_are_written_worded_anew_and_removed(counter: Counter) -> None:
    admin = counter.clerk(Role.ADMINISTRATOR).goes_to("/staff/canned-replies")
    admin.presses("新增", title="材料", text="请带身份证。").presses("保存", text="请带身份证和户口本。")
    assert "请带身份证和户口本。" in admin.reads
    admin.presses("删除这一条")
    assert counter.count(tables.canned_reply) == 0


def test_a_roll_goes_in_and_bad_rows_are_listed_with_what_to_do(counter: Counter) -> None:
    clerk = counter.clerk(Role.LEGAL_AID_OFFICER).goes_to("/staff/cards")
    csrf = clerk.would_send("导入")[1]["csrf"]
    answer = clerk.client.post("/staff/cards", data={"csrf": csrf}, files={"roll": ("cards.csv", ROLL, "text/csv")})
    assert answer.status_code == 200
    assert not faults(answer.text)
    rows = [[cell.text for cell in row.find("td")] for row in read(answer.text).find("tr") if row.find("td")]
    assert [(row[0], row[1]) for row in rows] == [("第 3 行", "类别"), ("第 4 行", "姓名")]
    assert all(row[3] for row in rows)
    assert "测试乙" not in answer.text
    assert counter.count(tables.card) == 1


def test_a_file_that_is_no_roll_is_refused_in_words(counter: Counter) -> None:
    clerk = counter.clerk(Role.LEGAL_AID_OFFICER).goes_to("/staff/cards")
    csrf = clerk.would_send("导入")[1]["csrf"]
    answer = clerk.client.post(
        "/staff/cards", data={"csrf": csrf}, files={"roll": ("x.csv", b"\xff\xfe\x00", "text/csv")}
    )
    assert answer.status_code == 422
    assert counter.count(tables.card) == 0


def test_the_log_tells_who_did_what_in_words(counter: Counter) -> None:
    case = counter.desk.case("dibao")
    clerk = counter.clerk(Role.TOWNSHIP_REVIEWER, name="王小兰").goes_to(f"/staff/cases/{case.id}")
    clerk.presses("接手").presses("转入：乡镇核查中")
    admin = counter.clerk(Role.ADMINISTRATOR, name="管理员").goes_to(f"/staff/audit?subject=case:{case.id}")
    rows = [[cell.text for cell in row.find("td")] for row in admin.page.find("tr") if row.find("td")]
    assert [(row[1], row[2]) for row in rows] == [
        ("王小兰", "案件转入下一环节"),
        ("王小兰", "接手案件"),
        ("居民", "提交案件"),
    ]
    by_others = admin.goes_to("/staff/audit").presses("看", who=admin.member.id)
    assert "王小兰" not in "".join(row.text for row in by_others.page.find("tr")[1:])


def test_the_log_goes_on_where_a_page_of_it_ends(counter: Counter) -> None:
    admin = counter.clerk(Role.ADMINISTRATOR)
    with counter.desk.database.write() as c:
        for n in range(150):
            counter.desk.office.audit.record(c, admin.member.actor, "signed_in", f"staff:{n}")
    newest = admin.goes_to("/staff/audit").page.find("tr")
    older = admin.follows("看更早的").page.find("tr")
    assert len(newest) == 101
    assert len(older) > 50


def test_every_action_in_the_log_has_words(counter: Counter) -> None:
    """Whatever the rooms write into the log is read by people."""
    case = counter.desk.case("dibao")
    talk = counter.waiting()
    colleague = counter.desk.hire(Role.TOWNSHIP_REVIEWER, name="李大山")
    clerk = counter.clerk(Role.ADMINISTRATOR).goes_to(f"/staff/conversations/{talk}")
    clerk.presses("接手").presses("发给居民", text="好").presses("转给同事", to=colleague.id)
    clerk.goes_to(f"/staff/conversations/{talk}?sure=take-over").presses("确定，由我来接").presses("交还机器人")
    clerk.goes_to(f"/staff/cases/{case.id}").presses("接手").presses("记下备注", text="x")
    clerk.goes_to("/staff/audit")
    done = [row.find("td")[2].text for row in clerk.page.find("tr") if row.find("td")]
    assert [words for words in done if words.isascii()] == []


def test_a_card_says_valid_or_not_and_nothing_else(counter: Counter) -> None:
    importer = counter.desk.hire(Role.ADMINISTRATOR).actor
    with counter.desk.database.write() as c:
        counter.desk.office.cards.import_csv(c, ROLL, importer)
        token = counter.desk.office.cards.token(c, 1)
    browser = counter.browser()
    valid, invalid = browser.get(f"/card/{token}"), browser.get(f"/card/{token}x")
    assert "此卡有效" in valid.text
    assert "此卡无效" in invalid.text
    for answer in (valid, invalid):
        assert not faults(answer.text)
        assert "测试甲" not in answer.text
        assert "T0001" not in answer.text
        assert "set-cookie" not in answer.headers
    counter.desk.clock.move(days=3650)
    assert "此卡无效" in browser.get(f"/card/{token}").text


def test_pages_that_are_not_there_are_told_in_chinese(counter: Counter) -> None:
    clerk = counter.clerk(Role.ADMINISTRATOR)
    for nowhere in ("/staff/nowhere", "/staff/people/nobody", "/staff/cases/99", "/staff/assets/none.js"):
        assert "找不到" in clerk.goes_to(nowhere, status=404).reads
    for wrong in ("/staff/cases/abc", "/staff/cases?kind=moon", "/staff/audit?before=-1"):
        assert "Field required" not in clerk.goes_to(wrong, status=422).answer.text


def _people(counter: Counter) -> list:  # type: ignore[type-arg]
    with counter.desk.database.read() as c:
        return counter.desk.office.staff.list(c)


def test_a_lost_card_is_found_by_its_holder_and_closed_and_opened_again(counter: Counter) -> None:
    clerk = counter.clerk(Role.LEGAL_AID_OFFICER).goes_to("/staff/cards")
    csrf = clerk.would_send("导入")[1]["csrf"]
    clerk.client.post("/staff/cards", data={"csrf": csrf}, files={"roll": ("cards.csv", ROLL, "text/csv")})
    clerk.goes_to("/staff/cards").presses("查找", who="测试甲")
    assert "有效" in clerk.reads
    clerk.presses("挂失这张卡")
    assert "已挂失 1 张" in clerk.reads
    clerk.presses("查找", who="测试甲").presses("撤销挂失（卡找到了，或已补发）")
    assert "已挂失 0 张" in clerk.reads
    clerk.presses("查找", who="没有这人")
    assert "名册上没有这张卡" in clerk.reads
