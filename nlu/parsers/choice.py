"""Which of the offered options: 1, ①, 一, 壹, 第一个, 头一个, 选1, A, the option's own words or part of them."""

import re

from nlu.normalise import normalise
from nlu.parsers.numerals import whole_number
from nlu.parsers.question import QuestionContext

_N = r"(?P<number>[0-9]{1,2}|[一二两三四五六七八九十壹贰叁肆伍陆柒捌玖]{1,3}|[a-z])"
_LEAD = r"[我要选择项就是那的回复按点答案#(]*(?:no\.?)?"
_TAIL = r"(?:个|项|条|号|款|种|类|样|题|那个|这个|选项|吧|的|啊|呀|了|谢谢|\))*"
_NUMBERED = re.compile(rf"{_LEAD}第?{_N}{_TAIL}")
_NUMBER_AND_WORDS = re.compile(rf"\(?{_N}[\s,、.:)]*(?P<words>.{{2,}})")
_FIRST = re.compile(rf"{_LEAD}(?:头一|首|最前面?|最上面?|上面第一|前面第一){_TAIL}")
_LAST = re.compile(rf"{_LEAD}(?:最后|末尾|最末|最下面?|末)(?:一|那)?{_TAIL}")
_FROM_THE_END = re.compile(rf"{_LEAD}倒数第?{_N}{_TAIL}")
_NEITHER = re.compile(r"不|没|别|非|以外|除了|都可以|随便|两个都")
_NOISE = re.compile(
    r"[\s,。、.!:;?()\"'“”‘’《》\[\]【】]|^(?:我要|我选|选择|选|要|就是|是|我想要?|我要选|那就|就)+|(?:吧|的|啊|呀|呢|那个|这个|申请)+$"
)


def parse(text: str, question: QuestionContext) -> int | None:
    """The 1-based index of the one option that is meant, or None (also for two options, 都不是, a number too high).

    Words choose an option only when they fit no other one.
    """
    said = normalise(text).text.lower()
    number = _by_number(re.sub(r"[\s,。、.!:;\"'【】\[\]]", "", said), len(question.options))
    if number is None:
        return _by_number_and_words(said, question.options) or _by_words(said, question.options)
    return number if 1 <= number <= len(question.options) else None


def _by_number(said: str, offered: int) -> int | None:
    if _FIRST.fullmatch(said):
        return 1
    if _LAST.fullmatch(said):
        return offered
    backwards = _FROM_THE_END.fullmatch(said)
    if backwards:
        number = _figure(backwards.group("number"))
        return None if number is None else offered + 1 - number
    numbered = _NUMBERED.fullmatch(said)
    return _figure(numbered.group("number")) if numbered else None


def _by_number_and_words(said: str, options: tuple[str, ...]) -> int | None:
    """2低保边缘: the number counts when the words behind it fit its option."""
    both = _NUMBER_AND_WORDS.fullmatch(said)
    number = _figure(both.group("number")) if both else None
    return number if both and number == _by_words(both.group("words"), options) else None


def _figure(numeral: str) -> int | None:
    if numeral.isascii() and numeral.isalpha():
        return ord(numeral) - ord("a") + 1
    return whole_number(numeral)


def _by_words(said: str, options: tuple[str, ...]) -> int | None:
    words = _bare(said)
    labels = [_bare(normalise(option).text.lower()) for option in options]
    for fits in (_same, _holds_the_label, _part_of_the_label):
        fitting = [index for index, label in enumerate(labels, start=1) if fits(words, label)]
        if fitting:
            return fitting[0] if len(fitting) == 1 and not (_NEITHER.search(words) and fits is not _same) else None
    return None


def _bare(words: str) -> str:
    return _NOISE.sub("", _NOISE.sub("", words))


def _same(words: str, label: str) -> bool:
    return bool(label) and words == label


def _holds_the_label(words: str, label: str) -> bool:
    return len(label) >= 2 and label in words


def _part_of_the_label(words: str, label: str) -> bool:
    """At least two characters of the option's words, 我的 and 我 left aside."""
    key_words = re.sub(r"^(?:我|我的|他|她|是)+", "", words)
    return len(key_words) >= 2 and key_words in label
