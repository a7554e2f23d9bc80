"""Pictures, written anew from their points alone: where and with what they were taken stays behind."""

import io
import struct
import warnings
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError
from PIL.ExifTags import Base

from channels.errors import FileRefused

#: More points than any telephone takes; a picture that claims more is made to fill a memory.
MOST_POINTS = 60_000_000
#: Longest sides of what is kept, on which a certificate can be read, and of its small form in a list.
LONGEST, SMALL = 4096, 320
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
#: How a picture is turned upright, by what the camera says of how it was held (EXIF, tag Orientation).
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
#: What reading a broken field may raise.
_BROKEN = (OSError, ValueError, TypeError, KeyError, IndexError, SyntaxError, OverflowError, struct.error)


@dataclass(frozen=True)
class Picture:
    """A picture without anything but its points, and a small form of it (JPEG)."""

    media_type: str
    content: bytes
    thumbnail: bytes


def write_anew(content: bytes) -> Picture:
    """The same picture, upright, as JPEG, or PNG where it has see-through parts; of a moving one the first.

    Raises:
        FileRefused: it cannot be read, or has more points than a picture has.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a broken field of a picture is no news for a log
            with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
                if opened.width * opened.height > MOST_POINTS:
                    raise FileRefused("too_large", "A picture has too many points.")
                picture = _points(opened)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError, EOFError) as fault:
        raise FileRefused("broken", "A picture cannot be read.") from fault
    see_through = picture.mode == "RGBA"
    small = picture.copy()
    small.thumbnail((SMALL, SMALL))
    media_type, form = ("image/png", "PNG") if see_through else ("image/jpeg", "JPEG")
    return Picture(media_type, _written(picture, form), _written(_on_white(small), "JPEG"))


def _points(opened: Image.Image) -> Image.Image:
    """Its points on a fresh sheet: whatever else the file said is not on it."""
    turn = _TURNS.get(_held(opened))
    upright = opened if turn is None else opened.transpose(turn)
    see_through = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
    plain = upright.convert("RGBA" if see_through else "RGB")
    plain.thumbnail((LONGEST, LONGEST))
    sheet = Image.new(plain.mode, plain.size)
    sheet.paste(plain)
    return sheet


def _held(opened: Image.Image) -> int:
    """How the camera was held; 1, upright, where what the file says of itself is broken: its points are what counts."""
    try:
        return int(opened.getexif().get(Base.Orientation, 1))
    except _BROKEN:
        return 1


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A"))
    return white


def _written(picture: Image.Image, form: str) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, quality=88, optimize=form == "PNG")
    return out.getvalue()
