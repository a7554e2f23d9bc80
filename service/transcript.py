"""From a conversation as it went to one for `tests/dialogue`: who it was about is left out, how it went is kept.

Answers about a person are replaced by stand-ins that the same parser reads; personal values of the drafts and personal
numbers are replaced wherever they stand. A story in a resident's own words stays, so that whoever keeps the file must
look through it. What staff wrote, and facts that they entered, are not in it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

import yaml
from sqlalchemy import Connection

from backoffice.office import BackOffice
from backoffice.roles import StaffMember
from bot.reading import Reading, for_the_model, read
from conversations import reading
from conversations.exchanges import Exchange, exchanges
from conversations.messages import Asked, Heard, Reply
from nlu.personal_numbers import mask_personal_numbers
from storage.clock import CHINA
from vault.vault import Vault

HEAD = "# From a conversation; whom it was about is left out. Look through it for names in what was told.\n"
UNSURE = "unclear"
#: A pause of at least so long is kept as one.
PAUSE = timedelta(hours=12)
#: Steps that answer although the resident waits for a person, or speaks with one.
ANSWERED_MEANWHILE = frozenset({"action_danger", "action_stop", "action_person", "action_help", "action_resume"})
#: What stands for an answer about a person, by the parser that reads it.
STAND_INS: Mapping[str, str] = {
    "person_name": "王小明",
    "place": "上坪村",
    "phone": "13800138000",
    "id_number": "跳过",
    "free_text": "这里说了事情的经过",
    "card_number": "ZJ0001",
    "card_holder": "123X",
}
RECEIPT, SOME_RECEIPT = re.compile(r"[A-Z]{2}-\d{6}-[0-9A-Z]{4}"), "DB-260101-AAAA"
OF_STAFF, TO_STAFF = "工作人员写的话", "写给工作人员的话"
#: A name or a place that no parser reads, as the first try at a rare one.
UNREAD, LONGEST_UNREAD = "某某某", 8
#: Personal facts of a draft, by what stands for them.
PERSONAL_KIND = {
    "name": "name",
    "contact_name": "name",
    "opponent_name": "name",
    "phone": "phone",
    "village": "place",
    "id_number": "id_number",
}
VALUE = {
    "name": "王小明",
    "phone": "13800138000",
    "place": "上坪村",
    "id_number": "身份证号码",
    "bank_account": "银行卡号码",
}


class Parser(Protocol):
    """Reads texts with the model, as the engine's client does."""

    def parse(self, texts: list[str]) -> list[Heard]:
        """One reading a text."""
        ...


def transcript_of(
    c: Connection, vault: Vault, office: BackOffice, conversation_id: str, by: StaffMember, name: str, model: Parser
) -> str:
    """The file for a conversation that this member of staff may read; the read is logged, so `c` must be one that writes.

    Raises:
        UnknownConversation: there is none, or it is not shown to this person.
    """
    office.reception.open(c, conversation_id, by)
    talk = reading.talk(c, vault, conversation_id)
    personal = {
        value: PERSONAL_KIND[fact]
        for draft in office.drafts.told_in(c, conversation_id)
        for fact in draft.facts
        if fact in PERSONAL_KIND
        and (value := office.drafts.reveal(c, draft.id, fact, actor=by.actor, purpose="transcript"))
    }
    kinds = [case.kind for case in office.cases.of_conversation(c, conversation_id)]
    writer = Writer(name, talk.channel, personal, model)
    return writer.write(exchanges(c, vault, conversation_id), End(kinds, talk.danger))


@dataclass(frozen=True)
class End:
    """What a conversation came to."""

    kinds: Sequence[str]
    danger: str | None


