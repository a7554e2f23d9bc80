"""Labelled messages, as they stand in a file of tab-separated columns.

    text    act    topic    matter    [source]    [alternates]

`alternates` holds other labellings that can be defended, as `act|topic|matter`, several separated by `;`. They may also
stand beside `NAME.tsv`, in `NAME_alternates.tsv` with the columns text, act, topic and matter, one labelling a line.
Strict scores know the label alone, lenient ones its alternates as well.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nlu.errors import UnreadableMessages
from nlu.labels import ACTS, MATTERS, TOPICS

HEADS = ("act", "topic", "matter")
KNOWN = {"act": frozenset(ACTS), "topic": frozenset(TOPICS), "matter": frozenset(MATTERS)}


@dataclass(frozen=True)
class Labels:
    """What a message wants."""

    act: str
    topic: str
    matter: str

    def of(self, head: str) -> str:
        """The label of one head."""
        return str(getattr(self, head))


@dataclass(frozen=True)
class LabelledMessage:
    """One message of the file.

    Attributes:
        row: its line in the file, the heading being line 1: reports name messages by it, never by their words.
        source: where it comes from, up to the first colon; empty where the file does not say.
        alternates: other labellings that can be defended.
    """

    row: int
    text: str
    labels: Labels
    source: str = ""
    alternates: tuple[Labels, ...] = ()

    def accepted(self, head: str) -> frozenset[str]:
        """Labels of one head that count as right when judged leniently."""
        return frozenset(labels.of(head) for labels in (self.labels, *self.alternates))


def read_messages(path: Path) -> list[LabelledMessage]:
    """Every message of a file, with its alternates where there are any.

    Raises:
        UnreadableMessages: a column is missing, a label is unknown, or an alternate belongs to no message.
        FileNotFoundError: there is no such file.
    """
    alternates = _alternates(path.with_name(f"{path.stem}_alternates{path.suffix}"))
    messages = [
        LabelledMessage(
            row=number,
            text=row["text"],
            labels=_labels(path, number, row),
            source=(row.get("source") or "").partition(":")[0],
            alternates=(*_in_row(path, number, row), *alternates.get(row["text"], ())),
        )
        for number, row in _rows(path)
    ]
    if not messages:
        raise UnreadableMessages(str(path), 1, "it holds no message")
    _each_belongs(path, alternates, messages)
    return messages


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    with path.open(encoding="utf-8", newline="") as lines:
        table = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        missing = {"text", *HEADS} - set(table.fieldnames or ())
        if missing:
            raise UnreadableMessages(str(path), 1, f"columns are missing: {', '.join(sorted(missing))}")
        return list(enumerate(table, start=2))


def _labels(path: Path, number: int, row: Mapping[str, str]) -> Labels:
    unknown = [f"{head} {row[head]!r}" for head in HEADS if row[head] not in KNOWN[head]]
    if unknown:
        raise UnreadableMessages(str(path), number, f"unknown label: {', '.join(unknown)}")
    return Labels(*(row[head] for head in HEADS))


def _in_row(path: Path, number: int, row: Mapping[str, str]) -> Iterator[Labels]:
    for labelling in filter(None, (row.get("alternates") or "").split(";")):
        act, topic, matter = (*labelling.split("|"), "", "")[:3]
        yield _labels(path, number, {"act": act, "topic": topic, "matter": matter})


def _alternates(path: Path) -> dict[str, list[Labels]]:
    found: dict[str, list[Labels]] = defaultdict(list)
    if path.exists():
        for number, row in _rows(path):
            found[row["text"]].append(_labels(path, number, row))
    return found


def _each_belongs(path: Path, alternates: Iterable[str], messages: Sequence[LabelledMessage]) -> None:
    strangers = set(alternates) - {message.text for message in messages}
    if strangers:
        raise UnreadableMessages(str(path), 1, f"{len(strangers)} of its alternates belong to no message of it")
