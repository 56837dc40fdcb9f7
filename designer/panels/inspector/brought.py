"""Editors that packages bring for the config of a kind, or for one field of it, in place of the made form.

An entry point of the group `backcast.inspectors` is called `KIND`, or `KIND.FIELD`, and names a function
`(parent, commit) -> widget`. The widget has a method `show_value(value)`, which is called whenever there is
another value to be shown (the whole config, or the field's value, None where it is not said), and calls
`commit(value)` when the user has changed it. An editor that raises gives way to the form, with a sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final, Protocol, runtime_checkable

from pydantic import BaseModel
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from shiboken6 import isValid

from designer.panels.controls import Sentence
from designer.words import tr
from engine.offered import Offered, Unusable, offered
from engine.value import JSON

GROUP: Final = "inspectors"


@runtime_checkable
class ShowsValue(Protocol):
    """What the widget of an editor can do besides being one."""

    def show_value(self, value: JSON) -> None:
        """Show a value; it may be of any type, since the file may say anything."""
        ...


Make = Callable[[QWidget, Callable[[Any], None]], QWidget]


class Brought(QWidget):
    """The editors for the Step that is shown; nothing at all for most kinds."""

    changed = Signal(object, str)
    """The whole new config, and the key that changed: empty where the editor is for all of it."""

    def __init__(self, parent: QWidget) -> None:
        """Begin with none."""
        super().__init__(parent)
        self._editors: Mapping[str, Offered] | None = None
        self._kind = ""
        self._model: type[BaseModel] | None = None
        self._config: Mapping[str, JSON] = {}
        self._shown: dict[str, QWidget] = {}
        self._parts: list[QWidget] = []
        self._broken: dict[str, str] = {}
        self._wrong = Sentence("wrong", self)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self._wrong)

    def show_config(
        self, kind: str, config: Mapping[str, JSON], model: type[BaseModel] | None = None
    ) -> frozenset[str] | None:
        """Show a config, and give the keys that the form need not show; None: it need not at all.

        `model` says what the fields are called.
        """
        self._config, self._model = config, model
        if kind != self._kind:
            self._kind = kind
            self._make()
        for field, widget in list(self._shown.items()):
            value: JSON = config.get(field) if field else dict(config)
            try:
                widget.show_value(value)  # type: ignore[attr-defined]
            except Exception as error:  # noqa: BLE001 - a package's own code may raise anything
                self._drop(field, f"{type(error).__name__}: {error}")
        self._wrong.say(" ".join(self._broken.values()))
        self.setVisible(bool(self._shown or self._broken))
        return None if "" in self._shown else frozenset(self._shown)

    def _make(self) -> None:
        for part in self._parts:
            self._layout.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._parts, self._shown, self._broken = [], {}, {}
        for field, editor in self._wanted():
            try:
                make: Make = editor.load()
                widget = make(self, partial(self._commit, field))
                if not isinstance(widget, QWidget) or not isinstance(widget, ShowsValue):
                    raise TypeError("it makes no widget with 'show_value'")  # noqa: TRY301
            except Unusable as error:
                self._note(field, str(error))
                continue
            except Exception as error:  # noqa: BLE001 - a package's own code may raise anything
                self._note(field, f"{type(error).__name__}: {error}")
                continue
            self._add(field, widget)

    def _wanted(self) -> Iterator[tuple[str, Offered]]:
        if self._editors is None:
            self._editors = offered(GROUP)
        for name, editor in self._editors.items():
            kind, _, field = name.partition(".")
            if kind == self._kind:
                yield field, editor

    def _add(self, field: str, widget: QWidget) -> None:
        if not widget.objectName():
            widget.setObjectName(f"brought:{field or self._kind}")
        if field:
            declared = self._model.model_fields.get(field) if self._model is not None else None
            label = QLabel(tr((declared and declared.title) or field), self)
            label.setBuddy(widget)
            self._layout.addWidget(label)
            self._parts.append(label)
        self._layout.addWidget(widget)
        self._parts.append(widget)
        for part in self._parts:
            part.show()
        self._shown[field] = widget

    def _drop(self, field: str, why: str) -> None:
        widget = self._shown.pop(field)
        if isValid(widget):
            widget.hide()
        self._note(field, why)

    def _note(self, field: str, why: str) -> None:
        name = f"{self._kind}.{field}" if field else self._kind
        editor = (self._editors or {}).get(name)
        package = (editor and editor.package) or name
        self._broken[field] = tr(
            "The editor of '{package}' cannot be used: {why}. This form takes its place.",
            package=package, why=why,
        )  # fmt: skip

    def _commit(self, field: str, value: JSON) -> None:
        if not field:
            if isinstance(value, Mapping):
                self.changed.emit(dict(value), "")
            return
        config = {**self._config, field: value}
        if value is None:
            del config[field]
        self.changed.emit(config, field)
