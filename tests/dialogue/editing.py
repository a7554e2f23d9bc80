"""Runs of the dialogue's steps below channels, turns and engine, for tests that compare many of them.

A run asks for one thing and answers from a sheet until everything is summed up. Each answer hangs on the seed, the fact
and how often that fact was changed, so that two runs differ only where they are meant to.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

from sqlalchemy import Connection

from actions.handler import Handler
from actions.questions.aid import AidQuestions
from actions.questions.legal_aid_card import LegalAidCardQuestions
from actions.questions.legal_help import LegalHelpQuestions
from actions.questions.question import Questions
from actions.said import Said
from actions.steps import handlers
from backoffice.drafts import Draft
from backoffice.facts import Unknown
from backoffice.kinds import AIDS, DraftKind
from bot.reading import read
from conversations.inbox import ADDRESS
from conversations.messages import (
    NOTHING_ASKED,
    Asked,
    Guess,
    Heard,
    InboundMessage,
    JsonValue,
    Option,
    Question,
    TurnRef,
)
from conversations.turns import TurnInHand
from tests.dialogue.runner import World, import_cards
from tests.soak.lives import CARD, Life
from tests.soak.residents import AS_THEY_STAND
from tests.soak.wordings import Speech

SUMMED_UP = "summary.check"
#: Facts whose answers are worth changing; consent has its own way, and a card is not tried again and again.
NOT_EDITED = frozenset({"consent", "card_number", "card_checked"})
MOST_STEPS = 80


@dataclass
class Stage:
    """A world with a place for conversations, shared by many runs."""

    world: World = field(default_factory=World)

    def __post_init__(self) -> None:
        services = self.world.services
        self.steps: Mapping[str, Handler] = handlers(services)
        hotline = services.settings.hotlines.legal
        self.questions: dict[DraftKind, Questions] = {
            **{aid: AidQuestions(aid, services.texts, services.county, hotline) for aid in AIDS},
            "legal_help": LegalHelpQuestions(hotline),
            "legal_aid_card": LegalAidCardQuestions(hotline),
        }
        import_cards(self.world, [CARD])

    def conversation(self) -> tuple[str, int]:
        """A new one, with the id of its only stored message."""
        message = InboundMessage("web", "us", uuid.uuid4().hex, uuid.uuid4().hex, "好")
        [received] = self.world.gateway.receive([message])
        return received.conversation_id, received.inbox_id


@dataclass
class Run:
    """One conversation about one kind of draft.

    Attributes:
        place: a conversation of the stage, with the id of its only stored message.
        changed: how often each fact's answer was changed: part of what its answer hangs on.
        asked: the facts that were asked, in order.
    """

    stage: Stage
    c: Connection
    kind: DraftKind
    seed: int
    place: tuple[str, int]
    changed: dict[str, int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._conversation, self._inbox = self.place
        self._open: Asked = NOTHING_ASKED
        self._summed_up = False

    @property
    def draft(self) -> Draft:
        """What was told so far."""
        drafts = self.stage.world.office.drafts.list_open(self.c, self._conversation)
        return next(draft for draft in drafts if draft.kind == self.kind)

    def known(self) -> dict[str, JsonValue]:
        """The answers, personal ones in clear; None for one that is not known."""
        draft, found = self.draft, {}
        for fact, kept in draft.facts.items():
            value = None if isinstance(kept.value, Unknown) else kept.value
            if kept.personal:
                value = self.stage.world.office.drafts.masked(self.c, draft.id, fact)
            found[fact] = value
        return found

    def begin(self) -> None:
        """Ask for it."""
        if self.kind in AIDS:
            self._pick({"step": "action_apply", "aid": self.kind})
        elif self.kind == "legal_aid_card":
            self._step("action_apply", "办卡", heard=Heard("apply", Guess("apply", "legal_aid_card", "none", 1.0)))
        else:
            self._step(
                "action_legal_help", "找律师", heard=Heard("request_legal_help", Guess("x", "legal_aid", "none", 1.0))
            )

    def go_on(self, answers: int = MOST_STEPS) -> None:
        """Answer so many questions, or until everything is summed up."""
        for _ in range(answers):
            if self._summed_up:
                return
            self._one_more()
        assert answers < MOST_STEPS, f"{self.kind} seed {self.seed} never ends: {self.asked}"

    def edit(self, fact: str) -> None:
        """Take an answer back in the list of answers and give another."""
        self.changed[fact] = self.changed.get(fact, 0) + 1
        self._step("action_correct", "改")
        option = next(option for option in self._open.options if option.facts.get("fact") == fact)
        self._pick(option.facts)
        assert self._open.question is not None
        assert self._open.question.fact == fact
        self._one_more()

    def editable(self) -> list[str]:
        """The facts whose answers may be changed now."""
        draft = self.draft
        return sorted(fact for fact in self.asked if draft.has(fact) and fact not in NOT_EDITED)

    def falls_with(self, fact: str) -> frozenset[str]:
        """The answers that hang on this one, by the questions of the kind."""
        return self.stage.questions[self.kind].falls_with(self.draft, fact)

    def _one_more(self) -> None:
        question = self._open.question
        if question is None:
            [apply] = [option for option in self._open.options if option.facts.get("step") == "action_apply"]
            self._pick(apply.facts)
            return
        self.asked.append(question.fact)
        words = self._words(question)
        reading = read(self._open, words, None, self.stage.world.clock.now().date())
        step = {"answer": "action_answer", "skip": "action_skip", "dont_know": "action_dont_know"}.get(
            reading.intent or ""
        )
        assert step is not None, f"{words!r} does not answer {question.words!r}"
        self._step(step, words)

    def _words(self, question: Question) -> str:
        dice = Random(f"{self.seed} {question.fact} {self.changed.get(question.fact, 0)}")
        if question.fact == "consent":
            return "同意"
        value = Life(dice).value_of(question)
        plain = isinstance(value, str) and question.slot in AS_THEY_STAND
        return str(value) if plain else Speech(dice, chatty=False, terse=True).answer(question, value, tries=2)

    def _pick(self, facts: Mapping[str, JsonValue]) -> None:
        picked = Asked(options=(Option("这个", "choose", facts),), origin="o")
        self._step("action_choose", "这个", asked=picked, choice="o:0")

    def _step(
        self, step: str, text: str, *, asked: Asked | None = None, choice: str | None = None, heard: Heard | None = None
    ) -> None:
        world = self.stage.world
        turn = TurnInHand(
            ref=TurnRef(self._inbox, 0, 0),
            conversation_id=self._conversation,
            channel="web",
            sender_sealed=world.vault.seal("somebody", ADDRESS),
            text=text,
            choice=choice,
            asked=self._open if asked is None else asked,
            danger=None,
        )
        world.clock.move(seconds=1)
        said: Said = self.stage.steps[step](self.c, turn, heard or Heard("x", Guess("none", "none", "none", 1.0)))
        self._open = said.asked
        self._summed_up = any(reply.template == SUMMED_UP for reply in said.replies)
