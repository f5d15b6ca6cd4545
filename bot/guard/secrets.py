"""Where a text holds what opens a door: keys, tokens, passwords."""

import re
from collections.abc import Iterator

_KEY = re.compile(
    r"(?<![A-Za-z0-9_-])(?:"
    r"sk-(?:proj-|ant-|or-|svcacct-|admin-)?[A-Za-z0-9_-]{16,}"
    r"|(?:sk|rk|pk|whsec)_(?:live_|test_)?[A-Za-z0-9]{16,}"
    r"|gh[pousr]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{20,}|gl(?:pat|dt|rt)-[\w-]{16,}"
    r"|xox[abeoprs](?:\.xox[bp])?-[\w-]{10,}|xapp-[\w-]{10,}"
    r"|(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}(?![0-9A-Z])|AIza[\w-]{30,}|ya29\.[\w-]{20,}|GOCSPX-[\w-]{20,}"
    r"|eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*"
    r"|SG\.[\w-]{16,}\.[\w-]{16,}|hf_[A-Za-z0-9]{20,}|npm_[A-Za-z0-9]{30,}|pypi-[\w-]{30,}"
    r"|gsk_[A-Za-z0-9]{20,}"
    r"|r8_[A-Za-z0-9]{20,}|pplx-[A-Za-z0-9]{20,}|xai-[A-Za-z0-9]{20,}|dop_v1_[a-f0-9]{32,}|shp(?:at|ss|ca"
    r"|pa)_[a-fA-F0-9]{20,}"
    r"|sq0(?:csp|atp)-[\w-]{20,}|PMAK-[a-f0-9-]{30,}|lin_api_[A-Za-z0-9]{20,}|ntn_[A-Za-z0-9]{30,}"
    r"|secret_[A-Za-z0-9]{30,}"
    r"|AGE-SECRET-KEY-[0-9A-Z]{30,}|hvs\.[\w-]{20,}|dapi[a-f0-9]{32}|key-[a-f0-9]{32}"
    r"|[0-9]{8,10}:AA[\w-]{33})"
)
_HOOK = re.compile(r"hooks\.slack\.com/(?:services|workflows|triggers)/([A-Za-z0-9/_-]{12,})")
_PRIVATE = re.compile(
    r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----"
    r"|\Z)",
    re.DOTALL,
)
_BEARER = re.compile(
    r"\b(?:bearer|authorization:\s*(?:basic|token))\s+([A-Za-z0-9._~+/=-]{12,})", re.IGNORECASE
)
_NAMED = re.compile(
    r"\b(?:api[ _-]?(?:key|token|secret)|(?:client|app|signing|webhook|shared)[ _-]?secret"
    r"|secret(?:[ _-]?(?:access[ _-]?)?key)?"
    r"|(?:access|auth|refresh|bot|service|personal|deploy)[ _-]?(?:key|token)|token|aws_secret_access_key"
    r"|api[ _-]?schlüssel"
    r"|clé (?:d['’])?api|clave (?:de )?api|connection string|account_?key)"
    r"[\"'`]?\s*(?:is|ist|est|es|lautet|[:=]+>?)\s*[\"'`“]?([A-Za-z0-9][A-Za-z0-9_+/=.~-]{15,})",
    re.IGNORECASE,
)
_IN_URL = re.compile(
    r"\b[a-z][a-z0-9+.-]{1,20}://[^\s:/@<>|]{0,60}:([^\s:/@<>|]{3,80})@(?=[\w.-])", re.IGNORECASE
)
_PASSWORD = re.compile(
    r"(?<![a-z])(?:pass ?words?|pass ?code|passphrase|passwd|pwd|pw|kennwort|passwort|mot de passe|mdp"
    r"|contraseña|senha"
    r"|wachtwoord|hasło|lösenord|şifre|parola|пароль)"
    r"(?:(?: \w+){0,4}? (?P<soft>is|was|ist|lautet|est|es|é|è|to|on|är|jest)(?: now| still| jetzt| :)?:?"
    r"|[\"'`*_]*\s*(?P<hard>[:=]))"
    r"\s*(?P<mark>[\"'`“*]{0,2})(?P<value>[^\s\"'`“”*<>]{3,80})"
    r"|(?:パスワード|密码)(?:は|：|:|=)\s*(?P<cjk>[!-~]{4,60})",
    re.IGNORECASE,
)
_PIN = re.compile(
    r"\b(?:pin|pin[- ]?code|door code|alarm code|tan|otp|2fa code|türcode)\b\s*(?:is|ist|:|=)\s*(\d{4,8})\b",
    re.IGNORECASE,
)
_NOT_SECRET = frozenset(
    [
        "required",
        "reset",
        "expired",
        "optional",
        "none",
        "null",
        "true",
        "false",
        "changed",
        "hidden",
        "redacted",
        "tbd",
        "unknown",
        "missing",
        "empty",
        "same",
        "here",
        "there",
        "your",
        "mine",
        "invalid",
        "wrong",
        "incorrect",
        "correct",
        "vault",
        "1password",
        "bitwarden",
        "keepass",
        "lastpass",
        "see",
        "below",
        "above",
        "ask",
        "sent",
        "via",
        "abgelaufen",
        "falsch",
        "expiré",
        "incorrecta",
        "please",
        "n/a",
        "new",
        "old",
        "too",
        "not",
        "rotation",
        "manager",
        "policy",
    ]
)
_TRAILING = ".,;:?)]}…"


def keys(text: str) -> Iterator[tuple[int, int]]:
    """Spans of API keys, tokens and web hooks."""
    for match in _KEY.finditer(text):
        yield match.span()
    for match in _HOOK.finditer(text):
        yield match.span(1)
    for match in (*_BEARER.finditer(text), *_NAMED.finditer(text)):
        if _is_random(match[1]):
            yield match.span(1)


def private_keys(text: str) -> Iterator[tuple[int, int]]:
    """Spans of whole private key blocks; a block cut short reaches to the end."""
    for match in _PRIVATE.finditer(text):
        yield match.span()


def passwords(text: str) -> Iterator[tuple[int, int]]:
    """Spans of passwords and codes written after their name, and of those inside a link."""
    for match in _IN_URL.finditer(text):
        yield match.span(1)
    for match in _PIN.finditer(text):
        yield match.span(1)
    for match in _PASSWORD.finditer(text):
        span = _password(text, match)
        if span:
            yield span


def _password(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    if match["cjk"]:
        return match.span("cjk")
    start = match.start("value")
    value = match["value"] if match["mark"] else match["value"].rstrip(_TRAILING)
    if len(value) < 3 or value.lower() in _NOT_SECRET or not value.strip("*•x.…-"):
        return None
    named_last = not text[start + len(match["value"]) :].split("\n", 1)[0].strip()
    plain_word = value.isalpha() and (value.islower() or value.istitle())
    if plain_word and not match["mark"] and not (match["hard"] and named_last):
        return None
    if match["soft"] and not match["mark"] and not _is_mixed(value):
        return None
    return (start, start + len(value)) if "://" not in value else None


def _is_mixed(value: str) -> bool:
    return (
        len(value) >= 5
        and (any(c.isdigit() for c in value) or not value.isalnum())
        and any(c.isalpha() for c in value)
    )


def _is_random(value: str) -> bool:
    return any(c.isdigit() for c in value) and any(c.isalpha() for c in value)
