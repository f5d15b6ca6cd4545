"""How many minutes the author of a win says it saved, on one occasion."""

import re
from dataclasses import dataclass
from enum import StrEnum

_NUMBERS: dict[str, str] = {
    "1": "one|eine?[rnm]?|une|una|uno|uma|een|één|jeden|jedn[aą]|ett|bir",
    "1.5": "anderthalb|eineinhalb|anderhalf|anderhalve|półtorej|półtora",
    "2": "two|zwei|deux|dos|dois|duas|twee|dwie|dwa|dwóch|två|iki",
    "3": "three|drei|trois|tres|três|tre|drie|trzy|trzech|üç",
    "4": "four|vier|quatre|cuatro|quatro|quattro|cztery|czterech|fyra|dört",
    "5": "five|fünf|cinq|cinco|cinque|vijf|pięć|pięciu|fem|beş",
    "6": "six|sechs|seis|sei|zes|sześć|altı",
    "7": "seven|sieben|sept|siete|sete|sette|zeven|siedem|sju|yedi",
    "8": "eight|acht|huit|ocho|oito|otto|osiem|åtta|sekiz",
    "9": "nine|neun|neuf|nueve|nove|negen|dziewięć|nio|dokuz",
    "10": "ten|zehn|dix|diez|dez|dieci|tien|dziesięć|tio",
    "12": "twelve|zwölf|douze|doce|doze|dodici|twaalf|dwanaście|tolv",
    "15": "fifteen|fünfzehn|quinze|quince|quindici|vijftien|piętnaście|femton",
    "20": "twenty|zwanzig|vingt|veinte|vinte|venti|twintig|dwadzieścia|tjugo|yirmi",
    "25": "twenty[ -]five|fünfundzwanzig|vingt-cinq|veinticinco",
    "30": "thirty|dreißig|dreissig|trente|treinta|trinta|trenta|dertig|trzydzieści|trettio|otuz",
    "35": "thirty[ -]five",
    "40": "fo[u]?rty|vierzig|quarante|cuarenta|quarenta|quaranta|veertig|czterdzieści|fyrtio|kırk",
    "45": "fo[u]?rty[ -]five|fünfundvierzig|quarante-cinq|cuarenta y cinco|quarenta e cinco|vijfenveertig",
    "50": "fifty|fünfzig|cinquante|cincuenta|cinquenta|cinquanta|vijftig|pięćdziesiąt|femtio|elli",
    "100": "a hundred",
    "60": "sixty|sechzig|soixante|sesenta|sessenta|sessanta|zestig",
    "90": "ninety|neunzig|quatre-vingt-dix|noventa|novanta|negentig",
}
_MINUTE = (
    r"(?:minutes?|mins?|minuten?|minutos?|minut[oiy]?|minuter|minuta|minutę|dakika\w*|dk|mn)\b|分間?|m\b(?!²)"
)
_HOUR = (
    r"(?:hours?|hrs?|h|stunden?|std|heures?|horas?|or[ae]|uur|uren|uurtjes?|godzin(?:[aęy]|k[aęi])?"
    r"|horit?as?|horinhas?|or(?:etta|ette)|timm(?:e|ar)|timme|saat\w*)\b|時間"
)
_DAY = (
    r"(?:working days?|work days?|days?|arbeitstage?n?|werkdag(?:en)?|tage?n?|jours?|journées?|d[ií]as?"
    r"|giorn[oi]"
    r"|giornat[ae]|dagen|dagar|dag"
    r"|dni|dzień|gün\w*)\b|日間?"
)
_WEEK = (
    r"(?:(?:working )?weeks?|(?:arbeits)?wochen?|semaines?"
    r"|semanas?|settiman[ae]|weken|tydzień|tygodni[ea]?|veck(?:a|or)|hafta\w*)\b|週間"
)
_UNITS = {"m": (_MINUTE, 1.0), "h": (_HOUR, 60.0), "d": (_DAY, 480.0), "w": (_WEEK, 2400.0)}
_UNIT = "|".join(f"(?P<{name}>{pattern})" for name, (pattern, _) in _UNITS.items())

