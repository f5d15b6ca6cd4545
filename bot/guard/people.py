"""Where a text holds what belongs to one person: accounts, addresses, phone numbers, national ids."""

import re
from collections.abc import Callable, Iterator

from bot.guard import checksums

Spans = Iterator[tuple[int, int]]

_CARD = re.compile(
    r"(?<![\w.,/+#=-])(?:\d{13,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{1,4}(?:\1\d{1,3})?"
    r"|3\d{3}([ -])\d{6}\2\d{4,5})(?![\w/]|[.,-]\d)"
)
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?=[ \u00a0-]?[A-Za-z0-9]{4})")
_EMAIL = re.compile(
    r"(?<![\w.+%-])(?!git@)[\w.+%'-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,6}(?!(?:png|jpe?g|gif|svg"
    r"|webp)\b)[A-Za-z]{2,18}(?![\w-])"
)
_INTERNATIONAL = re.compile(
    r"(?<![\w.+/=-])(?:\+|(?<!\d )00(?=[1-9]\d[ ./-]))(?!0)\d[\d ().\u00a0/-]{6,20}\d(?![\w%]"
    r"|[.,]\d|\s?(?:€|EUR|USD))"
)
_NATIONAL = re.compile(
    r"(?<![\w.+/#=-])(?:"
    r"\([2-9]\d{2}\) ?[2-9]\d{2}[- .]\d{4}|[2-9]\d{2}-[2-9]\d{2}-\d{4}|[2-9]\d{2}\.[2-9]\d{2}\.\d{4}"
    r"|1-[2-9]\d{2}-[2-9]\d{2}-\d{4}"
    r"|0[1-9](?:[ .]\d{2}){4}"
    r"|07\d{3} ?\d{3} ?\d{3}|\(?0(?:20|1\d1|11\d)\)? \d{3,4} \d{4}|\(?01\d{3}\)? \d{6}"
    r"|01[567]\d[ /-]?\d{3,4}[ -]?\d{3,5}|0[1-9]\d{1,3} \d{6,8}|0\d{2,4} ?/ ?\d{4,8}|\(0\d{2,4}\) ?\d{4,8}"
    r"|06[- ]\d{8}|06[- ]\d{4}[ -]\d{4}|0[789]0-\d{4}-\d{4}|\([1-9]{2}\) ?9\d{4}-?\d{4}"
    r")(?![\w%]|[.,/-]\d)"
)
_CALLED = re.compile(
    r"(?:(?<![a-z])(?:tel(?:efon|efoon|éfono|efone|efono)?|phone|telephone|mobile|cell(?:phone)?"
    r"|handy(?:nummer)?|whats ?app|fax"
    r"|rufnummer|durchwahl|téléphone|portable|móvil|celular|cellulare|mobiel|komórk[aę]|numer|my number"
    r""
    r"|call (?:me|him|her|us)|ring me|text me|reach me"
    r"|erreichbar|rappel\w*|appele[zr]?|llám\w*|liga\w*|chiama\w*|bel me)|電話(?:番号)?)"
    r"(?:\s?(?:number|numero|número|numéro|nummer|nr|no|is|ist|est|es|at|on|under|unter|auf|au|al|is now|en"
    r"|op|me|für|は)\b|[\s.:：#=])*"
    r"(\(?\d[\d ()./\u00a0-]{5,17}\d)(?![\w%:])",
    re.IGNORECASE,
)
_DATE = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}")

