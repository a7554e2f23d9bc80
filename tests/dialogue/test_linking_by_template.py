"""A code reaches a telephone through a carrier that takes approved texts only, and tells its reader nothing else."""

import re
from collections.abc import Iterator

import pytest

from channels.aliyun_sms import AliyunSender, AliyunSettings
from channels.dispatcher import Dispatcher
from channels.templates import Templates
from tests.channels.aliyun_stub import KEY_ID, PUSH_SECRET, SECRET, SIGNATURE, AliyunStub
from tests.dialogue.runner import TEXTS, Talk, World, heard

APPROVED = {"SMS_100001": TEXTS.messages["link.code"].text.replace("{code}", "${code}")}
PHONE = "+8613800138000"


@pytest.fixture
def stub() -> Iterator[AliyunStub]:
    with AliyunStub(APPROVED) as running:
        yield running


@pytest.fixture
def world() -> Iterator[World]:
    world = World()
    yield world
    world.database.dispose()


def dispatched(world: World, stub: AliyunStub) -> None:
    """Everything that may leave has left."""
    settings = AliyunSettings(
        KEY_ID, SECRET, SIGNATURE, PUSH_SECRET, Templates(APPROVED), api_base=stub.url, timeout=2.0, settle=0.2
    )
    approved = {"aliyun": Templates(APPROVED)}
    dispatcher = Dispatcher(world.database, world.vault, [AliyunSender(settings)], approved=approved)
    while dispatcher.step():
        pass


def test_the_code_arrives_as_the_approved_text_and_opens_what_was_begun(world: World, stub: AliyunStub) -> None:
    phone, chat = Talk(world, "aliyun", PHONE, SIGNATURE), Talk(world, "web", "key-1")
    phone.say("我要申请低保", heard("apply dibao"))
    chat.say("我之前发短信申请的")
    chat.say("13800138000")
    dispatched(world, stub)
    (sent,) = stub.sent
    assert (sent.phone, sent.template) == ("13800138000", "SMS_100001")
    code = re.findall("[0-9]{6}", sent.text)[0]
    assert chat.say(code)[0].template == "link.done"


def test_a_number_that_never_wrote_is_sent_nothing(world: World, stub: AliyunStub) -> None:
    chat = Talk(world, "web", "key-1")
    chat.say("绑定手机")
    assert chat.say("13800138000")[0].template == "question.link_code"
    dispatched(world, stub)
    assert stub.sent == []


def test_the_text_to_the_telephone_speaks_of_no_office_and_no_matter() -> None:
    words = TEXTS.messages["link.code"].text
    assert not re.search("低保|救助|申请|法律|援助|民政|司法|办事|助手|县", words)


def test_whoever_asks_hears_the_same_whether_the_number_is_known_or_not(world: World) -> None:
    Talk(world, "twilio", PHONE).say("你好", heard("greet"))
    hears = []
    for n, number in enumerate(("13800138000", "13900139000")):
        chat = Talk(world, "web", f"key-{n}")
        said = [*chat.say("绑定手机"), *chat.say(number), *chat.say("000000"), *chat.say("000001")]
        hears.append([reply.as_json() for reply in said])
    if world.newest_code() not in ("000000", "000001"):
        assert hears[0] == hears[1]


def test_an_answer_to_an_old_question_does_not_reach_what_was_taken_along(world: World) -> None:
    """The telephone still has the question open; what it is about is gone on with in the chat now."""
    phone, chat = Talk(world, "twilio", PHONE), Talk(world, "web", "key-1")
    phone.say("我要申请低保", heard("apply dibao"))
    chat.say("绑定手机")
    chat.say("13800138000")
    chat.say(world.newest_code())
    chat.say("1")
    phone.say("同意")
    with world.database.read() as c:
        (draft,) = world.office.drafts.list_open(c, chat.conversation_id)
    assert not draft.has("consent")
