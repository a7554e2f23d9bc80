"""Kind and grade of a disability, as on the certificate (残疾人证): seven kinds, grades 1 (heaviest) to 4."""

import re
from dataclasses import dataclass

from nlu.normalise import normalise
from nlu.parsers.numerals import whole_number
from nlu.parsers.question import QuestionContext

# The kind and how residents speak of it; GB/T 26341-2010 names the kinds.
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("多重", re.compile(r"多重|多残|多种残疾|两种残疾")),
    ("视力", re.compile(r"视力|视残|视障|盲|瞎|失明|看不见|眼睛|眼残|眼")),
    ("听力", re.compile(r"听力|听残|听障|聋|耳朵|听不见")),
    ("言语", re.compile(r"言语|言残|语残|语言|哑|不会说话|说不了话|失语")),
    ("智力", re.compile(r"智力|智障|弱智|智残|傻|脑瘫智|唐氏")),
    ("精神", re.compile(r"精神|精残|疯|自闭|孤独症|精分")),
    (
        "肢体",
        re.compile(
            r"肢体|肢残|体残|偏瘫|瘫痪|截瘫|截肢|小儿麻痹|脑瘫|腿|脚|手|胳膊|跛|瘸|驼背|侏儒|断肢|腰|脊柱|半身不遂|轮椅"
        ),
    ),
)
_GRADE = re.compile(r"(?<![0-9一二三四五六七八九十])([1-4一二三四壹贰叁肆]|iv|i{1,3})(?:级|等)|^([1-4一二三四])$")
_NONE = re.compile(r"没有?(?:什么|任何|办)?残|不残疾|无残|没有?残疾|不是残疾")


@dataclass(frozen=True)
class Disability:
    """`kind` as on the certificate or None when not said; `grade` 1 to 4 or None."""

    kind: str | None
    grade: int | None

    def as_json(self) -> dict[str, object]:
        return {"type": self.kind, "grade": self.grade}


def parse(text: str, question: QuestionContext) -> Disability | None:
    """The kind and the grade that were said; None when neither was, or when no disability is claimed."""
    said = normalise(text).text.lower().replace(" ", "")
    if _NONE.search(said):
        return None
    kinds = [kind for kind, words in _KINDS if words.search(said)]
    grades = {_grade(numeral or alone) for numeral, alone in _GRADE.findall(said)}
    if not kinds and not grades:
        return None
    return Disability(kinds[0] if kinds else None, grades.pop() if len(grades) == 1 else None)


def _grade(numeral: str) -> int | None:
    return len(numeral) if set(numeral) == {"i"} else 4 if numeral == "iv" else whole_number(numeral)
