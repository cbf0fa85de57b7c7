"""What a record of a seizure says, in words of the reader's language."""

from collections.abc import Mapping
from dataclasses import asdict

from model.messages import Wording
from serve.codelists.domain import CodeLists
from serve.codelists.messages import words_of
from serve.platform.translations import Language
from serve.seizures.domain import CODES, Goods, Interception


def in_words(lists: CodeLists, said: Interception | Goods, language: Language) -> Mapping[str, Wording]:
    """What each field says that is not empty, by its name; codes in words."""
    found: dict[str, Wording] = {}
    for name, value in asdict(said).items():
        if value and name != "item_id" and not isinstance(value, bool):
            has_code = name in CODES
            found[name] = words_of(lists[CODES[name]], value, language) if has_code else language.say(value)
    return found
