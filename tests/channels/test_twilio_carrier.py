"""Through Twilio to a carrier that delays, loses, mixes up and doubles what it tells: once to the resident, right for staff."""

import random
import re
from collections import Counter
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import update
from twilio.request_validator import RequestValidator

from bot.dialogue.texts import Message, Texts
from channels.dispatcher import Dispatcher, SendPatience
from channels.errors import FetchFailed
from channels.files.collector import Collector
from channels.files.scan import NoScanner
from channels.gateway import Gateway
from channels.sms_text import render_for_sms
from channels.templates import Templates
from channels.twilio_sms import SMS_PATH, TwilioFiles, TwilioSender, TwilioSettings, TwilioWebhook
from channels.webhook import webhook_router
from conversations import attachments, outbox, reading
from conversations.inbox import NO_FLAGS
from conversations.messages import Option, Reply
from conversations.permission import CarrierProfile
from conversations.tables import outbox as rows
from storage.database import Database
from tests.channels.carrier import Carrier
from tests.channels.files.samples import photo_with_a_place
from vault.vault import Vault

ACCOUNT = "AC" + "0" * 32
OURS, RESIDENT = "+85200000000", "+8613900000001"
AT_ONCE = SendPatience(backoff=(0.0,), attempts=12, resends=6)


class Line:
    """The assistant's edge with a carrier at the other end, stepped without threads."""

    def __init__(self, database: Database, vault: Vault, carrier: Carrier, **dispatching: object) -> None:
        self.database, self.vault, self.carrier = database, vault, carrier
        self.settings = TwilioSettings(ACCOUNT, carrier.auth_token, carrier.public_url, carrier.url, 2.0)
        self.dispatcher = Dispatcher(
            database, vault, [TwilioSender(self.settings)], patience=AT_ONCE, watch_for=0.0, **dispatching
        )  # type: ignore[arg-type]
        app = FastAPI()
        gateway = Gateway(database, vault, flags_of=lambda message: NO_FLAGS)
        app.include_router(webhook_router(TwilioWebhook(self.settings), gateway))
        self.client = TestClient(app, raise_server_exceptions=False)
        self.count = 0

    def post(self, url: str, form: dict[str, str]) -> int:
        """Twilio posts to us."""
        signature = RequestValidator(self.carrier.auth_token).compute_signature(url, form)
        path = url.removeprefix(self.carrier.public_url)
        return self.client.post(path, data=form, headers={"X-Twilio-Signature": signature}).status_code

    def writes(self, number: str = RESIDENT, **more: str) -> str:
        self.count += 1
        form = {
            "MessageSid": f"SM{self.count:032d}",
            "From": number,
            "To": OURS,
            "Body": "你好",
            "NumMedia": "0",
            **more,
        }
        assert self.post(self.carrier.public_url + SMS_PATH, form) == 200
        with self.database.read() as c:
            talk = reading.find(c, self.vault, "twilio", OURS, number)
        assert talk
        return talk

    def owe(self, talk: str, reply: Reply) -> int:
        self.count += 1
        with self.database.write() as c:
            row = outbox.put(c, self.vault, outbox.Draft(talk, f"m{self.count}", 0, reply, "bot", 1))
        assert row
        return row

    def drain(self) -> None:
        """Send until nothing is left, also what was cut off."""
        for _ in range(60):
            while self.dispatcher.step():
                pass
            with self.database.write() as c:
                cut_off = c.execute(update(rows).where(rows.c.state == "sending").values(lease_until=0)).rowcount
            if not cut_off:
                return

    def states(self, talk: str) -> dict[str, tuple[str, str | None]]:
        with self.database.read() as c:
            lines = reading.thread(c, self.vault, talk)
        return {line.text: (line.state, line.error) for line in lines if line.who == "bot"}


@pytest.fixture
def carrier() -> Iterator[Carrier]:
    with Carrier() as simulator:
        yield simulator


