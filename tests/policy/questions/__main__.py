"""How many of the frozen questions are answered rightly, and which are not.

    python -m tests.policy.questions [--wrong] [--understood FILE]

With FILE, topic and act are those that `assistant understand` gave for the questions, not those that it should give.
"""

from argparse import ArgumentParser
from collections.abc import Sequence
from operator import attrgetter
from pathlib import Path
from statistics import mean, median

from tests.policy.questions.answering import Answered, answers, answers_as_understood
from tests.policy.questions.judge import share


def main() -> None:
    """Print the shares."""
    parser = ArgumentParser(prog="python -m tests.policy.questions")
    parser.add_argument("--wrong", action="store_true", help="each wrong answer, with what is wrong")
    parser.add_argument("--understood", type=Path, help="what `assistant understand` said, one JSON object a line")
    options = parser.parse_args()
    every = answers_as_understood(options.understood) if options.understood else answers()
    print(f"all      {_share(every)}")
    print(f"known    {_share([one for one in every if not one.question.unknown])}")
    print(f"unknown  {_share([one for one in every if one.question.unknown])}")
    segments = [one.segments for one in every]
    print(f"segments median {median(segments)}, mean {mean(segments):.2f}, most {max(segments)}")
    for group in ("topic", "theme", "county"):
        _print_by(group, every)
    kinds = [fault.partition(":")[0] for one in every for fault in one.faults]
    print("\nfaults  " + ", ".join(f"{kind} {kinds.count(kind)}" for kind in sorted(set(kinds))))
    if options.wrong:
        for one in every:
            if not one.right:
                _print_wrong(one)


def _print_by(group: str, every: Sequence[Answered]) -> None:
    of = attrgetter(f"question.{group}")
    print(f"\nby {group}")
    for name in sorted({of(one) for one in every}):
        print(f"  {name:24} {_share([one for one in every if of(one) == name])}")


def _print_wrong(one: Answered) -> None:
    asked = one.question
    print(f"\n{asked.id} [{asked.act} {asked.on} {asked.county}] {asked.words}")
    print("  " + one.reply.text.replace("\n", "\n  "))
    print("  " + " | ".join(one.faults))


def _share(some: Sequence[Answered]) -> str:
    return share([one.right for one in some])


if __name__ == "__main__":
    main()
