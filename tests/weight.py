"""What a process takes of the machine, as Linux tells it."""

from pathlib import Path

CAN_TELL = Path("/proc/self/status").exists()


def resident_mb(pid: int) -> float:
    """The memory that is really there."""
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def descriptors(pid: int) -> int:
    """Open files, sockets and pipes."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))
