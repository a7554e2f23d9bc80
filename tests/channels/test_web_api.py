"""The web chat's API: nothing lost, nothing doubled, nothing of anybody else."""

import json
import uuid
from collections.abc import Callable

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from channels.web_chat import WebChatSettings
from channels.web_chat.guard import Guard
from channels.web_chat.pace import Pace, Rate, neighbourhood
from conversations.tables import inbox
from storage.database import Database
from tests.channels.web_stage import MANY, SETTINGS, Stage
from vault.vault import Vault


@pytest.fixture
def stage(database: Database, vault: Vault) -> Stage:
    return Stage(database, vault)


def kept(stage: Stage) -> int:
    with stage.database.read() as c:
        return int(c.execute(select(func.count()).select_from(inbox)).scalar_one())


# ---- writing and reading


def test_a_message_is_kept_and_comes_back_with_its_own_id(stage: Stage) -> None:
    visitor = stage.visitor()
    client_id = str(uuid.uuid4())
    answer = visitor.writes("我想申请低保", client_id=client_id)
    assert (answer.status_code, answer.json()["new"], stage.woken) == (200, True, 1)
    [line] = visitor.looks()["lines"]
    assert (line["who"], line["name"], line["text"], line["client_id"]) == ("resident", "您", "我想申请低保", client_id)


def test_the_same_message_sent_five_times_is_one(stage: Stage) -> None:
    visitor = stage.visitor()
    client_id = str(uuid.uuid4())
    answers = [visitor.writes("我想申请低保", client_id=client_id).json() for _ in range(5)]
    assert [answer["new"] for answer in answers] == [True, False, False, False, False]
    assert len({answer["line"]["id"] for answer in answers}) == 1
    assert (kept(stage), stage.woken) == (1, 1)


def test_two_visitors_with_the_same_client_id_have_two_messages(stage: Stage) -> None:
    one, other = stage.visitor(), stage.visitor()
    client_id = str(uuid.uuid4())
    one.writes("甲", client_id=client_id)
    other.writes("乙", client_id=client_id)
    assert (one.reads(), other.reads()) == (["甲"], ["乙"])


def test_nobody_sees_what_another_wrote(stage: Stage) -> None:
    one, other = stage.visitor(), stage.visitor()
    one.writes("甲")
    stage.answer("给甲的回复")
    assert other.reads() == []
    other.client.cookies.set("talk", "0" * 64)
    assert other.reads() == []


ODD_TEXTS = {
    "an emoji with joiners": ("👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦"),
    "beyond the basic plane": ("𠮷林省", "𠮷林省"),
    "right-to-left marks": ("\u200fالعربية\u200e 低保", "\u200fالعربية\u200e 低保"),
    "a NUL is dropped": ("低\x00保", "低保"),
    "4,096 characters": ("低" * 4096, "低" * 4096),
    "4,096 emoji": ("😀" * 4096, "😀" * 4096),
    "mark-up": ("<script>alert(1)</script>&amp;", "<script>alert(1)</script>&amp;"),
    "lines and spaces": (" 一\r\n二\t ", " 一\r\n二\t "),
    "a leading slash": ("/restart", "/restart"),
}


@pytest.mark.parametrize(("written", "read"), ODD_TEXTS.values(), ids=ODD_TEXTS)
def test_every_character_comes_back_as_it_was_written(stage: Stage, written: str, read: str) -> None:
    visitor = stage.visitor()
    assert visitor.writes(written).status_code == 200
    stage.answer(written)
    assert visitor.reads() == [read, written]


def test_an_answer_is_visible_after_its_message_with_buttons(stage: Stage) -> None:
    visitor = stage.visitor()
    visitor.writes("我想申请低保")
    stage.answer("您家住在城里还是村里?", "城里", "村里")
    asked = visitor.looks()["lines"][-1]
    assert (asked["who"], [button["label"] for button in asked["buttons"]]) == ("assistant", ["城里", "村里"])


def test_a_pressed_button_is_kept_with_its_label(stage: Stage) -> None:
    visitor = stage.visitor()
    visitor.writes("我想申请低保")
    stage.answer("您家住在城里还是村里?", "城里", "村里")
    button = visitor.looks()["lines"][-1]["buttons"][1]
    assert visitor.writes(choice=button["id"]).status_code == 200
    assert visitor.reads()[-1] == "村里"


def test_words_of_staff_carry_their_name_and_no_buttons(stage: Stage) -> None:
    visitor = stage.visitor()
    visitor.writes("转人工")
    stage.staff_says(visitor, "您好,请讲。")
    seen = visitor.looks()
    assert (seen["lines"][-1]["who"], seen["lines"][-1]["name"]) == ("staff", "工作人员 王工")
    assert seen["state"] == {"answering": False, "held_by": "staff", "staff": "工作人员 王工"}


