"""What a text message costs and where it may be cut.

A carrier sends a text in the GSM 7-bit alphabet (160 characters, or 153 in each segment of a longer text; ten signs
count double) or, as soon as one character is outside it, in UCS-2 (70 UTF-16 units, or 67 in each segment). Chinese is
always UCS-2; 𠮷 and emoji are two units each and may not be torn apart. Source: 3GPP TS 23.038 sections 6.1 and 6.2.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Encoding = Literal["GSM-7", "UCS-2"]

_GSM_ONE = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWO = frozenset("\f^{}\\[~]|€")

#: What a carrier for mainland China advises at most (Twilio's guideline for China).
ADVISED_SEGMENTS = 8

_SINGLE: dict[Encoding, int] = {"GSM-7": 160, "UCS-2": 70}
_JOINED: dict[Encoding, int] = {"GSM-7": 153, "UCS-2": 67}


@dataclass(frozen=True, slots=True)
class SmsLength:
    """How a carrier will count one text.

    Args:
        encoding: GSM-7 or UCS-2.
        units: septets or UTF-16 units in all.
        segments: the pieces that the phone joins again; their concatenation is the text.
    """

    encoding: Encoding
    units: int
    segments: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many segments are paid for."""
        return len(self.segments)


def measure(text: str) -> SmsLength:
    """Encoding, units and segments of one text; an empty text has no segment."""
    encoding: Encoding = "GSM-7" if all(_gsm_units(c) for c in text) else "UCS-2"
    units = sum(_units(c, encoding) for c in text)
    if units <= _SINGLE[encoding]:
        return SmsLength(encoding, units, (text,) if text else ())
    return SmsLength(encoding, units, tuple(_pack(text, encoding)))


def render_for_sms(text: str, labels: Sequence[str] = ()) -> str:
    """A reply as one text: the words, then a numbered line for each option.

    `render_for_sms("城里还是村里?", ["城里", "村里"])` gives the question, `回1 城里` and `回2 村里` on three lines.
    """
    lines = [text, *(f"回{n} {label}" for n, label in enumerate(labels, start=1))]
    return plain_typography("\n".join(lines))


def plain_typography(text: str) -> str:
    """The same words without signs that cost money or confuse old phones.

    Blank lines, trailing spaces and invisible characters go; joiners inside emoji and direction marks stay. Curly
    quotes, long dashes and the ellipsis become plain ones only where that brings the whole text into GSM-7: in a
    Chinese text they cost nothing.
    """
    spaced = _SPACES.sub(" ", _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    tidy = _BLANK_LINES.sub("\n", spaced).strip()
    plain = tidy.translate(_PLAIN_SIGNS)
    return plain if measure(plain).encoding == "GSM-7" else tidy


def split_into_parts(text: str, max_segments: int = ADVISED_SEGMENTS) -> tuple[str, ...]:
    """Cut a long text into messages of at most `max_segments` each; joined, they are the text again.

    A cut comes after a line, else a sentence, else a clause. A number, a receipt number, a web address, an emoji and an
    option with its label stay whole unless one alone is longer than a message.
    """
    parts: list[str] = []
    open_part = _Part(max_segments)
    for piece in _pieces(text, max_segments):
        while not open_part.takes(piece):
            done, carried = open_part.cut()
            parts.append(done)
            open_part = _Part(max_segments, carried)
        open_part.add(piece)
    return (*parts, open_part.text) if open_part.pieces else tuple(parts)


_SPACES = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\t\v]")
_INVISIBLE = re.compile(r"[\x00\u00ad\u200b\u2060\ufeff]")
_BLANK_LINES = re.compile(r" *\n[ \n]*")
_PLAIN_SIGNS = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "‘": "'",
        "’": "'",
        "–": "-",
        "—": "-",
        "…": "...",
        "•": "*",
        "×": "x",
        "\uff5e": "~",
    }
)

