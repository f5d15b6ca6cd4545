"""What nobody who is Slack would send: requests bent at one place, and bytes that are none."""

import copy
import json
from collections.abc import Iterator
from random import Random
from urllib.parse import quote, urlencode

from bot.sandbox.state import Json

PLANTED = "our Quetzalcoatl deal"  # stands in what is sent, and must stand in no log
INJECTED = (
    "'; DROP TABLE members; --",
    "' OR '1'='1",
    '" OR 1=1 --',
    "1; SELECT pg_sleep(9)",
    "%' UNION SELECT bot_token FROM workspaces --",
    "\\'; DELETE FROM wins; --",
    "$$; TRUNCATE outbox; $$",
    "{{7*7}}${7*7}<%= 7*7 %>",
)


def _deep(levels: int) -> object:
    nest: object = PLANTED
    for _ in range(levels):
        nest = [nest]
    return nest


STRANGE: tuple[object, ...] = (
    None, True, False, 0, -1, 10**30, 1e308, "", " ", "²", "9" * 5000, "1e9", "-1", "0x1", "true", "null",
    PLANTED, f"{PLANTED} " * 300, f"{PLANTED}\0", f"{PLANTED} \ud800", f"{PLANTED}\u202e<!channel>", "U" * 33,
    "x" * 256, "2026-13-45", "2026-02-30", "9999-12-31", "0001-01-01", "25:61", "24:00", "24:00:00+99:99",
    "Mon|Tue", "[]", "{}", "[1, 2]", '{"row_id": "x"}', '{"round_id": {}}', '{"spot": null}', "[[[", "null:1",
    [], {}, [None], [[]], [{}], {"id": None}, {"id": []}, {"value": {}}, {PLANTED: PLANTED}, ["x"],
    [PLANTED] * 500, _deep(30), _deep(80), *INJECTED,
)  # fmt: skip
OURS = frozenset(
    [
        "value",
        "private_metadata",
        "text",
        "selected_users",
        "selected_user",
        "selected_options",
        "selected_option",
        "selected_date",
        "selected_time",
        "ts",
        "thread_ts",
        "deleted_ts",
        "tz",
        "name",
    ]
)
TOPMOST = ("type", "team", "user", "view", "event", "actions", "ssl_check", "challenge")
NUMBERS = ("9" * 9, "9" * 10, "²", "١", "0", "-5", "1.5", "9" * 30)


def strange(chance: Random) -> object:
    return copy.deepcopy(chance.choice(STRANGE))


def bent(body: Json, chance: Random) -> Json:
    """The same request with one to three fields dropped, added or changed: mostly those that hold ours."""
    made = copy.deepcopy(body)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        places = list(_places(made)) or [(made, "id")]
        ours = [(holder, key) for holder, key in places if key in OURS]
        holder, key = chance.choice(ours if ours and chance.random() < 0.7 else places)
        _bend(holder, key, chance)
    return made


def _bend(holder: Json, key: str, chance: Random) -> None:
    held = holder.get(key)
    match chance.randrange(8):
        case 0:
            holder.pop(key, None)
        case 1:
            holder[chance.choice(TOPMOST)] = strange(chance)
        case 2 | 3 if isinstance(held, str):
            digits = chance.choice(NUMBERS)
            holder[key] = chance.choice((digits, f"{digits}:{digits}:{digits}", f"{held}{digits}"))
        case 4 | 5 if isinstance(held, str) and held.startswith(("{", "[")):
            holder[key] = _bent_inside(held, chance)
        case 6:
            holder[key] = chance.choice([one for one in STRANGE if isinstance(one, str)])
        case _:
            holder[key] = strange(chance)


def _bent_inside(text: str, chance: Random) -> str:
    """A form carries JSON of ours: bent as well."""
    try:
        held = json.loads(text)
    except ValueError:
        return text[1:]
    if not isinstance(held, list | dict) or not held:
        return "{"
    if isinstance(held, list):
        held[chance.randrange(len(held))] = strange(chance)
        return json.dumps(held)
    return json.dumps(bent(held, chance))


def _places(value: object) -> Iterator[tuple[Json, str]]:
    """Every field of every object in it."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield value, key
            yield from _places(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _places(inner)


JSON, FORM = "application/json", "application/x-www-form-urlencoded"
CONTENT_TYPES = (
    JSON,
    FORM,
    "application/json; charset=klingon",
    "text/plain",
    "",
    "multipart/form-data; boundary=x",
    ";;;",
    "application/json; charset=utf-16",
    "application/x-www-form-urlencoded; charset=\u00fc",
)


def raw(chance: Random) -> bytes:
    """A body that is hardly one."""
    letters = bytes(chance.choices(b'{}[]",:\\u00&=%+payload\xff\xfe\x00', k=chance.randrange(1, 400)))
    odd = json.dumps(strange(chance)).encode()
    bodies = (
        letters,
        odd,
        b"payload=" + odd,
        b"payload=" + quote(odd).encode(),
        b"command=" + letters,
        chance.randbytes(200),
        b'{"type":' + odd + b"}",
        b"ssl_check=1&" + letters,
        b"[" * 50_000,
        b'{"a":' * 5_000,
        PLANTED.encode(),
    )
    return chance.choice(bodies)


def query(chance: Random) -> str:
    """The query of an address, or something like it."""
    keys = ("w", "u", "until", "sig", "code", "state", "error", "team", "as", chance.choice(STRANGE))
    pairs = {
        str(chance.choice(keys)).encode("utf-8", "replace"): str(chance.choice(STRANGE)).encode(
            "utf-8", "replace"
        )[:2000]
        for _ in range(3)
    }
    return chance.choice(
        (urlencode(pairs), urlencode(pairs), quote(chance.randbytes(30)), "%", "%zz=%ff%fe", "&&==&")
    )
