"""The ear that listens to the whole suite hears what it must."""

import logging

import pytest

from tests.leaks import Ear


@pytest.fixture
def ear() -> Ear:
    return Ear("the-key")


@pytest.mark.parametrize("said", ["token=xoxb-sandbox-t1", "the-key", "asked: How do I get Claude to rhyme?"])
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