@pytest.mark.parametrize("seed", range(6))
def test_whatever_the_carrier_loses_and_doubles_each_text_arrives_once(
    database: Database, vault: Vault, seed: int
) -> None:
    chance = random.Random(seed)
    with Carrier(seed=seed) as carrier:
        line = Line(database, vault, carrier)
        talks = [line.writes(f"+861390000000{n}") for n in range(3)]
        owed = [(talk, f"第{n}句给{number}") for n in range(4) for number, talk in enumerate(talks)]
        for talk, text in owed:
            match chance.randrange(5):
                case 0:
                    carrier.lose_next(taken=True)
                case 1:
                    carrier.lose_next(taken=False)
                case 2:
                    carrier.answer_next("garbage_after")
                case 3:
                    carrier.refuse_next(429, 20429)
            line.owe(talk, Reply("t", text))
            if chance.random() < 0.5:
                line.dispatcher.step()
                carrier.flush(line.post)
        line.drain()
        assert set(carrier.flush(line.post)) <= {200}
        assert Counter(message.body for message in carrier.sent) == Counter(text for _, text in owed)
        for talk in talks:
            states = line.states(talk)
            assert {state for state, _ in states.values()} == {"delivered"}
            mine = [text for of, text in owed if of == talk]
            assert [m.body for m in carrier.sent if m.body in mine] == mine, "in the order in which they were said"


def test_receipts_that_come_a_third_time_a_week_later_change_nothing(
    database: Database, vault: Vault, carrier: Carrier
) -> None:
    line = Line(database, vault, carrier)
    talk = line.writes()
    line.owe(talk, Reply("t", "您好"))
    line.drain()
    carrier.flush(line.post)
    [message] = carrier.sent
    for status in ("queued", "sent", "undelivered", "failed"):
        assert line.post(message.status_callback, {"MessageSid": message.sid, "MessageStatus": status}) == 200
    assert line.states(talk) == {"您好": ("delivered", None)}


def test_a_third_equal_text_is_refused_by_the_carrier_and_shown_to_staff(
    database: Database, vault: Vault, carrier: Carrier
) -> None:
    line = Line(database, vault, carrier)
    talk = line.writes()
    for _ in range(3):
        line.owe(talk, Reply("t", "请回复数字"))
    line.drain()
    carrier.flush(line.post)
    assert [carrier.fates[message.sid] for message in carrier.sent] == ["delivered", "delivered", "failed"]
    assert line.states(talk)["请回复数字"] == ("failed", "被运营商当作垃圾短信拦截")


def test_with_the_carriers_profile_a_third_equal_text_never_leaves(
    database: Database, vault: Vault, carrier: Carrier
) -> None:
    line = Line(database, vault, carrier, profiles={"twilio": CarrierProfile(same_text=2)})
    talk = line.writes()
    for _ in range(3):
        line.owe(talk, Reply("t", "请回复数字"))
    line.drain()
    assert len(carrier.sent) == 2
    assert "failed" not in carrier.fates.values()


def in_full(message: Message) -> Reply:
    """A registered text with its samples and everything that can be offered with it."""
    options = tuple(Option(words.format(**message.sample), "choose") for words in message.options.values())
    return Reply(message.id, message.text.format(**message.sample), options)


def to_register(message: Message) -> str:
    """The same as a carrier registers it: `${name}` where a value stands."""
    names = {name: f"${{{name}}}" for name in message.sample}
    return render_for_sms(message.text.format(**names), [words.format(**names) for words in message.options.values()])


def can_be_registered(message: Message) -> bool:
    """No carrier registers a text that has a variable twice, or hardly a word beside its variables."""
    text = to_register(message)
    own_words = re.sub(r"\$\{\w+\}|\W", "", text)
    return len(own_words) > 6 and all(text.count(f"${{{name}}}") == 1 for name in message.sample)


