"""The rules' view of a draft as it stands now: what staff would otherwise work out by hand. They decide, not it."""

from dataclasses import dataclass
from datetime import date

from backoffice.console.fact_sheet import FactSheet
from backoffice.drafts import Draft
from conversations.messages import JsonValue
from knowledge import (
    PROMISES,
    County,
    CriterionResult,
    KnowledgeError,
    ProgrammeResult,
    Situation,
    Verdict,
    assess,
    load_county,
    vocabulary,
)
from knowledge.what_if import what_if
from knowledge.what_if_picture import what_if_picture

_VERDICTS = {
    Verdict.ELIGIBLE: "按现有回答，初步看符合条件",
    Verdict.INELIGIBLE: "按现有回答，初步看不符合条件",
    Verdict.UNKNOWN: "还不能下结论",
}


@dataclass(frozen=True)
class Reason:
    """One condition that decides, with its article."""

    label: str
    detail: str
    holds: bool | None
    citation: str


@dataclass(frozen=True)
class FirstCheck:
    """What the rules say of one programme.

    Attributes:
        missing: keys of the facts that would settle it.
        county_zh: whose figures were used, an example county named as one.
        picture: an SVG of the verdict along the income, empty where no income was told.
    """

    programme: str
    verdict: Verdict
    words: str
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...]
    staff_decide: tuple[str, ...]
    amount: str
    county_zh: str
    picture: str = ""


def first_check(sheet: FactSheet, draft: Draft, today: date) -> FirstCheck | None:
    """Judge a draft by the rules of its programme; none for a kind without such rules, or facts they cannot take."""
    programmes = sheet.programmes.get(draft.kind)
    if not programmes:
        return None
    try:
        county = load_county(draft.county)
        situation = Situation.from_answers({**PROMISES, **_answers(draft)})
        result = assess(situation, today, county, programmes).programmes[programmes[0]]
    except KnowledgeError:
        return None
    return FirstCheck(
        programme=result.label_zh,
        verdict=result.verdict,
        words=_VERDICTS[result.verdict],
        reasons=tuple(_reason(criterion) for criterion in _deciding(result)),
        missing=tuple(ref.key for ref in result.missing if not draft.has(ref.key)),
        staff_decide=result.staff_decides,
        amount=_amount(result),
        county_zh=county.label_zh,
        picture=_along_the_income(situation, today, county, programmes[0]),
    )


def _along_the_income(situation: Situation, today: date, county: County, programme: str) -> str:
    found = what_if(situation, today, county, programme)
    return what_if_picture(found) if found is not None and found.income is not None else ""


def _answers(draft: Draft) -> dict[str, JsonValue]:
    return {key: value for key, value in draft.known.items() if key.rpartition(".")[2] in vocabulary()}


def _deciding(result: ProgrammeResult) -> tuple[CriterionResult, ...]:
    return () if result.verdict is Verdict.UNKNOWN else result.deciding


def _reason(criterion: CriterionResult) -> Reason:
    citation = criterion.sources[0].citation_zh if criterion.sources else ""
    return Reason(criterion.label_zh, criterion.detail_zh, criterion.holds, citation)


def _amount(result: ProgrammeResult) -> str:
    """The sum where the conditions are met; a sum beside an open verdict would be taken for a promise."""
    amount = result.amount
    if amount is None or result.verdict is not Verdict.ELIGIBLE:
        return ""
    low, high = (f"{float(end):,.10g}" for end in (amount.low, amount.high))
    return f"{low if amount.exact else f'{low} 到 {high}'} {amount.unit_zh}"
