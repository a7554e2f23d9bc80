"""The list of texts for a carrier that sends only what was registered: every registered text as it asks for them.

A variable stands as `${name}`; what follows a text as numbered choices is one variable more. The office hands the list
in, writes the carrier's code of each approved text into the first column, and names the file in the settings:
`Templates.load` reads it as it is.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.dialogue.texts import Message
from channels.sms_text import measure, render_for_sms

COLUMNS = ("code", "text", "id", "sample", "segments")
#: The numbered choices behind a text, each on a line of its own.
CHOICES = "choices"


@dataclass(frozen=True)
class ListedText:
    """A text to be registered.

    Attributes:
        id: of the registered message, with `+choices` where choices follow.
        text: as the carrier asks for it, with `${name}` for each variable.
        sample: the same with typical values.
        segments: what the sample costs.
    """

    id: str
    text: str
    sample: str
    segments: int


def listed_texts(messages: Iterable[Message]) -> Iterator[ListedText]:
    """Each text once without and, where choices can follow, once with them."""
    for message in messages:
        text, sample = _as_registered(message.text), message.text.format(**message.sample)
        yield _listed(message.id, render_for_sms(text), render_for_sms(sample))
        if message.options:
            labels = [label.format(**message.sample) for label in message.options.values()]
            yield _listed(
                f"{message.id}+{CHOICES}", f"{render_for_sms(text)}\n${{{CHOICES}}}", render_for_sms(sample, labels)
            )


def as_csv(listed: Iterable[ListedText]) -> str:
    """The list as a table for a spreadsheet; the column of codes is empty."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(("", one.text, one.id, one.sample, one.segments) for one in listed)
    return table.getvalue()


def _listed(text_id: str, text: str, sample: str) -> ListedText:
    return ListedText(text_id, text, sample, measure(sample).count)


class _Numbered(dict[str, str]):
    """`{name}` as `${name}`; a second one of a name gets a number, because a carrier takes each name once."""

    def __init__(self) -> None:
        super().__init__()
        self._times: dict[str, int] = {}

    def __missing__(self, name: str) -> str:
        self._times[name] = times = self._times.get(name, 0) + 1
        return f"${{{name}}}" if times == 1 else f"${{{name}_{times}}}"


def _as_registered(text: str) -> str:
    return text.format_map(_Numbered())
