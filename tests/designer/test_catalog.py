from __future__ import annotations

from collections import OrderedDict
from types import SimpleNamespace

import pytest

from designer.session.catalog import Catalog, Offer
from engine.errors import PluginError, UnknownKind
from engine.flow import Input, Name
from engine.registry import Registry


class HalfBroken:
    """A registry with one kind that works and one that cannot be loaded."""

    def names(self) -> tuple[str, ...]:
        return ("broken", "mail")

    def kind(self, name: str):
        if name == "broken":
            raise PluginError(name, ImportError("no module 'smoke'"))
        if name != "mail":
            raise UnknownKind(name, self.names())
        return SimpleNamespace(
            title="Send mail", description="Sends a letter", category="Net", icon="mail",
            inputs=OrderedDict({Name("recipient"): Input()}), outputs={},
        )  # fmt: skip


def test_the_installed_kinds_are_offered() -> None:
    offers = {offer.name: offer for offer in Catalog(Registry.installed()).offers()}
    assert {"python", "command"} <= offers.keys()
    assert offers["python"].title == "Python function"
    assert offers["python"].reason == ""


def test_a_kind_that_cannot_be_loaded_is_offered_with_the_reason() -> None:
    catalog = Catalog(HalfBroken())  # type: ignore[arg-type]
    broken = next(offer for offer in catalog.offers() if offer.name == "broken")
    assert "no module 'smoke'" in broken.reason
    assert catalog.kind("broken") is None
    assert catalog.kind("nobody-has-it") is None
    assert catalog.kind("mail") is not None


@pytest.mark.parametrize("words", ["mail", "LETTER", "recipient", "send letter", "  "])
def test_a_kind_is_found_by_name_description_and_port(words: str) -> None:
    catalog = Catalog(HalfBroken())  # type: ignore[arg-type]
    mail = next(offer for offer in catalog.offers() if offer.name == "mail")
    assert mail.rank(words)


def test_a_kind_is_not_found_by_what_it_is_not() -> None:
    assert not Offer(name="mail", title="Send mail").rank("send fax")
