"""The talk around a draft: which question is open, what an answer changes, and how to ask a second time."""

import re
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection

from actions import wording
from actions.questions.aid import TOLD_ROUGHLY
from actions.questions.contact import CONSENT
from actions.questions.question import FactQuestion, Occasion
from actions.questions.rule_facts import is_range, value_named_in
from actions.rules_changed import rules_changed
from actions.said import Said
from actions.services import Services, resident
from actions.undertaking import Undertaking
from backoffice.actors import Actor
from backoffice.drafts import Draft
from backoffice.facts import UNKNOWN, Unknown
from backoffice.kinds import REQUESTS, DraftKind
from bot.answers import read_fact
from bot.dialogue.texts import Pick
from conversations.messages import JsonValue, Reply
from conversations.turns import TurnInHand
from nlu.keywords import detect
from nlu.normalise import tidy
from nlu.parsers.id_number import Fault, fault_of

#: The fact that the resident wants to answer anew: it is asked before anything else, and forgotten when answered.
ASKED_ANEW = "asked_anew"

#: A question is put in other words once; when that fails as well a person is offered.
OTHER_WORDS = 1
#: So often it may be put at all: to be asked again is then offered no more.
MOST_ASKED = 3

#: What is said of an identity number that cannot be right, by what is wrong with it.
FAULTY_NUMBER: Mapping[Fault, str] = {
    "check": "id_number.check",
    "length": "id_number.length",
    "birth": "id_number.birth",
}

#: Answers that no list can hold: written again after other words were tried, they are taken as they stand.
AS_WRITTEN = {
    "person_name": re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff·A-Za-z ]{2,20}"),
    "place": re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff·A-Za-z0-9 ]{2,30}"),
}


