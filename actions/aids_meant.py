"""Which aid a resident means: the one on the picked option, else what the topic of the message stands for."""

from collections.abc import Mapping

from backoffice.kinds import AIDS, Aid
from bot.dialogue.texts import Texts
from conversations.messages import Heard, JsonValue
from conversations.turns import TurnInHand

#: Topics of `nlu.labels` and the aids that they stand for. 残疾人补贴 are two; one must be chosen.
AIDS_OF_TOPIC: Mapping[str, tuple[Aid, ...]] = {
    "dibao": ("dibao",),
    "dibao_edge": ("dibao_edge",),
    "tekun": ("tekun",),
    "medical": ("medical",),
    "education": ("education",),
    "rental_housing": ("rental_housing",),
    "house_renovation": ("house_renovation",),
    "temporary": ("temporary",),
    "employment": ("employment",),
    "disability": ("disability_living", "disability_nursing"),
    "price_subsidy": ("price_subsidy",),
}
TOPIC_OF_AID: Mapping[str, str] = {
    **{aid: topic for topic, aids in AIDS_OF_TOPIC.items() for aid in aids},
    "rigid_expenditure": "dibao_edge",
}


def aids_meant(texts: Texts, turn: TurnInHand, picked: Mapping[str, JsonValue], heard: Heard) -> tuple[Aid, ...]:
    """The aids in question; none when no aid is named. Of several, the one that the message tells from the others."""
    named = picked.get("aid")
    if isinstance(named, str) and named in AIDS:
        return (named,)
    meant = AIDS_OF_TOPIC.get(heard.guess.topic, ())
    if len(meant) < 2:
        return meant
    told = tuple(aid for aid in meant if texts.phrase(f"word.of_{aid}") in turn.text)
    return told if len(told) == 1 else meant
