"""The guard finds what must not travel on, and leaves ordinary numbers alone."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.guard.rules import SHIPPED, Kind

find, redact = SHIPPED.find, SHIPPED.redact

# Put together from pieces, so that no scanner takes a made-up key of this file for a real one.
KEYS = [
    "sk-" + "proj-" + "a1B2c3D4" * 5,
    "sk-" + "ant-api03-" + "Zx9_" * 12,
    "sk" + "_live_" + "4eC39HqLyjWDarjtT1zdp7dc",
    "ghp" + "_" + "16C7e42F292c6912E7710c838347Ae178B4a",
    "github" + "_pat_" + "11ABCDEFG0" * 4,
    "glpat" + "-" + "x3Kd9sPq2LmN8vTz4RyW",
    "xoxb" + "-2312345678-" + "9876543210-AbCdEfGhIjKlMnOp",
    "AKIA" + "IOSFODNN7EXAMPLE",
    "AIza" + "SyD-9tSrke72PouQMnMX-a7eZSW0jkFMBWY",
    "eyJ" + "hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
    "hf_" + "QwErTyUiOpAsDfGhJkLzXcVbNm12345678",
]
FOUND = [
    ("card 4111 1111 1111 1111 exp 12/27", Kind.CARD, "4111 1111 1111 1111"),
    ("amex 378282246310005", Kind.CARD, "378282246310005"),
    ("5555-5555-5555-4444", Kind.CARD, "5555-5555-5555-4444"),
    ("please pay to DE89 3704 0044 0532 0130 00 today", Kind.IBAN, "DE89 3704 0044 0532 0130 00"),
    ("IBAN GB82WEST12345698765432.", Kind.IBAN, "GB82WEST12345698765432"),
    ("fr1420041010050500013M02606", Kind.IBAN, "fr1420041010050500013M02606"),
    ("write to jo.meyer+hr@mail.example.co.uk please", Kind.EMAIL, "jo.meyer+hr@mail.example.co.uk"),
    ("call me on +49 171 2345678", Kind.PHONE, "+49 171 2345678"),
    ("+44 (0)20 7946 0958 is the desk", Kind.PHONE, "+44 (0)20 7946 0958"),
    ("(415) 555-2671", Kind.PHONE, "(415) 555-2671"),
    ("her number: 415-555-2671", Kind.PHONE, "415-555-2671"),
    ("appelle-la au 06 12 34 56 78", Kind.PHONE, "06 12 34 56 78"),
    ("0171/2345678 bin ich erreichbar", Kind.PHONE, "0171/2345678"),
    ("07700 900123", Kind.PHONE, "07700 900123"),
    ("call 030 12345678 before noon", Kind.PHONE, "030 12345678"),
    ("mi móvil es 612 345 678", Kind.PHONE, "612 345 678"),
    ("SSN 123-45-6789", Kind.NATIONAL_ID, "123-45-6789"),
    ("NI number AB123456C", Kind.NATIONAL_ID, "AB123456C"),
    ("my NINO is AB 12 34 56 C", Kind.NATIONAL_ID, "AB 12 34 56 C"),
    ("Steuer-ID 86095742719", Kind.NATIONAL_ID, "86095742719"),
    ("DNI 12345678Z", Kind.NATIONAL_ID, "12345678Z"),
    ("NIE X1234567L", Kind.NATIONAL_ID, "X1234567L"),
    ("nir 2 55 08 14 168 025 38", Kind.NATIONAL_ID, "2 55 08 14 168 025 38"),
    ("BSN 111222333", Kind.NATIONAL_ID, "111222333"),
    ("codice fiscale RSSMRA85T10A562S", Kind.NATIONAL_ID, "RSSMRA85T10A562S"),
    ("PESEL 44051401359", Kind.NATIONAL_ID, "44051401359"),
    ("CPF 111.444.777-35", Kind.NATIONAL_ID, "111.444.777-35"),
    ("AHV 756.9217.0769.85", Kind.NATIONAL_ID, "756.9217.0769.85"),
    ("personnummer 811218-9876", Kind.NATIONAL_ID, "811218-9876"),
    ("password: hunter2!", Kind.PASSWORD, "hunter2!"),
    ("the wifi pw is Sommer-2026", Kind.PASSWORD, "Sommer-2026"),
    ("Passwort lautet Gartenzaun77", Kind.PASSWORD, "Gartenzaun77"),
    ("mot de passe : Bonjour#9", Kind.PASSWORD, "Bonjour#9"),
    ("contraseña=Verano_24", Kind.PASSWORD, "Verano_24"),
    ("pwd `tr0ub4dor`: no wait, password: `tr0ub4dor`", Kind.PASSWORD, "tr0ub4dor"),
    ("postgres://app:s3cr3tpw@db.internal/app", Kind.PASSWORD, "s3cr3tpw"),
    ("alarm code: 4821", Kind.PASSWORD, "4821"),
    ("curl -H 'Authorization: Bearer q1w2e3r4t5y6u7i8o9p0'", Kind.API_KEY, "q1w2e3r4t5y6u7i8o9p0"),
    ("api_key = 9f8e7d6c5b4a39281706f5e4d3c2b1a0", Kind.API_KEY, "9f8e7d6c5b4a39281706f5e4d3c2b1a0"),
]  # fmt: skip
DATA = Path(__file__).parents[2] / "bot/reading/training/data/shared.jsonl"
HARMLESS = [
    "order 4500223145 ships on 2026-11-20 at 10:30",
    "PO 45002231 and invoice 2026-000123456 are booked",
    "tracking 00340434161094042557 says Friday",
    "upgrade from 3.12.4 to 3.13.0-rc1, build 20261120.3",
    "ticket 550e8400-e29b-41d4-a716-446655440000",
    "commit 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 broke it",
    "ts 1763692800.123456 in C0123456789, <@U03KLM2> saw it",
    "paid 1,234,567.89 EUR, margin +12.5%, EUR 12.000.000,00",
    "1763692800123 and 1763692800123456 are timestamps",
    "revenue grew from 612 345 678 to 701 222 111",
    "the server is 192.168.100.200:8080",
    "I forgot my password, can someone reset it?",
    "password is expired again",
    "password: see vault",
    "the token limit is 200000 and the prompt has 4096 tokens",
    "ask for the API key: it is in the vault",
    "icon@2x.png and git@github.com:org/repo.git",
    "meet @jo at 14:00 in room 2.14, dial-in on the invite",
    "part number 4111-2222-3333 from the 1,300 row export",
    "ISBN 978-3-16-148410-0",
    "article 1234 5678 9012 3456 is out of stock",
    "from 2019-2026 we had 15 000 000 visits",
    "call me at 10:30 or 2026-11-20",
    "We'll pin: the message to the channel",
    "sk-learn and risk-averse, task-force-planning-meeting",
    "lat 48.137154, lon 11.576124",
]


@pytest.mark.parametrize("key", KEYS)
def test_a_key_never_travels_on(key: str) -> None:
    assert redact(f"use {key} for the demo").text == "use [API key] for the demo"


@pytest.mark.parametrize(("text", "kind", "value"), FOUND)
def test_personal_data_and_passwords_are_found_in_place(text: str, kind: Kind, value: str) -> None:
    assert [(span.kind, text[span.start : span.end]) for span in find(text)] == [(kind, value)]


@pytest.mark.parametrize("text", HARMLESS)
def test_ordinary_numbers_and_words_are_left_alone(text: str) -> None:
    assert redact(text).text == text


def test_a_private_key_goes_as_a_whole_even_when_it_is_cut_short() -> None:
    head = "-----BEGIN RSA " + "PRIVATE KEY-----"
    whole = f"{head}\nMIIEpAIBAAKCAQEA7\n-----END RSA " + "PRIVATE KEY-----"
    assert redact(f"here:\n{whole}\nthanks").text == "here:\n[private key]\nthanks"
    assert redact(f"here:\n{head}\nMIIEpAIBAAKC").text == "here:\n[private key]"


def test_each_find_of_a_message_is_replaced_by_a_word_for_it() -> None:
    text = "Ana: ana@example.org, card 4111111111111111, IBAN DE89370400440532013000"
    assert redact(text).text == "Ana: [e-mail address], card [card number], IBAN [bank account]"


def test_a_number_that_fails_its_check_is_no_finding() -> None:
    assert find("4111 1111 1111 1112, DE88 3704 0044 0532 0130 00, DNI 12345678A, BSN 111222334") == ()


def test_the_development_messages_raise_no_alarm() -> None:
    data = DATA.read_text(encoding="utf-8").splitlines()
    alarms = [text for text in (json.loads(line)["text"] for line in data) if find(text)]
    assert alarms == []


PIECES = st.lists(
    st.one_of(st.text(max_size=30), st.sampled_from([*KEYS, *(f[2] for f in FOUND), *HARMLESS])), max_size=6
)


@given(PIECES)
def test_the_spans_rebuild_the_redacted_text(pieces: list[str]) -> None:
    text = " ".join(pieces)
    redacted = redact(text)
    rebuilt, at = "", 0
    for span in redacted.spans:
        assert at <= span.start < span.end <= len(text)
        rebuilt += text[at : span.start] + span.word
        at = span.end
    assert rebuilt + text[at:] == redacted.text


@given(
    st.sampled_from([f[2] for f in FOUND if f[1] in {Kind.CARD, Kind.IBAN, Kind.EMAIL}]),
    st.text("abc xyz.,", max_size=40),
)
def test_what_was_found_is_gone_whatever_stands_around_it(value: str, around: str) -> None:
    assert value not in redact(f"{around} {value} {around}").text