_WHOLE = r"(?<!\d)(\d{1,6})"  # nobody saves more, and longer rows of digits are no number of anything
_PHRASES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), replacement)
    for pattern, replacement in (
        (r"\b(std|min|hrs?)\.(?=\s)", r"\1"),
        (rf"{_WHOLE}\s?h\s?(\d{{2}})\b", r"\1 h \2 min"),
        (rf"{_WHOLE} (?:petites?|bonnes?|gute|knappe|good|long|whole|full|clean|solid"
         r"|volle|hele|komplette|ganze[nr]?) (?=[^\W\d])", r"\1 "),
        (rf"{_WHOLE} (instead of|rather than|vs|statt|au lieu de|contre|en vez de|em vez de|invece di"
         rf"|in plaats van"
         rf"|ipv|zamiast|i stället för) (\d+) (minutes?|mins?|minuten|hours?|stunden|heures|horas|ore|uur)\b",
         r"\1 \4 \2 \3 \4"),
        (r"\bl['’](?=heure\b)|\bne (?=(?:gute |knappe )?stunde\b)", "1 "),
        (r"\b(?:in (?:an?|one|a single)|one|en une|in einem|en una|numa|in una) (?:morning|afternoon|matinée"
         r"|vormittag|nachmittag|mañana|manhã|mattina|mattinata)\b", "240 min"),
        (rf"{_WHOLE} and a half (?=hours?|days?)|{_WHOLE} ?½ ?(?=h)", r"\1\2.5 "),
        (r"\b(?:en|um|un) (?=(?:hora|timme|dag|día|dia|giorno|jour)\b)", "1 "),
        (r"\bdue (?=ore|giorni)", "2 "),
        (r"(?<!\d )(?<!\w)(?<!yarım )(?<!bir )(?<!buçuk )(?=(?:godzin(?:[aę]|k[aę])|saat)\b)", "1 "),
        (rf"\b(?:between|zwischen|entre|tra|tussen|między) {_WHOLE} (?:and|und|et|y|e|en|i) (?=\d)", r"\1-"),
        (r"\bun giorno", "1 giorno"),
        (r"(?:(?:three|3)[- ]quarters of an (?:1 )?hour|(?:drie|3) kwartier|dreiviertelstunde"
         r"|trois quarts d['’]heure"
         r"|(?:tre|3) quarti d['’]ora|3 quarts d['’]heure)", "45 min"),
        (r"(?:quarter of an hour|quarter[- ]hour|viertelstunde|quart d['’]heure|cuarto de hora"
         r"|quarto d['’]ora|kwartier(?:tje)?|en kvart|çeyrek saat\w*"
         r"|kwadrans|kvart\b)", "15 min"),
        (r"(?:half an hour|half[- ]hour|(?:eine )?halbe[nr]? stunde|demi-heure|media hora|meia hora"
         r"|media horita|meia horinha|mezz['’]or(?:a|etta)|half ?uur(?:tje)?"
         r"|pół godzin(?:y|ki)|halvtimme|en halv timme|yarım saat\w*|半時間)", "30 min"),
        (r"(?:half an? (?:working )?day|half[- ]day|halbe[nr]? tag|demi-journée|media jornada|medio d[ií]a"
         r"|meio dia|meio período"
         r"|mezza giornata|halve dag|pół dnia|halv dag|halvdag|yarım gün|半日)", "240 min "),
        (r"half an? week|halbe woche", "1200 min"),
        (r"(?:a )?(?:good )?(?:few|ein paar|quelques|unas(?: cuantas)?|algunas|algumas|qualche|(?:een )?paar"
         r"|kilka|parę|några|birkaç) "
         r"(?:hours?|stunden?|heures|horas|or[ae]|uur|godzin|timmar|saat)\b|数時間", "180 min "),
        (r"(?:a )?couple(?: of)? hours|un par de horas|um par de horas|un paio d['’]ore"
         r"|deux-trois heures", "120 min"),
        (r"(?:a )?couple(?: of)? days|un par de días|ein paar tage", "960 min"),
        (rf"{_WHOLE} (?:hours?|h|stunden?|heures?|horas?|ore?|uur)(?: and| und| et| y| e"
         rf"| en)? {_WHOLE}\s?(?:min\w*)",
         r"\1 h \2 min"),
        (rf"{_WHOLE}時間半", r"\1.5時間"),
        (r"(?<![^\W\d_])((?:min\w*|hours?|hrs?|h|m)\b(?: \w+)?) an? (?:day|week|month|year)\b",
         r"\1 per-time"),
        (r"\b(?:a|an|the|my|our|le|la|el|il|de|der|den|einen|die|el)? ?(?:whole|full|entire|solid|good"
         r"|complete"
         r"|ganzen?|komplette[nr]?"
         r"|entière|entero|inteiro|intero|intera|hele|cały|hel) (?=(?:work(?:ing)? ?|arbeits)?(?:day|tag"
         r"|journée"
         r"|día|dia|giorn|dag"
         r"|dzień|week|woche|hour|stunde))", " 1 "),
        (r"\b(?:la|une) journée entière|\btoute (?:la|une) journée", "1 jour"),
        (r"\bun[ao]? semana (?:laboral |de trabajo )?(?:complet|enter)a", "1 semana"),
        (r"\bun[ao]? (?:giornata|dia|día) (?:inter[ao]|enter[ao]|inteiro)(?: di lavoro| de trabalho"
         r"| de trabajo)?", "1 día"),
        (r"\b(?:cały )?dzień roboczy", "1 dzień"),
        (r"\btam (?:bir|1) iş günü\w*", "1 gün"),
        (r"まる一日", "1日"),
        (r"(?<![\w½] )(?<![\w])(?=(?:hour|stunde|hora|heure|uur|uurtje|godzink?a|ora) (?:saved|gespart"
         r"|gewonnen"
         r"|ganada|gagnée|économisée|mniej|oszczędzona|guadagnata|risparmiata|bespaard|minder)\b)", "1 "),
        (r"\btoute une (?=journée)|\bun día entero|\bun dia inteiro", "1 día "),
        (r"\b(?:an?|another) (?:extra |good |bit over |clean |bonus )?(?=(?:hour|hr|day|week|working day"
         r"|minute)\b)", "1 "),
        (r"\bun['’](?=or(?:a|etta)\b)", "1 "),
    )
)  # fmt: skip
_HALF = re.compile(
    r"(?:\ban |\b1 )?\bhour and a half|\bone and a half hours?|(?:\bune )?\bheure et demie"
    r"|(?:\buna )?\bhora y media"
    r"|(?:\buma )?\bhora e meia|\bun'ora e mezz[ao]|półtorej godziny"
    r"|(?:en och )?en halv timme(?<=och en halv timme)"
    r"|bir buçuk saat|(?<!\d)1時間半",
    re.IGNORECASE,
)
_WORDS = re.compile(
    r"(?<![\w-])(?:"
    + "|".join(f"(?P<n{i}>{words})" for i, words in enumerate(_NUMBERS.values()))
    + r")(?![\w-])",
    re.IGNORECASE,
)
_DIGITS = tuple(_NUMBERS)
_NUMBER = r"\d{1,6}(?:[.,]\d{1,6})?"
_RANGE_SIGN = r"(?:[-–—~]|to|or|bis|oder|à|ou|a|o|tot|do|till)"
_DURATION = re.compile(
    rf"(?<![\d.,/$€])(?<!\d[eE])(?<!\d[eE][+-])(?P<low>{_NUMBER})(?:\s?{_RANGE_SIGN}\s?(?P<high>{_NUMBER}))?\+?(?:[\s-]"
    rf""
    rf"|ish )?(?:{_UNIT})",
    re.IGNORECASE,
)
_MIXED = re.compile(rf"{_WHOLE} h {_WHOLE} min", re.IGNORECASE)
_BARE = (
    rf"(?P<bare>{_NUMBER})(?:\s?[-–]\s?(?P<upto>{_NUMBER}))?(?:\s?ish)?(?![\d%]|[.,]\d)(?=\s*(?:[^\w\s]"
    rf"|$)|\s+(?:instead|rather|vs|now|before"
    rf"|last|la|on|to|today|by hand|with|thanks|using|otherwise|sonst|mins?|in"
    r"|d['’]habitude|each|every|or so|tops|of|by|if|for"
    r"|statt|anstatt|au lieu|en vez|em vez|en lugar|invece|anziché|in plaats|zamiast|i stället|istället)\b)"
)

