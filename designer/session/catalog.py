"""What the palette offers: every registered kind, and why one cannot be used where loading it failed."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from designer.words import tr
from engine.errors import PluginError, UnknownKind
from engine.flow import Name, Step, StepId
from engine.plugin import StepKind
from engine.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One kind as the palette shows it; `reason` says why it cannot be used, empty where it can."""

    name: str
    title: str
    description: str = ""
    category: str = ""
    icon: str = "box"
    ports: tuple[Name, ...] = ()
    reason: str = ""

    def rank(self, words: str) -> int:
        """How well the words name the kind: larger is better, 0 where one of them stands nowhere.

        Its name comes first, then what its title begins with, then a word of the title; what only the
        description or a port says comes last. A kind that cannot be used comes after all others.
        """
        name, title, typed = (text.casefold() for text in (self.name, self.title, words.strip()))
        text = " ".join((name, title, self.description.casefold(), *self.ports)).casefold()
        if not all(word in text for word in typed.split()):
            return 0
        hits = (
            name == typed,
            name.startswith(typed),
            title.startswith(typed),
            f" {typed}" in f" {title}",
        )
        best = hits.index(True) if any(hits) else len(hits)
        return 1 if self.reason else len(hits) + 2 - best


class Catalog:
    """Asks the registry for kinds; a broken plug-in becomes an offer with a reason, never an exception."""

    def __init__(self, registry: Registry) -> None:
        """Take the registry; nothing is loaded before it is asked for."""
        self._registry = registry

    def offers(self) -> tuple[Offer, ...]:
        """Every kind, by category and title, those that cannot be used last in theirs."""
        listed = (self._offer(name) for name in self._registry.names())
        return tuple(
            sorted(
                listed,
                key=lambda offer: (offer.category, bool(offer.reason), offer.title.casefold()),
            )
        )

    def kind(self, name: str) -> StepKind | None:
        """The kind of that name; None where there is none, or where it could not be loaded."""
        try:
            return self._registry.kind(name)
        except (UnknownKind, PluginError):
            return None

    def executors(self) -> tuple[str, ...]:
        """The names of the executors that a Step can ask for."""
        return self._registry.executors()

    def template(self, name: str) -> Step:
        """A Step of that kind as it is first put on the canvas; without ports if the kind is broken."""
        kind = self.kind(name)
        if kind is None:
            return Step(id=StepId(name), kind=name)
        return Step(
            id=StepId(name),
            kind=name,
            inputs=OrderedDict(kind.inputs),
            outputs=OrderedDict(kind.outputs),
        )

    def _offer(self, name: str) -> Offer:
        try:
            kind = self._registry.kind(name)
        except PluginError as error:
            return Offer(
                name=name, title=name, category="Not available", icon="puzzle", reason=str(error)
            )
        return Offer(
            name=name,
            title=tr(kind.title),
            description=tr(kind.description),
            category=kind.category,
            icon=kind.icon,
            ports=(*kind.inputs, *kind.outputs),
        )
