"""The product in a process of its own, started as an operator starts it."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.soak.ground import pause

Process = asyncio.subprocess.Process


async def start(
    settings: Mapping[str, str], *, folder: Path, said: Path, tree: Path | None = None
) -> Process:
    """Run this version, or the one in another tree; what it logs goes to `said`."""
    around = {"PATH": os.environ["PATH"], "PYTHONPATH": str(tree or Path.cwd())}
    with said.open("wb") as log:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            "run",
            cwd=folder,
            env={**around, **settings},
            stdout=asyncio.subprocess.DEVNULL,
            stderr=log,
        )


async def freeze(process: Process, seconds: float) -> None:
    """Stop it in its tracks for a while; it knows of nothing."""
    process.send_signal(signal.SIGSTOP)
    await pause(seconds)
    process.send_signal(signal.SIGCONT)