_SAVED_AFTER = re.compile(
    r"(?: per \d+)?(?:, (?=die ich nicht))?"
    r"(?:[^.,;!?\n→\d]{0,36}?|(?: [a-z]+){0,3} and 1 [a-z ]{1,30}?)\b(?:saved|avoided|skipped|shaved"
    r"|won\b|win\b|to the good|in hand|cheaper"
    r"|kinder|lighter|recovered|chopped"
    r"|reclaimed|of my (?:day|evening|morning|week)"
    r"|(?:i|we) (?:did not|didn['’]?t|never) (?:have to )?(?:spend|sit|do|make|deal|read)|not (?:spent"
    r"|read|lost)|spared"
    r"|(?:i|we) can (?:now )?(?:use|spend)"
    r"|(?:more|longer) than (?:i|we) needed|instead of in the office|less|faster|quicker|shorter|earlier"
    r"|sooner|gone|back\b|up\b(?! front)|off(?=[,;:.!]|$)|off (?:my|our|the"
    r"|every|each)|gained|freed|spared"
    r"|eher fertig|früher fertig|me ahorró|me ahorré|m['’]a fait gagner|mi ha fatto risparmiare"
    r"|erspart|épargnée?s?|gagnés?|ganh[oa]s?|guadagnat[aeio]|winst|oszczędzon\w*|do przodu|w kieszeni"
    r"|dla siebie"
    r"|slipper|slapp|erken|cebimde|bana kaldı|die ich nicht|que (?:me|nos) (?:quité|quitamos|quedan)"
    r"|(?:me|nos) (?:quité|quitamos) de encima"
    r"|gespart|eingespart|gewonnen|schneller|weniger|gagnée?s?|économisée?s?|de moins|plus vite"
    r"|ahorr\w+|menos|ganad[oa]s?"
    r"|poupad[oa]s?|economizad[oa]s?|risparmiat[aeio]|in meno|bespaard|gescheeld|minder|sneller|gewonnen"
    r"|zaoszczędzon\w*|mniej"
    r"|szybciej|krócej|sparad\w*|snabbare|mindre|kazan\w*|tasarruf\w*|saving)|[^。]{0,6}(?:短縮|節約|浮い|削減|早く"
    r"|なくな|分の作業が)",
    re.IGNORECASE,
)
_SAVED_BEFORE = re.compile(
    r"(?:\b(?:gains?|win|menos|ci ha tolto|m['’]a épargné|épargn\w+|scheelde|me ahorró|gain de"
    r"|sav(?:e[sd]?|ing)|shav(?:ed|es|ing)|spared|freed|gained|won back|reclaimed|knocked|gave (?:me"
    r"|us)|gives (?:me|us)"
    r"|spart?e?|sparen|gewann|gagn(?:é|er|ons)|économis\w+|gagne|ahorr\w+|gané|poup\w+|econom\w+|ganhei"
    r"|risparmi\w+"
    r"|guadagnat\w*"
    r"|bespaar\w*|scheel\w*|zaoszczędzi\w*|sparade|sparat|tjänade|kazan\w*)\b[^.;!?\n→]{0,30}|(?:^"
    r"|[\s(])[-–−])$",
    re.IGNORECASE,
)
_BEFORE_CUE = (
    r"used (?:to )?take|used to|ordinarily|what takes|in lieu of|against the|where (?:i|we) needed"
    r"|lo normal es|pensaba echarle|not|earlier|i['’]d (?:reserved|blocked|planned)|(?:had )?(?:reserved"
    r"|blocked|set aside)|usual(?:ly)?|normally|typically|instead of|rather than|versus|vs\.?|previous(?:ly)?"
    r"|before(?: that| it| this|,|:)?"
    r"|last (?:time|year|month|quarter|week|1)|(?:would|[’']d)(?:(?:[’']?ve| have)| (?:be|take|cost|need"
    r"|spend))|by hand|manually|manual (?:work|estimate|effort|way)|budgeted"
    r"|planned|estimate[d]?(?: was)?|compared (?:to|with)|down from|not the|otherwise|old way|ate|sonst"
    r"|eingeplant(?: hatte ich)?|reservado|semana passada|la dernière fois|de vorige keer|liczyłam|liczyłem"
    r"|ipv|annars|elle girseydim|normalerweise|früher|statt|vorher|üblich\w*"
    r"|bisher|hätte|anstatt|au lieu d[e']|d['’]habitude|avant|normalement|contre|aurait|en vez de"
    r"|en lugar de|antes|normalmente"
    r"|solía|em vez de|costum\w+|em lugar de|invece di|anziché|prima|di solito|in plaats van|normaal"
    r"|vroeger|voorheen|anders"
    r"|zamiast|wcześniej|zwykle|normalnie|i stället för|istället för|tidigare|förut|brukar|vanligtvis"
    r"|normalde|eskiden|önce"
)
_GAP = r"(?:(?!\b(?:now|in|took|only|just)\b)[^.,;!?\n→]){0,34}"
_BEFORE_BEFORE = re.compile(
    rf"(?:\b(?:{_BEFORE_CUE})(?:,(?! so\b))?{_GAP}|\b(?:(?:was|is|were|took) always|always (?:took|takes"
    rf"|was|is)){_GAP}|\b(?:normally|usually|last \w+|previously|before)(?: it| that"
    rf"| this)? took{_GAP}"
    rf"|(?:以前|いつも|普段|今まで|これまで)[^。\d]{{0,8}})$",
    re.IGNORECASE,
)
_BEFORE_AFTER = re.compile(
    r"[^.;,!?\n→\d]{0,18}?(?:\b(?:last (?:time|year|month|quarter|sprint|cycle|week|round)"
    r"|before\b(?! (?:the|my|our|a)\b)"
    r"|by hand|manually|previously|usually|normally|yerine|avant|antes|vorher|früher|prima"
    r"|eerder|wcześniej|tidigare"
    r"|(?:i|we)(?:['’]d| would)(?: have|['’]ve| of) \w+|(?:which )?i was giving|w/out|without|solit[eoi]"
    r"|habituelles?"
    r"|(?:thing|job|task)\b|planned|reserved|blocked|set aside|eingeplant|geplant|prévu\w*|reservad[oa]s?"
    r"|gepland"
    r"|normal(?:e|ement|mente)?\b|ordinarily|by the old|the old way|かかる見込み|early on|in the old"
    r"|every (?:month|week|day|time) (?:before|until))|かかって(?:いた|た)|だった|が(?=\d)|→|->|=>"
    r"|➜)",
    re.IGNORECASE,
)
_FROM = re.compile(r"\b(?:from|von|de|da|van|z|från)\s+(?:about |around |~)?$", re.IGNORECASE)
_TO = re.compile(
    r"\s*(?:down )?(?:to|auf|à|a|naar|do|till|→|->)\s+(?:about |around |under |~)?\d", re.IGNORECASE
)
_OBJECT = re.compile(
    r"[\s-](?:long )?(?:\w+ )?(?:meetings?|webinar|calls?|videos?|recordings?|podcast|interviews?|episode"
    r"|talk|session|workshop"
    r"|audio|film|clip|read|town ?hall|lecture|presentation|stand-?up)\b",
    re.IGNORECASE,
)
_WORTH = re.compile(
    r"\b(?:that's|call it|worth)(?: about| around| roughly| maybe| easily| at least)* ~?$", re.IGNORECASE
)
_TOTAL = re.compile(
    r"\b(?:overall|total|altogether|all in all|in all|insgesamt|au total|en tout|en total|no total"
    r"|in totale|over the lot|all told|zusammen)\b"
)
_ITEM = re.compile(r"\s*(?:\w+ )?(?:per|each|apiece|pro|par|por|per-time|je)\b", re.IGNORECASE)
_COMPARED = re.compile(
    r"\b(?:last (?:time|sprint|month|quarter|year|cycle|week|round)|down to|me alone|geschätzt|estimated"
    r"|la dernière fois|la última vez|was \d)|\btak(?:e|es|ing)\b.*\b(?:in|now|only|just)\b"
    r"|\b(?:che diventano|became|becomes)\b|\btook\b.*\btook\b|[(]was\b",
    re.IGNORECASE,
)
_DENIED = re.compile(r"\b(?:did|does|do|has|have)(?: not|n['’]?t) (?:\w+ )?saved? (?:\w+ )?$", re.IGNORECASE)
_OTHERS = re.compile(
    r"\b(?:the (?:last|old|previous) (?:guy|person|one|colleague)|predecessor|(?:he|she|they"
    r"|agency) (?:need|took|spent|quoted))",
    re.IGNORECASE,
)


