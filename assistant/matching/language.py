"""Detect that a question is in another language than the base, by script and by function words.

Used only for a question that finds no answer. A detector that is trained on many languages (lingua, langdetect, pycld2)
takes longer to load than an answer takes, and guesses a language for every typing error and every name. Here a
language is only detected if the text has words that nothing else explains: the articles, prepositions, pronouns and
question words of that language.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby

from assistant.matching.normalize import fold
from assistant.matching.word_frequency import RARE, frequency_band
from assistant.record import Record

ENGLISH = "en"
LATIN = "LATIN"

SCRIPTS = {
    "CYRILLIC": "ru", "GREEK": "el", "ARABIC": "ar", "HEBREW": "he", "DEVANAGARI": "hi", "BENGALI": "bn",
    "GURMUKHI": "pa", "GUJARATI": "gu", "TAMIL": "ta", "TELUGU": "te", "KANNADA": "kn", "MALAYALAM": "ml",
    "SINHALA": "si", "THAI": "th", "LAO": "lo", "MYANMAR": "my", "KHMER": "km", "TIBETAN": "bo", "GEORGIAN": "ka",
    "ARMENIAN": "hy", "ETHIOPIC": "am", "HANGUL": "ko", "HIRAGANA": "ja", "KATAKANA": "ja", "CJK": "zh",
}  # fmt: skip
"""Scripts, as the names of their characters in Unicode begin, and the language of most texts in them."""
_UNSPACED = frozenset({"HIRAGANA", "KATAKANA", "CJK", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN"})
_KANA = frozenset({"HIRAGANA", "KATAKANA"})
_JAPANESE = _KANA | {"CJK"}
_OTHER_LETTERS = {
    "CYRILLIC": (("uk", "іїєґ"), ("", "ђћџљњјѓќәғқңөұүһў")),
    "CJK": (("ja", "産経済発県駅図価円働込畑々〆広対変実総権関戦検単気様続読売営験鉄"),),
}
"""Letters of a script that show another language than in ``SCRIPTS``; "" is an unknown one."""

FUNCTION_WORDS = {
    "en": "what is are was were the a an of and to in on at by for from with how why when where who whom whose which "
    "does do did has have had can could would should will it its this that these those there their them they he "
    "she his her we our us you your i me my not no any some or if than then about into please tell explain "
    "describe define show list give name mean means s re ve ll",
    "de": "der die das den dem des ein eine einen einem einer eines und oder aber nicht kein keine ist sind war waren "
    "wird werden wurde wurden hat haben hatte kann kannst können könnte soll sollte muss darf gibt gab geht "
    "bist sagen bedeutet heißt macht was wer wen wem wie wo wann warum wieso weshalb wozu worum woher wohin "
    "welche welcher welches welchen wieviel viele ich du er sie es wir ihr man mir mich dir dich ihm ihnen uns "
    "sich mein meine dein deine sein seine ihre dieser diese dieses diesem hier dort von vom zu zum zur mit auf "
    "für über unter nach vor bei beim aus im am in an um durch gegen ohne zwischen während seit als wenn dass "
    "weil damit auch noch nur sehr mehr bitte danke hallo ja nein mal etwas jetzt heute funktioniert endete "
    "begann deutsch fuer ueber koennen heisst brauche kostet erzähl erkläre nenne drei zwei "
    "lange lief läuft dauert dauerte oft viel gewesen",
    "fr": "le la les l' un une des du de d' au aux et ou où mais pas ne n' est sont était étaient été être a ont "
    "avait avoir fait peut peuvent doit que qu' qui quoi quel quelle quels quelles quand comment pourquoi "
    "combien lequel je j' tu il elle on nous vous ils elles ce c' cet cette ces ça cela mon ma mes ton ta son "
    "sa ses leur leurs me te se s' moi toi lui y en dans sur sous par pour avec sans chez entre vers depuis "
    "pendant contre comme si plus moins très aussi encore bien tout tous toute toutes autre autres merci "
    "bonjour oui non svp fonctionne signifie existe veut dire puis t donc parce parlez expliquez français à "
    "faut peux veux voudrais donne donnez raconte résume deux trois heure heures ai votre vos notre nos mot",
    "es": "el la los las un una unos unas de del al y o pero no es son era eran fue fueron ser está están estaba "
    "estar ha han había haber hay hizo hace hacer hubo puede pueden puedo debe tiene tienen que qué quién "
    "quiénes cómo cuándo dónde cuál cuáles cuánto cuánta cuántos cuántas por para porque con sin sobre entre en "
    "desde hasta contra según yo tú él ella nosotros ustedes ellos me te se le les lo nos mi mis tu tus su sus "
    "este esta esto estos estas ese esa eso muy más menos también ya si sí como cuando donde gracias hola nada "
    "significa funciona existe terminó empezó dice entiendo hablas español he quiero quisiera necesito dame "
    "dime cuéntame explícame hora dos tres tengo puedes podría hemos",
    "it": "il lo la i gli le l' un uno una un' di del dello della dei degli delle dell' da dal dalla a al alla ai "
    "alle e o ma non è sono era erano stato stata essere ha hanno aveva avere può possono deve che chi cosa "
    "cos' come quando dove dov' perché quale quali qual quanto quanta quanti quante per con su sul sulla in nel "
    "nella nei nelle tra fra io tu lui lei noi voi loro mi ti si ci questo questa questi queste quello quella "
    "più meno molto anche ancora se grazie ciao significa funziona esiste c' d' fatto capisco parli italiano ho "
    "mia mio vorrei dammi dimmi raccontami spiegami ora due tre devo posso puoi faccio fare",
    "pt": "o a os as um uma uns umas de do da dos das em no na nos nas ao à aos e ou mas não é são era eram foi foram "
    "ser está estão estava ter tem têm há houve faz pode podem deve que quê quem qual quais como quando onde "
    "quanto quantos quantas por para porque pelo pela com sem sobre entre até desde eu ele ela nós você vocês "
    "eles se me te seu sua meu minha este esta isto esse essa isso aquele muito mais menos também já sim "
    "obrigado olá nada significa funciona existe entendo fala português preciso quero dê três dois duas conte "
    "diga posso hora horas tenho durou",
    # the rest as transcribed
    "ru": "chto chego chem eto kak gde kogda pochemu zachem kto kogo kakoj kakoy kakaya kakie kakih takoe takoj takoy "
    "takie skolko dlya ili est li pro nado nuzhno mozhno byl byla bylo byli budet ne v na o po iz ot ob za "
    "menya tebya oni ona ono ego rasskazhi skazhi obyasni privet spasibo etot eta etu etoj mezhdu rabotaet ya "
    "moya moj",
    "ja": "nani nan nanji itsu doko dare donna dono dochira naze nande doshite doushite dou ikutsu ikura desu desuka "
    "deshita deshou masu masuka mashita masen arimasu arimasuka imasu imasuka kudasai towa toha wa ga wo no ni "
    "ka mo kara made kore sore are kono sono oshiete nihongo wakarimasen suru shita tsuite akimasu",
    "zh": "shenme zenme zenmeyang weishenme nali nar shei duoshao jige zhege nage women nimen tamen shi ma de zai you "
    "meiyou keyi yinwei wo ni ta qing dian jieshi yixia wangji le bu hen",
}
"""The function words of a language in Latin letters, with accents, and some verbs that are common in questions."""
_WORDS = {language: frozenset(words.split()) for language, words in FUNCTION_WORDS.items()}
_FOLDED = {language: frozenset(map(fold, words)) for language, words in _WORDS.items()}
_SIGNS = {"es": "¿¡"}
"""Signs that occur in one language only."""
_LETTERS = {"de": "ßäöü", "es": "ñ", "fr": "œèù", "pt": "ãõ"}
"""Letters that are typical of one language, but occur in names, too."""
_NAME_PARTS = frozenset(
    "de la le el los las les der von van du des di da do dos del dal al y e i o l' d' na no em os sao a".split()
)
"""Function words that also occur in names: Rio de Janeiro, von Thünen, Da Vinci, Los Angeles."""
_WEAK = _NAME_PARTS | frozenset(
    "den dass ist un une wer wen wo wie im es te si il et tu ca se ce as ma ta sa me mi ti ci su sul che chi com "
    "dem das und wa ga ka ni mo en on ne um ou par per pas ter tem foi faz mit man uns nan are suru v po iz ot ob "
    "za li est eta ona ego pro shi you son ton mal ohne auch haber ser lo noi voi io hier bei beim zum auf aus zu "
    "er ihr sie ai t s' c' j' n' chem fala entre ya ty le bu hen he ho mia mio ora tre due dos moj qing dian hora "
    "fare mot".split()
)
"""The name parts, and function words that are abbreviations in English or one typing error away from a word."""

MIN_EVIDENCE = 1.4
"""Evidence from which a text is in a language. A function word counts 1; one alone may be a name or a typing error."""
MIN_WITHOUT_NAMES = 1.0
"""Least evidence without that of parts of names."""
MAX_BASE_SHARE = 0.4
"""Most function words of the base's language, as a share of those of the other language."""
MIN_FUNCTION_WORDS = 0.25
"""Least share of the words of a base that are function words of its language; related languages share some."""
WEAK = 0.5
COMMON_ENGLISH = 0.25
UNKNOWN_WORD = 0.25
MAX_UNKNOWN = 0.75
"""Evidence of a function word that occurs in English, of one that is an everyday English word, of a word that is no
English one, and of all of these together."""

