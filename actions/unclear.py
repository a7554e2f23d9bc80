"""action_unclear and action_inform: what to do with words that are no answer and no clear wish."""

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import Connection

from actions.card_request import CardRequest
from actions.eligibility import Eligibility
from actions.interview import Interview
from actions.legal_request import LegalRequest
from actions.link import Link, asks_itself
from actions.more_of_request import MoreOfRequest
from actions.offered import offered_facts
from actions.said import Said
from actions.services import Services
from actions.status import Status, asks_about_filed, names_receipt
from actions.told_ahead import ToldAhead
from actions.way_back import MENU, WayBack
from actions.wishes import pick_of
from backoffice.drafts import Draft
from backoffice.unclear_messages import Meaning
from bot.dialogue.texts import Pick
from conversations.messages import Heard
from conversations.turns import TurnInHand
from nlu.labels import LEGAL_TOPICS
from nlu.normalise import normalise
from nlu.parsers import card_wish
from nlu.personal_numbers import mask_personal_numbers

MOST_OFFERED = 3


class Unclear:
    """Not understood: the open question in other words, the likeliest choices, and the second time a person."""

    def __init__(
        self,
        services: Services,
        interview: Interview,
        way_back: WayBack,
        status: Status,
        link: Link,
        more: MoreOfRequest,
    ) -> None:
        self._services, self._interview = services, interview
        self._way_back, self._status, self._link, self._more = way_back, status, link, more
        self._ahead = ToldAhead(services, interview)

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """A receipt number is understood whatever stands around it."""
        if names_receipt(turn.text):
            return self._status(c, turn, heard)
        draft, question = self._interview.current(c, turn), turn.asked.question
        own = asks_itself(turn)
        if own is not None:
            return self._link.not_understood(turn, own) if turn.asked.misses == 0 else self._person(turn)
        if draft is None and asks_about_filed(self._services, c, turn):
            return self._status(c, turn, heard)
        if draft is not None and question is not None:
            told = self._interview.answer_in_other_words(c, turn, draft) or self._ahead(c, turn, draft)
            return told or self._interview.not_understood(c, turn, draft)
        if draft is not None and draft.stage == "summary":
            return self._before_the_summary(c, turn, draft)
        added = self._more.added(c, turn) if draft is None else None
        if added is not None:
            return added
        late = self._interview.answer_after_all(c, turn, draft) if draft is not None else None
        if late is not None:
            return late
        if draft is None or self._interview.open_question(draft, turn) is None:
            self._keep(c, turn, heard)
        return self._choices(turn, heard) if turn.asked.misses == 0 else self._person(turn)

    def _before_the_summary(self, c: Connection, turn: TurnInHand, draft: Draft) -> Said:
        """Whatever came in between, what is about to be handed over stands before them again."""
        said = self._interview.go_on(c, turn, draft, [self._services.texts.say("unclear.at_summary")])
        return replace(said, misses=turn.asked.misses + 1)

    def _keep(self, c: Connection, turn: TurnInHand, heard: Heard) -> None:
        """For staff to judge: a wish that was not understood, never an answer that a question refused.

        Nothing of a conversation in danger: those words stay where few can read them.
        """
        if turn.danger is None:
            guess = Meaning(heard.guess.act, heard.guess.topic, heard.guess.matter)
            text = mask_personal_numbers(normalise(turn.text).text)
            kept = self._services.office.unclear_messages
            kept.keep(c, turn.ref.inbox, text, guess, heard.guess.confidence)

    def _choices(self, turn: TurnInHand, heard: Heard) -> Said:
        texts, misses = self._services.texts, turn.asked.misses + 1
        picks = list(self._likely(heard))
        if not picks:
            return Said.of(texts.say("unclear.nothing", options=MENU), misses=misses)
        none = Pick("none", {"step": "action_help", "none": True})
        return Said.of(texts.say("unclear.choices", options=[*picks, none]), misses=misses)

    def _person(self, turn: TurnInHand) -> Said:
        options = [
            Pick("person", {"step": "action_person", "yes": True}),
            Pick("menu", {"step": "action_help", "no": True}),
        ]
        text = self._services.texts.say("unclear.person", options=options)
        return Said.of(text, misses=turn.asked.misses + 1)

    def _likely(self, heard: Heard) -> Iterator[Pick]:
        """The likeliest wishes, at most three, none twice."""
        offered: set[str] = set()
        for guess in (heard.guess, *heard.alternatives):
            pick = pick_of(guess, self._services.texts)
            words = "" if pick is None else self._services.texts.phrase(pick.key, **pick.words)
            if pick is not None and words not in offered and len(offered) < MOST_OFFERED:
                offered.add(words)
                yield pick


class Inform:
    """Something is told that no question asked for."""

    def __init__(
        self,
        services: Services,
        interview: Interview,
        unclear: Unclear,
        eligibility: Eligibility,
        legal_request: LegalRequest,
        card_request: CardRequest,
    ) -> None:
        self._services, self._interview, self._unclear = services, interview, unclear
        self._eligibility, self._legal_request, self._card_request = eligibility, legal_request, card_request

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """The beginning of a story where nothing is open yet; else not an answer."""
        if self._interview.current(c, turn) is None and not names_receipt(turn.text):
            if heard.guess.topic == "legal_aid_card" and card_wish.told(turn.text) is not None:
                return self._card_request(c, turn, heard)
            if heard.guess.topic in LEGAL_TOPICS:
                return self._legal_request(c, turn, heard)
            if offered_facts(turn.text, self._services.today):
                return self._eligibility(c, turn, heard)
        return self._unclear(c, turn, heard)
