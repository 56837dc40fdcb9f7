"""What may stand at a place of the command line: files, names in the flow file there, kept runs.

Asked for with every Tab in a shell, so it reads as little as it can, and says nothing where something is
wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click
    from click.shell_completion import CompletionItem

    from engine.flow import Flow


def files(_context: click.Context, _parameter: click.Parameter, word: str) -> list[CompletionItem]:
    """Files, found by the shell itself."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(word, type="file")]


def steps(context: click.Context, _parameter: click.Parameter, word: str) -> list[CompletionItem]:
    """The Steps of the flow file that was named."""
    flow = _flow(context)
    return [] if flow is None else _offered({s: one.label for s, one in flow.steps.items()}, word)


def given(context: click.Context, _parameter: click.Parameter, word: str) -> list[CompletionItem]:
    """The names that may be given, each with its `=`; the values are the user's."""
    flow = _flow(context)
    if flow is None or "=" in word:
        return []
    from engine.planner import make_plan

    plan = make_plan(flow)
    names = {*flow.inputs, *plan.missing, *plan.offered}
    said = {n: flow.inputs[n].description if n in flow.inputs else "" for n in sorted(names)}
    return _offered({f"{name}=": text for name, text in said.items()}, word)


def presets(context: click.Context, _parameter: click.Parameter, word: str) -> list[CompletionItem]:
    """The named sets of initial values of the flow file that was named."""
    flow = _flow(context)
    return [] if flow is None else _offered(dict.fromkeys(flow.presets, ""), word)


def executors(
    _context: click.Context, _parameter: click.Parameter, word: str
) -> list[CompletionItem]:
    """Where the work of a run may be done."""
    from engine.registry import Registry

    return _offered(dict.fromkeys(Registry.installed().executors(), ""), word)


def runs(context: click.Context, _parameter: click.Parameter, word: str) -> list[CompletionItem]:
    """The runs that were kept, the newest first."""
    from engine.errors import StoreError
    from engine.store import Store, store_path

    try:
        with Store(store_path(context.params.get("store"))) as store:
            told = {e.run: f"{e.flow or e.file}, {e.status}" for e in store.runs()[:40]}
    except (StoreError, OSError):
        return []
    return _offered(told, word)


def _flow(context: click.Context) -> Flow | None:
    """The Flow of the file that stands on the line already; None where there is none to read."""
    from pathlib import Path

    from engine.codec import read_flow
    from engine.errors import FlowFileError

    # while an option waits for its value, click has not told the arguments apart yet
    named = context.params.get("file") or next(iter(context.args), None)
    try:
        return read_flow(Path(named)).flow if isinstance(named, str) and named else None
    except FlowFileError:
        return None


def _offered(words: Mapping[str, str], begun: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    return [
        CompletionItem(word, help=" ".join(text.split())[:60] or None)
        for word, text in words.items()
        if word.startswith(begun)
    ]
