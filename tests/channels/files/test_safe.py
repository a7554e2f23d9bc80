"""What may be kept: known by content, looked through, a picture without its place; everything else is refused."""

import io
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from backoffice.console.words import Words
from channels.errors import FileRefused, ScannerSilent
from channels.files.kinds import ALL, kind_of
from channels.files.pictures import LONGEST, SMALL
from channels.files.safe import MOST_BYTES, make_safe
from channels.files.scan import Clamd, NoScanner, scanner_at
from tests.channels.files.samples import OGG, PDF, archive, photo_with_a_place, picture, word

NOBODY_LOOKS = NoScanner()

TAKEN: dict[str, tuple[bytes, str]] = {
    "a JPEG": (picture("JPEG"), "image/jpeg"),
    "a PNG": (picture("PNG"), "image/jpeg"),
    "a PNG that one can see through": (picture("PNG", mode="RGBA"), "image/png"),
    "a GIF": (picture("GIF"), "image/jpeg"),
    "a WebP": (picture("WEBP"), "image/jpeg"),
    "a BMP": (picture("BMP"), "image/jpeg"),
    "a PDF": (PDF, "application/pdf"),
    "a Word document": (word(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "a sheet": (
        archive("[Content_Types].xml", "xl/workbook.xml"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "a voice note": (OGG, "audio/ogg"),
    "a song": (b"ID3\x04" + bytes(40), "audio/mpeg"),
    "an old telephone's sound": (b"#!AMR\n" + bytes(40), "audio/amr"),
    "a wave": (b"RIFF\x24\0\0\0WAVEfmt " + bytes(40), "audio/wav"),
    "a video": (b"\0\0\0\x18ftypmp42" + bytes(40), "video/mp4"),
    "an old telephone's video": (b"\0\0\0\x18ftyp3gp5" + bytes(40), "video/3gpp"),
    "an Apple sound": (b"\0\0\0\x18ftypM4A " + bytes(40), "audio/mp4"),
}


@pytest.mark.parametrize(("content", "media_type"), TAKEN.values(), ids=TAKEN)
def test_a_file_is_known_by_what_stands_in_it(content: bytes, media_type: str) -> None:
    assert make_safe(content, NOBODY_LOOKS).media_type == media_type


REFUSED: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "kind"),
    "words": ("低保".encode(), "kind"),
    "a page": (b"<html><script>alert(1)</script>", "kind"),
    "a drawing with scripts": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', "kind"),
    "a Windows program": (b"MZ\x90\0" + bytes(60), "kind"),
    "a Linux program": (b"\x7fELF" + bytes(60), "kind"),
    "a script": (b"#!/bin/sh\nrm -rf /", "kind"),
    "an old Word document": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(60), "kind"),
    "an archive": (archive("a.exe"), "kind"),
    "a Word document with macros": (word("word/vbaProject.bin"), "kind"),
    "a Word document with a program inside": (word("word/embeddings/oleObject1.bin"), "kind"),
    "half an archive": (word()[:40], "kind"),
    "a page that calls itself a picture": (b"GIF89a<script>alert(1)</script>", "broken"),
    "half a picture": (picture("JPEG")[:300], "broken"),
    "the beginning of a PNG": (b"\x89PNG\r\n\x1a\n", "broken"),
    "a picture to fill a memory": (picture("PNG", (9000, 9000), mode="1"), "too_large"),
    "10 MB and a byte": (PDF + bytes(MOST_BYTES - len(PDF) + 1), "too_large"),
}


@pytest.mark.parametrize(("content", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_taken_is_refused_with_its_reason(content: bytes, reason: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        make_safe(content, NOBODY_LOOKS)
    assert refusal.value.reason == reason


def test_10_mb_are_taken() -> None:
    assert len(make_safe(PDF + bytes(MOST_BYTES - len(PDF)), NOBODY_LOOKS).content) == MOST_BYTES


def test_a_photo_keeps_nothing_of_where_when_and_with_what_it_was_taken() -> None:
    photo = photo_with_a_place()
    assert dict(Image.open(io.BytesIO(photo)).getexif().get_ifd(0x8825)), "the sample has a place"
    safe = make_safe(photo, NOBODY_LOOKS)
    assert safe.thumbnail
    for written in (safe.content, safe.thumbnail):
        opened = Image.open(io.BytesIO(written))
        assert not dict(opened.getexif())
        assert not {"exif", "comment", "icc_profile", "xmp"} & set(opened.info)
        assert not any(mark in written for mark in (b"MARK", b"2026:11:24", b"Exif"))


def test_a_photo_that_lay_on_its_side_stands_upright() -> None:
    assert Image.open(io.BytesIO(make_safe(photo_with_a_place(), NOBODY_LOOKS).content)).size == (480, 640)


#: what stands in a photo's words about itself → how that is spoilt
SPOILT = {
    "a place that is text and no number": (b"\x00\x02\x00\x05\x00\x00\x00\x03", b"\x00\x02\x00\x02\x00\x00\x00\x03"),
    "a list of fields that has no end": (b"MM\x00*\x00\x00\x00\x08\x00\x04", b"MM\x00*\x00\x00\x00\x08\xff\xff"),
    "a beginning that is none": (b"Exif\x00\x00MM", b"Exif\x00\x00XX"),
}


@pytest.mark.parametrize(("whole", "spoilt"), SPOILT.values(), ids=SPOILT)
def test_a_photo_whose_words_about_itself_are_broken_is_kept_all_the_same(whole: bytes, spoilt: bytes) -> None:
    photo = photo_with_a_place()
    assert whole in photo
    safe = make_safe(photo.replace(whole, spoilt), NOBODY_LOOKS)
    assert sorted(Image.open(io.BytesIO(safe.content)).size) == [480, 640]


def test_a_picture_is_never_larger_than_one_can_read_and_its_small_form_is_small() -> None:
    safe = make_safe(picture("PNG", (6000, 1000)), NOBODY_LOOKS)
    assert safe.thumbnail
    assert max(Image.open(io.BytesIO(safe.content)).size) == LONGEST
    assert max(Image.open(io.BytesIO(safe.thumbnail)).size) == SMALL


def test_every_kind_has_an_ending_under_which_staff_can_open_it() -> None:
    endings = Words.load().tables["endings"]
    assert [kind.media_type for kind in ALL if kind.media_type not in endings] == []


BEGINNINGS = st.sampled_from([content[:24] for content, _ in TAKEN.values()])


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200) | st.builds(lambda head, rest: head + rest, BEGINNINGS, st.binary(max_size=400)))
def test_any_bytes_are_made_safe_or_refused(content: bytes) -> None:
    try:
        safe = make_safe(content, NOBODY_LOOKS)
    except FileRefused:
        return
    assert kind_of(safe.content) is not None


# ---- the scanner


@contextmanager
def clamd(answer: bytes | None) -> Iterator[tuple[str, list[bytes]]]:
    """A daemon that hears one stream and gives this answer, or hangs up."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            line, _ = server.accept()
            with line, line.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                while size := int.from_bytes(stream.read(4), "big"):
                    heard.append(stream.read(size))
                if answer is not None:
                    line.sendall(answer)

        listening = threading.Thread(target=listen, daemon=True)
        listening.start()
        yield f"clamd://127.0.0.1:{server.getsockname()[1]}", heard
        listening.join(5)


def test_a_clean_file_passes_whole_through_the_scanner() -> None:
    content = picture("BMP", (300, 300))
    with clamd(b"stream: OK\0") as (address, heard):
        assert make_safe(content, scanner_at(address)).media_type == "image/jpeg"
    assert b"".join(heard) == content
    assert len(heard) > 1


def test_a_dangerous_file_is_refused() -> None:
    with clamd(b"stream: Eicar-Test-Signature FOUND\0") as (address, _), pytest.raises(FileRefused) as refusal:
        make_safe(PDF, scanner_at(address))
    assert refusal.value.reason == "infected"


@pytest.mark.parametrize("answer", [None, b"", b"INSTREAM size limit exceeded. ERROR\0"])
def test_a_scanner_that_gives_no_verdict_has_not_said_that_a_file_is_clean(answer: bytes | None) -> None:
    with clamd(answer) as (address, _), pytest.raises(ScannerSilent):
        make_safe(PDF, scanner_at(address))


def test_a_scanner_that_is_not_there_has_not_said_so_either() -> None:
    with pytest.raises(ScannerSilent):
        Clamd("clamd://127.0.0.1:9", timeout=1.0).is_clean(PDF)
