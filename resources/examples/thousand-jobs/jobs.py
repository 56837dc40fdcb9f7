"""A thousand small jobs, as many at once as they can stand, and one answer in the end.

The Steps of `thousand-jobs.flow.json`. Each job takes a moment of waiting, as a request to a service would;
together they take about as long as sixteen of them in a row, since sixty-four are under way at a time.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

from engine import step


@step(outputs={"numbers": list})
def list_jobs(count: int) -> list[int]:
    """List the jobs: the numbers from 1 on."""
    return list(range(1, count + 1))


@step(outputs={"result": dict})
async def do_job(number: int) -> dict[str, Any]:
    """Find out how many halvings and triplings lead a number to 1, after waiting for a moment."""
    await asyncio.sleep(0.02)
    at, length = number, 0
    while at != 1:
        at = at // 2 if at % 2 == 0 else 3 * at + 1
        length += 1
    return {"number": number, "length": length}


@step(outputs={"longest": dict, "lengths": dict})
def sum_up(result: list[dict[str, Any]]) -> dict[str, Any]:
    """Name the number with the longest way, and count the ways by length."""
    counted = Counter(one["length"] // 10 * 10 for one in result)
    return {
        "longest": max(result, key=lambda one: one["length"]),
        "lengths": {f"{tens}-{tens + 9}": counted[tens] for tens in sorted(counted)},
    }