class Interview:
    """Asks what is open in a draft and keeps what is answered."""

    def __init__(self, services: Services, undertakings: Mapping[DraftKind, Undertaking]) -> None:
        self._services, self._undertakings = services, undertakings
        self._drafts, self._texts = services.drafts, services.texts

    def of(self, draft: Draft) -> Undertaking:
        """What a draft is about."""
        return self._undertakings[draft.kind]

    def begin(self, c: Connection, turn: TurnInHand, kind: DraftKind, *, anew: bool = False) -> Draft:
        """The open draft of that kind, made current; a new one when there is none, or it is somebody else's (`anew`)."""
        for draft in self._drafts.list_open(c, turn.conversation_id):
            if draft.kind == kind and not anew:
                return self._drafts.make_current(c, draft.id)
        return self._drafts.open_new(c, turn.conversation_id, kind, self._services.settings.county)

    def current(self, c: Connection, turn: TurnInHand) -> Draft | None:
        """The draft that the conversation is about."""
        return self._drafts.current(c, turn.conversation_id)

    def occasion(self, turn: TurnInHand) -> Occasion:
        """What questions may depend on besides the draft."""
        settings = self._services.settings
        return Occasion(
            today=self._services.today,
            on_phone=turn.channel in settings.phone_channels,
            private=turn.channel not in settings.public_channels,
        )

    def open_question(self, draft: Draft, turn: TurnInHand) -> FactQuestion | None:
        """What is to be asked now: what the resident wants to answer anew, else what the draft lacks."""
        questions, occasion = self.of(draft).questions, self.occasion(turn)
        anew = draft.value(ASKED_ANEW)
        if isinstance(anew, str) and not draft.has(anew):
            return questions.question_for(draft, anew, occasion)
        return questions.open_question(draft, occasion)

    def question_for(self, draft: Draft, fact: str, turn: TurnInHand) -> FactQuestion | None:
        """The question that a fact answers."""
        return self.of(draft).questions.question_for(draft, fact, self.occasion(turn))

    def go_on(self, c: Connection, turn: TurnInHand, draft: Draft, before: Sequence[Reply] = ()) -> Said:
        """Ask what is open, or say what follows when nothing is; first of all, what a changed rule makes of the verdict."""
        news = rules_changed(self._services, c, turn, draft)
        if news:
            draft = self._drafts.get(c, draft.id)
        question = self.open_question(draft, turn)
        said = self.put(draft, question) if question else self._settle(c, turn, draft)
        too_wide = question is not None and is_range(draft.value(question.fact))
        why = [self._texts.say("aid.too_wide")] if too_wide else []
        return said.after([*news, *before, *why])

    def _settle(self, c: Connection, turn: TurnInHand, draft: Draft) -> Said:
        """What follows when nothing is left to ask; after a request filed in between, what was open before it."""
        said = self.of(draft).settled(c, turn, draft)
        if draft.kind not in REQUESTS or self._drafts.get(c, draft.id).open:
            return said
        unfinished = self._drafts.list_open(c, turn.conversation_id)
        if not unfinished:
            return said
        return self.go_on(c, turn, self._drafts.make_current(c, unfinished[0].id), said.replies)

    def put(self, draft: Draft, question: FactQuestion, *, again: bool = False, misses: int = 0) -> Said:
        """Put one question."""
        asked = question.ask(self._texts, again=again)
        return self._opened(draft, question, asked, misses)

    def _opened(self, draft: Draft, question: FactQuestion, asked: Reply, misses: int) -> Said:
        return Said((asked,), question.open_as(draft.id, asked), misses)

    def take(self, c: Connection, turn: TurnInHand, draft: Draft, fact: str, parsed: JsonValue) -> Said:
        """Keep an answer, say what it changes, and go on."""
        undertaking = self.of(draft)
        value = undertaking.value_of(c, turn, draft, fact, parsed)
        if value is None:
            return self.not_understood(c, turn, draft)
        self.write(c, turn, draft, fact, value)
        answered = self._drafts.get(c, draft.id)
        remarks = undertaking.remarks(c, turn, answered, fact)
        if is_range(value) and is_range(draft.value(fact)):
            self._stands_roughly(c, turn, answered, fact)
        return self.go_on(c, turn, self._drafts.get(c, draft.id), remarks)

    def _stands_roughly(self, c: Connection, turn: TurnInHand, draft: Draft, fact: str) -> None:
        """A figure was asked for and a range told again: nothing better is known, so it is not asked for any more."""
        roughly = f"{draft.value(TOLD_ROUGHLY) or ''} {fact}".strip()
        self._drafts.write_fact(c, draft.id, TOLD_ROUGHLY, roughly, actor=Actor.bot(), inbox_id=turn.ref.inbox)

    def write(
        self,
        c: Connection,
        turn: TurnInHand,
        draft: Draft,
        fact: str,
        value: JsonValue | Unknown,
        *,
        confirmed: bool = True,
    ) -> None:
        """Keep one answer of the resident; what stood on a former one falls."""
        actor = resident(turn)
        falling = {name for name in self.of(draft).questions.falls_with(draft, fact) if draft.has(name)}
        if draft.value(ASKED_ANEW) == fact:
            falling.add(ASKED_ANEW)
        if falling:
            self._drafts.remove_facts(c, draft.id, falling, actor=actor)
        if fact == CONSENT:
            self._consent(c, turn, draft, agreed=value is True)
        self._drafts.write_fact(c, draft.id, fact, value, actor=actor, inbox_id=turn.ref.inbox, confirmed=confirmed)

    def take_back(self, c: Connection, turn: TurnInHand, draft: Draft, fact: str) -> Said:
        """Forget an answer and what stood on it, and ask for it before anything else."""
        falling = self.of(draft).questions.falls_with(draft, fact) | {fact}
        known = [name for name in falling if draft.has(name)]
        self._drafts.remove_facts(c, draft.id, known, actor=resident(turn))
        if fact == CONSENT:
            self._consent(c, turn, draft, agreed=False)
        if draft.stage == "summary":
            self._drafts.set_stage(c, draft.id, "applying")
        bot = Actor.bot()
        self._drafts.write_fact(c, draft.id, ASKED_ANEW, fact, actor=bot, inbox_id=turn.ref.inbox)
        return self.go_on(c, turn, self._drafts.get(c, draft.id))

    def file(self, c: Connection, turn: TurnInHand, draft: Draft) -> Said:
        """The summary is right, says the resident: every answer in it is confirmed, and a case is made of them."""
        self._drafts.confirm(c, draft.id)
        return self.of(draft).file(c, turn, self._drafts.get(c, draft.id))

    def not_known(self, c: Connection, turn: TurnInHand, draft: Draft, question: FactQuestion) -> Said:
        """ "不知道" and 跳过 are answers, too, where the matter can go on without one."""
        self.write(c, turn, draft, question.fact, UNKNOWN)
        return self.go_on(c, turn, self._drafts.get(c, draft.id))

    def not_understood(self, c: Connection, turn: TurnInHand, draft: Draft) -> Said:
        """The same question in other words with an example; when that was tried, a person is offered."""
        question = self.open_question(draft, turn)
        if question is None:
            return self.go_on(c, turn, draft)
        misses, asked = turn.asked.misses + 1, self._drafts.count_asked(c, draft.id, question.fact)
        fault = fault_of(turn.text, self._services.today) if question.slot == "id_number" else None
        if asked <= OTHER_WORDS and fault:
            return self._opened(draft, question, self._texts.say(FAULTY_NUMBER[fault]), misses)
        if asked <= OTHER_WORDS:
            return self.put(draft, question, again=True, misses=misses)
        if _stands_as_written(question, turn.text):
            return self.take(c, turn, draft, question.fact, tidy(turn.text))
        ways_out = _ways_out(question, once_more=asked < MOST_ASKED)
        return Said.of(self._texts.say("unclear.question", options=ways_out), misses=misses)

    def answer_after_all(self, c: Connection, turn: TurnInHand, draft: Draft) -> Said | None:
        """An answer to the question that stands open while something else was offered (the ways out of it)."""
        question = self.open_question(draft, turn)
        if question is None or turn.asked.question is not None or turn.choice:
            return None
        asked = question.open_as(draft.id, question.ask(self._texts))
        parsed = read_fact(asked, turn.text, self._services.today)
        return None if parsed is None else self.take(c, turn, draft, question.fact, parsed)

    def answer_in_other_words(self, c: Connection, turn: TurnInHand, draft: Draft) -> Said | None:
        """A story told to a question with choices, in which one of them stands by another name (孩子他爸失业了)."""
        asked, question = turn.asked.question, self.open_question(draft, turn)
        if question is None or asked is None or asked.fact != question.fact or turn.choice:
            return None
        value = value_named_in(turn.text, question.fact)
        return None if value is None else self.take(c, turn, draft, question.fact, value)

    def answered_in_order(self, draft: Draft, turn: TurnInHand) -> list[FactQuestion]:
        """The questions whose answers a resident may see and change, as a summary numbers them."""
        found = (self.question_for(draft, fact, turn) for fact in self.of(draft).questions.in_order(draft))
        return [question for question in found if question is not None]

    def said_back(self, draft: Draft, turn: TurnInHand, facts: Collection[str] | None = None) -> Reply:
        """What was taken from words that answered no question, so that it can be changed; of `facts` where they are given."""
        parts = [
            self._texts.phrase(
                "answer.choice", label=question.named(self._texts), value=wording.answer(self._texts, question, value)
            )
            for question in self.answered_in_order(draft, turn)
            if (facts is None or question.fact in facts) and (value := draft.value(question.fact)) is not None
        ]
        return self._texts.say("aid.noted", facts=self._texts.phrase("list.then").join(parts))

    def last_answered(self, draft: Draft, turn: TurnInHand) -> FactQuestion | None:
        """The question that the resident answered last."""
        told = [(value.at, value.inbox_id or 0, fact) for fact, value in draft.facts.items()]
        for _, _, fact in sorted(told, reverse=True):
            question = self.question_for(draft, fact, turn)
            if question is not None and draft.facts[fact].actor.kind == "resident":
                return question
        return None

    def _consent(self, c: Connection, turn: TurnInHand, draft: Draft, *, agreed: bool) -> None:
        write_down = self._drafts.give_consent if agreed else self._drafts.withdraw_consent
        write_down(c, draft.id, actor=resident(turn), inbox_id=turn.ref.inbox)


def _ways_out(question: FactQuestion, *, once_more: bool) -> list[Pick]:
    skip = [] if question.must else [Pick("skip", {"step": "action_skip"})]
    again = [Pick("once_more", {"step": "action_resume"})] if once_more else []
    return [Pick("person", {"step": "action_person"}), *skip, *again]


def _stands_as_written(question: FactQuestion, text: str) -> bool:
    shape = AS_WRITTEN.get(question.slot)
    return shape is not None and shape.fullmatch(tidy(text)) is not None and detect(text) is None
