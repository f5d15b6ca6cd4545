"""The check digits that tell a real number of a person or account from any other number."""

from datetime import date

_IBAN_COUNTRIES: dict[int, str] = {
    15: "NO",
    16: "BE",
    18: "DK FI FO GL NL",
    19: "MK SI",
    20: "AT BA EE KZ LT LU XK",
    21: "CH HR LI LV",
    22: "BG BH CR DE GB GE IE ME RS VA",
    23: "AE GI IL",
    24: "AD CZ ES MD PK RO SA SE SK TN",
    25: "PT",
    26: "IS TR",
    27: "FR GR IT MC SM",
    28: "AL AZ BY CY DO GT HU LB PL",
    29: "BR EG PS QA UA",
    30: "JO KW MU",
    31: "MT",
}
_IBAN_LENGTH = {country: length for length, names in _IBAN_COUNTRIES.items() for country in names.split()}
_DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ODD_DIGITS = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21)
_ODD_LETTERS = (2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)
_ITALIAN_ODD = dict(zip(_SIGNS, (*_ODD_DIGITS, *_ODD_DIGITS, *_ODD_LETTERS), strict=True))


def iban_length(country: str) -> int:
    """How long an IBAN of this country is; 0 for a country that has none."""
    return _IBAN_LENGTH.get(country, 0)


def is_iban(number: str) -> bool:
    """ISO 13616: the right length and a remainder of 1 by 97."""
    if len(number) != iban_length(number[:2]) or not number.isalnum() or not number.isascii():
        return False
    turned = number[4:] + number[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def is_luhn(digits: str) -> bool:
    """The check of payment cards and of Swedish personal numbers."""
    total = 0
    for place, sign in enumerate(reversed(digits)):
        doubled = int(sign) * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def is_card(digits: str) -> bool:
    """A number of a known card scheme, in that scheme's length, that passes the Luhn check."""
    return len(digits) in _card_lengths(digits) and len(set(digits)) > 1 and is_luhn(digits)


def _card_lengths(digits: str) -> tuple[int, ...]:
    if digits[0] == "4":
        return (13, 16, 19)
    if digits[:2] in {"34", "37"}:
        return (15,)
    if digits[:2] in {"36", "38", "39"} or "300" <= digits[:3] <= "305":
        return (14,)
    if "51" <= digits[:2] <= "55" or "2221" <= digits[:4] <= "2720" or "3528" <= digits[:4] <= "3589":
        return (16,)
    return (16, 17, 18, 19) if digits[:4] == "6011" or digits[:2] in {"62", "64", "65", "67"} else ()


def is_german_tax_id(digits: str) -> bool:
    """Eleven digits by ISO 7064 (11, 10), not all different."""
    if len(digits) != 11 or digits[0] == "0" or len(set(digits[:10])) == 10:
        return False
    product = 10
    for sign in digits[:10]:
        step = (int(sign) + product) % 10 or 10
        product = step * 2 % 11
    return (11 - product) % 10 == int(digits[10])


def is_spanish_id(number: str) -> bool:
    """A DNI or NIE whose letter fits its number."""
    body = number[:-1].replace("X", "0", 1).replace("Y", "1", 1).replace("Z", "2", 1)
    return body.isdigit() and len(body) == 8 and _DNI_LETTERS[int(body) % 23] == number[-1]


def is_french_nir(number: str) -> bool:
    """A social security number whose key fits, Corsican departments included."""
    body = number[:13].replace("2A", "19").replace("2B", "18")
    return len(number) == 15 and body.isdigit() and 97 - int(body) % 97 == int(number[13:])


def is_dutch_bsn(digits: str) -> bool:
    """Nine digits by the eleven test."""
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return len(digits) == 9 and sum(w * int(d) for w, d in zip(weights, digits, strict=True)) % 11 == 0


def is_italian_code(code: str) -> bool:
    """A codice fiscale whose last letter fits the other fifteen signs."""
    total = sum(_ITALIAN_ODD[sign] for sign in code[0:15:2]) + sum(_even(sign) for sign in code[1:15:2])
    return chr(ord("A") + total % 26) == code[15]


def _even(sign: str) -> int:
    return int(sign) if sign.isdigit() else ord(sign) - ord("A")


def is_pesel(digits: str) -> bool:
    """A Polish PESEL whose check digit fits."""
    weights = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)
    return len(digits) == 11 and sum(w * int(d) for w, d in zip(weights, digits, strict=True)) % 10 == 0


def is_cpf(digits: str) -> bool:
    """A Brazilian CPF whose two check digits fit."""
    if len(digits) != 11 or len(set(digits)) == 1:
        return False
    return all(_cpf_digit(digits[:size]) == int(digits[size]) for size in (9, 10))


def _cpf_digit(body: str) -> int:
    total = sum((len(body) + 1 - place) * int(sign) for place, sign in enumerate(body))
    return total * 10 % 11 % 10


def is_swiss_ahv(digits: str) -> bool:
    """A Swiss AHV number: 756 and an EAN-13 check digit."""
    total = sum(int(sign) * (3 if place % 2 else 1) for place, sign in enumerate(digits[:12]))
    return len(digits) == 13 and digits.startswith("756") and (10 - total % 10) % 10 == int(digits[12])


def is_swedish_number(digits: str) -> bool:
    """A Swedish personal number: a day that exists and a Luhn check."""
    return _is_day(int(digits[2:4]), int(digits[4:6])) and is_luhn(digits)


def _is_day(month: int, day: int) -> bool:
    try:
        date(2000, month, day)
    except ValueError:
        return False
    return True
