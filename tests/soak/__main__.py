"""`make soak`: scenarios of real processes, bounded and on loopback; fails when one shows what it must not.

`python -m tests.soak [names] [--seed N] [--slack F] [--minutes M]`
"""

import argparse
import asyncio
import logging
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests import postgres
from tests.soak import commits, fuzz, inbound, limits, outages, stops, storm, ticks
from tests.soak.ground import Ground, Report, Scenario, Scenarios

SCENARIOS: Scenarios = {
    **storm.SCENARIOS,
    **commits.SCENARIOS,
    **outages.SCENARIOS,
    **stops.SCENARIOS,
    **limits.SCENARIOS,
    **ticks.SCENARIOS,
    **fuzz.SCENARIOS,
}

# Played when named: they want the machine for themselves.
ALONE: Scenarios = {**inbound.SCENARIOS}
EVERY: Scenarios = {**SCENARIOS, **ALONE}
LAST_BEGIN = 0.6  # of the time: what begins later is still waiting for its last look when the time is over


@dataclass(frozen=True)
class Box:
    """When nothing begins any more, and when all is over."""

    begins: float
    ends: float


def main() -> None:
    asked = _asked()
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # lines that are cut on purpose
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, postgres.running(Path(folder)) as server:
        ground = Ground(Path(folder), server, seed=asked.seed, slack=asked.slack)
        is_whole = asyncio.run(_play(ground, asked.names or list(SCENARIOS), minutes=asked.minutes))
    print(f"soak: {'ok' if is_whole else 'BREACHED'}, seed {asked.seed}, {time.monotonic() - began:.0f} s")
    raise SystemExit(0 if is_whole else 1)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.soak")
    parser.add_argument("names", nargs="*", choices=[[], *EVERY], help=", ".join(EVERY))
    parser.add_argument("--seed", type=int, default=1, help="another seed, other accidents")
    parser.add_argument("--slack", type=float, default=1, help="stretches bounds of time on a slow machine")
    parser.add_argument(
        "--minutes", type=float, default=10, help="cuts what is not over by then, and says so"
    )
    return parser.parse_args()


async def _play(ground: Ground, names: list[str], *, minutes: float) -> bool:
    """Each in turn; one that only waits lets the next begin, and none begins that can hardly end in time."""
    loop = asyncio.get_running_loop()
    box = Box(begins=loop.time() + minutes * 60 * LAST_BEGIN, ends=loop.time() + minutes * 60)
    return all(await asyncio.gather(*(_one(ground, name, EVERY[name], box) for name in names)))


async def _one(ground: Ground, name: str, scenario: Scenario, box: Box) -> bool:
    async with ground.turn():
        if asyncio.get_running_loop().time() > box.begins:
            print(f"{name}: not played, the time is over", flush=True)
            return True
        report = await _report(ground, name, scenario, box)
    if report is None:
        print(f"{name}: not finished, the time is over", flush=True)
        return True
    print(f"{name}: {report.figures}", flush=True)
    for breach in report.breaches:
        print(f"{name}: BREACH {breach}", flush=True)
        _show(ground.folder(name))
    return not report.breaches


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
