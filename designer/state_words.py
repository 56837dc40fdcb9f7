"""What the states of Steps and ports are called in the user's language. Values in, words out; no Qt."""

from __future__ import annotations

from designer.words import tr


def state_words(status: str) -> str:
    """A state of a Step as people call it; one that is none of a run's stands as it is."""
    words = {
        "pending": tr("pending"),
        "running": tr("running"),
        "completed": tr("completed"),
        "cached": tr("reused"),
        "skipped": tr("skipped"),
        "failed": tr("failed"),
        "blocked": tr("blocked"),
        "cancelled": tr("cancelled"),
        "draft": tr("draft"),
    }
    return words.get(status, status)


def port_words(status: str) -> str:
    """What a port shows, as people call it."""
    words = {
        "empty": tr("empty"),
        "missing": tr("missing"),
        "arrived": tr("arrived"),
        "pinned": tr("pinned"),
    }
    return words[status]
