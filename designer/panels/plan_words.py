"""The sentence about a Plan, long or short: what the Goals need and what is missing. Qt-free.

Names in it may be links, so they go through `link`, and all other words through `plain`. What there is no
room for is counted, never cut off in the middle of a word.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

from designer.words import tr

Link: TypeAlias = Callable[[str, str, str], str]
"""Makes a link of what it leads to, the name that it is about, and its words."""
Plain: TypeAlias = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What there is to say of a Plan. `goals` are ids with their titles, `seconds` are as measured.

    `unmeasured` counts the Steps of which nothing was measured; `fault` is why it cannot be run.
    """

    goals: tuple[tuple[str, str], ...] = ()
    needed: int = 0
    all: int = 0
    reused: int = 0
    pinned: int = 0
    needs: tuple[str, ...] = ()
    spare: int = 0
    seconds: str = ""
    unmeasured: int = 0
    fault: str = ""
    as_before: bool = False
    """Whether the last run was given all that it needs, so that it is offered again."""
    running: str = ""
    """How far the run is that is on; empty where none is."""
    past: str = ""
    """What the run of the past came to that is shown; empty where what is edited is shown."""
    shows_everything: bool = False
    place: str = ""
    """Where the run that is on, or the next one, does its work; empty where that is here."""
    dashboard: str = ""
    """The address at which the cluster of the run that is on shows itself."""
    unsaved: tuple[str, ...] = ()
    """The files of flows inside Steps that run as their tabs show them, and are not saved so."""


class Amount(NamedTuple):
    """How much is told: so many names of Goals and of what is missing, and whether what is aside, too."""

    goals: int
    needs: int
    aside: bool = True


WHOLE: Final = Amount(40, 40)
AMOUNTS: Final = (
    Amount(3, 3), Amount(3, 2), Amount(3, 1), Amount(1, 1), Amount(1, 0), Amount(1, 0, aside=False),
)  # fmt: skip
"""From as much as is told where there is room to as little as is worth telling."""


def sentence(it: Standing, amount: Amount, link: Link, plain: Plain = str) -> str:
    """The line, with its names put through `link` and all other words through `plain`."""
    if not it.all:
        return ""
    if not it.goals and it.past:
        return plain(it.past)
    if not it.goals:
        return link("help", "", tr("No goal yet: select a step and press G"))
    word = tr("Goal") if len(it.goals) == 1 else tr("Goals")
    goals = _listed([("goal", *goal) for goal in it.goals], amount.goals, link)
    if it.running:
        told = [f"{plain(word)} {goals}: {plain(it.running)}"]
        told += [plain(it.place)] if it.place and amount.needs else []
        told += [link("dashboard", it.dashboard, tr("dashboard"))] if it.dashboard else []
        return " · ".join(told)
    if it.past:
        return f"{plain(word)} {goals}: {plain(it.past)}"
    line = f"{plain(word)} {goals}: {', '.join(_needed(it, amount, link, plain))}"
    return " · ".join([line, *(_aside(it, link) if amount.aside else ())])


def whole_words(text: str, fits: Callable[[str], bool]) -> str:
    """As many words of a text as fit, and `…` for the others."""
    words = text.split(" ")
    for count in range(len(words), 0, -1):
        shown = " ".join(words[:count]) + ("" if count == len(words) else " …")
        if fits(shown):
            return shown
    return "…"


def _needed(it: Standing, amount: Amount, link: Link, plain: Plain) -> list[str]:
    parts = [plain(tr("{some} of {all} Steps", some=it.needed, all=it.all))]
    if it.reused:
        parts.append(link("reused", "", tr("{count} reused", count=it.reused)))
    if it.pinned:
        parts.append(plain(tr("{count} pinned", count=it.pinned)))
    if it.needs and it.as_before:
        parts.append(link("need", it.needs[0], tr("values as in the last run")))
    elif it.needs and amount.needs:
        names = _listed([("need", name, name) for name in it.needs], amount.needs, link)
        parts.append(tr("needs {names}", names=names))
    elif it.needs:
        words = tr("needs 1 input") if len(it.needs) == 1 else ""
        words = words or tr("needs {count} inputs", count=len(it.needs))
        parts.append(link("need", it.needs[0], words))
    elif not it.fault:
        parts.append(plain(tr("ready to run")))
    if it.seconds:
        parts.append(plain(it.seconds))
    return parts


def _aside(it: Standing, link: Link) -> list[str]:
    more = []
    if it.fault:
        more.append(link("fault", "", it.fault))
    if it.place:
        more.append(link("place", "", it.place))
    for path in it.unsaved:
        name = path.replace("\\", "/").rpartition("/")[2]
        more.append(link("unsaved", path, tr("runs '{name}' with unsaved changes", name=name)))
    if it.spare:
        words = tr("1 Step serves no Goal") if it.spare == 1 else ""
        more.append(link("spare", "", words or tr("{count} Steps serve no Goal", count=it.spare)))
    if it.shows_everything:
        more.append(link("all", "", tr("everything is shown")))
    return more


def _listed(links: Sequence[tuple[str, str, str]], most: int, link: Link) -> str:
    """The first of what can be followed, and how many more there are."""
    shown = ", ".join(link(*one) for one in links[:most])
    more = len(links) - most
    return tr("{names} and {count} more", names=shown, count=more) if more > 0 else shown
