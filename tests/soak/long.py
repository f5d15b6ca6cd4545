"""The tests that `make test` leaves out: weeks of days, every act at every door, broken processes."""

import asyncio
import re
import sys
from pathlib import Path

from tests.soak.ground import Ground, Report, Scenarios

ROOT = Path(__file__).parents[2]
PYTEST = (sys.executable, "-m", "pytest", "-m", "long", "-n", "2", "--dist", "loadgroup", "--no-header")


async def long(ground: Ground) -> Report:
    """All of them; another seed takes other examples where examples are drawn."""
    said = ground.folder("long") / "pytest.log"
    with said.open("w") as file:
        process = await asyncio.create_subprocess_exec(
            *PYTEST, f"--hypothesis-seed={ground.seed}", cwd=ROOT, stdout=file, stderr=file
        )
        try:
            code = await process.wait()
        finally:
            if process.returncode is None:
                process.terminate()
                await process.wait()
    lines = said.read_text().splitlines()
    report = Report(re.sub(r"[= ]*(.*?)[= ]*$", r"\1", lines[-1]) if lines else "pytest said nothing")
    report.breaches += [line for line in lines if line.startswith(("FAILED", "ERROR"))]
    report.expect(f"pytest ended with {code}", is_so=code == 0)
    return report


SCENARIOS: Scenarios = {"long": long}
