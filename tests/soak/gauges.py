"""What processes take while they run, and what they complain of."""

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from statistics import median

from tests import weight
from tests.soak.fleet import Fleet
from tests.soak.ground import pause

EVERY_S = 1.0
PARTS = 5  # the first and the last of so many parts of the time are compared
MB = 1024 * 1024
LOUD = ("error", "critical")


@dataclass
class Life:
    """One process: memory in MB and open descriptors, each second."""

    name: str
    resident: list[float] = field(default_factory=list)
    descriptors: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Growth:
    """How a process changed from its warm-up to its end."""

    name: str
    resident: tuple[float, float]
    descriptors: tuple[int, int]

    @property
    def share(self) -> float:
        """Of its memory."""
        return self.resident[1] / self.resident[0] - 1

    def __str__(self) -> str:
        before, after = self.resident
        return f"{self.name} {before:.1f} to {after:.1f} MB ({self.share:+.1%})"


class Gauges:
    """Looks at every process of a fleet each second, and at the log of a SQLite database."""

    def __init__(self, ships: Fleet, *, wal: Path | None) -> None:
        self.lives: dict[int, Life] = {}
        self.wal_mb = 0.0
        self._ships = ships
        self._wal = wal

    async def watch(self) -> None:
        """Until cancelled."""
        while True:
            self._look()
            await pause(EVERY_S)

    def _look(self) -> None:
        for ship in self._ships.ships:
            life = self.lives.setdefault(ship.process.pid, Life(ship.said.stem))
            if not weight.CAN_TELL:
                continue
            with suppress(OSError, StopIteration):  # it has just ended
                life.resident.append(weight.resident_mb(ship.process.pid))
                life.descriptors.append(weight.descriptors(ship.process.pid))
        if self._wal is not None and self._wal.exists():
            self.wal_mb = max(self.wal_mb, self._wal.stat().st_size / MB)

    def grown(self, *, warm_up_s: float) -> list[Growth]:
        """Each process that lived for as long again after its warm-up."""
        warm = int(warm_up_s / EVERY_S)
        return [growth(life, warm) for life in self.lives.values() if len(life.resident) >= 2 * warm]


def growth(life: Life, warm: int) -> Growth:
    """How a process changed after so many seconds."""
    resident, descriptors = life.resident[warm:], life.descriptors[warm:]
    part = max(len(resident) // PARTS, 1)
    return Growth(
        life.name,
        (median(resident[:part]), median(resident[-part:])),
        # The fewest at any moment: those of requests that are being answered come and go.
        (min(descriptors[:part]), min(descriptors[-part:])),
    )


@dataclass(frozen=True)
class Complaint:
    """A line of the level error, or one that is none of the log; `at` is its time, or the last known."""

    at: datetime | None
    text: str


def complaints(logs: Sequence[Path]) -> Iterator[Complaint]:
    """What processes that log as JSON complained of; a last line may have been cut by a kill."""
    for said in logs:
        at: datetime | None = None
        whole = said.read_text().rpartition("\n")[0]
        for line in whole.splitlines():
            try:
                told = json.loads(line)
                at = datetime.fromisoformat(told["at"])
            except (ValueError, KeyError, TypeError):
                yield Complaint(at, f"{said.stem}: {line}")
                continue
            if told["level"] in LOUD:
                yield Complaint(at, f"{said.stem} {told['at']} {told['message']}")
