"""From the rows of a piece to what is known of its households: facts, members, what each receives, and the rows that cannot be read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from knowledge import County, vocabulary
from knowledge.register import Column, Register, Truths
from knowledge.screening import here_or_elsewhere
from knowledge.trees.registers import Index
from registers.cells import BadCell, read_column, read_received
from registers.headings import Headings
from registers.members import MemberRows
from registers.tables import LINE, BadRow

Times = npt.NDArray[np.int16]

# What a household is certified as while it receives a programme.
STATUS_OF: Mapping[str, str] = {
    "dibao": "is_dibao", "tekun": "is_tekun", "dibao_edge": "is_edge", "rigid_expenditure": "is_rigid",
}  # fmt: skip


@dataclass(frozen=True)
class Households:
    """Readable households of one county.

    `received` and `member_received` say how often each household, each member receives a programme; a programme without a column is
    not there. `member_ids` are as the register names them, m1, m2 … where it does not.
    """

    lines: npt.NDArray[np.int64]
    ids: pl.Series | None
    register: Register
    received: Mapping[str, Times]
    member_received: Mapping[str, Times]
    member_ids: pl.Series


@dataclass
class _Bad:
    """Which rows of a piece cannot be read."""

    file: str
    lines: npt.NDArray[np.int64]
    rows: list[BadRow] = field(default_factory=list)
    unreadable: set[int] = field(default_factory=set)

    def note(self, cells: list[BadCell]) -> None:
        """Notes cells of the households' own file."""
        for cell in cells:
            self.rows.append(BadRow(self.file, int(self.lines[cell.row]), cell.column, cell.reason))
            self.unreadable.add(cell.row)

    def note_members(self, cells: list[BadCell], members: MemberRows, home: Index) -> None:
        """Notes cells of the members' file; a household of which one member cannot be read is not judged."""
        for cell in cells:
            self.rows.append(BadRow(members.file, int(members.lines[cell.row]), cell.column, cell.reason))
            self.unreadable.add(int(home[cell.row]))


def read_households(
    rows: pl.DataFrame, headings: Headings, county: County, file: str, members: MemberRows | None = None
) -> tuple[Households, list[BadRow]]:
    """The readable households of a piece whose rows all belong to one county, and the rows that are not."""
    lines = rows[LINE].to_numpy().astype(np.int64)
    bad = _Bad(file, lines)
    facts = {name: _known(name, rows[column], column, county, bad.note) for name, column in headings.facts.items()}
    received = {name: _received(rows[column], column, bad.note) for name, column in headings.receives.items()}
    people = _from_file(members, lines, county, bad) if members else _beside(rows, headings, county, bad)
    kept = np.ones(len(rows), bool)
    kept[list(bad.unreadable)] = False
    read = _with_statuses(Register(facts, people.facts, people.home, len(rows)), received, people.received)
    persons = kept[people.home]
    return Households(
        lines[kept],
        rows[headings.id].cast(pl.String).filter(pl.Series(kept)) if headings.id else None,
        read.only(kept).as_records(),
        {name: times[kept] for name, times in received.items()},
        {name: times[persons] for name, times in people.received.items()},
        people.ids.filter(pl.Series(persons)),
    ), bad.rows


@dataclass(frozen=True)
class _People:
    facts: Mapping[str, Column]
    received: Mapping[str, Times]
    ids: pl.Series
    home: Index


