"""`make soak`: scenarios of real processes, bounded and on loopback; fails when one shows what it must not.

`python -m tests.soak [names] [--seed N] [--slack F] [--minutes M]`
"""

import argparse
import asyncio
import logging
import sys
import tempfile
import time
from pathlib import Path

from tests import postgres
from tests.soak import commits, limits, outages, stops, storm, ticks
from tests.soak.ground import Ground, Report, Scenario, Scenarios

SCENARIOS: Scenarios = {
    **storm.SCENARIOS,
    **commits.SCENARIOS,
    **outages.SCENARIOS,
    **stops.SCENARIOS,
    **limits.SCENARIOS,
    **ticks.SCENARIOS,
}


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
    parser.add_argument("names", nargs="*", choices=[[], *SCENARIOS], help=", ".join(SCENARIOS))
    parser.add_argument("--seed", type=int, default=1, help="another seed, other accidents")
    parser.add_argument("--slack", type=float, default=1, help="stretches bounds of time on a slow machine")
    parser.add_argument("--minutes", type=float, default=30, help="begins nothing after so long")
    return parser.parse_args()


async def _play(ground: Ground, names: list[str], *, minutes: float) -> bool:
    """Each in turn; one that only waits lets the next begin."""
    last = time.monotonic() + minutes * 60
    return all(await asyncio.gather(*(_one(ground, name, SCENARIOS[name], last) for name in names)))


async def _one(ground: Ground, name: str, scenario: Scenario, last: float) -> bool:
    async with ground.turn():
        if time.monotonic() > last:
            print(f"{name}: not played, the time is over", flush=True)
            return True
        try:
            report = await scenario(ground)
        except Exception as error:
            # One that breaks says so, and the others are still played.
            report = Report("", [f"{type(error).__name__}: {error}"])
            logging.getLogger(__name__).exception("soak.%s", name)
    print(f"{name}: {report.figures}", flush=True)
    for breach in report.breaches:
        print(f"{name}: BREACH {breach}", flush=True)
        _show(ground.folder(name))
    return not report.breaches


def _show(folder: Path) -> None:
    """The last words of its processes."""
    for said in sorted(folder.glob("*.log")):
        print(f"--- {said.name}", *said.read_text().splitlines()[-15:], sep="\n", file=sys.stderr)


if __name__ == "__main__":
    main()
