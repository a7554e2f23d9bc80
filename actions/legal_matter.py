"""What the law gives in a legal matter, asked of knowledge: in scope or not, means or not, urgent or not."""

from dataclasses import dataclass
from typing import Literal

from actions import wording
from actions.services import Services
from backoffice.drafts import Draft
from conversations.messages import JsonValue, Reply
from knowledge import ProgrammeResult, Situation, assess

Means = Literal["not_required", "presumed", "must_check"]

#: What belonging to a group says to the rules (LAL Art. 42).
GROUPS: dict[str, dict[str, JsonValue]] = {
    "migrant_worker": {"applicant.migrant_worker": True},
    "on_aid": {"is_dibao": True},
    "no_fixed_income": {"applicant.fixed_income": False},
    "none": {"applicant.migrant_worker": False},
}
#: Urgency as the rules name it (LAL Art. 39, 44).
URGENT_FACTS: dict[str, dict[str, JsonValue]] = {
    "detained": {"detained": True},
    "preservation": {"needs_preservation": True},
    "none": {"detained": False, "needs_preservation": False},
}


@dataclass(frozen=True)
class LegalMatter:
    """A request for legal aid as the rules see it."""

    services: Services
    result: ProgrammeResult

    @classmethod
    def of(cls, services: Services, draft: Draft) -> "LegalMatter":
        """Judge what a draft says."""
        assessment = assess(Situation.from_answers(_answers(draft)), services.today, services.county, ("legal_aid",))
        return cls(services, assessment.programmes["legal_aid"])

    @property
    def urgent(self) -> bool:
        """Whether it may be granted first and checked later (LAL Art. 44)."""
        return bool(self.result.urgent)

    def scope(self) -> Reply:
        """Whether the matter is one that the law lists."""
        scope = next(criterion for criterion in self.result.criteria if criterion.id == "legal_aid.matter_in_scope")
        if scope.holds is False:
            return self.services.texts.say("legal_help.not_listed", legal=self.services.settings.hotlines.legal)
        source = wording.citation(self.services.texts, scope.sources[0])
        return self.services.texts.say("legal_help.in_scope", source=source)

    def means(self) -> Reply:
        """Whether income counts, and the paper that stands in for the check."""
        outcome = self.result.means or "must_check"
        texts = {"not_required": "no_means_test", "presumed": "presumed", "must_check": "staff_check"}
        papers = self.services.texts.phrase("list.and").join(self.result.papers_zh)
        words = {"source": self._means_source(), "paper": papers or self.services.texts.phrase("paper.any")}
        return self.services.texts.say_from(f"legal_help.{texts[outcome]}", words)

    def _means_source(self) -> str:
        tests = [criterion for criterion in self.result.criteria if "econ" in criterion.id or "means" in criterion.id]
        chosen = next((test for test in tests if test.holds), (tests or list(self.result.criteria))[-1])
        return wording.citation(self.services.texts, chosen.sources[0])


def _answers(draft: Draft) -> dict[str, JsonValue]:
    known = draft.known
    answers: dict[str, JsonValue] = {key: known[key] for key in ("matter_type", "deadline_date") if key in known}
    answers |= GROUPS.get(str(known.get("means_group")), {})
    answers |= URGENT_FACTS.get(str(known.get("urgency")), {})
    if known.get("card_checked") == "valid":
        answers |= {"applicant.legal_aid_card_valid": True}
    if known.get("card_group"):
        answers |= {"applicant.legal_aid_card_group": known["card_group"]}
    return answers
