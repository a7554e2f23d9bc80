"""Plays written conversations against the real steps, vault, back office and rules; only the classifier is written down.

A transcript is YAML:

    name: asks, is screened, applies
    channel: web                    # default; twilio for text messages
    at: 2026-11-24T10:00            # the office's clock (Asia/Shanghai), default a Tuesday morning
    cards: [ZJ0001,样例甲,dibao,123X,,2026-01-01,2027-12-31]
    stations: [",,中心,县城1号,0570-0000148,工作日 8:30-12:00 14:00-17:30,28.97,118.87,,"]
    talk:
      - resident: 我家能吃低保吗?
        heard: ask_eligibility dibao          # what the classifier says: act topic matter, after `unsure` when weak
                                              # (left out while a question is open: `unsure inform`)
        or: [apply dibao]                     # its other guesses
        also: [ask_documents medical]         # what else the message wants
        says: [dibao.start, question.*]
        has: [农村]                           # words that stand in some reply
        not: [决定不了]                       # words that stand in none
        offers: [低保申请]                    # words of which each stands in what can be picked
        open: area_type                       # the fact asked afterwards, `none` for no question, `same` as before
        options: 2
        hold: bot
      - again: true                           # the newest message is handled once more, as after a crash
      - {resident: 三口人, key: k1}           # a message that can be edited afterwards
      - {edits: k1, resident: 四口人}         # and is
      - {resident: 〔图片〕, wordless: file}     # nothing but a file, or a `place`
      - staff: claim | reply 您好 | write member_count 4 | settle | release
      - clock: 2026-11-26T09:00
      - {as: phone, resident: 你好}           # written at another address, declared above as
                                              # addresses: {phone: {channel: twilio, sender: "+8613800138000"}}
      - {resident: "{code}"}                  # the newest one-time code that anybody was sent or shown
      - {as: phone, got: [link.code]}         # what was sent there without its asking, in all
      - button: 0                             # the first option that is open
      - answers: {household_income_month: 一个月3600}   # answers whatever is asked from SHEET and these, in any order,
        before: name                          # as long as it is asked for something in them, and before this fact
    ends: {cases: 1, kind: dibao, danger: null, concern: null, audit: [case_filed], facts: {member_count: 3}}

Keywords and answers to open questions are read by the product itself, exactly as in a live turn.
"""

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import Connection, select

from actions.rescue import while_waiting
from actions.services import Services
from actions.settings import DialogueSettings
from actions.steps import Steps
from backoffice.actors import Actor
from backoffice.office import BackOffice
from bot.dialogue.texts import Texts
from bot.reading import flags_of, is_offered, read
from channels.gateway import Gateway
from conversations import handoff, reading, turns
from conversations.inbox import settle_danger
from conversations.messages import Asked, Guess, Heard, InboundMessage, Reply, SentFile, Wordless
from conversations.outbox import BODY
from conversations.tables import inbox as inbox_table
from conversations.tables import outbox
from conversations.turns import ClaimedTurn
from storage.clock import CHINA, FrozenClock
from storage.database import Database
from storage.metadata import metadata
from vault.testing import throwaway_vault

RULES = Path(__file__).parents[2] / "bot" / "dialogue" / "rules.yml"
TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=CHINA)
UNSURE = "unsure"


def rule_table(path: Path = RULES) -> dict[str, str]:
    """Intent to step, as the engine's rules have it."""
    table: dict[str, str] = {}
    for rule in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]:
        first, second = rule["steps"]
        for line in first.get("or", [first]):
            table[line["intent"]] = second["action"]
    return table


def guess(short: str, confidence: float = 0.9) -> Guess:
    """`ask_eligibility dibao` as the classifier would give it."""
    act, topic, matter = (*short.split(), "none", "none")[:3]
    return Guess(act, topic, matter, confidence)


def heard(short: str, others: Sequence[str] = (), also: Sequence[str] = ()) -> Heard:
    """A whole understanding in short form; `unsure x y` is a best guess below the threshold."""
    unsure = short.startswith(UNSURE)
    best = guess(short.removeprefix(UNSURE).strip() or "inform", 0.2 if unsure else 0.9)
    intent = "unclear" if unsure else best.act
    return Heard(intent, best, tuple(guess(other, 0.1) for other in others), tuple(guess(other) for other in also))


