"""What sounds like a win or a question and is none: told failures, other people's gains, account requests.

All of it reads the normalised line, in which `xtool`, `xdur` and `xmention` stand for what was named.
"""

import re

_FAILED = re.compile(
    r"\b(?:(?:did|does|do|would|could|can|will)(?: not|n't) (?:work|help|get (?:it|anywhere)|manage)"
    r"|(?:xtool|xai|it|experiment|attempt) (?:\w+ ){0,2}(?:failed|flopped|crashed)|g[ai]ve up|given up"
    r"|useless|unusable|no (?:luck|use|help) |down the drain|hallucinated|made (?:it|things) worse"
    r"|(?:wasted|lost|wasting|losing) (?:\w+ ){0,2}(?:xdur|hours?|mornings?|afternoons?|day|time)"
    r"|waste of (?:my )?time|xdur (?:lost|wasted)"
    r"|nicht (?:geklappt|funktioniert)|ging nicht|gescheitert|unbrauchbar|verschwendet|vergeblich"
    r"|aufgegeben|n'a (?:pas|rien) (?:marché|fonctionné|compris|donné)|inutilisable|perdu xdur"
    r"|xdur (?:perdue?s?|perdid[ao]s?|buttat[aei]|kwijt|stracon\w+|bortkastad\w*)"
    r"|no (?:me )?(?:ha )?funcion(?:ó|a|ado)|no sirvió|não (?:funcionou|deu certo)|perdi xdur"
    r"|non ha funzionato|inutilizzabile|werkte niet|mislukt|onbruikbaar|zonde van de tijd"
    r"|nie (?:zadziałał\w*|udało się)|do niczego|fungerade inte|işe yaramadı|boşa gitti|çalışmadı)"
    r"|失敗|使えませんでした|うまくいきませんでした"
)
_TURNED = re.compile(
    r"\b(?:but|yet|then|finally|second|third|after that|eventually|fixed|aber|dann|doch|danach|endlich"
    r"|mais|puis|ensuite|enfin|pero|luego|después|mas|depois|ma|poi|maar|toen|daarna|ale|potem|wreszcie"
    r"|men|sedan|ama|sonra)\b|でも|しかし"
)
_GAINED = re.compile(
    r"\b(?:saved|saving|gained|faster|quicker|instead of|gespart|schneller|statt|gagnée?s?|au lieu|ahorr\w+"
    r"|en vez|poup\w+|risparmi\w+|invece|bespaard|in plaats|zaoszczędz\w+|zamiast|sparade|i stället)\b"
)
_OTHERS = re.compile(
    r"^\W*(?:(?:i )?(?:heard|read)(?: that| about)? |apparently,? |according to )?"
    r"(?:(?:my|a|one of my|some|his|her|an old|another) (?:\w+ )?(?:friends?|colleagues?|mate|wife|husband"
    r"|partner|brother|sister|cousin|son|daughter|mother|father|mum|mom|dad|uncle|aunt|neighbou?rs?|flatmate"
    r"|girlfriend|boyfriend)(?: of mine)?\b|someone on |s?he "
    r"|xmention (?:has |just )?(?:saved|got|wrote|built|did|cut) "
    r"|(?:meine?|eine?) (?:freund(?:in)?|kolleg(?:e|in)|bekannter?|mann|frau|bruder|schwester"
    r"|nachbar(?:in)?)\b"
    r"|(?:mon|ma|une?) (?:amie?|mari|femme|frère|sœur|soeur|voisine?|cousine?|copain|copine)\b"
    r"|(?:mi|una?) (?:amig[oa]|marido|mujer|herman[oa]|vecin[oa]|prim[oa]|novi[oa])\b"
    r"|(?:meu|minha|uma?) (?:amig[oa]|marido|mulher|irmão|irmã|vizinh[oa]|prim[oa])\b"
    r"|(?:mi[oa]|una?) (?:mia )?(?:amic[oa]|marito|moglie|fratello|sorella|vicin[oa]|cugin[oa])\b"
    r"|(?:mijn|een) (?:vriend(?:in)?|man|vrouw|broer|zus|buurman|buurvrouw|kennis)\b"
    r"|(?:mój|moja) (?:znajom[ya]|przyjaciel|przyjaciółka|mąż|żona|brat|siostra)\b"
    r"|min (?:vän|man|fru|bror|syster|granne)\b|arkadaşım\b|友人|友達)"
)
_OWN = re.compile(
    r"\b(?:i|me|us|we|mine|ours|ich|mir|mich|wir|uns|je|nous|yo|nos|eu|io|ik|wij|mnie|jag|oss"
    r"|(?:i|we)'\w+|j'\w+|m'\w+)\b|私|自分"
)
_ACCOUNT = re.compile(
    r"\b(?:pass(?:word|code)s?|passw[oö]rt\w*|kennwort\w*|mots? de passe|contraseñas?|senhas?|wachtwoord\w*"
    r"|hasł\w+|lösenord\w*|şifre\w*|log ?in|sign ?in|einloggen|anmelden|iniciar sesión|connecter|inloggen"
    r"|two-factor|sso|activation key"
    r"|licen[cs]es?|lizenz\w*|licencias?|licenças?|licenz[ae]|licentie\w*|licencj\w+|licens\w*|lisans\w*"
    r"|(?:spare|free|another|xtool) seats?|subscription"
    r"|(?:get|request|need|have|lost|want|my|no|for) (?:\w+ )?access|zugang|un accès|acceso a|acesso ao"
    r"|toegang tot"
    r"|(?:my|our|an?|the|new|mein|unser|mon|mi|meu) (?:xtool )?-?\s?(?:account|konto|compte|cuenta|conta)"
    r"|(?:invoice|bill|rechnung|facture|factura|fatura|fattura|factuur) (?:\w+ ){1,2}xtool)\b"
    r"|パスワード|ライセンス"
)
_TASK = re.compile(
    r"\b(?:prompt\w*|draft\w*|writ\w+|summari\w+|compar\w+|extract\w*|pull\w*|sort\w*|check\w*|analy\w+"
    r"|translat\w*|build\w*|creat\w+|review\w*|plan\w*|polic\w+|instruction\w*|terms|contract\w*|clause\w*"
    r"|schreib\w*|zusammenfass\w*|vergleich\w*|erstell\w*|entw\w+|prüf\w*|rédig\w+|écri\w+|résum\w+"
    r"|redact\w+|escrib\w+|resum\w+|scriv\w+|riassum\w+|schrijv\w+|samenvat\w*|napisa\w+|skriv\w*)\b"
)


def is_no_win(line: str) -> bool:
    """Whether a failure is told that nothing made up for, or somebody else's gain."""
    failed = _FAILED.search(line)
    if failed and not _TURNED.search(line, failed.end()) and not _GAINED.search(line):
        return True
    others = _OTHERS.search(line)
    return others is not None and not _OWN.search(line, others.end())


def is_account_request(line: str) -> bool:
    """Whether somebody needs an account, a password or a licence, and no help with a task."""
    return _ACCOUNT.search(line) is not None and not _TASK.search(line)