_OPTION = r"回\d+ [^\n]*\n?"
_CODE = r"[0-9A-Za-z０-９][0-9A-Za-z０-９.,:/\-_%+@#=&?~]*[\u3400-\u9fff]?"
_CLUSTER = (
    r"[\U0001f1e6-\U0001f1ff]{2}"
    r"|.[\ufe00-\ufe0f\u0300-\u036f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]*"
    r"(?:\u200d.[\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]*)*"
)
#: What stays whole, in this order: options with numbers and codes, these alone, what is seen as one character.
_WHOLES = (
    re.compile(rf"(?m:^{_OPTION})|{_CODE}|(?s:{_CLUSTER})"),
    re.compile(rf"{_CODE}|(?s:{_CLUSTER})"),
    re.compile(rf"(?s:{_CLUSTER})"),
    re.compile(r"(?s:.)"),
)

#: Signs after which a cut reads well, the better ones first.
_BREAKS = ("\n", "。!?！？;；…", ",，、:： ")


class _Part:
    """One message being filled with pieces that stay whole."""

    def __init__(self, max_segments: int, pieces: Sequence[str] = ()) -> None:
        self._max_segments = max_segments
        self.pieces: list[str] = []
        self._meters = (_Meter("GSM-7"), _Meter("UCS-2"))
        self._is_gsm = True
        for piece in pieces:
            self.add(piece)

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    def takes(self, piece: str) -> bool:
        is_gsm = self._is_gsm and _is_gsm(piece)
        return not self.pieces or self._meters[0 if is_gsm else 1].count_with(piece) <= self._max_segments

    def add(self, piece: str) -> None:
        self.pieces.append(piece)
        self._is_gsm = self._is_gsm and _is_gsm(piece)
        for meter in self._meters:
            meter.add(piece)

    def cut(self) -> tuple[str, list[str]]:
        """The text up to the best break in its second half, and the pieces left over for the next message."""
        at = self._best_break()
        return "".join(self.pieces[:at]), self.pieces[at:]

    def _best_break(self) -> int:
        half = len(self.pieces) // 2
        for signs in _BREAKS:
            for at in range(len(self.pieces), half, -1):
                if self.pieces[at - 1][-1] in signs:
                    return at
        return len(self.pieces)


class _Meter:
    """Counts the segments of a growing text in one encoding."""

    def __init__(self, encoding: Encoding) -> None:
        self._encoding = encoding
        self._units, self._full, self._fill = 0, 0, 0

    def add(self, piece: str) -> None:
        self._units, self._full, self._fill = self._after(piece)

    def count_with(self, piece: str) -> int:
        units, full, fill = self._after(piece)
        return 1 if units <= _SINGLE[self._encoding] else full + bool(fill)

    def _after(self, piece: str) -> tuple[int, int, int]:
        units, full, fill = self._units, self._full, self._fill
        for character in piece:
            size = _units(character, self._encoding)
            units += size
            if fill + size > _JOINED[self._encoding]:
                full, fill = full + 1, 0
            fill += size
        return units, full, fill


def _pieces(text: str, max_segments: int, level: int = 0) -> Iterator[str]:
    """What may not be cut, in order; what alone is longer than a message falls apart into the next smaller wholes."""
    for match in _WHOLES[level].finditer(text):
        piece = match.group()
        if level == len(_WHOLES) - 1 or measure(piece).count <= max_segments:
            yield piece
        else:
            yield from _pieces(piece, max_segments, level + 1)


def _pack(text: str, encoding: Encoding) -> Iterator[str]:
    start = fill = 0
    for at, character in enumerate(text):
        size = _units(character, encoding)
        if fill + size > _JOINED[encoding]:
            yield text[start:at]
            start, fill = at, 0
        fill += size
    yield text[start:]


def _is_gsm(text: str) -> bool:
    return all(_gsm_units(character) for character in text)


def _units(character: str, encoding: Encoding) -> int:
    return _gsm_units(character) if encoding == "GSM-7" else _utf16_units(character)


def _utf16_units(character: str) -> int:
    return 2 if ord(character) > 0xFFFF else 1


def _gsm_units(character: str) -> int:
    """Septets of a character, 0 for one outside the alphabet."""
    return 1 if character in _GSM_ONE else 2 if character in _GSM_TWO else 0
