"""What staff do in a conversation: read it, take it, answer, pass it on, give it back; each with a role check and a log.

`conversations` decides who speaks; here it is decided who of the staff may, and written down who did. A conversation
that shows danger does not exist for a village worker: asking for it is answered as if there were none.
"""

import hashlib
from dataclasses import dataclass

from sqlalchemy import Connection, Table, func, select

from backoffice import tables
from backoffice.alarms import Alarms
from backoffice.audit import Audit
from backoffice.case_file import FactLine
from backoffice.cases import Case, Cases
from backoffice.casework import Casework
from backoffice.drafts import Draft, Drafts
from backoffice.errors import DangerOpen, NotAllowed
from backoffice.kinds import CASE_OF_DRAFT
from backoffice.links import TELEPHONES
from backoffice.notes import Note, Notes
from backoffice.roles import Roles, StaffMember
from backoffice.staff import StaffAccounts
from conversations import attachments, handoff, inbox, outbox, reading
from conversations.attachments import Attachment
from conversations.errors import HeldByAnother, UnknownConversation
from conversations.messages import SafeFile
from conversations.reading import Line, Talk
from conversations.tables import inbox as inbox_rows
from conversations.tables import outbox as outbox_rows
from vault.vault import Vault

#: So many of the newest messages stand on a page and are watched for changes.
NEWEST = 200


@dataclass(frozen=True)
class Visit:
    """All that a conversation's page shows.

    Attributes:
        draft: what the resident is being asked for right now; none when nothing is open or it is not for this reader.
        facts: the answers of that draft, personal ones in clear.
        cases: what was filed in this conversation and is shown to this reader, newest first.
        may: the commands that the reader's roles allow.
        files: what the resident sent, in order; their contents stay sealed.
        has_phone: whether the resident can be rung at the address that they write from.
    """

    talk: Talk
    lines: tuple[Line, ...]
    draft: Draft | None
    facts: tuple[FactLine, ...]
    cases: tuple[Case, ...]
    notes: tuple[Note, ...]
    files: tuple[Attachment, ...]
    may: frozenset[str]
    has_phone: bool


