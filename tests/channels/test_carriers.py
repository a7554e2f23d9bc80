"""The profiles of carriers as they are written, and texts that a carrier has not approved."""

from datetime import time

import pytest

from channels.carriers import carrier
from channels.dispatcher import Dispatcher
from channels.errors import UnknownCarrier
from channels.templates import Templates
from conversations import inbox, outbox, reading
from conversations.messages import InboundMessage, Option, Reply
from storage.database import Database
from tests.channels.fake_sender import FakeSender
from vault.vault import Vault


@pytest.mark.parametrize("name", ["open", "china", "aliyun", "telegram"])
def test_every_profile_lets_people_sleep(name: str) -> None:
    assert carrier(name).quiet == (time(21, 0), time(8, 0))


def test_mainland_china_takes_the_same_text_twice_and_counts_answers() -> None:
    china = carrier("china")
    assert (china.same_text, china.per_number, china.answers_count) == (2, 4, True)


def test_a_carrier_that_nobody_described_is_refused_while_starting() -> None:
    with pytest.raises(UnknownCarrier, match=r"carriers\.yml"):
        carrier("pigeon")


def test_a_text_that_was_not_approved_never_reaches_the_provider(database: Database, vault: Vault) -> None:
    sender = FakeSender()
    approved = Templates({"T1": "城里还是村里？\n回1 城里\n回2 村里", "T2": "您的编号${receipt}。"})
    dispatcher = Dispatcher(database, vault, [sender], approved={"twilio": approved})
    said = [
        Reply("t", "城里还是村里？", (Option("城里", "answer"), Option("村里", "answer"))),
        Reply("t", "您的编号DB-1。"),
        Reply("staff", "随便说说"),
    ]
    with database.write() as c:
        talk = inbox.receive(c, vault, InboundMessage("twilio", "+85200000000", "+86139", "1", "你好")).conversation_id
        for n, reply in enumerate(said):
            outbox.put(c, vault, outbox.Draft(talk, f"m{n}", 0, reply, "bot", 1))
    while dispatcher.step():
        pass
    assert sender.texts == ["城里还是村里？\n回1 城里\n回2 村里", "您的编号DB-1。"]
    with database.read() as c:
        refused = reading.thread(c, vault, talk)[-1]
    assert (refused.state, refused.error) == ("failed", "这段话没有登记短信模板，不能用短信发出")
