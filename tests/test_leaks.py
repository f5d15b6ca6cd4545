"""The ear that listens to the whole suite hears what it must; printed settings give it nothing to hear."""

import logging
from dataclasses import dataclass, field

import pytest

from bot.settings import Settings
from tests.leaks import Ear, printing

OPEN = {
    "slack_client_id", "slack_api_url", "afterglow_model", "host", "port", "afterglow_public_url",
    "afterglow_role", "log_level", "log_format",
}  # fmt: skip
SECRET = "the-key"


@pytest.fixture
def ear() -> Ear:
    return Ear(SECRET)


@pytest.mark.parametrize("said", ["token=xoxb-sandbox-t1", SECRET, "asked: How do I get Claude to rhyme?"])
def test_a_planted_secret_is_heard_in_a_message(ear: Ear, said: str) -> None:
    ear.handle(logging.makeLogRecord({"name": "any.library", "msg": "%s", "args": (said,)}))
    assert len(ear.found) == 1


def test_a_planted_secret_is_heard_in_a_traceback(ear: Ear) -> None:
    try:
        raise ValueError("sandbox-client-secret")
    except ValueError as error:
        told = (type(error), error, error.__traceback__)
        ear.handle(logging.makeLogRecord({"name": "any.library", "msg": "failed", "exc_info": told}))
    assert len(ear.found) == 1


def test_ids_and_outcomes_are_not_taken_for_secrets(ear: Ear) -> None:
    ear.handle(logging.makeLogRecord({"name": "bot", "msg": "win.logged workspace=T1 user=U1"}))
    assert ear.found == []


@dataclass
class Kept:
    """Made here, and by its module one of ours."""

    __module__ = "bot.kept"

    shown: str = ""
    hidden: str = field(default="", repr=False)


@pytest.mark.parametrize(("shown", "hidden", "heard"), [("", SECRET, 0), (SECRET, "", 1)])
def test_a_value_that_prints_a_secret_is_heard_when_it_is_made(
    ear: Ear, shown: str, hidden: str, heard: int
) -> None:
    with printing(ear) as kinds:
        Kept(shown, hidden)
    assert kinds == {"Kept"} and len(ear.found) == heard


def test_settings_are_printed_without_any_secret(ear: Ear) -> None:
    given = {
        "slack_bot_token": f"xoxb-{SECRET}",
        "slack_app_token": f"xapp-{SECRET}",
        "slack_signing_secret": SECRET,
        "slack_client_id": "1000.2000",
        "slack_client_secret": SECRET,
        "database_url": f"postgresql://ana:{SECRET}@db/afterglow",
        "openai_api_key": SECRET,
        "openai_base_url": f"https://ana:{SECRET}@models",
        "otel_exporter_otlp_endpoint": f"https://ana:{SECRET}@traces",
        "afterglow_encryption_key": SECRET,
    }
    settings = Settings(_env_file=None, **given)  # type: ignore[call-arg, arg-type]
    for text in (repr(settings), str(settings), f"{settings}", repr(settings.model_copy())):
        ear.hear(text)
        assert "slack_client_id='1000.2000'" in text
    assert ear.found == []


def test_a_new_setting_is_not_printed_before_somebody_has_looked_at_it() -> None:
    assert {name for name, field in Settings.model_fields.items() if field.repr} == OPEN
