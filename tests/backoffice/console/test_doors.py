"""Sign-in, sessions and the forms' tokens: what keeps everybody else out."""

import re

import pytest

from backoffice import tables
from backoffice.console.gate import SESSION
from backoffice.roles import Role
from tests.backoffice.console.counter import Counter
from tests.backoffice.console.paper import fields_of

PAGES = (
    "/staff/",
    "/staff/cases",
    "/staff/cases/1",
    "/staff/conversations/11111111-1111-1111-1111-111111111111",
    "/staff/drafts/00000000000000000000000000000000/fact?fact=member_count",
    "/staff/cards",
    "/staff/canned-replies",
    "/staff/people",
    "/staff/people/11111111-1111-1111-1111-111111111111",
    "/staff/audit",
    "/staff/password",
    "/staff/live",
    "/staff/find?receipt=DB-1",
)

#: Where somebody wants to go after sign-in, and where they get.
WAYS_IN = (
    ("/staff/cases", "/staff/cases"),
    ("/staff/cases?closed=true", "/staff/cases"),
    ("https://evil.example/staff/", "/staff/"),
    ("//evil.example/staff/", "/staff/"),
    ("/\\evil.example/staff/", "/staff/"),
    ("/staff/\\evil.example", "/staff/"),
    ("/elsewhere", "/staff/"),
    ("javascript:alert(1)", "/staff/"),
)

WEAK = (
    ("short1a", "至少要 10 个字符"),
    ("1234567890123", "太简单"),
    ("aaaaaaaaaaaa", "太简单"),
)