def test_every_text_of_ours_passes_a_carrier_that_knows_our_registered_texts_and_no_other(
    database: Database, vault: Vault
) -> None:
    texts = Texts.load()
    registered = [message for message in texts.messages.values() if can_be_registered(message)]
    approved = Templates({message.id.replace(".", "_"): to_register(message) for message in registered})
    with Carrier(approved=approved, same_text=99) as carrier:
        line = Line(database, vault, carrier, approved={"twilio": approved})
        talk = line.writes()
        sent = registered[::3]
        for message in sent:
            line.owe(talk, in_full(message))
        line.owe(talk, Reply("made_up", "随口一句没有登记的话"))
        line.drain()
        carrier.flush(line.post)
        assert set(carrier.fates.values()) == {"delivered"}
        assert len(carrier.sent) == len(sent) > 40
        assert line.states(talk)["随口一句没有登记的话"][0] == "failed"


def test_an_opt_out_that_the_carrier_holds_silences_us_until_they_write(
    database: Database, vault: Vault, carrier: Carrier
) -> None:
    line = Line(database, vault, carrier)
    talk = line.writes()
    carrier.refuse_next(400, 21610)
    line.owe(talk, Reply("t", "一"))
    line.owe(talk, Reply("t", "二"))
    line.drain()
    assert (carrier.sent, line.states(talk)["一"], line.states(talk)["二"][0]) == (
        [],
        ("failed", "对方已退订短信"),
        "withheld",
    )
    line.writes()
    line.owe(talk, Reply("t", "三"))
    line.drain()
    assert [message.body for message in carrier.sent] == ["三"]


# ---- several numbers, messaging services


def test_each_number_answers_for_itself_and_by_its_own_messaging_service(
    database: Database, vault: Vault, carrier: Carrier
) -> None:
    settings = TwilioSettings(
        ACCOUNT, carrier.auth_token, carrier.public_url, carrier.url, 2.0, services={OURS: "MG" + "1" * 32}
    )
    line = Line(database, vault, carrier)
    line.dispatcher = Dispatcher(database, vault, [TwilioSender(settings)], patience=AT_ONCE, watch_for=0.0)
    line.owe(line.writes(), Reply("t", "一"))
    form = {"MessageSid": "SM" + "9" * 32, "From": RESIDENT, "To": "+85211111111", "Body": "你好", "NumMedia": "0"}
    line.post(carrier.public_url + SMS_PATH, form)
    with database.read() as c:
        other = reading.find(c, vault, "twilio", "+85211111111", RESIDENT)
    assert other
    line.owe(other, Reply("t", "二"))
    line.drain()
    assert [(m.body, m.from_, m.service) for m in carrier.sent] == [
        ("一", OURS, "MG" + "1" * 32),
        ("二", "+85211111111", ""),
    ]


# ---- MMS


def test_a_photo_by_mms_is_fetched_with_our_credentials_and_kept(
    database: Database, vault: Vault, carrier: Carrier
) -> None:
    line = Line(database, vault, carrier)
    carrier.media["/media/1"] = photo_with_a_place()
    talk = line.writes(Body="", NumMedia="1", MediaUrl0=f"{carrier.url}/media/1", MediaContentType0="image/jpeg")
    collector = Collector(
        database, vault, [TwilioFiles(line.settings)], NoScanner(), words=lambda fate: Reply("file", fate)
    )
    assert collector.step()
    with database.read() as c:
        [known] = attachments.of_conversation(c, vault, talk)
    assert (known.state, known.media_type) == ("kept", "image/jpeg")


def test_a_media_address_outside_of_twilio_is_not_shown_our_credentials(carrier: Carrier) -> None:
    settings = TwilioSettings(ACCOUNT, "another-token", carrier.public_url, carrier.url, 2.0)
    carrier.media["/media/1"] = b"x"
    with pytest.raises(FetchFailed):
        TwilioFiles(settings).fetch({"url": f"{carrier.url}/media/1"})
    with pytest.raises(FetchFailed):
        TwilioFiles(TwilioSettings(ACCOUNT, "t", "https://x.example")).fetch({"url": f"{carrier.url}/media/1"})
