"""What installed packages add to the designer, and the folders whose code may run, as panels of a window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from designer.panels.aside import Aside
from designer.panels.plugins import Added, Allowed, PluginList, TrustedList
from designer.words import tr
from engine.errors import said
from engine.plugins import Listed, everything
from engine.trust import Trusted

if TYPE_CHECKING:
    from pathlib import Path

    from designer.window.main import MainWindow
    from engine.registry import Registry


class Offering(QObject):
    """Makes its panels when they are first asked for: most never are."""

    def __init__(self, window: MainWindow, registry: Registry) -> None:
        """Take the window, whose panels are there."""
        super().__init__(window)
        self._window, self._registry = window, registry
        self._plugins: PluginList | None = None
        self._trusted: TrustedList | None = None
        self._aside: Aside[tuple[Listed, ...]] = Aside(self._show, self)

    def show_plugins(self) -> None:
        """Show what packages add; a package that hangs keeps the list waiting, and nothing else."""
        if self._plugins is None:
            self._plugins = PluginList(self._window)
            self._window.parts.add_tab(self._plugins, tr("Plug-ins"))
        self._window.parts.show_tab(self._plugins)
        self._plugins.setFocus()
        self._aside.ask(lambda: everything(self._registry))

    def show_trusted(self) -> None:
        """Show the folders whose code may run."""
        if self._trusted is None:
            self._trusted = TrustedList(self._window)
            self._trusted.forgotten.connect(self._forget)
            self._window.parts.add_tab(self._trusted, tr("Trusted folders"))
        self._refresh()
        self._window.parts.show_tab(self._trusted)
        self._trusted.setFocus()

    def _show(self, listed: tuple[Listed, ...]) -> None:
        assert self._plugins is not None
        self._plugins.show_added(
            [
                Added(one.group, one.name, one.package, tr(one.description or ""), one.error or "")
                for one in sorted(listed, key=lambda one: (one.is_ours, not one.error))
            ]
        )

    def _forget(self, folder: str) -> None:
        found = {str(one.folder): one.folder for one in self._window.trusting.trust.folders()}
        try:
            self._forget_one(found.get(folder))
        except OSError as error:
            self._window.show_hint(tr("It cannot be forgotten: {why}.", why=said(error)))
        self._refresh()

    def _forget_one(self, folder: Path | None) -> None:
        if folder is not None:
            self._window.trusting.trust.forget(folder)

    def _refresh(self) -> None:
        assert self._trusted is not None
        folders = self._window.trusting.trust.folders()
        self._trusted.show_allowed([Allowed(str(one.folder), _what(one)) for one in folders])


def _what(one: Trusted) -> str:
    if one.always:
        return tr("Whatever is in it, since {day}", day=one.since[:10])
    return tr("{count} files as they were on {day}", count=one.parts, day=one.since[:10])
