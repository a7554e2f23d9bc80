"""A household's economy, measured once for all programmes: income, money, things, homes, and the lines they are held against.

Income can be told as a total, as a figure per head, or person by person; whichever is known narrows the rest.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache

from knowledge.trees.nodes import (
    AnyOf,
    Bounded,
    Called,
    Constant,
    Criterion,
    Either,
    Least,
    Measure,
    NotNegative,
    Number,
    Parameter,
    ParameterFlag,
    Percent,
    Summed,
    Told,
    ToldNumber,
    Truth,
    UpTo,
    Where,
    household,
    one_of,
    person,
    yes,
)

PERCENT = 100
MONTHS = 12
FEN = 100
R649 = date(2014, 5, 1)
ZJ_SA = date(2014, 11, 1)
AST15 = date(2015, 3, 1)
OP20 = date(2020, 8, 25)
DB21 = date(2021, 7, 1)
DB22 = date(2022, 10, 20)
OP23 = date(2023, 10, 19)


@dataclass(frozen=True)
class Economy:
    """The numbers of a household that several programmes look at. Money in whole fen; income a month."""

    urban: Truth
    members: Number
    dibao_line: Number
    told_income: ToldNumber
    gross_income: ToldNumber
    counted_income: Number
    money_assets: ToldNumber
    own_income: Number

    def income_below(self, line: Number, scale: int = 1) -> Truth:
        """Counted income a head is below a line; the line is in fen, or in parts of a fen, `scale` to one."""
        return self._told_income(
            lambda income, heads: _times(income, scale) < line * heads, lambda income: _times(income, scale) < line
        )

    def income_at_most(self, line: Number, scale: int = 1) -> Truth:
        """Counted income a head is at most a line; the line is in fen, or in parts of a fen, `scale` to one."""
        return self._told_income(
            lambda income, heads: _times(income, scale) <= line * heads, lambda income: _times(income, scale) <= line
        )

    def _told_income(self, of_all: Callable[[Number, Number], Truth], of_one: Callable[[Number], Truth]) -> Truth:
        """A comparison of counted income, told as a total or a head; told a head, only what was told apart still needs the total."""
        together = of_all(self.counted_income, self.members)
        return Told(resident=together, record=Either(told_apart(), together, of_one(household("pc_income_month"))))

    def gross_income_at_most(self, line: Number) -> Truth:
        """All income a head, nothing taken off, is at most a line in fen."""
        return Told(resident=self.gross_income <= line * self.members, record=household("pc_income_month") <= line)

    def money_below(self, line: Number) -> Truth:
        """Money assets a head are below a line in fen."""
        return Told(
            resident=household("household_money_assets") < line * self.members,
            record=household("pc_money_assets") < line,
        )

    def income_measure(self, line: Number, scale: int = 1) -> Measure:
        """Counted income a head against a line, as people read it."""
        return Measure(
            "人均月收入",
            "元/人·月",
            self.counted_income,
            line,
            per=self.members,
            per_head=household("pc_income_month"),
            line_scale=FEN * scale,
            excess_zh="每人每月超出{excess}",
        )

    def money_measure(self, line: Number) -> Measure:
        """Money assets a head against a line, as people read it."""
        return Measure(
            "人均货币财产",
            "元/人",
            self.money_assets,
            line,
            per=self.members,
            per_head=household("pc_money_assets"),
            excess_zh="人均存款等钱财超出{excess}",
        )


@cache
def told_apart() -> Truth:
    """Income told a head still holds a basic pension or the pay of a new job that was told beside it."""
    return AnyOf(household("basic_pension_month") > 0, household("new_job_income_month") > 0)


@cache
def dibao_line() -> Number:
    """The line of the county for town or village, in fen a head and month."""
    urban = one_of(household("area_type"), "urban")
    return Called("低保标准", Where(urban, Parameter("dibao_std_urban"), Parameter("dibao_std_rural")))


@cache
def new_job_income_not_counted() -> Number:
    """Pay that somebody on dibao has newly found: not counted for some months, up to a multiple of the line (ZJ-SA 50)."""
    months = Bounded(Parameter("job_income_disregard_months"), Constant(6), Constant(12))
    still_new = yes(household("is_dibao")) & (household("new_job_months") < months)
    up_to = Percent(dibao_line(), Parameter("job_income_disregard_cap"))
    return Where(still_new, Least(household("new_job_income_month"), up_to), Constant(0))


def _times(number: Number, scale: int) -> Number:
    return number if scale == 1 else number * scale


@cache
def economy() -> Economy:
    """The household's numbers: one set of nodes, shared by every programme."""
    members = household("member_count")
    per_head = household("pc_income_month")
    listed = Summed(person("income_month"), household("unlisted_income_month"))
    told = ToldNumber(resident=household("household_income_month"), record=listed)
    gross = ToldNumber(resident=told, record=per_head * members)
    pension = Where(ParameterFlag("basic_pension_excluded"), household("basic_pension_month"), Constant(0))
    taken_off = pension + new_job_income_not_counted()
    return Economy(
        urban=one_of(household("area_type"), "urban"),
        members=members,
        dibao_line=dibao_line(),
        told_income=told,
        gross_income=gross,
        counted_income=Called(
            "全家每月计入的收入",
            NotNegative(
                ToldNumber(
                    resident=told - household("income_not_counted_month") - taken_off,
                    record=per_head * members - taken_off,
                )
            ),
        ),
        money_assets=ToldNumber(
            resident=household("household_money_assets"), record=household("pc_money_assets") * members
        ),
        own_income=ToldNumber(
            resident=person("income_month"),
            # somebody living alone has what the household has, anybody else at most that
            record=Where(members <= 1, gross, UpTo(gross)),
        ),
    )


