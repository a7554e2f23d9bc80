"""What residents sent, as staff get it: to those who may read the conversation, logged, and never to be run."""

import pytest
from sqlalchemy import select

from backoffice.roles import Role
from conversations import attachments, inbox
from conversations.messages import InboundMessage, SafeFile, SentFile
from conversations.tables import attachment, conversation
from tests.backoffice.console.counter import Counter

PICTURE = SafeFile("image/jpeg", b"\xff\xd8\xff picture", b"\xff\xd8\xff small")
PDF = SafeFile("application/pdf", b"%PDF-1.7 <script>")


def sends(counter: Counter, talk: str, *files: SentFile) -> list[str]:
    """The resident of a conversation sends files; their ids."""
    with counter.desk.database.write() as c:
        row = c.execute(select(conversation).where(conversation.c.id == talk)).one()
        sender = counter.desk.vault.open(row.address_sealed, inbox.ADDRESS)
        message = InboundMessage(
            row.channel, row.account, sender, f"files-{talk}", "〔图片〕", files=files, wordless="file"
        )
        inbox.receive(c, counter.desk.vault, message)
        return list(
            c.scalars(select(attachment.c.id).where(attachment.c.conversation_id == talk).order_by(attachment.c.n))
        )


def test_a_picture_is_shown_small_and_opens_large(counter: Counter) -> None:
    talk = counter.waiting()
    [file] = sends(counter, talk, SentFile(name="证.jpg", safe=PICTURE))
    clerk = counter.clerk(Role.TOWNSHIP_REVIEWER)
    page = clerk.goes_to(f"/staff/conversations/{talk}").answer.text
    assert f'src="/staff/conversations/{talk}/files/{file}/small"' in page
    small = clerk.client.get(f"/staff/conversations/{talk}/files/{file}/small")
    large = clerk.client.get(f"/staff/conversations/{talk}/files/{file}")
    assert (small.content, large.content) == (PICTURE.thumbnail, PICTURE.content)
    assert (small.headers["content-type"], large.headers["content-type"]) == ("image/jpeg", "image/jpeg")
    assert large.headers["content-disposition"].startswith("inline")


def test_a_document_is_saved_never_shown(counter: Counter) -> None:
    talk = counter.waiting()
    [file] = sends(counter, talk, SentFile(name='x".exe\r\nSet-Cookie: a=b', safe=PDF))
    answer = counter.clerk(Role.TOWNSHIP_REVIEWER).client.get(f"/staff/conversations/{talk}/files/{file}")
    assert answer.content == PDF.content
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    assert answer.headers["content-disposition"].endswith('.pdf"')
    assert "set-cookie" not in answer.headers


def test_whatever_a_file_holds_a_browser_gives_it_no_rights(counter: Counter) -> None:
    talk = counter.waiting()
    files = sends(counter, talk, SentFile(safe=PICTURE), SentFile(safe=PDF))
    clerk = counter.clerk(Role.TOWNSHIP_REVIEWER)
    for file in files:
        answer = clerk.client.get(f"/staff/conversations/{talk}/files/{file}")
        assert answer.headers["content-security-policy"].startswith("default-src 'none'; sandbox")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"


def test_opening_a_file_is_logged(counter: Counter) -> None:
    talk = counter.waiting()
    [file] = sends(counter, talk, SentFile(safe=PDF))
    clerk = counter.clerk(Role.TOWNSHIP_REVIEWER)
    before = counter.desk.actions(f"conversation:{talk}").count("read_personal")
    clerk.client.get(f"/staff/conversations/{talk}/files/{file}")
    assert counter.desk.actions(f"conversation:{talk}").count("read_personal") == before + 1


@pytest.mark.parametrize("form", ["", "/small"])
def test_a_file_is_not_there_for_those_who_may_not_read_the_conversation(counter: Counter, form: str) -> None:
    """A village worker is a neighbour: a conversation in danger is not shown to them, and so are its pictures."""
    talk = counter.waiting(danger="violence")
    [file] = sends(counter, talk, SentFile(safe=PICTURE))
    address = f"/staff/conversations/{talk}/files/{file}{form}"
    assert counter.clerk(Role.VILLAGE_WORKER).client.get(address).status_code == 404
    nobody = counter.browser().get(address, follow_redirects=False)
    assert nobody.status_code in (303, 401)
    assert PICTURE.content not in nobody.content


def test_a_file_is_found_under_its_own_conversation_only(counter: Counter) -> None:
    talk, other = counter.waiting(), counter.waiting()
    [file] = sends(counter, talk, SentFile(safe=PICTURE))
    clerk = counter.clerk(Role.TOWNSHIP_REVIEWER)
    for wrong in (f"{other}/files/{file}", f"{talk}/files/nothing", f"{other}/files/{file}/small"):
        assert clerk.client.get(f"/staff/conversations/{wrong}").status_code == 404


def test_a_file_that_is_not_here_says_why(counter: Counter) -> None:
    talk = counter.waiting()
    sends(counter, talk, SentFile({"file_id": "x"}, "证明.pdf"))
    clerk = counter.clerk(Role.TOWNSHIP_REVIEWER)
    assert "证明.pdf · 正在取回" in clerk.goes_to(f"/staff/conversations/{talk}").reads
    with counter.desk.database.write() as c:
        wanted = attachments.claim_wanted(c, counter.desk.vault, lease=1.0)
        assert wanted is not None
        attachments.record_refused(c, wanted, "too_large")
    assert "没收下：太大" in clerk.goes_to(f"/staff/conversations/{talk}").reads
