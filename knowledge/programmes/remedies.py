"""What somebody who disagrees can do, in every programme alike: reconsideration (行政复议), a court, a complaint."""

from datetime import date

from knowledge.programmes.economy import ZJ_SA
from knowledge.programmes.programme import Remedy

ARL = date(2024, 1, 1)
ALL = date(2017, 7, 1)


def remedies(*first: Remedy) -> tuple[Remedy, ...]:
    """The programme's own objection first, then what the laws on reconsideration and on suing an office give everybody."""
    return (
        *first,
        Remedy(label_zh="向上一级机关或本级政府申请行政复议，可以口头申请", law="ARL 20; ARL 22", limit="fuyi_file", since=ARL),
        Remedy(label_zh="对复议决定不服的，向法院起诉", law="ALL 45", limit="sue_after_fuyi", since=ALL),
        Remedy(label_zh="也可以不经复议直接向法院起诉", law="ALL 46", limit="sue_direct", since=ALL),
        Remedy(label_zh="向主管部门投诉，主管部门按时答复", law="ZJ-SA 58", limit="complaint_deadline", since=ZJ_SA),
    )  # fmt: skip
