"""The grade of a dangerous house: A to D of today's assessment, or 一级 to 三级 of the scheme of 2008."""

import re

from nlu.normalise import normalise
from nlu.parsers.question import QuestionContext

_DENIED = re.compile(r"(?:不是|并非|没到|没有到|够不上|不算)(?:[a-d]|[一二三1-3壹贰叁])级?")
_A_GRADE = r"(?:[一二三1-3壹贰叁]级|(?<![a-z])[a-d](?![a-z]))"
_FORMER = re.compile(
    rf".*(?:原来|以前|之前|原先|去年|前年|头年|当时|早先|本来)(?=.*{_A_GRADE}).*?"
    rf"(?=(?:现在|如今|今年|后来|目前|这次|重新|改成|变成).*{_A_GRADE})"
)
_CURRENT = re.compile(r"(?<![a-z])[a-d](?![a-z])")
_OLD = re.compile(r"(?:([一二三壹贰叁])|(?<![0-9])([123])|(?<![iv])(i{1,3})(?![iv]))级|第?([一二三])等")
_NUMERALS = {"壹": "一", "贰": "二", "叁": "三", "1": "一", "2": "二", "3": "三", "i": "一", "ii": "二", "iii": "三"}
_IN_WORDS = (
    (re.compile(r"整(?:幢|栋|座|体|个房子?)(?:都|全)?(?:是)?危险"), "D"),
    (re.compile(r"(?:局部|部分)(?:是)?危险"), "C"),
)


def parse(text: str, question: QuestionContext) -> str | None:
    """ "A".."D" or "一级".."三级", as said: the old grades are never turned into the new ones. None for two or none."""
    said = _FORMER.sub("", _DENIED.sub("", normalise(text).text.lower().replace(" ", "")))
    grades = {letter.upper() for letter in _CURRENT.findall(said)}
    grades |= {_old_grade(next(filter(None, groups))) for groups in _OLD.findall(said)}
    grades |= {grade for words, grade in _IN_WORDS if words.search(said)} if not grades else set()
    return grades.pop() if len(grades) == 1 else None


def _old_grade(numeral: str) -> str:
    return _NUMERALS.get(numeral, numeral) + "级"
