"""What is seen from afar while one goes through the moments of a run: only what changed is painted anew.

A jump in time changes thousands of Steps at once, and painting all of them and their wires, in blocks at
that (`afar`), takes half a second. So for as long as the hand moves there are two pictures of the
viewport: the wires on their ground, and the cards over them. A frame paints the cards that look
otherwise, what is in the middle first, then their wires, as far as there is time; the rest follows in
the next ones. When all is there and the hand rests the blocks are painted as ever, and then it is over.

Its geometry is got ready in slices while nothing happens, as soon as somebody says that moments are to
be expected. Measured with `tests/bench/bench_scrubbing.py`, 50,000 events, 8,000 Steps in view, CPU time of
a frame with all its painting: of a drag 5 ms (99 %: 7), back 5 ms (99 %: 8), a jump to anywhere 7 ms
(95 %: 9, 99 %: 15), the frames after it 1 ms (99 %: 7). Where cards are seen there is no film but
`haste`: at 1:1 a drag takes 6 ms, back as well (99 %: 11), a jump to anywhere 11 ms (95 %: 14, 99 %: 25).
"""

from __future__ import annotations

import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QRect, QRectF, QTimer
from PySide6.QtGui import QColor, QPainter, QPixmap

from designer.canvas.geometry import Point
from designer.canvas.looks import Tone
from designer.canvas.painting.flat import (
    Lines,
    Plate,
    bare_rect,
    carries_text,
    draw_lines,
    is_bare,
    lines_of,
    paint_bare_tiles,
    paint_tiles,
)
from designer.canvas.painting.layers import OVER_WIRES, UNDER, paint_panels
from designer.canvas.painting.scene import Scene
from designer.canvas.slots import COMPLETED, PENDING, Bundle, Slot, middle_first, thread_at
from designer.canvas.tiles import Thread, moved_on
from designer.canvas.underway import RECALLED
from engine.flow import FLOW_INPUTS, StepId, Wire
from engine.state import RunState, StepState

if TYPE_CHECKING:
    from designer.canvas.view import Canvas

_REST: Final = 150
"""Milliseconds without another moment after which the blocks are painted."""
_READY_AFTER: Final = 250
_SLICE: Final = 0.004
_PAUSE: Final = 8
_FIRST: Final = 0.002
"""Seconds for cards and wires of the frame that follows a jump, which has taken its time, too."""
_NEXT: Final = 0.005
"""The same of the frames after it."""
_AT_A_TIME: Final = 40
_AT_ONE_LOOK: Final = 16
"""Steps whose wires are painted, or cards with all that is on them, between two looks at the clock."""
_BARE_AT_ONE_LOOK: Final = 256
"""The same of cards that are plain rectangles, or look as they did."""


