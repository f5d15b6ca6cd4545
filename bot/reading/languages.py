"""Which language a message is in, of those that the reader knows; nothing where that is not sure."""

import re
from collections.abc import Iterator

from bot.reading.plain import readable

# In their own spelling, as people write them down.
NAMES = {
    "en": "English", "de": "Deutsch", "fr": "français", "es": "español", "it": "italiano", "pt": "português",
    "nl": "Nederlands", "pl": "polski", "sv": "svenska", "tr": "Türkçe", "ja": "日本語",
}  # fmt: skip
# The same in English, and as they are often typed.
_TYPED = {
    "english": "en", "german": "de", "french": "fr", "spanish": "es", "italian": "it", "portuguese": "pt",
    "dutch": "nl", "polish": "pl", "swedish": "sv", "turkish": "tr", "japanese": "ja",
    "francais": "fr", "espanol": "es", "portugues": "pt", "turkce": "tr",
}  # fmt: skip
# Small words without which hardly a sentence is written; what two of these languages share counts for both.
_SMALL = {
    "en": "the a an and or to of in is it that for on with this be are can i you we my our have has how what "
    "do does any from but not if at as was there get anyone when would could which your me so by",
    "de": "der die das und oder zu von in ist es dass für auf mit den dem ein eine einen einer ich du wir "
    "ihr mein meine unsere hat habe haben wie was kann kannst man nicht auch noch bei aus im am zum zur "
    "jemand gibt wenn aber mir euch sich nur schon mal als um nach werden wird bitte",
    "fr": "le la les un une des et ou à de du en est ce que pour sur avec dans je tu on nous vous mon ma mes "
    "nos a comment quoi peut pas ne qui se au aux si il elle par plus quelqu'un c'est j'ai qu'il d'un "
    "est-ce sans faire quel quelle y",
    "es": "el la los las un una y o a de del en es que para por con se yo tú nosotros mi mis nuestro ha he "
    "cómo como qué puede no si al lo le me más alguien hay esto este esta cuando pero sin muy su ya tiene",
    "it": "il lo la i gli le un una e o a di del della in è che per su con si io tu noi mio mia nostro ho ha "
    "come cosa può non se al alla ci mi più qualcuno questo questa quando ma senza sono dei nel nella "
    "da fare faccio far quale",
    "pt": "o a os as um uma e ou de do da dos das em é que para por com se eu você nós meu minha nosso tem "
    "como não no na ao mais alguém há isso este esta quando mas sem já me foi pra são dá",
    "nl": "de het een en of te van in is dat voor op met ik je jij we wij mijn onze heb heeft hebben hoe wat "
    "kan niet ook nog bij uit er iemand als maar naar om dit die deze zijn wordt door mij jullie wel geen",
    "pl": "i lub do z w na jest to że dla o się ja ty my mój nasz mam ma jak co może nie czy od po za ktoś "
    "tak ale ten ta gdy przez już jeszcze mi mnie są był tego bez żeby macie",
    "sv": "och eller att av i är det som för på med den ett en jag du vi min vår har hur vad kan inte också "
    "om från till någon man men när så de detta den här mig ni finns blir utan var",
    "tr": "ve veya bir bu şu için ile de da mi mı mu mü ne nasıl var yok ben sen biz benim bizim daha çok en "
    "gibi ama olarak olan hangi kadar her şey sonra önce değil misiniz biri",
}  # fmt: skip
_WORDS = {name: frozenset(words.split()) for name, words in _SMALL.items()}
# Letters that few languages write.
_LETTERS = {
    "de": "äöüß", "fr": "éèêàçùœ", "es": "ñ¿¡áíóú", "it": "èàòù", "pt": "ãõçáé", "pl": "ąćęłńśźż",
    "sv": "åäö", "tr": "ğışçöü",
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_CODE = re.compile(r"```.*?```|`[^`\n]+`|https?://\S+", re.DOTALL)
_KANA = re.compile(r"[\u3040-\u30ff]")
_LETTER = re.compile(r"[^\W\d_]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_LONGEST = 1000
_FEWEST = 2  # small words; one alone is in too many languages
_AHEAD = 1.4  # times the next best


def language_of(text: str) -> str | None:
    """Its code, such as "de"; None where it is too short, mixed, or in none of them."""
    plain = _CODE.sub(" ", readable(text[:_LONGEST]))
    letters = len(_LETTER.findall(plain))
    if len(_KANA.findall(plain)) * 5 > letters:
        return "ja"
    if len(_LATIN.findall(plain)) * 4 < letters * 3:
        return None
    scores = sorted(_scores(plain.casefold()), reverse=True)
    (best, name), (second, _) = scores[:2]
    return name if best >= _FEWEST and best >= _AHEAD * second else None


def _scores(plain: str) -> Iterator[tuple[float, str]]:
    words = [word.replace("’", "'") for word in _WORD.findall(plain)]
    for name, small in _WORDS.items():
        letters = sum(any(sign in word for sign in _LETTERS.get(name, "")) for word in words)
        yield sum(word in small for word in words) + letters / 2, name


def parse_languages(text: str) -> tuple[str, ...] | None:
    """The codes of languages as somebody typed them, in any of the usual ways; None where one is unknown."""
    known = {name.casefold(): code for code, name in NAMES.items()} | _TYPED | {code: code for code in NAMES}
    told = [word for word in re.split(r"[\s,;/&.]+", text.casefold()) if word and word != "and"]
    return tuple(dict.fromkeys(known[word] for word in told)) if known.keys() >= set(told) else None
