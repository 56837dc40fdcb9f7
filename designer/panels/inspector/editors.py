"""Makes the field that suits a part edited as text: a line, code, a list of names, a value as a tree."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from typing import Any, Final

from PySide6.QtWidgets import QLineEdit, QWidget

from designer.panels.assist import Scope, assist_expression, assist_reference
from designer.panels.code import Code
from designer.panels.code_words import Grammar
from designer.panels.fields import Line
from designer.panels.inspector.aspects import Aspect, Sort
from designer.panels.inspector.page import Labelled
from designer.panels.inspector.sources import SourceOrder
from designer.panels.value_tree import ValueTree

SECRET_HINT: Final = "env:NAME, file:PATH or keyring:SERVICE/NAME"


def make_editor(aspect: Aspect, scope: Scope, parent: QWidget) -> Labelled:
    """The field of an aspect, under its name."""
    match aspect.sort:
        case Sort.CONDITION:
            return _expression(aspect, scope.inputs, parent)
        case Sort.MATCH:
            return _expression(aspect, lambda: ("value",), parent)
        case Sort.FUNCTION:
            return _function(aspect, scope, parent)
        case Sort.NAMES:
            return _names(aspect, scope, parent)
        case Sort.VALUE:
            return _value(aspect, parent)
    return Labelled(aspect.words, Line("", "", parent), parent, unit=aspect.unit)


def _expression(aspect: Aspect, names: Callable[[], Collection[str]], parent: QWidget) -> Labelled:
    code = Code("", "", parent, grammar=Grammar.CEL)
    assist_expression(code, names)
    labelled = Labelled(aspect.words, code, parent)
    code.faulted.connect(labelled.fault)
    labelled.on_suit(lambda _thing: code.look_again())  # a name in scope may be another one now
    return labelled


def _function(aspect: Aspect, scope: Scope, parent: QWidget) -> Labelled:
    line = Line("", "", parent)
    assist_reference(line, scope.folder)
    return Labelled(aspect.words, line, parent)


def _names(aspect: Aspect, scope: Scope, parent: QWidget) -> Labelled:
    line = Line("", "", parent)
    line.complete_with(lambda _before: scope.attributes())
    order = SourceOrder(line, parent)
    labelled = Labelled(aspect.words, line, parent, below=(order,))
    labelled.on_name(order.call)
    labelled.on_suit(lambda _thing: order.refresh())
    return labelled


def _value(aspect: Aspect, parent: QWidget) -> Labelled:
    line = Line("", "", parent)
    tree = ValueTree(line, parent)
    labelled = Labelled(aspect.words, line, parent, beside=(tree.button,), below=(tree,))
    labelled.on_name(tree.call)
    labelled.on_suit(partial(_suit_value, aspect, line, tree))
    return labelled


def _suit_value(aspect: Aspect, line: Line, tree: ValueTree, thing: Any) -> None:
    type_ = str(thing.type.name) if hasattr(thing, "type") else "object"
    tree.suit(type_ if thing is not None else "")
    secret = thing is not None and aspect.secret(thing)
    line.secret = secret
    bare = secret and ":" not in line.text()
    line.setEchoMode(QLineEdit.EchoMode.Password if bare and line.text() else _NORMAL)
    if secret:
        line.setPlaceholderText(SECRET_HINT)


_NORMAL: Final = QLineEdit.EchoMode.Normal
