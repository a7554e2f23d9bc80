"""A file from its provider to staff: kept sealed, or its sender hears why not; never silently lost."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import update

from channels.errors import FetchFailed, FileRefused
from channels.files.collector import Collector, FetchPatience
from channels.files.scan import NoScanner
from conversations import attachments, handoff, inbox, reading
from conversations.messages import InboundMessage, Reply, SentFile, Wordless
from conversations.tables import attachment
from storage.database import Database
from tests.channels.files.samples import PDF, photo_with_a_place, picture
from vault.vault import Vault


class Shelf:
    """A provider's files, by name; what is not a file is raised."""

    channel, timeout = "telegram", 1.0

    def __init__(self, **files: bytes | Exception) -> None:
        self.files = files
        self.asked: list[str] = []

    def fetch(self, source: Mapping[str, str]) -> bytes:
        self.asked.append(source["file_id"])
        file = self.files[source["file_id"]]
        if isinstance(file, Exception):
            raise file
        return file


class Case:
    """A resident who sends files, and what comes of them."""

    def __init__(self, database: Database, vault: Vault, **files: bytes | Exception) -> None:
        self.database, self.vault, self.shelf = database, vault, Shelf(**files)
        self.rung: list[str] = []
        self.collector = Collector(
            database,
            vault,
            [self.shelf],
            NoScanner(),
            words=lambda fate: Reply(f"file.{fate}", fate),
            said=self.rung.append,
            patience=FetchPatience((0.0, 0.0)),
        )

    def send(self, *names: str, wordless: Wordless | None = "file") -> str:
        files = tuple(SentFile({"file_id": name}, f"{name}.jpg") for name in names)
        message = InboundMessage("telegram", "42", "77", f"u{names}", "〔图片〕", files=files, wordless=wordless)
        with self.database.write() as c:
            return inbox.receive(c, self.vault, message).conversation_id

    def drain(self) -> None:
        while self.collector.step():
            pass

    def known(self, talk: str) -> list[tuple[str, str | None]]:
        with self.database.read() as c:
            return [(file.state, file.reason) for file in attachments.of_conversation(c, self.vault, talk)]

    def said(self, talk: str) -> list[str | None]:
        with self.database.read() as c:
            return [line.template for line in reading.thread(c, self.vault, talk) if line.who == "system"]


def test_a_photo_is_kept_without_its_place_and_only_sealed(database: Database, vault: Vault) -> None:
    case = Case(database, vault, a=photo_with_a_place())
    talk = case.send("a")
    case.drain()
    with database.read() as c:
        [known] = attachments.of_conversation(c, vault, talk)
        found = attachments.open_file(c, vault, talk, known.id)
        row = c.execute(attachment.select()).one()
    assert found is not None
    assert (known.name, found[1].media_type, known.has_thumbnail) == ("a.jpg", "image/jpeg", True)
    assert row.source_sealed is None, "where its provider has it is forgotten"
    for sealed in (row.content_sealed, row.thumbnail_sealed, row.name_sealed):
        assert not any(mark in sealed for mark in (b"JFIF", b"a.jpg"))
    assert case.rung == [talk]


def test_a_file_of_another_conversation_is_not_given_out(database: Database, vault: Vault) -> None:
    case = Case(database, vault, a=PDF)
    talk = case.send("a")
    case.drain()
    with database.read() as c:
        [known] = attachments.of_conversation(c, vault, talk)
        assert attachments.open_file(c, vault, "another", known.id) is None
        assert attachments.open_thumbnail(c, vault, "another", known.id) is None


REFUSED: dict[str, tuple[bytes | Exception, str]] = {
    "too large for its provider": (FileRefused("too_large", ""), "too_large"),
    "gone": (FileRefused("gone", ""), "gone"),
    "a program": (b"MZ", "kind"),
    "half a picture": (picture()[:200], "broken"),
    "not to be had": (FetchFailed(""), "gone"),
}