_WORD = re.compile(r"[^\W\d_]+(?:'(?=[^\W\d_]))?")


def main_scripts(text: str) -> list[str]:
    """Return the scripts of at least a tenth of the letters of a text; Latin if it has no letters."""
    counts = _letters(_runs(text)) or {LATIN: 1}
    scripts = {script for script, count in counts.items() if count * 10 >= sum(counts.values())}
    return sorted(scripts | _JAPANESE if scripts & _KANA else scripts)


def language_of(text: str) -> str:
    """Return the language of a text of several sentences, such as the questions of a base; "" if unknown."""
    runs = _runs(text)
    counts = _letters(runs)
    if counts and max(counts, key=lambda script: counts[script]) != LATIN:
        counts.pop(LATIN, None)
        return _language_of_scripts(text, counts)
    words = _latin_words(text, "")
    evidence = {language: _evidence(words, language, "") for language in FUNCTION_WORDS}
    best = max(evidence, key=lambda language: evidence[language])
    if evidence[best] >= MIN_EVIDENCE and _count(words, best) >= MIN_FUNCTION_WORDS * len(words):
        return best
    english = sum(word.listed for word in _latin_words(text, ENGLISH))
    return ENGLISH if words and 2 * english >= len(words) else ""


def primary_language(tag: str) -> str:
    """Return the language of a tag such as "en-GB" or "en_US"."""
    return tag.replace("_", "-").partition("-")[0].strip().lower()


