"""What no log, metric, standard error or printed value may hold: secrets, and what people wrote."""

import logging
import re
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import is_dataclass
from types import FrameType

import pytest
from pydantic import BaseModel

# Every test of the product runs with these: tokens, secrets and the key; questions and wins of people.
SECRETS = (
    r"xoxb-sandbox-\w+",
    r"xapp-1-sandbox-\w+",
    r"xoxe[.\w-]*-1-\w+",
    "sandbox-client-secret",
    "sandbox-signing-secret",
    "test-signing-secret",
    "sk-test",
    r"/sandbox/respond/\w+",  # whoever has such an address may write there
)
WORDS = (
    "How do I get Claude to",
    "How do I parse a JSON payload",
    "Claude saved me two hours",
    "Claude turned the call transcript",
    "month-end notes",
    "our Quetzalcoatl deal",
    "Ask for the action items first",  # a model's draft
)
OURS = ("bot", "handlers", "schedules")


class Ear(logging.Handler):
    """Hears every log record of the process, tracebacks included, and notes what must not be there."""

    def __init__(self, *secrets: str) -> None:
        super().__init__()
        self._planted = re.compile("|".join((*SECRETS, *WORDS, *map(re.escape, secrets))))
        self._plain = logging.Formatter("%(name)s: %(message)s")
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.hear(self._plain.format(record))

    def hear(self, text: str) -> None:
        """Note it when a planted secret or somebody's words stand in it."""
        leak = self._planted.search(text)
        if leak is not None:
            self.found.append(f"{leak[0]!r} in: {text[:500]}")

    def listen(self) -> None:
        """To all loggers, ours as loud as an operator has them."""
        logging.getLogger().addHandler(self)
        for name in OURS:
            logging.getLogger(name).setLevel(logging.INFO)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """The test in which something leaked has failed."""
        report = yield
        self.hear(report.capstderr)  # of other processes
        if self.found:
            report.outcome, report.longrepr = "failed", "\n".join(["This leaked into the log:", *self.found])
            self.found.clear()
        return report


@contextmanager
def printing(ear: Ear) -> Iterator[set[str]]:
    """The ear hears every value of ours as `repr` prints it when it was made; yields the kinds of them."""
    kinds: set[str] = set()

    def made(frame: FrameType, event: str, answer: object) -> None:
        if event != "return":
            return
        value = frame.f_locals.get("self") if frame.f_code.co_name == "__init__" else answer
        is_new = isinstance(value, BaseModel) if value is answer else is_dataclass(value)
        kind = type(value)
        # The fake Slack is not ours to hide: its tokens and messages are what it plays with.
        if is_new and kind.__module__.split(".")[0] in OURS and "sandbox" not in kind.__module__:
            kinds.add(kind.__name__)
            ear.hear(f"{kind.__module__}.{value!r}")

    sys.setprofile(made)
    try:
        yield kinds
    finally:
        sys.setprofile(None)