@dataclass
class World:
    """The assistant without engine, channels and processes."""

    database: Database = field(default_factory=lambda: Database("sqlite://"))
    clock: FrozenClock = field(default_factory=lambda: FrozenClock(TUESDAY))
    settings: DialogueSettings = field(default_factory=DialogueSettings)

    def __post_init__(self) -> None:
        self.vault, self.texts = throwaway_vault(), TEXTS
        self.office = BackOffice.open(self.vault, self.clock)
        metadata.create_all(self.database.engine)
        self.services = Services(self.vault, self.clock, self.office, self.texts, self.settings)
        self.steps = Steps(self.database, self.services)
        self.gateway = Gateway(
            self.database,
            self.vault,
            flags_of=flags_of,
            is_offered=is_offered,
            waited_for=lambda danger: while_waiting(self.texts, self.settings.hotlines, danger),
        )
        self.rules = rule_table()

    def newest_code(self) -> str:
        """The newest one-time code in any message of ours."""
        with self.database.read() as c:
            for sealed in c.scalars(select(outbox.c.body_sealed).order_by(outbox.c.id.desc())):
                reply = Reply.from_json(self.vault.open_json(sealed, BODY))
                if reply.template in ("link.code", "link.shown"):
                    return re.findall(r"[0-9]{6}", reply.text)[0]
        raise AssertionError("nobody was sent or shown a code")


TEXTS = Texts.load()

#: Answers of a household of three in the country that has next to nothing; none of it is about real people.
SHEET = {
    "area_type": "农村",
    "hukou_county": "在本县",
    "member_count": "我和老婆带个娃",
    "household_income_month": "一个月900",
    "income_not_counted_month": "0",
    "basic_pension_month": "0",
    "household_money_assets": "两千块",
    "has_living_vehicle_or_boat": "没有",
    "has_commercial_property": "没有",
    "home_count": "1套",
    "floor_area": "80平",
    "has_severe_member": "没有",
    "consent": "同意",
    "for_whom": "给自己家",
    "name": "王小明",
    "contact_name": "李红",
    "phone": "13800138000",
    "village": "上坪村",
    "id_number": "跳过",
}
MOST_QUESTIONS = 40


@dataclass
class Talk:
    """One resident's conversation with it."""

    world: World
    channel: str = "web"
    sender: str = "+8613800138000"
    account: str = "us"
    conversation_id: str = ""
    last: tuple[ClaimedTurn, str, Heard] | None = None
    heard_up_to: int = 0

    def say(
        self,
        text: str,
        understood: Heard | None = None,
        *,
        choice: str | None = None,
        provider_id: str | None = None,
        key: str = "",
        is_edit: bool = False,
        wordless: Wordless | None = None,
    ) -> list[Reply]:
        """Write a message and take its turn; nothing comes back while a person has the conversation."""
        world, provider_id = self.world, provider_id or uuid.uuid4().hex
        message = InboundMessage(
            channel=self.channel,
            account=self.account,
            sender=self.sender,
            provider_id=provider_id,
            text=text,
            choice=choice,
            key=key,
            is_edit=is_edit,
            wordless=wordless,
            files=(SentFile(name="照片.jpg"),) if wordless == "file" else (),
        )
        self.conversation_id = world.gateway.receive([message])[0].conversation_id
        return [*self._said_at_the_door(), *self.take_turns(understood)]

    def _said_at_the_door(self) -> list[Reply]:
        """What was answered when the message came in, without a turn; what `got` tells of is none of it."""
        mine = (outbox.c.conversation_id == self.conversation_id) & (outbox.c.id > self.heard_up_to)
        mine &= outbox.c.origin.not_like("link:%")
        with self.world.database.read() as c:
            rows = c.execute(select(outbox.c.id, outbox.c.body_sealed).where(mine & (outbox.c.actor == "system"))).all()
        self.heard_up_to = max((row.id for row in rows), default=self.heard_up_to)
        return [Reply.from_json(self.world.vault.open_json(row.body_sealed, BODY)) for row in rows]

    def got(self) -> list[str]:
        """What was queued for this address by no turn of its own, in order, as ids of texts."""
        mine = (outbox.c.conversation_id == self.conversation_id) & outbox.c.origin.like("link:%")
        with self.world.database.read() as c:
            sealed = c.scalars(select(outbox.c.body_sealed).where(mine).order_by(outbox.c.id)).all()
        return [Reply.from_json(self.world.vault.open_json(body, BODY)).template for body in sealed]

    def take_turns(self, understood: Heard | None = None) -> list[Reply]:
        """Take every turn that waits."""
        replies: list[Reply] = []
        while (turn := self._claim()) is not None:
            replies += self._take(turn, understood)
        return replies

    def once_more(self) -> list[Reply]:
        """Run the newest message's step again, as a retry after a crash before the turn was closed would."""
        assert self.last is not None
        turn, step, understood = self.last
        self._mark(turn, "received")
        replies = self.world.steps.run(step, turn.ref, understood)
        self._mark(turn, "answered")
        return replies

    def _mark(self, turn: ClaimedTurn, state: str) -> None:
        with self.world.database.write() as c:
            c.execute(inbox_table.update().where(inbox_table.c.id == turn.ref.inbox).values(state=state))

    def press(self, index: int) -> list[Reply]:
        """Press the button of an open option."""
        asked = self.asked
        return self.say(asked.options[index].label, choice=f"{asked.origin}:{index}")

    @property
    def asked(self) -> Asked:
        """What is open."""
        return self.state.asked

    @property
    def state(self) -> reading.Talk:
        """Where the conversation stands."""
        with self.world.database.read() as c:
            return reading.talk(c, self.world.vault, self.conversation_id)

    def staff(self, command: str, understood: Heard | None = None) -> list[Reply]:
        """claim, reply <words>, write <fact> <value>, settle (the danger), or release, as one member of staff."""
        verb, _, rest = command.partition(" ")
        with self.world.database.write() as c:
            self._staff(c, verb, rest)
        return self.take_turns(understood)

    def _staff(self, c: Connection, verb: str, rest: str) -> None:
        vault = self.world.vault
        if verb == "claim":
            handoff.claim(c, self.conversation_id, "s1")
        elif verb == "reply":
            handoff.staff_reply(c, vault, self.conversation_id, "s1", rest, uuid.uuid4().hex)
        elif verb == "release":
            handoff.release(c, vault, self.conversation_id, "s1")
        elif verb == "settle":
            assert settle_danger(c, self.conversation_id)
        elif verb == "write":
            fact, _, value = rest.partition(" ")
            draft = self.world.office.drafts.current(c, self.conversation_id)
            assert draft is not None
            self.world.office.drafts.write_fact(c, draft.id, fact, yaml.safe_load(value), actor=Actor.staff("s1"))
        else:
            raise AssertionError(f"unknown staff command {verb}")

    def _claim(self) -> ClaimedTurn | None:
        with self.world.database.write() as c:
            return turns.claim_next(c, self.world.vault)

    def _take(self, turn: ClaimedTurn, understood: Heard | None) -> list[Reply]:
        step, meant = self._read(turn, understood)
        self.last = (turn, step, meant)
        replies = self.world.steps.run(step, turn.ref, meant)
        with self.world.database.write() as c:
            turns.close(c, self.world.vault, turn, replies)
        return replies

    def _read(self, turn: ClaimedTurn, understood: Heard | None) -> tuple[str, Heard]:
        if turn.kind == "resume":
            return self.world.rules["resume"], _payload("resume")
        if turn.wordless is not None:
            return self.world.rules["attach"], _payload("attach")
        found = read(turn.asked, turn.text, turn.choice, self.world.clock.now().date())
        if found.step is not None:
            return found.step, _payload(found.intent or "unclear")
        if found.intent is not None:
            return self.world.rules[found.intent], _payload(found.intent)
        if understood is None and turn.asked.question is not None:
            understood = heard("unsure inform")
        assert understood is not None, f"{turn.text!r} goes to the classifier: write down what it says"
        return self.world.rules[understood.intent], understood


