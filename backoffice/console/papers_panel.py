"""The papers of a case on its page: what is missing, what came, and one press to ask for the rest."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request, Response
from sqlalchemy import Connection

from backoffice.cases import Case
from backoffice.console.drawing import go_to
from backoffice.console.gate import Gate
from backoffice.console.parts import ConsoleParts
from backoffice.papers import Paper, SentPaper
from knowledge.guidance import Told

type Csrf = Annotated[str, Form(max_length=100)]
type Marked = Annotated[Literal["received", "not_needed", "missing"], Form()]

ANCHOR = "papers"


@dataclass(frozen=True)
class PapersShown:
    """What the panel shows.

    Attributes:
        loose: files sent for the case without saying what they are.
        looked_up, told_here: papers that nobody has to bring, with the article that says so.
    """

    papers: list[Paper]
    loose: list[SentPaper]
    looked_up: tuple[Told, ...]
    told_here: tuple[Told, ...]

    @property
    def missing(self) -> int:
        """How many are surely missing."""
        return sum(paper.state == "missing" for paper in self.papers)

    def __bool__(self) -> bool:
        return bool(self.papers or self.loose or self.looked_up or self.told_here)


class PapersPanel:
    """`/staff/cases/{id}/papers…`, and what the case page shows of it."""

    def __init__(self, parts: ConsoleParts, gate: Gate) -> None:
        self._parts, self._gate = parts, gate
        self._papers = parts.office.papers

    def add_to(self, router: APIRouter) -> None:
        """Name the addresses."""
        commands: dict[str, Callable[..., Response]] = {"ask": self.ask, "{paper}": self.mark}
        for name, command in commands.items():
            router.add_api_route(f"/staff/cases/{{case}}/papers/{name}", command, methods=["POST"])

    def shown(self, c: Connection, case: Case) -> PapersShown:
        """The list as the answers want it now."""
        listed = self._papers.listed(c, case)
        return PapersShown(
            papers=self._papers.draw_up(c, case),
            loose=self._papers.loose_files(c, case.id),
            looked_up=listed.looked_up,
            told_here=listed.told_here,
        )

    def mark(self, request: Request, case: int, paper: int, state: Marked, csrf: Csrf = "") -> Response:
        """Tick one as there, as not needed, or as needed after all."""
        visitor = self._gate.actor(request, csrf)
        with self._parts.database.write() as c:
            self._papers.mark(c, case, paper, state, visitor.staff)
        return go_to(f"/staff/cases/{case}", "paper_marked", anchor=ANCHOR)

    def ask(self, request: Request, case: int, csrf: Csrf = "") -> Response:
        """Ask the resident for everything that is missing."""
        visitor = self._gate.actor(request, csrf)
        with self._parts.database.write() as c:
            missing = self._papers.ask(c, case, visitor.staff)
            told = self._parts.ask_for_papers(c, self._parts.office.cases.get(c, case), missing)
        self._parts.wake_dispatcher()
        return go_to(f"/staff/cases/{case}", "papers_asked" if told else "papers_not_asked", anchor=ANCHOR)
