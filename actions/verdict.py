"""The first check of 低保 in words: verdict, figure, source and its date, and what to do next. Nothing is computed here."""

from dataclasses import dataclass

from actions import wording
from actions.questions.rule_facts import rule_answers
from actions.services import Services
from backoffice.drafts import Draft
from bot.dialogue.texts import Pick
from conversations.messages import JsonValue, Reply
from knowledge import PROMISES, Assessment, ProgrammeResult, Situation, Verdict, assess, vocabulary

#: Assessed with 低保, because who just misses the one may get the other.
BESIDES = ("dibao", "dibao_edge")

HOW_MANY_REASONS = 4

_APPLY = Pick("apply", {"step": "action_apply", "topic": "dibao"})
_ANYWAY = Pick("apply_anyway", {"step": "action_apply", "topic": "dibao"})
_HOW = Pick("how", {"step": "action_eligibility", "how": True})
_PERSON = Pick("person", {"step": "action_person"})


@dataclass(frozen=True)
class FirstCheck:
    """What the rules say of a draft on one day, and the words for it."""

    services: Services
    assessment: Assessment

    @classmethod
    def of(cls, services: Services, draft: Draft) -> "FirstCheck":
        """Judge the answers of a draft as they stand; the promises signed when applying count as given."""
        situation = Situation.from_answers({**PROMISES, **rule_answers(draft.known)})
        return cls(services, assess(situation, services.today, services.county, BESIDES))

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
        """The arithmetic of the amount, or the tests one by one."""
        amount, then = self.dibao.amount, self.services.texts.phrase("list.then")
        words = {"county": self.services.county_words, "source": self._source()}
        options = [pick for pick in self.next_options() if pick is not _HOW]
        if self.dibao.verdict is Verdict.ELIGIBLE and amount is not None:
            return self._say("dibao.how_amount", {**words, "steps": then.join(amount.steps)}, options)
        steps = [reason.detail_zh for reason in self.dibao.deciding[:HOW_MANY_REASONS]]
        return self._say("dibao.how_reason", {**words, "steps": then.join(steps)}, options)

    def _eligible(self, words: dict[str, str]) -> Reply:
        amount = self.dibao.amount
        if amount is None or self.dibao.missing_parameters:
            return self._say("dibao.eligible_unpriced", words, self.next_options())
        low, high = wording.figure(amount.low), wording.figure(amount.high)
        text_id = "dibao.eligible" if low == high else "dibao.eligible_range"
        return self._say(text_id, {**words, "amount": low, "low": low, "high": high}, self.next_options())

    def _ineligible(self, words: dict[str, str]) -> Reply:
        words = {**words, "reason": self._reason()}
        if self.assessment.programmes["dibao_edge"].verdict is Verdict.ELIGIBLE:
            words["other"] = self.services.texts.phrase("edge.meaning")
            return self._say("dibao.ineligible_other", words, self.next_options())
        return self._say("dibao.ineligible", words, self.next_options())

    def _unknown(self) -> Reply:
        texts = self.services.texts
        if self.dibao.staff_decides:
            reason = texts.phrase("list.then").join(self.dibao.staff_decides)
            return self._say("dibao.staff_decides", {"reason": reason}, self.next_options())
        labels = [self._label(ref.name) for ref in self.dibao.missing]
        missing = texts.phrase("list.and").join(dict.fromkeys(labels)) or texts.phrase("county.standard")
        return self._say("dibao.unknown", {"missing": missing}, self.next_options())

    def _label(self, name: str) -> str:
        texts = self.services.texts
        return texts.phrase(f"fact.{name}") if texts.has(f"fact.{name}") else vocabulary()[name].label_zh

    def _reason(self) -> str:
        """The nearest miss when it is what decides, else the first test that failed."""
        miss, first = self.dibao.nearest_miss, self.dibao.deciding[0]
        if miss is not None and miss.criterion_id == first.id:
            return miss.text_zh
        return first.detail_zh or first.label_zh

    def _source(self) -> str:
        first = self.dibao.deciding[0] if self.dibao.deciding else self.dibao.criteria[0]
        return wording.citation(self.services.texts, first.sources[0])

    def _say(self, text_id: str, words: dict[str, str], options: list[Pick]) -> Reply:
        return self.services.texts.say_from(text_id, words, options=options)
