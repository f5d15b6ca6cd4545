"""Traces: what a request, a tick, a send and a call of the model took, for whoever collects them.

Off unless somebody records. Kinds and outcomes only: nobody's words, names or ids.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TypeAlias

Detail: TypeAlias = str | int | float | bool
Note: TypeAlias = Callable[..., None]
Recorder: TypeAlias = Callable[[str], AbstractContextManager[Note]]

_recorders: list[Recorder] = []


def unnoted(**_details: Detail) -> None:
    """Nobody records."""


@contextmanager
def recording(recorder: Recorder) -> Iterator[None]:
    """Give every span to this recorder meanwhile."""
    _recorders.append(recorder)
    try:
        yield
    finally:
        _recorders.remove(recorder)


def span(name: str) -> AbstractContextManager[Note]:
    """One piece of work; what it is given to note are its details."""
    return _recorders[-1](name) if _recorders else nullcontext(unnoted)
