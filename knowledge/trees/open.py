"""What an undecided rule still depends on: facts to ask, parameters nobody has loaded, questions only staff can decide."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from knowledge.trees.arithmetic import is_open
from knowledge.trees.frames import Frame
from knowledge.trees.nodes import (
    MEMBERS,
    ApplicantIs,
    ApplicantNumber,
    Bounded,
    ByChoice,
    CountOf,
    Either,
    EveryPerson,
    FactNumber,
    InParameterList,
    Node,
    Parameter,
    ParameterFlag,
    SomePerson,
    Summed,
    Told,
    ToldNumber,
    UpTo,
    UpToStaff,
    Where,
)

# A fact by its bearer's key (None for household and matter) and its name.
OpenFact = tuple[str | None, str]


@dataclass(frozen=True, slots=True)
class StillOpen:
    """What is open, in the order of the rule. Dicts keep the order and forget repeats."""

    facts: Mapping[OpenFact, None]
    parameters: Mapping[str, None]
    reasons_zh: Mapping[str, None]


NOTHING = StillOpen({}, {}, {})


def still_open(node: Node, frame: Frame) -> StillOpen:
    """What the node's value still depends on. Rules share parts, so a frame remembers it of each."""
    while frame.depth > node.depth and frame.parent is not None:
        frame = frame.parent
    frame = frame.keeper(node)
    found: StillOpen | None = frame.open_parts.get(node)
    if found is None:
        low, high = frame.memo.get(node) or frame.value(node)
        found = frame.open_parts[node] = _looked_into(node, frame) if low != high else NOTHING
    return found


def _looked_into(node: Node, frame: Frame) -> StillOpen:
    """What an undecided part adds itself, then what its own parts depend on."""
    own = OWN.get(type(node))
    parts = [] if own is None else [own(node, frame)]
    follow = FOLLOWED.get(type(node))
    if follow is None:
        parts += [still_open(kid, frame) for kid in node.kids]
    else:
        parts += [still_open(part, bearer) for part, bearer in follow(node, frame)]
    return _together([part for part in parts if part is not NOTHING])


def _together(parts: list[StillOpen]) -> StillOpen:
    if not parts:
        return NOTHING
    first, *more = parts
    if all(part is first for part in more):
        return first
    facts, parameters, reasons_zh = dict(first.facts), dict(first.parameters), dict(first.reasons_zh)
    for part in more:
        facts.update(part.facts)
        parameters.update(part.parameters)
        reasons_zh.update(part.reasons_zh)
    return StillOpen(facts, parameters, reasons_zh)


def _fact(node: FactNumber, frame: Frame) -> StillOpen:
    return StillOpen({(frame.key, node.name): None}, {}, {})


def _parameter(node: Parameter | ParameterFlag, frame: Frame) -> StillOpen:
    return StillOpen({}, {node.name: None}, {})


def _list(node: InParameterList, frame: Frame) -> StillOpen:
    return StillOpen({}, {node.name: None}, {}) if frame.parameter_list(node.name) is None else NOTHING


def _staff(node: UpToStaff, frame: Frame) -> StillOpen:
    return StillOpen({}, {}, {node.reason_zh: None}) if frame.value(node.kids[0])[0] else NOTHING


def _roster(node: SomePerson | EveryPerson | CountOf, frame: Frame) -> StillOpen:
    """A roster of members is closed by their count."""
    members = getattr(node, "roster", MEMBERS) == MEMBERS
    return HOW_MANY if members and is_open(frame.unlisted(MEMBERS)) else NOTHING


HOW_MANY = StillOpen({(None, "member_count"): None}, {}, {})
OWN: Mapping[type[Node], Callable[[Any, Frame], StillOpen]] = {
    FactNumber: _fact,
    Parameter: _parameter,
    ParameterFlag: _parameter,
    InParameterList: _list,
    UpToStaff: _staff,
    SomePerson: _roster,
    EveryPerson: _roster,
    CountOf: _roster,
}

