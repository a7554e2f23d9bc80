"""The papers on a case's page: what is missing stands on top, is ticked with one press, and asked for with one."""

from dataclasses import replace

import pytest
from fastapi import FastAPI

from backoffice.cases import Case
from backoffice.console import console_router
from backoffice.papers import Paper
from backoffice.roles import Role
from tests.backoffice.console.clerk import Clerk
from tests.backoffice.console.counter import Counter

ADULTS = "全家成年人同意核对经济状况的授权书"


@pytest.fixture
def asked() -> list[str]:
    """What the resident was asked for."""
    return []


@pytest.fixture
def clerk(counter: Counter, asked: list[str]) -> Clerk:
    """A reviewer of the township, at a console that writes to residents."""

    def ask(c: object, case: Case, missing: list[Paper]) -> bool:
        asked.extend(paper.label for paper in missing)
        return case.danger is None

    app = FastAPI()
    app.include_router(console_router(replace(counter.parts(), ask_for_papers=ask)))
    counter.__dict__["app"] = app
    return counter.clerk(Role.TOWNSHIP_REVIEWER)


def test_missing_papers_are_ticked_and_asked_for(counter: Counter, clerk: Clerk, asked: list[str]) -> None:
    case = counter.desk.file(counter.desk.draft("dibao", {"member_count": 3}))
    page = clerk.goes_to(f"/staff/cases/{case.id}")
    assert f"还缺 1 样 {ADULTS} 还缺" in page.reads
    assert "不能向居民要，由我们自己查：身份证、户口簿" in page.reads
    assert "已请居民补材料" in clerk.presses("请居民补这 1 样").answer.text
    assert asked == [ADULTS]
    assert "请居民补过" in clerk.reads
    assert "还缺 1 样材料" in clerk.goes_to("/staff/").reads
    clerk.goes_to(f"/staff/cases/{case.id}").presses(f"收到了：{ADULTS}")
    assert "请居民补这" not in clerk.reads
    assert "材料" not in clerk.goes_to("/staff/").page.find("ol")[0].text


def test_a_request_that_cannot_go_out_is_said_so(counter: Counter, clerk: Clerk) -> None:
    talk = counter.desk.talk(danger="violence")
    case = counter.desk.file(counter.desk.draft("dibao", {"member_count": 3}, talk=talk))
    clerk.goes_to(f"/staff/cases/{case.id}").presses("请居民补这 1 样")
    assert "没有发给居民" in clerk.answer.text


def test_whoever_may_not_write_facts_of_the_case_does_not_see_it(counter: Counter) -> None:
    case = counter.desk.file(counter.desk.draft("dibao", {"member_count": 3}))
    counter.clerk(Role.LEGAL_AID_OFFICER).goes_to(f"/staff/cases/{case.id}", status=404)
