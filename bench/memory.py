"""Memory of a process, from Linux's own account of it."""

from pathlib import Path


def peak_megabytes(pid: int) -> float:
    """The most that a process ever held in memory (VmHWM), in MB of 1,000,000 bytes, its children's included."""
    status = Path(f"/proc/{pid}/status").read_text()
    held = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return int(held.split()[1]) * 1024 / 1e6 + sum(peak_megabytes(int(child)) for child in children)
