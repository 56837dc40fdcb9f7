"""What the tour says at each of its stops: a title, and how it is done."""

from __future__ import annotations

from designer.words import tr


def stops(kind: str) -> tuple[tuple[str, str], ...]:
    """The words of the five stops in their order; `kind` is what the first one adds."""
    return (
        (
            tr("Add a step"),
            tr(
                "Drag '{kind}' from the list onto the canvas. Or press Tab on the canvas, type a "
                "few letters of it, and press Enter.",
                kind=kind,
            ),
        ),
        (
            tr("Connect it"),
            tr(
                "Drag from the port on the right of the new step to the port 'wish' of 'Letter'. "
                "Or click one and then the other."
            ),
        ),
        (
            tr("Say what you want"),
            tr(
                "Click 'Letter' and press G: it is the Goal. What that takes is worked out "
                "backwards from it, and nothing else will run."
            ),
        ),
        (
            tr("Run it"),
            tr(
                "Press Run, or F5. You are asked for the name, which no step makes, and then for "
                "what the new step asks. Type something and press Enter."
            ),
        ),
        (
            tr("Look at what came out"),
            tr(
                "Click the port on the right of 'Letter': its value is shown below. Or select the "
                "step and press Y: that says why it ran."
            ),
        ),
    )


def ending() -> tuple[str, str]:
    """What is said once all is done."""
    return (
        tr("That is all there is to it"),
        tr(
            "Steps, a Goal, Run. Save it with Ctrl+S where you like. From here: a function of your "
            "own as a step, or an example that is near to what you have in mind."
        ),
    )
