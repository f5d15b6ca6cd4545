"""Starting gives way to processes that answer, in a thread of its own."""

import gc
import os
import sys
import threading

import pytest

from bot import starting


def nice() -> int:
    """How far back the scheduler puts this thread."""
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells threads apart")
def test_only_what_is_done_gently_gives_way() -> None:
    before = nice()
    assert starting.gently(nice) == max(before, starting.BACK)
    assert nice() == before


def test_nobody_looks_for_garbage_in_what_is_loaded_gently() -> None:
    assert gc.isenabled()
    assert not starting.gently(gc.isenabled)
    assert gc.isenabled()


def test_what_fails_gently_fails_here() -> None:
    with pytest.raises(ZeroDivisionError):
        starting.gently(lambda: 1 // 0)
    assert gc.isenabled()
