"""How many of something: homes, people, months."""

import re

from nlu.keywords.commands import command_in
from nlu.normalise import normalise
from nlu.parsers.numerals import NUMBER, whole_number
from nlu.parsers.question import QuestionContext

_MOST = 100
_MEASURE = r"(?:套|处|间|栋|幢|座|所|辆|台|个|人|口|名|位|次|回|年|月|天|份|张|块|家|户|本|头|只|亩|层)"
_ONE_EACH = re.compile(rf"(?P<number>{NUMBER}){_MEASURE}")
_BARE = re.compile(
    rf"(?:一共|[就只有是总共大概我们家里现在目前的])*(?P<number>{NUMBER}|[俩仨])(?:{_MEASURE}[^0-9一二两三四五六七八九十,]*)?"
)
_NONE = re.compile(
    r"(?:我|我们|家里|现在|都|是|真)*(?:没有?|无|0|零)(?:得|任何|什么|一)?(?:个|套|处|间|辆|人|房子?|住房|房产|车子?|孩子|小孩|别的|其他|一个|一套)*(?:的|了|啊)*"
)
_VAGUE = re.compile(r"好几|几[套个间处栋]|不止|左右|大概|可能|半套")


def parse(text: str, question: QuestionContext) -> int | None:
    """The number, 0 to 100; several things told one by one are added (村里一处,县城一处 are two)."""
    normal = normalise(text).text.replace(" ", ",")
    said = re.sub(r"[\s。!]+$", "", normal)
    if _VAGUE.search(said):
        return None
    command = command_in(said)
    if _NONE.fullmatch(said) or (command and command.kind == "no" and re.search("没|无|未", said)):
        return 0
    bare = _BARE.fullmatch(said) or _stated_first(said)
    number = whole_number(bare.group("number")) if bare else _added_up(said)
    return number if number is not None and 0 <= number <= _MOST else None


def _stated_first(said: str) -> re.Match[str] | None:
    """两处,老家一处镇上一处: the number, then what it is made of."""
    first, _comma, rest = said.partition(",")
    return _BARE.fullmatch(first) if rest and not re.search("还|另|再|加", rest) else None


def _added_up(said: str) -> int | None:
    parts = [_ONE_EACH.findall(part) for part in re.split(r"[,;、]|和|还有", said) if part]
    numbers = [whole_number(found[0]) if len(found) == 1 else None for found in parts]
    return sum(number for number in numbers if number) if numbers and None not in numbers else None
