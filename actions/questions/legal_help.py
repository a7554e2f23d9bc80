"""法律援助: what happened, whether it can wait, a card or the means, then consent and who asks."""

from collections.abc import Iterator

from actions.questions import contact
from actions.questions.question import Choice, FactQuestion, Occasion, first_unanswered
from backoffice.drafts import Draft
from backoffice.limitation import rule_of
from knowledge import LimitRule, limit_of

MATTER_TEXT = FactQuestion("matter_text", "free_text", "question.matter_text", "fact.matter_text", must=True)
MATTER_TYPE = FactQuestion(
    fact="matter_type",
    slot="choice",
    text="question.matter_type",
    label="fact.matter_type",
    choices=tuple(
        Choice(matter, matter)
        for matter in ("wages", "work_injury", "support", "domestic_violence", "traffic", "social_benefits", "other")
    ),
)
URGENCY = FactQuestion(
    fact="urgency",
    slot="urgency",
    text="question.urgency",
    label="fact.urgency",
    choices=(
        *(Choice(kind, kind) for kind in ("deadline", "detained", "preservation", "danger")),
        Choice("none", "none", said_by="no"),
    ),
)
DEADLINE = FactQuestion("deadline_date", "date", "question.deadline_date", "fact.deadline_date")
#: Asked where the story is that of many people and does not say how many.
CLAIMANTS = FactQuestion("claimant_count", "count", "question.claimant_count", "fact.claimant_count")
#: What a limit is counted from: a paper that came, else what happened, in the words of the matter.
PAPER = FactQuestion(
    fact="paper",
    slot="choice",
    text="question.paper",
    label="fact.paper",
    choices=(
        *(Choice(paper, paper) for paper in ("judgment", "ruling", "award", "decision", "review_decision")),
        Choice("none", "none", said_by="no"),
    ),
)
HAS_CARD = FactQuestion(
    fact="has_card",
    slot="yes_no",
    text="question.has_card",
    label="fact.has_card",
    choices=(Choice("yes", True), Choice("no", False)),
)
CARD_NUMBER = FactQuestion("card_number", "card_number", "question.card_number", "fact.card_number")
#: What only the holder knows. It is compared and forgotten: the fact that it answers is the outcome.
CARD_FACTOR = FactQuestion("card_checked", "card_holder", "question.card_factor", "fact.card_factor")
MEANS = FactQuestion(
    fact="means_group",
    slot="choice",
    text="question.means_group",
    label="fact.means_group",
    choices=(
        *(Choice(group, group) for group in ("migrant_worker", "on_aid", "no_fixed_income")),
        Choice("none", "none", said_by="no"),
    ),
)
OPPONENT = FactQuestion("opponent_name", "party_name", "question.opponent_name", "fact.opponent_name")

FACTS = (
    "matter_text",
    "matter_type",
    "claimant_count",
    "urgency",
    "deadline_date",
    "paper",
    "event_date",
    "has_card",
    "card_number",
    "means_group",
    "opponent_name",
    "name",
    "phone",
    "village",
)

#: Whoever was beaten or left by family is helped whatever the income (LAL Art. 32(4)): means are not asked.
WITHOUT_MEANS = frozenset({"domestic_violence"})


class LegalHelpQuestions:
    """Questions of a request for legal aid."""

    def __init__(self, legal_hotline: str) -> None:
        self._consent = contact.consent("legal_help", {"legal": legal_hotline})

    def open_question(self, draft: Draft, occasion: Occasion) -> FactQuestion | None:
        """The first that is not answered; none after a refusal of consent."""
        if draft.value("consent") is False:
            return None
        return first_unanswered(draft, self._needed(draft, occasion))

    def question_for(self, draft: Draft, fact: str, occasion: Occasion) -> FactQuestion | None:
        """The question that a fact answers."""
        rule = rule_of(draft) or limit_of(str(draft.value("matter_type")))
        if fact == "event_date":
            return None if rule is None else _event(rule)
        return next((question for question in self._all(occasion) if question.fact == fact), None)

    def in_order(self, draft: Draft) -> list[str]:
        """In the order in which they are asked; what was compared and forgotten is not shown."""
        return [fact for fact in FACTS if draft.has(fact)]

    def falls_with(self, draft: Draft, fact: str) -> frozenset[str]:
        """What an answer opened falls with it."""
        falling = {
            "matter_text": {"matter_type", "means_group", "event_date"},
            "urgency": {"deadline_date"},
            "has_card": {"card_number", "card_checked", "means_group"},
            "card_number": {"card_checked", "means_group"},
            "matter_type": {"means_group", "event_date"},
            "paper": {"event_date"},
        }
        return frozenset(falling.get(fact, ()))

    def _needed(self, draft: Draft, occasion: Occasion) -> Iterator[FactQuestion]:
        """Whoever begins with a card is asked for the card first."""
        if draft.value("has_card") is True and not draft.has("matter_text"):
            yield from self._card(draft)
        yield MATTER_TEXT
        yield MATTER_TYPE
        if draft.value("together") is True:
            yield CLAIMANTS
        yield URGENCY
        if draft.value("urgency") == "deadline":
            yield DEADLINE
            if "deadline_date" in draft.unknown:
                yield PAPER
        rule = rule_of(draft) if draft.has("urgency") else None
        if rule is not None:
            yield _event(rule)
        yield from self._means(draft)
        yield OPPONENT
        yield self._consent
        yield contact.NAME
        yield contact.phone(occasion.on_phone)
        yield contact.VILLAGE

    def _means(self, draft: Draft) -> Iterator[FactQuestion]:
        """A card, checked, stands in for the means; without one the group that the law names is asked for."""
        if draft.value("matter_type") in WITHOUT_MEANS:
            return
        yield HAS_CARD
        if draft.value("has_card") is True:
            yield from self._card(draft)
        if draft.has("has_card") and draft.value("card_checked") != "valid":
            yield MEANS

    def _card(self, draft: Draft) -> Iterator[FactQuestion]:
        yield CARD_NUMBER
        if draft.has("card_number") and "card_number" not in draft.unknown:
            yield CARD_FACTOR

    def _all(self, occasion: Occasion) -> Iterator[FactQuestion]:
        yield from (MATTER_TEXT, MATTER_TYPE, CLAIMANTS, URGENCY, DEADLINE, PAPER)
        yield from (HAS_CARD, CARD_NUMBER, CARD_FACTOR, MEANS, OPPONENT)
        yield self._consent
        yield contact.NAME
        yield contact.phone(occasion.on_phone)
        yield contact.VILLAGE


def _event(rule: LimitRule) -> FactQuestion:
    return FactQuestion("event_date", "event_day", f"question.event_{rule.event}", "fact.event_date")
