"""What cannot wait in a legal matter, in words of one's own: a day in court, somebody arrested, goods moved away."""

import re

from nlu.normalise import normalise
from nlu.parsers.question import QuestionContext

_NOTHING = re.compile(
    r"(?:都|全|一个|一样|目前|现在|暂时|也|我|倒)*"
    r"(?:(?:没|没有|无|不是|不算)(?:有|这些|这种|这样|什么)*(?:急|急事|情况|急的|等不得|的)*|不(?:太|怎么|算|着|是很|很)?急)"
    r"(?:情况|的|了|啊|呀|呢|吧)*[,。!]*"
)
_DENIED = re.compile(r"(?:没|没有|不|未|还没)(?:有)?(?:人)?(?:被)?(?:抓|拘|关|开庭|到期|转移)|开过庭|判完|放出来|放了")
_SEIZED = r"(?:刑拘|拘留|逮捕|羁押|抓(?!伤|破|了个|着)|带走|关(?:起来|进|押|在|着|了)|扣押|拘)"
_DETAINED = re.compile(
    rf"(?:被|让|叫|给|把)[^,。!?;]{{0,8}}{_SEIZED}|{_SEIZED}(?:走|起来|进去)了|刑拘|拘留|看守所|逮捕|羁押|取保"
)
_KIN = "我|俺|弟|哥|儿子|老公|丈夫|男人|爸|父亲|妈|母亲|老婆|妻子|媳妇|女儿|女婿|孙子|姐|妹|侄子|外甥|叔叔|舅舅|家里?人|孩子"
_OWN_DETAINED = re.compile(
    rf"(?:{_KIN})(?:昨天|今天|昨晚|今早|刚才|刚刚|突然|现在|已经)*"
    rf"(?:被|让|叫)(?:[县区市镇]?(?:公安|警察|民警|派出所|刑警|检察院)(?:局)?(?:的)?(?:人)?)?(?:给)?{_SEIZED}"
)
_LAST_DAY = re.compile(r"开庭|到期|时效|截止|期限|上诉期|举证期|最后一天|过期")
_DAYS_LEFT = re.compile(r"(?:还有|还剩|只剩|只有|剩下?|就剩)[0-9一二两三四五六七八九十]{1,3}个?(?:天|日|周|星期|礼拜)")
_MOVED_AWAY = re.compile(r"(?:转移|隐匿|变卖|藏)(?:了|着|走)?(?:财产|钱|东西|家产|存款)|(?:卖房|卖车|跑路)")


def parse(text: str, question: QuestionContext) -> str | None:
    """`deadline`, `detained`, `preservation` or `none`; None for everything else, a number or an option's words too."""
    said = normalise(text).text
    if _NOTHING.fullmatch(said):
        return "none"
    if _DENIED.search(said):
        return None
    if _DETAINED.search(said):
        return "detained"
    if _LAST_DAY.search(said) or _DAYS_LEFT.search(said):
        return "deadline"
    return "preservation" if _MOVED_AWAY.search(said) else None


def told(text: str) -> str | None:
    """The same in a message that tells the whole matter, where only plain words count.

    That an employer was arrested is not urgent for whom he owes; the writer's own arrest, or a relative's, is. A last
    day counts only with its date, which the caller reads.
    """
    said = normalise(text).text
    if _DENIED.search(said):
        return None
    if _OWN_DETAINED.search(said):
        return "detained"
    return "deadline" if _LAST_DAY.search(said) else None
