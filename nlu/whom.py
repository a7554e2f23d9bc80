"""For whom something is asked or applied: the word by which the questions then name that person."""

import re
from typing import Final, Literal

from nlu.normalise import normalise

Whom = Literal["she", "he", "old", "child"]

_FOR: Final = r"(?:给|帮|替|为|代|是|问)(?:我|俺|咱|家里)?(?:的|们|家)?"
_WORDS: Final[tuple[tuple[Whom, str], ...]] = (
    (
        "she",
        r"(?:妈妈?|母亲|娘|奶奶|外婆|姥姥|老婆|媳妇|妻子|爱人她|姐姐?|妹妹?|女儿|闺女|孙女|婆婆|岳母|丈母娘|阿姨|姨|姑姑?|婶婶?|大妈|大娘|舅妈|嫂子?)",
    ),
    (
        "he",
        r"(?:爸爸?|父亲|爹|爷爷|外公|姥爷|老公|丈夫|哥哥?|弟弟?|儿子|孙子|公公|岳父|丈人|叔叔?|伯伯?|舅舅?|大爷|姐夫|妹夫)",
    ),
    ("old", r"(?:老人家?|老两口|老太太?|老头子?|老大爷)"),
    ("child", r"(?:孩子|娃娃?|小孩|外甥女?|侄子|侄女)"),
)
_NAMED: Final = tuple((whom, re.compile(_FOR + r"[^,。!?;]{0,4}?" + words)) for whom, words in _WORDS)


def whom(text: str) -> Whom | None:
    """Who is meant by 给我妈办, 帮邻居老人问问; none where nobody is named."""
    said = normalise(text).text
    found = [(match.start(), match.end(), who) for who, pattern in _NAMED if (match := pattern.search(said))]
    return min(found)[2] if found else None
