"""`make soak`: scenarios of real processes, bounded and on loopback; fails when one shows what it must not.

`python -m tests.soak [names] [--seed N] [--seeds N] [--slack F] [--minutes M] [--lasts M]`
"""

import argparse
import asyncio
import logging
import sys
import tempfile
import time
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tests import postgres
from tests.soak import (
    acks,
    claimed,
    clocks,
    commits,
    everything,
    flood,
    fuzz,
    inbound,
    limits,
    long,
    outages,
    restarts,
    retention,
    sockets,
    stops,
    storm,
    takeover,
    ticks,
    upgrade,
)
from tests.soak.ground import Ground, Report, Scenario, Scenarios

SCENARIOS: Scenarios = {
    **long.SCENARIOS,
    **storm.SCENARIOS,
    **commits.SCENARIOS,
    **outages.SCENARIOS,
    **stops.SCENARIOS,
    **takeover.SCENARIOS,
    **clocks.SCENARIOS,
    **limits.SCENARIOS,
    **ticks.SCENARIOS,
    **fuzz.SCENARIOS,
    **retention.SCENARIOS,
    **upgrade.SCENARIOS,
}

LASTING = everything.SCENARIOS
# Played when named: they want the machine for themselves.
ALONE: Scenarios = {
    **inbound.SCENARIOS,
    **claimed.SCENARIOS,
    **sockets.SCENARIOS,
    **acks.SCENARIOS,
    **flood.SCENARIOS,
    **restarts.SCENARIOS,
    **retention.LONG,
    **LASTING,
}
EVERY: Scenarios = {**SCENARIOS, **ALONE}
MINUTES = 60.0  # where nobody says how many: then what was not seen to the end is a failure too
LAST_BEGIN = 0.6  # of the time: what begins later is still waiting for its last look when the time is over


class End(StrEnum):
    """What a scenario came to."""

    OK = "ok"
    BREACHED = "BREACHED"
    UNSEEN = "not seen to the end"


@dataclass(frozen=True)
class Box:
    """When nothing begins any more, and when all is over."""

    begins: float
    ends: float


def main() -> None:
    asked = _asked()
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # lines that are cut on purpose
    ends = [end for seed in range(asked.seed, asked.seed + asked.seeds) for end in _seeded(seed, asked)]
    is_whole = End.UNSEEN not in ends or asked.minutes is not None
    raise SystemExit(0 if is_whole and End.BREACHED not in ends else 1)


def _seeded(seed: int, asked: argparse.Namespace) -> list[End]:
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, postgres.running(Path(folder)) as server:
        ground = Ground(Path(folder), server, seed=seed, slack=asked.slack, lasts=asked.lasts)
        names = asked.names or list(SCENARIOS)
        ends = list(asyncio.run(_play(ground, names, minutes=asked.minutes or MINUTES)).values())
    told = [f"{ends.count(end)} {end}" for end in End if end in ends]
    print(f"soak: {', '.join(told)}, seed {seed}, {time.monotonic() - began:.0f} s", flush=True)
    return ends


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.soak")
    parser.add_argument("names", nargs="*", choices=[[], *EVERY], help=", ".join(EVERY))
    parser.add_argument("--seed", type=int, default=1, help="another seed, other accidents")
    parser.add_argument("--seeds", type=int, default=1, help="so many of them, one after the other")
    parser.add_argument("--slack", type=float, default=1, help="stretches bounds of time on a slow machine")
    parser.add_argument(
        "--minutes", type=float, help=f"cuts what is not over by then, and says so; {MINUTES:.0f} by itself"
    )
    parser.add_argument(
        "--lasts", type=float, default=20, help=f"how many minutes {' and '.join(LASTING)} go on"
    )
    return parser.parse_args()


async def _play(ground: Ground, names: list[str], *, minutes: float) -> dict[str, End]:
    """Each in turn; one that only waits lets the next begin, and none begins that can hardly end in time."""
    loop = asyncio.get_running_loop()
    box = Box(begins=loop.time() + minutes * 60 * LAST_BEGIN, ends=loop.time() + minutes * 60)
    ends = await asyncio.gather(*(_one(ground, name, EVERY[name], box) for name in names))
    return dict(zip(names, ends, strict=True))


async def _one(ground: Ground, name: str, scenario: Scenario, box: Box) -> End:
    async with ground.turn():
        if asyncio.get_running_loop().time() > box.begins:
            print(f"{name}: not played, the time is over", flush=True)
            return End.UNSEEN
        report = await _report(ground, name, scenario, box)
    if report is None:
        print(f"{name}: not finished, the time is over", flush=True)
        return End.UNSEEN
    print(f"{name}: {report.figures}", flush=True)
    for breach in report.breaches:
        print(f"{name}: BREACH {breach}", flush=True)
        _show(ground.folder(name))
    return End.BREACHED if report.breaches else End.OK


async def _report(ground: Ground, name: str, scenario: Scenario, box: Box) -> Report | None:
    """What it showed; None when the time was over before."""
    try:
        async with asyncio.timeout_at(box.ends) as cut:
            return await scenario(ground)
    except Exception as error:
        # One that breaks says so, and the others are still played.
        if cut.expired():
            return None
        logging.getLogger(__name__).exception("soak.%s", name)
        return Report("", [f"{type(error).__name__}: {error}"])


def _show(folder: Path) -> None:
    """The last words of its processes."""
    for said in sorted(folder.glob("*.log")):
        print(f"--- {said.name}", *said.read_text().splitlines()[-15:], sep="\n", file=sys.stderr)


if __name__ == "__main__":
    main()