def other_language(text: str, base: str, scripts: Collection[str]) -> str | None:
    """Return the language of a question that is in another language or script than the base.

    A single word in the script of the base, a name, or a typing error is not another language. A question in two
    scripts is in the one with more words; of the base's language, only function words count.

    Args:
        text: The question.
        base: The language of the base, such as "en". If its function words are not known here, only the scripts decide.
        scripts: The scripts of the base, as returned by :func:`main_scripts`.

    Returns:
        The language, "" if it is unknown; ``None`` if the question is not in another language.
    """
    runs = _runs(text)
    words = _latin_words(text, base)
    other = [(script, run) for script, run in runs if script not in (LATIN, *scripts)]
    if sum(map(_word_count, other)) > _count(words, base):
        return _language_of_scripts(text, _letters(other))
    if any(script != LATIN and script in scripts for script, _ in runs):
        return None
    if LATIN not in scripts:
        # A few Latin words alone may be names.
        return _latin_language(text, words, "") or ("" if len(words) > 3 else None)
    return (_latin_language(text, words, base) or None) if base in FUNCTION_WORDS else None


def is_function_word(word: str, language: str) -> bool:
    """Return whether a folded word is a function word of a language."""
    return word in _FOLDED.get(language, ())


def _runs(text: str) -> list[tuple[str, str]]:
    """Return the runs of characters of one script, each with its script."""
    text = unicodedata.normalize("NFKC", text)
    return [(script, "".join(run)) for script, run in groupby(text, _script) if script]


def _script(char: str) -> str:
    """Return the script of a character; "" for signs, digits and rare scripts."""
    if char.isascii():
        return LATIN if char.isalpha() else ""
    script = unicodedata.name(char, "").partition(" ")[0].partition("-")[0]
    return script if script in SCRIPTS or (script == LATIN and char.isalpha()) else ""


