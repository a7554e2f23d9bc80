"""The messages that were not understood come a few at a time, so that a telephone can show them."""

from backoffice.roles import Role
from backoffice.unclear_messages import MOST_SHOWN, Meaning
from tests.backoffice.console.counter import Counter


def test_a_page_holds_a_few_and_leads_to_the_rest(counter: Counter) -> None:
    every = [f"样例原话{n}号" for n in range(MOST_SHOWN + 2)]
    with counter.desk.database.write() as c:
        for n, text in enumerate(every):
            counter.desk.office.unclear_messages.keep(c, n + 1, text, Meaning("inform", "dibao", "none"), 0.2)
    clerk = counter.clerk(Role.COUNTY_APPROVER).goes_to("/staff/unclear-messages")
    newest = [text for text in every if text in clerk.reads]
    assert newest == every[2:]
    clerk.follows("再看几句")
    assert [text for text in every if text in clerk.reads] == every[:2]
    assert "再看几句" not in clerk.reads
    clerk.follows("回到最新的")
    assert every[-1] in clerk.reads
