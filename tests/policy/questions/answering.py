"""The answers that a resident gets to the questions: the dialogue's own policy step, on the day and in the county asked for."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from actions.interview import Interview
from actions.policy import Policy
from actions.settings import DialogueSettings
from actions.way_back import WayBack
from channels.sms_text import measure, render_for_sms
from conversations.messages import Reply
from nlu.normalise import normalise
from storage.clock import CHINA, FrozenClock
from tests.dialogue.runner import World
from tests.policy.questions.judge import Question, faults, questions


@dataclass(frozen=True)
class Answered:
    """A question with its answer and what is wrong with it."""

    question: Question
    reply: Reply
    faults: tuple[str, ...]

    @property
    def right(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults

    @property
    def segments(self) -> int:
        """Text messages that the reply takes, with its choices."""
        return measure(render_for_sms(self.reply.text, [option.label for option in self.reply.options])).count


@cache
def answers() -> tuple[Answered, ...]:
    """Every question, answered and judged."""
    return tuple(_answered(question, question.topic, question.act) for question in questions())


def answers_as_understood(lines: Path) -> tuple[Answered, ...]:
    """The same with the topic and act that `assistant understand` gave, one JSON object a line in the order of the questions."""
    understood = [json.loads(line) for line in lines.read_text(encoding="utf-8").splitlines()]
    pairs = zip(questions(), understood, strict=True)
    return tuple(_answered(question, labels["topic"], labels["act"]) for question, labels in pairs)


def _answered(question: Question, topic: str, act: str) -> Answered:
    policy = _policy(question.county, question.on.isoformat())
    reply = policy.reply(topic, act, normalise(question.words).text)
    return Answered(question, reply, faults(question, reply.text))


@cache
def _policy(county: str, on: str) -> Policy:
    clock = FrozenClock(datetime.fromisoformat(f"{on}T10:00").replace(tzinfo=CHINA))
    services = World(clock=clock, settings=DialogueSettings(county=county)).services
    return Policy(services, WayBack(services, Interview(services, {})))
