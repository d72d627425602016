"""The language of a question: found in whole questions, never in a name, a typing error or an English question."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from assistant.matching.language import language_of, main_scripts, other_language, primary_language

EVAL = Path(__file__).parents[2] / "eval"
LATIN = ["LATIN"]

QUESTIONS = {
    "de": """
Was ist ein Cluster?
was ist ein cluster
Wann wurde die Clusterpolitik beendet?
wann endete die clusterpolitik in japan
Warum hat Japan die Politik eingestellt?
Wer hat den Artikel geschrieben?
Worum geht es in dem Artikel?
Welche Länder können von Japan lernen?
welche laender koennen von japan lernen
Wie funktioniert ein Industriecluster?
Wie viele Phasen gab es?
Gibt es Cluster in Kyoto?
Können Sie mir sagen, was der Unterschied zwischen einem Cluster und einem Distrikt ist?
koennen sie mir bitte die politik erklaeren
Wie alt bist du?
Ich verstehe das nicht
Kannst du Deutsch sprechen?
Wo finde ich die Zusammenfassung
Welche Rolle spielt Porter in der Clustertheorie?
für wen ist das
Ich habe mein Passwort vergessen
Meine Karte wurde gesperrt, was soll ich tun?
Wie hoch sind die Gebühren?
Kostet das etwas
Wann macht die Bibliothek auf
Brauche ich einen Ausweis?
Erzähl mir mehr über Michael Porter
Nenne drei Gründe für das Ende der Politik
Hat sich die Politik gelohnt
""",
    "fr": """
Qu'est-ce qu'un cluster ?
qu’est-ce qu’un cluster
Quand la politique des clusters a-t-elle été abandonnée ?
quand la politique des clusters a-t-elle ete abandonnee
Pourquoi le Japon a-t-il arrêté cette politique ?
Qui a écrit l'article ?
qui a ecrit cet article
De quoi parle l'article ?
comment fonctionne un cluster
Quels pays peuvent apprendre du Japon ?
combien de phases y a-t-il eu
Quelle est la différence entre un cluster et un district industriel ?
Où se trouve le résumé ?
Parlez-vous français ?
Expliquez-moi la théorie de Porter s'il vous plaît
je ne comprends pas
y a-t-il des clusters à Kyoto
Que signifie agglomération ?
c'est quoi un cluster
J'ai oublié mon mot de passe
Ma carte est bloquée, que faire ?
Quels sont les frais ?
à quelle heure ouvre la bibliothèque
Faut-il une carte d'identité ?
Raconte-moi l'histoire de la politique
Donne trois raisons
est-ce que ça marche
Peux-tu résumer le texte
""",
    "es": """
¿Qué es un cluster?
que es un cluster
¿Cuándo terminó la política de clusters?
cuando termino la politica de clusters en japon
¿Por qué Japón abandonó la política?
por que se abandono la politica
¿Quién escribió el artículo?
quien escribio este articulo
¿De qué trata el artículo?
¿Qué países pueden aprender de Japón?
cuantas fases hubo
¿Cuál es la diferencia entre un cluster y un distrito industrial?
¿Hay clusters en Kioto?
¿Hablas español?
no entiendo nada
explícame la teoría de Porter por favor
como funciona un cluster
donde esta el resumen
¿Para qué sirve?
Mi tarjeta está bloqueada, ¿qué hago?
cuales son las comisiones
a que hora abre la biblioteca
necesito un documento de identidad
Cuéntame la historia de la política
dame tres razones
fue un fracaso la politica
""",
    "it": """
Che cos'è un cluster?
cos'è un cluster
Quando è finita la politica dei cluster?
perché il Giappone ha abbandonato la politica
Chi ha scritto l'articolo?
Di cosa parla l'articolo?
Quali paesi possono imparare dal Giappone?
Come funziona un cluster
Qual è la differenza tra un cluster e un distretto?
Ci sono cluster a Kyoto?
Parli italiano?
quanto è durata la politica
dove si trova il riassunto
non capisco questa cosa
quante fasi ci sono state
La mia carta è bloccata, cosa faccio?
quali sono le commissioni
orario della domenica
a che ora apre la biblioteca
Raccontami la storia della politica
dammi tre ragioni
""",
    "pt": """
O que é um cluster?
o que e um cluster
Quando terminou a política de clusters?
Por que o Japão abandonou a política?
Quem escreveu o artigo?
Do que trata o artigo?
Quais países podem aprender com o Japão?
Como funciona um cluster
Qual é a diferença entre um cluster e um distrito?
Há clusters em Quioto?
Você fala português?
quantas fases houve
onde está o resumo
não entendo nada
para que serve isso
Esqueci a minha senha
Meu cartão está bloqueado, o que faço?
quais são as taxas
a que horas abre a biblioteca
preciso de um documento
Conte a história da política
me dê três razões
""",
    "ru": """
