"""A monkey at mouse and keyboard: real events at random, and eyes that see when something is not true.

What it finds is told with the seed and with what it did last, so that it can be done again; where not
even that can be told any more, `MONKEY_LOG` names a file that has it.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import shiboken6
from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QDrag, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QWidget

from designer.canvas.picture import Picture
from designer.document.diagram import Diagram
from designer.document.patch import diff
from designer.document.storage import Loaded, from_file
from designer.session.document import Document
from designer.window.main import MainWindow
from designer.window.page import Page
from designer.window.status import title_line
from engine.codec import parse_flow
from tests.designer.conftest import give_up
from tests.designer.hands import Hands, until
from tests.laws.test_projection import seen

Button, Key = Qt.MouseButton, Qt.Key
HELD: Final = [
    Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
]  # fmt: skip
HOLDING: Final = {
    Qt.KeyboardModifier.ShiftModifier: Key.Key_Shift,
    Qt.KeyboardModifier.ControlModifier: Key.Key_Control,
    Qt.KeyboardModifier.AltModifier: Key.Key_Alt,
}
KEYS: Final = [
    Key.Key_Escape, Key.Key_Escape, Key.Key_Return, Key.Key_Tab, Key.Key_Backtab, Key.Key_Left,
    Key.Key_Right, Key.Key_Up, Key.Key_Down, Key.Key_Space, Key.Key_Delete, Key.Key_Home,
    Key.Key_F2, Key.Key_F6, Key.Key_PageDown, Key.Key_Backspace,
]  # fmt: skip
LETTERS: Final = "qzx07{}[]\"' .,:-_%ÄßΩ字😀"
"""What it types: no program is called so, wherever it ends up."""
RUBBISH: Final = [
    "", "{", "[]", "null", "q\nz\n\n", "\x00\ud800", "zq" * 3000, '{"format": "backcast/1"}',
    '{"format": "backcast/1", "steps": {"a": {"kind": "set", "outputs": {"x": {}}}}}',
    '{"format": "backcast/1", "goals": ["b"], "steps": {"b": {"kind": "nowhere", "inputs":'
    ' {"x": {}}}, "setup-account": {"kind": "set", "outputs": {"account_id": {}}}}}',
    '{"format": "backcast/1", "steps": {"a": 1}, "view": {"positions": {"a": [1e300, null]}}}',
]  # fmt: skip
SPOILT: Final = [RUBBISH[8], RUBBISH[1]]
"""What others leave in a file, beside what was there at first."""
LEFT_ALONE: Final = {
    "closeWindow", "newWindow", "recoverWork", "whereCluster", "whereAddress", "openDashboard",
}  # fmt: skip
"""Commands that it does not use of its own accord: they leave the window, or start other programs."""
LONGEST: Final = 3.0
"""Seconds of work, not of waiting, that one act may take: its flows are small."""
QUIET: Final = "This plugin does not support"


class Monkey:
    """Plays with one window at a time, always the same way for the same seed."""

    def __init__(self, seed: int, open_one: Callable[[Path], Hands], files: list[Path]) -> None:
        self.seed, self.chance = seed, random.Random(seed)
        self.files = files
        self.did: deque[str] = deque(maxlen=30)
        self.wrong: list[str] = []
        self.number = 0
        self._kept = {path: path.read_bytes() for path in files}
        log = os.environ.get("MONKEY_LOG")
        self._log = Path(log).open("w") if log else None  # noqa: SIM115 - until the process ends
        self._acting = False
        self._open_one = open_one
        self._starts: dict[int, tuple[Document, Diagram]] = {}
        self._seen: dict[int, Diagram] = {}
        self.window: MainWindow = open_one(files[0]).window
        for page in self.window.pages.all:
            self._starts[id(page.document)] = (page.document, page.document.diagram)

    async def play(self, count: int, *, look_every: int) -> None:
        """Do so many things, and look closely every now and then."""
        before = sys.excepthook, qInstallMessageHandler(self._note)
        asyncio.get_running_loop().set_exception_handler(lambda _, it: self.wrong.append(str(it)))
        sys.excepthook = lambda kind, error, trace: self._break(kind, error, trace)
        show = Document._show

        def noting(document: Document, loaded: Loaded, *more: Any) -> None:
            self._starts[id(document)] = (
                document,
                loaded.diagram,
            )  # what all that follows begins with
            show(document, loaded, *more)

        Document._show = noting  # type: ignore[method-assign]
        rescue = QTimer()
        rescue.timeout.connect(self._let_go_of_drags)
        rescue.start(100)
        try:
            for self.number in range(1, count + 1):
                done = asyncio.get_running_loop().create_future()
                QTimer.singleShot(0, lambda done=done: self._act(done))
                await done
                await self._look(closely=self.number % look_every == 0)
            await self._look_at_every_page()
        finally:
            rescue.stop()
            Document._show = show  # type: ignore[method-assign]
            sys.excepthook = before[0]
            qInstallMessageHandler(before[1])
            asyncio.get_running_loop().set_exception_handler(None)

    def _act(self, done: asyncio.Future[None]) -> None:
        """Do one thing, outside of any task: Qt may take events of its own meanwhile."""
        self._acting = True
        begun = time.process_time()
        try:
            self._do_something()
        except Exception as error:
            self._break(type(error), error, error.__traceback__)
        finally:
            self._acting = False
            took = time.process_time() - begun
            if took > LONGEST:
                self.wrong.append(f"one act took {took:.1f} s")
            done.set_result(None)

    def _let_go_of_drags(self) -> None:
        """A drag of text has a loop of its own, which would wait for a hand that waits for it.

        So has the question of Qt's own file dialog whether a file is to be replaced.
        """
        if self._acting:
            asked = QApplication.activeModalWidget()
            if isinstance(asked, QMessageBox):
                asked.reject()
            before = len(self.wrong)
            QDrag.cancel()
            del self.wrong[before:]  # where there was none, Qt says so

    def told(self) -> str:
        """What it did last, for who wants to do it again."""
        return f"seed {self.seed}, event {self.number}; did: " + "; ".join(self.did)

    def _note(self, kind: QtMsgType, _: Any, message: str) -> None:
        if kind is not QtMsgType.QtDebugMsg and QUIET not in message:
            self.wrong.append(f"Qt: {message}")

    def _break(self, kind: Any, error: BaseException, trace: Any) -> None:
        lines = []
        while trace is not None:
            lines.append(f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}")
            trace = trace.tb_next
        self.wrong.append(f"{kind.__name__}: {error} at {' > '.join(lines[-6:])}")

    # what it does ---------------------------------------------------------------------------------

    def _do_something(self) -> None:
        deeds = {
            self._click: 24, self._drag: 22, self._key: 16, self._command: 22, self._type: 5,
            self._wheel: 6, self._paste: 4, self._turn_time: 8, self._drag_out: 3, self._open: 2,
            self._save: 2, self._run: 2, self._stop: 2, self._meddle: 1, self._pull_window: 1,
        }  # fmt: skip
        deed = self.chance.choices(list(deeds), list(deeds.values()))[0]
        self.did.append("")
        self._say(deed.__name__)
        deed()

    def _say(self, what: object) -> None:
        """Tell of what it is about to do, also those who come after a crash."""
        self.did[-1] = f"{self.did[-1]} {what}".strip()
        if self._log is not None:
            self._log.write(f"{self.number} {self.did[-1]}\n")
            self._log.flush()

    @staticmethod
    def _over() -> QWidget | None:
        """What is over all windows and takes every event."""
        over = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        return over.window() if over is not None and over.isVisible() else None

    def _target(self) -> QWidget:
        if (over := self._over()) is not None:
            return over
        shown = [w for w in QApplication.topLevelWidgets() if w.isVisible() and w.isWindow()]
        others = [w for w in shown if w is not self.window and w.windowHandle() is not None]
        if others and self.chance.random() < 0.3:
            return self.chance.choice(others)
        return self.window

    def _place(self, target: QWidget) -> QPoint:
        """A place of the target: on the canvas mostly, and there on something mostly."""
        size, chance, canvas = target.size(), self.chance, self.window.canvas
        if target is not self.window or chance.random() < 0.25:
            return QPoint(chance.randrange(size.width()), chance.randrange(size.height()))
        at = self._thing() if chance.random() < 0.75 else None
        room = canvas.viewport().rect()
        if at is None or not room.contains(at):
            at = QPoint(chance.randrange(room.width()), chance.randrange(room.height()))
        return self._within(canvas.viewport().mapTo(target, at))

    def _within(self, at: QPoint) -> QPoint:
        """The place, or the nearest one that the window has: what is in it may reach beyond it."""
        size = self.window.size()
        return QPoint(min(at.x(), size.width() - 1), min(at.y(), size.height() - 1))

    def _thing(self) -> QPoint | None:
        """Where something on the canvas lies: a port, a card, the middle or an end of a wire."""
        canvas, chance = self.window.canvas, self.chance
        steps = sorted(canvas.picture.steps)
        lines = sorted(canvas.picture.curves)
        if lines and chance.random() < 0.25:
            at = canvas.picture.curves[chance.choice(lines)].at(chance.choice([0.05, 0.5, 0.95]))
            x, y = canvas.camera.to_view(at)
            return QPoint(round(x), round(y))
        if not steps:
            return None
        step = chance.choice(steps)
        ports = list(canvas.picture.ports(step))
        if ports and chance.random() < 0.5:
            side, name, _ = chance.choice(ports)
            return canvas.port_center(step, side, name)
        box = canvas.step_rect(step)
        return QPoint(box.center().x(), box.top() + 8)

    def _click(self) -> None:
        target, held = self._target(), self.chance.choice(HELD)
        at = self._place(target)
        button = self.chance.choices(
            [Button.LeftButton, Button.RightButton, Button.MiddleButton], [12, 2, 1]
        )[0]
        double = self.chance.random() < 0.15
        self._say(f"{type(target).__name__} {at.toTuple()} {button.name} {held.name} {double}")
        if double and target is self.window:
            QTest.mouseDClick(target.windowHandle(), button, held, at)
            return
        QTest.mousePress(target.windowHandle(), button, held, at)
        if shiboken6.isValid(target) and target.isVisible():
            QTest.mouseRelease(target.windowHandle(), button, held, at)

    def _drag(self) -> None:
        target, held = self._target(), self.chance.choice(HELD)
        if target is not self.window:
            self._strike(Key.Key_Escape, HELD[0])
            return
        start = self._place(target)
        button = self.chance.choices([Button.LeftButton, Button.MiddleButton], [9, 1])[0]
        self._say(f"{start.toTuple()} {button.name} {held.name}")
        QTest.mousePress(target.windowHandle(), button, held, start)
        self._move_on(target, button, held)

    def _move_on(self, target: QWidget, button: Any, held: Any) -> None:
        """Move with the button down, do this and that meanwhile, and let go, most times."""
        at = QPoint(1, 1)
        for _ in range(self.chance.randint(2, 6)):
            if self.window.windowHandle() is None or not self.window.isVisible():
                return
            at = self._place(target)
            QTest.mouseMove(target.windowHandle(), at)
            if self.chance.random() < 0.12:
                self._interrupt()
        self._say(f"to {at.toTuple()}")
        if self.window.isVisible():
            QTest.mouseRelease(target.windowHandle(), button, held, at)

    def _interrupt(self) -> None:
        deed = self.chance.choice([self._key, self._turn_time, self._wheel, self._run, self._save])
        self._say(deed.__name__)
        deed()

    def _drag_out(self) -> None:
        """Drag a kind out of the palette."""
        palette = self.window.parts.palette.findChild(QWidget, "palette").viewport()
        if self._target() is not self.window or not palette.isVisible():
            return
        start = QPoint(20, self.chance.randrange(palette.height()))
        at = self._within(palette.mapTo(self.window, start))
        self._say(start.toTuple())
        QTest.mousePress(self.window.windowHandle(), Button.LeftButton, HELD[0], at)
        self._move_on(self.window, Button.LeftButton, HELD[0])

    def _press(self, keys: QKeySequence) -> None:
        for index in range(keys.count()):
            one = keys[index]
            self._strike(one.key(), one.keyboardModifiers())

    def _strike(self, key: Qt.Key, held: Qt.KeyboardModifier) -> None:
        """Press a key and let it go, by when another window may be there than the one before."""
        if (over := QApplication.activePopupWidget()) is not None:
            focused = over.focusWidget() or over
            QApplication.sendEvent(focused, QKeyEvent(QEvent.Type.KeyPress, key, held))
            return
        if (widget := self._listening()) is not None:
            QTest.keyPress(widget.windowHandle(), key, held)
        for one in (key, *(pressed for flag, pressed in HOLDING.items() if flag & held)):
            if (widget := self._listening()) is not None:
                QTest.keyRelease(
                    widget.windowHandle(), one
                )  # one by one: one may delete the window

    def _listening(self) -> QWidget | None:
        """What has the keyboard, a window of its own."""
        widget = QApplication.activeWindow() or self._target()
        return widget if widget.windowHandle() is not None else None

    def _key(self) -> None:
        key, held = self.chance.choice(KEYS), self.chance.choice(HELD)
        self._say(f"{key.name} {held.name}")
        self._strike(key, held)

    def _command(self) -> None:
        """Press the keys of a command, at the canvas most times; one without keys from its menu."""
        window = self.window
        keymap = window.ways.keymap
        command = self.chance.choice([c for c in keymap.commands if c not in LEFT_ALONE])
        self._say(command)
        if self.chance.random() < 0.7:
            window.canvas.setFocus()
        keys = keymap.keys(command)
        if keys:
            self._press(QKeySequence(keys[0], QKeySequence.SequenceFormat.PortableText))
        elif self._target() is window:  # some are the canvas's own, and have keys or nothing
            action = window._actions.get(command)
            if action is not None and action.isEnabled():
                action.trigger()

    def _type(self) -> None:
        text = "".join(self.chance.choices(LETTERS, k=self.chance.randint(1, 6)))
        self._say(repr(text))
        focused = QApplication.focusWidget()
        self._say(type(focused).__name__)
        if focused is not None:
            QTest.keyClicks(focused, "".join(c for c in text if ord(c) < 256))

    def _wheel(self) -> None:
        target = self._target()
        turn = QPoint(0, self.chance.choice([-360, -120, 120, 360]))
        held = self.chance.choice(HELD)
        QTest.wheelEvent(target.windowHandle(), self._place(target), turn, QPoint(), held)

    def _paste(self) -> None:
        number = self.chance.randrange(len(RUBBISH))
        self._say(number)
        QGuiApplication.clipboard().setText(RUBBISH[number])
        if self.chance.random() < 0.7:
            self.window.canvas.setFocus()
        self._press(QKeySequence("Ctrl+V"))

    def _turn_time(self) -> None:
        for _ in range(self.chance.randint(1, 4)):
            self._press(QKeySequence(self.chance.choice(["Ctrl+Z", "Ctrl+Z", "Ctrl+Shift+Z"])))

    def _open(self) -> None:
        path = self.chance.choice(self.files)
        self._say(path.name)
        if len(self.window.pages.all) < 5:
            self.window.open_path(str(path))

    def _save(self) -> None:
        self._press(QKeySequence("Ctrl+S"))

    def _run(self) -> None:
        self._press(QKeySequence("F5"))

    def _stop(self) -> None:
        self._press(QKeySequence("Shift+F5"))

    def _meddle(self) -> None:
        """Somebody else writes into a file, takes it away, or puts it back."""
        path = self.chance.choice(self.files)
        what = self.chance.choice(
            [None, self._kept[path], self._kept[path], *map(str.encode, SPOILT)]
        )
        self._say(f"{path.name} {what is not None and len(what)}")
        if what is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(what)
        self.window.outside.look()

    def _pull_window(self) -> None:
        self.window.resize(self.chance.randint(500, 1500), self.chance.randint(400, 1000))

    # what it sees ---------------------------------------------------------------------------------

    async def _look(self, *, closely: bool) -> None:
        await asyncio.sleep(0)
        self._leave_dialogs()
        if not self.window.isVisible():
            self.window = self._open_one(self.chance.choice(self.files)).window
        if QApplication.activeWindow() is None and self._over() is None:
            self.window.activateWindow()  # as whoever manages windows does where one has gone
        for other in [w for w in self.window.family.windows if w is not self.window]:
            await give_up(
                other
            )  # to its end: QTest would send keys to one that is deleted meanwhile
        for page in self.window.pages.all:
            document = page.document
            if self._seen.get(id(document)) is not document.diagram:
                self._seen[id(document)] = document.diagram
                self._check_valid(document)
        if closely:
            await self._rest()
            self._check_page(self.window.pages.current)
            await self._rest()
        assert not self.wrong, f"{self.wrong}\n{self.told()}"

    @staticmethod
    def _leave_dialogs() -> None:
        """A dialog for files is left at once: it would show it the way out of its folder."""
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QFileDialog) and widget.isVisible():
                widget.reject()

    async def _rest(self) -> None:
        """Let go of everything, and let the window come to rest."""
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        self.window.canvas.cancel_gesture()
        self.window.session.stop()
        await until(lambda: not self.window.session.is_running, "the run ends")
        self.window.inspector.flush()
        checker = self.window._checker
        await until(lambda: not (checker._busy or checker._timer.isActive()), "the check ends")
        await asyncio.sleep(0.02)

    async def _look_at_every_page(self) -> None:
        for page in self.window.pages.all:
            self.window.pages.show(page)
            await self._rest()
            self._check_page(page)
        assert not self.wrong, f"{self.wrong}\n{self.told()}"

    def _check_page(self, page: Page) -> None:
        window, document = self.window, page.document
        assert shiboken6.isValid(window), self.told()
        self._check_valid(document)
        title = title_line(document.title, document.is_read_only)
        assert window.windowTitle() == title, self.told()
        unsaved = not document.is_clean or window.inspector.is_typing
        unsaved = unsaved or window.coding.files.has_work
        assert window.isWindowModified() == unsaved, self.told()
        self._check_picture(page)
        self._check_undo(document)
        self._check_picture(page)

    def _check_valid(self, document: Document) -> None:
        written = json.dumps(document.to_json()).encode()
        again = from_file(parse_flow(written, "written")).diagram
        assert again.flow == document.diagram.flow, self.told()
        assert again.view == document.diagram.view, self.told()

    def _check_picture(self, page: Page) -> None:
        canvas, state = self.window.canvas, page.shown_state  # that of the moment that is shown
        afresh = Picture.of(
            canvas.frame.measure, page.document.diagram, canvas.picture.plan,
            [one for some in canvas.picture._problems.values() for one in some],
            state if state.run else None, canvas.picture.renames, canvas.picture.icons,
        )  # fmt: skip
        afresh.show_outlooks(canvas.picture._outlooks)
        kept, made = seen(canvas.picture), seen(afresh)
        wrong = {what: _apart(kept[what], made[what]) for what in kept if kept[what] != made[what]}
        assert not wrong, f"{wrong}: {self.told()}"

    def _check_undo(self, document: Document) -> None:
        """Taking everything back leads to the start, doing it again to where we are."""
        now, index = document.diagram, document.undo_stack.index()
        while document.undo_text:
            document.undo()
        start = self._starts.setdefault(id(document), (document, Diagram()))
        assert start[0] is document, self.told()
        if document.diagram != start[1]:
            texts = [document.undo_stack.text(one) for one in range(index)]
            apart = diff(start[1], document.diagram)
            raise AssertionError(f"{apart} after undoing {texts}: {self.told()}")
        while document.undo_stack.index() < index:
            document.redo()
        assert document.diagram == now, self.told()


def _apart(kept: Any, made: Any) -> object:
    """Where the two differ, with what each of them says."""
    if not isinstance(kept, Mapping):
        return kept, made
    keys = [key for key in {*kept, *made} if kept.get(key) != made.get(key)]
    return {str(key): (kept.get(key), made.get(key)) for key in keys[:2]}
