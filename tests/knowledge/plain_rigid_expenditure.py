"""刚性支出困难家庭 read plainly (RG25): no better status, income under last year's average, property told, spending over the share."""

from fractions import Fraction
from random import Random
from typing import Any

from tests.knowledge.plain_rules import (
    Answers,
    Lines,
    agreed,
    counted,
    dibao_household,
    edge_household,
    tekun_applicant,
    yuan,
)
from tests.knowledge.plain_statuses import statuses

PROMISED = ("consent_to_verification", "declared_truthfully")
KINDS = ("living", "medical", "education", "rehab", "other")
FEN = Fraction(1, 100)


def facts(rng: Random, answers: Answers, lines: Lines) -> dict[str, Any]:
    """A year's income, and spending at the local share of it or a fen beside."""
    share = lines.figures["rigid_spend_share"] or Fraction(1, 2)  # a county may have set none
    income = Fraction(rng.choice([0, 7500, 30000, 30000, 60000]))
    spent = max(Fraction(0), income * share + rng.choice([-1, 0, 0, 1]) * FEN)
    first = Fraction(int(spent * 100) // 3, 100)
    by_kind = {"living": first, "medical": spent - first, "education": rng.choice([Fraction(0), Fraction(0), FEN])}
    return (
        statuses(rng, answers)
        | {f"rigid_spend_{kind}_12m": str(float(by_kind.get(kind, Fraction(0)))) for kind in KINDS}
        | {"income_12m": str(float(income)), "rigid_property_ok": rng.random() < 0.8}
    )


def holds(a: Answers, lines: Lines) -> bool | None:
    """Under each reading of the pension rule, while that is not settled."""
    readings = [True, False] if lines.pension_excluded is None else [lines.pension_excluded]
    return agreed([_under(a, lines, excluded) for excluded in readings])


def _under(a: Answers, lines: Lines, excluded: bool) -> bool | None:
    spent = sum((yuan(a[f"rigid_spend_{kind}_12m"]) for kind in KINDS), Fraction(0))
    plain = (
        a["hukou_county"] == "here"
        and all(a[promise] for promise in PROMISED)
        and a["rigid_property_ok"]
        and counted(a, lines, excluded) * 12 / a["member_count"] < lines.figures["pc_disposable_prev_year"]
        and spent > yuan(a["income_12m"]) * lines.figures["rigid_spend_share"]
    )
    return _nothing_better(a, lines, excluded) if plain else False


def _nothing_better(a: Answers, lines: Lines, excluded: bool) -> bool | None:
    """None where only staff can say whether the household is edge or tekun."""
    better = [a["is_dibao"] or a["is_edge"] or a["is_tekun"], dibao_household(a, lines, excluded)]
    better += [edge_household(a, lines, excluded), tekun_applicant(a, lines) if a["member_count"] == 1 else False]
    return False if True in better else None if None in better else True
