"""What an office may set about the dialogue: its county, its hours, the numbers it tells people."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta


@dataclass(frozen=True)
class Hotlines:
    """Numbers that are told to people, all national.

    Attributes:
        police, fire, ambulance: 110 公安报警, 119 消防救援, 120 医疗急救.
        legal: 12348 公共法律服务热线.
        women: 12338 妇女维权公益服务热线.
        crisis: 12356 全国统一心理援助热线.
        government: 12345 政务服务便民热线.
        youth: 12355 青少年服务台 (共青团).
    """

    police: str = "110"
    fire: str = "119"
    ambulance: str = "120"
    legal: str = "12348"
    women: str = "12338"
    crisis: str = "12356"
    government: str = "12345"
    youth: str = "12355"

    def as_variables(self) -> dict[str, str]:
        """By name, for texts."""
        return {name: str(getattr(self, name)) for name in self.__dataclass_fields__}


@dataclass(frozen=True)
class DutyHours:
    """When somebody sits at the desk; the same hours on every working day.

    Attributes:
        spans: pairs of opening and closing times, the lunch break between them.
    """

    spans: tuple[tuple[time, time], ...] = ((time(8, 30), time(12, 0)), (time(13, 30), time(17, 30)))

    def on_duty(self, now: datetime, is_working_day: Callable[[date], bool]) -> bool:
        """Whether a person can be expected to answer right now."""
        return is_working_day(now.date()) and any(opens <= now.time() < closes for opens, closes in self.spans)

    def next_opening(self, now: datetime, is_working_day: Callable[[date], bool]) -> datetime:
        """When the desk opens next, looked for up to three weeks ahead (the longest holiday is shorter)."""
        for days in range(22):
            day = now.date() + timedelta(days=days)
            if not is_working_day(day):
                continue
            for opens, _ in self.spans:
                opening = datetime.combine(day, opens, now.tzinfo)
                if opening > now:
                    return opening
        return now + timedelta(days=1)


@dataclass(frozen=True)
class DialogueSettings:
    """Settings of the dialogue.

    Attributes:
        county: the county pack whose figures and offices are told.
        phone_channels: channels on which the sender's address is a telephone number.
        public_channels: channels that others may read over a shoulder or on a shared phone: nothing about illness there.
    """

    county: str = "example"
    hotlines: Hotlines = field(default_factory=Hotlines)
    duty: DutyHours = field(default_factory=DutyHours)
    phone_channels: frozenset[str] = frozenset({"twilio", "aliyun"})
    public_channels: frozenset[str] = frozenset({"twilio", "aliyun"})
