"""What takes effect the moment a message is kept."""

import pytest

from channels.gateway import Gateway
from conversations import handoff
from conversations.inbox import NO_FLAGS, Flags
from conversations.messages import InboundMessage, Reply
from storage.database import Database
from tests.conversations.scene import Scene
from vault.vault import Vault

DANGER = Flags(danger="violence", urgent=True)

#: who holds the conversation, whether its danger is known, what is written → who holds it then, and why
HOLDS = {
    "danger begins under a person's hands": ("staff", False, DANGER, ("waiting", "danger")),
    "more danger for the person who knows of it": ("staff", True, DANGER, ("staff", None)),
    "a stop under a person's hands": ("staff", False, Flags(stop=True, urgent=True), ("staff", None)),
    "danger while waiting": ("waiting", False, DANGER, ("waiting", "asked")),
    "danger with the bot, whose turn calls a person": ("bot", False, DANGER, ("bot", None)),
    "anything else": ("staff", False, NO_FLAGS, ("staff", None)),
}


def hold(scene: Scene, talk: str, by: str) -> None:
    if by == "staff":
        scene.takes_over(talk)
    if by == "waiting":
        with scene.database.write() as c:
            handoff.ask_for_person(c, talk, "asked")


@pytest.mark.parametrize(("by", "known", "flags", "then"), HOLDS.values(), ids=HOLDS)
def test_who_holds_a_conversation_once_a_message_is_kept(
    database: Database, vault: Vault, by: str, known: bool, flags: Flags, then: tuple[str, str | None]
) -> None:
    scene = Scene(database, vault)
    talk = scene.writes("你好", "p1", danger="violence" if known else None).conversation_id
    scene.close(scene.claim(), "您好")
    hold(scene, talk, by)
    gateway = Gateway(database, vault, flags_of=lambda message: flags)
    for _ in range(2):  # delivered twice
        gateway.receive([InboundMessage("web", "page", "resident-1", "p2", "写了什么")])
    assert (scene.talk(talk).hold, scene.talk(talk).wait_reason) == then


WAIT = Reply("wait", "有人看得到")
#: who holds the conversation, whether danger is open, what is written → what is said at once
ANSWERED = {
    "a line while somebody in danger waits": ("waiting", True, NO_FLAGS, [WAIT.text]),
    "a line of somebody who waits without danger": ("waiting", False, NO_FLAGS, []),
    "a line to the bot": ("bot", True, NO_FLAGS, []),
    "a line to a person": ("staff", True, NO_FLAGS, []),
    "danger again, which has its own answer": ("waiting", True, DANGER, []),
    "who goes on with the bot": ("waiting", True, Flags(go_on=True), []),
}


@pytest.mark.parametrize(("by", "known", "flags", "said"), ANSWERED.values(), ids=ANSWERED)
def test_who_waits_in_danger_is_answered_once(
    database: Database, vault: Vault, by: str, known: bool, flags: Flags, said: list[str]
) -> None:
    scene = Scene(database, vault)
    talk = scene.writes("你好", "p1", danger="violence" if known else None).conversation_id
    scene.close(scene.claim())
    hold(scene, talk, by)
    gateway = Gateway(database, vault, flags_of=lambda message: flags, waited_for=lambda kind: WAIT)
    for n in range(3):
        gateway.receive([InboundMessage("web", "page", "resident-1", f"p2-{n}", "还在吗")])
    assert [text for who, text, _ in scene.thread(talk) if who == "system"] == said


def test_each_time_that_somebody_in_danger_waits_has_its_own_answer(database: Database, vault: Vault) -> None:
    scene = Scene(database, vault)
    talk = scene.writes("你好", "p1", danger="violence").conversation_id
    gateway = Gateway(database, vault, flags_of=lambda message: NO_FLAGS, waited_for=lambda kind: WAIT)
    for n in range(2):
        hold(scene, talk, "waiting")
        gateway.receive([InboundMessage("web", "page", "resident-1", f"p2-{n}", "还在吗")])
        scene.takes_over(talk)
        scene.gives_back(talk)
    assert [text for who, text, _ in scene.thread(talk) if who == "system"] == [WAIT.text] * 2


#: who holds the conversation, whether the words are those of an open choice → whether they are taken for danger
WORDS_OF_A_CHOICE = {
    "picked from what the bot offered": ("bot", True, None),
    "told, not picked": ("bot", False, "violence"),
    "the same words to a person": ("staff", True, "violence"),
    "the same words while nobody has come": ("waiting", True, "violence"),
}


@pytest.mark.parametrize(("by", "offered", "danger"), WORDS_OF_A_CHOICE.values(), ids=WORDS_OF_A_CHOICE)
def test_the_words_of_an_open_choice_are_no_danger(
    database: Database, vault: Vault, by: str, offered: bool, danger: str | None
) -> None:
    scene = Scene(database, vault)
    talk = scene.writes("你好", "p1").conversation_id
    scene.close(scene.claim())
    hold(scene, talk, by)
    gateway = Gateway(database, vault, flags_of=lambda message: DANGER, is_offered=lambda asked, text: offered)
    gateway.receive([InboundMessage("web", "page", "resident-1", "p2", "被家里人打骂")])
    assert scene.talk(talk).danger == danger


def test_the_first_message_of_an_address_picks_nothing(database: Database, vault: Vault) -> None:
    scene = Scene(database, vault)
    gateway = Gateway(database, vault, flags_of=lambda message: DANGER, is_offered=lambda asked, text: True)
    received = gateway.receive([InboundMessage("web", "page", "resident-9", "p1", "被家里人打骂")])
    assert scene.talk(received[0].conversation_id).danger == "violence"
