"""Which kind of legal matter a story tells outright (老板欠我三个月工资): for an answer that no model reads.

Only words that name one kind; a story that names two, or none, is asked about.
"""

import re

from nlu.normalise import normalise

_MATTERS: dict[str, re.Pattern[str]] = {
    "wages": re.compile(
        r"(?:欠|拖|扣|压|克扣|不给|不发|没发|没给|不付|讨|要不回)[^,。!?;]{0,10}(?:工资|工钱|薪水|薪资|血汗钱|工程款|劳务费)"
        r"|(?:工资|工钱|薪水|血汗钱)[^,。!?;]{0,10}(?:不给|不发|没发|没给|没拿|没结|要不|拖|欠|不付|拿不到)"
    ),
    "work_injury": re.compile(
        r"工伤|(?:干活|上班|做工|工地|厂里|车间|机器)[^,。!?;]{0,10}(?:受伤|摔伤|砸伤|压伤|摔断|砸断|轧断|断了|摔下)"
    ),
    "support": re.compile(
        r"赡养费|抚养费|扶养费|(?:儿子|女儿|儿女|子女|孩子(?:他|她)?[爸妈])[^,。!?;]{0,8}(?:不养|不赡养|不抚养|不管我|不给(?:生活费|养老钱|钱养))"
    ),
    "traffic": re.compile(
        r"交通事故|车祸|(?:被|让)[^,。!?;]{0,8}(?:车|摩托|三轮|货车|电瓶车)[^,。!?;]{0,3}撞|(?:车|摩托)把我?[^,。!?;]{0,4}撞"
    ),
    "social_benefits": re.compile(
        r"(?:低保|社保|养老金|医保|救助|残疾补贴)[^,。!?;]{0,8}(?:没办|不给办|不批|没批|停了|取消了?|被停|不给发|没发)"
    ),
}


def told(text: str) -> str | None:
    """The one matter of the contract that the words name; None where none is named, or several are."""
    said = normalise(text).text
    named = [matter for matter, words in _MATTERS.items() if words.search(said)]
    return named[0] if len(named) == 1 else None
