"""Telegram's side of the wire: what is kept, what is refused, what is said back, and what its refusals mean to us."""

import json
import threading
import time
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from channels.errors import FetchFailed, FileRefused, RequestRefused
from channels.files.safe import MOST_BYTES
from channels.gateway import Gateway
from channels.port import OutboundMessage, Permanent, SendResult, Temporary, Unknown, WebhookRequest
from channels.telegram import PATH, TelegramFiles, TelegramLine, TelegramSender, TelegramWebhook
from channels.telegram_api import TelegramSettings
from channels.telegram_updates import COMMANDS
from channels.webhook import webhook_router
from conversations import reading
from conversations.inbox import NO_FLAGS
from conversations.messages import InboundMessage
from conversations.tables import inbox
from storage.database import Database
from tests.channels.telegram_stub import SECRET, TOKEN, TelegramStub
from vault.vault import Vault

BOT, CHAT = "4200", 77001
PRIVATE_ONLY = "请单独给我发消息。"
SETTINGS = TelegramSettings(TOKEN, SECRET, PRIVATE_ONLY)
ASHAN = {"id": CHAT, "is_bot": False, "first_name": "阿山"}
PHOTO = [{"file_id": "small", "file_size": 900}, {"file_id": "large", "file_size": 90_000}]


def message(**content: Any) -> dict[str, Any]:
    """A message in a private chat, as Telegram words it."""
    return {
        "message_id": 5,
        "date": 1_790_000_000,
        "from": ASHAN,
        "chat": {"id": CHAT, "type": "private"},
        **content,
    }


def update(update_id: int = 900, **kind: Any) -> dict[str, Any]:
    return {"update_id": update_id, **kind}


def written(text: str = "低保怎么申请", update_id: int = 900, **content: Any) -> dict[str, Any]:
    return update(update_id, message=message(text=text, **content))


