"""What every sender promises, the fake of the other tests included."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Protocol

import pytest

from channels.aliyun_sms import AliyunSender, AliyunSettings
from channels.errors import LookupFailed
from channels.port import Accepted, OutboundMessage, Permanent, Sender, Temporary, Unknown
from channels.telegram import TelegramSender
from channels.telegram_api import TelegramSettings
from channels.templates import Templates
from channels.twilio_sms import TwilioSender, TwilioSettings
from tests.channels.aliyun_stub import KEY_ID, PUSH_SECRET, SIGNATURE, AliyunStub
from tests.channels.aliyun_stub import SECRET as ALIYUN_SECRET
from tests.channels.fake_sender import FakeSender
from tests.channels.telegram_stub import SECRET, TOKEN, TelegramStub
from tests.channels.twilio_stub import TwilioStub

ODD_TEXTS = {
    "Chinese": "您家每月收入多少元?",
    "beyond the basic plane": "𠮷林省",
    "an emoji with joiners": "👨‍👩‍👧‍👦好",
    "right-to-left marks": "\u200fالعربية\u200e 低保",
    "form signs": "a+b & c=d % # ?",
    "lines": "一\n二\n回1 是",
    "1,600 characters": "低" * 1600,
}


class Provider(Protocol):
    """A sender, what reached its provider, and how to make that misbehave."""

    sender: Sender
    #: Our own side, an address of a resident, and another.
    account: str
    somebody: str
    somebody_else: str

    def bodies(self) -> list[str]: ...

    def refuse(self, outcome: str) -> None: ...

    def break_lookup(self) -> None: ...


class Fake:
    """The fake of the other tests."""

    account = "+85200000000"
    somebody, somebody_else = "+8613900000001", "+8613900000002"

    def __init__(self) -> None:
        self.sender: Sender = FakeSender()

    def bodies(self) -> list[str]:
        return self.sender.texts  # type: ignore[attr-defined]

    def refuse(self, outcome: str) -> None:
        outcomes = {
            "temporary": Temporary("busy"),
            "permanent": Permanent("no"),
            "lost": Unknown("?"),
            "taken": "taken",
        }
        self.sender.next(outcomes[outcome])  # type: ignore[attr-defined]

    def break_lookup(self) -> None:
        self.sender.lookup_fails = True  # type: ignore[attr-defined]


class Twilio:
    """The real sender against a carrier on loopback."""

    account = "+85200000000"
    somebody, somebody_else = "+8613900000001", "+8613900000002"

    def __init__(self, stub: TwilioStub) -> None:
        self._stub = stub
        settings = TwilioSettings("AC" + "0" * 32, stub.auth_token, stub.public_url, api_base=stub.url, timeout=2.0)
        self.sender: Sender = TwilioSender(settings)

    def bodies(self) -> list[str]:
        return [message.body for message in self._stub.sent]

    def refuse(self, outcome: str) -> None:
        act: dict[str, Callable[[], None]] = {
            "temporary": lambda: self._stub.refuse_next(429, 20429),
            "permanent": lambda: self._stub.refuse_next(400, 21211),
            "lost": lambda: self._stub.lose_next(taken=False),
            "taken": lambda: self._stub.lose_next(taken=True),
        }
        act[outcome]()

    def break_lookup(self) -> None:
        self._stub.refuse_next(503, 503)


class Telegram:
    """The real sender against a Bot API on loopback."""

    account = "4200"
    somebody, somebody_else = "77001", "77002"

    def __init__(self, stub: TelegramStub) -> None:
        self._stub = stub
        self.sender: Sender = TelegramSender(TelegramSettings(TOKEN, SECRET, "…", api_base=stub.url, timeout=2.0))

    def bodies(self) -> list[str]:
        return [message.text for message in self._stub.sent]

    def refuse(self, outcome: str) -> None:
        act: dict[str, Callable[[], None]] = {
            "temporary": lambda: self._stub.refuse_next(429, "Too Many Requests: retry after 3", retry_after=3),
            "permanent": lambda: self._stub.refuse_next(403, "Forbidden: bot was blocked by the user"),
            "lost": lambda: self._stub.lose_next(taken=False),
            "taken": lambda: self._stub.lose_next(taken=True),
        }
        act[outcome]()

    def break_lookup(self) -> None:
        raise AssertionError("Telegram cannot be asked")


class Aliyun:
    """The real sender against a carrier on loopback."""

    account = SIGNATURE
    somebody, somebody_else = "+8613900000001", "+8613900000002"

    def __init__(self, stub: AliyunStub) -> None:
        self._stub = stub
        approved = Templates(stub.templates)
        settings = AliyunSettings(
            KEY_ID, ALIYUN_SECRET, SIGNATURE, PUSH_SECRET, approved, api_base=stub.url, timeout=2.0
        )
        self.sender: Sender = AliyunSender(settings)

    def bodies(self) -> list[str]:
        return [message.text for message in self._stub.sent]

    def refuse(self, outcome: str) -> None:
        act: dict[str, Callable[[], None]] = {
            "temporary": lambda: self._stub.refuse_next("isv.BUSINESS_LIMIT_CONTROL"),
            "permanent": lambda: self._stub.refuse_next("isv.MOBILE_NUMBER_ILLEGAL"),
            "lost": lambda: self._stub.lose_next(taken=False),
            "taken": lambda: self._stub.lose_next(taken=True),
        }
        act[outcome]()

    def break_lookup(self) -> None:
        self._stub.refuse_next("isp.SYSTEM_ERROR")


@contextmanager
def provider_named(name: str) -> Iterator[Provider]:
    with ExitStack() as stack:
        if name == "fake":
            yield Fake()
        elif name == "twilio":
            yield Twilio(stack.enter_context(TwilioStub()))
        elif name == "aliyun":
            yield Aliyun(stack.enter_context(AliyunStub()))
        else:
            yield Telegram(stack.enter_context(TelegramStub()))


@pytest.fixture(params=["fake", "twilio", "aliyun", "telegram"])
def provider(request: pytest.FixtureRequest) -> Iterator[Provider]:
    with provider_named(request.param) as named:
        yield named


@pytest.fixture(params=["fake", "twilio", "aliyun"])
def asked(request: pytest.FixtureRequest) -> Iterator[Provider]:
    """A provider that can be asked what became of a message."""
    with provider_named(request.param) as named:
        assert named.sender.capabilities.can_look_up
        yield named


@pytest.fixture(params=["telegram"])
def silent(request: pytest.FixtureRequest) -> Iterator[Provider]:
    """A provider that cannot."""
    with provider_named(request.param) as named:
        yield named


MESSAGE = OutboundMessage(7, "", "", "", "您好")


def fresh(provider: Provider, **changes: object) -> OutboundMessage:
    """A message to somebody, unless it says to whom, queued a moment ago."""
    sender, to = provider.sender, provider.somebody
    queued = replace(MESSAGE, channel=sender.channel, account=provider.account, recipient=to, created_at=time.time())
    return replace(queued, **changes)  # type: ignore[arg-type]


def nothing_recorded(_ref: str) -> bool:
    return False


def test_a_batch_is_taken_in_order_and_each_message_gets_an_id_of_its_own(provider: Provider) -> None:
    results = provider.sender.send([fresh(provider, text="一"), fresh(provider, text="二"), fresh(provider, text="三")])
    assert provider.bodies() == ["一", "二", "三"]
    assert len({result.provider_ref for result in results if isinstance(result, Accepted)}) == 3


@pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS)
def test_every_character_arrives_as_it_was_written(provider: Provider, text: str) -> None:
    provider.sender.send([fresh(provider, text=text)])
    assert provider.bodies() == [text]


@pytest.mark.parametrize(
    ("outcome", "kind"), [("temporary", Temporary), ("permanent", Permanent), ("lost", Unknown), ("taken", Unknown)]
)
def test_an_outcome_is_named_never_raised(provider: Provider, outcome: str, kind: type) -> None:
    provider.refuse(outcome)
    assert isinstance(provider.sender.send([fresh(provider)])[0], kind)


def test_after_a_refusal_the_next_message_is_taken(provider: Provider) -> None:
    provider.refuse("temporary")
    results = provider.sender.send([fresh(provider, text="一"), fresh(provider, text="二")])
    assert isinstance(results[0], Temporary)
    assert isinstance(results[1], Accepted)
    assert provider.bodies() == ["二"]


def test_a_message_whose_answer_was_lost_is_found_again(asked: Provider) -> None:
    asked.refuse("taken")
    message = fresh(asked)
    asked.sender.send([message])
    assert asked.sender.lookup(message, nothing_recorded)


def test_a_message_that_never_arrived_is_not_found(asked: Provider) -> None:
    asked.refuse("lost")
    message = fresh(asked)
    asked.sender.send([message])
    assert asked.sender.lookup(message, nothing_recorded) is None


def test_a_message_already_recorded_for_another_row_is_not_found_again(asked: Provider) -> None:
    [result] = asked.sender.send([fresh(asked)])
    assert isinstance(result, Accepted)
    assert asked.sender.lookup(fresh(asked, outbox_id=8), lambda ref: ref == result.provider_ref) is None


def test_the_same_words_to_somebody_else_are_not_it(asked: Provider) -> None:
    asked.sender.send([fresh(asked, recipient=asked.somebody_else)])
    assert asked.sender.lookup(fresh(asked), nothing_recorded) is None


def test_a_lookup_without_an_answer_says_so(asked: Provider) -> None:
    asked.break_lookup()
    with pytest.raises(LookupFailed):
        asked.sender.lookup(fresh(asked), nothing_recorded)


def test_a_provider_that_cannot_be_asked_says_so_and_finds_nothing(silent: Provider) -> None:
    assert not silent.sender.capabilities.can_look_up
    message = fresh(silent)
    silent.sender.send([message])
    assert silent.sender.lookup(message, nothing_recorded) is None
