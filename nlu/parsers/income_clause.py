"""A clause of a story about money: whether it states an income at all, and whose (我工资2000 is one person's)."""

import re
from typing import Literal

Whose = Literal["household", "self", "other", "nobody"]

_MONEY = re.compile(r"块|元|钱|收入|工资|养老金|退休金")
_EARNED = re.compile(r"月|年|收入|工资|养老金|退休金|挣|赚")
_AGE_OR_FORMER = re.compile(r"岁|今年|去年|往年|以前|之前|原来|年纪|年龄")
_OTHER_MONEY = re.compile(
    r"存|积蓄|花|费|欠|借|债|贷|租|赔|罚|药|看病|住院|治|彩礼|开销|支出|低保线|标准|能领|能拿|多少"
)
_HOUSEHOLD = re.compile(r"全家|一家|家里|我家|我们家|咱家|俺家|总共|一共|合计|加起来")
_SELF = re.compile(r"[我俺](?!家|们|全家|一家|屋)|本人|自己")
_SOMEBODY_ELSE = re.compile(
    r"老公|老婆(?!子)|媳妇|丈夫|妻|爱人|老伴|老头|对象|儿子|女儿|闺女|孩子|娃|孙|爸|妈|爹|娘(?!家)|父|母|公公|婆婆|爷|奶|"
    r"哥|弟|姐|妹|叔|伯|舅|姑|女婿|亲戚|邻居|隔壁|别人|人家|[他她]"
)
_PERIOD = re.compile(r"(?:[一每]个|每|一)[月年]")
_HEADS_SAID = re.compile(r"口")


def whose(clause: str) -> Whose | None:
    """Whose affairs the clause tells; None where it names nobody and goes on about the one before."""
    if _SOMEBODY_ELSE.search(clause):
        return "other"
    if _SELF.search(clause):
        return "self"
    return "household" if _HOUSEHOLD.search(clause) else None


def states_income(clause: str) -> bool:
    """A money word with a word of earning or a period; not an age, what was once, savings, a bill or a debt."""
    if any(other.search(clause) for other in (_AGE_OR_FORMER, _OTHER_MONEY, _HEADS_SAID)):
        return False
    return bool(_MONEY.search(clause) and _EARNED.search(clause))


def names_income(clause: str) -> bool:
    """Whether it is income by name: 没有收入 is an income of nothing, 家里没钱 is a complaint."""
    return "收入" in clause


def counts_earners(clause: str) -> bool:
    """就我一个人挣钱 and 我一个人的工资 count earners, so beside money only 口 counts a household."""
    earning = _MONEY.search(clause) or _EARNED.search(without_period(clause))
    return bool(earning) and not _HEADS_SAID.search(clause)


def without_period(clause: str) -> str:
    """The clause without 一个月 or 每年, whose 一 is no number of people."""
    return _PERIOD.sub("", clause)