class Reception:
    """Opens conversations to staff; every method is a step of the caller's transaction."""

    def __init__(
        self,
        vault: Vault,
        drafts: Drafts,
        cases: Cases,
        casework: Casework,
        notes: Notes,
        audit: Audit,
        roles: Roles,
        staff: StaffAccounts,
        alarms: Alarms,
    ) -> None:
        self._vault = vault
        self._drafts = drafts
        self._cases = cases
        self._casework = casework
        self._notes = notes
        self._audit = audit
        self._roles = roles
        self._staff = staff
        self._alarms = alarms

    def open(self, c: Connection, conversation_id: str, by: StaffMember) -> Visit:
        """Read a conversation; the read is logged, so the connection must be one that writes.

        Raises:
            UnknownConversation: there is none, or it is not shown to this person.
        """
        talk = self._shown(c, conversation_id, by)
        self._audit.read(c, by.actor, _subject(conversation_id), ["messages"], "conversation_page")
        self._alarms.opened(c, conversation_id, by.actor)
        draft = self._drafts.current(c, conversation_id)
        if draft is not None and not self._roles.sees_kind(by, CASE_OF_DRAFT[draft.kind]):
            draft = None
        cases = self._cases.of_conversation(c, conversation_id)
        return Visit(
            talk=talk,
            lines=tuple(reading.thread(c, self._vault, conversation_id, newest=NEWEST)),
            draft=draft,
            facts=() if draft is None else self._casework.open_draft(c, draft.id, by),
            cases=tuple(case for case in cases if self._roles.sees_case(by, case)),
            notes=tuple(self._notes.of_conversation(c, conversation_id)),
            files=tuple(attachments.of_conversation(c, self._vault, conversation_id)),
            may=self._roles.commands(by),
            has_phone=talk.channel in TELEPHONES,
        )

    def file(
        self, c: Connection, conversation_id: str, attachment_id: str, by: StaffMember
    ) -> tuple[Attachment, SafeFile]:
        """A file that the resident sent; the read is logged.

        Raises:
            UnknownConversation: there is no such file in it, or as `open`.
        """
        self._shown(c, conversation_id, by)
        found = attachments.open_file(c, self._vault, conversation_id, attachment_id)
        if found is None:
            raise UnknownConversation(conversation_id)
        self._audit.read(c, by.actor, _subject(conversation_id), ["file"], "conversation_page")
        return found

    def thumbnail(self, c: Connection, conversation_id: str, attachment_id: str, by: StaffMember) -> bytes:
        """The small form of a picture, part of the conversation's page, whose read is logged; raises as `file`."""
        self._shown(c, conversation_id, by)
        small = attachments.open_thumbnail(c, self._vault, conversation_id, attachment_id)
        if small is None:
            raise UnknownConversation(conversation_id)
        return small

    def telephone(self, c: Connection, conversation_id: str, by: StaffMember) -> str | None:
        """The number that the resident writes from, none where they do not write from one; the read is logged."""
        talk = self._shown(c, conversation_id, by)
        if talk.channel not in TELEPHONES:
            return None
        self._audit.read(c, by.actor, _subject(conversation_id), ["phone"], "call_back")
        return reading.address_of(c, self._vault, conversation_id)

    def claim(self, c: Connection, conversation_id: str, by: StaffMember) -> handoff.Taken:
        """Take a conversation; taking it twice changes nothing.

        Raises:
            HeldByAnother: a colleague has it; `take_over` takes it from them.
            UnknownConversation: there is none, or it is not shown to this person.
        """
        talk = self._shown(c, conversation_id, by)
        taken = handoff.claim(c, conversation_id, by.id)
        self._note_change(c, talk, taken, by, "conversation_claimed")
        return taken

    def take_over(self, c: Connection, conversation_id: str, by: StaffMember) -> handoff.Taken:
        """Take a conversation although a colleague has it, who may be away.

        Raises:
            NotAllowed, UnknownConversation: the roles do not allow it, or as `claim`.
        """
        self._roles.require(by, "transfer")
        talk = self._shown(c, conversation_id, by)
        taken = handoff.claim(c, conversation_id, by.id, from_colleague=True)
        self._note_change(c, talk, taken, by, "conversation_taken_over")
        return taken

    def transfer(self, c: Connection, conversation_id: str, by: StaffMember, to: str, reason: str) -> None:
        """Pass a conversation on to a colleague who may see it; a reason becomes a note for them.

        Raises:
            NotAllowed: the roles do not allow it, or the conversation is not for that colleague.
            HeldByAnother: somebody else has it.
            UnknownStaff, UnknownConversation: there is no such account, or as `claim`.
        """
        self._roles.require(by, "transfer")
        talk = self._shown(c, conversation_id, by)
        if talk.hold == "staff" and talk.holder not in (by.id, to):
            raise HeldByAnother(conversation_id, str(talk.holder))
        if not self._sees(c, self._staff.get(c, to), talk):
            raise NotAllowed(to, "reply")
        taken = handoff.claim(c, conversation_id, to, from_colleague=True)
        if taken.epoch != talk.epoch:
            self._audit.record(c, by.actor, "conversation_transferred", _subject(conversation_id), {"to": to})
            if reason:
                self._notes.add(c, by, reason, conversation_id=conversation_id)

    def colleagues(self, c: Connection, conversation_id: str, by: StaffMember) -> list[StaffMember]:
        """Who else could take the conversation."""
        talk = self._shown(c, conversation_id, by)
        return [member for member in self._staff.list(c) if member.id != by.id and self._sees(c, member, talk)]

    def reply(self, c: Connection, conversation_id: str, by: StaffMember, text: str, key: str) -> int | None:
        """Answer the resident, which is itself a claim.

        Args:
            key: the page's own id of this reply. The same words with the same key are sent once (None is returned
                then); other words with an old key are another reply, because a browser may show an old page again.

        Raises:
            HeldByAnother, UnknownConversation: as `claim`.
        """
        talk = self._shown(c, conversation_id, by)
        own = hashlib.sha256(f"{conversation_id}\n{key}\n{text}".encode()).hexdigest()[:32]
        queued = handoff.staff_reply(c, self._vault, conversation_id, by.id, text, own)
        if queued is not None:
            self._audit.record(c, by.actor, "replied", _subject(talk.id), {"outbox": queued})
        return queued

    def release(self, c: Connection, conversation_id: str, by: StaffMember, *, danger_stays: bool = False) -> bool:
        """Give the conversation back to the bot, which goes on with what is open; False when it has it already.

        Args:
            danger_stays: it is handed back although its danger was not settled, and stays at the head of the queue.

        Raises:
            DangerOpen: its danger was not settled, and that was not said.
            HeldByAnother, UnknownConversation: as `claim`.
        """
        talk = self._shown(c, conversation_id, by)
        mine = talk.hold == "waiting" or talk.holder == by.id
        if talk.in_danger and mine and not danger_stays:
            raise DangerOpen(conversation_id)
        given = handoff.release(c, self._vault, conversation_id, by.id)
        if given:
            detail = {"danger": "open"} if talk.in_danger else None
            self._audit.record(c, by.actor, "conversation_released", _subject(conversation_id), detail)
        return given

    def settle_danger(self, c: Connection, conversation_id: str, by: StaffMember, how: str) -> bool:
        """Write down that the resident is safe now, and how that is known; False when no danger was open.

        The conversation leaves the head of the queue and stays out of sight of those who may not see danger.

        Raises:
            NotAllowed, UnknownConversation: the roles do not allow it, or as `claim`.
        """
        self._roles.require(by, "settle_danger")
        self._shown(c, conversation_id, by)
        settled = inbox.settle_danger(c, conversation_id)
        if settled:
            self._audit.record(c, by.actor, "danger_settled", _subject(conversation_id))
            self._notes.add(c, by, how, conversation_id=conversation_id)
        return settled

    def send_again(self, c: Connection, conversation_id: str, outbox_id: int, by: StaffMember) -> bool:
        """Send a failed or uncertain message once more; False when it is neither any more."""
        self._shown(c, conversation_id, by)
        if outbox.conversation_of(c, outbox_id) != conversation_id:
            raise UnknownConversation(conversation_id)
        again = outbox.send_again(c, outbox_id, by.id)
        if again:
            self._audit.record(c, by.actor, "sent_again", _subject(conversation_id), {"outbox": outbox_id})
        return again

    def add_note(self, c: Connection, conversation_id: str, by: StaffMember, text: str) -> Note:
        """Write a note for colleagues; no note has a way to the resident."""
        self._shown(c, conversation_id, by)
        return self._notes.add(c, by, text, conversation_id=conversation_id)

    def fingerprint(self, c: Connection, conversation_id: str, by: StaffMember) -> str:
        """Changes when the page of this conversation may have changed; cheap enough to be asked every second.

        Raises:
            UnknownConversation: there is none, or it is not shown to this person any more.
        """
        talk = self._shown(c, conversation_id, by)
        note, draft = tables.note.c, tables.draft.c
        notes = select(func.max(note.id)).where(note.conversation_id == conversation_id)
        drafts = select(draft.id, draft.stage, draft.changed_at).where(draft.conversation_id == conversation_id)
        state = [
            talk,
            [_states(c, table, conversation_id) for table in (inbox_rows, outbox_rows)],
            c.scalar(notes),
            attachments.states(c, conversation_id),
            sorted(tuple(row) for row in c.execute(drafts)),
            [(case.id, case.stage, case.assignee) for case in self._cases.of_conversation(c, conversation_id)],
        ]
        return hashlib.sha256(repr(state).encode()).hexdigest()[:16]

    def _note_change(self, c: Connection, before: Talk, taken: handoff.Taken, by: StaffMember, action: str) -> None:
        if taken.epoch != before.epoch:
            self._audit.record(c, by.actor, action, _subject(before.id))

    def _shown(self, c: Connection, conversation_id: str, by: StaffMember) -> Talk:
        talk = reading.talk(c, self._vault, conversation_id)
        if not self._sees(c, by, talk):
            raise UnknownConversation(conversation_id)
        return talk

    def _sees(self, c: Connection, who: StaffMember, talk: Talk) -> bool:
        """Danger and kind decide: whoever works on none of the matters of a conversation has no business in it."""
        if not self._roles.sees_conversation(who, talk.not_for_neighbours):
            return False
        d = tables.draft.c
        about = select(d.kind).where(d.conversation_id == talk.id, d.stage != "dropped").distinct()
        kinds = [CASE_OF_DRAFT[kind] for kind in c.scalars(about)]
        return not kinds or any(self._roles.sees_kind(who, kind) for kind in kinds)


def _states(c: Connection, table: Table, conversation_id: str) -> list[tuple[int, str]]:
    mine = select(table.c.id, table.c.state).where(table.c.conversation_id == conversation_id)
    return [(row.id, row.state) for row in c.execute(mine.order_by(table.c.id.desc()).limit(NEWEST))]


def _subject(conversation_id: str) -> str:
    return f"conversation:{conversation_id}"
