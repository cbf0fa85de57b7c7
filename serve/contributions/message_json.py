"""Messages as values of JSON, with the messages inside them, so that each reader gets them in their own language."""

from collections.abc import Mapping
from typing import Any, cast

from model.messages import Listed, Message, Sentences, Share, Value, Wording


def kept(value: Value) -> Any:
    """A message, or a value in one, in values of JSON; what has no language of its own is kept as text."""
    match value:
        case Message():
            values = {name: kept(each) for name, each in value.values.items()}
            return {"text": value.text, "plural": value.plural, "context": value.context, "values": values}
        case Sentences():
            return {"sentences": [kept(part) for part in value.parts]}
        case Listed():
            return {"listed": [kept(each) for each in value.values], "is_closed": value.is_closed}
        case Share():
            return {"share": value.fraction, "digits": value.digits}
        case bool() | int() | float():
            return value
    return str(value)


def words_of(values: Any) -> Wording:
    """The message back."""
    return cast("Wording", _value(values))


def _value(values: Any) -> Value:
    if not isinstance(values, Mapping):
        return cast("Value", values)
    if "sentences" in values:
        return Sentences(tuple(words_of(part) for part in values["sentences"]))
    if "listed" in values:
        return Listed(tuple(_value(each) for each in values["listed"]), values["is_closed"])
    if "share" in values:
        return Share(values["share"], values["digits"])
    inner = {name: _value(each) for name, each in values["values"].items()}
    return Message(values["text"], values["plural"], values["context"], inner)
