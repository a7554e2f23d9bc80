"""The facts of one invented life: drawn when first asked for, the same whenever asked again."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from conversations.messages import JsonValue, Question
from knowledge import FactKind, vocabulary
from nlu.parsers import parse_slot
from nlu.parsers.event_day import ONGOING
from tests.soak.wordings import pools

TODAY = date(2026, 11, 24)
OF_APPLICANT = frozenset({"for_whom", "name", "contact_name", "phone", "village", "id_number"})
SMALL_SUMS = frozenset(
    {"income_not_counted_month", "basic_pension_month", "own_income_not_counted_month", "new_job_income_month"}
)
#: The roll's only card, as `tests.dialogue.runner` imports it.
CARD = "SL-2026-0001,样例持卡人,dibao,1234,,2026-01-01,2027-12-31"
#: Stands in a question for a day where no day is an answer, too.
STILL_THERE = "还在干"
CHECK_DIGITS = "10X98765432"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True)
class Life:
    """Draws what is true of somebody.

    Attributes:
        by_phone: they write text messages, so that "this number" is an answer.
    """

    dice: Random
    by_phone: bool = False

    def value_of(self, question: Question) -> JsonValue:
        """A value that answers a question, as the question's own values or the parser would give it."""
        name = question.fact.rpartition(".")[2]
        if question.fact in OF_APPLICANT:
            return self._of_applicant(question.fact)
        if question.slot == "card_number":
            return CARD.partition(",")[0]
        if question.slot == "card_holder":
            return self.dice.choices(("1234", "4321"), (4, 1))[0]
        if question.slot in ("free_text", "party_name"):
            told = pools()["answers"][name]
            return str(self.dice.choice(told if isinstance(told, list) else told["wages"]))
        if question.slot == "choice" or question.values:
            return self.dice.choice(question.values)
        if question.slot == "urgency":
            return self.dice.choices(("none", "deadline", "detained", "preservation"), (8, 1, 1, 1))[0]
        if question.slot == "yes_no":
            return self._as_most_would(name) if self.dice.random() < 0.75 else self.dice.random() < 0.5
        if question.slot == "event_day":
            return self._day_of_event(question)
        if question.slot == "date":
            days = self.dice.randint(3, 60) if name == "deadline_date" else -self.dice.randint(5, 240)
            return (TODAY + timedelta(days=days)).isoformat()
        return self._number(question.slot, name)

    def _as_most_would(self, name: str) -> bool:
        """What the example of the rules says: it is what most households answer."""
        if name not in vocabulary():
            return False
        fact = vocabulary()[name]
        return bool(parse_slot("yes_no", fact.example_zh, today=TODAY, asked=fact.question_zh))

    def _day_of_event(self, question: Question) -> str:
        """A day of the last eight months; work that goes on has none."""
        if STILL_THERE in question.words and self.dice.random() < 0.2:
            return ONGOING
        return (TODAY - timedelta(days=self.dice.randint(5, 240))).isoformat()

    def _number(self, slot: str, name: str) -> int:
        dice = self.dice
        if name == "claimant_count":
            return dice.randint(2, 30)
        if slot == "money":
            if name in SMALL_SUMS:
                return dice.choice((0, 0, 0, 100, 200, 300))
            top = 6000 if vocabulary()[name].kind is FactKind.MONEY_MONTH else 60_000
            return max(100, int(float(f"{dice.uniform(0.02, 1) ** 2 * top:.2g}")))
        if slot == "household_size":
            return dice.randint(1, 6)
        if slot == "age":
            return dice.randint(16, 90)
        if slot == "area":
            return dice.randrange(30, 160, 5)
        low, high = (int(bound) for bound in vocabulary()[name].domain)
        return dice.choices((1, 0, 2, 3), (6, 3, 2, 1))[0] if low == 0 and high > 1 else min(max(low, 2), high)

    def _of_applicant(self, fact: str) -> JsonValue:
        dice = self.dice
        if fact == "for_whom":
            return dice.choices(("self", "family"), (8, 2))[0]
        if fact in ("name", "contact_name"):
            return str(dice.choice(pools()["people_names"]))
        if fact == "phone":
            return "this" if self.by_phone and dice.random() < 0.5 else f"1390000{dice.randint(1000, 9999)}"
        if fact == "village":
            return str(dice.choice(pools()["villages"]))
        return "跳过" if dice.random() < 0.6 else _identity_number(dice)


def _identity_number(dice: Random) -> str:
    """A number with a right checksum that belongs to nobody: no region has this code."""
    born = f"{dice.randint(1945, 2005)}{dice.randint(1, 12):02d}{dice.randint(1, 28):02d}"
    digits = f"990000{born}{dice.randint(1, 999):03d}"
    return digits + CHECK_DIGITS[sum(int(d) * w for d, w in zip(digits, WEIGHTS, strict=True)) % 11]
