"""Two values side by side, what differs marked by a sign and a tint: a tree of JSON, or lines of text.

Children are compared when they are looked at. Of long lists only those are listed that differ.
"""

from __future__ import annotations

import difflib
from typing import Any, Final, NamedTuple

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QBrush, QFont
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from designer.panels.controls import Sentence
from designer.panels.viewers.extents import extent
from designer.panels.viewers.trees import SPAN
from designer.theme import mono_font, theme_of
from designer.words import tr
from engine.value import ABSENT, Value, preview, same

KEY, NOW, BEFORE = range(3)
SIGNS: Final = {"same": "", "changed": "≠", "added": "+", "removed": "−"}
"""What stands before a row, so that it is not told by colour alone."""

_WORDS: Final = {
    "same": "the same",
    "changed": "differs",
    "added": "only now",
    "removed": "only before",
}
_TONES: Final = {"changed": "attention", "added": "ok", "removed": "failed"}
_SHARE: Final = 0.18
_MOST_LINES: Final = 2_000
"""Lines of text between what is the same at both ends that are compared."""
_LENGTH: Final = 300
_PAIR: Final = Qt.ItemDataRole.UserRole


class Pair(NamedTuple):
    """What stands at one place of the two values; `ABSENT` where one of them has nothing there."""

    key: str
    now: Value
    before: Value

    @property
    def change(self) -> str:
        """`same`, `changed`, `added` or `removed`."""
        if self.before is ABSENT:
            return "added"
        if self.now is ABSENT:
            return "removed"
        return "same" if is_same(self.now, self.before) else "changed"


def is_same(one: Value, other: Value) -> bool:
    """Whether two values are equal; of lists and objects what Python calls equal."""
    if one is other:
        return True
    if isinstance(one, list | dict) and type(one) is type(other):
        return bool(one == other)
    return same(one, other)


def pairs(now: Value, before: Value) -> tuple[list[Pair], int]:
    """The children of two values, place by place, and how many that are the same were left out."""
    if isinstance(now, dict) and isinstance(before, dict):
        keys = list(dict.fromkeys((*now, *before)))
        made = (Pair(str(key), now.get(key, ABSENT), before.get(key, ABSENT)) for key in keys)
        return _fewer(list(made))
    if isinstance(now, list) and isinstance(before, list):
        if len(now) <= SPAN and len(before) <= SPAN:
            return [_at(now, before, at) for at in range(max(len(now), len(before)))], 0
        both = min(len(now), len(before))
        differ = [at for at in range(both) if not is_same(now[at], before[at])]
        found = [*differ, *range(both, max(len(now), len(before)))]
        listed = [_at(now, before, at) for at in found[:SPAN]]
        return listed, max(len(now), len(before)) - len(listed)
    return [], 0


def lines_of(now: str, before: str) -> list[Pair]:
    """The lines of two texts beside each other, by number in the first."""
    new, old = now.splitlines(), before.splitlines()
    start = 0
    while start < min(len(new), len(old)) and new[start] == old[start]:
        start += 1
    end = 0
    while end < min(len(new), len(old)) - start and new[-1 - end] == old[-1 - end]:
        end += 1
    first = max(0, start - 3)
    found = [Pair(str(at + 1), new[at], old[at]) for at in range(first, start)]
    middle = new[start : len(new) - end][:_MOST_LINES]
    was = old[start : len(old) - end][:_MOST_LINES]
    for kind, a, b, c, d in difflib.SequenceMatcher(None, was, middle).get_opcodes():
        for at in range(max(b - a, d - c)):
            left: Any = middle[c + at] if c + at < d else ABSENT
            right: Any = was[a + at] if a + at < b else ABSENT
            number = str(start + c + at + 1) if left is not ABSENT else ""
            found.append(Pair(number, left, right))
        del kind
    after = range(len(new) - end, min(len(new) - end + 3, len(new)))
    return found + [Pair(str(at + 1), new[at], new[at]) for at in after]