def _payload(intent: str) -> Heard:
    return Heard(intent, Guess(intent, "none", "none", 1.0))


def play(path_or_script: Path | Mapping[str, Any]) -> Talk:
    """Play one transcript and check every line of it; the finished talk is returned for further checks."""
    script = path_or_script if isinstance(path_or_script, Mapping) else load(path_or_script)
    talk = Talk(World(clock=FrozenClock(_moment(script.get("at"), TUESDAY))), script.get("channel", "web"))
    first, others = talk, script.get("addresses", {})
    talks = {"": first} | {name: Talk(first.world, at["channel"], at["sender"]) for name, at in others.items()}
    import_cards(talk.world, script.get("cards", ()))
    _load_stations(talk.world, script.get("stations", ()))
    for number, line in enumerate(script["talk"], start=1):
        talk = talks[line.get("as", "")]
        before = talk.asked.question if talk.conversation_id else None
        replies = _perform(talk, line)
        where = f"{script['name']}, line {number} ({line.get('resident', '…')})"
        _check(talk, line, replies, where, before.fact if before else "none")
    _check_end(first, script.get("ends", {}), script["name"])
    return first


def load(path: Path) -> Mapping[str, Any]:
    """A transcript as written."""
    script: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return script


def _perform(talk: Talk, line: Mapping[str, Any]) -> list[Reply]:
    if "clock" in line:
        talk.world.clock.at = _moment(line["clock"], TUESDAY)
        return []
    if "got" in line:
        assert talk.got() == line["got"], f"{talk.channel} got {talk.got()}"
        return []
    understood = heard(line["heard"], line.get("or", ()), line.get("also", ())) if "heard" in line else None
    if "staff" in line:
        return talk.staff(line["staff"], understood)
    if "button" in line:
        return talk.press(line["button"])
    if "answers" in line:
        return _answer_from_sheet(talk, SHEET | line["answers"], line.get("before"))
    if "again" in line:
        return talk.once_more()
    key = str(line.get("edits", line.get("key", "")))
    words = str(line["resident"])
    words = words.replace("{code}", talk.world.newest_code()) if "{code}" in words else words
    return talk.say(words, understood, key=key, is_edit="edits" in line, wordless=line.get("wordless"))