Что такое кластер?
когда закончилась кластерная политика
Почему Япония отказалась от этой политики?
Кто написал статью?
О чём статья?
Какие страны могут учиться у Японии?
как работает cluster policy in Japan
Что такое cluster policy
кластер
привет
Сколько было этапов?
В чём разница между кластером и районом?
Есть ли кластеры в Киото?
Вы говорите по-русски?
Расскажите про теорию Портера
chto takoe klaster
kogda zakonchilas politika
pochemu yaponiya otkazalas ot etoj politiki
kto napisal etu statyu
o chem eta statya
skolko bylo etapov
kak rabotaet klaster
v chem raznica mezhdu klasterom i rajonom
Я забыл пароль
Моя карта заблокирована
gde nahoditsya kniga
kakaya raznica mezhdu klasterom i okrugom
pochemu zakryli programmu
rasskazhi o portere
""",
    "uk": """
Що таке кластер і як він працює?
Коли закінчилася кластерна політика в Японії?
Які країни можуть навчитися?
""",
    "ja": """
クラスターとは何ですか
クラスターとは何ですか？
クラスター政策はいつ終わりましたか
なぜ日本は政策をやめたのですか
誰がこの論文を書きましたか
この論文は何についてですか
日本から学べる国はどこですか
クラスターpolicyとは
クラスター
産業クラスター計画
京都にクラスターはありますか
違いを教えてください
日本語で話せますか
産業集積
ﾎﾟｰﾀｰの理論
kurasutaa to wa nan desu ka
itsu owarimashita ka
naze nihon wa seisaku wo yameta no desu ka
dare ga kono ronbun wo kakimashita ka
kurasutaa seisaku wa itsu owarimashita ka
kore wa nan desu ka
パスワードを忘れました
カードが使えません
toshokan wa nanji ni akimasu ka
kore wa ikura desu ka
nihon no kurasutaa ni tsuite oshiete kudasai
""",
    "zh": """
什么是集群？
集群政策什么时候结束
日本为什么放弃了集群政策
谁写了这篇文章
这篇文章讲什么
哪些国家可以向日本学习
集群如何运作
集群和工业区有什么区别
京都有集群吗
你会说中文吗
什麼是產業集群
有几个阶段
请解释波特的理论
cluster是什么意思
政策
shenme shi chanye jiqun
riben weishenme fangqi zhengce
zhe pian wenzhang shi shei xie de
我忘记密码了
图书馆几点开门
wo wangji mima le
qing jieshi yixia bote de lilun
""",
    "ko": """
클러스터란 무엇입니까?
클러스터 정책은 언제 끝났나요
누가 이 글을 썼나요
일본은 왜 정책을 포기했나요
""",
    "el": """
Τι είναι ένα cluster;
Πότε τελείωσε η πολιτική;
""",
    "ar": """
ما هو العنقود؟
متى انتهت السياسة
""",
    "he": """
מה זה אשכול?
מתי הסתיימה המדיניות
""",
    "hi": """
क्लस्टर क्या है?
नीति कब समाप्त हुई
""",
    "th": """
