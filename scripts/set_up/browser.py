"""The browser of the tests: the system's Chromium, else Playwright's own download, else Debian's package.

.venv/bin/python scripts/browser.py find      prints its path, or fails
.venv/bin/python scripts/browser.py install   makes sure of it, and of a font with Chinese characters
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

SYSTEM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DOWNLOAD_SECONDS = 240
PACKAGE_SECONDS = 600


def find(environment: Path) -> Path | None:
    """The path of a Chromium that runs, the system's before Playwright's."""
    for name in SYSTEM_NAMES:
        path = shutil.which(name)
        if path and _succeeds([path, "--version"], seconds=30):
            return Path(path)
    return _playwrights_own(environment)


def has_chinese_font() -> bool:
    """Whether pages with Chinese text can be drawn; true where there is no fontconfig to ask (macOS)."""
    if not shutil.which("fc-list"):
        return sys.platform != "linux"
    return bool(subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, text=True).stdout.strip())


def is_complete(environment: Path) -> bool:
    return has_chinese_font() and find(environment) is not None


def install(environment: Path) -> Path | None:
    if find(environment) is None:
        _succeeds([environment / "bin" / "python", "-m", "playwright", "install", "chromium"], DOWNLOAD_SECONDS)
    missing = [] if find(environment) else ["chromium"]
    if not has_chinese_font():
        missing += ["fontconfig", "fonts-noto-cjk"]
    if missing and _may_install_packages():
        _install_packages(missing)
    return find(environment)


def _playwrights_own(environment: Path) -> Path | None:
    script = "from playwright.sync_api import sync_playwright as p\nwith p() as b: print(b.chromium.executable_path)"
    python = environment / "bin" / "python"
    if not python.exists():
        return None
    asked = subprocess.run([python, "-I", "-c", script], capture_output=True, text=True)
    path = Path(asked.stdout.strip() or "/nonexistent")
    return path if path.exists() and _succeeds([path, "--version"], seconds=30) else None


def _may_install_packages() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _install_packages(packages: Sequence[str]) -> None:
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    _succeeds(["apt-get", "update"], PACKAGE_SECONDS)
    _succeeds(["apt-get", "install", "--yes", "--no-install-recommends", *packages], PACKAGE_SECONDS)


def _succeeds(command: Sequence[str | Path], seconds: float) -> bool:
    try:
        return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds).returncode == 0
    except (subprocess.TimeoutExpired, OSError):
        return False


def main() -> None:
    environment = Path(sys.prefix)
    path = install(environment) if sys.argv[1] == "install" else find(environment)
    if path is None:
        sys.exit(
            "No Chromium was found, and neither Playwright's download nor Debian's package could be installed.\n"
            "Install one (for example: apt install chromium fonts-noto-cjk), then give the same command again."
        )
    print(path)


if __name__ == "__main__":
    main()
