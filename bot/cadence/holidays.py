"""Public holidays where somebody lives: by the country they chose, else by their time zone's."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files

from bot.cadence.rules import NOWHERE


@dataclass(frozen=True)
class Holidays:
    """The public holidays of one country, for every year that somebody asks about."""

    country: str

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and day in _year(self.country, day.year)


def of(chosen: str | None, zone: str) -> Container[date]:
    """The days on which somebody hears nothing by itself; `chosen` is a country's code, `NOWHERE` or None."""
    country = country_of(zone) if chosen is None else chosen
    return Holidays(country) if country is not None and country != NOWHERE else ()


def country_of(zone: str) -> str | None:
    """The ISO code of the country a time zone belongs to; None for UTC and zones of no country."""
    return _zones().get(zone)


@cache
def countries() -> Mapping[str, str]:
    """The names of the countries whose holidays are known, by ISO code, in the order of names."""
    import holidays

    known = holidays.list_supported_countries(include_aliases=False)
    names = dict(_table("iso3166.tab", code=0, value=1))
    return {code: names[code] for code in sorted(known.keys() & names.keys(), key=lambda code: names[code])}


@lru_cache(maxsize=512)
def _year(country: str, year: int) -> frozenset[date]:
    # Imported where the first holiday is asked for: three hundred modules, for the days of a few countries.
    import holidays

    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        return frozenset()


@cache
def _zones() -> Mapping[str, str]:
    return dict(_table("zone.tab", code=2, value=0))


def _table(name: str, *, code: int, value: int) -> list[tuple[str, str]]:
    """Two columns of a table of the time zone database."""
    lines = files("tzdata.zoneinfo").joinpath(name).read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return [(row[code], row[value]) for row in rows]
