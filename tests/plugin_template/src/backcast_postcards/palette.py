"""The palette `postcards`: Steps that are ready to be put on the canvas."""

from __future__ import annotations


def _card(name: str, title: str, wording: str) -> dict[str, object]:
    return {
        "id": name,
        "kind": "postcard",
        "title": title,
        "description": f"A postcard: {wording}",
        "config": {"wording": wording},
        "inputs": {"name": {"type": "string"}},
        "outputs": {"card": {"type": "string"}},
        "retry": {"times": 2, "delay": 0.1},
    }


STEPS = [
    _card("birthday-card", "Birthday card", "Dear {name}, happy birthday."),
    _card("thank-you-card", "Thank-you card", "Dear {name}, thank you."),
]
