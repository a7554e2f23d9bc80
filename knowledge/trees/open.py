"""What an undecided rule still depends on: facts to ask, parameters nobody has loaded, questions only staff can decide."""

from dataclasses import dataclass, field

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


@dataclass
class StillOpen:
    """What is open, in the order of the rule. Dicts keep the order and forget repeats."""

    facts: dict[OpenFact, None] = field(default_factory=dict)
    parameters: dict[str, None] = field(default_factory=dict)
    reasons_zh: dict[str, None] = field(default_factory=dict)
    _seen: set[tuple[int, str | None]] = field(default_factory=set)

    def note(self, node: Node, frame: Frame) -> None:
        """Notes what an undecided part depends on; does nothing for a settled part."""
        frame = _home(node, frame)
        place = (id(node), frame.key)
        if place in self._seen or not is_open(frame.value(node)):
            return
        self._seen.add(place)
        self._note_own(node, frame)
        for part, bearer in _followed(node, frame):
            self.note(part, bearer)

    def _note_own(self, node: Node, frame: Frame) -> None:
        """What the node itself adds; its parts are noted for themselves."""
        match node:
            case FactNumber():
                self.facts[(frame.key, node.name)] = None
            case Parameter() | ParameterFlag():
                self.parameters[node.name] = None
            case InParameterList() if frame.parameter_list(node.name) is None:
                self.parameters[node.name] = None
            case UpToStaff() if frame.value(node.kids[0])[0]:
                self.reasons_zh[node.reason_zh] = None
            case SomePerson(roster=roster) | EveryPerson(roster=roster) if roster == MEMBERS:
                if is_open(frame.unlisted(MEMBERS)):
                    self.facts[(None, "member_count")] = None
            case CountOf() if is_open(frame.unlisted(MEMBERS)):
                self.facts[(None, "member_count")] = None
            case _:
                pass


def _followed(node: Node, frame: Frame) -> list[tuple[Node, Frame]]:
    """The parts that an open node may depend on, each with the frame of its bearer."""
    match node:
        case Told() | ToldNumber():
            return [(_way_of_telling(node, frame), frame)]
        case Where() | Either():
            return [(kid, frame) for kid in (node.kids[0], *live_branches(node, frame))]
        case ByChoice():
            return [(kid, frame) for kid in (node.kids[0], *live_rows(node, frame))]
        case SomePerson() | EveryPerson() | Summed() | CountOf():
            each, *rest = node.kids
            return [(each, one) for one in frame.persons] + [(kid, frame) for kid in rest]
        case ApplicantIs() | ApplicantNumber():
            return [(node.kids[0], frame.persons[0])]
        case _:
            return [(kid, frame) for kid in node.kids]


def still_open(node: Node, frame: Frame) -> StillOpen:
    """What the node's value still depends on."""
    found = StillOpen()
    found.note(node, frame)
    return found


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