@cache
def money_within_dibao_limit() -> Criterion:
    """人均货币财产低于若干年低保标准; the county sets the years between three and four."""
    line = economy().dibao_line * MONTHS * Parameter("money_asset_years_k")
    return Criterion(
        "property.money_assets",
        "人均货币财产低于限额",
        "AST15",
        economy().money_below(line),
        measure=economy().money_measure(line),
        since=AST15,
    )


@dataclass(frozen=True)
class Application:
    """What anybody applying for dibao, edge or tekun must meet before the economy is looked at."""

    hukou_here: Criterion
    consent: Criterion
    truthful: Criterion

    @property
    def all(self) -> tuple[Criterion, ...]:
        """In the order in which the law asks."""
        return self.hukou_here, self.consent, self.truthful


@cache
def application() -> Application:
    """Hukou, consent to verification, truthful declaration."""
    return Application(
        Criterion("apply.hukou_here", "户口在本县", "S2; UD99 2; ZJ-SA 9; ZJ-SA 62; DB21 4", _applies_here()),
        Criterion(
            "apply.consent", "同意核对家庭经济状况", "DB21 9", yes(household("consent_to_verification")), since=DB21
        ),
        Criterion("apply.truthful", "如实申报", "DB21 9", yes(household("declared_truthfully")), since=DB21),
    )


def _applies_here() -> Truth:
    """Hukou here; or a residence permit, where the county has opened that way (off unless it says so)."""
    by_permit = ParameterFlag("residence_permit_applies") & yes(household("residence_permit_zj"))
    return one_of(household("hukou_county"), "here") | by_permit


@dataclass(frozen=True)
class Things:
    """The property tests other than money (six tests of AST15, as far as they are fixed for the whole province)."""

    no_vehicle: Criterion
    no_commercial_property: Criterion
    homes: Criterion

    @property
    def all(self) -> tuple[Criterion, ...]:
        """In the order in which the instrument lists them."""
        return self.no_vehicle, self.no_commercial_property, self.homes


@cache
def things() -> Things:
    """Vehicle or boat, commercial property, number and size of homes."""
    return Things(
        Criterion(
            "property.no_vehicle",
            "没有生活用的汽车或船",
            "AST15",
            ~yes(household("has_living_vehicle_or_boat")),
            since=AST15,
        ),
        Criterion(
            "property.no_commercial_property",
            "没有商铺、办公楼、厂房、酒店式公寓",
            "AST15",
            ~yes(household("has_commercial_property")),
            since=AST15,
        ),
        Criterion("property.homes", "住房套数在规定以内", "AST15", _homes_within_limit(), since=AST15),
    )


def _homes_within_limit() -> Truth:
    """Only town homes are counted; one more than the limit is allowed where the floor area a head stays below last year's average."""
    homes, limit, average = household("home_count"), Parameter("urban_home_limit"), Parameter("pc_floor_area_prev_year")
    small = Told(
        resident=household("floor_area") < average * economy().members, record=household("pc_floor_area") < average
    )
    return ~economy().urban | (homes <= limit) | ((homes <= limit + 1) & small)
