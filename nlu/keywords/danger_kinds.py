"""Of what kind a violence is: at home, by others, or a loss of liberty. Decided by who does it and what is done.

Beating, binding, maiming and locking up among members of a family are domestic violence (反家庭暴力法第二条), and so are
they among people who live together without being family (第三十七条). The same done by an employer, a carer, a neighbour
or a stranger is not: other numbers and other offices help, and staff read the kind before they ring.
"""

import re
from functools import cache
from importlib import resources

from nlu.keywords.keyword import DangerKind

_BY_PEOPLE: frozenset[DangerKind] = frozenset({"violence", "assault", "captive"})


def kind_by_who(kind: DangerKind, literal: str) -> DangerKind:
    """The kind of a danger that people do to people, from the words of the message; other kinds stay.

    Where nobody is named (他又打我了) it is taken for the family, as it mostly is.
    """
    if kind not in _BY_PEOPLE:
        return kind
    if _expression("organised").search(literal) and _expression("confined").search(literal):
        return "captive"
    at_home = _expression("family").search(literal) is not None
    if at_home and not _expression("outsider_acts").search(literal):
        return "violence"
    outside = at_home or _expression("outsider").search(literal) is not None
    if _expression("confined").search(literal) and not _expression("struck_at_home").search(literal):
        return "captive"
    return "assault" if outside else "violence" if kind == "captive" else kind


@cache
def _expression(name: str) -> re.Pattern[str]:
    text = resources.files(__package__).joinpath("danger_kinds.tsv").read_text(encoding="utf-8")
    words: dict[str, str] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            row, expression = line.split("\t")
            for known, alternatives in words.items():
                expression = expression.replace("{" + known + "}", f"(?:{alternatives})")
            words[row] = expression
    return re.compile(words[name])
