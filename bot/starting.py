"""Starting takes a second of a core, which the processes that answer Slack on this machine need more."""

import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

Found = TypeVar("Found")
BACK = 5  # of the scheduler's nineteen steps: a third of what others get where all are busy


def gently(work: Callable[[], Found]) -> Found:
    """Do it in a thread that lets everybody else go first, where the system tells threads apart."""
    with ThreadPoolExecutor(max_workers=1, initializer=_give_way) as aside:
        return aside.submit(work).result()


def _give_way() -> None:
    if sys.platform.startswith("linux"):  # elsewhere it would hold for the whole process, and for good
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), BACK)
