"""Slack's words and ours, folded into the few that metrics, doctor and App Home know."""

import pytest

from bot.outbox.models import Fate
from bot.outbox.rules import Why, fold


@pytest.mark.parametrize(
    ("fate", "reason", "why"),
    [
        (Fate.SENT, None, Why.NONE),
        (Fate.DROPPED, "no longer true: questions.alive", Why.OVERTAKEN),
        (Fate.DROPPED, "deleted", Why.OVERTAKEN),
        (Fate.EXPIRED, "not sent in time", Why.LATE),
        (Fate.EXPIRED, "not sent in time: http_503", Why.LATE),
        (Fate.EXPIRED, "not sent in time: missing_scope: chat:write", Why.SCOPE),
        (Fate.EXPIRED, "not sent in time: token_revoked", Why.TOKEN),
        (Fate.EXPIRED, "not sent in time: no_token", Why.TOKEN),
        (Fate.DEAD, "is_archived", Why.ARCHIVED),
        (Fate.DEAD, "not_in_channel", Why.CLOSED),
        (Fate.DEAD, "user_disabled", Why.PERSON),
        (Fate.DEAD, "internal_error: may have arrived, and cannot be looked up", Why.DOUBT),
        (Fate.DEAD, "its worker stopped: may have arrived, and cannot be looked up", Why.DOUBT),
        (Fate.DEAD, "gave up after 8 attempts", Why.GAVE_UP),
        (Fate.DEAD, "invalid_blocks", Why.REFUSED),
        (Fate.DEAD, "Ana's own words", Why.REFUSED),
        (Fate.DEAD, None, Why.REFUSED),
        (Fate.DEAD, "", Why.REFUSED),
    ],
)
def test_each_reason_has_one_word(fate: Fate, reason: str | None, why: Why) -> None:
    assert fold(fate, reason) == why
