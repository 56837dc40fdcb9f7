"""A failed Step made ready to be told: out of the run that is shown, and never of a guess of our own."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QProcess

from designer.engine_words import in_own_words
from designer.panels.failure import Failure
from designer.panels.run_words import clock
from designer.panels.viewers.files import open_file
from designer.words import tr
from engine.blame import CodePlace, blamed, excerpt
from engine.explain import explain_run
from engine.extent import in_short
from engine.flow import Flow, StepId
from engine.state import RunState, StepState, StepStatus
from engine.value import Secret

_SHOWN = 80
"""Characters of an input."""


def failure_of(state: RunState, flow: Flow, step: StepId, folder: Path) -> Failure | None:
    """All that is told of a failed Step, named as the run does; None where it has not failed."""
    run = state.steps.get(step)
    if run is None or run.status is not StepStatus.FAILED:
        return None
    place = blamed(run.trace, folder)
    known = flow.steps.get(step)
    secret = {name for name, it in known.inputs.items() if it.type.secret} if known else set()
    return Failure(
        step=step,
        what=in_own_words(run.message or run.reason or ""),
        when=clock(run.ended) if run.ended else "",
        place=place,
        code=None if place is None else excerpt(place),
        inputs={
            name: "•••" if name in secret or isinstance(value, Secret) else in_short(value, _SHOWN)
            for name, value in run.inputs.items()
        },
        reasons=tuple(_reasons(state, flow, step, run)),
        blocked=tuple(_blocked(state, step)),
        trace=run.trace,
    )


def open_line(place: CodePlace, command: str) -> str:
    """Show a line in the user's editor, by a command with `{file}` and `{line}`; why not, if it failed."""
    if not command.strip():
        return (
            "" if open_file(place.file) else tr("Nothing is set to open '{file}'.", file=place.file)
        )
    try:
        words = [_filled(word, place) for word in shlex.split(command)]
    except ValueError as error:
        return tr("The editor command cannot be read: {why}.", why=error)
    if not any("{file}" in word for word in shlex.split(command)):
        words.append(str(place.file))
    started = QProcess.startDetached(words[0], words[1:])
    return "" if started else tr("The editor '{program}' could not be started.", program=words[0])


def _filled(word: str, place: CodePlace) -> str:
    return word.replace("{file}", str(place.file)).replace("{line}", str(place.line))


def _reasons(state: RunState, flow: Flow, step: StepId, run: StepState) -> Iterator[str]:
    if run.tries > 1:
        yield tr("It was tried {count} times.", count=run.tries)
    for told in explain_run(flow, state, step):
        if told.subject.name == step:
            yield from (_sentence(cause.message) for cause in told.sentences[1:])
            yield from (_sentence(one.message) for one in told.suggestions)
            return


def _sentence(text: str) -> str:
    told = in_own_words(text)
    return f"{told[:1].upper()}{told[1:].rstrip('.')}." if told else ""


def _blocked(state: RunState, step: StepId) -> Iterator[StepId]:
    for name, one in state.steps.items():
        if one.status is StepStatus.BLOCKED and step in one.names[:1]:
            yield name
