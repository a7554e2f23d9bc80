"""`python -m bench.register_run HOUSEHOLDS MEMBERS OUT DAY COUNTY`: one sweep in a process of its own, told in seconds and megabytes."""

import json
import resource
import sys
import time
from datetime import date
from pathlib import Path

from registers.register_file import RegisterPlan
from registers.sweep import Sweep


def main() -> None:
    """Sweep, print one JSON object."""
    households, members, out, day, county = sys.argv[1:]
    began, worked = time.perf_counter(), time.process_time()
    plan = RegisterPlan(Path(households), date.fromisoformat(day), county, Path(members))
    summary = Sweep(plan, Path(out)).run()
    told = {
        "seconds": time.perf_counter() - began,
        "processor_seconds": time.process_time() - worked,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
        "judged": summary["judged"],
        "variables": summary["variables"],
        "bytes_a_household": summary["bytes_a_household"],
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
