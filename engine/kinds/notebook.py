"""The kind `notebook`: a Jupyter notebook, executed in a child process with the inputs as its parameters.

The cell tagged `parameters` is followed by one that gives the inputs their values; behind the last cell one
is added that hands over the outputs, by the names of their variables. The output `notebook` takes the path
of the notebook as it was executed: beside others in the run's work folder, or where `save_to` says.

What runs in the child is `engine.kinds._notebook_child`; it needs the packages nbclient and ipykernel.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import Field

from engine import template
from engine.errors import Fatal, StepFailure
from engine.flow import Input, Name, Output, Step
from engine.kinds._workfolder import work_folder
from engine.plugin import Call, Context, Fingerprint, KindConfig, Outputs, Touched
from engine.problem import Code, Problem, pointer
from engine.process import Launch, run_program

EXECUTED: Final = Name("notebook")
"""The output of that name takes the path of the executed notebook."""


class NotebookConfig(KindConfig):
    """Which notebook to execute, and where the executed one goes."""

    notebook: str = Field(
        min_length=1,
        title="Notebook",
        description="The file, from the flow file's folder; it is never changed.",
        examples=["report.ipynb"],
        json_schema_extra={"widget": "path"},
    )
    save_to: str | None = Field(
        default=None,
        title="Save to",
        description="The file that takes the executed notebook; left out, one in the run's work folder.",
        json_schema_extra={"widget": "path"},
    )
    kernel: str | None = Field(
        default=None,
        title="Kernel",
        description="The kernel's name; left out, the notebook's own.",
    )


class NotebookKind:
    """Executes a notebook and takes variables of it as outputs."""

    name: str = "notebook"
    title: str = "Notebook"
    description: str = "Executes a Jupyter notebook with the inputs as its parameters."
    category: str = "Code"
    icon: str = "book-open"
    config: type[KindConfig] = NotebookConfig
    inputs: Mapping[Name, Input] = OrderedDict()
    outputs: Mapping[Name, Output] = OrderedDict({EXECUTED: Output()})

    def check(self, step: Step, config: NotebookConfig, folder: Path) -> Iterator[Problem]:  # noqa: ARG002
        """Placeholders that are no input's."""
        for key in ("notebook", "save_to"):
            text = getattr(config, key)
            if text is not None and (complaint := template.complaint(text, step.inputs)):
                message, hint = complaint
                at = pointer("steps", step.id, "config", key)
                yield Problem(code=Code.BAD_CONFIG, pointer=at, message=message, hint=hint)

    def needs_thread(self, call: Call, context: Context) -> bool:  # noqa: ARG002 - the seam's
        """Never: the notebook runs in a process."""
        return False

    def fingerprint(self, step: Step, config: NotebookConfig, folder: Path) -> Fingerprint:  # noqa: ARG002
        """What is in the notebook."""
        return Fingerprint("notebook", (folder.absolute() / config.notebook,))

    def touches(self, call: Call, config: NotebookConfig, folder: Path) -> Touched:
        """The notebook, and the file that takes the executed one."""
        place = folder.absolute()
        read = template.fill_whole(config.notebook, call.inputs, "the notebook's path")
        written = config.save_to and template.fill(config.save_to, call.inputs)
        return Touched(reads=[place / read], writes=[place / written] if written else [])

    async def perform(self, call: Call, config: NotebookConfig, context: Context) -> Outputs:
        """Execute the notebook to its end.

        Cancelling ends the child and its kernel.

        Raises:
            StepFailure: `missing_package`, `file_error`, `notebook_error` (a cell raised), `bad_output`.
        """
        place = context.folder.absolute()
        notebook = place / template.fill_whole(config.notebook, call.inputs, "the notebook's path")
        saved = _saved(config, call, context, place, notebook)
        wanted = [name for name in call.outputs if name != EXECUTED]
        optional = [name for name in wanted if call.outputs[name].optional]
        order = {
            "notebook": str(notebook), "save_to": str(saved), "kernel": config.kernel,
            "parameters": dict(call.inputs), "outputs": wanted, "optional": optional,
        }  # fmt: skip
        answer = await _ask_child(order, notebook.parent, context)
        outputs = {Name(name): value for name, value in answer["outputs"].items()}
        return outputs | ({EXECUTED: str(saved)} if EXECUTED in call.outputs else {})


def _saved(
    config: NotebookConfig, call: Call, context: Context, place: Path, notebook: Path
) -> Path:
    """Where the executed notebook goes; in the work folder every execution has a file of its own."""
    if config.save_to is not None:
        return place / template.fill_whole(config.save_to, call.inputs, "the path to save to")
    folder = work_folder(context)
    handle, name = tempfile.mkstemp(prefix=f"{notebook.stem}-", suffix=".ipynb", dir=folder)
    os.close(handle)
    return Path(name)


def _answered(reply: str) -> str:
    """What the child wrote, which is little."""
    return Path(reply).read_text(encoding="utf-8")


async def _ask_child(order: Mapping[str, Any], folder: Path, context: Context) -> Mapping[str, Any]:
    """What the child answers; what the notebook prints comes out as lines on the way."""
    handle, reply = tempfile.mkstemp(prefix="backcast-notebook-", suffix=".json")
    os.close(handle)
    try:
        text = json.dumps({**order, "reply": reply}, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise Fatal(
            f"an input cannot be given to a notebook: {error}", reason="bad_argument"
        ) from None
    launch = Launch(
        arguments=(sys.executable, "-m", "engine.kinds._notebook_child"),
        stdin=text,
        folder=folder,
        environment={
            **os.environ,
            "PYTHONWARNINGS": "ignore",
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        },
    )
    try:
        ended = await run_program(
            launch,
            on_stdout=lambda line: context.output(line, "stdout"),
            on_stderr=lambda line: context.output(line, "stderr"),
        )
        said = _answered(reply)
    finally:
        os.unlink(reply)  # noqa: PTH108 - no method of a path may stand in a coroutine
    if not said:
        why = f": {ended.last_line}" if ended.last_line else ""
        raise StepFailure(f"the notebook's process {ended.how}{why}", reason="notebook_error")
    answer: Mapping[str, Any] = json.loads(said)
    if "error" in answer:
        raise StepFailure(
            answer["error"], reason=answer["reason"], retryable=answer["reason"] == "notebook_error"
        )
    return answer
