"""A photo or a document from the page: kept once and safe, or refused in clear words with nothing of it kept."""

import uuid
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from channels.files.safe import MOST_BYTES
from conversations import attachments
from conversations.tables import attachment, inbox
from storage.database import Database
from tests.channels.files.samples import PDF, photo_with_a_place, word
from tests.channels.web_stage import Stage, Visitor
from vault.vault import Vault

API, FORM = "/channels/web/files", "/channels/web/file-form"


@pytest.fixture
def stage(database: Database, vault: Vault) -> Stage:
    return Stage(database, vault)


def send(
    visitor: Visitor, content: bytes = PDF, *, to: str = API, name: str = "x.pdf", **fields: str
) -> httpx.Response:
    data = {"client_id": str(uuid.uuid4()), **fields}
    return visitor.client.post(to, data=data, files={"file": (name, content, "application/x-wrong")})


def kept(stage: Stage) -> tuple[int, int]:
    """Messages and files that are kept."""
    with stage.database.read() as c:
        counts = [c.execute(select(func.count()).select_from(table)).scalar_one() for table in (inbox, attachment)]
    return counts[0], counts[1]


def test_a_photo_is_kept_without_its_place(stage: Stage) -> None:
    answer = send(stage.visitor(), photo_with_a_place(), name="证.jpg")
    assert (answer.status_code, answer.json()["line"]["text"]) == (200, "〔图片或文件〕")
    with stage.database.read() as c:
        talk = c.scalar(select(inbox.c.conversation_id))
        assert talk
        [known] = attachments.of_conversation(c, stage.vault, talk)
        found = attachments.open_file(c, stage.vault, talk, known.id)
    assert found is not None
    assert (known.name, known.state, found[1].media_type) == ("证.jpg", "kept", "image/jpeg")
    assert b"MARK" not in found[1].content


def test_words_go_with_it(stage: Stage) -> None:
    answer = send(stage.visitor(), text="这是我的残疾证")
    assert answer.json()["line"]["text"] == "这是我的残疾证"


def test_the_same_file_sent_again_is_kept_once(stage: Stage) -> None:
    visitor, client_id = stage.visitor(), str(uuid.uuid4())
    assert [send(visitor, client_id=client_id).json()["new"] for _ in range(3)] == [True, False, False]
    assert kept(stage) == (1, 1)


def test_the_pages_own_form_leads_back_to_the_page(stage: Stage) -> None:
    visitor = stage.visitor()
    answer = send(visitor, to=FORM)
    assert (answer.status_code, answer.headers["location"], kept(stage)) == (303, "/?wait=1#newest", (1, 1))
    assert "〔图片或文件〕" in visitor.opens()


NOT_TAKEN: dict[str, tuple[bytes, int, str, str]] = {
    "a program": (b"MZ" + bytes(60), 415, "file_kind", "打不开"),
    "a page": (b"<html></html>", 415, "file_kind", "打不开"),
    "macros": (word("word/vbaProject.bin"), 415, "file_kind", "打不开"),
    "half a photo": (photo_with_a_place()[:400], 422, "file_broken", "坏了"),
    "nothing": (b"", 415, "file_kind", "打不开"),
    "10 MB and a byte": (PDF + bytes(MOST_BYTES), 413, "file_too_large", "太大"),
    "11 MB": (bytes(11 * 1024 * 1024), 413, "too_large", "太长"),
}


@pytest.mark.parametrize(("content", "status", "code", "say"), NOT_TAKEN.values(), ids=NOT_TAKEN)
def test_a_file_that_is_not_taken_is_refused_in_clear_words(
    stage: Stage, content: bytes, status: int, code: str, say: str
) -> None:
    answer = send(stage.visitor(), content)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert say in answer.json()["say"]
    assert kept(stage) == (0, 0)


def test_the_page_says_why_too(stage: Stage) -> None:
    answer = send(stage.visitor(), b"MZ", to=FORM)
    assert answer.status_code == 415
    assert "没收下" in answer.text


MALFORMED: dict[str, tuple[int, dict[str, Any]]] = {
    "no form": (415, {"content": b"x", "headers": {"Content-Type": "text/plain"}}),
    "no content type": (415, {"content": b"x"}),
    "a form without a boundary": (400, {"content": b"x", "headers": {"Content-Type": "multipart/form-data"}}),
    "half a form": (
        422,
        {"content": b"--b\r\nContent-Dis", "headers": {"Content-Type": "multipart/form-data; boundary=b"}},
    ),
    "no file": (422, {"files": {"client_id": (None, str(uuid.uuid4()))}}),
    "two files": (400, {"files": [("file", ("a", PDF)), ("file", ("b", PDF))]}),
    "no id": (422, {"files": {"file": ("a", PDF)}}),
    "another id": (422, {"files": {"file": ("a", PDF), "client_id": (None, "1")}}),
    "endless words": (
        422,
        {"files": {"file": ("a", PDF)}, "data": {"client_id": str(uuid.uuid4()), "text": "低" * 4097}},
    ),
    "many fields": (400, {"files": {"file": ("a", PDF)}, "data": {str(n): "x" for n in range(9)}}),
}


@pytest.mark.parametrize(("status", "request_"), MALFORMED.values(), ids=MALFORMED)
@pytest.mark.parametrize("address", [API, FORM])
def test_what_is_no_upload_is_refused_and_nothing_of_it_kept(
    stage: Stage, address: str, status: int, request_: dict[str, Any]
) -> None:
    answer = stage.visitor().client.post(address, **request_)
    assert answer.status_code == status
    assert "Traceback" not in answer.text
    assert kept(stage) == (0, 0)


def test_another_sites_page_may_not_upload(stage: Stage) -> None:
    visitor = stage.visitor()
    visitor.client.headers["Sec-Fetch-Site"] = "cross-site"
    assert send(visitor).status_code == 403
    assert kept(stage) == (0, 0)
