"""A Jinja environment for one language, in which texts that never change are rendered when a template is compiled.

Most of a page is such texts: `{{ _("Sign in") }}` costs a page no more than the text itself would. A message with
values is rendered with the page.
"""

from collections.abc import Callable, MutableMapping
from typing import Any

from jinja2 import Environment, nodes
from jinja2.visitor import NodeTransformer

from model.messages import Message, counted, in_context, message, sentences

CONSTANT: dict[str, Callable[..., Message]] = {"_": message, "in_context": in_context}
MESSAGES: dict[str, Callable[..., Any]] = {**CONSTANT, "counted": counted, "sentences": sentences}


class LanguageEnvironment(Environment):
    """A Jinja environment for one language.

    Args:
        say: renders a message in the language.
        options: as of any environment.
    """

    def __init__(self, say: Callable[[Message], str], **options: Any) -> None:
        super().__init__(**options)
        self._constants = _Constants(say)
        self.globals.update(MESSAGES)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The global names of a template: all templates have the same ones.

        Jinja makes a chain of two mappings of them for each template, and asks it for each name at each import.
        """
        return {**self.globals, **d} if d else self.globals

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """The template with its constant texts rendered (the hook of Jinja that gives it other nodes)."""
        template = super()._parse(source, name, filename)
        for output in template.find_all(nodes.Output):
            output.nodes = [self._constants.visit(node) for node in output.nodes]
        for block in template.find_all(nodes.CallBlock):
            block.call = self._constants.visit(block.call)
        return template


class _Constants(NodeTransformer):
    """Puts texts in the place of calls that make messages without values."""

    def __init__(self, say: Callable[[Message], str]) -> None:
        self._say = say

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802  # Jinja's visitor names it
        """A call; messages inside a message stay, since a text there would count as someone's own."""
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        if name not in MESSAGES:
            visited: nodes.Node = self.generic_visit(node)
            return visited
        texts = [each.value for each in node.args if isinstance(each, nodes.Const)]
        if name not in CONSTANT or node.kwargs or len(texts) < len(node.args):
            return node
        return nodes.Const(self._say(CONSTANT[name](*texts)), lineno=node.lineno)