class Line:
    """Telegram's side of the wire and a look into what was kept."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self.database, self.vault = database, vault
        self.gateway = Gateway(database, vault, flags_of=lambda message: NO_FLAGS)
        self.app = FastAPI()
        self.app.include_router(webhook_router(TelegramWebhook(SETTINGS), self.gateway))
        self.client = TestClient(self.app, raise_server_exceptions=False)

    def post(
        self, told: Mapping[str, Any] | bytes, secret: str | bytes | None = SECRET, **headers: str
    ) -> httpx.Response:
        body = told if isinstance(told, bytes) else json.dumps(told).encode()
        known = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret}
        return self.client.post(PATH, content=body, headers={"Content-Type": "application/json", **known, **headers})  # type: ignore[dict-item]

    def kept(self) -> int:
        with self.database.read() as c:
            return int(c.execute(select(func.count()).select_from(inbox)).scalar_one())

    def lines(self, chat: int = CHAT) -> list[reading.Line]:
        with self.database.read() as c:
            conversation = reading.find(c, self.vault, "telegram", BOT, str(chat))
            return reading.thread(c, self.vault, conversation) if conversation else []

    def texts(self) -> list[str]:
        return [line.text for line in self.lines()]


@pytest.fixture
def line(database: Database, vault: Vault) -> Line:
    return Line(database, vault)


@pytest.fixture
def stub() -> Iterator[TelegramStub]:
    with TelegramStub() as api:
        yield api


def settings_for(stub: TelegramStub, timeout: float = 2.0) -> TelegramSettings:
    return TelegramSettings(TOKEN, SECRET, PRIVATE_ONLY, api_base=stub.url, timeout=timeout)


# ---- messages: what a resident sends, and how it is kept

SENT: dict[str, tuple[dict[str, Any], str]] = {
    "words": ({"text": "低保怎么申请"}, "低保怎么申请"),
    "words of a forwarded message": ({"text": "听说", "forward_origin": {"type": "hidden_user"}}, "听说"),
    "words with a web address": (
        {"text": "看 x.cn", "entities": [{"type": "url", "offset": 2, "length": 4}]},
        "看 x.cn",
    ),
    "a contact": ({"contact": {"phone_number": "+8613900000001", "first_name": "某"}}, "+8613900000001"),
    "a place": ({"location": {"latitude": 30.12345, "longitude": 120.5}}, "〔位置 北纬30.12345 东经120.50000〕"),
    "a place with a name": (
        {
            "location": {"latitude": 30.1, "longitude": 120.5},
            "venue": {"location": {"latitude": 30.1, "longitude": 120.5}, "title": "村委会", "address": "上坪村"},
        },
        "上坪村 村委会",
    ),
    "a photo": ({"photo": PHOTO}, "〔图片〕"),
    "a photo with words": ({"photo": PHOTO, "caption": "这是我的残疾证"}, "这是我的残疾证"),
    "a voice note": ({"voice": {"file_id": "v", "duration": 3}}, "〔语音〕"),
    "a document": ({"document": {"file_id": "d", "file_name": "证明.pdf"}}, "〔文件〕"),
    "a video": ({"video": {"file_id": "w", "duration": 3, "width": 1, "height": 1}}, "〔视频〕"),
    "a round video": ({"video_note": {"file_id": "r", "duration": 3, "length": 1}}, "〔视频〕"),
    "a sticker": ({"sticker": {"file_id": "s", "emoji": "👍"}}, "👍"),
    "a sticker without a sign": ({"sticker": {"file_id": "s"}}, "〔表情〕"),
    "a die": ({"dice": {"emoji": "🎲", "value": 3}}, "〔表情〕"),
    "only spaces": ({"text": "  "}, "〔空白消息〕"),
    "the button that begins": ({"text": "/start"}, COMMANDS["start"]),
    "the button that begins, from a link": ({"text": "/start from-poster"}, COMMANDS["start"]),
    "help for this bot": ({"text": "/help@county_bot"}, COMMANDS["help"]),
    "another command": ({"text": "/settings"}, "/settings"),
    "a lone slash": ({"text": "/"}, "/"),
    "an emoji with joiners": ({"text": "👨‍👩‍👧‍👦"}, "👨‍👩‍👧‍👦"),
    "beyond the basic plane": ({"text": "𠮷"}, "𠮷"),
    "right-to-left marks": ({"text": "\u200fا\u200e低保"}, "\u200fا\u200e低保"),
    "a NUL is dropped": ({"text": "低\x00保"}, "低保"),
    "4,096 characters": ({"text": "低" * 4096}, "低" * 4096),
}


@pytest.mark.parametrize(("content", "kept"), SENT.values(), ids=SENT)
def test_what_a_resident_sends_is_kept(line: Line, content: dict[str, Any], kept: str) -> None:
    answer = line.post(update(message=message(**content)))
    assert (answer.status_code, answer.json()) == (200, {})
    assert line.texts() == [kept]


NOT_MEANT_FOR_US: dict[str, dict[str, Any]] = {
    "an update of a kind that we did not ask for": {"poll": {"id": "1"}},
    "nothing at all": {},
    "a message of a bot": {"message": message(text="hi", **{"from": {"id": 9, "is_bot": True}})},
    "a pinned line": {"message": message(pinned_message=message(text="x"))},
    "a live place that moves": {"edited_message": message(location={"latitude": 1, "longitude": 2, "live_period": 60})},
    "chatter of a group": {"message": message(text="今天天气好", chat={"id": -5, "type": "group"})},
    "somebody joins a group": {"message": message(new_chat_members=[ASHAN], chat={"id": -5, "type": "supergroup"})},
    "an edit in a group": {
        "edited_message": message(
            text="/start", entities=[{"type": "bot_command"}], chat={"id": -5, "type": "supergroup"}
        )
    },
    "a line of a channel": {"channel_post": message(text="x", chat={"id": -6, "type": "channel"})},
}


@pytest.mark.parametrize("kind", NOT_MEANT_FOR_US.values(), ids=NOT_MEANT_FOR_US)
def test_what_is_not_meant_for_us_is_acknowledged_and_not_kept(line: Line, kind: dict[str, Any]) -> None:
    answer = line.post(update(**kind))
    assert (answer.status_code, answer.json()) == (200, {})
    assert line.kept() == 0


def test_a_duplicate_of_any_age_gets_the_same_answer_and_stores_nothing(line: Line) -> None:
    answers = [line.post(written()) for _ in range(3)]
    assert {(answer.status_code, answer.text) for answer in answers} == {(200, "{}")}
    assert line.kept() == 1


def test_the_same_words_in_another_update_are_another_message(line: Line) -> None:
    line.post(written("好", 900))
    line.post(written("好", 901, message_id=6))
    assert line.texts() == ["好", "好"]


# ---- buttons


def pressed(data: str | None = "m7:1", label: str = "村里", **message_changes: Any) -> dict[str, Any]:
    keyboard = {
        "inline_keyboard": [[{"text": "城里", "callback_data": "m7:0"}], [{"text": label, "callback_data": "m7:1"}]]
    }
    shown = message(text="城里还是村里？", reply_markup=keyboard, **message_changes)
    query: dict[str, Any] = {"id": "q1", "from": ASHAN, "chat_instance": "1", "message": shown}
    return update(callback_query=query | ({"data": data} if data is not None else {}))


def test_a_pressed_button_is_kept_as_its_words_and_its_hourglass_is_stopped(line: Line) -> None:
    answer = line.post(pressed())
    assert answer.json() == {"method": "answerCallbackQuery", "callback_query_id": "q1"}
    [kept] = line.lines()
    assert kept.text == "村里"
    with line.database.read() as c:
        body = line.vault.open_json(c.scalar(select(inbox.c.body_sealed)), "inbox.body")  # type: ignore[arg-type]
    assert body["choice"] == "m7:1"


@pytest.mark.parametrize("told", [pressed(data=None), pressed(chat={"id": -5, "type": "group"}), pressed(data="")])
def test_a_button_that_tells_nothing_is_let_go(line: Line, told: dict[str, Any]) -> None:
    assert line.post(told).json()["method"] == "answerCallbackQuery"
    assert line.kept() == 0


def test_a_button_of_a_message_too_old_to_be_shown_again_is_still_a_choice(line: Line) -> None:
    old = {"chat": {"id": CHAT, "type": "private"}, "message_id": 5, "date": 0}
    line.post(update(callback_query={"id": "q1", "from": ASHAN, "message": old, "data": "m7:1"}))
    assert line.texts() == ["〔按钮〕"]


# ---- groups

GROUP = {"chat": {"id": -5, "type": "supergroup"}}
TO_US: dict[str, dict[str, Any]] = {
    "a command": {"text": "/start", "entities": [{"type": "bot_command", "offset": 0, "length": 6}]},
    "our name": {"text": "@county_bot 在吗", "entities": [{"type": "mention", "offset": 0, "length": 11}]},
    "a reply to us": {
        "text": "在吗",
        "reply_to_message": message(text="…", **{"from": {"id": int(BOT), "is_bot": True}}),
    },
}


@pytest.mark.parametrize("content", TO_US.values(), ids=TO_US)
def test_a_group_that_speaks_to_us_is_politely_refused(line: Line, content: dict[str, Any]) -> None:
    said = line.post(update(message=message(**content, **GROUP))).json()
    assert (said["method"], said["chat_id"], said["text"]) == ("sendMessage", -5, PRIVATE_ONLY)
    assert line.kept() == 0


# ---- edits


def edited(text: str, update_id: int = 901, **content: Any) -> dict[str, Any]:
    return update(update_id, edited_message=message(text=text, edit_date=1_790_000_009, **content))


def test_an_edit_is_kept_as_a_correction_of_the_message_that_it_changes(line: Line) -> None:
    line.post(written("三口人"))
    line.post(edited("四口人"))
    assert [(kept.text, kept.is_edit) for kept in line.lines()] == [("三口人", False), ("四口人", True)]


def test_an_edit_that_changes_only_the_looks_stores_nothing(line: Line) -> None:
    line.post(written("三口人"))
    assert line.post(edited("三口人")).status_code == 200
    assert line.kept() == 1


def test_an_edit_back_to_the_first_words_counts(line: Line) -> None:
    line.post(written("三口人"))
    line.post(edited("四口人", 901))
    line.post(edited("三口人", 902))
    assert line.texts() == ["三口人", "四口人", "三口人"]


def test_an_edit_of_a_message_that_never_came_is_a_message(line: Line) -> None:
    line.post(edited("四口人"))
    assert [(kept.text, kept.is_edit) for kept in line.lines()] == [("四口人", False)]


def test_an_edit_of_what_cannot_be_opened_any_more_is_kept_all_the_same(line: Line) -> None:
    line.post(written("三口人"))
    with line.database.write() as c:
        c.execute(inbox.update().values(body_sealed=b"x"))
    assert line.post(edited("四口人")).status_code == 200
    assert line.kept() == 2


# ---- what is no update

REFUSED: dict[str, tuple[int, Mapping[str, Any] | bytes, str | bytes | None]] = {
    "no secret": (403, written(), None),
    "an empty secret": (403, written(), ""),
    "another secret": (403, written(), "stub-secret-"),
    "Chinese for a secret": (403, written(), "低保".encode()),
    "no secret and no update": (403, b"{", None),
    "no JSON": (400, b"{", SECRET),
    "nothing": (400, b"", SECRET),
    "not UTF-8": (400, b'{"update_id": "\xff"}', SECRET),
    "half a character": (400, written("低\ud83d"), SECRET),
    "a list": (400, b"[]", SECRET),
    "without an id": (400, {"message": message(text="x")}, SECRET),
    "words for an id": (400, written(update_id="x"), SECRET),  # type: ignore[arg-type]
    "an id beyond any": (400, written(update_id=2**63), SECRET),
    "a number for words": (400, written(5), SECRET),  # type: ignore[arg-type]
    "a chat without an id": (400, written(chat={"type": "private"}), SECRET),
    "4,097 characters": (413, written("低" * 4097), SECRET),
    "64 KB and a byte": (413, b" " * (64 * 1024 + 1), SECRET),
    "endless brackets": (400, b"[" * 60_000, SECRET),
}


@pytest.mark.parametrize(("status", "told", "secret"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_update_is_refused_and_nothing_of_it_kept(
    line: Line, status: int, told: Mapping[str, Any] | bytes, secret: str | bytes | None
) -> None:
    answer = line.post(told, secret)
    assert answer.status_code == status
    assert "Traceback" not in answer.text
    assert line.kept() == 0


@pytest.mark.parametrize("form", ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain", ""])
def test_another_content_type_is_refused(line: Line, form: str) -> None:
    assert line.post(written(), **{"Content-Type": form}).status_code == 415
    assert line.kept() == 0


WEBHOOK = TelegramWebhook(SETTINGS)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["id", "type", "text", "from", "chat", "message_id", "photo", "file_id", "voice", "data", "x"]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from(["update_id", "message", "edited_message", "callback_query"]), ANYTHING))
def test_whatever_comes_with_our_secret_is_read_or_refused(told: dict[str, Any]) -> None:
    assert _status(
        WebhookRequest(PATH, "", {"x-telegram-bot-api-secret-token": SECRET}, json.dumps(told).encode())
    ) in {
        200,
        400,
        413,
    }


def _status(request: WebhookRequest) -> int:
    try:
        WEBHOOK.read(request)
    except RequestRefused as refusal:
        return refusal.status
    return 200


@settings(max_examples=300)
@given(st.binary(max_size=300), st.text(max_size=30))
def test_whatever_comes_without_it_is_refused(body: bytes, secret: str) -> None:
    with pytest.raises(RequestRefused):
        WEBHOOK.read(WebhookRequest(PATH, "", {"x-telegram-bot-api-secret-token": secret}, body))


# ---- sending


def send(stub: TelegramStub, *, timeout: float = 2.0, **changes: object) -> SendResult:
    fields: dict[str, object] = {"account": BOT, "recipient": str(CHAT), "text": "您好", "origin": "m7"}
    outbound = OutboundMessage(outbox_id=12, channel="telegram", created_at=time.time(), **{**fields, **changes})  # type: ignore[arg-type]
    return TelegramSender(settings_for(stub, timeout)).send([outbound])[0]


def test_choices_go_out_as_buttons_that_tell_us_which_question_they_answer(stub: TelegramStub) -> None:
    send(stub, options=("城里", "村里"))
    assert stub.sent[0].buttons == (("m7:0", "城里"), ("m7:1", "村里"))
    assert stub.sent[0].text == "您好"


REFUSALS: dict[str, tuple[int, str, dict[str, int], SendResult]] = {
    "blocked": (
        403,
        "Forbidden: bot was blocked by the user",
        {},
        Permanent("对方停用了机器人", "403", opted_out=True),
    ),
    "deactivated": (403, "Forbidden: user is deactivated", {}, Permanent("对方的账号已注销", "403")),
    "never wrote to us": (
        403,
        "Forbidden: bot can't initiate conversation with a user",
        {},
        Permanent("对方还没有给机器人发过消息", "403"),
    ),
    "no such chat": (400, "Bad Request: chat not found", {}, Permanent("找不到对方的聊天", "400")),
    "too long": (400, "Bad Request: message is too long", {}, Permanent("消息太长", "400")),
    "something else": (400, "Bad Request: can't parse entities", {}, Permanent("Telegram 拒绝发送", "400")),
    "a group that moved": (
        400,
        "Bad Request: group chat was upgraded",
        {"migrate_to_chat_id": -100},
        Permanent("Telegram 拒绝发送", "400"),
    ),
    "too fast": (
        429,
        "Too Many Requests: retry after 31",
        {"retry_after": 31},
        Temporary("Telegram 限制发送速度", 31.0),
    ),
    "too fast, without a time": (429, "Too Many Requests", {}, Temporary("Telegram 限制发送速度")),
    "our token is wrong": (401, "Unauthorized", {}, Temporary("Telegram 不认机器人的密钥，请管理员检查", 300.0)),
}


@pytest.mark.parametrize(("status", "description", "parameters", "result"), REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_is_for_good_or_for_now(
    stub: TelegramStub, status: int, description: str, parameters: dict[str, int], result: SendResult
) -> None:
    stub.refuse_next(status, description, **parameters)
    assert send(stub) == result


@pytest.mark.parametrize("status", [500, 502, 503])
def test_an_error_inside_leaves_the_outcome_open(stub: TelegramStub, status: int) -> None:
    stub.refuse_next(status, "Internal Server Error")
    assert isinstance(send(stub), Unknown)


@pytest.mark.parametrize("how", ["garbage_after", "half_after", "empty_after"])
def test_an_answer_that_is_none_leaves_the_outcome_open(stub: TelegramStub, how: Any) -> None:
    stub.answer_next(how)
    assert isinstance(send(stub), Unknown)


def test_an_answer_that_comes_late_leaves_the_outcome_open(stub: TelegramStub) -> None:
    stub.delay_next(1.5)
    began = time.monotonic()
    assert isinstance(send(stub, timeout=0.4), Unknown)
    assert time.monotonic() - began < 1.2


def test_a_telegram_that_nobody_reaches_has_certainly_not_taken_it() -> None:
    nowhere = TelegramSettings(TOKEN, SECRET, PRIVATE_ONLY, api_base="http://127.0.0.1:9", timeout=2.0)
    outbound = OutboundMessage(12, "telegram", BOT, str(CHAT), "您好")
    assert isinstance(TelegramSender(nowhere).send([outbound])[0], Temporary)


# ---- without a public address: we ask


@pytest.fixture
def asking(line: Line, stub: TelegramStub) -> TelegramLine:
    return TelegramLine(settings_for(stub), line.gateway, None, wait=0, pause=0.05)


def test_asking_keeps_what_calling_would(line: Line, stub: TelegramStub, asking: TelegramLine) -> None:
    stub.waiting = [written("一", 900), pressed() | {"update_id": 901}, written("二", 902, message_id=6)]
    asking.ask()
    assert line.texts() == ["一", "村里", "二"]
    assert "answerCallbackQuery" in stub.methods()
    line.post(written("二", 902, message_id=6))
    assert line.kept() == 3, "the same update is the same message, whichever way it came"


def test_updates_are_forgotten_only_once_they_are_kept(line: Line, stub: TelegramStub, asking: TelegramLine) -> None:
    stub.waiting = [written("一", 900)]
    with line.database.write() as c:
        c.exec_driver_sql("ALTER TABLE inbox RENAME TO gone")
    with pytest.raises(Exception, match="inbox"):
        asking.ask()
    with line.database.write() as c:
        c.exec_driver_sql("ALTER TABLE gone RENAME TO inbox")
    asking.ask()
    assert len(stub.waiting) == 1
    asking.ask()
    assert (line.texts(), stub.waiting) == (["一"], [])


def test_an_update_that_cannot_be_kept_stands_in_nobodys_way(
    line: Line, stub: TelegramStub, asking: TelegramLine
) -> None:
    stub.waiting = [written("低" * 4097, 900), written("二", 901)]
    asking.ask()
    asking.ask()
    assert (line.texts(), stub.waiting) == (["二"], [])


def test_a_telegram_that_fails_is_asked_again(line: Line, stub: TelegramStub, asking: TelegramLine) -> None:
    stub.refuse_next(502, "Bad Gateway")
    stub.waiting = [written("一", 900)]
    ended = threading.Event()
    running = threading.Thread(target=asking.run, args=(ended,))
    running.start()
    deadline = time.monotonic() + 10
    while line.kept() == 0 and time.monotonic() < deadline:
        time.sleep(0.02)
    ended.set()
    running.join(5)
    assert not running.is_alive()
    assert line.texts() == ["一"]
    assert stub.methods()[0] == "deleteWebhook"


def test_with_a_public_address_telegram_is_told_where_and_how_to_call(line: Line, stub: TelegramStub) -> None:
    TelegramLine(settings_for(stub), line.gateway, "https://help.example.cn/").run(threading.Event())
    [(method, told)] = stub.calls
    assert (method, told["url"], told["secret_token"]) == ("setWebhook", "https://help.example.cn" + PATH, SECRET)
    assert "drop_pending_updates" not in told, "what waits for us stays"


# ---- pictures, sounds and places


def inbound(told: dict[str, Any]) -> InboundMessage:
    [kept] = WEBHOOK.read(_genuine(told)).messages
    return kept


def _genuine(told: dict[str, Any]) -> WebhookRequest:
    return WebhookRequest(PATH, "", {"x-telegram-bot-api-secret-token": SECRET}, json.dumps(told).encode())


FILES: dict[str, tuple[dict[str, Any], str, str | None]] = {
    "the largest size of a photo": ({"photo": PHOTO}, "large", "file"),
    "a photo with words": ({"photo": PHOTO, "caption": "残疾证"}, "large", None),
    "a voice note": ({"voice": {"file_id": "v"}}, "v", "file"),
    "a document with its name": ({"document": {"file_id": "d", "file_name": "证明.pdf"}}, "d", "file"),
    "a moving picture, which Telegram tells as a document too": (
        {"animation": {"file_id": "m"}, "document": {"file_id": "m"}},
        "m",
        "file",
    ),
}


@pytest.mark.parametrize(("content", "file_id", "wordless"), FILES.values(), ids=FILES)
def test_a_file_is_written_down_to_be_fetched(content: dict[str, Any], file_id: str, wordless: str | None) -> None:
    kept = inbound(update(message=message(**content)))
    assert [file.source for file in kept.files] == [{"file_id": file_id}]
    assert (kept.media, kept.wordless) == (1, wordless)


def test_a_place_is_no_file_but_comes_without_words() -> None:
    kept = inbound(update(message=message(location={"latitude": 30.1, "longitude": 120.5})))
    assert (kept.files, kept.wordless) == ((), "place")


@pytest.mark.parametrize(
    "content", [{"text": "你好"}, {"contact": {"phone_number": "1"}}, {"sticker": {"emoji": "👍"}}]
)
def test_words_and_what_stands_for_words_are_answered_as_words(content: dict[str, Any]) -> None:
    assert inbound(update(message=message(**content))).wordless is None


def test_a_file_is_fetched_by_its_id(stub: TelegramStub) -> None:
    stub.files["large"] = b"content"
    assert TelegramFiles(settings_for(stub)).fetch({"file_id": "large"}) == b"content"


def test_a_file_that_says_it_is_too_large_is_not_fetched(stub: TelegramStub) -> None:
    stub.files["large"] = bytes(MOST_BYTES + 1)
    with pytest.raises(FileRefused) as refusal:
        TelegramFiles(settings_for(stub)).fetch({"file_id": "large"})
    assert refusal.value.reason == "too_large"
    assert stub.methods() == ["getFile"]


FATES: dict[str, tuple[int, str, str | None]] = {
    "too big for a bot": (400, "Bad Request: file is too big", "too_large"),
    "an id that it does not know": (400, "Bad Request: wrong file_id or the file is temporarily unavailable", "gone"),
    "busy": (502, "Bad Gateway", None),
    "too fast": (429, "Too Many Requests: retry after 3", None),
}


@pytest.mark.parametrize(("status", "description", "reason"), FATES.values(), ids=FATES)
def test_a_file_that_is_not_given_is_refused_or_tried_again(
    stub: TelegramStub, status: int, description: str, reason: str | None
) -> None:
    stub.refuse_next(status, description)
    with pytest.raises(FileRefused if reason else FetchFailed) as refusal:
        TelegramFiles(settings_for(stub)).fetch({"file_id": "large"})
    assert getattr(refusal.value, "reason", None) == reason
