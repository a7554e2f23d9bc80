"""共同生活的家庭成员: who counts as a member of the household that dibao and edge look at.

The number of members that a resident tells is the number of these. In 2012 parents counted by name; since 2021 they count, like any
other kin, where there is a duty of support and they have long lived together.
"""

from datetime import date
from functools import cache

from knowledge.programmes.economy import DB21
from knowledge.programmes.programme import Ground
from knowledge.trees.nodes import All, AnyOf, Dated, Parameter, Truth, one_of, person, yes

DB12 = date(2012, 12, 12)
BEFORE_DB21 = date(2021, 6, 30)


@cache
def family_member() -> Ground:
    """Spouse, minor and dependent children, others with a duty of support who live along; nobody who has left (DB21 7; DB12 5)."""
    by_name = AnyOf(
        one_of(person("relation_to_applicant"), "self", "spouse"), dependent_child(), duty_and_living_along()
    )
    with_parents = AnyOf(by_name, one_of(person("relation_to_applicant"), "parent"))
    counted = AnyOf(
        Dated(All(by_name, ~has_left()), since=DB21),
        Dated(All(with_parents, ~has_left()), since=DB12, until=BEFORE_DB21),
    )
    return Ground("dibao.family_member", "算共同生活的家庭成员", "DB12 5; DB21 7", counted)


@cache
def dependent_child() -> Truth:
    """A minor child; or one of age who cannot live alone, a full-time student up to a bachelor's degree included."""
    of_age = person("age") >= Parameter("adult_age")
    alone = yes(person("lives_independently")) & ~yes(person("school_is_fulltime_bachelor_or_below"))
    return one_of(person("relation_to_applicant"), "child") & ~(of_age & alone)


@cache
def duty_and_living_along() -> Truth:
    """Anybody else with a legal duty of support between them who has long lived along."""
    return yes(person("duty_of_support")) & yes(person("lives_along"))


@cache
def has_left() -> Truth:
    """Clergy away from the family for years; in prison or compulsory rehabilitation; declared missing."""
    return AnyOf(
        person("religious_away_years") >= Parameter("member_religious_years"),
        yes(person("in_prison_or_compulsory_rehab")),
        yes(person("missing_declared")),
    )