def _letters(runs: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Return the number of letters in each script."""
    counts: dict[str, int] = {}
    for script, run in runs:
        counts[script] = counts.get(script, 0) + len(run)
    return counts


def _word_count(run: tuple[str, str]) -> int:
    """Return how many words a run is, about; a single letter of an alphabet is a symbol (α)."""
    script, text = run
    return (len(text) + 1) // 2 if script in _UNSPACED else int(len(text) > 1)


def _language_of_scripts(text: str, counts: Mapping[str, int]) -> str:
    """Return the language of a text with so many letters in other scripts than Latin; "" if unknown."""
    script = "HIRAGANA" if _KANA & counts.keys() else max(counts, key=lambda script: counts[script])
    for language, letters in _OTHER_LETTERS.get(script, ()):
        if not frozenset(letters).isdisjoint(text.lower()):
            return language
    return SCRIPTS[script]


class _Word(Record):
    """A word of a text in Latin letters."""

    typed: str
    """In lower case, with accents."""
    folded: str
    """Without accents."""
    everyday: bool
    """Whether it is an everyday English word, if the base is English."""
    listed: bool
    """Whether it is in the list of English words, if the base is English."""


def _latin_words(text: str, base: str) -> list[_Word]:
    """Return the words of a text in Latin letters; "l'article" is "l'" and "article"."""
    text = unicodedata.normalize("NFKC", text).lower().replace("’", "'")
    words = []
    for typed in _WORD.findall(text):
        if _script(typed[0]) == LATIN:
            folded = fold(typed)
            band = frequency_band(folded) if base == ENGLISH else RARE
            words.append(_Word(typed, folded, band == 1, band < RARE))
    return words


def _latin_language(text: str, words: Sequence[_Word], base: str) -> str:
    """Return the language of a text in Latin letters if it is another than the base's; "" if it is not, or unknown."""
    if len(words) < 2:
        return ""
    evidence = {
        language: _evidence(words, language, base) + _sign_evidence(text, language)
        for language in FUNCTION_WORDS
        if language != base
    }
    best = max(evidence, key=lambda one: (evidence[one], sum(word.folded in _FOLDED[one] for word in words)))
    without_names = [word for word in words if word.folded not in _NAME_PARTS]
    if _evidence(without_names, best, base) + _sign_evidence(text, best) < MIN_WITHOUT_NAMES:
        return ""
    known = _FOLDED[best] | _FOLDED.get(base, frozenset())
    unknown = sum(len(word.folded) > 2 and not word.listed and word.folded not in known for word in words)
    total = evidence[best] + min(UNKNOWN_WORD * unknown, MAX_UNKNOWN)
    own = _count(words, base, but_not=best)
    return best if total >= MIN_EVIDENCE and own <= MAX_BASE_SHARE * total else ""


def _count(words: Iterable[_Word], language: str, but_not: str = "") -> int:
    """Return how many words are function words of a language; an apostrophe is ignored ("what's")."""
    own = _FOLDED.get(language, frozenset()) - _FOLDED.get(but_not, frozenset())
    return sum(word.folded.rstrip("'") in own for word in words)


def _sign_evidence(text: str, language: str) -> float:
    """Return the evidence of signs and letters."""
    signs = any(sign in text for sign in _SIGNS.get(language, ""))
    letters = any(letter in text for letter in _LETTERS.get(language, ""))
    return signs * MIN_EVIDENCE + letters * UNKNOWN_WORD


def _evidence(words: Iterable[_Word], language: str, base: str) -> float:
    """Return the evidence of the function words of a language, each counted once."""
    found = {word.folded: word for word in words if word.folded in _FOLDED[language]}
    return sum(_word_evidence(word, language, base) for word in found.values())


def _word_evidence(word: _Word, language: str, base: str) -> float:
    """Return the evidence of a function word; less if it may be of the base's language, or part of a name."""
    if not word.typed.isascii() and word.typed in _WORDS[language] and word.folded not in _NAME_PARTS:
        return 1.0
    if word.folded in _FOLDED.get(base, ()):
        return 0.0
    if word.everyday:
        return COMMON_ENGLISH
    return WEAK if word.listed or word.folded in _WEAK else 1.0
