"""What an answer about money is made of: parts joined by 加 or a comma, each with an amount, a period and a source."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from nlu.parsers.numerals import IDIOM, NUMBER, read, whole_number

_ANY = rf"(?:{IDIOM}|{NUMBER})"
_YUAN = r"(?:块钱|块|元钱|元|圆|人民币|rmb|RMB|¥)"
_FEW = r"(?<![0-9一二两三四五六七八九十百千万])(?:[二两俩三四五六七八九十]|十一|十二|[2-9]|1[0-2])"
_DAYS = rf"(?<![每一])(?P<days>{NUMBER})(?:天|个工)"
# Period said, in months. A day needs the number of days worked; -1 stands for it.
_PERIODS: tuple[tuple[str, Decimal], ...] = (
    (r"每?半个月", Decimal("0.5")),
    (r"每?半年", Decimal(6)),
    (r"(?:每|一|1|每一)个?季度|每季|季度|一季", Decimal(3)),
    (r"(?:每|一|1|每一)个?(?:周|星期|礼拜)|周薪|/周", Decimal(12) / Decimal(52)),
    (r"(?:每|一|1|每一)天|日薪|日工资|/天|一个工", Decimal(-1)),
    (r"(?:上|这|本|当|头)个?月", Decimal(1)),
    (
        r"(?:每|一|1|每一|/|按|整)(?:整)?个?月(?!份)|个?月(?:入|薪|收入|工资|均)|/月|按月"
        r"|(?<![0-9一二三四五六七八九十])月(?=[0-9一二两三四五六七八九])",
        Decimal(1),
    ),
    (
        r"(?:去|今|前|上一)年(?:一年|全年|一整年)?|(?:每|一|1|每一|/|整|全|按)(?:整)?年(?:到头|下来|来|到晚|收入)?|年(?:收入|薪|入|底分红|底奖金?|终奖金?|终|均)|/年|按年",
        Decimal(12),
    ),
)
_COUNTED_MONTHS = rf"(?P<months>{_FEW})个月|(?P<couple_of_months>俩)月"
_COUNTED_YEARS = rf"(?P<years>{_FEW})年"
_OTHER_UNITS = (
    r"(?:周?岁|口|个?人|名|位|斤|公斤|亩|号|日|点|楼|栋|层|平|米|公里|级|%|折|次|回(?![来家])|头|只|套|间|辆|台|月份?|年|天|"
    r"个工|个(?!月)|分钟|小时|成|代|条|张|份|段|届|组)"
)
_AT_MOST_BEFORE = r"(?P<below>不到|不足|没到|不满|低于|少于|最多|顶多|至多|不超过|撑死|上限)"
_AT_MOST_AFTER = r"(?P<under>不足|以内|以下|之内|封顶|都没有)|(?P<just_under>(?:都|还)?不到)"
_JUST_UNDER = Decimal("0.9")
"""两千不到, said behind the sum, is not far from it; 不到两千 may be anything below."""
_ABOUT = re.compile(r"左右|上下|大概|大约|(?<![合相])约摸?(?!定|好)|差不多|估计|大致")
_EITHER_WAY = (Decimal("0.95"), Decimal("1.05"))
_AT_LEAST = r"(?P<open>超过|高于|大于|不止|至少|最少|起码|以上|往上)"
_JOIN = r"[,，;；、+。!]|加上|再加|外加|另加|加|还有|另外|以及|再有|和(?!起来)|跟|再(?=[一-龥])"
_EVERY_DAY = re.compile(
    r"(?:天天|每天都?)(?:出摊|摆摊|出工|干|去|做|上工|有活|开工|出|卖|跑|拉货)|不休息|没有?休息|一天(?:都)?不歇|全勤"
)
_DAYS_OF_A_MONTH = 30
_DAYS_OFF = re.compile(rf"(?:每|一个)?月(?:休|歇|放假)(?P<off>{NUMBER})天")
_HALF_A_MONTH = re.compile(r"(?:十五|15)天(?=(?:发|结|领|给)?一?次)")
_MOST_DAYS = 31
_HEADS = re.compile(
    rf"(?P<heads>{NUMBER})(?:个人|口人|人|个(?:儿子|女儿|孩子|娃|老人))"
    r"|(?P<couple>我[和跟与](?:老伴|老婆|老公|爱人|媳妇|对象|妻子|丈夫|我妈|我爸)|[老小]两口|两口子|夫妻俩?|夫妇|我们俩|俩人)"
)
_EACH = re.compile(
    rf"(?:平均)?(?:一人|每人|每个人|一个人|人均|各自?)(?:一个月|每月|每个月|给|月收入|收入|拿|有|挣|领|是|大概)*(?={NUMBER})"
)
_TOGETHER = re.compile(r"(?:加|合)(?:在)?(?:一块儿?|起来|一起)|一共")
_NO_FIGURE = re.compile(
    r"零(?=花|工|钱|用|散|星|食)|一(?:般|直|点儿?|些|起|样|家|定|向|时|切)|(?<![0-9一二三四五六七八九十])万一(?!年|个)|千万(?=别|不|要)|百姓|五险一金|三险一金"
)
_SOME_MORE = re.compile(r"(?<=[百千万])(?:好几|大几)(?:[十百千](?=块|元|$|[,。]))?|(?<=[0-9百千万])多点")
_WITH_JIAO = re.compile(
    rf"(?P<yuan>{NUMBER})[块元](?P<jiao>[0-9一二两三四五六七八九])[毛角](?:(?P<fen>[0-9一二三四五六七八九])分?)?"
)
_A_WAGE = (
    r"(?:一天|每天|日薪|日工资|日结|一日|一个工)(?:能|就|挣|赚|有|是|给|工钱|大概|得)*(?P<wage>{number})(?:块钱|块|元)?"
)
_DAYS_WORKED = (
    r"(?:一个月|每个月|每月|月|这个月)?(?:大概|平均|能|只|就|也就|一般)*"
    r"(?:(?:干|做|出工|上|去|出摊|开工|有活)|(?<=月))(?P<worked>{number})(?:天|个工)"
)
_WAGES_AND_DAYS = tuple(
    re.compile(order.format(wage=_A_WAGE.replace("{number}", NUMBER), days=_DAYS_WORKED.replace("{number}", NUMBER)))
    for order in ("{wage}[,。;]?{days}", "{days}[,。;]?{wage}")
)
_RANGE = r"(?:到|至|~|～|-|—|－|或者?|、)"
_LEAST_AND_MOST = re.compile(
    rf"(?:最少|至少|起码|最低)(?P<least>{NUMBER})[块元]?[,、]?(?:最多|顶多|最高)(?P<most>{NUMBER})"
)
_WITH_HALF_YUAN = re.compile(r"(?<=[0-9一二三四五六七八九十])[块元](?P<jiao>[1-9一二三四五六七八九])(?=$|[,。!吧])")
_ONLY_A_PERIOD = re.compile(r"(?:是|就是|按|算)?(?:一|每|整)?个?[月年](?:的|吧|到头|下来|一共)*")
_SOMETIMES = re.compile(
    r"有时|有的时候|好的时候|多的时候|少的时候|忙的?时候?|多则|少则|淡季|旺季|好的?(?=[0-9一二两三])|差的"
)
_SOMETIMES_NOTHING = re.compile(r"(?:不好|差|少|闲|没活|有)的?时候?(?:就|是|都|也)*(?:没有|一分没有|没得|没钱|零)")
_NOT_A_SOURCE = re.compile(
    rf"[\s,。!?:()]|{_YUAN}|大概|大约|约摸?|左右|上下|差不多|可能|估计|应该|就是|也就|就|是|有|个|的|吧|呢|啊|了|每|月|年|收入|大致|多点?|一点|样子|拿|得|到手|挣|赚|能|下来|也|差|只|才|这|那|在|家里|家|全家|我家|钱|总共|一共|存款|存折|上|里|手|现在|目前|平均|算|按|实际"
)


@dataclass(frozen=True)
class Amount:
    """A figure in yuan; `is_money` when 块, 千, 万 … was said with it."""

    low: Decimal
    high: Decimal
    is_money: bool


@dataclass(frozen=True)
class Part:
    """One source of money: its words, its amounts (one, unless it is unclear), the months that it covers or None.

    `source`: whether the words name where or whose it is; `unknown`: an open end or a day's wage without days.
    """

    text: str
    amounts: tuple[Amount, ...]
    months: Decimal | None
    source: bool
    unknown: bool = False


def parts_of(said: str) -> list[Part]:
    """The parts of an answer, in order."""
    said = _HALF_A_MONTH.sub("半个月", _DAYS_OFF.sub(_as_days_worked, said))
    said = _LEAST_AND_MOST.sub(r"\g<least>到\g<most>", said)
    said = _WITH_HALF_YUAN.sub(lambda found: f"元{found.group('jiao')}角", said)
    said = _WITH_JIAO.sub(_in_decimals, _SOME_MORE.sub("多", said))
    for order in _WAGES_AND_DAYS:
        found = order.search(said)
        daily = _monthly_wage(found) if found else None
        if found and daily:
            return [daily, *parts_of(said[: found.start()] + "," + said[found.end() :])]
    plain = _NO_FIGURE.sub("", _TOGETHER.sub("总共", re.sub(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))", "", said)))
    if _SOMETIMES.search(plain):
        return [_between(_part(plain))]
    parts = [part for piece in _pieces(_without_other_counts(plain)) for part in _split_by_source(piece)]
    told = _with_a_period_told_after(_with_periods_told_before(parts))
    return _for_each_head(said, _with_days(plain, told))


def _in_decimals(found: re.Match[str]) -> str:
    """三千块七毛八 as 3000.78元."""
    yuan = whole_number(found.group("yuan"))
    if yuan is None:
        return found.group()
    cents = (whole_number(found.group("jiao")) or 0) * 10 + (whole_number(found.group("fen") or "0") or 0)
    return f"{yuan}.{cents:02d}元"


def _as_days_worked(found: re.Match[str]) -> str:
    """月休四天 as the days that are left to work."""
    off = whole_number(found.group("off"))
    return found.group() if off is None else f"每月干{_DAYS_OF_A_MONTH - off}天"


def _monthly_wage(found: re.Match[str]) -> Part | None:
    """A day's wage times the days worked: 一天80,一个月干20天."""
    wage, days = read(found.group("wage")), read(found.group("worked"))
    if wage is None or days is None or days.high > _MOST_DAYS:
        return None
    return Part(
        found.group(), (Amount(wage.low * days.low, wage.high * days.high, is_money=True),), Decimal(1), source=True
    )


