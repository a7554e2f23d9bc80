"""The page as the server draws it: complete without JavaScript, safe to open, quick to leave."""

import re
import uuid
from html.parser import HTMLParser

import pytest
from sqlalchemy import func, select

from channels.web_chat.guard import Guard
from channels.web_chat.pace import Pace, Rate
from conversations.tables import inbox
from storage.database import Database
from tests.channels.web_stage import MANY, SETTINGS, Stage, texts_on
from vault.vault import Vault


@pytest.fixture
def stage(database: Database, vault: Vault) -> Stage:
    return Stage(database, vault)


def test_the_page_names_the_county_and_the_ways_to_a_person(stage: Stage) -> None:
    page = stage.visitor().opens()
    for words in ("示例县", "人工服务", 'href="tel:12345"', 'href="tel:12348"', 'href="tel:110"', "快速离开"):
        assert words in page


def test_the_page_shows_the_conversation_so_far(stage: Stage) -> None:
    visitor = stage.visitor()
    visitor.writes("一")
    stage.answer("二")
    stage.staff_says(visitor, "三")
    page = visitor.opens()
    assert texts_on(page) == ["一", "二", "三"]
    assert "工作人员 王工" in page


def test_what_people_write_is_never_mark_up(stage: Stage) -> None:
    visitor = stage.visitor()
    visitor.writes("<script>alert(1)</script>")
    stage.answer('"><img src=x onerror=alert(1)>', '"><b>')
    page = visitor.opens()
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "<b>" not in page.replace("<b>12345</b>", "").replace("<b>12348</b>", "")


def test_a_page_without_javascript_sends_words_and_shows_the_answer(stage: Stage) -> None:
    visitor = stage.visitor()
    sent = visitor.submits(text="我想申请低保")
    assert (sent.status_code, sent.headers["location"]) == (303, "/?wait=1#newest")
    stage.answer("您家住在城里还是村里?", "城里", "村里")
    page = visitor.opens(wait=1)
    assert texts_on(page) == ["我想申请低保", "您家住在城里还是村里?"]
    button = re.search(r'<button type="submit" name="choice" value="([^"]+)">村里</button>', page)
    assert button
    visitor.submits(choice=button[1])
    assert texts_on(visitor.opens())[-1] == "村里"


def test_a_form_sent_twice_is_one_message(stage: Stage) -> None:
    visitor = stage.visitor()
    client_id = str(uuid.uuid4())
    for _ in range(3):
        assert visitor.submits(client_id=client_id, text="一").status_code == 303
    assert visitor.reads() == ["一"]


def test_each_drawn_form_has_an_id_of_its_own(stage: Stage) -> None:
    page = stage.visitor().opens()
    ids = re.findall(r'name="client_id" value="([^"]+)"', page)
    assert len(ids) == len(set(ids)) >= 3


def test_buttons_stand_only_under_the_newest_words(stage: Stage) -> None:
    visitor = stage.visitor()
    visitor.writes("一")
    stage.answer("二", "是", "不是")
    visitor.writes("三")
    assert 'name="choice"' not in visitor.opens()


@pytest.mark.parametrize(("text", "said"), [("", "您还没有写字。"), ("低" * 4097, "这条消息超过了4096个字")])
def test_a_form_that_is_refused_says_why_and_keeps_the_words(stage: Stage, text: str, said: str) -> None:
    answer = stage.visitor().submits(text=text)
    assert answer.status_code == 422
    assert said in answer.text
    assert f">{text}</textarea>" in answer.text


def test_a_form_that_comes_too_fast_keeps_the_words(database: Database, vault: Vault) -> None:
    stage = Stage(database, vault, guard=Guard(SETTINGS, Pace(MANY), Pace(Rate(1, 0.1))))
    visitor = stage.visitor()
    visitor.submits(text="一")
    answer = visitor.submits(text="二")
    assert (answer.status_code, "发得太快了" in answer.text, ">二</textarea>" in answer.text) == (429, True, True)


def test_a_form_of_another_site_is_refused(stage: Stage) -> None:
    visitor = stage.visitor()
    visitor.client.headers["Origin"] = "https://evil.example"
    assert visitor.submits(text="一").status_code == 403
    assert visitor.reads() == []


