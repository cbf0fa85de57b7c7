"""Texts of templates that are rendered when a template is compiled, and those that are not."""

import pytest
from jinja2 import DictLoader

from model.messages import Message
from serve.platform.templating import LanguageEnvironment

TEMPLATES = {
    "text": '{{ _("Sign in <now>") }}',
    "argument": '{% macro shown(words) %}<b>{{ words }}</b>{% endmacro %}{{ shown(_("Sign in")) }}',
    "called": "{% macro shown(words) %}<b>{{ words }}{{ caller() }}</b>{% endmacro %}"
    '{% call shown(in_context("menu", "Main")) %}!{% endcall %}',
    "value": '{{ _("{name} asks", name="Aiko") }}',
    "nested": '{{ _("{what} follows", what=_("An earlier one")) }}',
}


@pytest.fixture
def said() -> list[str]:
    """The texts that were asked for while templates were compiled."""
    return []


@pytest.fixture
def environment(said: list[str]) -> LanguageEnvironment:
    """Says every text in capitals."""

    def say(message: Message) -> str:
        said.append(message.text)
        return message.text.upper()

    return LanguageEnvironment(say, loader=DictLoader(TEMPLATES), autoescape=True)


@pytest.mark.parametrize(
    ("name", "page"),
    [("text", "SIGN IN &lt;NOW&gt;"), ("argument", "<b>SIGN IN</b>"), ("called", "<b>MAIN!</b>")],
)
def test_a_text_is_said_once_and_escaped(
    environment: LanguageEnvironment, said: list[str], name: str, page: str
) -> None:
    assert [environment.get_template(name).render() for _ in range(3)] == [page] * 3
    assert len(said) == 1


@pytest.mark.parametrize("name", ["value", "nested"])
def test_a_message_with_values_stays_one_and_so_do_the_messages_in_it(
    environment: LanguageEnvironment, said: list[str], name: str
) -> None:
    environment.get_template(name).render()
    assert said == []