def _without_other_counts(said: str) -> str:
    """Without numbers that count something else (三口人, 68岁, 8月份); periods and days worked stay."""
    return re.sub(rf"(?!(?:一|1)个?(?:星期|礼拜)|(?:一|1)个?[月年周季天]|半){NUMBER}{_OTHER_UNITS}", _keep_period, said)


def _keep_period(found: re.Match[str]) -> str:
    text = found.group()
    is_period = re.search(r"[一1]年$|个月$|天$|个工$", text) or re.fullmatch(rf"{_FEW}年", text)
    return text if is_period else ""


def _pieces(said: str) -> list[str]:
    joined = re.sub(rf"({_ANY})(?:{_YUAN})?、(?={_ANY})", r"\1-", said)
    return [piece for piece in re.split(_JOIN, joined) if piece.strip()]


def _split_by_source(piece: str) -> list[Part]:
    """One part; several where each further figure is led by its own words (老头1800我500)."""
    part = _part(piece)
    if len(part.amounts) < 2:
        return [part]
    cuts = [found.end() for found in re.finditer(rf"{_ANY}{_YUAN}?", _without_periods(piece)[0])]
    plain = _without_periods(piece)[0]
    sub_parts = [_part(plain[start:end]) for start, end in zip([0, *cuts[:-1]], cuts, strict=True)]
    if part.months is None and all(sub.source for sub in sub_parts):
        return sub_parts
    return [part]


