"""The first check of an aid in words: verdict, figure, source and its date, and what to do next. Nothing is computed here."""

from collections.abc import Sequence
from dataclasses import dataclass

from actions import wording
from actions.errors import NoRules
from actions.questions.rule_facts import rule_answers
from actions.services import Services
from actions.what_if import what_if_reply
from backoffice.drafts import Draft
from backoffice.kinds import AIDS, Aid
from bot.dialogue.texts import Pick
from conversations.messages import JsonValue, Reply
from conversations.turns import TurnInHand
from knowledge import (
    PROMISES,
    Amount,
    Assessment,
    CriterionResult,
    ProgrammeResult,
    Situation,
    Source,
    Verdict,
    assess,
    vocabulary,
)
from knowledge.what_if import what_if

HOW_MANY_REASONS = 3

#: Bills that a family cannot bear are a hardship of their own (支出型困难).
_RIGID = Pick("aid.rigid_expenditure", {"step": "action_eligibility", "aid": "rigid_expenditure"})
_PERSON = Pick("person", {"step": "action_person"})


@dataclass(frozen=True)
class FirstCheck:
    """What the rules say of a draft on one day, and the words for it; aids with words of their own refine it."""

    services: Services
    assessment: Assessment
    private: bool
    aid: Aid
    situation: Situation

    @property
    def result(self) -> ProgrammeResult:
        """The result for the aid itself."""
        return self.assessment.programmes[self.aid]

    def as_fact(self) -> dict[str, JsonValue]:
        """For the draft: what was told, when, by which rules."""
        amount = self.result.amount
        return {
            "verdict": str(self.result.verdict),
            "amount": [float(amount.low), float(amount.high)] if amount else None,
            "on": self.assessment.on.isoformat(),
            "rules": self.assessment.rules_version,
        }

    def said(self) -> Reply:
        """The verdict with what can be done next."""
        if self.result.verdict is Verdict.ELIGIBLE:
            return self._eligible()
        if self.result.verdict is Verdict.INELIGIBLE:
            return self._ineligible()
        return self._unknown()

    def how(self) -> Reply:
        """The arithmetic of the amount, or the tests that decided."""
        amount = self.result.amount
        if self.result.verdict is Verdict.ELIGIBLE and amount is not None:
            return self._arithmetic(amount)
        reasons = [self._in_words(reason) for reason in self._failed()]
        steps = self.services.texts.phrase("list.then").join(reasons[:HOW_MANY_REASONS])
        if not steps:
            return self.said()
        return self._say("how_reason", self._words() | {"steps": steps}, self._without_how())

    def _failed(self) -> list[CriterionResult]:
        """The tests that stand in the way."""
        return [reason for reason in self.result.deciding if reason.holds is False]

    def if_income_changed(self) -> Reply | None:
        """At which income the verdict turns; None where no income was told, or none is asked for."""
        services = self.services
        found = what_if(self.situation, self.assessment.on, services.county, self.aid)
        return None if found is None else what_if_reply(services.texts, found)

    def next_options(self) -> list[Pick]:
        """What can be done after the verdict."""
        apply = Pick("apply", {"step": "action_apply", "aid": self.aid})
        anyway = Pick("apply_anyway", {"step": "action_apply", "aid": self.aid})
        besides = [_RIGID] if self.aid == "medical" else []
        how = Pick("how", {"step": "action_eligibility", "how": True, "aid": self.aid})
        if self.result.verdict is Verdict.ELIGIBLE:
            return [apply, how, _PERSON] if self.result.amount is not None else [apply, _PERSON]
        if self.result.verdict is Verdict.INELIGIBLE:
            return [how, anyway, *besides, _PERSON]
        return [apply, *besides, _PERSON]

    def _eligible(self) -> Reply:
        amount = self.result.amount
        if amount is None:
            return self._say("eligible_unpriced", self._words(), self.next_options())
        return self._say("eligible", self._words() | {"amount": self._sum(amount)}, self.next_options())

    def _ineligible(self) -> Reply:
        return self._say("ineligible", self._words() | {"reason": self._reason()}, self.next_options())

    def _unknown(self) -> Reply:
        texts = self.services.texts
        if self.result.staff_decides:
            reason = texts.phrase("list.then").join(self.result.staff_decides)
            return self._say("staff_decides", self._words() | {"reason": reason}, self.next_options())
        labels = [self._label(ref.name) for ref in self.result.missing]
        missing = texts.phrase("list.and").join(dict.fromkeys(labels)) or texts.phrase("county.standard")
        return self._say("unknown", self._words() | {"missing": missing}, self.next_options())

    def _arithmetic(self, amount: Amount) -> Reply:
        steps = self.services.texts.phrase("list.then").join(amount.steps)
        return self._say("how", self._words() | {"steps": steps}, self._without_how())

    def _sum(self, amount: Amount) -> str:
        """What is given and how often, from the assessment's own figures; a ceiling is said to be one."""
        texts, figures = self.services.texts, self.assessment.figures
        low, high = (figures[name].number_zh for name in (amount.figures[0], amount.figures[0 if amount.exact else 1]))
        if amount.exact and not amount.at_most:
            words = low
        elif amount.at_most or amount.low == 0:
            words = texts.phrase("amount.at_most", n=high)
        else:
            words = texts.phrase("count.range", low=low, high=high)
        said = texts.phrase(f"amount_in.{amount.unit_zh}", n=words)
        return texts.phrase("amount.of", amount=said, label=self.result.given.label_zh)

    def _label(self, name: str) -> str:
        """What is missing, by name; on a channel that others may read, no word of illness."""
        texts = self.services.texts
        if not self.private and not vocabulary()[name].sms_safe:
            return texts.phrase("word.not_by_text_message")
        return texts.phrase(f"fact.{name}") if texts.has(f"fact.{name}") else vocabulary()[name].label_zh

    def _reason(self) -> str:
        """What decided, with by how much a line was missed."""
        first, miss = self.result.deciding[0], self.result.nearest_miss
        words = self._in_words(first)
        if miss is None or miss.criterion_id != first.id:
            return words
        if miss.excess.value == 0:
            return self.services.texts.phrase("reason.equal", words=words)
        if self.services.texts.has(f"reason.{first.id}.over"):
            return words
        return self.services.texts.phrase("list.comma").join((words, miss.text_zh))

    def _in_words(self, reason: CriterionResult) -> str:
        """A test that failed: its figures, or what stands in the way."""
        texts, registered = self.services.texts, f"reason.{reason.id}"
        if texts.has(registered):
            return texts.phrase(registered)
        measured = self._measured_in_words(reason) or (reason.detail_zh if reason.threshold is not None else "")
        return measured or texts.phrase("reason.not_met", label=reason.label_zh)

    def _measured_in_words(self, reason: CriterionResult) -> str | None:
        """A line that was not kept, where the words for it are registered; None where the bare figures say it."""
        if reason.threshold is None:
            return None
        words = {"threshold": reason.threshold.text_zh}
        if reason.figure is None:
            text_id = f"reason.{reason.id}.open"
        elif reason.figure.value == reason.threshold.value:
            text_id = f"reason.{reason.id}.equal"
        else:
            text_id = f"reason.{reason.id}.over"
            words["figure"] = reason.figure.text_zh
        return self.services.texts.phrase(text_id, **words) if self.services.texts.has(text_id) else None

    def _words(self) -> dict[str, str]:
        """What every reply may name: the aid, whose figures, which law."""
        texts = self.services.texts
        return {
            "aid": texts.phrase(f"aid.{self.aid}"),
            "county": self.services.county_words,
            "source": wording.citation(texts, self._decided_by()),
        }

    def _decided_by(self) -> Sequence[Source]:
        """The law of what decided; of the amount, or of the first test, where all tests are met."""
        if self.result.verdict is Verdict.INELIGIBLE and self.result.deciding:
            return self.result.deciding[0].sources
        if self.result.amount is not None:
            return self.result.amount.sources
        return self.result.criteria[0].sources if self.result.criteria else ()

    def _without_how(self) -> list[Pick]:
        return [pick for pick in self.next_options() if pick.key != "how"]

    def _say(self, text: str, words: dict[str, str], options: list[Pick]) -> Reply:
        """In the aid's own registered words, else in those for any aid."""
        own = f"{self.aid}.{text}"
        text_id = own if self.services.texts.has(own) else f"aid.{text}"
        return self.services.texts.say_from(text_id, words, options=options)


