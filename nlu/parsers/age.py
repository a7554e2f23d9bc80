"""Age in completed years: a number, a year of birth, a day of birth, the nominal age (虚岁)."""

import re
from datetime import date

from borax.calendars.lunardate import LunarDate  # type: ignore[import-untyped]

from nlu.normalise import normalise
from nlu.parsers.numerals import NUMBER, whole_number
from nlu.parsers.question import QuestionContext

_OLDEST = 120
_SPOKEN_YEAR = re.compile(r"^[〇零一二三四五六七八九]{2,4}(?=年|农历|阴历|[正冬腊])")
_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_CN = "0-9〇零一二三四五六七八九"
_YEAR_OF_BIRTH = re.compile(
    rf"(?P<year>(?:19|20|一九|二〇|二零)[{_CN}]{{2}}|(?<![{_CN}十])[{_CN}]{{2}}(?=年))"
    rf"(?:年(?!纪|龄|代)|[-./]|(?=$|出生|生|的|属|[,。]))(?:的|出生|生)?(?:农历|阴历)?(?:(?P<month>[{_CN}十]{{1,3}})(?:月|[-./]|$)(?:(?P<day>[{_CN}十]{{1,3}})[日号]?)?)?"
)
_DAY_OF_BIRTH = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d{2})(?P<month>0[1-9]|1[0-2])(?P<day>[0-2]\d|3[01])(?!\d)")
_COMPLETED = re.compile(
    rf"(?:周岁|实岁|(?<![未没不])满|实际|足岁)(?:是|了|有)?(?P<after>{NUMBER})|(?P<before>{NUMBER})(?:岁?\()?(?:周岁|实岁|足岁)(?![0-9一二三四五六七八九])"
)
_NOMINAL = re.compile(
    rf"(?:虚岁|虚龄|毛岁|毛龄|虚)(?:是|了|有)?(?P<after>{NUMBER})|(?P<before>{NUMBER})(?:岁)?[,(]?(?:虚岁|虚龄|虚的|毛岁|虚(?=\)|$))"
)
_WHO = (
    r"(?:我|俺|咱|他|她)(?:家)?(?:的)?(?:爸|妈|爹|娘|爷爷|奶奶|老伴|老婆|老公|儿子|女儿|孙子|孙女|孩子|娃)?|本人"
    r"|老汉|老头子?|老太太?|孩子|娃|[男女]"
)
_YEARS = re.compile(
    rf"(?:{_WHO}|今年|现在|马上|都|已经|快|刚过|刚|满|也|是|有|年龄|年纪|岁数|到了|过了|才|就|整|嘛|[:,/])*(?P<age>{NUMBER})"
    r"(?P<half>岁半)?(?:周?岁|年纪|满|了|啦|咯|的|半|整|多?大|生日|岁数|啊|吧|完|高龄|的人|,?[男女]性?)*"
)
_INFANT = re.compile(
    r"(?:才|刚|刚满|刚出生|出生|生下来|今年)*(?:半岁|刚出生|新生儿|满月|百天|不到一岁|不满一岁|未满一岁|没满一岁|(?:(?:[1-9]|10|11|[一二两三四五六七八九十]|十一)个(?:多|半)?月)(?:大|了)*|(?:刚)?出生(?:才|了)?[0-9一二两三四五六七八九十]{1,3}天)(?:了|大|的)*(?:宝宝|孩子|娃娃?|婴儿)?"
)
_ZODIAC = re.compile(r"[,。]?(?:我|本人)?属[鼠牛虎兔龙蛇马羊猴鸡狗猪](?:的|人)?[,。]?")
_AND_MONTHS = re.compile(
    r"(?<=岁)(?:零|又|过|多)?(?:[0-9]{1,2}|[一二两三四五六七八九十]{1,2})(?:个(?:多|半)?月|天)(?:了|大)*$"
)
_NOT_YET = re.compile(
    r"到?(?:(?:今年)?(?P<month>[0-9]{1,2}|[一二三四五六七八九十]{1,2})月份?|下个?月|明年(?:[0-9]{1,2}月份?|[一二三四五六七八九十]{1,2}月份?)?|年底|过完?年|过了年|下半年|腊月)"
    rf"(?:才|就|要|能|该)*(?:满|到|够|是)?(?P<age>{NUMBER})(?:周?岁|整)?(?:了|的)*"
)
_PASSED = re.compile(
    rf"(?:我|今年)*(?P<month>[0-9]{{1,2}}|[一二三四五六七八九十]{{1,2}})月份?(?:刚|才|就|已经)*满的?(?P<age>{NUMBER})(?:周?岁)?(?:了|的)*"
)
_REPUBLIC = re.compile(r"民国(?P<year>[0-9]{1,2}|[一二三四五六七八九十]{1,3})年(?:的|生|出生|生的)*")
_YEAR_BEFORE_THE_REPUBLIC = 1911
_SHORT_BEHIND = re.compile(r"(?:周?岁)?,?(?:还)?差[一两俩二三四五六七八九十几半0-9]{1,2}个?(?:月|天)$")
_LUNAR_BIRTH = re.compile(
    r"(?:我|我是|生于)*(?P<lunar>农历|阴历|旧历)?(?P<year>(?:19|20)?[0-9]{2})年?(?:的)?(?P<lunar2>农历|阴历|旧历)?"
    r"(?P<month>正|冬|腊|十[一二]?|[一二三四五六七八九]|1[0-2]|[1-9])月(?:份)?"
    r"(?P<day>初?[一二三四五六七八九十]{1,3}|廿[一二三四五六七八九]?|[0-9]{1,2})?(?P<solar>日|号)?(?:的|出生|生|生日)*"
)
_LUNAR_MONTHS = {"正": 1, "冬": 11, "腊": 12}
_MIDDLE_OF_MONTH = 15
_SOME_MONTHS_MORE = re.compile(rf"(?:{_WHO}|今年|现在|刚|才)*(?P<age>{NUMBER})周?岁多(?:点|了|一点)?")
_VAGUE = re.compile(r"[未没]满|多(?!大)|几|快|将近|接近|左右|上下|出头|大概|差不多|约|可能|好像|不到|马上|来岁|把岁")
_SHORT_OF = re.compile(
    rf"(?:还)?(?:差|再过|还有)(?:一|两|俩|二|三|四|五|六|七|八|九|十|几|半|[0-9]+)(?:个)?(?:月|天|多月|年)(?:就)?(?:到|满|是|才)?(?:满)?(?P<age>{NUMBER})(?:岁|周岁)?了?"
)
_ANOTHER_MATTER = re.compile(r"[块元口套间平]|个人|公斤|身份证号")


