"""Begun by text message, gone on with on the web page: signed requests, a carrier over real HTTP, the engine and all."""

import re
import uuid
from collections.abc import Iterator

import httpx
import pytest

from conversations import reading
from tests.faults.stage import Stage, wait_until

#: The first start of an assistant may have to train its model.
pytestmark = pytest.mark.timeout(300)

PHONE, STRANGER = "+8613900000401", "+8613900000402"


class Page:
    """A browser without scripts on the web chat."""

    def __init__(self, running: Stage, browser: httpx.Client) -> None:
        self._running, self._browser = running, browser
        browser.get("/")

    def writes(self, text: str) -> str:
        """A message; the page with its answer."""
        sent = {"client_id": str(uuid.uuid4()), "text": text}
        self._browser.post("/channels/web/messages", json=sent).raise_for_status()
        before = self._browser.get("/").text
        wait_until(lambda: self._answered(before), 60, self._running.words)
        return self._browser.get("/").text

    def _answered(self, before: str) -> bool:
        with self._running.database.read() as c:
            talks = c.exec_driver_sql("select id from conversation where channel = 'web'").scalars().all()
            return not any(reading.being_answered(c, talk) for talk in talks)


@pytest.fixture
def page(by_sms: Stage) -> Iterator[Page]:
    with httpx.Client(base_url=by_sms.url, trust_env=False, timeout=20) as browser:
        yield Page(by_sms, browser)


def texts(running: Stage, phone: str, *words: str) -> None:
    for text in words:
        running.deliver(phone, text)
        running.settle(phone)


def codes(running: Stage, phone: str) -> list[str]:
    """The codes that a telephone was sent."""
    return [found for message in running.sent_to(phone) for found in re.findall("验证码：([0-9]{6})", message.body)]


def test_what_was_begun_by_text_message_is_gone_on_with_on_the_page(by_sms: Stage, page: Page) -> None:
    texts(by_sms, PHONE, "我要申请低保", "同意", "农村")
    assert "号码" in page.writes("我之前发短信申请的")
    assert "6位数字" in page.writes(PHONE.removeprefix("+86"))
    wait_until(lambda: len(codes(by_sms, PHONE)) == 1, 30, by_sms.words)
    assert "绑定好了" in page.writes(codes(by_sms, PHONE)[0])
    assert "一个月一共有多少钱收入" in page.writes("1")
    texts(by_sms, PHONE, "继续")
    assert "回1" in by_sms.sent_to(PHONE)[-1].body, "the draft is on the page now, and is offered from here"
    assert "解除绑定了" in page.writes("解除绑定")


def test_a_number_that_never_wrote_hears_nothing_and_the_page_says_the_same(by_sms: Stage, page: Page) -> None:
    page.writes("绑定手机")
    assert "6位数字" in page.writes(STRANGER.removeprefix("+86"))
    assert "数字不对" in page.writes("123456")
    assert by_sms.sent_to(STRANGER) == []


def test_the_telephone_sends_the_code_that_the_page_shows(by_sms: Stage, page: Page) -> None:
    page.writes("绑定码")
    shown = re.findall("绑定码：([0-9]{6})", page.writes(PHONE.removeprefix("+86")))
    texts(by_sms, PHONE, f"绑定{shown[-1]}")
    assert "绑定好了" in by_sms.sent_to(PHONE)[-1].body
