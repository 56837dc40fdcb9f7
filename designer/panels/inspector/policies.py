"""How a Step is worked on: retries and the time-out, and a note of what the file says besides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from designer.document import edits
from designer.panels.controls import Heading, Sentence
from designer.panels.fields import Choice, Line
from designer.panels.inspector.page import Desk, Labelled
from designer.panels.typed import read_value
from engine.datatype import DataType, TypeName
from engine.flow import Collect, Step
from engine.policy import Backoff, WorkPolicy

_NUMBER: Final = DataType(name=TypeName.NUMBER)
_INTEGER: Final = DataType(name=TypeName.INTEGER)
_PLAIN: Final = WorkPolicy()
_EXACT: Final = 2.0**53


@dataclass(frozen=True, slots=True)
class _Setting:
    """One number of a policy, as text: a whole one (`int`), or one of seconds (`float`)."""

    words: str
    type: type[int] | type[float]
    empty: str
    may_be_0: bool = True

    def read(self, text: str, otherwise: Any) -> Any:
        """The number typed; what an empty field stands for.

        Raises:
            ValueError: It is none, or less than it may be.
        """
        if not text.strip():
            return otherwise
        number = read_value(text, _INTEGER if self.type is int else _NUMBER)
        if number < 0 or (number == 0 and not self.may_be_0):
            least = "0 or more" if self.may_be_0 else "more than 0"
            raise ValueError(f"'{text.strip()}' is too little: give {least}.")
        return self.type(number)

    def write(self, number: float | None) -> str:
        """The number as people type it: a whole one without a fraction, as far as it is exact."""
        if number is None:
            return ""
        plain = isinstance(number, float) and number.is_integer() and number < _EXACT
        return str(int(number) if plain else number)


_TIMES: Final = _Setting("Retries", int, "0")
_DELAY: Final = _Setting("Seconds before the first retry", float, "1")
_TIMEOUT: Final = _Setting("Time-out of one try, in seconds", float, "none", may_be_0=False)


class Policies(QWidget):
    """The fields for retries and the time-out of one Step."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        """Begin with a Step that has none."""
        super().__init__(parent)
        self._desk = desk
        self._step: Step | None = None
        self._times = self._number("policy:times", _TIMES)
        self._delay = self._number("policy:delay", _DELAY)
        self._timeout = self._number("policy:timeout", _TIMEOUT)
        backoff = Choice("policy:backoff", "How the wait grows", self)
        backoff.offer({str(one): str(one) for one in Backoff})
        backoff.committed.connect(self._set_backoff)
        self._backoff = Labelled("How the wait grows", backoff, self)
        title = Heading("Policies", self)
        self._note = Sentence("help", self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        parts = (title, self._times, self._delay, self._backoff, self._timeout, self._note)
        for part in parts:
            layout.addWidget(part)

    def show_step(self, step: Step) -> None:
        """Show a Step's policies."""
        self._step = step
        policy = step.policy
        numbers = {_TIMES: self._times, _DELAY: self._delay, _TIMEOUT: self._timeout}
        for setting, labelled in numbers.items():
            labelled.show_value(self._written(setting))
        self._backoff.show_value(str(policy.retry.backoff))
        for waits in (self._delay, self._backoff):
            waits.setVisible(policy.retry.times > 0)
        kept = ", ".join(kept_as_is(step))
        self._note.say(f"Kept as the file has it: {kept}." if kept else "")

    def _number(self, name: str, setting: _Setting) -> Labelled:
        line = Line(name, setting.words, self)
        line.setPlaceholderText(setting.empty)
        labelled = Labelled(setting.words, line, self)
        line.committed.connect(
            lambda text: labelled.attempt(
                partial(self._set, setting, text), partial(self._written, setting)
            )
        )
        return labelled

    def _written(self, setting: _Setting) -> str:
        """The number as the field shows it; nothing where it is what an empty field stands for."""
        assert self._step is not None
        retry, timeout = self._step.policy.retry, self._step.policy.timeout
        number = {_TIMES: retry.times or None, _DELAY: retry.delay, _TIMEOUT: timeout}[setting]
        if setting is _DELAY and number == _PLAIN.retry.delay:
            return ""
        return setting.write(number)

    def _set(self, setting: _Setting, text: str) -> None:
        assert self._step is not None
        policy = self._step.policy
        if setting is _TIMES:
            changed = replace(policy, retry=replace(policy.retry, times=setting.read(text, 0)))
        elif setting is _DELAY:
            delay = setting.read(text, _PLAIN.retry.delay)
            changed = replace(policy, retry=replace(policy.retry, delay=delay))
        else:
            changed = replace(policy, timeout=setting.read(text, None))
        self._change(setting.words.lower(), changed)

    def _set_backoff(self, name: str) -> None:
        assert self._step is not None
        policy = self._step.policy
        self._change("backoff", replace(policy, retry=replace(policy.retry, backoff=Backoff(name))))

    def _change(self, what: str, policy: WorkPolicy) -> None:
        assert self._step is not None
        step = replace(self._step, policy=policy)
        self._desk.edit(
            f"Change {what} of '{step.id}'", lambda diagram: edits.set_step(diagram, step)
        )


def kept_as_is(step: Step) -> Iterator[str]:
    """What the file says of a Step and the inspector does not offer: kept, shown, not edited."""
    if step.when:
        yield f"when {step.when}"
    policy = step.policy
    for name in ("cache", "parallelism", "combine", "undo", "repeatable", "executor", "resources"):
        if getattr(policy, name) != getattr(_PLAIN, name):
            yield name
    for name, port in step.inputs.items():
        said = [
            word
            for word in ("each", "match", "deadline")
            if getattr(port, word) not in ("", False, None)
        ]
        said += [f"collect {port.collect}"] if port.collect is not Collect.FIRST else []
        if said:
            yield f"{' and '.join(said)} of input '{name}'"
