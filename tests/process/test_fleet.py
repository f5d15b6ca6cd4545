"""Several processes take events together: replaced, killed, pressed at once, told everything four times."""

import random
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot import vault
from tests.conftest import EAR, KEY, Kinds
from tests.soak import inbound
from tests.soak.ground import Report
from tests.soak.harbour import Harbour, harbour

pytestmark = pytest.mark.long

CHAMPIONS = 15


@pytest.fixture
def shared(originals: Kinds) -> Iterator[str]:
    """A database that several processes may share."""
    kind = originals("postgresql")
    url = kind.copy(installed_at=None)
    yield url
    kind.drop(url)


@pytest.fixture
def heard(tmp_path: Path) -> Iterator[Path]:
    """The folder in which processes write their logs; nothing may leak into one."""
    yield tmp_path
    logs = [file.read_text() for file in tmp_path.glob("process-*.log")]
    assert any("slack.connected" in log for log in logs)
    for log in logs:
        EAR.hear(log)


@pytest.fixture
async def here(shared: str, heard: Path) -> AsyncIterator[Harbour]:
    vault.use(vault.Vault([KEY]))
    async with harbour(shared, heard, key=KEY, champions_=CHAMPIONS) as made:
        yield made


def whole(report: Report) -> None:
    print(report.figures)
    assert report.breaches == [], report.figures


async def test_a_process_is_replaced_under_traffic_and_no_event_is_refused_or_lost(here: Harbour) -> None:
    whole(await inbound.roll(here, ships=2, rounds=1, rate=10))


async def test_what_comes_four_times_at_once_to_several_processes_happens_once(here: Harbour) -> None:
    whole(await inbound.fourfold(here, ships=2, events=3))


async def test_what_a_killed_process_had_acknowledged_is_there_once(here: Harbour) -> None:
    chance = random.Random(1)
    whole(await inbound.killed(here, ships=2, events=150, rate=50, every_s=1, chance=chance))


async def test_of_many_champions_who_press_at_once_one_has_each_question(here: Harbour) -> None:
    whole(await inbound.claims(here, ships=2, questions=5))
