"""Links to the report: signed, short-lived, for one person of one workspace."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.people.rules import Person
from bot.settings import Settings

LASTS = timedelta(minutes=15)
PURPOSE = b"afterglow report link"
RECORD = b"afterglow record link"  # a link to the report opens nobody's record
EVERYWHERE = frozenset({"0.0.0.0", "::"})


class Links:
    """Makes links with the newest key and reads those of any, so that keys can be rotated."""

    def __init__(self, keys: Sequence[str], *, base: str, purpose: bytes = PURPOSE) -> None:
        self._keys = [_derived(key, purpose) for key in keys]
        self._base = base.rstrip("/")

    def make(self, person: Person, now: datetime, *, page: str = "report", **more: str) -> str:
        """The address of the report, or of another page, for this person, good for fifteen minutes.

        What is `more` is not signed: the page asks whether this person may see it.
        """
        until = str(int((now + LASTS).timestamp()))
        query = {"w": person.workspace_id, "u": person.user_id, "until": until}
        signed = {**query, "sig": _signature(self._keys[0], person, until)}
        return f"{self._base}/{page}?{urlencode(more | signed)}"

    def make_plan(self, person: Person, now: datetime, cohort_id: int) -> str:
        """The address of a cohort's plan as a calendar file."""
        return self.make(person, now, page="report.ics", cohort=str(cohort_id))

    def read(self, query: Mapping[str, str], now: datetime) -> Person | None:
        """Whom the link was made for; None when it is forged, cut off or too old."""
        person = Person(query.get("w", ""), query.get("u", ""))
        until, given = query.get("until", ""), query.get("sig", "").encode("utf-8", "replace")
        genuine = [hmac.compare_digest(_signature(key, person, until).encode(), given) for key in self._keys]
        if not any(genuine):
            return None
        return person if now < datetime.fromtimestamp(int(until), UTC) else None


def base_of(settings: Settings) -> str:
    """Where a browser finds us: the public address, else our own."""
    if settings.afterglow_public_url:
        return settings.afterglow_public_url
    host = "localhost" if settings.host in EVERYWHERE else settings.host
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"


def _derived(key: str, purpose: bytes) -> bytes:
    """A key of its own for links of one kind: what signs them opens nothing that is sealed."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(key.encode())


def _signature(key: bytes, person: Person, until: str) -> str:
    # As JSON, so that no part can be moved from one field into the next.
    text = json.dumps([person.workspace_id, person.user_id, until])
    digest = hmac.new(key, text.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
