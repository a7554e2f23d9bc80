"""A person's name: a Chinese one of two to four characters, or one joined by dots (阿依古丽·买买提)."""

import re

from nlu.keywords import detect
from nlu.normalise import normalise, tidy
from nlu.parsers.name_words import family_names, words_that_are_no_names
from nlu.parsers.question import QuestionContext

_HAN = r"[\u3400-\u4dbf\u4e00-\u9fff]"
_DOT = re.compile(r"[•‧・∙.．]")
_LEAD = re.compile(
    r"^(?:您好|你好)?[,。 ]*"
    r"(?:(?:我的?|他的?|她的?|本人|申请人|户主|大名|真实)*(?:名字|姓名|全名|名)(?:是|叫|为)?"
    r"|我?叫做?|我是|本人是?|申请人是?|是)[: ,]*"
)
_TAIL = re.compile(r"[,。!;:、 ].*$|(?:男|女)$|(?:的|吧|啊|呀|哦|了)$")
_DOTTED = re.compile(rf"{_HAN}{{1,10}}(?:·{_HAN}{{1,10}}){{1,3}}")
_PLAIN = re.compile(rf"{_HAN}{{2,4}}")
_TITLES = re.compile(
    r"(?:先生|女士|小姐|老师|师傅|阿姨|叔叔|伯伯|大爷|大妈|大姐|大哥|奶奶|爷爷|书记|主任|村长|局长|镇长)$"
    r"|(?:家|某|氏|姓|村|镇|乡|县|市|省|街道|社区|组|的|吗|呢|吧|了)$|^(?:姓|老|小|阿姨|我|你|他|她|不|没|有)"
)
_COURTESY_WORDS = re.compile(r"谢谢|你好|您好|请问|怎么|什么|为什么|申请|低保|救助|补贴|知道|告诉|可以|不是|没有")


def parse(text: str, question: QuestionContext) -> str | None:
    """The name as written (Traditional characters stay), or None for commands, forms of address and other words."""
    written = _DOT.sub("·", tidy(text))
    if detect(written) is not None:
        return None
    unled = _LEAD.sub("", written)
    dotted = _DOTTED.fullmatch(_TAIL.sub("", unled))
    if dotted:
        return dotted.group()
    name = _without_tail(unled)
    return name if _PLAIN.fullmatch(name) and _is_name(name, introduced=unled != written) else None


def _without_tail(written: str) -> str:
    """刘 三 姐 is one name; 王桂花,女 ends at the comma."""
    if re.fullmatch(rf"{_HAN}{{1,2}}(?: {_HAN}{{1,2}}){{1,3}}", written):
        return written.replace(" ", "")
    return _TAIL.sub("", written)


def _is_name(name: str, *, introduced: bool) -> bool:
    simple = normalise(name).text
    single, double = family_names()
    if _TITLES.search(simple) or _COURTESY_WORDS.search(simple) or simple in words_that_are_no_names():
        return False
    if detect(simple) is not None:
        return False
    if simple[:2] in double or simple[:3] in double:
        return len(simple) > 2
    if simple[0] not in single:
        return False
    # Four characters are two family names and a given name (张王小明); otherwise mostly a phrase.
    return len(simple) < 4 or introduced or (simple[1] in single and simple[:2] not in words_that_are_no_names())