def test_a_cursor_brings_only_what_came_later(stage: Stage) -> None:
    visitor = stage.visitor()
    visitor.writes("一")
    stage.answer("二")
    cursor = visitor.looks()["cursor"]
    assert visitor.reads(cursor) == []
    visitor.writes("三")
    stage.answer("四")
    assert visitor.reads(cursor) == ["三", "四"]


def test_the_page_knows_whether_an_answer_is_coming(stage: Stage) -> None:
    visitor = stage.visitor()
    assert visitor.looks()["state"]["answering"] is False
    visitor.writes("一")
    assert visitor.looks()["state"]["answering"] is True
    stage.answer()
    assert visitor.looks()["state"]["answering"] is False


def test_what_the_page_has_shown_counts_as_delivered(stage: Stage) -> None:
    visitor = stage.visitor()
    visitor.writes("一")
    stage.answer("二")
    assert stage.states(visitor) == ["sent"]
    newest = visitor.looks()["lines"][-1]["id"]
    assert visitor.client.post("/channels/web/seen", json={"id": newest}).status_code == 204
    assert stage.states(visitor) == ["delivered"]


def test_nobody_marks_the_words_of_another_as_seen(stage: Stage) -> None:
    one, other = stage.visitor(), stage.visitor()
    one.writes("一")
    stage.answer("二")
    other.writes("三")
    other.client.post("/channels/web/seen", json={"id": one.looks()["lines"][-1]["id"]})
    assert stage.states(one) == ["sent"]


def test_words_that_a_person_overtook_are_never_shown(stage: Stage) -> None:
    visitor = stage.visitor()
    visitor.writes("一")
    turn = stage.begin()
    stage.staff_says(visitor, "我是工作人员")
    stage.answer("我是助手", turn=turn)
    assert sorted(stage.states(visitor)) == ["sent", "withheld"]
    assert visitor.reads() == ["一", "我是工作人员"]


# ---- what is refused, and how

JSON = {"Content-Type": "application/json"}
ADDRESS = "/channels/web/messages"
ID = str(uuid.UUID(int=7))
REFUSED: dict[str, tuple[int, str, Callable[[httpx.Client], httpx.Response]]] = {
    "4,097 characters": (422, "too_long", lambda c: c.post(ADDRESS, json={"client_id": ID, "text": "低" * 4097})),
    "no words": (422, "says_nothing", lambda c: c.post(ADDRESS, json={"client_id": ID, "text": ""})),
    "only spaces": (422, "says_nothing", lambda c: c.post(ADDRESS, json={"client_id": ID, "text": " \n "})),
    "only a NUL": (422, "says_nothing", lambda c: c.post(ADDRESS, json={"client_id": ID, "text": "\x00"})),
    "neither words nor button": (422, "says_nothing", lambda c: c.post(ADDRESS, json={"client_id": ID})),
    "no id": (422, "malformed", lambda c: c.post(ADDRESS, json={"text": "好"})),
    "an id that is none": (422, "malformed", lambda c: c.post(ADDRESS, json={"client_id": "7", "text": "好"})),
    "half a surrogate pair": (
        422,
        "malformed",
        lambda c: c.post(ADDRESS, content=b'{"client_id": "%s", "text": "\\ud800"}' % ID.encode(), headers=JSON),
    ),
    "a number for words": (422, "malformed", lambda c: c.post(ADDRESS, json={"client_id": ID, "text": 7})),
    "no JSON": (422, "malformed", lambda c: c.post(ADDRESS, content=b"{", headers=JSON)),
    "bytes": (422, "malformed", lambda c: c.post(ADDRESS, content=b"\xff\xfe", headers=JSON)),
    "a form": (422, "malformed", lambda c: c.post(ADDRESS, data={"client_id": ID, "text": "好"})),
    "a body beyond any message": (
        413,
        "too_large",
        lambda c: c.post(ADDRESS, content=b'{"text": "' + b"a" * 70_000, headers=JSON),
    ),
    "a button of nobody": (422, "unknown_button", lambda c: c.post(ADDRESS, json={"client_id": ID, "choice": "m1:0"})),
    "a button without a number": (
        422,
        "unknown_button",
        lambda c: c.post(ADDRESS, json={"client_id": ID, "choice": "x"}),
    ),
    "a cursor of nobody": (422, "malformed", lambda c: c.get(ADDRESS, params={"after": "later"})),
    "a stream from nowhere": (422, "malformed", lambda c: c.get("/channels/web/stream", params={"after": "x"})),
    "a stream after a broken id": (
        422,
        "malformed",
        lambda c: c.get("/channels/web/stream", headers={"Last-Event-ID": "x"}),
    ),
    "seeing what is none": (422, "malformed", lambda c: c.post("/channels/web/seen", json={"id": "i1"})),
    "another site's page": (
        403,
        "not_genuine",
        lambda c: c.post(ADDRESS, json={"client_id": ID, "text": "好"}, headers={"Origin": "https://evil.example"}),
    ),
    "another site, says the browser": (
        403,
        "not_genuine",
        lambda c: c.post(ADDRESS, json={"client_id": ID, "text": "好"}, headers={"Sec-Fetch-Site": "cross-site"}),
    ),
    "a file that is not there": (404, "no_such_file", lambda c: c.get("/channels/web/assets/api.py")),
}


