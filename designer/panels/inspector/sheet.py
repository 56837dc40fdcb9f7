"""Fields for the parts of one thing (a port, a Step), or of several things of a sort at once.

Where several differ a field says so, and what is typed there is given to all of them in one edit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from designer.panels.assist import Scope
from designer.panels.fields import Choice
from designer.panels.inspector.aspects import Aspect, Flag, Part, Pick
from designer.panels.inspector.editors import make_editor
from designer.panels.inspector.page import Labelled
from designer.words import tr

_MIXED: Final = object()
_SEVERAL: Final = "\x00several"
"""Stands in a list of choices for several values."""

Commit = Callable[[str, list[Any], str], None]
"""Takes what changed in words, the changed things in the order in which they were shown, and the key of
the part where successive edits of it are one (going through a list of choices), else nothing.

Raises EditRefused where it cannot be.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a sheet is about: the things, and the name that one of them goes by."""

    things: tuple[Any, ...] = ()
    name: str = ""


class Sheet(QWidget):
    """The fields of some parts, in their order."""

    def __init__(
        self, parts: Sequence[Part], scope: Scope, commit: Commit, parent: QWidget
    ) -> None:
        """Make a field for each part."""
        super().__init__(parent)
        self._scope, self._commit = scope, commit
        self._shown = Shown()
        self._checks: dict[str, tuple[Flag, QCheckBox]] = {}
        self._texts: dict[str, tuple[Aspect, Labelled]] = {}
        self._picks: dict[str, tuple[Pick, Labelled]] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for part in parts:
            layout.addWidget(self._make(part))

    def call(self, prefix: str, noun: str) -> None:
        """Name all fields after what they are about."""
        made: list[tuple[Part, QWidget]] = [
            *self._checks.values(),
            *((part, labelled.editor) for part, labelled in self._texts.values()),
            *((part, labelled.editor) for part, labelled in self._picks.values()),
        ]
        for part, widget in made:
            widget.setObjectName(f"{prefix}:{part.key}")
            said = tr("{words} of {noun}", words=tr(part.words), noun=noun) if noun else part.words
            widget.setAccessibleName(said)
        for part, labelled in self._texts.values():
            labelled.name_companions(f"{prefix}:{part.key}", tr(part.words))

    def show_things(self, things: Sequence[Any], name: str = "") -> None:
        """Show what is so now of one thing or of several; what is being typed stays."""
        self._shown = Shown(things=tuple(things), name=name)
        for flag, check in self._checks.values():
            found = _common([flag.get(thing) for thing in things])
            some = Qt.CheckState.PartiallyChecked
            on = Qt.CheckState.Checked if found else Qt.CheckState.Unchecked
            check.setCheckState(some if found is _MIXED else on)
        for pick, labelled in self._picks.values():
            labelled.setVisible(any(pick.shown(thing) for thing in things))
            self._show_pick(pick, labelled)
        for aspect, labelled in self._texts.values():
            labelled.setVisible(any(aspect.shown(thing) for thing in things))
            self._show_text(aspect, labelled)

    def complain(self, key: str, sentence: str) -> None:
        """Say what is wrong with a part as it is."""
        for labelled in (*self._texts.get(key, ())[1:], *self._picks.get(key, ())[1:]):
            labelled.complain(sentence)

    @property
    def keys(self) -> tuple[str, ...]:
        """Of the parts that can be complained of."""
        return (*self._texts, *self._picks)

    def _make(self, part: Part) -> QWidget:
        match part:
            case Flag():
                return self._make_check(part)
            case Pick():
                return self._make_pick(part)
        labelled = make_editor(part, self._scope, self)
        self._texts[part.key] = part, labelled
        labelled.text_editor.committed.connect(lambda text: self._set_text(part, text))
        return labelled

    def _make_check(self, flag: Flag) -> QCheckBox:
        check = QCheckBox(tr(flag.words), self)
        check.setToolTip(tr(flag.tip) if flag.tip else "")
        check.clicked.connect(lambda on: self._set_flag(flag, on=on))
        self._checks[flag.key] = flag, check
        return check

    def _make_pick(self, pick: Pick) -> Labelled:
        choice = Choice("", "", self)
        labelled = Labelled(pick.words, choice, self)
        choice.committed.connect(lambda value: self._set_pick(pick, value))
        self._picks[pick.key] = pick, labelled
        return labelled

    def _show_pick(self, pick: Pick, labelled: Labelled) -> None:
        choice = labelled.editor
        assert isinstance(choice, Choice)
        found = _common([pick.get(thing) for thing in self._shown.things])
        choice.offer({tr(words): value for words, value in pick.choices.items()})
        several = tr("several values")
        choice.show_value(
            _SEVERAL if found is _MIXED else found, several if found is _MIXED else ""
        )

    def _show_text(self, aspect: Aspect, labelled: Labelled) -> None:
        found = _common([aspect.write(thing) for thing in self._shown.things])
        empty = tr(aspect.empty).format(name=self._shown.name) if aspect.empty else ""
        labelled.text_editor.setPlaceholderText(tr("several values") if found is _MIXED else empty)
        labelled.show_value("" if found is _MIXED else str(found))
        labelled.suit(self._shown.things[0] if len(self._shown.things) == 1 else None)

    def _now(self, aspect: Aspect) -> str:
        found = _common([aspect.write(thing) for thing in self._shown.things])
        return "" if found is _MIXED else str(found)

    def _set_text(self, aspect: Aspect, text: str) -> None:
        heard = aspect.heard(text, self._shown.name)  # type: ignore[arg-type]  # a Name where it is a port's

        def edit() -> None:
            made = [aspect.read(thing, heard) for thing in self._shown.things]
            self._commit(aspect.words, made, "")

        self._texts[aspect.key][1].attempt(edit, lambda: self._now(aspect))

    def _set_flag(self, flag: Flag, *, on: bool) -> None:
        self._commit(flag.words, [flag.set(thing, on) for thing in self._shown.things], "")

    def _set_pick(self, pick: Pick, value: object) -> None:
        if value != _SEVERAL:
            made = [pick.set(thing, str(value)) for thing in self._shown.things]
            self._commit(pick.words, made, pick.key)


def _common(values: Sequence[Any]) -> Any:
    """The value that all share; `_MIXED` where they do not."""
    if not values:
        return ""
    return values[0] if all(value == values[0] for value in values) else _MIXED
