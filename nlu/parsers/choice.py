"""Which of the offered options: 1, ①, 一, 壹, 第一个, 头一个, 选1, A, the option's own words or part of them."""

import re

from nlu.keywords.commands import command_in
from nlu.normalise import normalise
from nlu.parsers.numerals import whole_number
from nlu.parsers.question import QuestionContext

_N = r"(?P<number>[0-9]{1,2}|[一二两三四五六七八九十壹贰叁肆伍陆柒捌玖]{1,3}|i{2,3}|iv|[a-z])"
_LEAD = (
    r"(?:嗯+|哦|好的?|那个?|我|觉得|认为|还是|改|想?要|办|选择?|挑|项|选项|就|是|应该|大概|可能|的|回复?|按|点|敲|填|发|打|输入|答案?|号码|#|\()*"
    r"(?:no\.?)?"
)
_TAIL = r"(?:个|项|条|号|款|种|类|样|题|行|情况|情形|那一?个?|这一?个?|选项|吧|的|啊|呀|了|呗|噻|咯|哈|哦|嘛|谢谢|就行|就好|应该是|\))*"
_NUMBERED = re.compile(rf"{_LEAD}第?{_N}{_TAIL}")
_NUMBER_AND_WORDS = re.compile(rf"\(?{_N}[\s,、.:)]*(?P<words>.{{2,}})")
#: 就我1个 counts people, whatever is offered.
_COUNTS_US = re.compile(
    r"(?:就|只|光|才|有|剩下?|现在|家里)*(?:我|俺|咱)(?:们|家|自己)*(?:就|只|才|有|是)*[0-9一二两三四五六七八九十]{1,2}个(?:人)?[了的啊呀吧]*"
)
_FIRST = re.compile(rf"{_LEAD}(?:头一|首|打头|最前[面头边]?|最上[面头边]?|顶上|上面第一|前面第一){_TAIL}")
_LAST = re.compile(rf"{_LEAD}(?:最后|末尾|最末|最下[面头边]?|最?底下|末)(?:一|那)?{_TAIL}")
_FROM_THE_END = re.compile(rf"{_LEAD}(?:倒数|从(?:下|后)(?:往|到|向)(?:上|前)数?)第?{_N}{_TAIL}")
_FROM_THE_TOP = re.compile(r"从(?:上|前)(?:往|到|向)(?:下|后)数?")
_OF_TWO = (
    (re.compile(rf"{_LEAD}(?:前|上)[面头边]?(?:一|那)?{_TAIL}"), 1),
    (re.compile(rf"{_LEAD}(?:后|下)[面头边]?(?:一|那)?{_TAIL}"), 2),
)
_MIDDLE = re.compile(rf"{_LEAD}(?:正?中间?|当中)(?:一|那)?{_TAIL}")
_REFUSED = re.compile(
    rf"(?:不是|不要|不选|别选|非)第?{_N}个?[,，;。 ]+|第?{_N}个?(?:不对|不是|错了|不要)[,，;。 ]+".replace(
        "?P<number>", "?:"
    )
)
_REFUSED_WORDS = re.compile(r"(?:不是|不要|不选|不办|别选)[^,;。 不]{1,8}[,;。 ]+(?=是|要|选|办|就|我)是?")
_AND = re.compile(r"和|跟|与|加上?|还有|以及|、")
_SAID_AGAIN = re.compile(r"[\s,。啊]+")
_FILLERS = re.compile(r"[的了着个子家我]")
_SPELLINGS = str.maketrans("帐它", "账他")
_KEY_CAP = "\u20e3"
_ROMAN = {"ii": 2, "iii": 3, "iv": 4}
_LETTER_OR_GRADE = re.compile(r"(?P<name>[a-z]|[0-9一二三四五六七八九十])(?:级|等|类|档|人)?")
_NEITHER = re.compile(r"不|没|别|非|以外|除了|都可以|随便|两个都")
_NOISE = re.compile(
    r"[\s,。、.!:;?()\"'“”‘’《》\[\]【】]|^(?:我要|我选|选择|选|要|就是|是|我想要?|我要选|那就|就|这张?是|那张?是|这个是|拍的是|发的是)+|(?:吧|的|啊|呀|呢|那个|这个|申请)+$"
)
#: Papers as people call them, and as the law writes them.
_SPOKEN = {"户口本": "户口簿", "残疾证": "残疾人证"}
_LEAST_TO_MISTYPE = 3


def parse(text: str, question: QuestionContext) -> int | None:
    """The 1-based index of the one option that is meant, or None (also for two options, 都不是, a number too high).

    Words choose an option only when they fit no other one. Where the options are themselves letters, grades or a yes
    and a no, their names win over their places.
    """
    said = normalise(text).text.lower().replace(_KEY_CAP, "").translate(_SPELLINGS)
    said = _FROM_THE_TOP.sub("", _REFUSED_WORDS.sub("", _REFUSED.sub("", said)))
    if (_goes_back(said) and said not in question.options) or _COUNTS_US.fullmatch(said):
        return None
    named = _by_letter_or_grade(said, question.options) or _by_yes_or_no(said, question.options)
    if named is not None:
        return named
    offered = len(question.options)
    number = _by_number(re.sub(r"[\s,。、.!:;\"'【】\[\]]", "", said), offered) or _by_number_said_again(said, offered)
    if number is None:
        return _by_number_and_words(said, question.options) or _by_words(said, question.options)
    return number if 1 <= number <= len(question.options) else None


def _goes_back(said: str) -> bool:
    """上一题 is the question before, not the upper one of two."""
    command = command_in(said)
    return command is not None and command.kind == "go_back"


