"""Whether a message asks for a place or its hours: the nearest, an address, when somebody is there."""

import re

from nlu.normalise import normalise

_WHERE = re.compile(r"最近|附近|离我|离这|地址|怎么走|几点|开门|上班|下班|开着|站点|工作站|援助站|联络点")


def asked(text: str) -> bool:
    """True for a place or its hours; a question for the rule that says which office is in charge is none."""
    return _WHERE.search(normalise(text).text) is not None
