"""Files of every kind, made here: none shows a person, none is from anywhere."""

import io
import zipfile

from PIL import Image


def picture(form: str = "JPEG", size: tuple[int, int] = (640, 480), mode: str = "RGB", **options: object) -> bytes:
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new(mode, size, "teal" if mode == "RGB" else None).save(out, form, **options)
    return out.getvalue()


def photo_with_a_place() -> bytes:
    """A photo as a telephone writes it: turned on its side, with place, date, maker and a comment."""
    exif = Image.Exif()
    exif[0x0112] = 6  # Orientation: to be turned
    exif[0x010F] = "MAKER-MARK"
    exif[0x0132] = "2026:11:24 10:00:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (30.0, 7.0, 24.44), 3: "E", 4: (120.0, 30.0, 0.0), 29: "2026:11:24"})
    return picture(exif=exif, comment=b"COMMENT-MARK")


def archive(*names: str) -> bytes:
    """A ZIP archive with empty files of these names."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        for name in names:
            zipped.writestr(name, b"x")
    return out.getvalue()


def word(*more: str) -> bytes:
    """The bones of a Word document."""
    return archive("[Content_Types].xml", "word/document.xml", *more)


PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\n%%EOF\n"
OGG = b"OggS\x00\x02" + bytes(60)
