"""A turn's commits, counted from the message's arrival until its reply is with the resident: at most 4, plus 2 a reply.

Four belong to the turn: the message is kept, claimed, acted on by its step, closed. Two belong to each reply: it is
claimed for sending, and what became of it is recorded (an SMS that the carrier took; a web page that has shown it). A
carrier's later receipts are deliveries of their own, one commit each.
"""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import event, select

from actions.steps import Steps
from bot.engine_client import EngineTurn
from channels.dispatcher import Dispatcher
from channels.port import Receipt
from conversations import outbox
from conversations import tables as rows
from conversations.messages import Guess, Heard, InboundMessage
from service.bootstrap import Assistant, build
from service.settings import Settings
from tests.channels.fake_sender import FakeSender
from tests.dialogue.runner import rule_table

A_TURN, A_REPLY = 4, 2
RULES = rule_table()

#: message → how the engine understands it (act, topic); one reply each, or what the step makes of it
MESSAGES = {
    "a question about documents": ("办低保要带什么材料", "ask_documents", "dibao"),
    "a household that may be eligible": ("我家能吃低保吗", "ask_eligibility", "dibao"),
    "a wish for a lawyer": ("我想请个律师", "request_legal_help", "legal_aid"),
    "thanks": ("太谢谢你们了", "thanks", "none"),
    "nothing to do with us": ("今天菜价多少", "out_of_scope", "none"),
}
#: message → its step runs at once, without the engine
AT_ONCE = {"danger": "他又打我了我不敢回家", "a person": "转人工", "stop": "退订", "help": "帮助"}


class RuleFollower:
    """An engine as far as the application sees it: it calls the step that the rules name, in the step's own process."""

    steps: Steps

    def __init__(self, act: str, topic: str) -> None:
        self._heard = Heard(act, Guess(act, topic, "none", 0.9))

    def ready(self) -> bool:
        return True

    def turn(self, turn: EngineTurn) -> None:
        """One step, like the rules of the dialogue."""
        self.steps.run(RULES[self._heard.intent], turn.ref, self._heard)


class Counting:
    """The assistant, taken through a turn by hand, and the commits of everything that may write."""

    def __init__(self, assistant: Assistant, channel: str, sender: FakeSender) -> None:
        self.assistant, self.channel, self.commits = assistant, channel, 0
        self._dispatcher = Dispatcher(assistant.database, assistant.vault, [sender])
        event.listen(assistant.database.engine, "commit", self._count)

    def _count(self, c) -> None:
        self.commits += not c.get_execution_options().get("readonly", False)

    def one_turn(self, text: str) -> int:
        """Take a message from its arrival until its replies are with the resident; how many replies there were."""
        message = InboundMessage(self.channel, "us", "+8613800138000", f"p-{text}", text)
        [received] = self.assistant.gateway.receive([message])
        assert self.assistant.turns.take_next()
        while self._dispatcher.step():
            pass
        if self.channel == "web":
            self._page_has_shown(received.conversation_id)
        return len(self.states())

    def _page_has_shown(self, conversation_id: str) -> None:
        with self.assistant.database.write() as c:
            outbox.mark_seen(c, conversation_id, max(c.scalars(select(rows.outbox.c.id))))

    def states(self) -> list[str]:
        """What became of each reply."""
        with self.assistant.database.read() as c:
            return list(c.scalars(select(rows.outbox.c.state)))


@pytest.fixture(params=["web", "twilio"])
def counting(request, database, vault, clock) -> Iterator[Callable[[str, str], Counting]]:
    def make(act: str, topic: str) -> Counting:
        engine = RuleFollower(act, topic)
        assistant = build(Settings(_env_file=None), engine, clock=clock, database=database, vault=vault)
        engine.steps = assistant.steps
        return Counting(assistant, request.param, FakeSender("twilio"))

    return make


@pytest.mark.parametrize(("text", "act", "topic"), MESSAGES.values(), ids=MESSAGES)
def test_a_turn_through_the_engine_commits_four_times_and_twice_a_reply(counting, text, act, topic) -> None:
    turn = counting(act, topic)
    replies = turn.one_turn(text)
    assert replies >= 1
    assert set(turn.states()) == {"delivered" if turn.channel == "web" else "sent"}
    assert A_TURN + replies <= turn.commits <= A_TURN + A_REPLY * replies


@pytest.mark.parametrize("text", AT_ONCE.values(), ids=AT_ONCE)
def test_a_step_at_once_costs_no_more(counting, text) -> None:
    turn = counting("inform", "none")
    replies = turn.one_turn(text)
    assert replies >= 1
    assert A_TURN + replies <= turn.commits <= A_TURN + A_REPLY * replies


def test_the_same_message_again_costs_one_commit_and_no_turn(counting) -> None:
    turn = counting("thanks", "none")
    turn.one_turn("太谢谢你们了")
    before = turn.commits
    message = InboundMessage(turn.channel, "us", "+8613800138000", "p-太谢谢你们了", "太谢谢你们了")
    turn.assistant.gateway.receive([message])
    assert not turn.assistant.turns.take_next()
    assert turn.commits - before == 1


def test_a_receipt_is_one_commit(counting) -> None:
    turn = counting("thanks", "none")
    turn.one_turn("太谢谢你们了")
    before = turn.commits
    turn.assistant.gateway.receipts([Receipt(1, "delivered", "fake-1")])
    assert turn.commits - before == 1
    assert set(turn.states()) == {"delivered"}


def test_looking_is_no_commit(counting) -> None:
    turn = counting("thanks", "none")
    assert not turn.assistant.turns.take_next()
    assert turn.assistant.database_answers()
    assert turn.commits == 0
