"""`python -m scripts.set_up PURPOSE`; see the package's own words."""

from __future__ import annotations

import fcntl
import os
import sys

from scripts.set_up import browser
from scripts.set_up.environments import APP, BASELINE, ENGINE, project_step
from scripts.set_up.progress import ROOT, Run, SetUpFailed, Step, carry_out

STEPS = {
    "run": lambda: [APP.step(), ENGINE.step(), project_step()],
    "test": lambda: [APP.step(larger=True), ENGINE.step(larger=True), project_step(), browser_step()],
    "bench": lambda: [APP.step(), ENGINE.step(), project_step(), BASELINE.step()],
}


def browser_step() -> Step:
    """Without a browser its tests are skipped, saying so; in CI that is a failure."""

    def work(run: Run) -> None:
        if run.succeeds([APP.python, "-B", "-m", "scripts.set_up.browser", "install"]):
            return
        if os.environ.get("CI"):
            raise SetUpFailed(run.printed)
        print(f"not to be had; the browser tests will be skipped.\n{run.printed}", end="", flush=True)

    return Step("A browser for the tests: Chromium, Chinese font", lambda: not browser.is_complete(APP.directory), work)


def main() -> None:
    purpose = sys.argv[1] if len(sys.argv) == 2 else ""
    if purpose not in STEPS:
        sys.exit(f"usage: scripts/set_up.sh {'|'.join(STEPS)}")
    (ROOT / "var").mkdir(exist_ok=True)
    with (ROOT / "var" / "set-up.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two commands started at once must not fill one environment together
        try:
            carry_out(STEPS[purpose]())
        except SetUpFailed as failure:
            sys.exit(f"\n{failure}")
        except KeyboardInterrupt:
            sys.exit("\nStopped. The same command goes on where this one ended.")


if __name__ == "__main__":
    main()
