"""返回, 跳过, 不知道, 为什么, 重来, 继续: steering the questions without answering them."""

from dataclasses import replace

from sqlalchemy import Connection

from actions.interview import Interview
from actions.link import Link, asks_itself
from actions.said import Said
from actions.services import Services, resident
from actions.unclear import Unclear
from actions.untold_receipts import UntoldReceipts
from actions.way_back import BY_TEXT_MESSAGE, MENU, WayBack
from actions.whereabouts import Whereabouts
from backoffice.drafts import Draft
from backoffice.errors import DraftClosed, UnknownDraft
from bot.dialogue.texts import Pick
from conversations.messages import Heard, Reply
from conversations.turns import TurnInHand


class Resume:
    """action_resume: go on with what is open; also what happens when staff give the conversation back."""

    def __init__(self, services: Services, interview: Interview, way_back: WayBack, whereabouts: Whereabouts) -> None:
        self._services, self._interview, self._way_back = services, interview, way_back
        self._whereabouts, self._untold = whereabouts, UntoldReceipts(services)

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """Ask what is open; offer the drafts where there are several, or where one was begun at another address."""
        texts = self._services.texts
        if not turn.text and turn.choice is None:
            return self._way_back.or_menu(c, turn, texts.say("resume.after_person"), *self._untold(c, turn))
        picked = self._services.picked(turn)
        if isinstance(picked.get("draft"), str) and self._went_on(c, turn, str(picked["draft"])):
            return self._way_back(c, turn)
        here, elsewhere = self._whereabouts.here(c, turn), self._whereabouts.elsewhere(c, turn)
        if not here and not elsewhere:
            return self._nothing(turn)
        if here and (picked or turn.choice is not None or len(here) + len(elsewhere) == 1):
            return self._interview.go_on(
                c, turn, self._services.drafts.make_current(c, here[0].id), self._named(turn, here[0])
            )
        return Said.of(texts.say("resume.which", options=self._whereabouts.picks(c, turn, [*here, *elsewhere])))

    def _went_on(self, c: Connection, turn: TurnInHand, draft_id: str) -> bool:
        """Make what was picked current; False where it was finished, dropped or taken away meanwhile."""
        try:
            self._whereabouts.go_on_with(c, turn, draft_id)
        except (UnknownDraft, DraftClosed):
            return False
        return True

    def _named(self, turn: TurnInHand, draft: Draft) -> list[Reply]:
        """On a telephone that others may use as well, which one it is, unless it was told just now."""
        alone = turn.channel not in self._services.settings.phone_channels
        if alone or self._whereabouts.in_this_sitting(draft):
            return []
        texts = self._services.texts
        what, begun = texts.phrase(f"draft.{draft.kind}"), self._whereabouts.begun(draft)
        return [texts.say("resume.this", what=what, begun=begun)]

    def _nothing(self, turn: TurnInHand) -> Said:
        """In a chat something may have been begun on the telephone."""
        texts = self._services.texts
        if turn.channel in self._services.settings.phone_channels:
            return self._way_back.menu(texts.say("resume.nothing"))
        return Said.of(texts.say("menu.what", options=[*MENU, BY_TEXT_MESSAGE])).after([texts.say("resume.nothing")])


class Previous:
    """action_previous: the question before this one."""

    def __init__(self, services: Services, interview: Interview, way_back: WayBack) -> None:
        self._services, self._interview, self._way_back = services, interview, way_back

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """Take the last answer back and ask for it anew."""
        if asks_itself(turn):
            return self._way_back.or_menu(c, turn)
        draft = self._interview.current(c, turn)
        last = self._interview.last_answered(draft, turn) if draft else None
        if draft is None or last is None:
            return self._way_back.or_menu(c, turn, self._services.texts.say("back.first"))
        return self._interview.take_back(c, turn, draft, last.fact)


class Skip:
    """action_skip and action_dont_know: leave a question that the matter can do without."""

    def __init__(self, services: Services, interview: Interview, way_back: WayBack, unclear: Unclear) -> None:
        self._services, self._interview = services, interview
        self._way_back, self._unclear = way_back, unclear

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """Not known counts as an answer; what is needed is asked again."""
        if asks_itself(turn):
            return self._way_back.or_menu(c, turn)
        draft = self._interview.current(c, turn)
        question = self._interview.open_question(draft, turn) if draft else None
        if draft is None or question is None:
            return self._unclear(c, turn, heard) if turn.asked.options else self._way_back.or_menu(c, turn)
        if not question.must:
            return self._interview.not_known(c, turn, draft, question)
        needed = self._services.texts.say("skip.needed")
        return self._interview.not_understood(c, turn, draft).after([needed])


class Why:
    """action_why: the reason for a question, then the question again."""

    def __init__(self, services: Services, interview: Interview, way_back: WayBack, link: Link) -> None:
        self._services, self._interview, self._way_back = services, interview, way_back
        self._link = link

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """Say it, and ask again."""
        own = asks_itself(turn)
        if own is not None:
            return self._link.why(turn, own)
        draft = self._interview.current(c, turn)
        question = self._interview.open_question(draft, turn) if draft else None
        texts = self._services.texts
        if draft is None or question is None:
            return self._way_back.or_menu(c, turn, texts.say("why.nothing"))
        return self._interview.put(draft, question).after([question.why(texts)])


class StartOver:
    """action_start_over: clear the current draft, once that was confirmed."""

    def __init__(self, services: Services, interview: Interview, way_back: WayBack) -> None:
        self._services, self._interview, self._way_back = services, interview, way_back

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """Ask whether it is meant, then begin the same kind of draft anew."""
        draft, texts = self._interview.current(c, turn), self._services.texts
        if draft is None:
            return self._way_back.menu(texts.say("start_over.nothing"))
        if self._confirmed(turn):
            return self._anew(c, turn, draft)
        options = [
            Pick("yes", {"step": "action_start_over", "yes": True}),
            Pick("no", {"step": "action_resume", "no": True, "draft": draft.id}),
        ]
        sure = texts.say("start_over.sure", what=texts.phrase(f"draft.{draft.kind}"), options=options)
        return Said.of(sure)

    def _confirmed(self, turn: TurnInHand) -> bool:
        """The option was picked, or affirmed in words while it was open."""
        picked = self._services.picked(turn)
        if picked:
            return picked.get("yes") is True
        return any(option.facts.get("step") == "action_start_over" for option in turn.asked.options)

    def _anew(self, c: Connection, turn: TurnInHand, draft: Draft) -> Said:
        self._services.drafts.drop(c, draft.id, actor=resident(turn))
        fresh = self._interview.begin(c, turn, draft.kind)
        if draft.stage != "asking":
            self._services.drafts.set_stage(c, fresh.id, "applying")
            fresh = replace(fresh, stage="applying")
        return self._interview.go_on(c, turn, fresh)
