"""An import of orders that goes wrong, so that one can see how that looks.

One line of `orders.csv` has a misspelt currency. The price of that order cannot be converted, so no
invoices are written and the import is not confirmed; picking the goods needs no prices and goes on. Correct
the line, run again, and all of it succeeds. Nothing here writes a file.
"""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from engine import Fatal, step

COLUMNS: Final = ("order", "customer", "item", "quantity", "price", "currency")


@step(outputs={"orders": list})
def read_orders(order_file: str) -> list[dict[str, Any]]:
    """Read the orders, one a line, from a CSV file."""
    path = Path(__file__).parent / order_file
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            rows = csv.DictReader(lines, strict=True)
            return [_order(f"line {rows.line_num} of '{path.name}'", row) for row in rows]
    except (OSError, UnicodeError, csv.Error) as error:
        raise Fatal(f"the orders in '{path}' cannot be read: {error}") from error


@step(outputs={"priced_orders": list})
def convert_prices(orders: list[dict[str, Any]], rates: dict[str, float]) -> list[dict[str, Any]]:
    """Give every order its price in euro cents, whatever currency it was made in."""
    return [{**order, "cents": _cents(order, rates)} for order in orders]


@step(outputs={"invoices": list})
def book_invoices(priced_orders: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Write one invoice for each customer, over all of their orders."""
    totals: Counter[str] = Counter()
    for order in priced_orders:
        totals[order["customer"]] += order["cents"]
    return [{"customer": customer, "cents": totals[customer]} for customer in sorted(totals)]


@step(outputs={"confirmation": str})
def confirm_import(invoices: list[dict[str, Any]]) -> str:
    """Say in one sentence what was imported."""
    euros = Decimal(sum(invoice["cents"] for invoice in invoices)) / 100
    return f"{len(invoices)} invoices were booked, {euros:.2f} EUR in all"


@step(outputs={"quantities": dict})
def count_items(orders: list[dict[str, Any]]) -> dict[str, int]:
    """Count how many of each item were ordered."""
    quantities: Counter[str] = Counter()
    for order in orders:
        quantities[order["item"]] += order["quantity"]
    return dict(quantities)


@step(outputs={"pick_list": list})
def write_pick_list(quantities: dict[str, int]) -> list[str]:
    """Write what the warehouse has to pick, one line for each item."""
    return [f"{quantity} x {item}" for item, quantity in sorted(quantities.items())]


@step(outputs={"customers": list})
def list_customers(orders: list[dict[str, Any]]) -> list[str]:
    """List the customers who ordered."""
    return sorted({order["customer"] for order in orders})


def _order(place: str, row: dict[str, Any]) -> dict[str, Any]:
    if set(row) != set(COLUMNS) or None in row.values():
        raise Fatal(f"{place} does not have the columns {', '.join(COLUMNS)}")
    try:
        quantity, price = int(row["quantity"]), Decimal(row["price"])
    except (ValueError, InvalidOperation):
        raise Fatal(
            f"{place}: quantity and price of order '{row['order']}' are no numbers"
        ) from None
    if quantity < 1 or not price.is_finite() or price < 0:
        raise Fatal(f"{place}: quantity or price of order '{row['order']}' is out of range")
    return {**row, "quantity": quantity, "price": str(price)}


def _cents(order: dict[str, Any], rates: dict[str, float]) -> int:
    currency = order["currency"]
    if currency not in rates:
        close = next(iter(get_close_matches(currency, rates, n=1)), None)
        hint = f"; did you mean '{close}'?" if close else "."
        raise Fatal(
            f"order '{order['order']}' is priced in '{currency}', and there is no rate for that{hint}"
            " Correct its line in the order file and run again"
        )
    rate = Decimal(str(rates[currency]))
    return int((Decimal(order["price"]) * order["quantity"] * rate * 100).to_integral_value())
