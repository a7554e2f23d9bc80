"""Personal numbers, names and places that residents write are nowhere in clear: not in a database, not in a log.

Identity, telephone and bank numbers (all synthetic) are planted in many writings while each kind of question is open,
over signed text messages and over the web page, in refused requests as well. Then every file of the running assistant
is searched, byte by byte and with all writings of digits folded together; so are the engine's turns after opening them.
"""

import base64
import json
import re
import sqlite3
import unicodedata
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from conversations import reading
from conversations.messages import Asked
from conversations.reading import Line
from engine.seal import Seal
from nlu.parsers.id_number import check_character
from service.engine_keys import engine_keys
from storage.metadata import metadata
from tests.conftest import SERVICES
from tests.faults.stage import OUR_NUMBER, Stage
from tests.residents import CARD_HOLDER, POOR_HOUSEHOLD, Resident

#: The first start of an assistant may have to train its model.
pytestmark = pytest.mark.timeout(300)

IDENTITY = "11010519491231002"
IDENTITIES = [number + check_character(number) for number in (IDENTITY, "44052419800101001", "51100219880808008")]
PHONES = ["13712345678", "15898765432", "18611112222"]
CARDS = ["6222021234567890128", "6217858000012345672"]
IN_WORDS = str.maketrans("0123456789", "零一二三四五六七八九")
FULL_WIDTH = {ord("0") + n: ord("０") + n for n in range(10)} | {ord("X"): ord("Ｘ")}

#: What residents write, with the number that stands in it.
PLANTED: Mapping[str, str] = {
    f"我的身份证号是{IDENTITIES[0]}": IDENTITIES[0],
    f"身份证{IDENTITIES[0][:6]} {IDENTITIES[0][6:14]} {IDENTITIES[0][14:]}": IDENTITIES[0],
    f"证件号码{IDENTITIES[1].translate(FULL_WIDTH)}": IDENTITIES[1],
    f"{IDENTITIES[2][:6]}-{IDENTITIES[2][6:14]}-{IDENTITIES[2][14:].lower()}是我的": IDENTITIES[2],
    f"打我电话{PHONES[0]}": PHONES[0],
    f"电话{PHONES[0][:3]} {PHONES[0][3:7]} {PHONES[0][7:]}找我儿子": PHONES[0],
    f"手机{PHONES[1][:3]}-{PHONES[1][3:7]}-{PHONES[1][7:]}": PHONES[1],
    f"手机号{PHONES[1].translate(FULL_WIDTH)}": PHONES[1],
    f"电话是{PHONES[2].translate(IN_WORDS)}": PHONES[2],
    f"+86 {PHONES[2]}": PHONES[2],
    f"卡号{CARDS[0]}": CARDS[0],
    f"银行卡{' '.join(re.findall('.{1,4}', CARDS[0]))}": CARDS[0],
    f"打到{CARDS[1].translate(FULL_WIDTH)}这张卡": CARDS[1],
}

#: Answers to questions for names and places.
NAMES: Mapping[str, str] = {
    # no list of family names holds it, so the parser does not take it at once
    "name": "样例欧阳甲",
    "contact_name": "司马样例",
    "opponent_name": "虚构建筑公司",
    "village": "样例镇虚构村",
}

SENDERS = {"dibao": "+8613900000301", "legal help": "+8613900000302", "card": "+8613900000303"}


@dataclass
class Careless(Resident):
    """Writes a personal number whenever something new is open, and only then answers."""

    numbers: Iterator[str] = field(default_factory=lambda: iter(PLANTED))
    seen: set[str] = field(default_factory=set)
    patience: int = 80

    def next_line(self, asked: Asked, heard: list[Line]) -> str | None:
        """A planted line for each new question and each new choice, while there are any."""
        what = asked.question.fact if asked.question else "/".join(option.label for option in asked.options)
        if self.said and what not in self.seen and not self.receipt:
            self.seen.add(what)
            self.said.append(next(self.numbers, next(iter(PLANTED))))
            return self.said[-1]
        return super().next_line(asked, heard)

    def _answer(self, asked: Asked) -> str | None:
        """Goes on where a planted line was taken for the wish to speak with somebody."""
        return super()._answer(asked) or "继续"


@pytest.fixture(scope="module")
def spoken(by_sms: Stage) -> dict[str, Careless]:
    """What was written, by sender; everything is answered and settled."""
    in_turn, backwards = list(PLANTED), list(reversed(PLANTED))
    residents = {
        SENDERS["dibao"]: Careless("我家能吃低保吗", {**POOR_HOUSEHOLD, **NAMES}, numbers=iter(in_turn)),
        SENDERS["legal help"]: Careless("想请律师,老板欠我工资", {**CARD_HOLDER, **NAMES}, numbers=iter(backwards)),
    }
    for phone, resident in residents.items():
        by_sms.converse(phone, resident)
    _in_other_states(by_sms, SENDERS["card"])
    _on_the_page(by_sms.url)
    _linking(by_sms.url)
    _refused(by_sms.url)
    return residents


def _in_other_states(running: Stage, phone: str) -> None:
    """While nothing is open, in danger, waiting for a person, after a stop."""
    for before in ("你好", "查进度", "我老公打我", "转人工", "退订"):
        running.deliver(phone, before)
        running.settle(phone)
        for line in PLANTED:
            running.deliver(phone, line)
        running.settle(phone)


def _on_the_page(url: str) -> None:
    with httpx.Client(base_url=url, trust_env=False, timeout=20) as page:
        page.get("/")
        for text in PLANTED:
            body = {"client_id": str(uuid.uuid4()), "text": text}
            page.post("/channels/web/messages", json=body).raise_for_status()
            page.get("/", params={"wait": "1"}).raise_for_status()


