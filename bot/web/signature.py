"""Slack's request signature, checked before anything is parsed."""

import hmac
from collections.abc import Sequence
from datetime import datetime

FRESH_S = 300


def forged(
    body: bytes, *, timestamp: str | None, signature: str | None, secrets: Sequence[str], now: datetime
) -> str | None:
    """Why this is not from Slack; None when Slack signed it within five minutes, with any of our secrets."""
    if not timestamp or not signature:
        return "this request is not signed: only Slack may call this address"
    if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:
        return "the timestamp of the signature is no time"
    if abs(now.timestamp() - int(timestamp)) > FRESH_S:
        return "the signature is more than five minutes off: check the clock of this machine"
    given = signature.encode("utf-8", "replace")
    for each in secrets:
        if hmac.compare_digest(given, sign(body, timestamp=timestamp, secret=each)):
            return None
    return "the signature does not match: check SLACK_SIGNING_SECRET"


def sign(body: bytes, *, timestamp: str, secret: str) -> bytes:
    """The v0 signature of a body."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return b"v0=" + hmac.digest(secret.encode(), base, "sha256").hex().encode()
