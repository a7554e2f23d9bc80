"""Where a rule or a figure comes from: an instrument and its article, as people cite them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType

from knowledge.errors import SourceError
from knowledge.files import ROOM, read_yaml


@dataclass(frozen=True)
class Instrument:
    """A law, regulation, notice or report. `rank`: national, province, city, county or report.

    `plain_zh` says in plain words what a text is that is no instrument itself.
    """

    tag: str
    title_zh: str
    rank: str
    in_force_from: date | None
    in_force_to: date | None = None
    number_zh: str = ""
    trust: str = "full"
    plain_zh: str = ""


@dataclass(frozen=True)
class Source:
    """One citation: the instrument with the article, and since when that article or figure applies."""

    tag: str
    instrument_zh: str
    article_zh: str
    in_force_from: date | None
    rank: str
    link: str = ""

    @property
    def citation_zh(self) -> str:
        """Reads like 《最低生活保障审核确认办法》第八条; a notice named in words stands as it is."""
        title = f"《{self.instrument_zh}》" if self.tag in instruments() else self.instrument_zh
        return f"{title}{self.article_zh}"

    @property
    def told_zh(self) -> str:
        """The same for residents: a report or a news item, which is no instrument, stands in plain words."""
        known = instruments().get(self.tag)
        return f"{known.plain_zh}{self.article_zh}" if known is not None and known.plain_zh else self.citation_zh


@cache
def instruments() -> Mapping[str, Instrument]:
    """All instruments by tag."""
    rows = read_yaml(ROOM / "instruments.yml", SourceError)
    return MappingProxyType({tag: _instrument(tag, row) for tag, row in rows.items()})


def _instrument(tag: str, row: dict[str, object]) -> Instrument:
    try:
        return Instrument(
            tag,
            str(row["title_zh"]),
            str(row["rank"]),
            row.get("from"),  # type: ignore[arg-type]
            row.get("to"),  # type: ignore[arg-type]
            str(row.get("number_zh", "")),
            str(row.get("trust", "full")),
            str(row.get("plain_zh", "")),
        )
    except KeyError as missing:
        raise SourceError(f"instruments.yml, {tag}", f"has no {missing}", "Add it") from missing


@cache
def citation(law: str) -> Source:
    """The source that a short citation such as "DB21 8" or "LAL 42(2)" stands for."""
    tag, _, article = law.strip().partition(" ")
    known = instruments()
    if tag not in known:
        raise SourceError(law, f"instrument {tag!r} is not known", "Add it to knowledge/instruments.yml")
    instrument = known[tag]
    return Source(tag, instrument.title_zh, article_zh(article), instrument.in_force_from, instrument.rank)


@cache
def citations(law: str, on: date) -> tuple[Source, ...]:
    """The sources of a list of short citations parted by semicolons, as far as they are in force on a day."""
    return tuple(citation(part) for part in law.split(";") if _cited_on(instruments()[part.split()[0]], on))


def _cited_on(instrument: Instrument, on: date) -> bool:
    begun = instrument.in_force_from is None or instrument.in_force_from <= on
    return begun and (instrument.in_force_to is None or on <= instrument.in_force_to)


def article_zh(article: str) -> str:
    """An article number in the words of the law: "42(2)" is 第四十二条第（二）项; anything else stays as it is."""
    number, _, item = article.partition("(")
    if not number.isdigit():
        return article
    inner = item.rstrip(")")
    return f"第{_numeral(int(number))}条" + (f"第（{_numeral(int(inner))}）项" if inner.isdigit() else "")


def _numeral(number: int) -> str:
    """Chinese numerals below a thousand."""
    digits = "零一二三四五六七八九"
    if number < 10:
        return digits[number]
    if number < 20:
        return "十" + (digits[number % 10] if number % 10 else "")
    if number < 100:
        return digits[number // 10] + _numeral(10 + number % 10)
    rest = number % 100
    tail = "" if not rest else "零" + digits[rest] if rest < 10 else digits[rest // 10] + _numeral(10 + rest % 10)
    return digits[number // 100] + "百" + tail
