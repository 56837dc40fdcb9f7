"""The examples as somebody sees them first: in view, readable, nothing on top of anything, titles whole."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import pytest

from designer.canvas.geometry import Type
from designer.window.files import example_files
from tests.designer.hands import Hands, until

LEAST_ZOOM = 0.5
"""Below it a card has no room for the names of its ports."""
APART = 30.0


async def test_every_example_is_readable_at_once_and_tidy(
    open_designer: Callable[..., Hands], monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = open_designer()
    window, canvas = hands.window, hands.canvas
    window.resize(1440, 900)
    canvas.set_reduced_motion(True)
    for path in example_files():
        window.open_path(str(path))
        name = path.stem
        await until(lambda path=path: window.document.path == path, name)
        await until(lambda: window.pages.current.plan is not None, name)
        canvas.fit()
        assert canvas.camera.zoom >= LEAST_ZOOM, name
        picture, view = canvas.picture, canvas.viewport().rect()
        assert len(picture.cards) == len(window.document.diagram.flow.steps) + 1
        for step, card in picture.cards.items():
            assert view.contains(canvas.step_rect(step)), (name, step)
            title = picture.steps[step].title if step else "Flow inputs"
            width = canvas.frame.measure.width(title, Type.TITLE)
            assert width < card.shape.width - 50, (name, title)  # an icon and a flag beside it
        for (one, card), (other, there) in combinations(picture.cards.items(), 2):
            a, b = card.rect, there.rect
            beside = a.right + APART <= b.x or b.right + APART <= a.x
            below = a.bottom + APART <= b.y or b.bottom + APART <= a.y
            assert beside or below, (name, one, other)
