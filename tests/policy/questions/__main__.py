"""`python -m tests.policy.questions [--wrong]`: how many of the questions are answered rightly, and which are not."""

import sys
from collections.abc import Callable, Sequence
from statistics import mean

from tests.policy.questions.answering import Answered, answers, median_segments
from tests.policy.questions.judge import share


def main() -> None:
    """Print the shares, and with `--wrong` each wrong answer with what is wrong."""
    every = answers()
    known = [one for one in every if not one.question.unknown]
    unknown = [one for one in every if one.question.unknown]
    print(f"all      {_share(every)}")
    print(f"known    {_share(known)}")
    print(f"unknown  {_share(unknown)}")
    print(
        f"segments median {median_segments()}, mean {mean(one.segments for one in every):.2f}, most {max(one.segments for one in every)}"
    )
    for title, of in (("topic", _topic), ("theme", _theme), ("county", _county)):
        print(f"\nby {title}")
        for name in sorted({of(one) for one in every}):
            print(f"  {name:24} {_share([one for one in every if of(one) == name])}")
    kinds = [fault.partition(":")[0] for one in every for fault in one.faults]
    print("\nfaults  " + ", ".join(f"{kind} {kinds.count(kind)}" for kind in sorted(set(kinds))))
    if "--wrong" in sys.argv:
        for one in every:
            if not one.right:
                print(
                    f"\n{one.question.id} [{one.question.act} {one.question.on} {one.question.county}] {one.question.words}"
                )
                print("  " + one.reply.text.replace("\n", "\n  "))
                print("  " + " | ".join(one.faults))


def _share(some: Sequence[Answered]) -> str:
    return share([one.right for one in some])


_topic: Callable[[Answered], str] = lambda one: one.question.topic  # noqa: E731
_theme: Callable[[Answered], str] = lambda one: one.question.theme  # noqa: E731
_county: Callable[[Answered], str] = lambda one: one.question.county  # noqa: E731


if __name__ == "__main__":
    main()