class DifferenceView(QWidget):
    """The two values, and a sentence about them."""

    def __init__(self, now: Value, before: Value, words: str, parent: QWidget) -> None:
        """Take this run's value and the other's; `words` say which run that is."""
        super().__init__(parent)
        self._said = Sentence("help", self)
        self.tree = QTreeWidget(self)
        self.tree.setObjectName("valueDifferences")
        self.tree.setAccessibleName(tr("What differs from the previous run"))
        self.tree.setHeaderLabels([tr("Where"), tr("This run"), tr("The run before")])
        self.tree.setUniformRowHeights(True)
        head = self.tree.header()
        head.setStretchLastSection(False)
        for column in (NOW, BEFORE):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        head.resizeSection(KEY, self.fontMetrics().averageCharWidth() * 24)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addWidget(self._said)
        layout.addWidget(self.tree, 1)
        self.tree.itemExpanded.connect(self._fill)
        self._show(now, before, words)

    def _show(self, now: Value, before: Value, words: str) -> None:
        if before is not ABSENT and is_same(now, before):
            self._said.say(tr("The value is the same as in {run}.", run=words))
        else:
            self._said.say(tr("Compared with {run}:", run=words))
        texts = isinstance(now, str) and isinstance(before, str) and "\n" in now + before
        if texts:
            for pair in lines_of(now, before):
                self._add(self.tree.invisibleRootItem(), pair, font=mono_font())
            return
        top = self._add(self.tree.invisibleRootItem(), Pair(tr("value"), now, before))
        top.setExpanded(True)
        self.tree.setCurrentItem(top)

    def _add(
        self, above: QTreeWidgetItem, pair: Pair, font: QFont | None = None
    ) -> QTreeWidgetItem:
        change = pair.change
        sign = SIGNS[change]
        item = QTreeWidgetItem([f"{sign} {pair.key}".strip(), _told(pair.now), _told(pair.before)])
        item.setData(KEY, _PAIR, pair)
        item.setToolTip(KEY, tr(_WORDS[change]))
        if change in _TONES:
            theme = theme_of(self.palette())
            tint = QBrush(theme.blend(_TONES[change], "field", _SHARE))
            for column in (KEY, NOW, BEFORE):
                item.setBackground(column, tint)
        if font is not None:
            item.setFont(NOW, font)
            item.setFont(BEFORE, font)
        above.addChild(item)
        inner = isinstance(pair.now, list | dict) and type(pair.now) is type(pair.before)
        if inner and (pair.now or pair.before):
            item.setChildIndicatorPolicy(QTreeWidgetItem.ChildIndicatorPolicy.ShowIndicator)
        return item

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme: tints are colours of rows, which no palette knows."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._tint(self.tree.invisibleRootItem())

    def _tint(self, above: QTreeWidgetItem) -> None:
        theme = theme_of(self.palette())
        for at in range(above.childCount()):
            item = above.child(at)
            if item is None:
                continue
            pair = item.data(KEY, _PAIR)
            tone = _TONES.get(pair.change) if isinstance(pair, Pair) else None
            if tone is not None:
                for column in (KEY, NOW, BEFORE):
                    item.setBackground(column, QBrush(theme.blend(tone, "field", _SHARE)))
            self._tint(item)

    def _fill(self, item: QTreeWidgetItem) -> None:
        pair = item.data(KEY, _PAIR)
        if item.childCount() or pair is None:
            return
        found, left_out = pairs(pair.now, pair.before)
        for child in found:
            added = self._add(item, child)
            if child.change == "changed" and len(found) <= 50:
                added.setExpanded(True)
        if left_out:
            item.addChild(QTreeWidgetItem([tr("{count} more are the same", count=f"{left_out:,}")]))


def _fewer(found: list[Pair]) -> tuple[list[Pair], int]:
    if len(found) <= SPAN:
        return found, 0
    kept = [pair for pair in found if pair.change != "same"][:SPAN]
    return kept, len(found) - len(kept)


def _at(now: list[Value], before: list[Value], at: int) -> Pair:
    return Pair(
        str(at), now[at] if at < len(now) else ABSENT, before[at] if at < len(before) else ABSENT
    )


def _told(value: Value) -> str:
    if value is ABSENT:
        return ""
    if isinstance(value, list | dict) and value:
        return f"{extent(value)}: {preview(value, 80)}"
    return (
        value
        if isinstance(value, str) and len(value) < _LENGTH and "\n" not in value
        else preview(value, _LENGTH)
    )
