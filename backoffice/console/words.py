"""Chinese words for codes, and moments as people say them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import yaml

WORDS_FILE = Path(__file__).with_name("words.yml")


@dataclass(frozen=True)
class Words:
    """Tables of code → words."""

    tables: Mapping[str, Mapping[str, str]]

    @classmethod
    def load(cls, path: Path = WORDS_FILE) -> "Words":
        """Read the tables that stand beside this file."""
        return cls(yaml.safe_load(path.read_text(encoding="utf-8")))

    def of(self, table: str, code: str | None) -> str:
        """The words for a code, the code itself where none are written, nothing for no code."""
        return "" if code is None else self.tables[table].get(code, code)

    def said(self, code: str) -> str:
        """What a page says after a form was acted on; nothing for a code that nobody wrote."""
        return self.tables["said"].get(code, "")


def moment_in_words(at: datetime, now: datetime) -> str:
    """今天 10:05, 昨天 16:30, 11月3日 09:00, 2025年3月1日."""
    days = (now.date() - at.date()).days
    if days in (0, 1):
        return f"{'今天' if days == 0 else '昨天'} {at:%H:%M}"
    if at.year == now.year:
        return f"{at.month}月{at.day}日 {at:%H:%M}"
    return day_in_words(at.date(), now.date())


def day_in_words(day: date, today: date) -> str:
    """11月30日; the year is said when it is not this one."""
    return f"{day.month}月{day.day}日" if day.year == today.year else f"{day.year}年{day.month}月{day.day}日"


def time_left(due: date, today: date) -> str:
    """还剩 3 天, 今天到期, 已超期 2 天."""
    left = (due - today).days
    if left < 0:
        return f"已超期 {-left} 天"
    return "今天到期" if left == 0 else f"还剩 {left} 天"


def time_passed(since: datetime, now: datetime) -> str:
    """刚刚, 42 分钟, 5 小时, 3 天."""
    minutes = max(0, int((now - since) / timedelta(minutes=1)))
    if minutes < 1:
        return "刚刚"
    if minutes < 60:
        return f"{minutes} 分钟"
    return f"{minutes // 60} 小时" if minutes < 48 * 60 else f"{minutes // (24 * 60)} 天"
