"""One line of the table that `make bench` prints."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """What was measured, as a ratio to a reference where there is one, and whether the target is met."""

    what: str
    measured: str
    ratio: str
    target: str
    met: bool

    def line(self, width: int) -> str:
        mark = "ok" if self.met else "MISSED"
        return f"{self.what:{width}}  {self.measured:>22}  {self.ratio:>8}  {self.target}  {mark}"