_SAVED_LATER = re.compile(
    r"[^\d?\n]{0,60}?\b(?:saved|avoided|gone|spared|(?:i|we) got (?:back|for)|gespart|économisées?)\b",
    re.IGNORECASE,
)


class _Role(StrEnum):
    SAVED = "saved"
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True)
class _Spent:
    start: int
    end: int
    minutes: float
    role: _Role
    in_total: bool = False
    per_item: bool = False


def saved(text: str) -> int | None:
    """The minutes the author says were saved once; None when they gave no figure or no comparison."""
    plain = _plain(text)
    found = _durations(plain)
    gains = [d for d in found if d.role is _Role.SAVED]
    if any(d.per_item for d in found):
        gains += [d for d in found if d.in_total and d.role is _Role.AFTER]
    if gains:
        best = min(gains, key=lambda d: (not d.in_total, d.per_item, d.start))
        return round(best.minutes)
    return _difference(plain, found) or _said_later(plain, found)


def _said_later(plain: str, found: list[_Spent]) -> int | None:
    """One figure that stands by itself, and in the next breath that so much was saved."""
    stands = len(found) == 1 and _SAVED_LATER.match(plain, found[0].end)
    return round(found[0].minutes) if stands else None


def _difference(plain: str, found: list[_Spent]) -> int | None:
    before = [d.minutes for d in found if d.role is _Role.BEFORE]
    after = [d.minutes for d in found if d.role is _Role.AFTER]
    if _OTHERS.search(plain):
        return None
    if not before and len(after) == 2 and _COMPARED.search(plain):
        return round(max(after) - min(after)) or None
    if not before:
        return None
    # "Four hours before, one hour with AI", "5 min job, normally an hour": the word between belongs to one.
    if not after and len(before) == 2:
        return round(abs(before[0] - before[1])) or None
    left = before[0] - (after[0] if after else 0)
    return round(left) if left > 0 else None


