"""An aid: what the rules still need, then consent, then who applies and where."""

from collections.abc import Iterator

from actions.questions import contact
from actions.questions.question import FactQuestion, Occasion, first_unanswered
from actions.questions.rule_facts import is_rule_fact, rule_answers, rule_question
from backoffice.drafts import Draft
from backoffice.kinds import Aid
from bot.dialogue.texts import Texts
from knowledge import PROMISES, County, FactRef, ProgrammeResult, Situation, Verdict, assess, next_question, vocabulary

#: The verdict that was told, written by the bot; it falls with every answer that the rules judge by.
FIRST_CHECK = "first_check"
#: The facts of which the resident knows no exact figure, parted by spaces.
TOLD_ROUGHLY = "told_roughly"
#: Who is applied for, as they were called (给我妈): the questions name them so.
WHOM = "whom"
#: A fact that only refines another is not worth asking where the other is not known.
REFINES = {
    "income_not_counted_month": "household_income_month",
    "basic_pension_month": "household_income_month",
    "floor_area": "home_count",
}
FOR_THE_AMOUNT = ("area_type", "member_count")
BELOW_THE_LINE = "dibao.income_below_line"
CONTACT = ("for_whom", "name", "contact_name", "phone", "village", "id_number")
#: Judged by one person's own facts: the questions are about that person, whoever writes.
OF_A_PERSON = frozenset({"tekun", "medical", "education", "employment", "disability_living", "disability_nursing"})


class AidQuestions:
    """Questions of an application for one aid in one county."""

    def __init__(self, aid: Aid, texts: Texts, county: County, legal_hotline: str) -> None:
        self._aid, self._texts, self._county = aid, texts, county
        words = {"legal": legal_hotline, "aid": texts.phrase(f"aid.{aid}"), "office": texts.phrase(f"decided_by.{aid}")}
        self._consent = contact.consent("dibao" if aid == "dibao" else "aid", words)

    def open_question(self, draft: Draft, occasion: Occasion) -> FactQuestion | None:
        """Consent first where an application is meant; the verdict is due when the rules need nothing more."""
        applying = draft.stage != "asking"
        if applying and not draft.has("consent"):
            return self._consent
        if applying and draft.value("consent") is False:
            return None
        if self._aid in OF_A_PERSON and not draft.has("for_whom"):
            return contact.FOR_WHICH_PERSON
        ref = self._needed(draft, occasion)
        if ref is not None:
            return rule_question(self._texts, ref, whom_of(draft))
        if not applying or not draft.has(FIRST_CHECK):
            return None
        return first_unanswered(draft, self._about_applicant(draft, occasion))

    def question_for(self, draft: Draft, fact: str, occasion: Occasion) -> FactQuestion | None:
        """The question that a fact answers."""
        if fact == "consent":
            return self._consent
        if fact in CONTACT:
            every = (*self._about_applicant(draft, occasion), contact.CONTACT_NAME)
            return next(question for question in every if question.fact == fact)
        return rule_question(self._texts, FactRef.parse(fact), whom_of(draft)) if is_rule_fact(fact) else None

    def in_order(self, draft: Draft) -> list[str]:
        """The rules' facts in the order of the vocabulary, then the applicant."""
        order = {name: place for place, name in enumerate(vocabulary())}
        judged = [key for key in draft.facts if is_rule_fact(key) and FactRef.parse(key).name not in PROMISES]
        judged.sort(key=lambda key: order[FactRef.parse(key).name])
        return judged + [fact for fact in CONTACT if draft.has(fact)]

    def falls_with(self, draft: Draft, fact: str) -> frozenset[str]:
        """A verdict stands on every fact of the rules; the helper's name on there being a helper."""
        if fact == "for_whom":
            return frozenset({"contact_name"})
        return frozenset({FIRST_CHECK}) if is_rule_fact(fact) else frozenset()

    def _needed(self, draft: Draft, occasion: Occasion) -> FactRef | None:
        """The fact that settles the most, by the rules; what may not be asked here counts as not known."""
        answers = {**PROMISES, **rule_answers(draft.known)}
        unasked = set(draft.unknown) | {fact for fact, base in REFINES.items() if base in draft.unknown}
        unasked |= set(str(draft.value(TOLD_ROUGHLY) or "").split())
        while True:
            ref = next_question(
                Situation.from_answers(answers), occasion.today, self._county, (self._aid,), skip=tuple(unasked)
            )
            if ref is None:
                return self._for_the_amount(draft, occasion, unasked)
            if _may_be_asked(ref, occasion):
                return ref
            unasked.add(ref.key)

    def _for_the_amount(self, draft: Draft, occasion: Occasion, unasked: set[str]) -> FactRef | None:
        """What the figures still need where the verdict does not."""
        situation = Situation.from_answers({**PROMISES, **rule_answers(draft.known)})
        result = assess(situation, occasion.today, self._county, (self._aid,)).programmes[self._aid]
        wanted = _for_dibao(result, draft) if self._aid == "dibao" else _for_the_sum(result)
        return next((ref for ref in wanted if ref.key not in unasked and _may_be_asked(ref, occasion)), None)

    def _about_applicant(self, draft: Draft, occasion: Occasion) -> Iterator[FactQuestion]:
        yield contact.FOR_WHICH_PERSON if self._aid in OF_A_PERSON else contact.FOR_WHOM
        yield contact.NAME
        if draft.value("for_whom") == "family":
            yield contact.CONTACT_NAME
        yield contact.phone(occasion.on_phone)
        yield contact.VILLAGE
        yield contact.ID_NUMBER


def whom_of(draft: Draft) -> str:
    """The id of the word for whoever is applied for; none where people ask for themselves."""
    if draft.value("for_whom") != "family":
        return ""
    named = draft.value(WHOM)
    return f"whom.{named}" if isinstance(named, str) else "whom.any"


def _may_be_asked(ref: FactRef, occasion: Occasion) -> bool:
    return occasion.private or vocabulary()[ref.name].sms_safe


def _for_dibao(result: ProgrammeResult, draft: Draft) -> list[FactRef]:
    """Above or under both lines is so under either; the sum, and by how much it was missed, hang on which line it is."""
    open_facts = [fact for fact in FOR_THE_AMOUNT if not draft.has(fact)]
    vague_amount = result.verdict is Verdict.ELIGIBLE and (result.amount is None or not result.amount.exact)
    over = any(criterion.id == BELOW_THE_LINE and criterion.holds is False for criterion in result.deciding)
    vague_miss = over and result.nearest_miss is None
    return [FactRef(fact) for fact in open_facts] if vague_amount or vague_miss else []


def _for_the_sum(result: ProgrammeResult) -> list[FactRef]:
    """The facts that the sum of whoever may get it still hangs on."""
    return list(result.given.missing) if result.verdict is Verdict.ELIGIBLE else []
