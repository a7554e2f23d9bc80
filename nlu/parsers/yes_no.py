"""Yes or no, in the words of the open question where they are used (没买过, 住一起的)."""

import re

from nlu.keywords.commands import command_in
from nlu.normalise import normalise
from nlu.parsers.question import QuestionContext

_UNSURE = re.compile(
    r"可能|也许|大概|好像|应该|说不准|不一定|不好说|看情况|有时|或许|估计|不确定|不知道|不清楚|怎么|吗|什么|哪|谁|多少|是不是|有没有|能不能|对不对|要不要|为何"
)
_ADVERBS = r"^(?:我|我们|家里|家|确实|真的?|都|也|现在|还|从来|从|一直|以前|肯定|当然|根本|完全|压根|暂时|目前|的确|早就|已经)*"
_DENIED = re.compile(_ADVERBS + r"(?:没有?|不|无|未|并没有?|并不|从未|不是|[^,。有]{1,2}不[起到上了])")
_LEADING_ANSWER = re.compile(r"^(?P<answer>[^,。;! ]{1,6})[,。;! ]")
_WORDS_OF_QUESTIONS = re.compile(r"[吗呢吧么的是有您你家里请问和在了还也都否没不小?？,。!\s一个或]")


def parse(text: str, question: QuestionContext) -> bool | None:
    """True for yes, False for no, None for anything else; a number or a name is no answer to a yes-or-no question."""
    normal = normalise(text).text
    answer = _as_command(normal)
    if answer is None:
        first = _LEADING_ANSWER.match(normal)
        answer = _as_command(first.group("answer")) if first else None
    if answer is None and not _UNSURE.search(normal) and _takes_up(normal, question.asked):
        answer = _as_sentence(normal, normalise(question.asked).text)
    return answer


def _as_command(normal: str) -> bool | None:
    command = command_in(normal)
    return {"yes": True, "no": False}.get(command.kind) if command else None


def _takes_up(normal: str, asked: str) -> bool:
    """Whether the answer uses words of the question, or opens with 没 or 有 and a number."""
    key_words = set(_WORDS_OF_QUESTIONS.sub("", normalise(asked).text))
    said = set(_WORDS_OF_QUESTIONS.sub("", normal))
    return bool(asked) and (bool(key_words & said) or re.match(r"没|有(?=[一两几1-9]|$)", normal) is not None)


def _as_sentence(normal: str, asked: str) -> bool | None:
    """No for a denial; yes where the answer opens with 有, 是, 在 or the verb of the question (领过, 住一起的)."""
    if _DENIED.match(normal):
        return False
    opening = re.sub(_ADVERBS, "", normal)[:1]
    return True if opening and (opening in "有是在" or opening in asked) else None