@dataclass
class Writer:
    """Writes one conversation.

    Args:
        personal: each personal value that the drafts hold, with its kind.
        model: reads what no keyword and no question read; the reading is that of today's model.
    """

    name: str
    channel: str
    personal: Mapping[str, str]
    model: Parser
    _hold: str = field(default="bot", init=False)
    _put_off: list[Exchange] = field(default_factory=list, init=False)

    def write(self, exchanges: Sequence[Exchange], end: End) -> str:
        """The file; nothing of it is checked here."""
        began = _moment(exchanges[0])
        head: dict[str, Any] = {"name": self.name, "channel": self.channel, "at": began.strftime("%Y-%m-%dT%H:%M")}
        ends = {"cases": len(end.kinds), **({"kind": end.kinds[0]} if end.kinds else {}), "danger": end.danger}
        document = {**head, **_cards(exchanges, began), "talk": list(self._lines(exchanges)), "ends": ends}
        return HEAD + yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=150)

    def _lines(self, exchanges: Sequence[Exchange]) -> Iterator[dict[str, Any]]:
        before = exchanges[0]
        for one in exchanges:
            if _moment(one) - _moment(before) >= PAUSE:
                yield {"clock": _moment(one).strftime("%Y-%m-%dT%H:%M")}
            before = one
            yield from self._one(one)

    def _one(self, one: Exchange) -> Iterator[dict[str, Any]]:
        says = [_said(reply) for reply in one.replies]
        if one.kind == "staff":
            self._hold = "staff"
            yield {"staff": f"reply {OF_STAFF}"}
            return
        if one.kind == "resume":
            yield from self._taken()
            yield self._released(says)
            return
        if one.step is None and self._hold == "bot":
            yield from self._taken()
        if self._hold != "bot" and one.step is not None and one.step not in ANSWERED_MEANWHILE:
            meant = one if one.step == "action_answer" else replace(one, text=TO_STAFF)
            self._put_off.append(meant)
            yield {"resident": self._stand_in(meant), "says": []}
            return
        yield {**self._written(one), "says": says}
        self._hold = _held_after(one, self._hold)

    def _released(self, says: list[str]) -> dict[str, Any]:
        """What was written to the person and not answered is answered first."""
        line: dict[str, Any] = {"staff": "release"}
        for one in self._put_off:
            line |= {key: value for key, value in self._written(one).items() if key in ("heard", "or", "also")}
        line["says"] = [_said(reply) for one in self._put_off for reply in one.replies] + says
        self._hold, self._put_off = "bot", []
        return line

    def _taken(self) -> Iterator[dict[str, Any]]:
        """Staff took it, without a word that is on record."""
        if self._hold != "staff":
            self._hold = "staff"
            yield {"staff": "claim"}

    def _written(self, one: Exchange) -> dict[str, Any]:
        if one.choice and one.choice.rpartition(":")[0] == one.asked.origin:
            return {"button": int(one.choice.rpartition(":")[2])}
        if one.wordless is not None:
            return {"resident": one.text, "wordless": one.wordless}
        words = self._stand_in(one)
        line: dict[str, Any] = {"resident": words}
        if one.step is not None and _left_to_the_model(one.asked, words, one):
            line |= _heard(self.model.parse([for_the_model(words)])[0])
        return line

    def _stand_in(self, one: Exchange) -> str:
        question = one.asked.question
        if one.step is None:
            return TO_STAFF
        if question is not None and question.slot in STAND_INS and one.step == "action_answer":
            return STAND_INS[question.slot]
        if question is not None and question.slot in ("person_name", "place") and _may_be_a_rare_one(one):
            return UNREAD
        words = one.text
        for value, kind in sorted(self.personal.items(), key=lambda each: -len(each[0])):
            words = words.replace(value, VALUE.get(kind, "某某"))
        return mask_personal_numbers(RECEIPT.sub(SOME_RECEIPT, words))


def _may_be_a_rare_one(one: Exchange) -> bool:
    missed = one.step in ("action_unclear", "action_inform", "action_out_of_scope")
    return missed and len(one.text) <= LONGEST_UNREAD and _left_to_the_model(one.asked, one.text, one)


def _said(reply: Reply) -> str:
    """Which text; where a case stands is another matter in another place."""
    return "status.*" if reply.template.startswith("status.") else reply.template


def _left_to_the_model(asked: Asked, words: str, one: Exchange) -> bool:
    found: Reading = read(asked, words, None, _moment(one).date())
    return found.step is None and found.intent is None


def _heard(heard: Heard) -> dict[str, Any]:
    best = " ".join((heard.guess.act, heard.guess.topic, heard.guess.matter))
    line: dict[str, Any] = {"heard": f"unsure {best}" if heard.intent == UNSURE else best}
    for key, guesses in (("or", heard.alternatives), ("also", heard.also)):
        if guesses:
            line[key] = [" ".join((guess.act, guess.topic, guess.matter)) for guess in guesses]
    return line


def _held_after(one: Exchange, hold: str) -> str:
    """Who has the conversation after a message."""
    if any(reply.template.startswith(("danger.", "person.called")) for reply in one.replies):
        return "waiting" if one.step in ("action_person", "action_danger") else hold
    return "bot" if one.step is not None and hold == "waiting" and one.step == "action_resume" else hold


def _cards(exchanges: Sequence[Exchange], began: datetime) -> dict[str, list[str]]:
    """A card that was found must be on the roll."""
    found = any(reply.template == "card.valid" for one in exchanges for reply in one.replies)
    years = f"{began.year}-01-01,{began.year + 1}-12-31"
    return {"cards": [f"ZJ0001,王小明,dibao,123X,,{years}"]} if found else {}


def _moment(one: Exchange) -> datetime:
    return datetime.fromtimestamp(one.at, CHINA)
