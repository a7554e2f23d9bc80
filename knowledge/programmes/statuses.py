"""Certified statuses (身份) that open other programmes: what was told, never what another programme's rule would find."""

from functools import cache

from knowledge.trees.nodes import AnyOf, Truth, household, yes


@cache
def on_dibao() -> Truth:
    """低保家庭."""
    return yes(household("is_dibao"))


@cache
def on_edge() -> Truth:
    """低保边缘家庭."""
    return yes(household("is_edge"))


@cache
def on_tekun() -> Truth:
    """特困人员."""
    return yes(household("is_tekun"))


@cache
def on_rigid() -> Truth:
    """刚性支出困难家庭."""
    return yes(household("is_rigid"))


@cache
def dibao_tekun_or_edge() -> Truth:
    """Any of the three statuses that open medical, school and housing aid (ZJ-SA 21, 26, 29)."""
    return AnyOf(on_dibao(), on_tekun(), on_edge())
