"""The viewers there are: our own, and those of installed packages. A broken one is a sentence, no more."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import EntryPoint
from typing import NamedTuple

from designer.panels.viewers.files import FileViewer
from designer.panels.viewers.pictures import PictureViewer
from designer.panels.viewers.plain import PlainViewer, SecretViewer
from designer.panels.viewers.rich import HtmlViewer, MarkdownViewer
from designer.panels.viewers.tables import TableViewer
from designer.panels.viewers.texts import TextViewer
from designer.panels.viewers.trees import TreeViewer
from designer.panels.viewers.viewing import GROUP, Shown, Viewer
from designer.words import tr
from engine.offered import Unusable, offered, patiently


class Fit(NamedTuple):
    """A viewer and how well it shows the value that was asked about."""

    viewer: Viewer
    score: int


class Shelf:
    """Our own viewers and those that packages offer, which are loaded when they are first asked."""

    def __init__(self, offered: Iterable[EntryPoint] | None = None) -> None:
        """Take entry points of one's own; where none are given, the installed ones."""
        self._offered = offered
        self._viewers: list[Viewer] | None = None
        self.complaints: list[str] = []
        """A sentence for every viewer that could not be loaded, or that broke down."""

    def fits(self, shown: Shown) -> list[Fit]:
        """Those that can show a value, the best first."""
        found = [Fit(viewer, self._score(viewer, shown)) for viewer in self._all()]
        return sorted((fit for fit in found if fit.score > 0), key=lambda fit: -fit.score)

    def drop(self, viewer: Viewer, error: Exception) -> None:
        """Take a viewer away that has broken down, and keep the sentence that says so."""
        self._all().remove(viewer)
        self._complain(viewer.name, error)

    def _all(self) -> list[Viewer]:
        if self._viewers is None:
            own: list[Viewer] = [
                SecretViewer(), PictureViewer(), TableViewer(), HtmlViewer(), MarkdownViewer(),
                TreeViewer(), FileViewer(), TextViewer(), PlainViewer(),
            ]  # fmt: skip
            offered = _installed() if self._offered is None else self._offered
            self._viewers = own
            for point in offered:
                self._load(point, own)
        return self._viewers

    def _load(self, point: EntryPoint, into: list[Viewer]) -> None:
        try:
            viewer = patiently(point.load)()
            if not isinstance(viewer, Viewer):
                raise TypeError("it is no viewer: it needs name, title, accepts and widget")  # noqa: TRY301
            into.append(viewer)
        except Unusable as error:
            cause = error.__cause__
            self._complain(point.name, cause if isinstance(cause, Exception) else error)
        except Exception as error:  # noqa: BLE001 - whatever a package's own code raises
            self._complain(point.name, error)

    def _score(self, viewer: Viewer, shown: Shown) -> int:
        try:
            return int(viewer.accepts(shown))
        except Exception as error:  # noqa: BLE001 - whatever a package's own code raises
            self.drop(viewer, error)
            return 0

    def _complain(self, name: str, error: Exception) -> None:
        why = f"{type(error).__name__}: {error}"
        self.complaints.append(tr("The viewer '{name}' cannot be used: {why}.", name=name, why=why))


def _installed() -> list[EntryPoint]:
    return [one.entry for one in offered(GROUP).values() if one.entry is not None]
