"""What takes effect the moment a message is kept."""

import pytest

from channels.gateway import Gateway
from conversations import handoff
from conversations.inbox import NO_FLAGS, Flags
from conversations.messages import InboundMessage, Reply
from storage.database import Database
from tests.conversations.scene import Scene
from vault.vault import Vault

#: who holds the conversation, what is written → what is said at once
SAID = {
    "waiting and in danger": ("waiting", "他来了", ["请打110"]),
    "waiting": ("waiting", "还在吗", []),
    "in danger with the bot, whose turn says it": ("bot", "他来了", []),
    "in danger under a person's eyes": ("staff", "他来了", []),
}


def hold(scene: Scene, talk: str, by: str) -> None:
    if by == "staff":
        scene.takes_over(talk)
    if by == "waiting":
        with scene.database.write() as c:
            handoff.ask_for_person(c, talk, "asked")


@pytest.mark.parametrize(("by", "text", "said"), SAID.values(), ids=SAID)
def test_whoever_waits_for_a_person_hears_at_once_where_help_is(
    database: Database, vault: Vault, by: str, text: str, said: list[str]
) -> None:
    scene = Scene(database, vault)
    hold(scene, scene.writes("你好", "p1").conversation_id, by)
    gateway = Gateway(
        database,
        vault,
        flags_of=lambda text: Flags(danger="violence") if text == "他来了" else NO_FLAGS,
        in_danger=lambda kind: Reply(f"danger.{kind}", "请打110"),
    )
    for _ in range(2):  # delivered twice
        gateway.receive([InboundMessage("web", "page", "resident-1", "p2", text)])
    assert scene.dispatch() == said