คลัสเตอร์คืออะไร
นโยบายสิ้นสุดเมื่อไร
""",
}
ASKED = [
    (language, question) for language, text in QUESTIONS.items() for question in text.strip().splitlines()
]

ENGLISH = """
die
no
informe
Kumamoto
Rio de Janeiro
San José
der Spiegel
von Thünen
Porter et al
what is кластер
who is Путин
tell me about кластерная политика
where is Kumamoto (熊本)
what does クラスター mean
per capita
pro forma
vis a vis
laissez faire
de facto
á la carte
wer did ist strt
wich ist clustr polcy
wo is porter
wen did de polcy stop
wat is de clusters
whu is te author
un report on japan
what does "qué es" mean
que
ciao
hola
bonjour
danke
merci
Schadenfreude
α
what is β-convergence
El Salvador
Los Angeles clusters
La Paz
Le Corbusier
du Pont
Universidad de Chile
Ministère de l'Économie
METI MEXT
São Paulo cluster
Müller and Söderström
Antonio Lo Monaco
who wrote il sole 24 ore
is it in la nacion
cluster di Prato
Emilia-Romagna
Terza Italia
kaizen
kanban no kaizen
keiretsu
zaibatsu to keiretsu
mono no aware
Toyota
nihongo
monozukuri
sangyo kurasuta keikaku
qwertz asdf jkl
lorem ipsum dolor sit amet
cdfg xcv wer sdf
a e i o u
to be or not to be
die hard
die clusters die
was it an article
hat in hand
so was man
as os do
me no sense
comment on son
pour plus
tout pas
dove non die
do a dos command
sin tax on cigarettes
sin con
"""


def eval_questions() -> list[str]:
    """Every question of the labelled files, all English."""
    questions = []
    for path in sorted(EVAL.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            questions += [one["question"] for one in row.get("turns", [row])]
    return questions


def with_typos(text: str, dice: random.Random) -> str:
    """The text with a letter missing, swapped or wrong in about a third of its words."""

    def typo(word: str) -> str:
        if len(word) < 3 or dice.random() > 1 / 3:
            return word
        at = dice.randrange(len(word) - 1)
        changed = ("", word[at + 1] + word[at], dice.choice("abcdefghilmnoprstuw"))
        which = dice.randrange(3)
        return word[:at] + changed[which] + word[at + (2 if which == 1 else 1) :]

    return " ".join(map(typo, text.split()))


@pytest.mark.parametrize(("language", "question"), ASKED)
def test_questions_in_another_language_are_found(language: str, question: str) -> None:
    assert other_language(question, "en", LATIN) == language


@pytest.mark.parametrize("text", ENGLISH.strip().splitlines())
def test_names_short_texts_and_loanwords_are_not_another_language(text: str) -> None:
    assert other_language(text, "en", LATIN) is None


def test_no_english_question_is_in_another_language() -> None:
    questions = eval_questions()
    assert len(questions) > 600
    assert [one for one in questions if other_language(one, "en", LATIN) is not None] == []


def test_no_english_question_with_typing_errors_is_in_another_language() -> None:
    dice = random.Random(1)
    typed = [with_typos(question, dice) for question in eval_questions() if question.isascii()]
    assert [one for one in typed if other_language(one, "en", LATIN) is not None] == []


@pytest.mark.parametrize("language", ["de", "fr", "es", "it", "pt", "ja", "zh", "ko", "th"])
def test_questions_in_the_language_of_the_base_are_not_in_another(language: str) -> None:
    typed = [question for own, question in ASKED if own == language]
    scripts = main_scripts("".join(typed))
    assert [one for one in typed if other_language(one, language, scripts) is not None] == []


@pytest.mark.parametrize(
    ("base", "sample"),
    [
        ("de", "Was ist ein Cluster?"),
        ("fr", "Où est-ce ?"),
        ("es", "¿Qué es?"),
        ("ru", "Что это?"),
        ("ja", "何ですか"),
    ],
)
def test_an_english_question_is_in_another_language_for_a_base_that_is_not_english(
    base: str, sample: str
) -> None:
    for question in ("What is a cluster?", "when did the policy end", "tell me about the theory of Porter"):
        assert other_language(question, base, main_scripts(sample)) == "en"
    for name in ("Porter", "cluster policy", "METI"):
        assert other_language(name, base, main_scripts(sample)) is None


def test_a_base_in_two_scripts_is_asked_in_either() -> None:
    scripts = main_scripts("What is a cluster? クラスターとは何ですか")
    assert other_language("クラスターとは", "en", scripts) is None
    assert other_language("Что такое кластер?", "en", scripts) == "ru"


def test_only_scripts_decide_if_the_language_of_the_base_is_unknown() -> None:
    for base in ("fi", ""):
        assert other_language("Wann wurde die Clusterpolitik beendet?", base, LATIN) is None
        assert other_language("Что такое кластер?", base, LATIN) == "ru"


def test_a_question_in_two_scripts_is_in_the_one_with_more_words() -> None:
    assert other_language("what is кластер", "en", LATIN) is None
    assert other_language("what's «Японские исследования»?", "en", LATIN) is None
    assert other_language("Что такое cluster policy", "en", LATIN) == "ru"
    assert other_language("как работает cluster policy in Japan", "en", LATIN) == "ru"


def test_a_language_of_a_known_script_can_be_unknown() -> None:
    assert (
        other_language("Кластер дегеніміз не?", "en", LATIN) == "uk"
    )  # Kazakh and Ukrainian share the letter
    assert other_language("Шта је кластер, које су фазе", "en", LATIN) == ""


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("What is a cluster?\nWhen did it end?", "en"),
        ("Opening hours\nRefund policy", "en"),
        ("Was ist ein Cluster?\nWann endete die Politik?", "de"),
        ("Где находится книга?", "ru"),
        ("図書館はどこですか", "ja"),
        ("Wat is een cluster?\nWaar is de bibliotheek in de stad?\nKan ik met de kaart betalen?", ""),
        ("Gdzie jest biblioteka?\nIle kosztuje karta na rok i jak za to zapłacić?", ""),
        ("Var ligger biblioteket?\nHur mycket kostar kortet om man är student?\nVem får låna i dag?", ""),
        ("Aukioloajat\nKirjaston kortti", ""),
        ("1\n2", ""),
    ],
)
def test_the_language_of_a_base_that_does_not_declare_it(text: str, language: str) -> None:
    assert language_of(text) == language


def test_the_scripts_of_a_base() -> None:
    assert main_scripts("Wi-Fi の使い方を教えてください") == ["CJK", "HIRAGANA", "KATAKANA", "LATIN"]
    assert main_scripts("what is β-convergence") == ["LATIN"]
    assert main_scripts("1 2 3") == ["LATIN"]


def test_a_language_tag_may_have_a_region() -> None:
    assert [primary_language(tag) for tag in ("en-GB", "en_US", " EN ", "")] == ["en", "en", "en", ""]