def test_the_page_says_that_an_answer_is_coming(stage: Stage) -> None:
    visitor = stage.visitor()
    visitor.writes("一")
    assert 'id="answering">' in visitor.opens()
    stage.answer("二")
    assert 'id="answering" hidden>' in visitor.opens()


# ---- leaving


def test_the_quick_exit_forgets_the_conversation_and_shows_an_innocent_page(stage: Stage) -> None:
    visitor = stage.visitor()
    visitor.writes("他又打我了")
    left = visitor.client.post("/channels/web/leave")
    assert (left.status_code, left.headers["location"]) == (303, SETTINGS.leave_url)
    assert left.headers["clear-site-data"] == '"cache", "storage"'
    assert "talk" not in visitor.client.cookies
    assert texts_on(visitor.opens()) == []


@pytest.mark.parametrize("word", SETTINGS.leave_words)
def test_the_typed_word_hides_the_page_as_the_button_does_and_is_not_sent(stage: Stage, word: str) -> None:
    visitor = stage.visitor()
    visitor.writes("他又打我了")
    left = visitor.client.post("/channels/web/form", data={"client_id": str(uuid.uuid4()), "text": f" {word} "})
    assert (left.status_code, left.headers["location"]) == (303, SETTINGS.leave_url)
    assert "talk" not in visitor.client.cookies
    with stage.database.read() as c:
        assert c.scalar(select(func.count()).select_from(inbox)) == 1, "only what was written before"


def test_a_sentence_with_the_word_in_it_is_a_message(stage: Stage) -> None:
    visitor = stage.visitor()
    visitor.writes("我想离开他")
    assert visitor.reads() == ["我想离开他"]


def test_another_site_cannot_make_a_resident_leave(stage: Stage) -> None:
    visitor = stage.visitor()
    left = visitor.client.post("/channels/web/leave", headers={"Origin": "https://evil.example"})
    assert left.status_code == 403
    assert visitor.client.get("/channels/web/leave").status_code == 405


# ---- what the browser is told


def test_nothing_runs_on_the_page_but_its_own_files(stage: Stage) -> None:
    answer = stage.visitor().client.get("/")
    policy = dict(rule.strip().split(" ", 1) for rule in answer.headers["content-security-policy"].split(";"))
    assert (policy["default-src"], policy["script-src"], policy["style-src"]) == ("'none'", "'self'", "'self'")
    assert (policy["frame-ancestors"], policy["base-uri"]) == ("'none'", "'none'")
    assert policy["form-action"] == "'self' https://weather.example"
    assert (answer.headers["cache-control"], answer.headers["x-content-type-options"]) == ("no-store", "nosniff")
    assert "style=" not in answer.text
    assert not re.search(r"<script(?! src=)|\son[a-z]+=", answer.text)


def test_every_file_that_the_page_names_is_there(stage: Stage) -> None:
    visitor = stage.visitor()
    named = re.findall(r'(?:src|href)="(/channels/web/assets/[^"]+)"', visitor.opens())
    assert len(named) == 3
    for address in named:
        answer = visitor.client.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]


class Elements(HTMLParser):
    """Elements with their attributes, and which of them were left open."""

    VOID = frozenset({"meta", "link", "input", "br"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


def test_the_page_is_well_formed_and_its_controls_have_names(stage: Stage) -> None:
    visitor = stage.visitor()
    visitor.writes("一")
    stage.answer("二", "是", "不是")
    elements = Elements(visitor.opens())
    assert elements.open == []
    ids = [attributes["id"] for _, attributes in elements.found if "id" in attributes]
    assert len(ids) == len(set(ids))
    labelled = {attributes["for"] for attributes in elements.all("label")}
    assert all(box["id"] in labelled for box in elements.all("textarea"))
    [log] = [attributes for attributes in elements.all("section") if attributes.get("role") == "log"]
    assert (log["aria-live"], log["aria-label"]) == ("polite", "对话")
    assert elements.all("html") == [{"lang": "zh-CN"}]