def _linking(url: str) -> None:
    """On the page each telephone number is named as the one to join; a code is asked for, and wrong ones are typed."""
    for phone in PHONES:
        with httpx.Client(base_url=url, trust_env=False, timeout=20) as page:
            page.get("/")
            for text in ("绑定手机", phone, "123456", "绑定码"):
                body = {"client_id": str(uuid.uuid4()), "text": text}
                page.post("/channels/web/messages", json=body).raise_for_status()
                page.get("/", params={"wait": "1"}).raise_for_status()


def _refused(url: str) -> None:
    """Requests that are answered with an error must not be written down either."""
    with httpx.Client(base_url=url, trust_env=False, timeout=20) as somebody:
        for text in PLANTED:
            form = {"From": "+86" + PHONES[0], "To": OUR_NUMBER, "Body": text, "MessageSid": "SM0"}
            assert somebody.post("/channels/twilio/sms", data=form).status_code == 403
            assert somebody.post("/channels/web/messages", json={"client_id": text, "text": text}).status_code == 422
            assert somebody.post("/staff/sign-in", data={"username": text, "password": text}).status_code >= 400


def test_every_planted_line_was_written_and_kept(by_sms: Stage, spoken: dict[str, Careless]) -> None:
    """Otherwise it would be no wonder that nothing is found."""
    for phone, resident in spoken.items():
        assert resident.receipt, resident.said[-12:]
        with by_sms.database.read() as c:
            thread = reading.thread(c, by_sms.vault, str(by_sms.talk_of(phone)), newest=1000)
        kept = [line.text for line in thread if line.who == "resident"]
        assert kept == resident.said
    assert set(PLANTED) <= {line for resident in spoken.values() for line in resident.said}


def test_no_file_of_the_assistant_shows_a_number(by_sms: Stage, spoken: dict[str, Careless]) -> None:
    numbers = {*PLANTED.values(), *SENDERS.values()}
    assert sorted(found(numbers, files(by_sms.folder))) == []


def test_no_file_of_the_assistant_shows_a_line_a_name_or_a_place(by_sms: Stage, spoken: dict[str, Careless]) -> None:
    assert sorted(found({*PLANTED, *NAMES.values()}, files(by_sms.folder))) == []


@pytest.mark.skipif(not SERVICES, reason="SQLite's files are searched as they lie")
def test_no_row_of_the_server_shows_any_of_it(by_sms: Stage, spoken: dict[str, Careless]) -> None:
    with by_sms.database.read() as c:
        rows = [(table.name, repr(c.execute(select(table)).all()).encode()) for table in metadata.sorted_tables]
    assert sorted(found({*PLANTED, *PLANTED.values(), *NAMES.values(), *SENDERS.values()}, rows)) == []


def test_the_opened_turns_of_the_engine_hold_none_of_it(by_sms: Stage, spoken: dict[str, Careless]) -> None:
    turns = list(opened_turns(by_sms.folder))
    assert len(turns) > 2 * len(PLANTED)
    assert any(b"request_legal_help" in turn for _, turn in turns), "what was understood is there"
    assert sorted(found({*PLANTED, *PLANTED.values(), *SENDERS.values(), *NAMES.values()}, turns)) == []


# ---- the search


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below the state folder: databases with what they have not yet merged, logs, outputs."""
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            yield str(file.relative_to(folder)), file.read_bytes()


def opened_turns(folder: Path) -> Iterator[tuple[str, bytes]]:
    """What the engine keeps, opened with its own keys."""
    seal = Seal([base64.b64decode(key) for key in engine_keys(folder / "keys.json").split(",")])
    database = sqlite3.connect(folder / "engine.db")
    for conversation, n, sealed in database.execute("SELECT conversation, n, sealed FROM engine_turn"):
        place = f"{conversation}/{n}"
        yield place, json.dumps(json.loads(seal.open(sealed, place)), ensure_ascii=False).encode()
    database.close()


def found(needles: Iterable[str], haystacks: Iterable[tuple[str, bytes]]) -> Iterator[str]:
    """Where something stands: as it is, as JSON escapes it, or as a number in any writing of its digits."""
    wanted = [(needle, _writings(needle), folded(needle)) for needle in needles]
    for name, content in haystacks:
        digits = folded(content.decode("utf-8", errors="replace"))
        for needle, writings, number in wanted:
            if any(writing in content for writing in writings) or (_is_number(needle) and number in digits):
                yield f"{name}: {needle}"


def _writings(needle: str) -> list[bytes]:
    return [needle.encode(), json.dumps(needle)[1:-1].encode(), needle.encode("utf-16-le")]


def _is_number(needle: str) -> bool:
    return needle.lstrip("+")[:-1].isdecimal()


def folded(text: str) -> str:
    """Without separators, all digits half-width, words for digits as digits."""
    plain = unicodedata.normalize("NFKC", text).translate(_DIGITS_OF_WORDS).upper()
    return _BETWEEN.sub("", plain)


_DIGITS_OF_WORDS = str.maketrans("零〇一幺二三四五六七八九", "001123456789")
_BETWEEN = re.compile(r"[\s\-+.·,_/()]+")


@pytest.mark.parametrize(("line", "number"), PLANTED.items())
def test_the_search_would_find_it(line: str, number: str) -> None:
    """A search that finds nothing must be able to find something."""
    in_binary = b"\x00\x01" + line.encode() + b"\xff\xfe\x00"
    assert list(found([number], [("a file", in_binary)])) == [f"a file: {number}"]
    assert list(found([line], [("a log", json.dumps({"text": line}).encode())])) == [f"a log: {line}"]