def _answer_from_sheet(talk: Talk, sheet: Mapping[str, str], stop: str | None) -> list[Reply]:
    replies: list[Reply] = []
    for _ in range(MOST_QUESTIONS):
        question = talk.asked.question
        if question is None or question.fact not in sheet or question.fact == stop:
            return replies
        replies = talk.say(sheet[question.fact])
    raise AssertionError(f"asked for more than {MOST_QUESTIONS} answers")


def _check(talk: Talk, line: Mapping[str, Any], replies: list[Reply], where: str, before: str) -> None:
    said = "\n".join(reply.text for reply in replies)
    where = f"{where}\n{said}"
    if "says" in line:
        said_ids = [reply.template for reply in replies]
        fits = len(said_ids) == len(line["says"]) and all(map(fnmatch, said_ids, line["says"]))
        assert fits, f"{where}\n{said_ids}"
    for words in line.get("has", ()):
        assert str(words) in said, f"{where}\nlacks {words!r}"
    for words in line.get("not", ()):
        assert str(words) not in said, f"{where}\nhas {words!r}"
    if "offers" in line:
        labels = [option.label for option in talk.asked.options]
        assert all(any(words in label for label in labels) for words in line["offers"]), f"{where}\n{labels}"
    if "open" in line:
        question = talk.asked.question
        expected = before if line["open"] == "same" else line["open"]
        assert (question.fact if question else "none") == expected, where
    if "options" in line:
        assert len(talk.asked.options) == line["options"], where
    if "hold" in line:
        assert talk.state.hold == line["hold"], where


def _check_end(talk: Talk, ends: Mapping[str, Any], name: str) -> None:
    office, conversation_id = talk.world.office, talk.conversation_id
    if "stopped" in ends:
        assert talk.state.stopped is ends["stopped"], name
    if "danger" in ends:
        assert talk.state.danger == ends["danger"], name
    if "concern" in ends:
        assert talk.state.concern == ends["concern"], name
    with talk.world.database.write() as c:
        cases = office.cases.of_conversation(c, conversation_id)
        if "cases" in ends:
            assert len(cases) == ends["cases"], name
        if "kind" in ends:
            assert cases[0].kind == ends["kind"], name
        for field_name in ("urgent_reason", "card_holder", "deadline_rule"):
            if field_name in ends:
                assert getattr(cases[0], field_name) == ends[field_name], name
        if "deadline" in ends:
            assert cases[0].deadline_on == date.fromisoformat(str(ends["deadline"])), name
        actions = [entry.action for entry in office.audit.entries(c)]
        for action in ends.get("audit", ()):
            assert actions.count(action) == 1, f"{name}: {actions}"
        _check_facts(c, talk, ends.get("facts", {}), cases[0].draft_id if cases else None, name)


def _check_facts(c: Connection, talk: Talk, facts: Mapping[str, Any], draft_id: str | None, name: str) -> None:
    if not facts:
        return
    drafts = talk.world.office.drafts
    draft = drafts.get(c, draft_id) if draft_id else drafts.current(c, talk.conversation_id)
    assert draft is not None, name
    for fact, expected in facts.items():
        stored = draft.facts.get(fact)
        actual = None if stored is None or stored.unknown else stored.value
        if stored is not None and stored.personal:
            actual = drafts.reveal(c, draft.id, fact, actor=Actor.system("test"), purpose="test")
        assert actual == expected, f"{name}: {fact} is {actual!r}"


def import_cards(world: World, rows: Sequence[str]) -> None:
    """Put cards on the roll: number, name, group, last four of the identity number, phone, issued, expires."""
    if rows:
        table = "number,name,group,id_last4,phone,issued,expires\n" + "\n".join(rows) + "\n"
        with world.database.write() as c:
            assert not world.office.cards.import_csv(c, table, Actor.system("test")).bad


def _load_stations(world: World, rows: Sequence[str]) -> None:
    if rows:
        columns = "town,village,station,address,phone,hours,latitude,longitude,village_latitude,village_longitude"
        with world.database.write() as c:
            assert not world.office.stations.load_csv(c, "\n".join([columns, *rows]), Actor.system("test")).bad


def _moment(written: object, default: datetime) -> datetime:
    if written is None:
        return default
    moment = written if isinstance(written, datetime) else datetime.fromisoformat(str(written))
    return moment.replace(tzinfo=CHINA)


def all_inbox(c: Connection) -> list[int]:
    """Ids of every message that came in."""
    return list(c.scalars(select(inbox_table.c.id)))
