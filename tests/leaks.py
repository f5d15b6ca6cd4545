"""What no log, metric or standard error of the whole suite may hold: secrets, and what people wrote."""

import logging
import re
from collections.abc import Generator

import pytest

# Every test of the product runs with these: tokens, secrets and the key; questions and wins of people.
SECRETS = (
    r"xoxb-sandbox-\w+",
    r"xapp-1-sandbox-\w+",
    "sandbox-client-secret",
    "sandbox-signing-secret",
    "test-signing-secret",
    "sk-test",
)
WORDS = (
    "How do I get Claude to",
    "How do I parse a JSON payload",
    "Claude saved me two hours",
    "month-end notes",
    "our Quetzalcoatl deal",
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