def parse(text: str, question: QuestionContext) -> int | None:
    """Completed years on `question.today`, 0 to 120.

    A year of birth alone counts as if the birthday had passed; a nominal age (虚岁) is one more than the completed one.
    None for about how old (七十多, 快七十), for a zodiac sign alone, and when two ages are told.
    """
    said = re.sub(r"[\s,。!]+$", "", normalise(text).text).replace(" ", "")
    said = _AND_MONTHS.sub("", _ZODIAC.sub("", said) or said)
    years = _read_around(said, question.today)
    return years if years is not None and 0 <= years <= _OLDEST else None


def _read_around(said: str, today: date) -> int | None:
    """Ways to tell an age by what is behind or lacking: 10月刚满的60, 60周岁差一个月, 民国三十五年."""
    passed = _PASSED.fullmatch(said)
    if passed and (_small(passed.group("month")) or 0) <= today.month:
        return _figure(passed.group("age"))
    short_behind = _SHORT_BEHIND.search(said)
    if short_behind:
        years = _read(said[: short_behind.start()], today)
        return None if years is None else years - 1
    republic = _REPUBLIC.fullmatch(said)
    if republic:
        year = whole_number(republic.group("year"))
        return None if year is None else today.year - year - _YEAR_BEFORE_THE_REPUBLIC
    return _read(said, today)


def _read(said: str, today: date) -> int | None:
    coming = _NOT_YET.fullmatch(said)
    if coming and _lies_ahead(coming, today):
        age = _figure(coming.group("age"))
        return None if age is None else age - 1
    completed = _COMPLETED.search(said)
    if completed and not _SHORT_OF.search(said):
        return _figure(completed.group("after") or completed.group("before"))
    nominal = _NOMINAL.search(said)
    if nominal:
        age = _figure(nominal.group("after") or nominal.group("before"))
        return None if age is None else age - 1
    short = _SHORT_OF.fullmatch(said)
    if short:
        age = _figure(short.group("age"))
        return None if age is None else age - 1
    if _INFANT.fullmatch(said):
        return 0
    more = _SOME_MONTHS_MORE.fullmatch(said)
    if more:
        return _figure(more.group("age"))
    by_the_moon = _LUNAR_BIRTH.fullmatch(_SPOKEN_YEAR.sub(lambda year: year.group().translate(_DIGITS), said))
    if by_the_moon and _is_lunar(by_the_moon):
        return _since_lunar_month(by_the_moon, today)
    born = _DAY_OF_BIRTH.search(said) or _YEAR_OF_BIRTH.search(said)
    if born and len(_YEAR_OF_BIRTH.findall(said)) <= 1:
        return _since(born, today)
    return _spoken(said)


def _spoken(said: str) -> int | None:
    if _VAGUE.search(said) or _ANOTHER_MATTER.search(said):
        return None
    with_and = re.sub(r"(十)有(?=[一二三四五六七八九])", r"\1", said)
    found = _YEARS.fullmatch(with_and)
    return _figure(found.group("age")) if found else None


def _since(born: re.Match[str], today: date) -> int | None:
    year = _four_digits(int(born.group("year").translate(_DIGITS)), today)
    month = _small(born.group("month")) or 1
    day = _small(born.group("day")) or 1
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return today.year - year - ((today.month, today.day) < (month, day))


def _lies_ahead(coming: re.Match[str], today: date) -> bool:
    """Whether the month that is named is still to come; 明年 and 下个月 always are."""
    month = coming.group("month")
    return month is None or (_small(month) or 0) > today.month


def _is_lunar(born: re.Match[str]) -> bool:
    day = born.group("day") or ""
    named = born.group("lunar") or born.group("lunar2") or born.group("month") in _LUNAR_MONTHS
    return bool(named or day.startswith(("初", "廿")))


def _since_lunar_month(born: re.Match[str], today: date) -> int | None:
    """腊月 of 1962 lies mostly in January 1963; without a day the middle of the month stands for it."""
    year = _four_digits(int(born.group("year")), today)
    month = _LUNAR_MONTHS.get(born.group("month")) or _small(born.group("month")) or 1
    day = _small((born.group("day") or "").removeprefix("初").replace("廿", "二十")) or _MIDDLE_OF_MONTH
    try:
        birth = LunarDate(year, month, day).to_solar_date()
    except ValueError:
        return None
    return int(today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day)))


def _four_digits(year: int, today: date) -> int:
    if year >= 100:
        return year
    return year + (2000 if year <= today.year % 100 else 1900)


def _small(numeral: str | None) -> int | None:
    return None if not numeral else whole_number(numeral.translate(_DIGITS) if "十" not in numeral else numeral)


def _figure(numeral: str) -> int | None:
    return 100 if numeral == "百" else whole_number(numeral)