def _part(piece: str) -> Part:
    plain, months, by_day = _without_periods(piece)
    amounts, rest, is_open = _amounts(plain)
    if _ABOUT.search(piece):
        amounts = tuple(map(_about, amounts))
    source = bool(re.sub(r"[^一-龥a-zA-Z]", "", _NOT_A_SOURCE.sub("", rest))) or "年终" in piece or "年底" in piece
    return Part(piece, amounts, months, source, unknown=is_open or (by_day and bool(amounts)))


def _about(amount: Amount) -> Amount:
    """三千左右 leaves a twentieth open either way; what was said as a range stays that range."""
    if amount.low != amount.high:
        return amount
    return replace(amount, low=amount.low * _EITHER_WAY[0], high=amount.high * _EITHER_WAY[1])


def _without_periods(piece: str) -> tuple[str, Decimal | None, bool]:
    """The words without their period, the months that it has, and whether it is a day."""
    counted = re.search(_COUNTED_MONTHS, piece) or re.search(_COUNTED_YEARS, piece)
    if counted:
        number = Decimal(whole_number(next(filter(None, counted.groups()))) or 1)
        months = number * (12 if counted.group().endswith("年") else 1)
        return piece.replace(counted.group(), " ", 1), months, False
    for pattern, months in _PERIODS:
        found = re.search(pattern, piece)
        if found:
            rest = piece[: found.start()] + " " + piece[found.end() :]
            return rest, None if months < 0 else months, months < 0
    return piece, None, False


