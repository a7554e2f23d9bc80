"""Makes a file one that may be kept and shown, or says why it is none."""

from channels.errors import FileRefused
from channels.files.kinds import kind_of
from channels.files.pictures import write_anew
from channels.files.scan import Scanner
from conversations.messages import SafeFile

#: Bytes of one file: a photo of a telephone, a scanned document.
MOST_BYTES = 10 * 1024 * 1024


def make_safe(content: bytes, scanner: Scanner) -> SafeFile:
    """The file as it may be kept.

    Raises:
        FileRefused: it is too large, of a kind that is not taken, broken, or dangerous.
        ScannerSilent: nobody could say whether it is dangerous.
    """
    if len(content) > MOST_BYTES:
        raise FileRefused("too_large", f"A file has at most {MOST_BYTES} bytes.")
    if not scanner.is_clean(content):
        raise FileRefused("infected", "The scanner found something in a file.")
    kind = kind_of(content)
    if kind is None:
        raise FileRefused("kind", "A file is of no kind that is taken.")
    if not kind.is_picture:
        return SafeFile(kind.media_type, content)
    picture = write_anew(content)
    return SafeFile(picture.media_type, picture.content, picture.thumbnail)
