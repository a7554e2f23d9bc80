"""The thread as staff read it: who wrote, what became of it, and what can be done about it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backoffice.console.fact_sheet import FactSheet
from backoffice.console.words import Words
from backoffice.reception import Visit
from conversations.attachments import Attachment
from conversations.messages import Asked
from conversations.reading import Line

#: Texts with a one-time code, which is the resident's alone.
_WITH_CODE = frozenset({"link.code", "link.shown"})
_STUCK = ("failed", "uncertain")


@dataclass(frozen=True)
class ThreadFile:
    """A file under a message.

    Attributes:
        name: its sender's, or what it is.
        state_words: what became of it, where it cannot be opened.
    """

    id: str
    name: str
    kept: bool
    has_thumbnail: bool
    state_words: str


@dataclass(frozen=True)
class ThreadLine:
    """One message on the page.

    Attributes:
        side: `resident`, `bot`, `staff` or `system`, for the look.
        name: who wrote it, in words.
        state_words: what became of it.
        crossed: it was never sent.
        again: id of the message that can be sent once more, none where nothing is stuck.
    """

    id: str
    side: str
    name: str
    at: float
    text: str
    options: tuple[str, ...]
    state: str
    state_words: str
    crossed: bool
    again: int | None
    files: tuple[ThreadFile, ...] = ()


@dataclass(frozen=True)
class OpenQuestion:
    """What the resident is being asked right now."""

    label: str
    words: str
    options: tuple[str, ...]


def thread_lines(visit: Visit, names: Mapping[str, str], words: Words) -> list[ThreadLine]:
    """Every message of both sides, oldest first."""
    by_message: dict[int, list[ThreadFile]] = {}
    for file in visit.files:
        by_message.setdefault(file.inbox_id, []).append(_file(file, words))
    return [_line(line, names, words, by_message) for line in visit.lines]


def question_in_words(asked: Asked, sheet: FactSheet) -> OpenQuestion | None:
    """What is open towards the resident, none when nothing is."""
    question = asked.question
    options = tuple(option.label for option in asked.options) or (question.labels if question else ())
    if question is None:
        return OpenQuestion("请居民选一项", "", options) if options else None
    return OpenQuestion(sheet.entry(question.fact).label, question.words, options)


def _file(file: Attachment, words: Words) -> ThreadFile:
    what = words.of("files", (file.media_type or "").partition("/")[0] or "unknown")
    state = file.reason or file.state
    return ThreadFile(
        file.id, file.name or what, file.state == "kept", file.has_thumbnail, words.of("file_states", state)
    )


def _without_code(line: Line) -> str:
    return re.sub("[0-9]{6}", "······", line.text) if line.template in _WITH_CODE else line.text


def _line(line: Line, names: Mapping[str, str], words: Words, files: Mapping[int, Sequence[ThreadFile]]) -> ThreadLine:
    coming = line.who == "resident"
    state = "withheld_staff" if line.who == "staff" and line.state == "withheld" else line.state
    state_words = words.of("came" if coming else "went", state)
    name = names.get(line.staff_id, "工作人员") if line.staff_id else words.of("who", line.who)
    return ThreadLine(
        id=line.id,
        side=line.who,
        name=name,
        at=line.at,
        text="（这条打不开：封存它的密钥不在了）"
        if line.closed
        else _without_code(line) or ("（没有文字）" if not line.media else ""),
        options=tuple(option.label for option in line.options),
        state=line.state,
        state_words=f"{words.of('came', 'edited')} · {state_words}" if line.is_edit else state_words,
        crossed=line.state == "withheld",
        again=line.row if line.state in _STUCK and not coming else None,
        files=tuple(files.get(line.row, ())) if coming else (),
    )
