"""action_correct: 改收入, 改2, 改, and "刚才说错了,是两千八"."""

from sqlalchemy import Connection

from actions import wording
from actions.interview import Interview
from actions.questions.question import FactQuestion
from actions.said import Said
from actions.services import Services
from actions.told_ahead import ToldAhead
from actions.way_back import WayBack
from actions.whereabouts import Whereabouts
from backoffice.drafts import Draft
from bot.answers import read_fact
from bot.dialogue.texts import Pick
from conversations.messages import Heard
from conversations.turns import TurnInHand
from nlu.keywords import detect
from nlu.outright import put_right
from nlu.parsers.place_in_list import place_in_list


class Correct:
    """Takes an answer back and asks for it anew; the others stay."""

    def __init__(self, services: Services, interview: Interview, way_back: WayBack, whereabouts: Whereabouts) -> None:
        self._services, self._interview, self._way_back = services, interview, way_back
        self._whereabouts, self._ahead = whereabouts, ToldAhead(services, interview)

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """By number or name where one was given; else the last answer, if the message holds another; else a list."""
        draft = self._interview.current(c, turn)
        answered = self._interview.answered_in_order(draft, turn) if draft else []
        if draft is None or not answered:
            return self._nothing(c, turn, open_draft=draft is not None)
        meant = self._meant(turn, answered)
        if meant is not None:
            return self._interview.take_back(c, turn, draft, meant.fact)
        told = self._restated(c, turn, draft, heard) or self._told_anew(c, turn, draft, heard)
        return told or self._which(draft, answered)

    def _nothing(self, c: Connection, turn: TurnInHand, *, open_draft: bool) -> Said:
        """Nothing was answered yet, or it was filed and staff alone can change it."""
        texts = self._services.texts
        if open_draft or not self._whereabouts.cases(c, turn):
            return self._way_back.or_menu(c, turn, texts.say("edit.nothing"))
        options = [
            Pick("person", {"step": "action_person", "yes": True}),
            Pick("menu", {"step": "action_help", "no": True}),
        ]
        return Said.of(texts.say("edit.filed", options=options))

    def _meant(self, turn: TurnInHand, answered: list[FactQuestion]) -> FactQuestion | None:
        picked = self._services.picked(turn).get("fact")
        if picked is not None:
            return next((question for question in answered if question.fact == picked), None)
        target = self._target(turn)
        number = place_in_list(target)
        if number is not None:
            return answered[number - 1] if 1 <= number <= len(answered) else None
        return self._named(target, answered)

    def _target(self, turn: TurnInHand) -> str:
        found = detect(turn.text)
        return (found.target or "") if found is not None and found.kind == "change" else ""

    def _named(self, target: str, answered: list[FactQuestion]) -> FactQuestion | None:
        """The answer whose name is the longest one that fits."""
        fitting = [
            (len(name), question)
            for question in answered
            for name in question.names(self._services.texts)
            if target and (name in target or target in name)
        ]
        return max(fitting, key=lambda fit: fit[0])[1] if fitting else None

    def _restated(self, c: Connection, turn: TurnInHand, draft: Draft, heard: Heard) -> Said | None:
        """The last answer given anew in the same breath."""
        last = self._interview.last_answered(draft, turn)
        if last is None or heard.intent != "correct" or self._target(turn) or last.slot in ("free_text", "person_name"):
            return None
        texts = self._services.texts
        told = put_right(turn.text) or turn.text
        value = read_fact(last.open_as(draft.id, last.ask(texts)), told, self._services.today)
        if value is None:
            return None
        said = self._interview.take(c, turn, draft, last.fact, value)
        kept = self._services.drafts.get(c, draft.id).value(last.fact)
        words = "" if kept is None else wording.answer(texts, last, kept)
        return said.after([texts.say("edit.changed", label=last.named(texts), value=words)])

    def _told_anew(self, c: Connection, turn: TurnInHand, draft: Draft, heard: Heard) -> Said | None:
        """Another answer than the last one, in words that can be nothing else (5口人，刚才说错了)."""
        return None if heard.intent != "correct" or self._target(turn) else self._ahead(c, turn, draft)

    def _which(self, draft: Draft, answered: list[FactQuestion]) -> Said:
        texts = self._services.texts
        options = [
            Pick("edit.one", {"step": "action_correct", "fact": question.fact}, words={"label": question.named(texts)})
            for question in answered
        ]
        return Said.of(texts.say("edit.which", options=options))
