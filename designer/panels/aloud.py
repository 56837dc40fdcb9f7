"""Tells assistive technology a sentence at once, and leaves it where it can be read again."""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget


def tell_aloud(widget: QWidget, sentence: str) -> None:
    """Say something that is seen at a widget which need not have the keyboard."""
    widget.setAccessibleDescription(sentence)
    if sentence and QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, sentence))
