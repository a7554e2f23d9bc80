"""The assistant in this terminal: the same turn as on any channel, shown as a text message would be."""

import secrets
import time
import uuid
from collections.abc import Callable

from channels.gateway import Gateway
from channels.inbound_text import clean_text
from channels.sms_text import measure, render_for_sms
from conversations import reading
from conversations.messages import InboundMessage
from conversations.reading import Line
from storage.database import Database
from vault.vault import Vault

CHANNEL = "terminal"
#: Words that end the talk here; on any other channel they are a message like others.
GOODBYES = frozenset({"再见", "退出", "exit", "quit"})
_LOOK = 0.05


class Terminal:
    """A resident at the keyboard, in a process whose turns are taken and whose words are dispatched.

    Args:
        name: the same name goes on with the same conversation; a new one each time unless given.
        read: asks for one line; raises EOFError at the end.
        write: shows one line.
        patience: seconds to wait for an answer.
    """

    def __init__(
        self,
        database: Database,
        vault: Vault,
        gateway: Gateway,
        *,
        name: str | None = None,
        read: Callable[[str], str] = input,
        write: Callable[[str], None] = print,
        patience: float = 30.0,
    ) -> None:
        self._database, self._vault, self._gateway = database, vault, gateway
        self._name = name or secrets.token_hex(8)
        self._read, self._write, self._patience = read, write, patience
        self._shown = 0

    def talk(self) -> None:
        """Talk until 再见 or Ctrl-D."""
        self._write("和助手说话：写一句，按回车。写“再见”或按 Ctrl-D 结束。")
        self._write("下面显示的就是手机短信里看到的样子；括号里是短信的条数。")
        self._shown = self._already_said()
        while (said := self._next()) is not None:
            self._say(said)

    def _already_said(self) -> int:
        """The newest row of an earlier talk under this name."""
        with self._database.read() as c:
            conversation_id = reading.find(c, self._vault, CHANNEL, CHANNEL, self._name)
            said = reading.sent_after(c, self._vault, conversation_id, 0) if conversation_id else []
        return max((line.row for line in said), default=0)

    def _next(self) -> str | None:
        """What the resident says next, or None when they leave; blank lines are passed over."""
        while True:
            try:
                said = clean_text(self._read("您："))
            except (EOFError, KeyboardInterrupt):
                self._write("")
                return None
            if said.strip() in GOODBYES:
                return None
            if said.strip():
                return said

    def _say(self, text: str) -> None:
        message = InboundMessage(CHANNEL, CHANNEL, self._name, f"{self._name}:{uuid.uuid4()}", text)
        [received] = self._gateway.receive([message])
        if not self._show_answers(received.conversation_id):
            self._write("(还没有回复。您可以接着写。)")

    def _show_answers(self, conversation_id: str) -> bool:
        """Show words as they come until none is due any more; whether there were any."""
        ends, found = time.monotonic() + self._patience, False
        while time.monotonic() < ends:
            with self._database.read() as c:
                coming = reading.being_answered(c, conversation_id)
                new = reading.sent_after(c, self._vault, conversation_id, self._shown)
            for line in new:
                self._show(line)
                self._shown, found = line.row, True
            if not coming:
                return found
            time.sleep(_LOOK)
        return found

    def _show(self, line: Line) -> None:
        text = render_for_sms(line.text, [option.label for option in line.options])
        length = measure(text)
        who = "工作人员" if line.who == "staff" else "助手"
        self._write(f"{who}（短信 {length.count} 条，{len(text)} 个字）：")
        for row in text.split("\n"):
            self._write(f"  {row}")