def _by_letter_or_grade(said: str, options: tuple[str, ...]) -> int | None:
    """C among D级, C级, B级 is the second; 3人 among 2人, 3人 as well."""
    names = [_LETTER_OR_GRADE.fullmatch(normalise(option).text.lower()) for option in options]
    words = _bare(said)
    fitting = [
        place
        for place, name in enumerate(names, start=1)
        if name and (words == name.group() or (words == name.group("name") and words.isalpha() and words.isascii()))
    ]
    return fitting[0] if len(fitting) == 1 and all(names) else None


def _by_yes_or_no(said: str, options: tuple[str, ...]) -> int | None:
    """没 chooses 没有 where the other option is 有."""
    offered = [_yes_or_no(normalise(option).text) for option in options]
    if sorted(filter(None, offered)) != ["no", "yes"] or len(offered) != 2:
        return None
    answer = _yes_or_no(said)
    return offered.index(answer) + 1 if answer else None


def _yes_or_no(said: str) -> str | None:
    command = command_in(said)
    return command.kind if command and command.kind in {"yes", "no"} else None


def _by_number(said: str, offered: int) -> int | None:
    if _FIRST.fullmatch(said):
        return 1
    if _LAST.fullmatch(said):
        return offered
    if offered == 2:
        for words, place in _OF_TWO:
            if words.fullmatch(said):
                return place
    if offered % 2 and _MIDDLE.fullmatch(said):
        return (offered + 1) // 2
    backwards = _FROM_THE_END.fullmatch(said)
    if backwards:
        number = _figure(backwards.group("number"))
        return None if number is None else offered + 1 - number
    numbered = _NUMBERED.fullmatch(said)
    return _figure(numbered.group("number")) if numbered else None


def _by_number_said_again(said: str, offered: int) -> int | None:
    """2 第二个, 3啊3: every piece is a number, and always the same."""
    pieces = [piece for piece in _SAID_AGAIN.split(said) if piece]
    numbers = {_by_number(piece, offered) for piece in pieces}
    return numbers.pop() if len(pieces) > 1 and len(numbers) == 1 else None


def _by_number_and_words(said: str, options: tuple[str, ...]) -> int | None:
    """2低保边缘: the number counts when the words behind it fit its option."""
    both = _NUMBER_AND_WORDS.fullmatch(said)
    number = _figure(both.group("number")) if both else None
    return number if both and number == _by_words(both.group("words"), options) else None


def _figure(numeral: str) -> int | None:
    if numeral in _ROMAN:
        return _ROMAN[numeral]
    if numeral.isascii() and numeral.isalpha():
        return ord(numeral) - ord("a") + 1
    return whole_number(numeral)


def _by_words(said: str, options: tuple[str, ...]) -> int | None:
    words = _bare(said)
    labels = [_bare(normalise(option).text.lower()) for option in options]
    if words not in labels and _names_several(words, labels):
        return None
    for fits in (_same, _holds_the_label, _part_of_the_label, _without_fillers, _in_another_order, _with_a_slip):
        fitting = [index for index, label in enumerate(labels, start=1) if fits(words, label)]
        if fitting:
            return fitting[0] if len(fitting) == 1 and not (_NEITHER.search(words) and fits is not _same) else None
    return None


def _names_several(words: str, labels: list[str]) -> bool:
    """低保和特困: each part says words of another option."""
    parts = [part for part in _AND.split(words) if part]
    meant = [{place for place, label in enumerate(labels) if _part_of_the_label(part, label)} for part in parts]
    return len(parts) > 1 and all(meant) and not set.intersection(*meant)


def _bare(words: str) -> str:
    bare = _NOISE.sub("", _NOISE.sub("", words))
    for spoken, written in _SPOKEN.items():
        bare = bare.replace(spoken, written)
    return bare


def _same(words: str, label: str) -> bool:
    """The same words, 我没工作 for 没有工作 as well."""
    return bool(label) and _plain(words) == _plain(label)


def _plain(words: str) -> str:
    return words.removeprefix("我").replace("没有", "没")


def _holds_the_label(words: str, label: str) -> bool:
    return len(label) >= 2 and label in words


def _part_of_the_label(words: str, label: str) -> bool:
    """At least two characters of the option's words, 我的 and 我 left aside."""
    key_words = re.sub(r"^(?:我|我的|他|她|是)+", "", words)
    return len(key_words) >= 2 and key_words in label


def _without_fillers(words: str, label: str) -> bool:
    """租的房子 for 租房, 每个月 for 每月; one character that only one option has (农, 城)."""
    rest = iter(label)
    said = _FILLERS.sub("", words)
    return bool(said) and (said != words or len(said) == 1) and all(character in rest for character in said)


def _in_another_order(words: str, label: str) -> bool:
    """工资被拖欠 for 拖欠工资."""
    return len(label) > _LEAST_TO_MISTYPE and len(words) <= 2 * len(label) and set(label) <= set(words)


def _with_a_slip(words: str, label: str) -> bool:
    """One character wrong, missing, too many, or two that changed places (交通事古, 交事通故)."""
    if min(len(words), len(label)) < _LEAST_TO_MISTYPE or abs(len(words) - len(label)) > 1:
        return False
    start = next((place for place, pair in enumerate(zip(words, label, strict=False)) if pair[0] != pair[1]), None)
    if start is None:
        return True
    said, meant = words[start:], label[start:]
    return said[1:] == meant[1:] or said[1:] == meant or said == meant[1:] or (said[1::-1] + said[2:]) == meant
