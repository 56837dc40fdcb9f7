"""An order that is either shipped or leaves no trace: stand-in suppliers, and undo for what was done.

The Steps of `order-processing.flow.json`. The books are one SQLite file in `examples/order-processing` under
`BACKCAST_HOME` where that is set, else under the user's data folder. What a supplier has in stock is written
down below; with an address beyond the carrier's reach the run fails, and both the purchase and the charge
are taken back.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from platformdirs import user_data_path

from engine import Fatal, step

STOCK: Final = {
    "north": {"lamp": 40, "chair": 6},
    "south": {"lamp": 500, "chair": 80, "desk": 3},
}
"""Pieces that each supplier has in stock."""

PRICES: Final = {"lamp": 3900, "chair": 12900, "desk": 34900}
"""Euro cents a piece."""

OUT_OF_REACH: Final = ("atlantis", "avalon", "lilliput")


@step(outputs={"purchase": str})
def buy_from_north(order_id: str, item: str, quantity: int) -> str:
    """Buy the goods from the supplier next door, who has not much in stock."""
    return _buy("north", order_id, item, quantity)


@step(outputs={"purchase": str})
def buy_from_south(order_id: str, item: str, quantity: int) -> str:
    """Buy the goods from the large supplier far away; asked only if the first cannot deliver."""
    return _buy("south", order_id, item, quantity)


def cancel_purchase(purchase: str, **_order: object) -> None:
    """Take a purchase back."""
    with _books() as books:
        books.execute("UPDATE entries SET state = 'cancelled' WHERE id = ?", (purchase,))


@step(outputs={"payment": str})
def charge_customer(order_id: str, item: str, quantity: int) -> str:
    """Charge the customer for the goods."""
    if item not in PRICES:
        raise Fatal(f"there is no price for '{item}'; there are {', '.join(sorted(PRICES))}")
    return _book(f"payment-{order_id}", f"{quantity * PRICES[item] / 100:.2f} EUR")


def refund_customer(payment: str, **_order: object) -> None:
    """Give the money back."""
    with _books() as books:
        books.execute("UPDATE entries SET state = 'refunded' WHERE id = ?", (payment,))


@step(outputs={"tracking": str})
def book_carrier(order_id: str, purchase: str, address: str) -> str:
    """Have the goods fetched from whoever sold them, and brought to the customer."""
    if any(place in address.lower() for place in OUT_OF_REACH):
        raise Fatal(f"the carrier does not go to '{address}'; give an address on dry land")
    return _book(f"parcel-{order_id}", f"{purchase} to {address}")


@step(outputs={"confirmation": str})
def confirm_order(order_id: str, purchase: str, payment: str, tracking: str) -> str:
    """Tell the customer that the order is paid and on its way."""
    return f"order {order_id}: paid ({payment}), bought ({purchase}), on its way as {tracking}"


def _buy(supplier: str, order_id: str, item: str, quantity: int) -> str:
    there = STOCK[supplier].get(item, 0)
    if there < quantity:
        raise Fatal(f"supplier '{supplier}' has {there} of '{item}', and {quantity} are wanted")
    return _book(f"{supplier}-{order_id}", f"{quantity} x {item}")


def _book(entry: str, what: str) -> str:
    with _books() as books:
        books.execute("INSERT OR REPLACE INTO entries VALUES (?, ?, 'valid')", (entry, what))
    return entry


@contextmanager
def _books() -> Iterator[sqlite3.Connection]:
    """The books, alone with them."""
    home = os.environ.get("BACKCAST_HOME")
    data = Path(home).absolute() if home else user_data_path("backcast")
    folder = data / "examples" / "order-processing"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "books.sqlite3"
    with closing(sqlite3.connect(path, timeout=20, isolation_level=None)) as books, books:
        books.execute("BEGIN IMMEDIATE")
        books.execute("CREATE TABLE IF NOT EXISTS entries (id TEXT PRIMARY KEY, what, state)")
        yield books
