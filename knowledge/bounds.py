"""Legal bounds on a county's figures. They alarm; they never stand in for a figure that is missing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from knowledge.county import County
from knowledge.parameters.dated import OnDay
from knowledge.sources import Source, citations


@dataclass(frozen=True)
class Finding:
    """A figure outside a bound of the law: which parameter, what is wrong, by which article."""

    parameter: str
    what_zh: str
    sources: tuple[Source, ...]


def findings(county: County, on: date) -> tuple[Finding, ...]:
    """What a county's figures break on a day; empty as a rule. A missing figure breaks nothing."""
    now = county.parameters.at(county.day(on))
    found = [_own_bounds(county, now, name) for name in now]
    found += [_against_others(bound, now, county.day(on)) for bound in BOUNDS]
    return tuple(finding for finding in found if finding)


MEDICAL_GROUPS = {"tekun": "特困人员", "dibao": "低保对象", "edge": "低保边缘对象", "other": "其他对象"}
DEDUCTIBLE_GROUPS = {"dibao_tekun": "低保对象和特困人员", "edge": "低保边缘对象", "other": "其他对象"}


@dataclass(frozen=True)
class _Bound:
    parameter: str
    law: str
    what_zh: str
    kept: Callable[[Callable[[str], Decimal]], bool]


def _at_least(parameter: str, floor: str, law: str, what_zh: str) -> _Bound:
    """A figure may not lie below another figure of the law."""
    return _Bound(parameter, law, what_zh, lambda of: of(parameter) >= of(floor))


def _at_most_a_share_of_income(parameter: str, share: str, law: str, what_zh: str) -> _Bound:
    """A figure may not lie above a share of last year's disposable income a head."""
    return _Bound(parameter, law, what_zh, lambda of: of(parameter) <= of(share) * of("pc_disposable_prev_year"))


# Each says when it is kept, given a way to look up a figure; a missing figure makes it silent.
BOUNDS = (
    _Bound(
        "dibao_std_urban",
        "S2; ZJ-SA 10",
        "城镇低保标准低于最低月工资标准的规定比例",
        lambda of: of("dibao_std_urban") >= of("dibao_std_urban_bound_low") * of("min_wage"),
    ),
    _Bound(
        "dibao_std_urban",
        "ZJ-SA 10",
        "城镇低保标准高于最低月工资标准的规定比例",
        lambda of: of("dibao_std_urban") <= of("dibao_std_urban_bound_high") * of("min_wage"),
    ),
    _Bound(
        "dibao_std_rural",
        "S2; ZJ-SA 10",
        "农村低保标准低于城镇标准的规定比例",
        lambda of: of("dibao_std_rural") >= of("dibao_std_rural_bound") * of("dibao_std_urban"),
    ),
    _Bound(
        "edge_multiple",
        "ZJ-SA 13",
        "低保边缘线高于最低月工资标准",
        lambda of: of("edge_multiple") * of("dibao_std_urban") <= of("min_wage"),
    ),
    _Bound(
        "legal_line", "ZJ-LA 8", "法律援助经济困难标准低于最低月工资标准", lambda of: of("legal_line") >= of("min_wage")
    ),
    *(
        _at_least(f"med_rate_{group}", f"med_rate_{group}_floor", "S2; MED14", f"{who_zh}的医疗救助比例低于规定")
        for group, who_zh in MEDICAL_GROUPS.items()
    ),
    _at_least("med_cap_year", "med_cap_year_floor", "MED14", "医疗救助全年最高限额低于规定"),
    *(
        _at_most_a_share_of_income(
            f"med_deductible_{group}", f"med_deductible_{group}_share", "G42", f"{who_zh}的医疗救助起付线高于规定"
        )
        for group, who_zh in DEDUCTIBLE_GROUPS.items()
    ),
    _at_most_a_share_of_income(
        "critical_illness_deductible", "critical_illness_deductible_share", "ZJ-MED 34", "大病保险起付线高于规定"
    ),
)


class _Missing(Exception):
    """A figure that a bound needs is not there."""


def _against_others(bound: _Bound, now: OnDay, day: date) -> Finding | None:
    def figure(name: str) -> Decimal:
        value = now[name].value
        if not isinstance(value, Decimal):
            raise _Missing
        return value

    try:
        return None if bound.kept(figure) else Finding(bound.parameter, bound.what_zh, citations(bound.law, day))
    except _Missing:
        return None


def _own_bounds(county: County, now: OnDay, name: str) -> Finding | None:
    parameter, value = county.parameters[name], now[name].value
    if not isinstance(value, Decimal):
        return None
    if parameter.lowest is not None and value < parameter.lowest:
        return Finding(name, f"{parameter.label_zh}低于{parameter.lowest}", ())
    if parameter.highest is not None and value > parameter.highest:
        return Finding(name, f"{parameter.label_zh}高于{parameter.highest}", ())
    return None
