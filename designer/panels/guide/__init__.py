"""The guide in the application: pages of Markdown, shown without any network."""

from designer.panels.guide.book import Entry, contents, kind_place
from designer.panels.guide.window import GuideWindow

__all__ = ["Entry", "GuideWindow", "contents", "kind_place"]
