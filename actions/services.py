"""What the steps work with, handed in once by the composition."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from actions.settings import DialogueSettings
from backoffice.actors import Actor
from backoffice.cards import Cards
from backoffice.cases import Cases
from backoffice.drafts import Drafts
from backoffice.office import BackOffice
from bot.answers import Answer, parse_answer
from bot.dialogue.texts import Texts
from conversations.messages import JsonValue
from conversations.turns import TurnInHand
from knowledge import County, is_working_day, load_county
from knowledge.errors import CalendarError
from storage.clock import Clock
from vault.vault import Vault

SATURDAY = 5


@dataclass(frozen=True)
class Services:
    """The rooms that a step may use, and the office's clock and county."""

    vault: Vault
    clock: Clock
    office: BackOffice
    texts: Texts
    settings: DialogueSettings

    @property
    def drafts(self) -> Drafts:
        """What residents have told us."""
        return self.office.drafts

    @property
    def cases(self) -> Cases:
        """What we promised to do."""
        return self.office.cases

    @property
    def cards(self) -> Cards:
        """The roll of legal-aid cards."""
        return self.office.cards

    @cached_property
    def county(self) -> County:
        """The county whose figures are told."""
        return load_county(self.settings.county)

    @property
    def county_words(self) -> str:
        """How a reply names the county whose figures it uses; an invented one says so."""
        if not self.county.invented:
            return self.county.name_zh
        return self.texts.phrase("county.example", name=self.county.name_zh)

    @property
    def today(self) -> date:
        """The day on which limits are counted and answers are judged."""
        return self.clock.now().date()

    @property
    def on_duty(self) -> bool:
        """Whether somebody sits at the desk now."""
        return self.settings.duty.on_duty(self.clock.now(), works_on)

    @property
    def next_opening(self) -> datetime:
        """When somebody sits at the desk next."""
        return self.settings.duty.next_opening(self.clock.now(), works_on)

    def answer_in(self, turn: TurnInHand) -> Answer | None:
        """What the message answers, read for what was open when it was first taken."""
        return parse_answer(turn.asked, turn.text, turn.choice, self.today)

    def picked(self, turn: TurnInHand) -> dict[str, JsonValue]:
        """What goes with the option that the message picks; empty when it picks none."""
        answer = self.answer_in(turn)
        return dict(answer.option.facts) if answer is not None and answer.option is not None else {}


def resident(turn: TurnInHand) -> Actor:
    """The person on the other side, as an actor."""
    return Actor.resident(turn.conversation_id)


def works_on(day: date) -> bool:
    """Whether offices work on a day; where the year's holidays are not published yet, Monday to Friday."""
    try:
        return is_working_day(day)
    except CalendarError:
        return day.weekday() < SATURDAY
