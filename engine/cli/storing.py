"""Where the command line keeps runs: its options, and the store behind them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

import click

from engine.cli.streams import say

if TYPE_CHECKING:
    from engine.cli.performing import Loaded
    from engine.plan import Plan
    from engine.store import Again, Journal, Recipe, RunEntry, Store

F = TypeVar("F", bound=Callable[..., Any])

store_option = click.option(
    "--store", "store", metavar="PATH", help="Where runs are kept; else BACKCAST_STORE says it."
)


@contextlib.contextmanager
def opened(path: str | None) -> Iterator[Store]:
    """The store, for reading.

    Raises:
        StoreError: What is done with it cannot be done.
    """
    from engine.store import Store, store_path

    with Store(store_path(path)) as store:
        yield store


@contextlib.contextmanager
def opened_for_runs(path: str | None) -> Iterator[Store]:
    """The store, for a run that is to be kept; afterwards, runs past the limits are let go.

    Raises:
        StoreError: The limits that the environment sets make no sense.
    """
    from engine.clock import SystemClock
    from engine.store import Limits

    limits = Limits.from_environment()
    with opened(path) as store:
        yield store
        with warned():
            store.prune(limits, SystemClock().now())


def begun(store: Store, loaded: Loaded, file: str, again: Again | None = None) -> Journal:
    """Begin to keep a run; `again` says what a rerun does again.

    Raises:
        StoreError: It cannot be kept; says how to run without.
    """
    from engine.clock import SystemClock, new_run_id
    from engine.errors import StoreError

    now = SystemClock().now()
    try:
        return store.begin(
            new_run_id(now), loaded.plan, loaded.text,
            file=file, folder=loaded.folder, at=now, again=again,
            is_repeatable=loaded.registry.is_repeatable,
        )  # fmt: skip
    except StoreError as error:
        raise StoreError(f"{error}, or run with --no-store") from error


def remembering(store: Store, loaded: Loaded, *, recalls: bool = True) -> Loaded:
    """The same with what is remembered of its Steps, where they ask for that.

    Without `recalls` they all run again, and what they give is remembered in place of what was.
    """
    from engine.flow import SUBFLOW

    if not any(s.policy.cache or s.kind == SUBFLOW for s in loaded.plan.steps.values()):
        return loaded
    from engine.memo import StoredMemo

    plan, registry = loaded.plan, loaded.registry
    memo = StoredMemo(store.memory, plan, registry, loaded.folder, recalls=recalls)
    return loaded._replace(memo=memo)


def plan_as_run(store: Store, entry: RunEntry, recipe: Recipe, plan: Plan) -> Plan:
    """The Plan of a kept run as it was carried out: of a rerun, with what it took from the other run.

    As it was planned where the other run is not kept any more: nobody can tell then what was taken.
    """
    from engine.errors import StoreError
    from engine.recall import recalling, unchanged
    from engine.state import replay

    if recipe.again is None:
        return plan
    run, start = recipe.again
    try:
        records = store.read_records(run)
    except StoreError:
        return plan
    then = replay((record for record in records if record.at <= entry.started), run)
    return recalling(plan, unchanged(then, plan, start), run)


@contextlib.contextmanager
def warned() -> Iterator[None]:
    """Say what goes wrong with the store, where that is not worth failing for."""
    from engine.errors import StoreError

    try:
        yield
    except StoreError as error:
        say(f"warning: {error}")
