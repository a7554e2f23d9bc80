"""action_policy and action_more: what the law says, quoted from knowledge's articles with source and date."""

import re
from collections.abc import Sequence

from sqlalchemy import Connection

from actions import wording
from actions.aids_meant import AIDS_OF_TOPIC, TOPIC_OF_AID
from actions.said import Said
from actions.services import Services
from actions.way_back import WayBack
from bot.dialogue.texts import Pick
from conversations.messages import Heard, JsonValue, Reply
from conversations.turns import TurnInHand
from knowledge import Article, find_article

#: UTF-16 units of an article on one page, so that a page with its source stays within four SMS segments.
PAGE = 170

_SENTENCE = re.compile(r"[^。！？\n]+[。！？\n]?")

#: What can be done about a topic after reading of it.
NEXT_STEP = {
    **{topic: Pick("check", {"step": "action_eligibility", "topic": topic}) for topic in AIDS_OF_TOPIC},
    "legal_aid": Pick("apply", {"step": "action_legal_help"}),
    "legal_aid_card": Pick("apply", {"step": "action_apply", "topic": "legal_aid_card"}),
}
PERSON = Pick("person", {"step": "action_person"})

_TOPIC_OF_DRAFT = {**TOPIC_OF_AID, "legal_help": "legal_aid", "legal_aid_card": "legal_aid_card"}


class Policy:
    """Answers from the articles, or says that it does not know and offers a person."""

    def __init__(self, services: Services, way_back: WayBack) -> None:
        self._services, self._way_back = services, way_back

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """Answer, then come back to the open question."""
        topic = self._topic(c, turn, heard)
        article = self.article(topic, heard.guess.act)
        reply = self._quoted(article) if article else self._not_known(topic)
        return self._way_back(c, turn, reply)

    def article(self, topic: str, act: str) -> Article | None:
        """What the law says of a topic, in force today in this county."""
        return find_article(topic, act, self._services.today, self._services.county)

    def source(self, article: Article) -> str:
        """The article's first source, with its date."""
        return wording.citation(self._services.texts, article.sources[:1])

    def _topic(self, c: Connection, turn: TurnInHand, heard: Heard) -> str:
        """What is meant when no aid is named: the one that is being applied for, else 低保."""
        if heard.guess.topic not in ("none", "general"):
            return heard.guess.topic
        draft = self._services.drafts.current(c, turn.conversation_id)
        return _TOPIC_OF_DRAFT.get(draft.kind, "dibao") if draft else "dibao"

    def _quoted(self, article: Article) -> Reply:
        more = Pick("more", {"step": "action_more", "topic": article.topic, "act": article.act, "page": 0})
        then = [NEXT_STEP[article.topic]] if article.topic in NEXT_STEP else []
        words = {"short": article.short, "source": self.source(article), "county": self._services.county_words}
        text_id = "policy.answer_county" if article.figures else "policy.answer"
        return self._services.texts.say_from(text_id, words, options=[more, *then, PERSON])

    def _not_known(self, topic: str) -> Reply:
        texts = self._services.texts
        words = {"topic": texts.phrase(f"topic.{topic}"), "government": self._services.settings.hotlines.government}
        return texts.say("policy.not_known", options=[PERSON, Pick("menu", {"step": "action_help"})], **words)


class More:
    """The rest of a long answer, page by page."""

    def __init__(self, services: Services, policy: Policy, way_back: WayBack) -> None:
        self._services, self._policy, self._way_back = services, policy, way_back

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """The next page of the article that was offered last."""
        offered = self._services.picked(turn) or self._offered(turn)
        article = self._policy.article(str(offered.get("topic")), str(offered.get("act"))) if offered else None
        if article is None:
            return self._way_back.or_menu(c, turn, self._services.texts.say("more.nothing"))
        return self._way_back(c, turn, self._page(article, int(str(offered["page"]))))

    def _offered(self, turn: TurnInHand) -> dict[str, object]:
        return next((dict(o.facts) for o in turn.asked.options if o.facts.get("step") == "action_more"), {})

    def _page(self, article: Article, page: int) -> Reply:
        pages = pages_of(article.long)
        again: dict[str, JsonValue] = {
            "step": "action_more",
            "topic": article.topic,
            "act": article.act,
            "page": page + 1,
        }
        more = [Pick("more", again)] if page + 1 < len(pages) else []
        then = [NEXT_STEP[article.topic]] if article.topic in NEXT_STEP else []
        body, source = pages[min(page, len(pages) - 1)], self._policy.source(article)
        return self._services.texts.say("policy.more", body=body, source=source, options=[*more, *then, PERSON])


def pages_of(text: str, size: int = PAGE) -> Sequence[str]:
    """A text cut between sentences into pages of at most `size` characters; a longer sentence is a page alone."""
    pages = [""]
    for sentence in _SENTENCE.findall(text.strip()):
        if pages[-1] and len(pages[-1]) + len(sentence) > size:
            pages.append("")
        pages[-1] += sentence
    return [page.strip() for page in pages]