@pytest.mark.parametrize(("file", "reason"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_is_not_kept_is_told_to_its_sender(
    database: Database, vault: Vault, file: bytes | Exception, reason: str
) -> None:
    case = Case(database, vault, a=file)
    talk = case.send("a")
    case.drain()
    assert case.known(talk) == [("refused", reason)]
    assert case.said(talk) == [f"file.{reason}"]


def test_a_file_that_cannot_be_had_now_is_tried_again(database: Database, vault: Vault) -> None:
    case = Case(database, vault, a=FetchFailed("busy"))
    talk = case.send("a")
    case.collector.step()
    assert case.known(talk) == [("wanted", None)]
    case.shelf.files["a"] = PDF
    case.drain()
    assert case.known(talk) == [("kept", None)]
    assert case.shelf.asked == ["a", "a"]


def test_of_several_files_each_has_its_own_fate(database: Database, vault: Vault) -> None:
    case = Case(database, vault, a=PDF, b=b"MZ", c=picture())
    talk = case.send("a", "b", "c")
    case.drain()
    assert case.known(talk) == [("kept", None), ("refused", "kind"), ("kept", None)]


WHO_ANSWERS: dict[str, tuple[Wordless | None, str, list[str | None]]] = {
    "nothing but the file: the turn says that it came": ("file", "bot", []),
    "words with it: they are answered, the file is told": (None, "bot", ["file.kept"]),
    "somebody is waited for: no turn will say it": ("file", "waiting", ["file.kept"]),
}


@pytest.mark.parametrize(("wordless", "hold", "said"), WHO_ANSWERS.values(), ids=WHO_ANSWERS)
def test_the_sender_hears_once_that_a_file_came(
    database: Database, vault: Vault, wordless: Wordless | None, hold: str, said: list[str | None]
) -> None:
    case = Case(database, vault, a=PDF)
    talk = case.send("a", wordless=wordless)
    if hold == "waiting":
        with database.write() as c:
            handoff.ask_for_person(c, talk, "asked")
    case.drain()
    assert case.said(talk) == said


def test_a_duplicate_of_the_message_brings_no_second_file(database: Database, vault: Vault) -> None:
    case = Case(database, vault, a=PDF)
    talk = case.send("a")
    case.send("a")
    case.drain()
    assert case.known(talk) == [("kept", None)]


def test_a_fetch_cut_off_by_a_crash_is_made_again_and_only_one_records(database: Database, vault: Vault) -> None:
    case = Case(database, vault, a=PDF)
    talk = case.send("a")
    with database.write() as c:
        first = attachments.claim_wanted(c, vault, lease=60.0)
        assert first is not None
        assert attachments.claim_wanted(c, vault, lease=60.0) is None, "somebody has it"
    with database.write() as c:
        c.execute(update(attachment).values(not_before=0))
    case.drain()
    with database.write() as c:
        assert not attachments.record_refused(c, first, "gone"), "it was settled meanwhile"
    assert case.known(talk) == [("kept", None)]


def test_files_are_forgotten_after_their_time(database: Database, vault: Vault) -> None:
    case = Case(database, vault, a=PDF, b=PDF)
    talk = case.send("a")
    case.drain()
    with database.write() as c:
        c.execute(update(attachment).values(came_at=1.0))
    case.send("b")
    with database.write() as c:
        assert attachments.forget_older(c, seconds=3600.0) == 1
    assert len(case.known(talk)) == 1


def test_a_channel_whose_provider_keeps_no_files_says_so(database: Database, vault: Vault) -> None:
    case = Case(database, vault)
    message: Any = InboundMessage("pager", "1", "2", "3", "〔图片〕", files=(SentFile({"x": "y"}),), wordless="file")
    with database.write() as c:
        talk = inbox.receive(c, vault, message).conversation_id
    case.drain()
    assert case.known(talk) == [("refused", "gone")]


def test_what_was_sealed_with_a_key_that_is_gone_stands_in_nobodys_way(database: Database, vault: Vault) -> None:
    case = Case(database, vault, a=PDF, b=PDF)
    talk = case.send("a")
    with database.write() as c:
        c.execute(update(attachment).values(source_sealed=b"x", name_sealed=b"x"))
    case.send("b")
    case.drain()
    assert case.known(talk) == [("refused", "gone"), ("kept", None)]
    assert case.said(talk) == ["file.gone"]
    with database.write() as c:
        c.execute(update(attachment).values(content_sealed=b"x", thumbnail_sealed=b"x"))
        names = [file.id for file in attachments.of_conversation(c, vault, talk)]
        assert [attachments.open_file(c, vault, talk, name) for name in names] == [None, None]
