"""A visitor's conversation: what they write, what they may see, what is going on."""

import hashlib
import re
from collections.abc import Callable
from uuid import UUID

from channels.bell import Bell
from channels.errors import Malformed
from channels.gateway import Gateway
from channels.web_chat.settings import WebChatSettings
from channels.web_chat.wire import Attached, Button, Kept, Line, Lines, State, Writing
from conversations import outbox, reading
from conversations.messages import InboundMessage, SentFile
from storage.database import Database
from vault.vault import Vault

CHANNEL = "web"
STAFF = "工作人员"
_CURSOR = re.compile(r"(\d{1,18})\.(\d{1,18})")


class UnknownButton(Malformed):
    """Raised when a pressed button belongs to no message of this conversation."""

    status = 422
    code = "unknown_button"
    say = "这个按钮已经用不了了，请直接写字告诉我们。"


class WebTalk:
    """Reads and writes for visitors, each known by the key in its cookie; every method blocks on the database.

    Args:
        staff_name: what residents see for a member of staff.
    """

    def __init__(
        self,
        database: Database,
        vault: Vault,
        gateway: Gateway,
        bell: Bell,
        settings: WebChatSettings,
        staff_name: Callable[[str], str],
    ) -> None:
        self._database, self._vault = database, vault
        self._gateway, self._bell = gateway, bell
        self._account = settings.account
        self._staff_name = staff_name

    def write(self, key: str, writing: Writing) -> Kept:
        """Keep a message of the visitor; the same client id is kept once.

        Raises:
            UnknownButton: the pressed button is on no message of this conversation.
        """
        text = self._label(key, writing.choice) if writing.choice else writing.text or ""
        provider_id = f"{_prefix(key)}{writing.client_id}"
        return self._keep(InboundMessage(CHANNEL, self._account, key, provider_id, text, writing.choice))

    def write_file(self, key: str, attached: Attached, file: SentFile) -> Kept:
        """Keep a file of the visitor, with words if there are some; the same client id is kept once."""
        wordless = not attached.text.strip()
        message = InboundMessage(
            channel=CHANNEL,
            account=self._account,
            sender=key,
            provider_id=f"{_prefix(key)}{attached.client_id}",
            text="〔图片或文件〕" if wordless else attached.text,
            media=1,
            files=(file,),
            wordless="file" if wordless else None,
        )
        return self._keep(message)

    def _keep(self, message: InboundMessage) -> Kept:
        [received] = self._gateway.receive([message])
        self._bell.ring(received.conversation_id)
        self._bell.ring(message.sender)
        with self._database.read() as c:
            [kept, *_] = reading.came_after(c, self._vault, received.conversation_id, received.inbox_id - 1)
        return Kept(line=self._line(kept), new=received.new)

    def conversation_of(self, key: str) -> str | None:
        """The id of the visitor's conversation, once there is one."""
        with self._database.read() as c:
            return reading.find(c, self._vault, CHANNEL, self._account, key)

    def lines(self, key: str, after: str = "0.0") -> Lines:
        """What the visitor may see and has not, and what is going on; from the beginning, the newest 200.

        Raises:
            Malformed: `after` is no cursor of ours.
        """
        inbox_id, outbox_id = _read_cursor(after)
        with self._database.read() as c:
            conversation_id = reading.find(c, self._vault, CHANNEL, self._account, key)
            if conversation_id is None:
                return Lines(cursor=after)
            # Asked first: what became visible in between is in the lines, and the page does not wait in vain.
            answering = reading.being_answered(c, conversation_id)
            if (inbox_id, outbox_id) == (0, 0):
                found = reading.thread(c, self._vault, conversation_id)
            else:
                found = reading.came_after(c, self._vault, conversation_id, inbox_id)
                found += reading.sent_after(c, self._vault, conversation_id, outbox_id)
            talk = reading.talk(c, self._vault, conversation_id)
        visible = reading.in_order(line for line in found if _is_visible(line))
        return Lines(
            lines=[self._line(line) for line in visible],
            state=self._state(talk, answering),
            cursor=_cursor(visible, inbox_id, outbox_id),
        )

    def seen(self, key: str, line_id: str) -> None:
        """The page has shown everything up to this line of ours."""
        with self._database.write() as c:
            conversation_id = reading.find(c, self._vault, CHANNEL, self._account, key)
            if conversation_id is not None:
                outbox.mark_seen(c, conversation_id, int(line_id.removeprefix("o")))

    def _label(self, key: str, choice: str) -> str:
        origin, _, index = choice.rpartition(":")
        with self._database.read() as c:
            conversation_id = reading.find(c, self._vault, CHANNEL, self._account, key)
            thread = reading.thread(c, self._vault, conversation_id) if conversation_id else []
        labels = [option.label for line in thread if line.origin == origin for option in line.options]
        if not (index.isascii() and index.isdecimal()) or int(index) >= len(labels):
            raise UnknownButton("The button is on no message of this conversation.")
        return labels[int(index)]

    def _state(self, talk: reading.Talk, answering: bool) -> State:
        if talk.hold == "staff":
            return State(held_by="staff", staff=self._staff(talk.holder))
        return State(answering=answering, held_by="waiting" if talk.hold == "waiting" else "assistant")

    def _line(self, line: reading.Line) -> Line:
        if line.who == "resident":
            return Line(id=line.id, who="resident", name="您", at=line.at, text=line.text, client_id=_client_id(line))
        buttons = [Button(id=f"{line.origin}:{n}", label=option.label) for n, option in enumerate(line.options)]
        if line.who == "staff":
            return Line(id=line.id, who="staff", name=self._staff(line.staff_id), at=line.at, text=line.text)
        return Line(id=line.id, who="assistant", name="助手", at=line.at, text=line.text, buttons=buttons)

    def _staff(self, staff_id: str | None) -> str:
        """A person is called one wherever their name stands, so that nobody takes them for the machine."""
        name = self._staff_name(staff_id) if staff_id else ""
        return name if name.startswith(STAFF) else f"{STAFF} {name}".strip()


def _prefix(key: str) -> str:
    """Makes a page's ids its own: another visitor's message can never be meant."""
    return hashlib.sha256(key.encode()).hexdigest()[:24] + ":"


def _client_id(line: reading.Line) -> UUID | None:
    return UUID((line.provider_id or "").rpartition(":")[2])


def _is_visible(line: reading.Line) -> bool:
    return line.who == "resident" or line.state in reading.VISIBLE


def _read_cursor(text: str) -> tuple[int, int]:
    found = _CURSOR.fullmatch(text)
    if found is None:
        raise Malformed("The cursor is none of ours.")
    return int(found[1]), int(found[2])


def _cursor(visible: list[reading.Line], inbox_id: int, outbox_id: int) -> str:
    came = max([inbox_id, *(line.row for line in visible if line.who == "resident")])
    went = max([outbox_id, *(line.row for line in visible if line.who != "resident")])
    return f"{came}.{went}"
