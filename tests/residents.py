"""Simulated residents (all synthetic): each has a wish and a sheet of answers, and answers whatever is open.

A resident sees what a person would: the open question or the options of the last message. Which fact a question asks
is read from the conversation's state, so that a sheet survives a change of wording or of order.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from backoffice.receipts import find_receipt
from conversations.messages import Asked
from conversations.reading import Line

#: A household of three in the country that lives from odd jobs.
POOR_HOUSEHOLD: Mapping[str, str] = {
    "area_type": "农村",
    "member_count": "3口人",
    "household_income_month": "一个月900",
    "household_money_assets": "两千块",
    "has_living_vehicle_or_boat": "没有",
    "has_commercial_property": "没有",
    "home_count": "1套",
    "hukou_here": "是",
    "consent": "同意",
    "for_whom": "给自己家",
    "name": "王样例",
    "contact_name": "李样例",
    "phone": "13800138000",
    "village": "清水村",
    "id_number": "跳过",
}

#: A holder of a card of the example county whose wages were not paid, with four days left to sue.
CARD_HOLDER: Mapping[str, str] = {
    "matter_text": "工地老板欠我一万二工资不给",
    "matter_type": "欠工资",
    "urgency": "没有这些",
    "event_date": "还在干",
    "has_card": "有",
    "card_number": "SL-2026-0001",
    "card_checked": "1234",
    "opponent_name": "某某建筑公司",
    "consent": "同意",
    "name": "王样例",
    "phone": "13800138000",
    "village": "清水村",
}

#: Options that a cooperative resident picks when no fact is asked, by the step they lead to.
WISHES = ("action_apply", "action_file", "confirm", "file")


@dataclass
class Resident:
    """One simulated resident; `next_line` says what they write next, None when they are done or lost.

    Attributes:
        opening: the first message.
        sheet: fact → answer in the resident's words.
        then: lines that follow whatever is answered, before anything that is asked.
        patience: messages after which they give up.
    """

    opening: str
    sheet: Mapping[str, str]
    then: tuple[str, ...] = ()
    patience: int = 40
    said: list[str] = field(default_factory=list)
    receipt: str | None = None

    def next_line(self, asked: Asked, heard: list[Line]) -> str | None:
        """What the resident writes, given what is open and everything that was sent to them."""
        self.receipt = self.receipt or next((r for r in (find_receipt(line.text) for line in heard) if r), None)
        if self.receipt or len(self.said) >= self.patience:
            return None
        own = (self.opening, *self.then)
        line = own[len(self.said)] if len(self.said) < len(own) else self._answer(asked)
        if line is not None:
            self.said.append(line)
        return line

    def _answer(self, asked: Asked) -> str | None:
        if asked.question is not None and asked.question.fact in self.sheet:
            return self.sheet[asked.question.fact]
        return asked.options[0].label if asked.options else None


def who_wants_dibao() -> Resident:
    """Asks whether they may get 低保, and applies."""
    return Resident("我家能吃低保吗", POOR_HOUSEHOLD)


def who_holds_a_card() -> Resident:
    """Asks for legal help with a card."""
    return Resident("我想请律师帮忙打官司,老板欠我工资", CARD_HOLDER)


def who_calls_a_person() -> Resident:
    """Calls a person, and is in danger while nobody has come yet."""
    return Resident("转人工", {}, then=("我的低保停了", "他又打我了我不敢回家"), patience=3)


def who_asks() -> Resident:
    """Asks two things and is content."""
    return Resident("低保要带什么材料", {}, then=("医疗救助谁能申请",), patience=2)


def who_stops() -> Resident:
    """Asks, and then wants no more messages."""
    return Resident("我家能吃低保吗", {}, then=("退订",), patience=2)


def today() -> date:
    """The day on which sheets are true."""
    return date(2026, 11, 24)
