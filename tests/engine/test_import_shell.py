from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from engine.codec import dump_flow
from engine.importing import ImportRefused, import_file
from engine.value import ABSENT
from tests.engine.importing import only_step, run_flow

BACKUP = """\
#!/usr/bin/env bash
# Back up a folder,
# newest files first.

# (this is not the description any more)
set -eu
log() {
  echo "in a function: $7"
}
while getopts "vn:" opt; do
  case $opt in
    v) verbose=1 ;;
    n) count=$OPTARG ;;
  esac
done
shift $((OPTIND - 1))
source_dir="$1"
target=${2:-/tmp/backup}
: "${BACKUP_KEY:?the key to encrypt with}"
LEVEL=${LEVEL:-6}
awk '{print $9}' /dev/null # $8
cat >/dev/null <<'END'
$5 ${NOT_ME:?}
END
echo "$source_dir>$target ${verbose:-0} ${count:-none} $BACKUP_KEY $LEVEL"
"""


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "backup.sh"
    path.write_text(BACKUP)
    return path


def test_what_a_script_reads_from_outside_becomes_inputs(script):
    step = only_step(import_file(script, script.parent))
    assert step.kind == "command"
    assert step.description == "Back up a folder, newest files first."
    assert list(step.inputs) == ["source_dir", "target", "verbose", "count", "BACKUP_KEY", "LEVEL"]
    assert [name for name, port in step.inputs.items() if port.required] == [
        "source_dir",
        "BACKUP_KEY",
    ]
    assert step.inputs["target"].default == "/tmp/backup"
    assert step.inputs["count"].default is ABSENT
    assert step.inputs["BACKUP_KEY"].description == "the key to encrypt with"
    assert step.config["command"] == [
        "bash", "backup.sh", "{options}", "{source_dir}", "{target}",
    ]  # fmt: skip


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash")
def test_an_imported_script_runs_with_its_inputs(script):
    made = import_file(script, script.parent)
    given = {"source_dir": "in", "verbose": True, "count": "3", "BACKUP_KEY": "k"}
    assert run_flow(made.flow, script.parent, given) == "in>/tmp/backup 1 3 k 6"
    given = {"source_dir": "in", "BACKUP_KEY": "k", "LEVEL": "9"}
    assert run_flow(made.flow, script.parent, given) == "in>/tmp/backup 0 none k 9"


def test_without_a_shebang_the_ending_says_which_shell(tmp_path):
    path = tmp_path / "go {now}.bash"
    path.write_text("echo $1\n")
    step = only_step(import_file(path, tmp_path))
    assert step.config["command"] == ["bash", "go {{now}}.bash", "{argument_1}"]


def test_what_cannot_be_said_is_listed(tmp_path):
    path = tmp_path / "all.sh"
    path.write_text('#!/bin/sh\nread answer\nprintf "%s" "$@" "$REGION"\n')
    notes = import_file(path, tmp_path).notes
    assert any("'$@'" in note for note in notes)
    assert any("'REGION'" in note for note in notes)
    assert any("stdin" in note for note in notes)


def test_a_script_elsewhere_is_named_by_its_whole_path(script, tmp_path):
    inner = tmp_path / "flows"
    inner.mkdir()
    step = only_step(import_file(script, inner))
    assert step.config["command"][1] == str(script.resolve())


def test_importing_executes_nothing(tmp_path):
    mark = tmp_path / "ran"
    for name, text in {
        "a.sh": f"#!/bin/sh\ntouch {mark}\n",
        "b.sh": f"#!/bin/sh\nx=$(touch {mark}) ${{1:-$(touch {mark})}}\n",
        "tool": f"#!/usr/bin/env python3\nopen({str(mark)!r}, 'w')\n",
    }.items():
        path = tmp_path / name
        path.write_text(text)
        path.chmod(0o755)
        import_file(path, tmp_path)
    assert not mark.exists()


def test_a_folder_a_pipe_and_no_file_are_sentences(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for name, words in {"": "folder", "gone": "no such file", "pipe": "no file that can"}.items():
        with pytest.raises(ImportRefused, match=words):
            import_file(tmp_path / name)


def test_python_files_are_pointed_to_the_library(tmp_path: Path):
    path = tmp_path / "work.py"
    path.write_text("def f(): pass\n")
    with pytest.raises(ImportRefused, match="kind 'python'"):
        import_file(path)


def test_the_same_script_gives_the_same_flow_always(script):
    assert dump_flow(import_file(script).flow) == dump_flow(import_file(script).flow)
