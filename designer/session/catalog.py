"""What the palette offers: every registered kind, and why one cannot be used where loading it failed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from designer.document.ghosts import Source, Template
from designer.session.own import OwnFunction, signature_line
from designer.session.palettes import PALETTE, Ready, ready_steps
from designer.session.reaching import clusters
from designer.words import tr
from engine.errors import PluginError, UnknownKind
from engine.flow import Name, Step, StepId
from engine.plugin import StepKind
from engine.registry import Registry

_NO_SOURCE: Final = frozenset({"wait", "flow"})
"""Kinds that make no value of their own from nothing."""


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
        self._own: Mapping[str, OwnFunction] = {}
        self._ready: Mapping[str, Ready] | None = None

    def take_own(self, functions: Iterable[OwnFunction]) -> None:
        """Offer these functions of the user's in place of those before."""
        self._own = {function.name: function for function in functions}

    def everything(self) -> tuple[Offer, ...]:
        """The functions beside the flow, every kind, ready-made Steps of packages, then what was added."""
        ready = map(_ready_offer, self._ready_made().values())
        beside = [_own_offer(own) for own in self._own.values() if own.is_beside]
        added = [_own_offer(own) for own in self._own.values() if not own.is_beside]
        return (*beside, *self.offers(), *ready, *added)

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

    def clusters(self) -> tuple[str, ...]:
        """Those of them whose workers are elsewhere, so that they may have an address."""
        return clusters(self._registry)

    def template(self, name: str) -> Step:
        """A Step of that kind, or of that function of the user's, as it is first put on the canvas.

        It has no ports if the kind is broken.
        """
        if (own := self._own.get(name)) is not None:
            return own.template
        if name.startswith(PALETTE) and (ready := self._ready_made().get(name)) is not None:
            return ready.step or Step(id=StepId(ready.title), kind=ready.title)
        kind = self.kind(name)
        if kind is None:
            return Step(id=StepId(name), kind=name)
        return Step(
            id=StepId(name),
            kind=name,
            inputs=OrderedDict(kind.inputs),
            outputs=OrderedDict(kind.outputs),
        )

    def _ready_made(self) -> Mapping[str, Ready]:
        if self._ready is None:
            self._ready = {one.name: one for one in ready_steps(self._registry)}
        return self._ready

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


def _ready_offer(ready: Ready) -> Offer:
    step = ready.step
    return Offer(
        name=ready.name,
        title=ready.title,
        description=ready.description,
        category=ready.package,
        icon=ready.icon,
        ports=(*step.inputs, *step.outputs) if step is not None else (),
        reason=ready.reason,
    )


def _own_offer(own: OwnFunction) -> Offer:
    lines = (own.template.description, signature_line(own.info))
    return Offer(
        name=own.name,
        title=own.template.title or own.info.name,
        description="\n".join(line for line in lines if line),
        category=own.shelf,
        icon="square-function",
        ports=(*own.info.inputs, *own.info.outputs),
    )


def palette_templates(catalog: Catalog) -> tuple[Template, ...]:
    """What the palette offers that can give a value; what a kind cannot do without is `unset`."""
    made = []
    for offer in catalog.offers():
        kind = catalog.kind(offer.name)
        if offer.reason or kind is None or offer.name in _NO_SOURCE:
            continue
        unset = [Name(key) for key, it in kind.config.model_fields.items() if it.is_required()]
        made.append(
            Template(catalog.template(offer.name), offer.title, Source.PALETTE, tuple(unset))
        )
    return tuple(made)
