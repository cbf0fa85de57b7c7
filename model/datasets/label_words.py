"""Label words: what people write for genuine and counterfeit, in a manifest or as the name of a folder.

The words of eleven languages, compared without letter case and width. None is read as a label silently: `validate` asks
whether it was meant, and `init` shows what it understood.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from model.datasets.spelling import alike

GENUINE, COUNTERFEIT = "genuine", "counterfeit"
WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        GENUINE: (
            *("genuine", "genuines", "real", "authentic", "original", "originals", "legit", "bona fide"),
            *("真正品", "真正", "正規品", "正規", "純正品", "純正", "本物", "真品", "正品", "正货", "真货", "真"),
            *("asli", "orisinal", "hàng thật", "thật", "chính hãng", "hàng chính hãng", "ของแท้", "แท้", "ของจริง"),
            *("أصلي", "أصلية", "حقيقي", "auténtico", "auténtica", "auténticos", "autentico", "autentica", "autenticos"),
            *("genuino", "originales", "autêntico", "autêntica", "autênticos", "genuíno", "originais", "verdadeiro"),
            *("verdadero", "подлинный", "подлинник", "подлинные", "оригинал", "оригиналы", "настоящий"),
            *("authentique", "authentiques", "véritable", "veritable", "vrai", "vrais", "originaux"),
        ),
        COUNTERFEIT: (
            *("counterfeit", "counterfeits", "fake", "fakes", "faked", "copy", "copies", "replica", "replicas"),
            *(
                "imitation",
                "imitations",
                "forged",
                "forgery",
                "forgeries",
                "knockoff",
                "knock off",
                "bogus",
                "infringing",
            ),
            *("模倣品", "模倣", "偽物", "偽造品", "偽造", "偽", "にせもの", "ニセモノ", "コピー品", "侵害品"),
            *("假货", "假冒", "假冒品", "仿冒品", "仿冒", "伪造", "伪造品", "伪", "赝品", "仿品", "假"),
            *("palsu", "tiruan", "hàng giả", "giả", "hàng nhái", "nhái", "ของปลอม", "ปลอม", "ของเลียนแบบ"),
            *("مقلد", "مقلدة", "مزيف", "مزيفة", "مزور", "تقليد", "falso", "falsa", "falsos", "falsas"),
            *("falsificado", "falsificada", "falsificados", "falsificación", "falsificacion", "copia", "copias"),
            *("imitación", "imitacion", "contrafeito", "contrafeita", "contrafação", "contrafacao", "cópia", "cópias"),
            *("falsificação", "falsificacao", "подделка", "подделки", "поддельный", "контрафакт", "контрафактный"),
            *("фальшивый", "фальшивка", "contrefaçon", "contrefaçons", "contrefacon", "contrefait", "faux", "fausse"),
        ),
    }
)
NEGATIONS = frozenset({"not", "non", "pas", "nicht", "не", "bukan", "không"})
NEGATING = re.compile("[非不无無]|ไม่|غير")  # written together with what they negate, or beside it
APART = re.compile(r"[\W_]+|(?<=\d)(?=\D)|(?<=\D)(?=\d)")  # between the words of a name, and beside numbers
SHORTEST_INSIDE = 2  # characters of a word that counts inside a text that has no spaces


def label_meant(text: str) -> str | None:
    """The label that a text means as a whole, such as ``fake`` or ``真正品``; None if it is no word for one."""
    return _BY_KEY.get(_key(text))


def label_in_name(name: str) -> str | None:
    """The label that a folder's name tells, such as ``02 Fake items``; None if none, both, or a negated one."""
    whole = label_meant(name)
    if whole is not None:
        return whole
    key = _key(name)
    words = key.split()
    if NEGATIONS.intersection(words) or NEGATING.search(name):
        return None
    padded = f" {key} "
    found = {label for word, label in _BY_KEY.items() if f" {word} " in padded}
    found |= {label for word, label in _UNSPACED.items() if any(word in part for part in words)}
    return found.pop() if len(found) == 1 else None


def _key(text: str) -> str:
    """A text without letter case and width, its words separated by single spaces."""
    return " ".join(APART.sub(" ", alike(text)).split())


def _is_unspaced(word: str) -> bool:
    """Whether a word is of a script that puts no spaces between words."""
    return len(word) >= SHORTEST_INSIDE and all("\u3040" <= each <= "\u9fff" for each in word)


_BY_KEY: Mapping[str, str] = MappingProxyType({_key(word): label for label, words in WORDS.items() for word in words})
_UNSPACED: Mapping[str, str] = MappingProxyType({word: label for word, label in _BY_KEY.items() if _is_unspaced(word)})
