"""Whether a story is that of many people, and of how many (我们三十个工人); and the code with which others join it."""

import re

from nlu.normalise import normalise
from nlu.parsers.numerals import NUMBER, whole_number

#: A hundred thousand would be a slip of the pen.
_MOST = 9999
_COUNTED = re.compile(
    rf"(?:我们|咱们|俺们|一共|总共|连我|大概|有)*(?P<number>{NUMBER})(?:多|来|几)?(?:个|名|位|号)?(?:多)?(?:工人|工友|民工|农民工|员工|同事|村民|农户|人|户)"
)
_TOGETHER = re.compile(r"我们|咱们|俺们|一起干活|工友|大家|大伙|好多人|好些人|全村|全厂|班组")
_MANY = re.compile(
    r"工友们|大家都|大伙都|好多人|好些人|全村人?都|全厂|班组(?:都|里)|我们(?:一班|一群|一伙|几个|十几个|几十个|好多)"
)
_CODE = re.compile(r"(?:加入|参加)(?:口令|号码|码)?(?:是|为|:)?\s*([34679acdefghjkmnpqrtwxy]{6})(?![a-z0-9])")


def told(text: str) -> int | str | None:
    """How many claim together, `many` where the number is not told, None for the story of one person or one family."""
    said = normalise(text).text
    if not _TOGETHER.search(said):
        return None
    found = _COUNTED.search(said)
    number = whole_number(found.group("number").rstrip("多来几")) if found else None
    if number is not None and 2 <= number <= _MOST:
        return number
    return "many" if _MANY.search(said) else None


def join_code(text: str) -> str | None:
    """The code of 加入 K7M3QX, in capitals."""
    found = _CODE.search(normalise(text).text.casefold())
    return found.group(1).upper() if found else None
