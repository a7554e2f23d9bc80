"""Certified statuses (身份) that open other programmes: as told, else as the rules find them.

A household holds one of them at a time, so what the rules find counts only where no other status was told.
"""

from functools import cache

from knowledge.programmes.dibao import household_route, not_tekun
from knowledge.programmes.dibao_edge import edge_rule
from knowledge.programmes.economy import ZJ_SA
from knowledge.programmes.tekun import tekun_rule
from knowledge.trees.nodes import All, AnyOf, ApplicantIs, Dated, Status, Truth, household, person, yes

CERTIFIED = ("is_dibao", "is_edge", "is_tekun", "is_rigid")


@cache
def on_dibao() -> Truth:
    """低保家庭. Who could only have it alone (DB21 8) does not make the others of the household dibao."""
    return Status(yes(household("is_dibao")), All(household_route(), not_tekun(), no_status_told_but("is_dibao")))


@cache
def on_edge() -> Truth:
    """低保边缘家庭."""
    found = Dated(All(edge_rule(), no_status_told_but("is_edge")), since=ZJ_SA)
    return Status(yes(household("is_edge")), found)


@cache
def on_tekun() -> Truth:
    """特困人员: the person the application is about."""
    return Status(yes(household("is_tekun")), All(ApplicantIs(tekun_rule()), no_status_told_but("is_tekun")))


@cache
def person_on_tekun() -> Truth:
    """特困人员, of any member."""
    return Status(yes(household("is_tekun")), All(tekun_rule(), no_status_told_but("is_tekun")))


@cache
def tekun_at_home() -> Truth:
    """分散供养的特困人员: tekun who live at home and not in an institution."""
    return All(on_tekun(), ~ApplicantIs(yes(person("in_care_institution"))))


@cache
def no_status_told_but(own: str) -> Truth:
    """No other status was told."""
    return ~AnyOf(*(yes(household(flag)) for flag in CERTIFIED if flag != own))