def _plain(text: str) -> str:
    plain = _HALF.sub(" 1.5 h", text.replace("’", "'"))
    plain = _WORDS.sub(_digit, plain)
    for pattern, replacement in _PHRASES:
        plain = pattern.sub(replacement, plain)
    return _MIXED.sub(lambda m: f"{int(m[1]) * 60 + int(m[2])} min", plain)


def _digit(match: re.Match[str]) -> str:
    return _DIGITS[int((match.lastgroup or "n0")[1:])]


def _durations(plain: str) -> list[_Spent]:
    found = [_spent(plain, m) for m in _DURATION.finditer(plain) if not _OBJECT.match(plain, m.end())]
    missing = _unitless(plain, found)
    return [*found, missing] if missing else found


def _spent(plain: str, match: re.Match[str]) -> _Spent:
    unit = next(factor for name, (_, factor) in _UNITS.items() if match[name])
    return _Spent(
        start=match.start(),
        end=match.end(),
        minutes=_middle(match["low"], match["high"]) * unit,
        role=_role(plain, match.start(), match.end()),
        in_total=bool(_TOTAL.search(plain[max(0, match.start() - 25) : match.end() + 25])),
        per_item=bool(_ITEM.match(plain, match.end())),
    )


def _middle(low: str, high: str | None) -> float:
    """Of a range; a number alone is its own middle."""
    ends = [float(one.replace(",", ".")) for one in (low, high) if one]
    return sum(ends) / len(ends)