@pytest.mark.parametrize(("status", "code", "send"), REFUSED.values(), ids=REFUSED)
def test_a_refusal_has_a_code_for_programs_and_words_for_people(
    stage: Stage, status: int, code: str, send: Callable[[httpx.Client], httpx.Response]
) -> None:
    answer = send(stage.visitor().client)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert any("\u4e00" <= character <= "\u9fff" for character in answer.json()["say"])
    assert kept(stage) == 0


def test_a_button_of_another_visitor_cannot_be_pressed(stage: Stage) -> None:
    one, other = stage.visitor(), stage.visitor()
    one.writes("一")
    stage.answer("二", "是", "不是")
    button = one.looks()["lines"][-1]["buttons"][0]["id"]
    other.writes("三")
    assert other.writes(choice=button).status_code == 422


OUR_OWN_PAGES = {
    "the public origin": {"Origin": "http://testserver"},
    "the browser's word": {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
    "a browser that says nothing": {},
}


@pytest.mark.parametrize("headers", OUR_OWN_PAGES.values(), ids=OUR_OWN_PAGES)
def test_our_own_page_may_write(stage: Stage, headers: dict[str, str]) -> None:
    answer = stage.visitor().client.post(ADDRESS, json={"client_id": ID, "text": "好"}, headers=headers)
    assert answer.status_code == 200


def test_one_visitor_who_writes_too_fast_hears_when_to_go_on(database: Database, vault: Vault) -> None:
    now = [0.0]
    stage = Stage(database, vault, guard=Guard(SETTINGS, Pace(MANY), Pace(Rate(3, 0.5), now=lambda: now[0])))
    visitor, other = stage.visitor(), stage.visitor()
    assert [visitor.writes("一").status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = visitor.writes("一")
    assert (refused.headers["Retry-After"], refused.json()["code"]) == ("2", "too_many")
    assert other.writes("一").status_code == 200
    now[0] += 2.0
    assert visitor.writes("一").status_code == 200


def test_one_address_that_opens_many_conversations_is_slowed(database: Database, vault: Vault) -> None:
    stage = Stage(database, vault, guard=Guard(SETTINGS, Pace(Rate(5, 0.1)), Pace(MANY)))
    assert [stage.visitor().writes("一").status_code for _ in range(6)] == [200] * 5 + [429]


ADDRESSES = {
    "IPv4 as it is": ("203.0.113.7", "203.0.113.7"),
    "IPv6 by its /64": ("2001:db8:1:2:3:4:5:6", "2001:0db8:0001:0002"),
    "what is no address": ("testclient", "testclient"),
}


@pytest.mark.parametrize(("address", "counted"), ADDRESSES.values(), ids=ADDRESSES)
def test_addresses_are_counted_by_neighbourhood(address: str, counted: str) -> None:
    assert neighbourhood(address) == counted


def test_a_forgotten_visitor_starts_afresh_and_memory_stays_bounded() -> None:
    pace = Pace(Rate(1, 0.001), now=lambda: 0.0, remembered=2)
    for who in ("a", "b", "c", "a"):
        pace.spend(who)


# ---- the cookie


def test_the_key_is_random_and_out_of_reach_of_scripts(stage: Stage) -> None:
    client = stage.visitor().client
    client.cookies.clear()
    cookie = client.get("/").headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    assert len({stage.visitor().key for _ in range(20)}) == 20


def test_the_key_is_for_https_only_where_the_page_is(database: Database, vault: Vault) -> None:
    stage = Stage(database, vault, settings=WebChatSettings("示例县", "https://assistant.example.org"))
    from fastapi.testclient import TestClient

    assert "Secure" in TestClient(stage.app).get("/").headers["set-cookie"]


def test_a_made_up_key_is_replaced(stage: Stage) -> None:
    client = stage.visitor().client
    client.cookies.clear()
    client.cookies.set("talk", "admin' OR 1=1")
    assert "talk=" in client.get("/").headers["set-cookie"]


def test_a_first_message_without_the_page_gets_a_key_of_its_own(stage: Stage) -> None:
    client = stage.visitor().client
    client.cookies.clear()
    answer = client.post(ADDRESS, json={"client_id": ID, "text": "好"})
    assert len(answer.cookies["talk"]) == 64


# ---- anything at all


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=5,
    )
)
def test_whatever_json_is_posted_is_kept_or_refused(stage: Stage, value: object) -> None:
    answer = stage.visitor().client.post(ADDRESS, content=json.dumps(value), headers=JSON)
    assert 400 <= answer.status_code < 500


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200))
def test_whatever_is_written_comes_back(stage: Stage, text: str) -> None:
    visitor = stage.visitor()
    answer = visitor.writes(text)
    if text.replace("\x00", "").strip():
        assert visitor.reads() == [text.replace("\x00", "")]
    else:
        assert answer.status_code == 422
