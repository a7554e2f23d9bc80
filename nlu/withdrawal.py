"""What is given up: an application, the questions of just now, or our messages. Asked of a message taken for a stop."""

import re
from typing import Final

from nlu.normalise import normalise

_APPLIED_FOR: Final = r"(?:申请|低保|边缘|特困|补贴|补助|救助|法援|援助|公租房)"
_TAKES_BACK: Final = r"(?:撤|收回|取消|作废|放弃)"
_WITHDRAWS: Final = re.compile(rf"{_APPLIED_FOR}.{{0,6}}{_TAKES_BACK}|{_TAKES_BACK}.{{0,8}}{_APPLIED_FOR}")
_LEAVES_OFF: Final = re.compile(
    r"不(?:想|要|用)?(?:再|继续)?(?:问|办|填|弄|申请|答|回答|搞|报|做|玩|说)(?:下去)?了|^算了(?:吧)?$|改主意"
)
_MESSAGES: Final = re.compile(
    r"短信|信息|消息|提醒|通知|推送|打扰|骚扰|拉黑|退订|订阅|号码|我的号|名单|注销|删|(?:别|不要|不用|莫|停止?|甭|勿).{0,5}(?:发|联系|烦)"
)


def withdraws(text: str) -> bool:
    """Whether an application is taken back (把我的申请撤了), and our messages are not spoken of."""
    said = normalise(text).text
    return _WITHDRAWS.search(said) is not None and _MESSAGES.search(said) is None


def leaves_off(text: str) -> bool:
    """Whether only what is being asked is left for now (算了不问了), and our messages are not spoken of."""
    said = normalise(text).text
    return _LEAVES_OFF.search(said) is not None and _MESSAGES.search(said) is None
