"""`make soak`: storms of real processes, bounded and on loopback; fails when anything is lost or doubled."""

import asyncio
import sys
import tempfile
from pathlib import Path

from tests import postgres
from tests.soak.storm import Figures, Storm, blow

ON_POSTGRESQL = Storm(messages=10_000, spaces=120, workers=3, kills=15, kill_every=2, faults=0.1)
ON_SQLITE = Storm(messages=2_000, spaces=40, workers=1, kills=10, kill_every=4, faults=0.1)


def main() -> None:
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    with tempfile.TemporaryDirectory() as folder, postgres.server(Path(folder), is_durable=True) as url:
        storms = [("PostgreSQL", ON_POSTGRESQL, url), ("SQLite", ON_SQLITE, f"sqlite:///{folder}/storm.db")]
        is_whole = all([_report(name, seed, storm, target, folder) for name, storm, target in storms])
    raise SystemExit(0 if is_whole else 1)


def _report(name: str, seed: int, storm: Storm, url: str, folder: str) -> bool:
    figures: Figures = asyncio.run(blow(storm, url, Path(folder), seed=seed))
    print(
        f"{name}: {storm.messages:,} messages, {storm.workers} workers, {storm.kills} kills,"
        f" {storm.faults:.0%} bad answers, seed {seed}"
    )
    print(
        f"  lost {figures.lost}, doubled {figures.doubled} (before the sweep {figures.at_first_doubled}),"
        f" {figures.seconds:.0f} s, {figures.calls:,} posts, {figures.limited} times limited, {figures.fates}"
    )
    return figures.lost == 0 and figures.doubled == 0


if __name__ == "__main__":
    main()
