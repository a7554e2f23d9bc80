"""Money: 两千八, 1.2万一年, 千把块, 三千五六, 没收入, 低保600加打零工1000多, 我2000老婆1500."""

import re
from dataclasses import dataclass
from decimal import Decimal

from nlu.normalise import normalise
from nlu.parsers.money_words import Part, parts_of
from nlu.parsers.numerals import plain
from nlu.parsers.question import MoneyUnit, QuestionContext

_ZERO = re.compile(
    r"(?:我|我们|家里|家|目前|现在|都|就|是|一直|真的?|平时|基本上?|老两口|两个人|下岗了?|失业了?|没有?工作|没上班|生病了?|在家|残疾)*"
    r"(?:(?:没有?|无|零|0)(?:得|任何|一点|一分|半分|什么)?(?:的)?(?:收入|钱|存款|工资|积蓄|存钱|进账|来源|经济来源|收入来源|挣钱|赚钱|欠款|欠债|债|外债|贷款)?"
    r"|(?:一|半)(?:分|毛|块|点|个子儿?)钱?(?:收入|存款|积蓄)?(?:都|也)?没(?:有|得)?(?:挣|存|赚)?|分文没有|身无分文|不(?:挣|赚)钱|零收入|0元|零元|没存(?:下)?钱?|什么[都也]没有)"
    r"(?:的|了|啊|呢|元|块|啦|咯|喽|嘛|哦|呀|哈)*(?:(?:只有|还有|反而|倒|还)?(?:欠债|欠钱|欠款|负债|外债|债务?|欠着(?:钱|债)))?(?:的|了)*"
)
_NO_INCOME = re.compile(
    r"(?:我|我们|家里|现在|目前)*(?:什么|一点|半点)(?:收入|工资|进账|来源)(?:都|也)?没有?(?:了|的|啊)*"
)
_NONE_OF_OUR_OWN = re.compile(r"没有?|无|零|没得")
_LIVES_ON = re.compile(r"靠|养|失业|下岗|没(?:上班|工作|活|干活)|在家|瘫|卧床|病")
_NOTHING_ELSE = re.compile(r"[^0-9一二两三四五六七八九十百千万有领给补发]*")
_NOT_STEADY = re.compile(r"没有?什么")
_BY_THE_PIECE = re.compile(
    r"(?:每|一个?|/|按)(?:小时|钟头)|(?:每|一个?|/|按)(?:单|件|车|趟|斤)(?!.*(?:月|年))|计件(?!.*(?:月|[0-9百千]))"
)
_OPEN_END = re.compile(r"\+$")
_A_QUESTION = re.compile(r"吗|怎么|(?<!没)(?<!没有)什么|多少|哪|为何|谁|几时|为什么")
_OWED = re.compile(r"欠(?:款|了|着|人|别人|下)|借(?:了|款|来)|外债|负债|债务|贷款")
_A_DAY = re.compile(r"腊月|正月|初[一二三四五六七八九十]")
_LONG_NUMBER = re.compile(r"[0-9]{8}")
_THEN = re.compile(r"以前|原来|原先|过去|之前|去年|往年|早先|从前")
_NOW = re.compile(r"现在|如今|目前|眼下|今年")
_ADDED = re.compile(r"[0-9一二两三四五六七八九元块百千万]\s*(?:\+|加上?|再加|外加|另加)\s*[0-9一二两三四五六七八九]")
_IN_ALL = re.compile(r"一共|总共|合计|拢共|共计|总计|总的|统共")
_SPENT = re.compile(r"扣|减掉|除去|还贷|房贷|还债|花|吃药|药费|房租(?!收入)|开销|支出|开支|看病|学费|交社保|交医保")
_MONTHS_OF = {"yuan_per_month": 1, "yuan_per_year": 12}


@dataclass(frozen=True)
class Money:
    """Yuan from low to high (equal when one figure was said), in the unit that was asked."""

    low: Decimal
    high: Decimal
    unit: MoneyUnit

    def as_json(self) -> dict[str, object]:
        if self.low == self.high:
            return {self.unit: plain(self.low)}
        return {"low": plain(self.low), "high": plain(self.high)}


def parse(text: str, question: QuestionContext) -> Money | None:
    """The money that an answer states, in the unit of the question.

    A bare figure is read in that unit, a spoken period is converted (a year has 12 months, a week 12/52 of a month).
    Several sources are added up. None for a figure a day without the days worked, for an open end (三千以上), for a
    sum where a period was said, for a debt where income or savings were asked, for a day of the calendar, and for a
    single digit without 块 or a period, which answers some other question.
    """
    normal = normalise(text).text
    said = re.sub(r"[\s。!~]+$", "", normal)
    if _says_nothing_comes_in(said):
        return Money(Decimal(0), Decimal(0), question.unit)
    if _LONG_NUMBER.search(said) or _A_QUESTION.search(said) or _OPEN_END.search(said) or _BY_THE_PIECE.search(said):
        return None
    if _A_DAY.search(said) or (_OWED.search(said) and not _asks_for_a_debt(question)):
        return None
    interval = _together(_relevant(parts_of(said)), question.unit, added=bool(_ADDED.search(said)))
    return None if interval is None else Money(*interval, question.unit)


def _says_nothing_comes_in(said: str) -> bool:
    """没收入; also 什么收入都没有,在家歇着, where what follows names no money."""
    first, _comma, rest = said.partition(",")
    if _NO_INCOME.fullmatch(first.strip()) and _NOTHING_ELSE.fullmatch(rest):
        return True
    if _NONE_OF_OUR_OWN.fullmatch(first.strip()) and _LIVES_ON.search(rest) and _NOTHING_ELSE.fullmatch(rest):
        return True
    return bool(_ZERO.fullmatch(re.sub(r"[\s,。!]", "", said))) and not _NOT_STEADY.search(said)


def _asks_for_a_debt(question: QuestionContext) -> bool:
    return question.unit == "yuan" and (not question.asked or _OWED.search(question.asked) is not None)


def _relevant(parts: list[Part]) -> list[Part]:
    """The parts that count: today's figure where a former one is told too, the total where one is named."""
    stated = [part for part in parts if part.amounts or part.unknown]
    for keep in (_IN_ALL, _NOW):
        kept = [part for part in stated if keep.search(part.text)]
        if kept and (keep is _IN_ALL or any(_THEN.search(part.text) for part in stated)):
            return kept
    earned = [part for part in stated if not _SPENT.search(part.text)]
    return earned or stated


def _together(parts: list[Part], unit: MoneyUnit, *, added: bool) -> tuple[Decimal, Decimal] | None:
    amounts = [_in_unit(part, unit) for part in parts]
    if not amounts or any(amount is None for amount in amounts):
        return None
    unnamed = [amount for part, amount in zip(parts, amounts, strict=True) if not part.source]
    if len(unnamed) > 1 and not added:
        return unnamed[0] if len(set(unnamed)) == 1 and len(unnamed) == len(parts) else None
    low = sum((amount[0] for amount in amounts if amount), Decimal(0))
    high = sum((amount[1] for amount in amounts if amount), Decimal(0))
    return low, high


def _in_unit(part: Part, unit: MoneyUnit) -> tuple[Decimal, Decimal] | None:
    if part.unknown or len(part.amounts) != 1:
        return None
    amount = part.amounts[0]
    if unit == "yuan":
        return None if part.months else (amount.low, amount.high)
    if not (amount.is_money or part.months) and 0 < amount.high < 10:
        return None
    months = part.months or Decimal(_MONTHS_OF[unit])
    factor = Decimal(_MONTHS_OF[unit]) / months
    return amount.low * factor, amount.high * factor