# The parts that an open node may depend on, each with the frame of its bearer.
Followed = Iterable[tuple[Node, Frame]]


def _one_way(node: Told | ToldNumber, frame: Frame) -> Followed:
    return ((_way_of_telling(node, frame), frame),)


def _branches(node: Where | Either, frame: Frame) -> Followed:
    return [(kid, frame) for kid in (node.kids[0], *live_branches(node, frame))]


def _rows(node: ByChoice, frame: Frame) -> Followed:
    return [(kid, frame) for kid in (node.kids[0], *live_rows(node, frame))]


def _persons(node: SomePerson | EveryPerson | Summed | CountOf, frame: Frame) -> Followed:
    each, *rest = node.kids
    return [(each, one) for one in frame.persons] + [(kid, frame) for kid in rest]


def _applicant(node: ApplicantIs | ApplicantNumber, frame: Frame) -> Followed:
    return ((node.kids[0], frame.persons[0]),)


FOLLOWED: Mapping[type[Node], Callable[[Any, Frame], Followed]] = {
    Told: _one_way,
    ToldNumber: _one_way,
    Where: _branches,
    Either: _branches,
    ByChoice: _rows,
    SomePerson: _persons,
    EveryPerson: _persons,
    Summed: _persons,
    CountOf: _persons,
    ApplicantIs: _applicant,
    ApplicantNumber: _applicant,
}


def unbounded_parameters(node: Node, frame: Frame) -> list[str]:
    """The missing figures that leave a number without any bound: nobody has loaded them and the law sets them no limits."""
    found: dict[str, None] = {}
    seen: set[tuple[Node, str | None]] = set()

    def collect(part: Node, bearer: Frame) -> None:
        home = _home(part, bearer)
        if (part, home.key) in seen or not is_open(home.value(part)):
            return
        seen.add((part, home.key))
        if isinstance(part, Parameter):
            found[part.name] = None
        for kid, one in _followed(part, home):
            if not (isinstance(part, Bounded) and kid is part.kids[0]):
                collect(kid, one)

    collect(node, frame)
    return list(found)


def _followed(node: Node, frame: Frame) -> Followed:
    follow = FOLLOWED.get(type(node))
    return [(kid, frame) for kid in node.kids] if follow is None else follow(node, frame)


def live_branches(node: Where | Either, frame: Frame) -> tuple[Node, ...]:
    """The branches of a case distinction that are not ruled out."""
    surely, possibly = frame.value(node.kids[0])
    return node.kids[1:2] if surely else node.kids[1:] if possibly else node.kids[2:]


def live_rows(node: ByChoice, frame: Frame) -> tuple[Node, ...]:
    """The rows of a table that the choice has not ruled out."""
    low, high = frame.value(node.kids[0])
    rows = [kid for position, kid in zip(node.positions, node.kids[1:-1], strict=True) if low <= position <= high]
    listed = sum(low <= position <= high for position in node.positions)
    return (*rows, *(() if listed == high - low + 1 else node.kids[-1:]))


def _home(node: Node, frame: Frame) -> Frame:
    while frame.depth > node.depth and frame.parent is not None:
        frame = frame.parent
    return frame


def _way_of_telling(node: Told | ToldNumber, frame: Frame) -> Node:
    """The way that only a missing parameter keeps open, if there is one; else a talk asks in the resident's way.

    A record is completed in its own way, as far as the people in it are all listed.
    """
    resident, record = node.kids
    for way in (resident, record):
        found = still_open(way, frame)
        if found.parameters and not found.facts:
            return way
    return record if frame.record and _answerable(record, frame) else resident


def _answerable(node: Node, frame: Frame) -> bool:
    match node:
        case SomePerson() | EveryPerson() | Summed() | CountOf():
            return not _home(node, frame).unlisted(getattr(node, "roster", MEMBERS))[1]
        case UpTo():
            return False
        case Where():
            return all(_answerable(kid, frame) for kid in live_branches(node, frame))
        case _:
            return all(_answerable(kid, frame) for kid in node.kids)
