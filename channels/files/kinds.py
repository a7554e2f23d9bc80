"""What a file is, by what stands in it: its name and what a provider calls it are never asked.

Taken are pictures that can be written anew, documents without programs in them, and sound and moving pictures. Whatever
a browser or a machine could run (pages, drawings with scripts, programs, documents with macros, archives) is not.
"""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A kind of file that is taken; a picture is written anew before it is kept."""

    media_type: str
    is_picture: bool = False


JPEG = Kind("image/jpeg", is_picture=True)
PNG = Kind("image/png", is_picture=True)
WEBP = Kind("image/webp", is_picture=True)
GIF = Kind("image/gif", is_picture=True)
BMP = Kind("image/bmp", is_picture=True)
PDF = Kind("application/pdf")
WORD = Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document")
SHEET = Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
OGG = Kind("audio/ogg")
MP3 = Kind("audio/mpeg")
AMR = Kind("audio/amr")
WAV = Kind("audio/wav")
M4A = Kind("audio/mp4")
MP4 = Kind("video/mp4")
MOBILE = Kind("video/3gpp")

ALL = (JPEG, PNG, WEBP, GIF, BMP, PDF, WORD, SHEET, OGG, MP3, AMR, WAV, M4A, MP4, MOBILE)


def kind_of(content: bytes) -> Kind | None:
    """The kind of a file; None for one that is not taken."""
    return next((kind for kind, fits in _SIGNS if fits(content)), None)


def _begins(*beginnings: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(beginnings)


def _riff(form: bytes) -> Callable[[bytes], bool]:
    return lambda content: content[:4] == b"RIFF" and content[8:12] == form


def _brand(*brands: bytes) -> Callable[[bytes], bool]:
    return lambda content: content[4:8] == b"ftyp" and content[8:12].startswith(brands)


def _office(folder: str) -> Callable[[bytes], bool]:
    def fits(content: bytes) -> bool:
        names = _names_in(content)
        return "[Content_Types].xml" in names and any(name.startswith(folder) for name in names) and _is_inert(names)

    return fits


def _names_in(content: bytes) -> list[str]:
    if not content.startswith(b"PK\x03\x04"):
        return []
    try:
        return zipfile.ZipFile(io.BytesIO(content)).namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return []


def _is_inert(names: list[str]) -> bool:
    """Neither macros nor other files inside."""
    within = [name.lower() for name in names]
    return not any("vba" in name or "/embeddings/" in name or "/activex/" in name for name in within)


_SIGNS: tuple[tuple[Kind, Callable[[bytes], bool]], ...] = (
    (JPEG, _begins(b"\xff\xd8\xff")),
    (PNG, _begins(b"\x89PNG\r\n\x1a\n")),
    (WEBP, _riff(b"WEBP")),
    (GIF, _begins(b"GIF87a", b"GIF89a")),
    (BMP, lambda content: content[:2] == b"BM" and content[6:10] == b"\0\0\0\0"),
    (PDF, _begins(b"%PDF-")),
    (WORD, _office("word/")),
    (SHEET, _office("xl/")),
    (OGG, _begins(b"OggS")),
    (MP3, _begins(b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")),
    (AMR, _begins(b"#!AMR")),
    (WAV, _riff(b"WAVE")),
    (M4A, _brand(b"M4A", b"M4B")),
    (MP4, _brand(b"mp4", b"isom", b"iso2", b"avc1", b"MSNV", b"qt  ")),
    (MOBILE, _brand(b"3gp", b"3g2")),
)
