"""Links to the report: what is forged, altered, old or another installation's opens nothing."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from bot.people.rules import Person
from bot.settings import Settings
from bot.web.links import LASTS, Links, base_of

NOW = datetime(2026, 11, 25, 15, tzinfo=UTC)
DANA = Person("T0ACME", "U0DANA")
OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
LINKS = Links([NEW], base="https://bot.example")


def query_of(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query))


def settings_with(**values: str | int) -> Settings:
    return Settings(_env_file=None, **values)  # type: ignore[call-arg, arg-type]


def test_a_link_names_whom_it_was_made_for() -> None:
    url = LINKS.make(DANA, NOW)
    assert url.startswith("https://bot.example/report?")
    assert LINKS.read(query_of(url), NOW) == DANA


def test_a_link_lasts_fifteen_minutes() -> None:
    query = query_of(LINKS.make(DANA, NOW))
    assert LINKS.read(query, NOW + LASTS - timedelta(seconds=1)) == DANA
    assert LINKS.read(query, NOW + LASTS) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("w", "T0OTHER"),
        ("u", "U0EVE"),
        ("until", str(int((NOW + timedelta(days=9)).timestamp()))),
        ("until", ""),
        ("until", "soon"),
        ("sig", ""),
        ("sig", "é\udcff"),
        ("w", "T0ACME\nU0DANA"),
    ],
)
def test_a_link_that_was_changed_opens_nothing(field: str, value: str) -> None:
    query = query_of(LINKS.make(DANA, NOW)) | {field: value}
    assert LINKS.read(query, NOW) is None


def test_parts_cannot_be_moved_over_the_edge_of_a_field() -> None:
    query = query_of(LINKS.make(Person("T0", "ACME\nU0DANA"), NOW))
    assert LINKS.read(query | {"w": "T0\nACME", "u": "U0DANA"}, NOW) is None


@given(st.dictionaries(st.sampled_from(["w", "u", "until", "sig"]), st.text(max_size=40)))
def test_no_junk_opens_or_breaks_it(query: dict[str, str]) -> None:
    assert LINKS.read(query, NOW) is None


def test_a_link_of_another_installation_opens_nothing() -> None:
    assert LINKS.read(query_of(Links([OLD], base="").make(DANA, NOW)), NOW) is None


def test_a_link_survives_the_rotation_of_the_key() -> None:
    query = query_of(Links([OLD], base="").make(DANA, NOW))
    assert Links([NEW, OLD], base="").read(query, NOW) == DANA


def test_the_encryption_key_cannot_be_seen_in_a_link() -> None:
    assert NEW not in LINKS.make(DANA, NOW)


@pytest.mark.parametrize(
    ("given", "base"),
    [
        ({"afterglow_public_url": "https://ai.example/bot/"}, "https://ai.example/bot/"),
        ({"host": "127.0.0.1", "port": 3000}, "http://127.0.0.1:3000"),
        ({"host": "0.0.0.0", "port": 8080}, "http://localhost:8080"),
        ({"host": "::1", "port": 3000}, "http://[::1]:3000"),
    ],
)
def test_links_lead_to_where_a_browser_finds_us(given: dict[str, str | int], base: str) -> None:
    assert base_of(settings_with(**given)) == base


def test_a_public_address_under_a_path_keeps_its_path() -> None:
    url = Links([NEW], base="https://ai.example/bot/").make(DANA, NOW)
    assert url.startswith("https://ai.example/bot/report?")
