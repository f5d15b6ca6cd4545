"""Slack's request signature, checked before anything is parsed."""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime

FRESH_S = 300


def is_genuine(
    body: bytes, *, timestamp: str | None, signature: str | None, secrets: Sequence[str], now: datetime
) -> bool:
    """Whether Slack signed this body within the last five minutes, with any of our secrets."""
    if not timestamp or not signature or not timestamp.isascii() or not timestamp.isdigit():
        return False
    if len(timestamp) > 12 or abs(now.timestamp() - int(timestamp)) > FRESH_S:
        return False
    given = signature.encode("utf-8", "replace")
    return any(hmac.compare_digest(given, sign(body, timestamp=timestamp, secret=each)) for each in secrets)


def sign(body: bytes, *, timestamp: str, secret: str) -> bytes:
    """The v0 signature of a body."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return b"v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest().encode()