class DibaoCheck(FirstCheck):
    """低保: assessed with 低保边缘, because who just misses the one may get the other; income that may not count is explained."""

    BESIDES: tuple[Aid, ...] = ("dibao", "dibao_edge")
    UNDER_THE_EDGE = "edge.income_below_edge_line"
    INCOME_TEST = "dibao.income_below_line"
    #: A way in for those who are on dibao and found work (渐退期): of nobody else is its absence a reason.
    PHASE_OUT = "dibao.phase_out"

    def next_options(self) -> list[Pick]:
        """The arithmetic can always be asked for."""
        options = super().next_options()
        has_how = self.result.verdict is Verdict.UNKNOWN or any(pick.key == "how" for pick in options)
        how = Pick("how", {"step": "action_eligibility", "how": True, "aid": self.aid})
        return options if has_how else [options[0], how, *options[1:]]

    def _eligible(self) -> Reply:
        amount = self.result.amount
        if amount is None:
            return self._say("eligible_unpriced", self._words(), self.next_options())
        if not amount.exact:
            return self._say("eligible_range", self._words() | {"about": self._about()}, self.next_options())
        return self._say("eligible", self._words() | {"amount": wording.figure(amount.low)}, self.next_options())

    def _ineligible(self) -> Reply:
        words = self._words() | {"reason": self._reason()}
        if self._edge_may_fit():
            words["other"] = self.services.texts.phrase("edge.meaning")
            return self._say("ineligible_other", words, self.next_options())
        return self._say("ineligible", words, self.next_options())

    def _failed(self) -> list[CriterionResult]:
        return [reason for reason in super()._failed() if reason.id != self.PHASE_OUT]

    def _edge_may_fit(self) -> bool:
        """低保边缘 is said to be possible once the income is surely under its line and nothing else stands against it."""
        edge = self.assessment.programmes["dibao_edge"]
        under = any(criterion.id == self.UNDER_THE_EDGE and criterion.holds for criterion in edge.criteria)
        return under and edge.verdict is not Verdict.INELIGIBLE

    def _about(self) -> str:
        """What all the income told leaves, in whole yuan; what may not be counted of it can only add to that."""
        return self.assessment.figures["dibao.amount.about"].number_zh

    def _arithmetic(self, amount: Amount) -> Reply:
        """The line, less the income a head, times the people; with the whole income where a head's is not round."""
        used = {name.removeprefix("dibao."): self.assessment.figures[name] for name in amount.figures}
        figures = {name: figure.number_zh for name, figure in used.items()}
        figures["line"] = next(number for name, number in figures.items() if name.startswith(("dibao_std", "line")))
        words = self._words() | figures
        if not amount.exact:
            return self._say("how_range", words | {"about": self._about()}, self._without_how())
        text = "how_amount_total" if used["income_per_head"].approximate else "how_amount"
        return self._say(text, words, self._without_how())

    def _decided_by(self) -> Sequence[Source]:
        """The law of the income test, which is what 低保 is about, where all tests are met."""
        if self.result.verdict is Verdict.INELIGIBLE and self.result.deciding:
            return self.result.deciding[0].sources
        return next(criterion for criterion in self.result.criteria if criterion.id == self.INCOME_TEST).sources


def checked(services: Services, draft: Draft, turn: TurnInHand) -> FirstCheck:
    """Judge the answers of a draft as they stand; the promises signed when applying count as given."""
    situation = Situation.from_answers({**PROMISES, **rule_answers(draft.known)})
    return check_of(services, situation, _aid_of(draft), private=turn.channel not in services.settings.public_channels)


def check_of(services: Services, situation: Situation, aid: Aid, *, private: bool) -> FirstCheck:
    """Judge a situation for one aid today."""
    kind = DibaoCheck if aid == "dibao" else FirstCheck
    programmes = DibaoCheck.BESIDES if aid == "dibao" else (aid,)
    return kind(services, assess(situation, services.today, services.county, programmes), private, aid, situation)


def _aid_of(draft: Draft) -> Aid:
    if draft.kind not in AIDS:
        raise NoRules(draft.kind)
    return draft.kind
