from __future__ import annotations

import sys
import time

import pytest

from engine.importing import ImportRefused, import_file, program
from engine.importing.helptext import read_help
from tests.engine.importing import only_step, run_flow

ARGPARSE = """\
import argparse, json
p = argparse.ArgumentParser(description="Resize pictures.")
p.add_argument("source", metavar="FILE", help="what to resize")
p.add_argument("target", nargs="?")
p.add_argument("-s", "--size", metavar="INTEGER", type=int, default=10,
               help="how large (default: %(default)s)")
p.add_argument("--mode", choices=["fit", "fill"], default="fit", help="how (default: %(default)s)")
p.add_argument("--token", required=True, help="who you are")
p.add_argument("-v", "--verbose", action="store_true", help="say more")
p.add_argument("--a-very-long-option-indeed", help="this begins on the next line")
print(json.dumps(vars(p.parse_args()), sort_keys=True))
"""
CLICK = """\
import click
@click.command()
@click.argument("name")
@click.argument("count", required=False)
@click.option("--times", type=int, default=1, show_default=True, help="How often.")
@click.option("-l", "--level", type=click.Choice(["low", "high"]), required=True, help="How loud.")
@click.option("--shout/--quiet", help="Shout.")
@click.option("--color/--no-color", help="In colour.")
@click.option("--file", type=click.Path(), help="Where to.")
def main(**given):
    '''Greet somebody.'''
    print(sorted(given.items()))
main()
"""
GNU = """\
Usage: cp [OPTION]... [-T] SOURCE DEST
  or:  cp [OPTION]... SOURCE... DIRECTORY
Copy SOURCE to DEST, or multiple SOURCE(s) to DIRECTORY.

Mandatory arguments to long options are mandatory for short options too.
  -a, --archive                same as -dR --preserve=all
  -p                           same as --preserve=mode,ownership,timestamps
      --preserve[=ATTR_LIST]   preserve the specified attributes (default:
                                 mode,ownership,timestamps)
  -S, --suffix=SUFFIX          override the usual backup suffix
  -n, --no-clobber             do not overwrite an existing file
      --help     display this help and exit
      --version  output version information and exit
"""
GIT = """\
usage: git [-v | --version] [-C <path>] [-c <name>=<value>]
           [--exec-path[=<path>]] [--git-dir=<path>]
           <command> [<args>]

These are common Git commands:
   clone     Clone a repository into a new directory
"""


def tool(folder, source):
    path = folder / "tool"
    path.write_text(f"#!{sys.executable}\n{source}")
    path.chmod(0o755)
    return path


def test_argparse_tells_types_choices_defaults_and_words(tmp_path):
    made = import_file(tool(tmp_path, ARGPARSE), tmp_path, run_help=True)
    step = only_step(made)
    assert step.description == "Resize pictures."
    assert step.config["command"] == ["./tool", "{options}", "{file}", "{target}"]
    assert step.config["options"]["--size"] == "{size}"
    inputs = step.inputs
    assert inputs["file"].required
    assert (inputs["file"].type.format, inputs["file"].description) == ("path", "what to resize")
    assert not inputs["target"].required
    assert (str(inputs["size"].type), inputs["size"].default) == ("integer", 10)
    assert inputs["mode"].type.enum == ("fit", "fill")
    assert inputs["mode"].default == "fit"
    assert inputs["token"].required
    assert (str(inputs["verbose"].type), inputs["verbose"].required) == ("boolean", False)
    assert inputs["a_very_long_option_indeed"].description == "this begins on the next line"
    given = {"file": "a.png", "token": "t", "verbose": True, "size": 4}
    said = run_flow(made.flow, tmp_path, given)
    assert '"size": 4' in said
    assert '"verbose": true' in said
    assert '"mode": "fit"' in said
    assert '"target": null' in said


def test_click_tells_them_too_and_what_cannot_be_said_is_listed(tmp_path):
    made = import_file(tool(tmp_path, CLICK), tmp_path, run_help=True)
    step = only_step(made)
    assert step.description == "Greet somebody."
    assert list(step.inputs) == [
        "name", "count", "times", "level", "shout", "color", "file",
    ]  # fmt: skip
    assert step.inputs["times"].default == 1
    assert step.inputs["level"].required
    assert step.inputs["level"].type.enum == ("low", "high")
    assert any("'--no-color'" in note for note in made.notes)


def test_the_help_of_gnu_programs_is_read():
    told = read_help(GNU, "cp")
    assert [argument.name for argument in told.arguments] == ["SOURCE", "DEST"]
    options = {option.name: option for option in told.options}
    assert set(options) == {"--archive", "-p", "--preserve", "--suffix", "--no-clobber"}
    assert options["--suffix"].metavar == "SUFFIX"
    assert options["--preserve"].default == ""  # that is the default of the bare option
    assert not options["--archive"].metavar
    assert told.more_usages == 1
    assert told.description.startswith("Copy SOURCE to DEST")


def test_values_of_options_in_the_usage_are_no_arguments():
    told = read_help(GIT, "git")
    assert [argument.name for argument in told.arguments] == ["command"]
    assert "-C" in told.unread


def test_a_program_is_not_started_unless_that_is_asked_for(tmp_path):
    mark = tmp_path / "ran"
    path = tool(tmp_path, f"open({str(mark)!r}, 'w')")
    made = import_file(path, tmp_path)
    assert made.asks_help
    assert not mark.exists()
    assert any("was not started" in note for note in made.notes)
    import_file(path, tmp_path, run_help=True)
    assert mark.exists()


def test_a_program_that_does_not_end_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(program, "SECONDS", 0.3)
    path = tool(tmp_path, "import time\ntime.sleep(60)\n")
    begun = time.monotonic()
    with pytest.raises(ImportRefused, match=r"did not end within 0\.3 s"):
        import_file(path, tmp_path, run_help=True)
    assert time.monotonic() - begun < 5


def test_a_program_that_prints_without_end_is_read_to_a_bound(tmp_path):
    path = tool(tmp_path, "while True: print('  --x' * 1000)\n")
    begun = time.monotonic()
    made = import_file(path, tmp_path, run_help=True)
    assert time.monotonic() - begun < 8
    assert only_step(made).kind == "command"


def test_a_program_that_cannot_be_started_is_a_sentence(tmp_path):
    path = tmp_path / "broken"
    path.write_bytes(b"\x7fELF" + b"\0" * 64)
    path.chmod(0o755)
    with pytest.raises(ImportRefused, match="could not be started"):
        import_file(path, tmp_path, run_help=True)
