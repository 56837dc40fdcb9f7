"""What a kind is and takes, in words: its ports and every key of its config, with examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from designer.panels.schema import FieldSpec, field_specs
from designer.words import tr
from engine.flow import Input, Name, Output
from engine.plugin import StepKind
from engine.value import ABSENT, preview


class KindDocs(QLabel):
    """The documentation of one kind; its text can be selected and copied."""

    def __init__(self, parent: QWidget) -> None:
        """Begin with nothing."""
        super().__init__(parent)
        self._kind: str | None = None
        self._shown: StepKind | None = None
        self.setObjectName("kindDocs")
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        flags = Qt.TextInteractionFlag
        self.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme: the colours are in the text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._shown is not None:
            shown, self._kind = self._shown, None
            self.show_kind(shown)

    def show_kind(self, kind: StepKind | None) -> None:
        """Show what is known of a kind."""
        name = None if kind is None else kind.name
        if name != self._kind:
            self._kind, self._shown = name, kind
            faint = self.palette().color(QPalette.ColorRole.PlaceholderText).name()
            self.setText("".join(_html(kind, faint)) if kind is not None else "")


def _html(kind: StepKind, faint: str) -> Iterator[str]:
    yield from _ports(tr("Inputs"), kind.inputs, faint)
    yield from _ports(tr("Outputs"), kind.outputs, faint)
    specs = field_specs(kind.config, {})
    if specs:
        yield f"<p><b>{escape(tr('Configuration'))}</b></p>"
    for spec in specs:
        yield from _field(spec, faint)


def _ports(
    heading: str, ports: Mapping[Name, Input] | Mapping[Name, Output], faint: str
) -> Iterator[str]:
    if ports:
        yield f"<p><b>{escape(heading)}</b></p>"
    for name, port in ports.items():
        kind = f"<span style='color:{faint}'>{escape(str(port.type))}</span>"
        told = f"<br/>{escape(port.description)}" if port.description else ""
        yield f"<p><b>{escape(name)}</b> {kind}{told}</p>"


def _field(spec: FieldSpec, faint: str) -> Iterator[str]:
    told = [spec.unit] if spec.unit else []
    if spec.required:
        told.append(tr("required"))
    elif spec.default not in (ABSENT, "", [], {}):
        told.append(tr("default {value}", value=preview(spec.default, 60)))
    if spec.choices:
        told.append(", ".join(preview(choice, 30) for choice in spec.choices))
    rest = escape(" · ".join(told))
    yield f"<p><b>{escape(spec.key)}</b> <span style='color:{faint}'>{rest}</span>"
    yield f"<br/>{escape(spec.description)}"
    for example in spec.examples:
        yield f"<br/><code>{escape(preview(example, 200))}</code>"
    yield "</p>"