class Film(QObject):
    """The two pictures, and what of a run is in them."""

    def __init__(self, canvas: Canvas, scene: Callable[[float], Scene]) -> None:
        """Take the canvas, and what says how it is painted now."""
        super().__init__(canvas)
        self._canvas, self._scene_at = canvas, scene
        self.is_on = False
        """Whether it is shown, and nothing else is to be painted meanwhile."""
        self.is_resting = False
        """Whether it is shown until everything else is painted as it should be."""
        self._expected = self._is_fresh = False
        self._calm, self._idle = QTimer(self), QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(_REST)
        self._calm.timeout.connect(self._rest)
        self._idle.timeout.connect(self._get_ready)
        self.forget()

    # whether there is one -------------------------------------------------------------------------

    def expect(self, expected: bool) -> None:
        """Say whether one may be about to go through the moments of a run."""
        self._expected = expected
        if expected and not self.is_ready:
            self._idle.start(_READY_AFTER)

    def forget(self) -> None:
        """Something else is to be seen: another place, another size, another diagram."""
        self.is_on = self.is_resting = self.is_ready = False
        self._making: Iterator[None] | None = None
        self._slots: dict[StepId, Slot] = {}
        """In the order of the diagram, as runs have them, too: what lies together is found together."""
        self._order: tuple[Slot, ...] = ()
        """The same, what is in the middle of the viewport first."""
        self._changing: deque[Slot] = deque()
        """Whose cards may look otherwise by now."""
        self._due: deque[Slot] = deque()
        self._cards = self._wires = QPixmap()
        if self._expected:
            self._idle.start(_READY_AFTER)

    @property
    def is_late(self) -> bool:
        """Whether something is still to be painted as it is at the moment shown."""
        return self.is_on and bool(self._changing or self._due)

    def take(self, touched: frozenset[StepId]) -> bool:
        """Show another moment of the run that the picture shows; whether that can be done here."""
        if not self._canvas.camera.flat or self._canvas.picture.is_behind:
            return False
        if not self.is_ready:
            for _ in self._making or self._make():
                pass
            touched = touched | self._slots.keys()
        self._mind_cards(touched)
        self.is_on, self.is_resting, self._is_fresh = True, False, True
        self._calm.start()
        return True

    def _rest(self) -> None:
        """The hand has stopped: whatever has to be painted for good may be now, if the film is done."""
        if self.is_late:
            self._calm.start()
            return
        self.is_resting, self.is_on = True, False
        self._canvas.viewport().update()

    def end(self) -> None:
        """Everything else is painted by now: it is kept for the next moment, and not shown."""
        self.is_resting = False

    @property
    def is_shown(self) -> bool:
        """Whether it is what is to be seen, be it that the blocks are being painted meanwhile."""
        return (self.is_on or self.is_resting) and not self._canvas.preview.holds

    # getting ready --------------------------------------------------------------------------------

    def _get_ready(self) -> None:
        """Go on with it for a moment; nobody waits for that."""
        canvas = self._canvas
        if not self._expected or self.is_ready or not canvas.camera.flat:
            self._idle.stop()
            return
        if canvas.frame.is_blurred or canvas.picture.is_behind or canvas.gesture_active:
            return
        self._idle.setInterval(_PAUSE)
        self._making = self._making or self._make()
        end = time.perf_counter() + _SLICE
        for _ in self._making:
            if time.perf_counter() > end:
                return

    def _make(self) -> Iterator[None]:
        """Know where everything in view is, and paint it as it is."""
        canvas, picture = self._canvas, self._canvas.picture
        ratio = canvas.viewport().devicePixelRatioF()
        self._scene = scene = self._scene_at(ratio)
        steps = picture.state.plan.steps.values() if picture.state is not None else ()
        self._recalls = any(step.kind == RECALLED for step in steps)
        area = canvas.sight().area
        room = area.grown(12.0 / scene.zoom)
        self._cards, self._wires = self._sheet(ratio), self._sheet(ratio)
        painter = self._painter(self._wires)
        painter.fillRect(QRectF(*area.grown(1 / scene.zoom)), scene.ink["canvas"])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_panels(painter, [room], picture, canvas.preview, scene, held=False, kinds=UNDER)
        painter.end()
        wires, near = sorted(picture.wires_near(area)), picture.steps_near(room)
        seen = {step for step in near if picture.box(step).touches(room)}
        there = seen.union(*((wire.source.step, wire.target.step) for wire in wires))
        yield
        for number, step in enumerate([*picture.diagram.flow.steps, FLOW_INPUTS]):
            if step in there:
                self._place(step, scene, is_seen=step in seen)
            if number % _AT_A_TIME == 0:
                yield
        yield from self._string_all(wires, scene)
        painter = self._painter(self._cards)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_panels(painter, [room], picture, canvas.preview, scene, held=False, kinds=OVER_WIRES)
        painter.end()
        cards = [slot for slot in self._slots.values() if slot.rect is not None]
        highest = max((slot.rect.height() for slot in cards if slot.rect), default=0.0)
        for at in range(0, len(cards), _AT_A_TIME):
            self._paint_plates(cards[at : at + _AT_A_TIME])
            yield
        self._bare = is_bare(highest, scene.zoom)
        self._order = middle_first(self._slots.values(), area.center)
        self.is_ready, self._making = True, None

    def _place(self, step: StepId, scene: Scene, *, is_seen: bool) -> None:
        picture = self._canvas.picture
        slot = self._slots[step] = Slot(step, picture.tile(step))
        if is_seen:
            faint = scene.ink.theme.share("unneeded")
            slot.rect = bare_rect(picture.box(step), scene.zoom)
            slot.share = scene.strength.of_tile(step, slot.tile.dimmed, faint)

    def _string_all(self, wires: Iterable[Wire], scene: Scene) -> Iterator[None]:
        """Take the wires, and paint them as they are; those pointed out above the others."""
        picture, bends = self._canvas.picture, self._canvas.picture.scenery.bends
        traced: list[Lines] = []
        for number, wire in enumerate(wires):
            via = tuple(Point(*at) for at in bends[wire]) if wire in bends else ()
            lines = lines_of(*picture.ends(wire), via, scene.zoom)
            if scene.strength.traces(wire):
                traced.append(lines)
            else:
                self._string(wire, lines, scene)
            if number % _AT_A_TIME == 0:
                yield
        if traced:
            self._draw(self._cards, [(scene.ink["text"], 3 / scene.zoom, traced)])

    def _sheet(self, ratio: float) -> QPixmap:
        made = QPixmap(self._canvas.viewport().size() * ratio)
        made.setDevicePixelRatio(ratio)
        made.fill(QColor(0, 0, 0, 0))
        return made

    def _string(self, wire: Wire, lines: Lines, scene: Scene) -> None:
        picture, state = self._canvas.picture, self._canvas.picture.state
        thread, (source, target) = picture.thread(wire), (wire.source.step, wire.target.step)
        share = scene.strength.of_wire(wire, thread, scene.ink.theme.share("unneeded"))
        if scene.selected and scene.selected.isdisjoint((source, target)):
            share *= 0.35
        self._draw(self._wires, [(self._colour(thread, share), 0.0, [lines])])
        if source == FLOW_INPUTS or state is None or target not in state.steps:
            return  # it looks so at every moment
        slot, key = self._slots[source], (wire.source.name, share, thread)
        bundle = next((b for b in slot.bundles if (b.name, b.share, b.thread) == key), None)
        if bundle is None:
            bundle = Bundle(*key)
            slot.bundles.append(bundle)
        bundle.wires.append(wire)
        bundle.lines.append(lines)
        self._slots[target].sources.append(slot)

    # going on -------------------------------------------------------------------------------------

    def _mind_cards(self, touched: frozenset[StepId]) -> None:
        """Remember whose cards may look otherwise; those that a frame did not come to are first then."""
        late, slots = len(self._changing), self._slots
        if 4 * len(touched) <= len(slots) and late <= len(slots):
            self._changing.extend(slots[step] for step in touched if step in slots)
            return
        self._changing = deque(self._order)
        self._changing.rotate(min(late, len(slots)))

    def _paint_changing(self, end: float) -> None:
        """Paint the cards that look otherwise by now, until then, and remember whose wires may."""
        runs, slots, most = self._runs(), self._changing, _BARE_AT_ONE_LOOK
        enough = most if self._bare else _AT_ONE_LOOK
        while slots:
            changed: list[Slot] = []
            for _ in range(min(most, len(slots))):
                slot = slots.popleft()
                if self._move_on(slot, runs) and slot.rect is not None:
                    changed.append(slot)
                    if len(changed) == enough:
                        break
            self._paint_tiles(changed)
            if time.perf_counter() > end:
                return

    def _move_on(self, slot: Slot, runs: Mapping[StepId, StepState]) -> bool:
        """Let it be as it is at the moment shown; whether its card looks otherwise then."""
        was, run, off = slot.tile, runs.get(slot.step), Tone.OFF
        if run is None:
            now = self._canvas.picture.tile(slot.step)
        elif run.status is COMPLETED:
            now = slot.done
        else:
            now = slot.waits if run.status is PENDING else moved_on(was, run)
        if now is not was:
            slot.tile = now
            if was[0] is off or now[0] is off:  # blocked, or no longer: some wire is guilty
                self._mind(slot.sources)
        elif now is slot.done or now is slot.waits:
            return False
        self._mind((slot,))
        return now is not was

    def _runs(self) -> Mapping[StepId, StepState]:
        """The Steps' states, where they alone say what tiles are."""
        state = self._canvas.picture.state
        return state.steps if state is not None and self._is_plain(state) else {}

    def _mind(self, slots: Iterable[Slot]) -> None:
        """Remember that wires of these may look otherwise."""
        for slot in slots:
            if not slot.due and slot.bundles:
                slot.due = True
                self._due.append(slot)

    def _is_plain(self, state: RunState) -> bool:
        """Whether a Step's state alone says what its tile is."""
        picture = self._canvas.picture
        there = not (picture.stale or picture.renames.in_run or state.halt is not None)
        return there and not self._recalls

    def _paint_tiles(self, slots: Sequence[Slot]) -> None:
        """Paint these cards over what they were."""
        if not slots:
            return
        painter, scene = self._painter(self._cards), self._scene
        alike: dict[tuple[Tone, float], list[QRectF]] = defaultdict(list)
        for slot in slots:
            if slot.rect is not None:
                alike[slot.tile[0], slot.share].append(slot.rect)
        paint_bare_tiles(painter, alike, scene)
        painter.end()
        if not self._bare:
            self._paint_plates(slots)

    def _paint_plates(self, slots: Sequence[Slot]) -> None:
        """Paint these cards with all that is on them."""
        painter, scene, picture = self._painter(self._cards), self._scene, self._canvas.picture
        titled = carries_text(scene.zoom)
        plates = (
            Plate(slot.step, slot.tile, picture.box(slot.step), picture.title(slot.step) * titled)
            for slot in slots
        )
        paint_tiles(painter, plates, scene, scene.ink.theme.share("unneeded"))
        painter.end()

    def _paint_due(self, end: float) -> None:
        """Paint wires of Steps that have changed, until then."""
        runs = self._runs()
        while self._due:
            alike: dict[tuple[Thread, float], list[Lines]] = defaultdict(list)
            for _ in range(min(_AT_ONE_LOOK, len(self._due))):
                slot = self._due.popleft()
                slot.due, run = False, runs.get(slot.step)
                for bundle in slot.bundles:
                    now = thread_at(bundle, run)
                    if now is None:
                        self._look_at(bundle, alike)
                    elif now is not bundle.thread:
                        bundle.thread = now
                        alike[now, bundle.share].extend(bundle.lines)
            drawn = sorted(alike.items(), key=lambda item: item[0])
            self._draw(self._wires, [(self._colour(*key), 0.0, lines) for key, lines in drawn])
            if time.perf_counter() > end:
                return

    def _look_at(self, bundle: Bundle, alike: dict[tuple[Thread, float], list[Lines]]) -> None:
        """Ask the picture how each wire looks; where all look as they did, nothing is to be done."""
        thread, there = self._canvas.picture.thread, set[Thread]()
        for wire, lines in zip(bundle.wires, bundle.lines, strict=True):
            now = thread(wire)
            there.add(now)
            if now is not bundle.thread:
                alike[now, bundle.share].append(lines)
        bundle.thread = there.pop() if len(there) == 1 else None

    # showing it -----------------------------------------------------------------------------------

    def show(self, painter: QPainter, rects: Iterable[QRect]) -> None:
        """Paint some rectangles of the viewport; a part of what is due is done first."""
        end = time.perf_counter() + (_FIRST if self._is_fresh else _NEXT)
        self._is_fresh = False
        if self._changing:
            self._paint_changing(end)
        if self._due and not self._changing:
            self._paint_due(end)
        if self.is_late:
            QTimer.singleShot(0, self._canvas.viewport(), self._canvas.viewport().update)
        for rect in rects:
            ratio = self._wires.devicePixelRatioF()
            x, y, wide, high = rect.x(), rect.y(), rect.width(), rect.height()
            part = QRectF(x * ratio, y * ratio, wide * ratio, high * ratio)
            painter.drawPixmap(QRectF(rect), self._wires, part)
            painter.drawPixmap(QRectF(rect), self._cards, part)

    def _draw(self, sheet: QPixmap, batches: Iterable[tuple[QColor, float, list[Lines]]]) -> None:
        painter = self._painter(sheet)
        for colour, width, lines in batches:
            draw_lines(painter, colour, width, lines)
        painter.end()

    def _painter(self, sheet: QPixmap) -> QPainter:
        """One in scene coordinates, of whole pixels."""
        painter, camera = QPainter(sheet), self._canvas.camera
        painter.translate(camera.x, camera.y)
        painter.scale(camera.zoom, camera.zoom)
        return painter

    def _colour(self, thread: Thread, share: float) -> QColor:
        """That of wires, opaque even where they are faint: they are painted over and over."""
        if share >= 1.0:
            return self._scene.ink[thread.tone]
        return self._scene.ink.theme.blend(thread.tone, "canvas", share)