def _beside(rows: pl.DataFrame, headings: Headings, county: County, bad: _Bad) -> _People:
    """Members in columns of the household's own row; nobody has to be told, the first is always there."""
    numbers = headings.members or (1,)
    there = np.zeros((len(rows), len(numbers)), bool)
    there[:, 0] = True
    grids = {name: _empty(name, there.shape) for columns in headings.member_facts.values() for name in columns}
    received = {name: np.zeros(there.shape, np.int16) for one in headings.member_receives.values() for name in one}
    for place, number in enumerate(numbers):
        columns = {
            **headings.member_facts.get(number, {}),
            **headings.member_receives.get(number, {}),
            **({"id": headings.member_ids[number]} if number in headings.member_ids else {}),
        }
        for column in columns.values():
            there[:, place] |= rows[column].is_not_null().to_numpy()
        for name, column in headings.member_facts.get(number, {}).items():
            grids[name][0][:, place], grids[name][1][:, place] = _known(name, rows[column], column, county, bad.note)
        for name, column in headings.member_receives.get(number, {}).items():
            received[name][:, place] = _received(rows[column], column, bad.note)
    home = np.nonzero(there)[0]
    return _People(
        {name: (low[there], high[there]) for name, (low, high) in grids.items()},
        {name: times[there] for name, times in received.items()},
        _ids_beside(rows, headings, numbers, there),
        home,
    )


def _empty(name: str, shape: tuple[int, ...]) -> Column:
    low, high = vocabulary()[name].domain
    return np.full(shape, low), np.full(shape, high)


def _ids_beside(rows: pl.DataFrame, headings: Headings, numbers: tuple[int, ...], there: Truths) -> pl.Series:
    named = [
        rows.select(pl.col(headings.member_ids[number]).cast(pl.String).fill_null(f"m{number}")).to_series()
        if number in headings.member_ids
        else pl.repeat(f"m{number}", len(rows), eager=True)
        for number in numbers
    ]
    across = pl.DataFrame({str(place): one for place, one in enumerate(named)})
    flat = across.with_row_index("row").unpivot(index="row", variable_name="place", value_name="id")
    return flat.sort("row", maintain_order=True)["id"].filter(pl.Series(there.ravel()))


def _from_file(members: MemberRows, lines: npt.NDArray[np.int64], county: County, bad: _Bad) -> _People:
    """Members from a file of their own, in its order; a household without any has one of whom nothing is known."""
    home = np.searchsorted(lines, members.household_lines).astype(np.intp)
    headings = members.headings

    def note(cells: list[BadCell]) -> None:
        bad.note_members(cells, members, home)

    alone = np.setdiff1d(np.arange(len(lines)), home)
    order = np.argsort(np.concatenate([home, alone]), kind="stable")
    facts = {
        name: _with_unknown(name, _known(name, members.rows[column], column, county, note), len(alone), order)
        for name, column in headings.member_facts.get(1, {}).items()
    }
    received = {
        name: np.concatenate([_received(members.rows[column], column, note), np.zeros(len(alone), np.int16)])[order]
        for name, column in headings.member_receives.get(1, {}).items()
    }
    ids = pl.concat([members.ids, pl.repeat("m1", len(alone), eager=True)]).gather(order)
    return _People(facts, received, ids, np.concatenate([home, alone])[order])


def _with_unknown(name: str, known: Column, more: int, order: Index) -> Column:
    (low, high), domain = known, vocabulary()[name].domain
    return (
        np.concatenate([low, np.full(more, domain[0])])[order],
        np.concatenate([high, np.full(more, domain[1])])[order],
    )


def _known(name: str, cells: pl.Series, column: str, county: County, note: Callable[[list[BadCell]], None]) -> Column:
    read = read_column(vocabulary()[name], cells, column, lambda told: here_or_elsewhere(name, told, county))
    note(read.bad)
    return read.known


def _received(cells: pl.Series, column: str, note: Callable[[list[BadCell]], None]) -> Times:
    times, bad = read_received(cells, column)
    note(bad)
    return times


def _with_statuses(register: Register, received: Mapping[str, Times], by_person: Mapping[str, Times]) -> Register:
    """Who receives a programme that certifies a household is certified, unless a column of its own tells otherwise."""
    for programme, status in STATUS_OF.items():
        if programme in received:
            register = register.certified_as(status, received[programme] > 0)
        elif programme in by_person:
            some = np.bincount(register.home, weights=by_person[programme] > 0, minlength=register.size) > 0
            register = register.certified_as(status, some)
    return register
