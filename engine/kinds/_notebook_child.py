"""Executes one notebook: a process of its own, told by JSON on stdin, which answers with JSON in a file.

Nothing of the engine is imported in here but this file; nbclient and nbformat only when it is run.
"""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path
from typing import Any, Final, NoReturn

MIME: Final = "application/vnd.backcast.outputs+json"
NEEDED: Final = (
    "running a notebook needs packages that are not installed ({missing}):"
    " pip install 'backcast[notebooks]'"
)
NEEDED_STANDALONE: Final = (
    "this standalone application was made without what runs notebooks ({missing});"
    " use a Backcast that was installed with: pip install 'backcast[notebooks]'"
)

_HAND_OVER: Final = """
def _backcast_hand_over(names, optional):
    import json
    from IPython.display import publish_display_data
    def plain(value):
        for way in ("to_dict", "tolist", "item", "isoformat", "__fspath__"):
            if hasattr(value, way) and not isinstance(value, type):
                rows = way == "to_dict" and hasattr(value, "columns")
                return getattr(value, way)(*(["records"] if rows else []))
        raise TypeError(f"{{type(value).__name__}} is not JSON")
    values, faults, there = {{}}, {{}}, globals()
    for name in names:
        if name not in there:
            if name not in optional:
                faults[name] = "the notebook has no variable of that name"
            continue
        try:
            values[name] = json.loads(json.dumps(there[name], default=plain, allow_nan=False))
        except Exception as error:
            faults[name] = f"{{type(error).__name__}}: {{error}}"
    publish_display_data({{"{mime}": {{"values": values, "faults": faults}}}})
_backcast_hand_over({names!r}, {optional!r})
"""


class Told(Exception):
    """What went wrong, in a sentence, with its typed reason."""

    def __init__(self, sentence: str, reason: str) -> None:
        """Take both."""
        self.reason = reason
        super().__init__(sentence)


def main() -> None:
    """Do what stdin says; the answer is there once the process has ended."""
    signal.signal(signal.SIGTERM, _leave)
    order = json.load(sys.stdin)
    try:
        answer: dict[str, Any] = {"outputs": execute(order)}
    except Told as error:
        answer = {"error": str(error), "reason": error.reason}
    Path(order["reply"]).write_text(json.dumps(answer), encoding="utf-8")


def _leave(*_: object) -> NoReturn:
    """End as one does: whatever is left of the kernel is shut down on the way out."""
    raise SystemExit(143)


def execute(order: dict[str, Any]) -> dict[str, Any]:
    """Execute the notebook, keep the executed one, and give the outputs by name.

    Raises:
        Told: It could not be read or executed, or an output is not there.
    """
    try:
        import nbclient  # type: ignore[import-not-found, import-untyped, unused-ignore]
        import nbformat  # type: ignore[import-not-found, import-untyped, unused-ignore]
    except ImportError as error:
        needed = NEEDED_STANDALONE if hasattr(sys, "frozen") else NEEDED
        raise Told(needed.format(missing=error.name), "missing_package") from None
    notebook = _read(Path(order["notebook"]), nbformat)
    _add_cells(notebook, order, nbformat.v4.new_code_cell)
    try:
        _run(notebook, order, nbclient)
    finally:
        values = _taken(notebook)
        _save(notebook, Path(order["save_to"]), nbformat)
    if values["faults"]:
        name, why = next(iter(values["faults"].items()))
        raise Told(f"the output '{name}' cannot be taken: {why}", "bad_output")
    return dict(values["values"])


def _read(path: Path, nbformat: Any) -> Any:
    try:
        return nbformat.read(path, as_version=4)
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise Told(f"'{path}' cannot be read: {why}", "file_error") from None
    except Exception as error:  # nbformat raises many  # noqa: BLE001
        raise Told(f"'{path}' is no notebook: {_short(error)}", "file_error") from None


def _run(notebook: Any, order: dict[str, Any], nbclient: Any) -> None:
    """Execute all cells in a kernel of their own."""
    kernel = order["kernel"] or notebook.metadata.get("kernelspec", {}).get("name") or "python3"
    client = nbclient.NotebookClient(
        notebook,
        timeout=None,
        kernel_name=kernel,
        resources={"metadata": {"path": str(Path(order["notebook"]).parent)}},
        on_cell_executed=_print_cell,
    )
    if sys.platform != "win32":
        client.create_kernel_manager().transport = (
            "ipc"  # for this user alone, where TCP is for all
        )
    try:
        client.execute()
    except nbclient.exceptions.CellExecutionError as error:
        raised = f"cell {_number(notebook)} raised {error.ename}: {error.evalue}"
        raise Told(raised, "notebook_error") from None
    except nbclient.exceptions.DeadKernelError:
        raise Told("the notebook's kernel died", "notebook_error") from None
    except RuntimeError as error:  # such as one that died before it answered
        raise Told(
            f"the kernel '{kernel}' did not start: {_short(error)}", "notebook_error"
        ) from None
    except Exception as error:
        if type(error).__name__ != "NoSuchKernel":
            raise
        told = f"there is no kernel '{kernel}'; for Python it comes with: pip install ipykernel"
        raise Told(told, "missing_package") from None


def _add_cells(notebook: Any, order: dict[str, Any], new_cell: Any) -> None:
    """A cell with the inputs behind the tagged one, or in front; and one that hands over the outputs."""
    tagged = [i for i, c in enumerate(notebook.cells) if "parameters" in c.metadata.get("tags", [])]
    if order["parameters"]:
        lines = [f"{name} = {value!r}" for name, value in order["parameters"].items()]
        given = new_cell("\n".join(["# Given by Backcast", *lines]))
        given.metadata["tags"] = ["injected-parameters"]
        notebook.cells.insert(tagged[0] + 1 if tagged else 0, given)
    if order["outputs"]:
        source = _HAND_OVER.format(mime=MIME, names=order["outputs"], optional=order["optional"])
        last = new_cell(source.strip())
        last.metadata["tags"] = ["backcast-outputs"]
        notebook.cells.append(last)


def _number(notebook: Any) -> int:
    """The number, from 1, of the cell that failed, among those that the user wrote."""
    own = [
        cell
        for cell in notebook.cells
        if "injected-parameters" not in cell.metadata.get("tags", [])
    ]
    for number, cell in enumerate(own, 1):
        if any(output.get("output_type") == "error" for output in cell.get("outputs", ())):
            return number
    return 0


def _print_cell(cell: Any, **_: Any) -> None:
    for output in cell.get("outputs", ()):
        if output.get("output_type") == "stream":
            stream = sys.stderr if output["name"] == "stderr" else sys.stdout
            stream.write(output["text"])
            stream.flush()


def _taken(notebook: Any) -> dict[str, Any]:
    """What the last cell handed over; the cell itself is taken out of what is kept."""
    last = notebook.cells[-1] if notebook.cells else None
    if last is None or "backcast-outputs" not in last.metadata.get("tags", []):
        return {"values": {}, "faults": {}}
    notebook.cells.pop()
    for output in last.get("outputs", ()):
        if MIME in output.get("data", {}):
            return dict(output["data"][MIME])
    return {"values": {}, "faults": {}}


def _save(notebook: Any, path: Path, nbformat: Any) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, path)
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise Told(f"'{path}' could not be written: {why}", "file_error") from None


def _short(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]


if __name__ == "__main__":
    main()
