"""The inspector: what is selected, as fields. Everything in it is an edit of the document."""

from __future__ import annotations

from designer.panels.inspector.panel import Inspector

__all__ = ["Inspector"]
