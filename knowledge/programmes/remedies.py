"""What anybody can do who disagrees with a decision on social assistance, whichever programme it is about."""

from datetime import date
from functools import cache

from knowledge.programmes.economy import ZJ_SA
from knowledge.programmes.programme import Remedy

REVIEW_LAW = date(2024, 1, 1)
LITIGATION_LAW = date(2017, 7, 1)
LEGAL_AID_LAW = date(2022, 1, 1)


@cache
def remedies() -> tuple[Remedy, ...]:
    """Complaint, administrative review (行政复议), court; where the office did not act, review comes first."""
    return (
        Remedy(law="ZJ-SA 58", since=ZJ_SA, label_zh="向县级以上民政等部门投诉、举报，部门在规定时限内核查处理"),
        Remedy(law="ARL 20; ARL 22", since=REVIEW_LAW, label_zh="申请行政复议，可以口头申请", limit="fuyi_file"),
        Remedy(law="ALL 45", since=LITIGATION_LAW, label_zh="不服复议决定的，向法院起诉", limit="sue_after_fuyi"),
        Remedy(law="ALL 46", since=LITIGATION_LAW, label_zh="也可以直接向法院起诉", limit="sue_direct"),
        Remedy(law="ARL 23(3)", since=REVIEW_LAW, label_zh="对不办理、不发放不服的，要先申请行政复议"),
        Remedy(law="LAL 31(2)", since=LEGAL_AID_LAW, label_zh="请求给予社会救助的，可以申请法律援助"),
    )
