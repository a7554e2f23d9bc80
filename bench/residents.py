"""What the simulated residents of the benchmarks write: plain questions that open nothing, each one reply long.

All are read by the trained model (no keyword, no answer to an open question), so that application and engine alone do
the same reading. Synthetic.
"""

import random
from collections.abc import Iterator

PLAIN = (
    "办低保要带什么材料",
    "低保在哪里办手续",
    "申请低保一般要多久能批下来",
    "想问一下低保的申请流程是怎么走的",
    "特困供养要准备哪些证件",
    "申请临时救助要交哪些材料呢,我住在乡下来一趟不容易,想一次带齐",
    "法律援助去哪里申请",
    "申请法律援助需要提供什么材料",
)


def plain_texts(count: int, *, seed: int) -> Iterator[str]:
    """So many of them, each about equally often, in a drawn order."""
    chance = random.Random(seed)
    texts = [PLAIN[n % len(PLAIN)] for n in range(count)]
    chance.shuffle(texts)
    yield from texts
