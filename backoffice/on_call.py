"""Outside duty hours somebody in danger is not left to the morning: the people on call are called, one after the other.

A call is a text to a member of staff by the same way out as every other, and says nothing of the resident. It is answered
by any reply, or by opening the conversation.

    somebody in danger, nobody has them, off duty    → the alarm begins, the first is called
    a reply to a call, or the page is opened         → it ends
    staff took them over, or the danger is settled   → it ends
    some minutes without any of these                → the next is called; administrators come last
    as many minutes after the last                   → the resident hears the numbers again, once
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import yaml
from sqlalchemy import Connection

from backoffice.alarms import Alarms, OpenAlarm
from backoffice.errors import OnCallFileError
from conversations import inbox, outbox
from conversations.messages import InboundMessage, Reply
from vault.vault import Vault

_NEEDED, _TAKEN = {"channel", "account", "address"}, {"channel", "account", "address", "administrator"}


@dataclass(frozen=True)
class OnCallPerson:
    """Whom to call: the channel and our side of it, and their address there (a number in E.164, a Telegram chat).

    Attributes:
        administrator: called after everybody else.
    """

    channel: str
    account: str
    address: str
    administrator: bool = False


def load_roll(path: Path) -> tuple[OnCallPerson, ...]:
    """The people on call in their order, administrators last: a YAML list of `{channel, account, address}`.

    Raises:
        OnCallFileError: the file is missing or is not such a list.
    """
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        raise OnCallFileError(path, f"cannot be read ({type(fault).__name__})") from fault
    if not isinstance(rows, list):
        raise OnCallFileError(path, "is no list of people")
    people = [_person(path, n, row) for n, row in enumerate(rows, start=1)]
    return tuple(sorted(people, key=lambda person: person.administrator))


def _person(path: Path, n: int, row: object) -> OnCallPerson:
    if not isinstance(row, Mapping) or not _NEEDED <= set(row) <= _TAKEN:
        raise OnCallFileError(path, f"entry {n} needs channel, account and address, and takes `administrator: true`")
    channel, account, address = (str(row[key]) for key in ("channel", "account", "address"))
    return OnCallPerson(channel, account, address, administrator=row.get("administrator") is True)


@dataclass(frozen=True)
class OnCallWords:
    """What is said.

    Attributes:
        call: to whoever is on call, with the number of the alarm.
        thanks: to whoever answered.
        numbers: to the resident, when nobody did.
    """

    call: Callable[[int], Reply]
    thanks: Reply
    numbers: Reply


class OnCall:
    """Calls the people on call; every method is a step of the caller's transaction.

    Args:
        on_duty: whether somebody sits at the desk now; alarms begin only when nobody does.
        minutes: after which the next is called.
    """

    def __init__(
        self,
        vault: Vault,
        alarms: Alarms,
        roll: Sequence[OnCallPerson],
        words: OnCallWords,
        *,
        on_duty: Callable[[], bool],
        minutes: float = 10,
    ) -> None:
        self._vault, self._alarms = vault, alarms
        self._roll, self._words = tuple(roll), words
        self._on_duty, self._seconds = on_duty, minutes * 60

    def look(self, c: Connection) -> bool:
        """Call whoever is to be called now; whether anything was queued."""
        if not self._roll:
            return False
        queued = [self._go_on(c, alarm) for alarm in self._alarms.waited(c, self._seconds)]
        if not self._on_duty():
            queued += [self._begin(c, conversation_id) for conversation_id in self._alarms.due(c)]
        self._alarms.end_what_is_over(c)
        return any(queued)

    def reply_to(self, c: Connection, conversation_id: str) -> Reply | None:
        """What whoever was called hears for writing back; None for everybody else."""
        if not self._roll:
            return None
        return self._words.thanks if self._alarms.answered_by_reply(c, conversation_id) else None

    def _begin(self, c: Connection, conversation_id: str) -> bool:
        alarm = self._alarms.begin(c, conversation_id)
        return alarm is not None and self._call(c, alarm, 0)

    def _go_on(self, c: Connection, alarm: OpenAlarm) -> bool:
        if alarm.everybody_called:
            return False
        if alarm.place + 1 < len(self._roll):
            return self._call(c, alarm.id, alarm.place + 1)
        self._alarms.nobody_came(c, alarm)
        origin = f"alarm:{alarm.id}:numbers"
        again = outbox.Draft(alarm.conversation_id, origin, 0, self._words.numbers, "system", alarm.epoch)
        return outbox.put(c, self._vault, again) is not None

    def _call(self, c: Connection, alarm: int, place: int) -> bool:
        """Whoever asked for silence is called all the same: it is their duty, and no news of ours."""
        person = self._roll[place]
        to_them = InboundMessage(person.channel, person.account, person.address, "", "")
        talk = inbox.lock_address(c, self._vault, to_them)
        if not self._alarms.called(c, alarm, place, talk.id):
            return False
        words = replace(self._words.call(alarm), even_if_stopped=True)
        call = outbox.Draft(talk.id, f"alarm:{alarm}:{place}", 0, words, "alarm", talk.epoch)
        return outbox.put(c, self._vault, call) is not None
