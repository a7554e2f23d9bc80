"""What the law gives in a legal matter, asked of knowledge: in scope or not, means or not, urgent or not."""

from dataclasses import dataclass
from typing import Literal

from actions import wording
from actions.legal_limit import LegalLimit
from actions.services import Services
from backoffice.drafts import Draft
from conversations.messages import JsonValue, Reply
from knowledge import CriterionResult, GroundResult, ProgrammeResult, Situation, assess
from knowledge.sources import citation

Means = Literal["not_required", "presumed", "must_check"]

#: What belonging to a group says to the rules, and the ground of LAL Art. 42 that the resident claims with it.
GROUPS: dict[str, dict[str, JsonValue]] = {
    "migrant_worker": {"applicant.migrant_worker": True},
    "on_aid": {"assistance_recipient": True},
    "no_fixed_income": {"applicant.fixed_income": False},
    "none": {"applicant.migrant_worker": False, "assistance_recipient": False},
}
GROUNDS = {
    "migrant_worker": "legal_aid.migrant_worker",
    "on_aid": "legal_aid.recipient",
    "no_fixed_income": "legal_aid.no_fixed_income",
}
#: No line applies (LAL Art. 32); presumed on a paper (42); a check, or a promise in its place (41).
LAW_OF_MEANS: dict[Means, str] = {"not_required": "LAL 32", "presumed": "LAL 42", "must_check": "LAL 41"}
SAID_OF_MEANS: dict[Means, str] = {
    "not_required": "legal_help.no_means_test",
    "presumed": "legal_help.presumed",
    "must_check": "legal_help.staff_check",
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
    group: str

    @classmethod
    def of(cls, services: Services, draft: Draft) -> "LegalMatter":
        """Judge what a draft says."""
        situation = Situation.from_answers(_answers(draft, LegalLimit.of(services, draft)))
        assessment = assess(situation, services.today, services.county, ("legal_aid",))
        return cls(services, assessment.programmes["legal_aid"], str(draft.known.get("means_group")))

    @property
    def urgent(self) -> bool:
        """Whether it may be granted first and checked later (LAL Art. 44)."""
        return bool(self.result.urgent)

    def scope(self) -> Reply:
        """Whether the matter is one that the law lists; one that it does not name is for staff to decide."""
        scope = self._criterion("legal_aid.in_scope")
        if scope.holds is not True:
            return self.services.texts.say("legal_help.not_listed", legal=self.services.settings.hotlines.legal)
        source = wording.citation(self.services.texts, scope.sources[:1])
        return self.services.texts.say("legal_help.in_scope", source=source)

    def means(self) -> Reply:
        """Whether income counts, and the paper that stands in for the check."""
        ground = self._claimed()
        outcome = self._outcome(ground)
        sources = ground.sources if ground else (citation(LAW_OF_MEANS[outcome]),)
        words = {"source": wording.citation(self.services.texts, sources), "paper": ground.label_zh if ground else ""}
        return self.services.texts.say_from(SAID_OF_MEANS[outcome], words)

    def _outcome(self, ground: GroundResult | None) -> Means:
        """The paper shown later decides what is presumed; whether a line applies at all, the rules alone."""
        if self.result.means == "not_required":
            return "not_required"
        return "presumed" if ground else "must_check"

    def _claimed(self) -> GroundResult | None:
        """The waiver that the resident's group names, unless the rules exclude it for this matter."""
        named = GROUNDS.get(self.group)
        return next((paper for paper in self.result.papers if paper.id == named and paper.holds is not False), None)

    def _criterion(self, criterion_id: str) -> CriterionResult:
        return next(criterion for criterion in self.result.criteria if criterion.id == criterion_id)


def _answers(draft: Draft, limit: LegalLimit) -> dict[str, JsonValue]:
    known = draft.known
    answers: dict[str, JsonValue] = {key: known[key] for key in ("matter_type", "deadline_date") if key in known}
    if limit.ahead is not None:
        answers |= {"deadline_date": limit.ahead.day.isoformat()}
    answers |= GROUPS.get(str(known.get("means_group")), {})
    answers |= URGENT_FACTS.get(str(known.get("urgency")), {})
    if known.get("card_checked") == "valid":
        answers |= {"applicant.legal_aid_card_valid": True}
    if known.get("card_group"):
        answers |= {"applicant.legal_aid_card_group": known["card_group"]}
    return answers