def _role(plain: str, start: int, end: int) -> _Role:
    head = plain[max(0, start - 45) : start]
    if _DENIED.search(head):
        return _Role.AFTER
    if _SAVED_BEFORE.search(head):
        return _Role.SAVED
    if _FROM.search(head) and _TO.match(plain, end):
        return _Role.BEFORE
    if _BEFORE_BEFORE.search(head):
        return _Role.BEFORE
    if _WORTH.search(head) or _SAVED_AFTER.match(plain, end):
        return _Role.SAVED
    return _Role.BEFORE if _BEFORE_AFTER.match(plain, end) else _Role.AFTER


_BARE_BEFORE = re.compile(
    rf"\b(?:{_BEFORE_CUE}|down from|was|were|eran?|me:|war|était|byl[oa]|last \w+ (?:was|took"
    rf"|it took))(?: (?:be|take|need|spend|of|to|me|about|around|have|been|taken))*\s*~?{_BARE}",
    re.IGNORECASE,
)
_BARE_AFTER = re.compile(
    rf"(?:[,;]\s+(?=\d+ (?:by|today|now|with|using|this)\b)|\b(?:in|took|done in|to|now(?: it['’]?s)?"
    rf"|(?:mit|with|avec|con|com|met) \w+|nur|only|just"
    rf"|seulement|solo|só|tylko"
    rf"|bara)\s+){_BARE}",
    re.IGNORECASE,
)


def _unitless(plain: str, found: list[_Spent]) -> _Spent | None:
    """The other side of a comparison that shares its unit: "in 5 min, used to be 20"."""
    units = [m for m in _DURATION.finditer(plain)]
    if len(units) != 1 or len(found) != 1:
        return None
    factor = next(f for name, (_, f) in _UNITS.items() if units[0][name])
    pattern, role = (
        (_BARE_AFTER, _Role.AFTER) if found[0].role is _Role.BEFORE else (_BARE_BEFORE, _Role.BEFORE)
    )
    told = (one for one in pattern.finditer(plain) if one.start("bare") != units[0].start())
    match = next(told, None)
    if match is None:
        return None
    minutes = _middle(match["bare"], match["upto"]) * factor
    if role is _Role.AFTER and minutes > found[0].minutes:
        minutes /= 60  # "an hour's work, done in 5"
    return _Spent(start=match.start(), end=match.end(), minutes=minutes, role=role)
