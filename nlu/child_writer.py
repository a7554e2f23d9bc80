"""Whether a child writes: by the age or class that they give themselves, or by what grown-ups do to them.

Where it is not clear a grown-up is taken to write; somebody of age who is taken for a child is only spoken to too simply.
"""

import re
from typing import Final

from nlu.normalise import normalise
from nlu.parsers.numerals import whole_number

_NUMBER: Final = r"(?P<age>[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
_MY_AGE: Final = re.compile(rf"我(?:今年|现在|才|刚|只有|还|满|是|快|虚岁)*{_NUMBER}岁")
_MY_CLASS: Final = re.compile(
    r"我(?:现在|今年|还|在|是|正)*(?:上|读|念|在)?(?:小学[一二三四五六]?年?级?|[一二三四五六]年级|初中|初[一二三]|高中|高[一二三])"
    r"(?!老师|教师|毕业|文化|学历)"
)
_PARENT: Final = r"(?:爸爸?|妈妈?|爹|娘|爸妈|父母|[后继]爸|[后继]妈|继父|继母|老师|同学|[爷奶]{2})"
_DONE_TO_ME: Final = re.compile(
    rf"{_PARENT}[^,。!?;、他她]{{0,8}}?(?:(?:打|骂|揍|踢|掐|关|锁|摸|饿|赶)我|把我(?:锁|关|打|赶)|不(?:要|管|给)我|要我嫁)"
)
#: Called as a child calls them, without 我: nobody else says it of a parent of theirs.
_CALLED: Final = re.compile(
    r"(?:^|[,。!?;、\s])(?:爸爸|妈妈)(?:[一二三四五六七八九十几好0-9昨前]*[天日晚]*都?)?(?:不见|没回|没有回|走了|跑了|不要)"
)
_GROWN_UP: Final = re.compile(
    r"老公|老婆|丈夫|妻子|前夫|前妻|婆婆|公公|岳[父母]|我[的家]?(?:大|小|两个|一个)?(?:孩子|娃|儿子|女儿|孙子|孙女|外孙)|孩子(?:他|她)?[爸妈]"
    r"|退休|我(?:在外|在外面)?打工|我上班|七十|八十|老年|[3-9][0-9]岁"
)
_OLDEST_CHILD: Final = 17
_YOUNGEST_WRITER: Final = 5


def writes_as_child(text: str) -> bool:
    """Whether the words are a child's, under eighteen (《未成年人保护法》第二条)."""
    said = normalise(text).text
    age = _age_given(said)
    if age is not None:
        return _YOUNGEST_WRITER <= age <= _OLDEST_CHILD
    if _GROWN_UP.search(said):
        return False
    return any(sign.search(said) for sign in (_MY_CLASS, _DONE_TO_ME, _CALLED))


def _age_given(said: str) -> int | None:
    told = _MY_AGE.search(said)
    return None if told is None else whole_number(told.group("age"))
