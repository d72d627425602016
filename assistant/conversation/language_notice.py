"""Say in the language of the question that the base is in another language, and how to browse it.

To add a language, add its name to every row of ``_NAMES`` and a row of its own to both tables.
"""

from __future__ import annotations

_CODES = "en de fr es it pt ru uk ja zh ko".split()

_SENTENCES = {
    "en": "This base is in {language}: ask in that language, or list all its questions with {browse}.",
    "de": "Die Sprache dieser Fragensammlung ist {language}: Fragen Sie bitte in dieser Sprache, oder sehen Sie alle "
    "Fragen mit {browse} durch.",
    "fr": "La langue de cette base de questions est {language} : posez votre question dans cette langue, ou affichez "
    "toutes les questions avec {browse}.",
    "es": "El idioma de esta base de preguntas es {language}: pregunte en ese idioma o vea todas las preguntas con "
    "{browse}.",
    "it": "La lingua di questa raccolta di domande è {language}: scriva la domanda in quella lingua o mostri tutte le "
    "domande con {browse}.",
    "pt": "O idioma desta base de perguntas é {language}: pergunte nesse idioma ou veja todas as perguntas com "
    "{browse}.",
    "ru": "Язык этой базы вопросов — {language}: задайте вопрос на этом языке или просмотрите все вопросы командой "
    "{browse}.",
    "uk": "Мова цієї бази запитань — {language}: поставте запитання цією мовою або перегляньте всі запитання командою "
    "{browse}.",
    "ja": "この質問集は{language}で書かれているので、その言語で質問するか、{browse} で質問の一覧をご覧ください。",
    "zh": "本问答库使用{language}，请用该语言提问，或用 {browse} 查看全部问题。",
    "ko": "이 질문 모음의 언어는 {language}이므로 그 언어로 질문하거나 {browse} 명령으로 모든 질문을 보세요.",
}
"""The sentence by language of the reader."""

_NAMES = {
    "en": "English, German, French, Spanish, Italian, Portuguese, Russian, Ukrainian, Japanese, Chinese, Korean, "
    "another language",
    "de": "Englisch, Deutsch, Französisch, Spanisch, Italienisch, Portugiesisch, Russisch, Ukrainisch, Japanisch, "
    "Chinesisch, Koreanisch, eine andere",
    "fr": "l'anglais, l'allemand, le français, l'espagnol, l'italien, le portugais, le russe, l'ukrainien, "
    "le japonais, le chinois, le coréen, une autre",
    "es": "el inglés, el alemán, el francés, el español, el italiano, el portugués, el ruso, el ucraniano, el japonés, "
    "el chino, el coreano, otro",
    "it": "l'inglese, il tedesco, il francese, lo spagnolo, l'italiano, il portoghese, il russo, l'ucraino, "
    "il giapponese, il cinese, il coreano, un'altra",
    "pt": "o inglês, o alemão, o francês, o espanhol, o italiano, o português, o russo, o ucraniano, o japonês, "
    "o chinês, o coreano, outro",
    "ru": "английский, немецкий, французский, испанский, итальянский, португальский, русский, украинский, японский, "
    "китайский, корейский, другой",
    "uk": "англійська, німецька, французька, іспанська, італійська, португальська, російська, українська, японська, "
    "китайська, корейська, інша",
    "ja": "英語, ドイツ語, フランス語, スペイン語, イタリア語, ポルトガル語, ロシア語, "
    "ウクライナ語, 日本語, 中国語, 韓国語, 別の言語",
    "zh": "英语, 德语, 法语, 西班牙语, 意大利语, 葡萄牙语, 俄语, 乌克兰语, 日语, 中文, 韩语, 另一种语言",
    "ko": "영어, 독일어, 프랑스어, 스페인어, 이탈리아어, 포르투갈어, 러시아어, "
    "우크라이나어, 일본어, 중국어, 한국어, 다른 언어",
}
"""The names of the languages of ``_CODES``, and of an unknown one, by language of the reader."""


def language_notice(question: str, base: str, browse: str) -> str:
    """Return one sentence: the language of the base, and how to browse it.

    Args:
        question: The language of the question (ISO 639-1). One without a sentence here gets the English sentence.
        base: The language of the base; "" if unknown. One without a name here is given by its code.
        browse: The command that lists the questions.
    """
    reader = question if question in _SENTENCES else "en"
    names = dict(zip([*_CODES, ""], _NAMES[reader].split(", "), strict=True))
    return _SENTENCES[reader].format(language=names.get(base, base), browse=f'"{browse}"')
