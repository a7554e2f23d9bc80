"""What every sender promises, the fake of the other tests included."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from channels.errors import LookupFailed
from channels.port import Accepted, OutboundMessage, Permanent, Sender, Temporary, Unknown
from channels.twilio_sms import TwilioSender, TwilioSettings
from tests.channels.fake_sender import FakeSender
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


class Fake:
    """The fake and how to make it misbehave."""

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


@pytest.fixture(params=["fake", "twilio"])
def provider(request: pytest.FixtureRequest) -> Iterator[Fake | Twilio]:
    if request.param == "fake":
        yield Fake()
        return
    with TwilioStub() as stub:
        yield Twilio(stub)


MESSAGE = OutboundMessage(7, "twilio", "+85200000000", "+8613900000001", "您好", created_at=0.0)


def fresh(**changes: object) -> OutboundMessage:
    return replace(MESSAGE, created_at=time.time(), **changes)  # type: ignore[arg-type]


def nothing_recorded(_ref: str) -> bool:
    return False


def test_a_batch_is_taken_in_order_and_each_message_gets_an_id_of_its_own(provider: Fake | Twilio) -> None:
    results = provider.sender.send([fresh(text="一"), fresh(text="二"), fresh(text="三")])
    assert provider.bodies() == ["一", "二", "三"]
    assert len({result.provider_ref for result in results if isinstance(result, Accepted)}) == 3


@pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS)
def test_every_character_arrives_as_it_was_written(provider: Fake | Twilio, text: str) -> None:
    provider.sender.send([fresh(text=text)])
    assert provider.bodies() == [text]


@pytest.mark.parametrize(
    ("outcome", "kind"), [("temporary", Temporary), ("permanent", Permanent), ("lost", Unknown), ("taken", Unknown)]
)
def test_an_outcome_is_named_never_raised(provider: Fake | Twilio, outcome: str, kind: type) -> None:
    provider.refuse(outcome)
    assert isinstance(provider.sender.send([fresh()])[0], kind)


def test_after_a_refusal_the_next_message_is_taken(provider: Fake | Twilio) -> None:
    provider.refuse("temporary")
    results = provider.sender.send([fresh(text="一"), fresh(text="二")])
    assert isinstance(results[0], Temporary)
    assert isinstance(results[1], Accepted)
    assert provider.bodies() == ["二"]


def test_a_message_whose_answer_was_lost_is_found_again(provider: Fake | Twilio) -> None:
    provider.refuse("taken")
    message = fresh()
    provider.sender.send([message])
    assert provider.sender.lookup(message, nothing_recorded)


def test_a_message_that_never_arrived_is_not_found(provider: Fake | Twilio) -> None:
    provider.refuse("lost")
    message = fresh()
    provider.sender.send([message])
    assert provider.sender.lookup(message, nothing_recorded) is None


def test_a_message_already_recorded_for_another_row_is_not_found_again(provider: Fake | Twilio) -> None:
    [result] = provider.sender.send([fresh()])
    assert isinstance(result, Accepted)
    assert provider.sender.lookup(fresh(outbox_id=8), lambda ref: ref == result.provider_ref) is None


def test_the_same_words_to_somebody_else_are_not_it(provider: Fake | Twilio) -> None:
    provider.sender.send([fresh(recipient="+8613900000002")])
    assert provider.sender.lookup(fresh(), nothing_recorded) is None


def test_a_lookup_without_an_answer_says_so(provider: Fake | Twilio) -> None:
    provider.break_lookup()
    with pytest.raises(LookupFailed):
        provider.sender.lookup(fresh(), nothing_recorded)