def _amounts(piece: str) -> tuple[tuple[Amount, ...], str, bool]:
    """The amounts of a piece, the words left over, and whether an amount has an open end."""
    one = (
        rf"(?:{_AT_MOST_BEFORE}|{_AT_LEAST}(?=\D{{0,2}}{_ANY}))?(?:¥)?(?P<first>{_ANY})(?P<yuan>{_YUAN})?"
        rf"(?:{_RANGE}(?:¥)?(?P<second>{_ANY})(?P<yuans>{_YUAN})?)?(?:{_AT_MOST_AFTER}|(?P<more>以上|往上|打底|起步|多?不止))?"
    )
    amounts: list[Amount] = []
    is_open = False
    for found in re.finditer(one, piece):
        amount = _amount(found)
        if amount is not None:
            amounts.append(amount)
            is_open = is_open or bool(found.group("open") or found.group("more"))
    return tuple(amounts), re.sub(one, " ", piece), is_open


def _amount(found: re.Match[str]) -> Amount | None:
    first, second = found.group("first"), found.group("second")
    low = read(first)
    if low is None:
        return None
    high = low if second is None else read(_with_unit_of(first, second)[1])
    low = low if second is None else read(_with_unit_of(first, second)[0])
    if low is None or high is None:
        return None
    bottom, top = min(low.low, high.low), max(low.high, high.high)
    if found.group("below") or found.group("under"):
        bottom = Decimal(0)
    elif found.group("just_under"):
        bottom *= _JUST_UNDER
    is_money = (
        low.has_unit or high.has_unit or bool(found.group("yuan") or found.group("yuans") or "¥" in found.group())
    )
    return Amount(bottom, top, is_money)


def _with_unit_of(first: str, second: str) -> tuple[str, str]:
    """2到3千 is 2千到3千; 1-2万 is 1万-2万."""
    unit = re.search(r"[百千万kKwW]$", second)
    if unit and re.fullmatch(r"[0-9一二两三四五六七八九](?:\.[0-9])?", first):
        return first + unit.group(), second
    return first, second


def _between(part: Part) -> Part:
    """有时1000有时2000: one amount from the lowest to the highest."""
    if len(part.amounts) == 1 and _SOMETIMES_NOTHING.search(part.text):
        most = part.amounts[0]
        return replace(part, amounts=(Amount(Decimal(0), most.high, most.is_money),))
    if len(part.amounts) < 2:
        return part
    low, high = min(a.low for a in part.amounts), max(a.high for a in part.amounts)
    return Part(part.text, (Amount(low, high, is_money=True),), part.months, part.source, part.unknown)


def _with_periods_told_before(parts: list[Part]) -> list[Part]:
    """半年发一次,一次3600: a period told without an amount is that of the next amount."""
    told: Decimal | None = None
    result = []
    for part in parts:
        result.append(replace(part, months=told) if part.amounts and part.months is None and told else part)
        told = None if part.amounts else part.months or told
    return result


def _with_a_period_told_after(parts: list[Part]) -> list[Part]:
    """一万五,一年的: the period is that of the one amount before it."""
    if len(parts) != 2 or len(parts[0].amounts) != 1 or parts[0].months is not None:
        return parts
    sum_told, period = parts
    return [replace(sum_told, months=period.months)] if _ONLY_A_PERIOD.fullmatch(period.text.strip()) else parts


def _with_days(said: str, parts: list[Part]) -> list[Part]:
    """A day's wage times the days worked in a month, where both are said."""
    wage = next((part for part in parts if part.unknown and len(part.amounts) == 1), None)
    numbers = [whole_number(days.group("days")) for days in re.finditer(_DAYS, said)]
    number = next((number for number in numbers if number and number > 1), None)
    number = number or (_DAYS_OF_A_MONTH if _EVERY_DAY.search(said) else None)
    if wage is None or number is None or not re.search(r"天|日", wage.text):
        return parts
    amount = wage.amounts[0]
    monthly = Amount(amount.low * number, amount.high * number, is_money=True)
    return [Part(wage.text, (monthly,), Decimal(1), wage.source)]


def _for_each_head(said: str, parts: list[Part]) -> list[Part]:
    """两个人,一人一千 and 人均五百,四口人: what each has times how many they are."""
    with_money = [part for part in parts if part.amounts]
    each = _EACH.search(said)
    heads = _HEADS.search(_EACH.sub("", said))
    number = None if heads is None else 2 if heads.group("couple") else whole_number(heads.group("heads"))
    if each is None or len(with_money) != 1 or len(with_money[0].amounts) != 1 or not number or number < 2:
        return parts
    one = with_money[0].amounts[0]
    return [replace(with_money[0], amounts=(Amount(one.low * number, one.high * number, one.is_money),))]
