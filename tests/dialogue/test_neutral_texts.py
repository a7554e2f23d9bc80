"""While somebody is in danger only neutral words leave, whatever was to be said; and nobody is met with silence."""

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.dialogue.texts import NEUTRAL, Message, Texts
from conversations import outbox, reading
from conversations.inbox import mark_danger
from conversations.messages import Reply
from knowledge.articles.library import articles
from nlu.labels import LEGAL_TOPICS
from storage.database import Database
from tests.conversations.scene import Scene
from tests.dialogue.runner import Talk, World
from tests.dialogue.test_wandering import MESSAGES, send
from vault.vault import Vault

TEXTS = Texts.load()
NEUTRAL_MESSAGES = [m for m in TEXTS.messages.values() if TEXTS.is_neutral(m.id)]

#: Words that tell whoever reads along that somebody asked for help against them, or wants to leave or to live no more.
TELLING = re.compile(
    "家暴|暴力|虐待|打骂|动手|遗弃|自杀|轻生|老公|丈夫|妻子|离婚|保护令|告诫书|举报|起诉|被告|律师|庇护|骚扰|威胁|跟踪|拘禁|保密"
)
#: Of these the law of aid, which may be quoted, must be free; that decisions are contested is no secret.
OF_HOME = re.compile("家暴|暴力|虐待|打骂|自杀|轻生|老公|丈夫|离婚|保护令|告诫书|庇护|骚扰|威胁|跟踪|拘禁")
#: What may stand in a neutral text: numbers, days, names of aids and offices, figures; never words of the resident.
HARMLESS_VARIABLES = {
    *("police", "fire", "ambulance", "women", "crisis", "government", "legal", "youth", "opens", "number", "county"),
    *("aid", "office", "amount", "about", "source", "reason", "missing", "steps", "line", "income_per_head", "members"),
    *("income", "other", "facts", "receipt", "what", "stage", "next_step", "next_on", "now", "turn", "short", "topic"),
    *("question", "example", "label", "why", "n", "date", "left", "over", "change", "effect", "code"),
}


@pytest.mark.parametrize("message", NEUTRAL_MESSAGES, ids=lambda message: message.id)
def test_a_neutral_text_tells_nothing(message: Message) -> None:
    said = message.text.format(**message.sample) + "".join(message.options.values())
    assert not TELLING.search(said), said
    assert message.variables <= HARMLESS_VARIABLES


def test_every_pattern_fits_a_text_and_every_twin_a_text_that_is_not_neutral() -> None:
    patterns = yaml.safe_load((Path("bot") / "dialogue" / "neutral.yml").read_text(encoding="utf-8"))
    assert all(pattern[1:] in TEXTS.messages for pattern in patterns if pattern.startswith("!"))
    for pattern in patterns:
        if pattern.startswith("!"):
            continue
        assert any(Texts({}, {}, [pattern]).is_neutral(key) for key in TEXTS.messages if not key.endswith(NEUTRAL)), (
            pattern
        )
    for key in TEXTS.messages:
        if key.endswith(NEUTRAL):
            told = key.removesuffix(NEUTRAL)
            assert told in TEXTS.messages, key
            assert not TEXTS.is_neutral(told), key
            assert TEXTS.messages[key].variables <= TEXTS.messages[told].variables, key


def test_what_the_law_says_of_aid_tells_nothing_either() -> None:
    told = [
        one.id
        for article in articles()
        if not set(article.topics) & LEGAL_TOPICS
        for one in article.statements
        if OF_HOME.search(one.say)
    ]
    assert told == []


def everything() -> list[Reply]:
    return [TEXTS.say_from(message.id, message.sample) for message in TEXTS.messages.values()]


def leaves(scene: Scene, talk: str, replies: list[Reply]) -> list[str]:
    with scene.database.write() as c:
        epoch = reading.talk(c, scene.vault, talk).epoch
        for n, reply in enumerate(replies):
            outbox.put(c, scene.vault, outbox.Draft(talk, "all", n, reply, "bot", epoch))
    return scene.dispatch()


@pytest.mark.parametrize("channel", ["web", "twilio"])
def test_of_all_texts_neutral_words_alone_leave_while_danger_is_open(
    database: Database, vault: Vault, channel: str
) -> None:
    scene, all_texts = Scene(database, vault, channel), everything()
    neutral = [reply.neutral for reply in all_texts if reply.neutral is not None]
    assert 100 < len(neutral) < len(all_texts)
    talk = scene.writes("他打我", "p1", danger="violence").conversation_id
    assert leaves(scene, talk, all_texts) == neutral
    assert [line for line in scene.thread(talk) if line[2] in reading.VISIBLE and TELLING.search(line[1])] == []


def test_without_danger_all_of_them_leave_as_they_are(database: Database, vault: Vault) -> None:
    scene, all_texts = Scene(database, vault), everything()
    talk = scene.writes("你好", "p1").conversation_id
    assert leaves(scene, talk, all_texts) == [reply.text for reply in all_texts]


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(MESSAGES, min_size=4, max_size=16))
def test_whoever_goes_on_in_danger_is_answered_in_neutral_words(messages: list[tuple[str, str]]) -> None:
    talk = Talk(World())
    for place, (words, wish) in enumerate(messages):
        replies = send(talk, words, wish)
        if talk.state.hold != "bot":
            break
        if place == 0:
            with talk.world.database.write() as c:
                mark_danger(c, talk.conversation_id, "violence")
            continue
        assert replies, words
        assert [reply.template for reply in replies if reply.neutral != reply.text] == []
    talk.world.database.dispose()