_SSN = re.compile(r"(?<![\w-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])")
_NINO = re.compile(r"(?<!\w)[A-Z]{2}(\s?)\d{2}(\s?)\d{2}\s?\d{2}\s?[A-D](?!\w)", re.IGNORECASE)
_NINO_NEVER = re.compile(r"[dfiquv]|^.o|^(?:bg|gb|nk|kn|tn|nt|zz)", re.IGNORECASE)
_ELEVEN = re.compile(r"(?<![\w.,-])\d{2} ?\d{3} ?\d{3} ?\d{3}(?![\w-]|[.,]\d)")
_SPANISH = re.compile(r"(?<!\w)(?:\d{8}|\d{2}\.\d{3}\.\d{3}|[XYZ]-?\d{7})[ -]?[A-Z](?![\w-])", re.IGNORECASE)
_FRENCH = re.compile(
    r"(?<![\w.,-])[12][ .]?\d{2}[ .]?(?:0[1-9]|1[0-2]|[2-9]\d)[ .]?(?:\d{2}"
    r"|2[AB])[ .]?\d{3}[ .]?\d{3}[ .]?\d{2}(?![\w-])"
)
_NINE = re.compile(r"(?<![\w.,-])\d{4}[ .]?\d{2}[ .]?\d{3}(?![\w-]|[.,]\d)")
_ITALIAN = re.compile(r"(?<!\w)[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z](?!\w)", re.IGNORECASE)
_BRAZILIAN = re.compile(r"(?<![\w.-])\d{3}\.\d{3}\.\d{3}-\d{2}(?![\w-])")
_SWISS = re.compile(r"(?<![\w.-])756\.\d{4}\.\d{4}\.\d{2}(?![\w-])")
_SWEDISH = re.compile(r"(?<![\w.-])(?:19|20)?\d{6}[-+]\d{4}(?![\w-])")
_SAYS_UK = re.compile(r"\b(?:nino|ni|n\.i\.|national insurance|insurance (?:no|number))\b", re.IGNORECASE)
_SAYS_DE = re.compile(r"steuer|\bidnr\b|\btax\b|\btin\b|identifikationsnummer|\bst-?id\b", re.IGNORECASE)
_SAYS_NL = re.compile(r"\bbsn\b|burgerservice|sofi", re.IGNORECASE)
_SAYS_PL = re.compile(r"\bpesel\b", re.IGNORECASE)
_SAYS_SSN = re.compile(
    r"\b(?:ssn|social security(?: number| no)?)\b\D{0,12}(\d{9}|\d{3} \d{2} \d{4})(?!\w)", re.IGNORECASE
)


def digits(text: str) -> str:
    """Only the digits of a text."""
    return "".join(sign for sign in text if sign in "0123456789")


def cards(text: str) -> Spans:
    """Spans of payment card numbers."""
    return (m.span() for m in _CARD.finditer(text) if checksums.is_card(digits(m.group())))


def ibans(text: str) -> Spans:
    """Spans of bank account numbers."""
    for match in _IBAN.finditer(text):
        end = _iban_end(text, match.start())
        if end:
            yield match.start(), end


def _iban_end(text: str, start: int) -> int:
    wanted = checksums.iban_length(text[start : start + 2].upper())
    signs, at = "", start
    while wanted > len(signs) and at < len(text):
        sign = text[at]
        if sign.isascii() and sign.isalnum():
            signs += sign.upper()
        elif sign not in " \u00a0-":
            break
        at += 1
    cut = at < len(text) and text[at].isalnum()
    return at if wanted and not cut and checksums.is_iban(signs) else 0


def emails(text: str) -> Spans:
    """Spans of e-mail addresses."""
    return (m.span() for m in _EMAIL.finditer(text))


def phones(text: str) -> Spans:
    """Spans of phone numbers: international, of a national form, or after a word such as "call me"."""
    for match in _INTERNATIONAL.finditer(text):
        count = len(digits(match.group()))
        spaced = not match.group()[1:].isdigit()
        if (9 if spaced else 10) <= count <= 16 and not _DATE.search(match.group()):
            yield match.span()
    for match in _NATIONAL.finditer(text):
        yield match.span()
    for match in _CALLED.finditer(text):
        if 7 <= len(digits(match[1])) <= 13 and not _DATE.match(match[1]):
            yield match.span(1)


def national_ids(text: str) -> Spans:
    """Spans of a person's national numbers: by form and check digit, and by a word where those are weak."""
    yield from (m.span() for m in _SSN.finditer(text))
    yield from (m.span(1) for m in _SAYS_SSN.finditer(text))
    yield from _ninos(text)
    yield from _checked(text, _SPANISH, checksums.is_spanish_id)
    yield from _checked(text, _FRENCH, checksums.is_french_nir)
    yield from _checked(text, _ITALIAN, checksums.is_italian_code)
    yield from _checked(text, _BRAZILIAN, checksums.is_cpf)
    yield from _checked(text, _SWISS, checksums.is_swiss_ahv)
    yield from _checked(text, _SWEDISH, lambda number: checksums.is_swedish_number(number[-10:]))
    if _SAYS_DE.search(text):
        yield from _checked(text, _ELEVEN, checksums.is_german_tax_id)
    if _SAYS_PL.search(text):
        yield from _checked(text, _ELEVEN, checksums.is_pesel)
    if _SAYS_NL.search(text):
        yield from _checked(text, _NINE, checksums.is_dutch_bsn)


def _ninos(text: str) -> Spans:
    named = bool(_SAYS_UK.search(text))
    for match in _NINO.finditer(text):
        letters = match.group()[:2]
        if named or (match[1] and match[2] and letters.isupper() and not _NINO_NEVER.search(letters)):
            yield match.span()


def _checked(text: str, form: re.Pattern[str], check: Callable[[str], bool]) -> Spans:
    for match in form.finditer(text):
        if check("".join(sign for sign in match.group().upper() if sign.isalnum())):
            yield match.span()
