"""action_papers: which papers this household has to hand in, and which of them a photo shows."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection

from actions.aids_meant import TOPIC_OF_AID
from actions.interview import Interview
from actions.paper_words import PaperWords
from actions.policy import Policy
from actions.said import Said
from actions.services import Services, resident
from actions.way_back import WayBack
from backoffice.cases import Case
from backoffice.kinds import AIDS
from backoffice.paper_list import paper_list
from backoffice.papers import OPEN, Paper
from bot.dialogue.texts import Pick
from conversations.messages import Heard, JsonValue, Reply
from conversations.turns import TurnInHand

STEP = "action_papers"
#: A photo belongs to the answer that names it, or to the receipt number written after it, for so many seconds.
JUST_SENT = 24 * 3600.0
MOST_OFFERED = 5


class Papers:
    """Lists papers and takes photos of them; general questions about papers go to the articles."""

    def __init__(self, services: Services, interview: Interview, way_back: WayBack, policy: Policy) -> None:
        self._services, self._interview = services, interview
        self._way_back, self._policy = way_back, policy
        self._words = PaperWords(services)

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """What was picked, else the list of what is filed or being applied for, else what the articles say."""
        picked = self._services.picked(turn)
        if "papers" in picked:
            return self._hand_in(c, turn, picked)
        if isinstance(picked.get("receipt"), str):
            return self._hand_over(c, turn, str(picked["receipt"]))
        reply = self._list(c, turn, heard)
        return self._policy(c, turn, heard) if reply is None else self._way_back(c, turn, reply)

    def of_case(self, c: Connection, turn: TurnInHand, case: Case) -> Reply | None:
        """The list of a filed case; None where the law names no papers."""
        papers = self._services.office.papers
        return self._words.of_case(case.kind, papers.listed(c, case), papers.draw_up(c, case), turn.channel)

    def which(self, c: Connection, turn: TurnInHand) -> Reply | None:
        """Asks which paper a photo shows; None where a question is open, and where nothing filed here misses a paper.

        Nor where somebody is or was in danger: whoever reads along learns of no application.
        """
        if turn.danger is not None or turn.asked.question is not None or self._interview.current(c, turn) is not None:
            return None
        missing = self._services.office.papers.open_of_conversation(c, turn.conversation_id)
        if not missing:
            return None
        since = _since(turn)
        options = [self._pick(same, since) for same in self._by_name(missing, turn)]
        other: dict[str, JsonValue] = {
            "step": STEP,
            "papers": "",
            "cases": _ids({paper.case_id for paper in missing}),
            "since": since,
        }
        return self._services.texts.say("papers.which", options=[*options, Pick("other", other)])

    def offer(self, c: Connection, turn: TurnInHand, receipt: str) -> list[Pick]:
        """To give the photos that were just sent here to a case that was filed elsewhere, by its receipt number."""
        case = self._services.cases.find(c, receipt)
        if case is None or case.closed_at is not None or case.conversation_id == turn.conversation_id:
            return []
        if case.kind not in AIDS or not self._just_sent(c, turn):
            return []
        return [Pick("papers.hand_over", {"step": STEP, "receipt": case.receipt})]

    def _list(self, c: Connection, turn: TurnInHand, heard: Heard) -> Reply | None:
        """Of the application that is open, else of the newest that was filed; None where another aid is named."""
        topic = heard.guess.topic
        draft = self._interview.current(c, turn)
        if draft is not None and draft.kind in AIDS and _is_about(topic, draft.kind):
            today, county = self._services.today, self._services.settings.county
            return self._words.listed(draft.kind, paper_list(draft.kind, draft.known, today, county), turn.channel)
        filed = self._services.cases.of_conversation(c, turn.conversation_id)
        mine = (case for case in filed if case.kind in AIDS and case.closed_at is None and _is_about(topic, case.kind))
        case = next(mine, None)
        return None if case is None else self.of_case(c, turn, case)

    def _hand_in(self, c: Connection, turn: TurnInHand, picked: Mapping[str, JsonValue]) -> Said:
        """One photo may be the same paper of several applications."""
        papers, texts = self._services.office.papers, self._services.texts
        cases, named = _numbers(picked, "cases"), _numbers(picked, "papers")
        files = self._just_sent(c, turn, since=int(str(picked["since"])))
        for n, case in enumerate(cases):
            papers.hand_in(c, case, named[n] if named else None, files, resident(turn))
        if not named:
            return self._way_back(c, turn, self._sent_unnamed(c, turn, self._services.cases.get(c, cases[0])))
        label = next(paper.label for paper in papers.of_case(c, cases[0]) if paper.id == named[0])
        return self._way_back(c, turn, texts.say("papers.sent", paper=label, left=self._left(c, turn)))

    def _hand_over(self, c: Connection, turn: TurnInHand, receipt: str) -> Said:
        """Whoever knows the number may add to the case; nothing of it is told but what it is about."""
        case, files = self._services.cases.find(c, receipt), self._just_sent(c, turn)
        if case is None or not files:
            return self._way_back(c, turn, self._services.texts.say("papers.nothing_to_hand_over"))
        self._services.office.papers.hand_in(c, case.id, None, files, resident(turn))
        what = self._services.texts.phrase(f"case.{case.kind}")
        return self._way_back(c, turn, self._services.texts.say("papers.sent_unnamed", what=what, left=""))

    def _sent_unnamed(self, c: Connection, turn: TurnInHand, case: Case) -> Reply:
        what = self._services.texts.phrase(f"case.{case.kind}")
        return self._services.texts.say("papers.sent_unnamed", what=what, left=self._left(c, turn))

    def _just_sent(self, c: Connection, turn: TurnInHand, *, since: int = 0) -> list[str]:
        papers = self._services.office.papers
        return papers.unclaimed_files(c, turn.conversation_id, within=JUST_SENT, since_inbox=since)

    def _left(self, c: Connection, turn: TurnInHand) -> str:
        """What is surely still missing."""
        every = self._services.office.papers.open_of_conversation(c, turn.conversation_id)
        missing = [paper for paper in every if paper.state == "missing"]
        if not missing:
            return self._services.texts.phrase("papers.nothing_left")
        return self._services.texts.phrase("papers.left", papers=self._words.names(missing, turn.channel))

    def _by_name(self, missing: Sequence[Paper], turn: TurnInHand) -> list[list[Paper]]:
        """Papers of the same name together, what is surely missing first."""
        named: dict[str, list[Paper]] = {}
        for paper in sorted(missing, key=lambda one: OPEN.index(one.state)):
            if self._words.may_be_named(paper, turn.channel):
                named.setdefault(paper.label, []).append(paper)
        return list(named.values())[:MOST_OFFERED]

    def _pick(self, same: Sequence[Paper], since: int) -> Pick:
        facts: dict[str, JsonValue] = {
            "step": STEP,
            "papers": _ids(paper.id for paper in same),
            "cases": _ids(paper.case_id for paper in same),
            "since": since,
        }
        return Pick("papers.one", facts, words={"paper": same[0].label})


def _since(turn: TurnInHand) -> int:
    """The first photo that was not named yet: this one, or the one after which the same was asked already."""
    asked = (option.facts["since"] for option in turn.asked.options if option.facts.get("step") == STEP)
    return int(str(next(asked, turn.ref.inbox)))


def _is_about(topic: str, kind: str) -> bool:
    return topic in ("none", "general", TOPIC_OF_AID[kind])


def _ids(numbers: Iterable[int]) -> str:
    return " ".join(map(str, numbers))


def _numbers(picked: Mapping[str, JsonValue], key: str) -> list[int]:
    return [int(number) for number in str(picked[key]).split()]
