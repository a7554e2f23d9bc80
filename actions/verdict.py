"""The first check of 低保 in words: verdict, figure, source and its date, and what to do next. Nothing is computed here."""

from dataclasses import dataclass

from actions import wording
from actions.questions.rule_facts import rule_answers
from actions.services import Services
from backoffice.drafts import Draft
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
    Verdict,
    assess,
    vocabulary,
)

#: Assessed with 低保, because who just misses the one may get the other.
BESIDES = ("dibao", "dibao_edge")
UNDER_THE_EDGE = "edge.income_below_edge_line"

HOW_MANY_REASONS = 3
INCOME_TEST = "dibao.income_below_line"

_APPLY = Pick("apply", {"step": "action_apply", "topic": "dibao"})
_ANYWAY = Pick("apply_anyway", {"step": "action_apply", "topic": "dibao"})
_HOW = Pick("how", {"step": "action_eligibility", "how": True})
_PERSON = Pick("person", {"step": "action_person"})


@dataclass(frozen=True)
class FirstCheck:
    """What the rules say of a draft on one day, and the words for it."""

    services: Services
    assessment: Assessment
    private: bool

    @classmethod
    def of(cls, services: Services, draft: Draft, turn: TurnInHand) -> "FirstCheck":
        """Judge the answers of a draft as they stand; the promises signed when applying count as given."""
        situation = Situation.from_answers({**PROMISES, **rule_answers(draft.known)})
        private = turn.channel not in services.settings.public_channels
        return cls(services, assess(situation, services.today, services.county, BESIDES), private)

    @property
    def dibao(self) -> ProgrammeResult:
        """The result for 低保."""
        return self.assessment.programmes["dibao"]

    def as_fact(self) -> dict[str, JsonValue]:
        """For the draft: what was told, when, by which rules."""
        amount = self.dibao.amount
        return {
            "verdict": str(self.dibao.verdict),
            "amount": [float(amount.low), float(amount.high)] if amount else None,
            "on": self.assessment.on.isoformat(),
            "rules": self.assessment.rules_version,
        }

    def said(self) -> Reply:
        """The verdict with what can be done next."""
        words = {"county": self.services.county_words, "source": self._source()}
        if self.dibao.verdict is Verdict.ELIGIBLE:
            return self._eligible(words)
        if self.dibao.verdict is Verdict.INELIGIBLE:
            return self._ineligible(words)
        return self._unknown()

    def next_options(self) -> list[Pick]:
        """What can be done after the verdict."""
        if self.dibao.verdict is Verdict.ELIGIBLE:
            return [_APPLY, _HOW, _PERSON]
        if self.dibao.verdict is Verdict.INELIGIBLE:
            return [_HOW, _ANYWAY, _PERSON]
        return [_APPLY, _PERSON]

    def how(self) -> Reply:
        """The arithmetic of the amount, or the tests that decided."""
        words = {"county": self.services.county_words, "source": self._source()}
        options = [pick for pick in self.next_options() if pick is not _HOW]
        if self.dibao.verdict is Verdict.ELIGIBLE and self.dibao.amount is not None:
            return self._arithmetic(self.dibao.amount, words, options)
        reasons = [self._in_words(reason) for reason in self.dibao.deciding if reason.holds is False]
        steps = self.services.texts.phrase("list.then").join(reasons[:HOW_MANY_REASONS])
        return self._say("dibao.how_reason", {**words, "steps": steps}, options)

    def _arithmetic(self, amount: Amount, words: dict[str, str], options: list[Pick]) -> Reply:
        """The line, less the income a head, times the people; with the whole income where a head's is not round."""
        used = {name.removeprefix("dibao."): self.assessment.figures[name] for name in amount.figures}
        figures = {name: figure.number_zh for name, figure in used.items()}
        figures["line"] = next(number for name, number in figures.items() if name.startswith(("dibao_std", "line")))
        if not amount.exact:
            figures["about"] = self._about()
            return self._say("dibao.how_range", words | figures, options)
        text_id = "dibao.how_amount_total" if used["income_per_head"].approximate else "dibao.how_amount"
        return self._say(text_id, words | figures, options)

    def _eligible(self, words: dict[str, str]) -> Reply:
        amount = self.dibao.amount
        if amount is None:
            return self._say("dibao.eligible_unpriced", words, self.next_options())
        if not amount.exact:
            return self._say("dibao.eligible_range", {**words, "about": self._about()}, self.next_options())
        return self._say("dibao.eligible", {**words, "amount": wording.figure(amount.low)}, self.next_options())

    def _about(self) -> str:
        """What all the income told leaves, in whole yuan; what may not be counted of it can only add to that."""
        return self.assessment.figures["dibao.amount.about"].number_zh

    def _ineligible(self, words: dict[str, str]) -> Reply:
        words = {**words, "reason": self._reason()}
        if self._edge_may_fit():
            words["other"] = self.services.texts.phrase("edge.meaning")
            return self._say("dibao.ineligible_other", words, self.next_options())
        return self._say("dibao.ineligible", words, self.next_options())

    def _edge_may_fit(self) -> bool:
        """低保边缘 is said to be possible once the income is surely under its line and nothing else stands against it."""
        edge = self.assessment.programmes["dibao_edge"]
        under = any(criterion.id == UNDER_THE_EDGE and criterion.holds for criterion in edge.criteria)
        return under and edge.verdict is not Verdict.INELIGIBLE

    def _unknown(self) -> Reply:
        texts = self.services.texts
        if self.dibao.staff_decides:
            reason = texts.phrase("list.then").join(self.dibao.staff_decides)
            return self._say("dibao.staff_decides", {"reason": reason}, self.next_options())
        labels = [self._label(ref.name) for ref in self.dibao.missing]
        missing = texts.phrase("list.and").join(dict.fromkeys(labels)) or texts.phrase("county.standard")
        return self._say("dibao.unknown", {"missing": missing}, self.next_options())

    def _label(self, name: str) -> str:
        """What is missing, by name; on a channel that others may read, no word of illness."""
        texts = self.services.texts
        if not self.private and not vocabulary()[name].sms_safe:
            return texts.phrase("word.not_by_text_message")
        return texts.phrase(f"fact.{name}") if texts.has(f"fact.{name}") else vocabulary()[name].label_zh

    def _reason(self) -> str:
        """What decided, with by how much a line was missed."""
        first, miss = self.dibao.deciding[0], self.dibao.nearest_miss
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
        registered = f"reason.{reason.id}"
        if self.services.texts.has(registered):
            return self.services.texts.phrase(registered)
        return self._measured_in_words(reason) or reason.detail_zh or reason.label_zh

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

    def _source(self) -> str:
        """The law of what decided; of the income test, which is what 低保 is about, where all tests are met."""
        criteria = {criterion.id: criterion for criterion in self.dibao.criteria}
        decided = self.dibao.verdict is Verdict.INELIGIBLE and self.dibao.deciding
        return wording.citation(
            self.services.texts, (self.dibao.deciding[0] if decided else criteria[INCOME_TEST]).sources
        )

    def _say(self, text_id: str, words: dict[str, str], options: list[Pick]) -> Reply:
        return self.services.texts.say_from(text_id, words, options=options)
