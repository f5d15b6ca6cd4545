"""Starting and sending take what the processes that answer Slack on this machine need more: they give way."""

import gc
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

Found = TypeVar("Found")
BACK = 5  # of the scheduler's nineteen steps: a third of what others get where all are busy
SELDOM = (10_000, 20, 20)  # new objects, and young collections, between two collections


def gently(work: Callable[[], Found]) -> Found:
    """Do it in a thread that lets everybody else go first, where the system tells threads apart.

    What is loaded stays, so nobody looks for garbage among it meanwhile: that took a fifth of the time.
    """
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        with ThreadPoolExecutor(max_workers=1, initializer=give_way) as aside:
            return aside.submit(work).result()
    finally:
        if was_collecting:
            gc.enable()


def give_way() -> None:
    """Let everybody else go before this thread, and before those that it begins."""
    if sys.platform.startswith("linux"):  # elsewhere it would hold for the whole process, and for good
        with suppress(OSError):
            here = threading.get_native_id()
            os.setpriority(os.PRIO_PROCESS, here, max(BACK, os.getpriority(os.PRIO_PROCESS, here)))


def keep_what_is_loaded() -> None:
    """Let the garbage collector never walk over it: that stops a process for a tenth of a second.

    Sixty objects of 168,000 are garbage by then, which is not worth a first walk. Of what a request makes
    next to nothing is left at its end, so the young are looked at seldom too.
    """
    gc.freeze()
    gc.set_threshold(*SELDOM)
