"""Dated figures: what holds on a day, what a county changes, and what a wrong file is told."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from knowledge import PolicySet, counties, load_county
from knowledge.bounds import findings
from knowledge.county import laws_parameters, read_county
from knowledge.errors import CountyError, KnowledgeError, ParameterError, UnknownCountyError, UnknownParameterError
from knowledge.parameters.dated import read_parameters

EXAMPLE = load_county("example")

IN_FORCE = {
    "before the first figure nothing is known": ("dibao_std_rural", date(2024, 12, 31), None),
    "on the first day of a figure": ("dibao_std_rural", date(2025, 1, 1), Decimal(900)),
    "the day before it changes": ("dibao_std_rural", date(2026, 6, 30), Decimal(900)),
    "on the day it changes": ("dibao_std_rural", date(2026, 7, 1), Decimal(960)),
    "a rule of the law without an end": ("edge_multiple", date(2026, 7, 1), Decimal("1.5")),
    "a rule of the law before it began": ("edge_multiple", date(2014, 10, 31), None),
    "a switch while it was on": ("basic_pension_excluded", date(2025, 12, 31), True),
    "a switch that nobody has set since": ("basic_pension_excluded", date(2026, 1, 1), None),
    "a switch before the rule came": ("basic_pension_excluded", date(2021, 6, 30), False),
}


@pytest.mark.parametrize(("name", "on", "value"), IN_FORCE.values(), ids=list(IN_FORCE))
def test_what_holds_on_a_day(name: str, on: date, value: object) -> None:
    assert EXAMPLE.parameters.at(on)[name].value == value


def test_a_figure_knows_its_source_and_its_day() -> None:
    figure = EXAMPLE.parameters.at(date(2026, 11, 24))["edge_multiple"]
    assert figure.source is not None
    assert figure.source.citation_zh == "《浙江省社会救助条例》第十三条"
    assert figure.since == date(2014, 11, 1)


def test_every_figure_of_the_law_has_a_source_and_none_is_a_candidate_without_one() -> None:
    for parameter in laws_parameters().parameters.values():
        for value in parameter.values:
            assert value.value is None or value.reference is not None, parameter.name


def test_what_the_dossier_leaves_empty_stays_empty() -> None:
    empty = ("dibao_std_urban", "dibao_std_rural", "min_wage", "legal_line", "tekun_basic_std", "card_valid_years")
    now = laws_parameters().at(date(2026, 11, 24))
    assert [name for name in empty if not now[name].missing] == []


@pytest.mark.parametrize("name", ["example", "zhejiang_2012"])
def test_every_pack_can_be_read_and_belongs_to_one_policy_set(name: str) -> None:
    assert name in counties()
    assert load_county(name).policy_set in PolicySet


def test_the_example_county_says_that_it_is_invented() -> None:
    assert EXAMPLE.invented
    assert "虚构" in EXAMPLE.label_zh
    now = EXAMPLE.parameters.at(date(2026, 11, 24))
    own = [name for name in now if now[name].source and now[name].source.rank == "county"]
    assert own
    assert all("虚构" in now[name].note for name in own)


def test_the_report_of_2012_is_read_on_its_own_day() -> None:
    report = load_county("zhejiang_2012")
    assert report.day(date(2026, 11, 24)) == date(2012, 11, 30)
    assert report.parameters.at(report.day(date(2026, 11, 24)))["dibao_std_urban"].value == Decimal("464.09")


def test_two_policy_sets_are_never_mixed() -> None:
    then = EXAMPLE.in_policy_set(PolicySet.SEED_2012)
    assert then.parameters.at(then.day(date(2026, 7, 1)))["dibao_std_rural"].value == Decimal("329.02")
    now = load_county("zhejiang_2012").in_policy_set(PolicySet.CURRENT)
    assert now.parameters.at(date(2026, 7, 1))["dibao_std_rural"].missing


def test_overrides_name_their_source_and_reach_both_lines_at_once() -> None:
    county = EXAMPLE.with_parameters({"dibao_std": {"urban": 500, "rural": 400.05}})
    now = county.parameters.at(date(2026, 7, 1))
    assert now["dibao_std_rural"].interval == (40005.0, 40005.0)
    assert now["dibao_std_urban"].source is not None
    assert now["dibao_std_urban"].source.citation_zh == "输入中给定"
    assert EXAMPLE.parameters.at(date(2026, 7, 1))["dibao_std_rural"].value == Decimal(960)


WRONG_OVERRIDES = {
    "an unknown name": ({"dibao_standard": 900}, UnknownParameterError, "dibao_std"),
    "text for a number": ({"min_wage": "many"}, ParameterError, "not a value in yuan_per_month"),
    "below nought": ({"min_wage": -1}, ParameterError, "not a value"),
    "a number for a list": ({"matter_local_extension": 3}, ParameterError, "not a value in list"),
}


@pytest.mark.parametrize(("values", "error", "says"), WRONG_OVERRIDES.values(), ids=list(WRONG_OVERRIDES))
def test_a_wrong_override_is_refused_with_a_remedy(
    values: dict[str, object], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        EXAMPLE.with_parameters(values)


GOOD = "description: d\nmetadata: {label_zh: d, unit: yuan}\nvalues:\n  2020-01-01: {value: 1, metadata: {reference: {instrument: S2}}}\n"
WRONG_FILES = {
    "not YAML": ("a: [", "is not YAML"),
    "a date given twice": (GOOD + "  2020-01-01: {value: 2}\n", "given twice"),
    "no unit": ("values: {2020-01-01: {value: null}}", "needs `values` and a `metadata.unit`"),
    "a unit nobody knows": (GOOD.replace("yuan}", "yen}"), "Units: "),
    "no values": ("metadata: {unit: yuan}\nvalues: {}", "has no values"),
    "a key that is no date": (GOOD.replace("2020-01-01", "soon"), "values.soon"),
    "a value without a reference": (GOOD.replace(", metadata: {reference: {instrument: S2}}", ""), "has no reference"),
    "a value of another kind": (GOOD.replace("value: 1", "value: much"), "not a value in yuan"),
}


@pytest.mark.parametrize(("content", "says"), WRONG_FILES.values(), ids=list(WRONG_FILES))
def test_a_wrong_file_is_told_where_and_what_to_do(tmp_path: Path, content: str, says: str) -> None:
    (tmp_path / "theme").mkdir()
    (tmp_path / "theme" / "a.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(ParameterError, match=says):
        read_parameters(tmp_path)


def test_a_name_declared_in_two_themes_is_refused(tmp_path: Path) -> None:
    for theme in ("one", "two"):
        (tmp_path / theme).mkdir()
        (tmp_path / theme / "a.yaml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(ParameterError, match="declared twice"):
        read_parameters(tmp_path)


COUNTY = "name_zh: 甲县\ninvented: true\npolicy_set: current\noffices: []\nhotlines: []\nplaces: []\n"
WRONG_COUNTIES = {
    "no policy set": (COUNTY.replace("policy_set: current\n", ""), "{}", CountyError, "policy_set"),
    "an unknown policy set": (COUNTY.replace("current", "next"), "{}", CountyError, "next"),
    "an office without a telephone": (
        COUNTY.replace("offices: []", "offices: [{id: a, duties: []}]"),
        "{}",
        CountyError,
        "phone",
    ),
    "a figure nobody declared": (COUNTY, "dibao_line: {values: {}}", UnknownParameterError, "Did you mean|Known"),
    "a figure without a source": (
        COUNTY,
        "min_wage: {values: {2026-01-01: {value: 1}}}",
        ParameterError,
        "no reference",
    ),
}


@pytest.mark.parametrize(("county", "figures", "error", "says"), WRONG_COUNTIES.values(), ids=list(WRONG_COUNTIES))
def test_a_wrong_county_pack_is_told_where(
    tmp_path: Path, county: str, figures: str, error: type[KnowledgeError], says: str
) -> None:
    (tmp_path / "county.yml").write_text(county, encoding="utf-8")
    (tmp_path / "figures.yml").write_text(figures, encoding="utf-8")
    with pytest.raises(error, match=says):
        read_county(tmp_path)


def test_an_unknown_county_is_told_the_nearest() -> None:
    with pytest.raises(UnknownCountyError, match="Did you mean example"):
        load_county("examples")


@pytest.mark.parametrize("name", ["example", "zhejiang_2012"])
def test_the_packs_keep_the_bounds_of_the_law(name: str) -> None:
    assert findings(load_county(name), date(2026, 11, 24)) == ()


BROKEN = {
    "town line under 40 % of the minimum wage": ({"dibao_std_urban": 900}, "dibao_std_urban"),
    "town line over 50 % of the minimum wage": ({"dibao_std_urban": 1200}, "dibao_std_urban"),
    "village line under 70 % of the town line": ({"dibao_std_rural": 700}, "dibao_std_rural"),
    "five years of assets": ({"money_asset_years_k": 5}, "money_asset_years_k"),
    "two years of assets": ({"money_asset_years_k": 2}, "money_asset_years_k"),
    "edge line over the minimum wage": ({"edge_multiple": 3}, "edge_multiple"),
    "legal aid line under the minimum wage": ({"legal_line": 2000}, "legal_line"),
    "dibao patients helped with less than seven tenths": ({"med_rate_dibao": 0.69}, "med_rate_dibao"),
    "edge patients helped with less than six tenths": ({"med_rate_edge": 0.59}, "med_rate_edge"),
    "other patients helped with less than half": ({"med_rate_other": 0.49}, "med_rate_other"),
    "tekun patients not helped whole": ({"med_rate_tekun": 0.99}, "med_rate_tekun"),
    "a yearly cap under 80,000": ({"med_cap_year": 79999.99}, "med_cap_year"),
    "a deductible for dibao over a twentieth of income": (
        {"med_deductible_dibao_tekun": 2115.01},
        "med_deductible_dibao_tekun",
    ),
    "a deductible for edge over a tenth of income": ({"med_deductible_edge": 4230.01}, "med_deductible_edge"),
    "a deductible for others over a quarter of income": ({"med_deductible_other": 10575.01}, "med_deductible_other"),
    "critical illness from over half of income": (
        {"critical_illness_deductible": 21150.01},
        "critical_illness_deductible",
    ),
}
KEPT = {
    "the lowest rates": {"med_rate_dibao": 0.7, "med_rate_edge": 0.6, "med_rate_other": 0.5, "med_rate_tekun": 1},
    "the lowest cap": {"med_cap_year": 80000},
    "the highest deductibles": {
        "med_deductible_dibao_tekun": 2115, "med_deductible_edge": 4230, "med_deductible_other": 10575,
        "critical_illness_deductible": 21150,
    },
}  # fmt: skip


@pytest.mark.parametrize(("values", "parameter"), BROKEN.values(), ids=list(BROKEN))
def test_a_figure_outside_a_bound_alarms_and_is_still_used(values: dict[str, float], parameter: str) -> None:
    county = EXAMPLE.with_parameters(values)
    assert parameter in {finding.parameter for finding in findings(county, date(2026, 11, 24))}
    assert not county.parameters.at(date(2026, 11, 24))[parameter].missing


@pytest.mark.parametrize("values", KEPT.values(), ids=list(KEPT))
def test_a_figure_at_the_bound_is_within_it(values: dict[str, float]) -> None:
    assert findings(EXAMPLE.with_parameters(values), date(2026, 11, 24)) == ()
