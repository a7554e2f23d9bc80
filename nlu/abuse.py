"""Whether a message holds nothing but abuse: no matter is in it that anybody could look into."""

import re
from typing import Final

from nlu.normalise import normalise

_INSULT: Final = (
    "大骗子|骗子|滚蛋|滚开|滚|狗官|贪官|狗日的|王八蛋|王八|混蛋|混账|畜生|傻[逼比叉x]|垃圾|废物|饭桶|人渣|败类|狗东西|狗屁|放屁|去死|死全家"
    "|去你妈的?|[他你]妈的|妈的|操你妈|草泥马|不要脸|没良心|没人性|吃干饭的?|吃屎|什么玩意儿?|什么东西|土匪|强盗|吸血鬼|缺德|恶心|神经病|坏蛋|坏透|无耻|黑心"
)
_AROUND: Final = (
    "天下乌鸦一般黑|没一个好(?:东西|人)|没有?一个好(?:东西|人)|工作人员|当官的?|做官的?|公务员|机器人|给老子|给我|你们?|您|他们|这些|那些|这帮|那帮|这群|那群"
    "|一帮|一群|一伙|一个个|个个|全部?|统统|干部|领导|官员|政府|衙门|东西|家伙|老子|真的|简直|人|都|就|是|官|真|太|好|很|个|我|的|了|帮|群|呸|哼|啊|吧|呀|啦|哦"
)
_INSULTS: Final = re.compile(_INSULT)
_NOTHING_ELSE: Final = re.compile(rf"(?:{_INSULT}|{_AROUND}|[\W_])+")


def is_only_abuse(text: str) -> bool:
    """Whether somebody is called names and nothing is told: 你们都是骗子 is, 骗子骗走我两千块 is not."""
    said = normalise(text).text.lower()
    return _INSULTS.search(said) is not None and _NOTHING_ELSE.fullmatch(said) is not None