@pytest.mark.parametrize("page", PAGES)
def test_nobody_sees_a_page_without_signing_in(counter: Counter, page: str) -> None:
    answer = counter.browser().get(page, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/staff/sign-in?to=")


def test_a_right_password_opens_the_queue(counter: Counter) -> None:
    clerk = counter.newcomer(Role.TOWNSHIP_REVIEWER)
    clerk.signs_in()
    assert clerk.address == "/staff/password", "a drawn password is changed before anything else"


def test_a_drawn_password_is_changed_before_any_other_page(counter: Counter) -> None:
    clerk = counter.newcomer(Role.ADMINISTRATOR).signs_in()
    for page in ("/staff/", "/staff/people", "/staff/audit"):
        assert clerk.goes_to(page).address == "/staff/password"
    clerk.presses("换密码", old=clerk.password, new="mountain river 7", again="mountain river 7")
    assert clerk.address == "/staff/"
    assert "密码已换好" in clerk.reads


def test_commands_wait_for_the_new_password_as_well(counter: Counter) -> None:
    clerk = counter.newcomer(Role.TOWNSHIP_REVIEWER).signs_in()
    talk = counter.waiting()
    csrf = fields_of(clerk.form("换密码"))["csrf"]
    clerk.client.post(f"/staff/conversations/{talk}/claim", data={"csrf": csrf})
    assert counter.talk(talk).hold == "waiting"


@pytest.mark.parametrize(("new", "why"), WEAK)
def test_a_weak_password_is_refused_with_the_reason(counter: Counter, new: str, why: str) -> None:
    clerk = counter.newcomer(Role.ADMINISTRATOR).signs_in()
    clerk.presses("换密码", old=clerk.password, new=new, again=new, status=422)
    assert why in clerk.reads


def test_the_old_password_and_the_repetition_must_be_right(counter: Counter) -> None:
    clerk = counter.newcomer(Role.ADMINISTRATOR).signs_in()
    clerk.presses("换密码", old=clerk.password, new="mountain river 7", again="mountain river 8", status=422)
    assert "两次输入的新密码不一样" in clerk.reads
    clerk.presses("换密码", old="not it", new="mountain river 7", again="mountain river 7", status=422)
    assert "原密码不对" in clerk.reads


def test_unknown_people_and_wrong_passwords_get_the_same_words(counter: Counter) -> None:
    clerk = counter.newcomer(Role.ADMINISTRATOR)
    wrong = clerk.signs_in("not it", status=403).reads
    clerk.goes_to("/staff/sign-in").presses("登录", username="nobody", password="not it", status=403)
    assert "用户名或密码不对" in wrong
    assert re.sub(r"\d+", "", clerk.reads) == re.sub(r"\d+", "", wrong)


def test_five_failures_lock_the_account_and_the_page_says_for_how_long(counter: Counter) -> None:
    clerk = counter.newcomer(Role.ADMINISTRATOR)
    for _ in range(5):
        clerk.signs_in("not it", status=403)
    clerk.signs_in(status=403)
    assert "15 分钟后再试" in clerk.reads
    counter.desk.clock.move(minutes=10)
    assert "5 分钟后再试" in clerk.signs_in(status=403).reads
    counter.desk.clock.move(minutes=6)
    assert clerk.signs_in().address == "/staff/password"


@pytest.mark.parametrize(("to", "gets"), WAYS_IN)
def test_sign_in_leads_back_to_our_own_pages_only(counter: Counter, to: str, gets: str) -> None:
    clerk = counter.clerk(Role.ADMINISTRATOR)
    clerk.client.cookies.clear()
    clerk.goes_to("/staff/sign-in")
    clerk.presses("登录", username=clerk.member.username, password=clerk.password, to=to)
    assert clerk.address == gets


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(counter: Counter) -> None:
    clerk = counter.newcomer(Role.ADMINISTRATOR)
    clerk.goes_to("/staff/sign-in")
    action, sent = clerk.would_send("登录", username=clerk.member.username, password=clerk.password)
    cookie = clerk.client.post(action, data=sent, follow_redirects=False).headers["set-cookie"]
    assert cookie.startswith(f"{SESSION}=")
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Path=/staff" in cookie
    assert "Secure" not in cookie


def test_over_https_the_cookies_are_secure(counter: Counter) -> None:
    counter.public_url = "https://testserver"
    clerk = counter.newcomer(Role.ADMINISTRATOR).signs_in()
    jar = list(clerk.client.cookies.jar)
    assert jar
    assert all(cookie.secure for cookie in jar)


def test_signing_out_ends_the_session_on_the_server(counter: Counter) -> None:
    clerk = counter.clerk(Role.ADMINISTRATOR)
    token = clerk.client.cookies[SESSION]
    clerk.presses("退出")
    assert clerk.address == "/staff/sign-in"
    clerk.client.cookies.set(SESSION, token, path="/staff")
    assert clerk.goes_to("/staff/").address == "/staff/sign-in"


def test_an_hour_without_a_hand_on_it_ends_the_session_but_a_watching_page_does_not_keep_it(counter: Counter) -> None:
    clerk = counter.clerk(Role.ADMINISTRATOR)
    for _ in range(5):
        counter.desk.clock.move(minutes=11)
        clerk.client.get("/staff/", headers={"X-Live": "1"})
    counter.desk.clock.move(minutes=11)
    assert clerk.goes_to("/staff/").address == "/staff/sign-in"


def test_what_a_person_does_keeps_the_session(counter: Counter) -> None:
    clerk = counter.clerk(Role.ADMINISTRATOR)
    for _ in range(3):
        counter.desk.clock.move(minutes=50)
        assert clerk.goes_to("/staff/").address == "/staff/"


def test_a_form_without_the_token_or_with_anothers_changes_nothing(counter: Counter) -> None:
    talk = counter.waiting()
    clerk, other = counter.clerk(Role.TOWNSHIP_REVIEWER), counter.clerk(Role.TOWNSHIP_REVIEWER)
    clerk.goes_to(f"/staff/conversations/{talk}")
    others = fields_of(other.goes_to(f"/staff/conversations/{talk}").form("接手"))["csrf"]
    for token in ("", "x", others):
        answer = clerk.client.post(f"/staff/conversations/{talk}/claim", data={"csrf": token})
        assert answer.status_code == 403
        assert "没有生效" in answer.text
    assert counter.talk(talk).hold == "waiting"
    assert clerk.presses("接手").address == f"/staff/conversations/{talk}"
    assert counter.talk(talk).hold == "staff"


def test_a_form_on_another_site_changes_nothing_even_with_the_token(counter: Counter) -> None:
    talk = counter.waiting()
    clerk = counter.clerk(Role.TOWNSHIP_REVIEWER).goes_to(f"/staff/conversations/{talk}")
    action, sent = clerk.would_send("接手")
    answer = clerk.client.post(action, data=sent, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert counter.talk(talk).hold == "waiting"


def test_sign_in_needs_the_token_of_its_own_page(counter: Counter) -> None:
    clerk = counter.newcomer(Role.ADMINISTRATOR)
    sent = {"username": clerk.member.username, "password": clerk.password, "csrf": "x"}
    assert clerk.client.post("/staff/sign-in", data=sent).status_code == 403
    assert SESSION not in clerk.client.cookies


def test_what_was_written_is_given_back_when_the_session_is_over(counter: Counter) -> None:
    talk = counter.waiting()
    clerk = counter.clerk(Role.TOWNSHIP_REVIEWER).goes_to(f"/staff/conversations/{talk}")
    counter.desk.clock.move(hours=2)
    clerk.presses("发给居民", text="您好，材料收到了", status=401)
    assert "您好，材料收到了" in clerk.reads
    assert counter.sent(talk) == []


def test_a_body_beyond_every_form_is_refused_before_it_is_read(counter: Counter) -> None:
    clerk = counter.clerk(Role.ADMINISTRATOR)
    answer = clerk.client.post("/staff/canned-replies", data={"title": "x", "text": "长" * 50_000})
    assert answer.status_code == 413
    assert "内容太大" in answer.text
    assert counter.count(tables.canned_reply) == 0


def test_an_address_that_tries_too_often_has_to_wait(counter: Counter) -> None:
    clerk = counter.newcomer(Role.ADMINISTRATOR).goes_to("/staff/sign-in")
    sent = {"username": "nobody", "password": "x", "csrf": "x"}
    codes = [clerk.client.post("/staff/sign-in", data=sent).status_code for _ in range(25)]
    assert codes[0] == 403
    assert codes[-1] == 429


def test_every_page_carries_the_headers_that_keep_it_to_itself(counter: Counter) -> None:
    answers = [counter.browser().get(page) for page in ("/staff/sign-in", "/staff/nowhere", "/card/x")]
    answers.append(counter.clerk(Role.ADMINISTRATOR).goes_to("/staff/").answer)
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_closed_account_is_out_at_once(counter: Counter) -> None:
    clerk, admin = counter.clerk(Role.TOWNSHIP_REVIEWER), counter.clerk(Role.ADMINISTRATOR)
    with counter.desk.database.write() as c:
        counter.desk.office.staff.set_active(c, clerk.member.id, False, actor=admin.member.actor)
    assert clerk.goes_to("/staff/").address == "/staff/sign-in"


def test_a_failure_says_so_in_plain_chinese_and_shows_nothing_of_itself(counter: Counter) -> None:
    clerk = counter.clerk(Role.ADMINISTRATOR)
    tables.canned_reply.drop(counter.desk.database.engine)
    clerk.goes_to("/staff/canned-replies", status=500)
    assert "系统出错了" in clerk.reads
    assert "canned_reply" not in clerk.answer.text
    assert "Traceback" not in clerk.answer.text
