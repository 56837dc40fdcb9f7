from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from pydantic import ValidationError

from engine.errors import StepFailure
from engine.kinds import file
from engine.kinds.file import FileConfig, FileKind
from tests.engine.performing import Bench, step


@pytest.fixture
def bench(tmp_path):
    return Bench(FileKind(), tmp_path)


def reading(path="data.txt", **more):
    return {"action": "read", "path": path, **more}


def writing(path="data.txt", **more):
    return {"action": "write", "path": path, **more}


async def read(bench, **more):
    return (await bench.perform(reading(**more), {}, "content"))["content"]


async def write(bench, content, **more):
    await bench.perform(writing(**more), {"content": content}, "")


async def failure(bench, config, inputs=None, outputs="content") -> StepFailure:
    with pytest.raises(StepFailure) as caught:
        await bench.perform(config, inputs, outputs)
    return caught.value


def problems(config, inputs="", outputs="content"):
    subject = step(config, inputs, outputs)
    found = FileKind().check(subject, FileConfig(**config), Path())
    return [(p.pointer.removeprefix("/steps/work"), p.message, p.hint) for p in found]


# text and paths


async def test_text_is_read_and_written_as_it_is(bench):
    text = "eins\r\nzwei\n\ttränen 😀\n"
    await write(bench, text)
    assert (bench.folder / "data.txt").read_bytes() == text.encode()
    assert await read(bench) == text


async def test_the_path_starts_at_the_flows_folder_and_takes_inputs(bench):
    (bench.folder / "7").mkdir()
    config = writing("{n}/{name}{{x}}.txt")
    inputs = {"content": "hello", "n": 7, "name": "a b"}
    found = await bench.perform(config, inputs, "path")
    assert found == {"path": str(bench.folder / "7" / "a b{x}.txt")}
    absolute = str(bench.folder / "7" / "a b{x}.txt")
    found = await bench.perform(reading("{p}"), {"p": absolute}, "text path")
    assert found == {"text": "hello", "path": absolute}


async def test_writing_replaces_the_whole_file_and_keeps_its_permissions(bench):
    target = bench.folder / "data.txt"
    target.write_text("a much longer text than the new one")
    target.chmod(0o640)
    await write(bench, "new")
    assert target.read_text() == "new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert list(bench.folder.iterdir()) == [target]


async def test_a_write_that_fails_leaves_the_old_file(bench):
    target = bench.folder / "data.txt"
    target.write_text("old")
    error = await failure(bench, writing(encoding="ascii"), {"content": "né"}, "")
    assert error.reason == "bad_content"
    assert str(target) in str(error)
    assert target.read_text() == "old"
    assert list(bench.folder.iterdir()) == [target]


async def test_appending_adds_at_the_end_and_makes_the_file(bench):
    config = {"action": "append", "path": "log.txt"}
    for line in ("one\n", "two\n"):
        await bench.perform(config, {"content": line}, "")
    assert (bench.folder / "log.txt").read_text() == "one\ntwo\n"


async def test_folders_are_made_only_where_that_is_asked_for(bench):
    error = await failure(bench, writing("a/b/c.txt"), {"content": ""}, "")
    assert error.reason == "missing_file"
    assert str(error) == (
        f"there is no '{bench.folder / 'a/b'}'; choose 'make_folders' to have it made"
    )
    await write(bench, "x", path="a/b/c.txt", make_folders=True)
    assert (bench.folder / "a/b/c.txt").read_text() == "x"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "latin-1", "cp1252", "utf-8-sig"])
async def test_other_encodings_come_back_as_they_went(bench, encoding):
    await write(bench, "süß", encoding=encoding)
    assert (bench.folder / "data.txt").read_bytes() == "süß".encode(encoding)
    assert await read(bench, encoding=encoding) == "süß"


async def test_a_byte_order_mark_is_no_part_of_the_text(bench):
    (bench.folder / "data.txt").write_bytes(b"\xef\xbb\xbf[1]")
    assert await read(bench) == "[1]"
    assert await read(bench, format="json") == [1]


async def test_work_is_done_in_a_thread(bench):
    assert FileKind().needs_thread(bench.call(reading(), {}, ""), bench) is True


# what can go wrong with a file


async def test_a_missing_file_is_named_and_worth_another_try(bench):
    error = await failure(bench, reading("nowhere/x.txt"))
    assert str(error) == f"there is no '{bench.folder / 'nowhere/x.txt'}'"
    assert (error.reason, error.retryable) == ("missing_file", True)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "UTF_32", "latin-1"])
@pytest.mark.parametrize("begun", [None, "", "utf-16-be"])
async def test_what_is_appended_has_no_mark_of_its_own(bench, encoding, begun):
    config = {"action": "append", "path": "o.txt", "encoding": encoding}
    if begun == "utf-16-be" and encoding == "utf-16":
        (bench.folder / "o.txt").write_bytes("\ufeffäb".encode(begun))
    elif begun is not None:
        (bench.folder / "o.txt").write_bytes("äb".encode(encoding) if begun else b"")
    for _ in range(2):
        await bench.perform(config, {"content": "äb"}, "")
    written = (bench.folder / "o.txt").read_bytes().decode(encoding)
    assert written == "äb" * (3 if begun else 2)


@pytest.mark.parametrize("action", ["read", "write", "append"])
async def test_folders_and_devices_are_no_files(bench, action):
    os.mkfifo(bench.folder / "pipe")
    (bench.folder / "data.txt").write_text("")
    config = {"action": action, "path": "{path}"}
    for path, words in [
        (".", "is a folder"),
        ("pipe", "is a device or pipe"),
        ("data.txt/x", "is no path of a file"),
    ]:
        error = await failure(bench, config, {"path": path, "content": "x"}, "")
        assert words in str(error)
        assert error.retryable is False
    assert stat.S_ISFIFO((bench.folder / "pipe").stat().st_mode)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
async def test_a_file_that_may_not_be_read_is_no_use_trying_again(bench):
    (bench.folder / "data.txt").write_text("")
    (bench.folder / "data.txt").chmod(0)
    error = await failure(bench, reading())
    assert "permission denied" in str(error)
    assert (error.reason, error.retryable) == ("file_error", False)


async def test_a_name_that_is_too_long_is_refused(bench):
    error = await failure(bench, writing("x" * 300), {"content": "x"}, "")
    assert "file name too long" in str(error)
    assert error.retryable is False


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ({}, "the path needs the input 'name', which was left out"),
        ({"name": ""}, "the path '' is no path of a file"),
        ({"name": "a\0b"}, "is no path of a file"),
        ({"name": object()}, "input 'name' is object, which cannot be written as text"),
    ],
)
async def test_a_path_that_is_none_is_refused(bench, inputs, words):
    error = await failure(bench, reading("{name}"), inputs)
    assert words in str(error)
    assert error.retryable is False


async def test_a_file_that_is_too_large_is_refused_before_it_is_read(bench):
    with (bench.folder / "data.txt").open("wb") as sparse:
        sparse.truncate(file.READ_LIMIT + 1)
    error = await failure(bench, reading())
    assert error.reason == "too_large"
    assert "256 MB; at most 256 are read" in str(error)


async def test_what_is_no_text_is_refused(bench):
    (bench.folder / "data.txt").write_bytes(b"ab\xff")
    error = await failure(bench, reading())
    assert "is not text in utf-8" in str(error)
    assert "position 2" in str(error)
    for content in (3, None, {"a": 1}):
        error = await failure(bench, writing("new"), {"content": content}, "")
        assert "expected a text" in str(error)
    error = await failure(bench, writing("new"), {"content": "\ud800"}, "")
    assert error.reason == "bad_content"
    error = await failure(bench, writing("new"), {}, "")
    assert "there is nothing to write to" in str(error)
    assert not (bench.folder / "new").exists()


# JSON


async def test_json_goes_and_comes_back_as_it_is(bench):
    value = {"b": [1, 2.5, None, True], "a": {"é": "😀"}}
    await write(bench, value, format="json")
    text = (bench.folder / "data.txt").read_text()
    assert json.loads(text) == value
    assert '"é": "😀"' in text
    assert text.endswith("}\n")
    assert list(await read(bench, format="json")) == ["b", "a"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Expecting value: line 1 column 1"),
        ("{'a': 1}", "line 1 column 2"),
        ('{"a": 1', "line 1 column 8"),
        ("[NaN]", "NaN is not JSON"),
        ("[1e999]", "the number 1e999 is too large"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
async def test_a_file_that_is_no_json_is_refused_with_its_place(bench, text, words):
    (bench.folder / "data.txt").write_text(text)
    error = await failure(bench, reading(format="json"))
    assert words in str(error)
    assert str(bench.folder / "data.txt") in str(error)
    assert (error.reason, error.retryable) == ("bad_content", False)


@pytest.mark.parametrize("value", [object(), float("nan"), {1, 2}, "\ud800"])
async def test_a_value_that_is_no_json_is_not_written(bench, value):
    error = await failure(bench, writing(format="json"), {"content": [value]}, "")
    assert "cannot hold this" in str(error)
    assert list(bench.folder.iterdir()) == []


# CSV

COLUMNS = {"n": "integer", "price": "number", "paid": "boolean"}

TABLE = """\
name,n,price,paid
"Ada, L.",3,2.50,true
"a ""b""
c",-1,4,FALSE
,,,
"""


async def test_a_table_becomes_a_list_of_objects_with_types(bench):
    (bench.folder / "data.txt").write_text(TABLE)
    assert await read(bench, format="csv", columns=COLUMNS) == [
        {"name": "Ada, L.", "n": 3, "price": 2.5, "paid": True},
        {"name": 'a "b"\nc', "n": -1, "price": 4, "paid": False},
        {"name": "", "n": None, "price": None, "paid": None},
    ]
    assert (await read(bench, format="csv"))[0]["n"] == "3"


async def test_a_table_goes_and_comes_back(bench):
    table = [
        {"name": "Ada, L.", "n": 3, "price": 2.5, "paid": True},
        {"name": 'a "b"\nc', "n": -1, "price": 4, "paid": False},
        {"name": "", "n": None, "price": None, "paid": None},
    ]
    await write(bench, table, format="csv")
    assert await read(bench, format="csv", columns=COLUMNS) == table
    await write(bench, [{"b": 1}, {"a": 2}], format="csv", delimiter=";")
    assert (bench.folder / "data.txt").read_text() == "b;a\n1;\n;2\n"


async def test_a_table_without_a_header_is_named_by_its_columns(bench):
    more = {"format": "csv", "header": False, "columns": {"a": "integer", "b": "string"}}
    await write(bench, [{"a": 1, "b": "x"}, {"b": "y"}], **more)
    assert (bench.folder / "data.txt").read_text() == "1,x\n,y\n"
    assert await read(bench, **more) == [{"a": 1, "b": "x"}, {"a": None, "b": "y"}]


async def test_appended_rows_follow_the_header_that_is_there(bench):
    config = {"action": "append", "path": "data.txt", "format": "csv"}
    for row in ({"a": 1, "b": 2}, {"b": 4, "a": 3}, {"a": 5}):
        await bench.perform(config, {"content": [row]}, "")
    assert (bench.folder / "data.txt").read_text() == "a,b\n1,2\n3,4\n5,\n"
    error = await failure(bench, config, {"content": [{"aa": 1}]}, "")
    assert "row 1: there is no column 'aa'; did you mean 'a'?" in str(error)
    (bench.folder / "data.txt").write_text("a,b\n1,2")
    await bench.perform(config, {"content": [{"a": 3}]}, "")
    assert (bench.folder / "data.txt").read_text() == "a,b\n1,2\n3,\n"


async def test_empty_tables_are_tables(bench):
    await write(bench, [], format="csv")
    assert (bench.folder / "data.txt").read_text() == ""
    assert await read(bench, format="csv", columns=COLUMNS) == []
    await write(bench, [], format="csv", columns=COLUMNS)
    assert (bench.folder / "data.txt").read_text() == "n,price,paid\n"
    assert await read(bench, format="csv", columns=COLUMNS) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("n,b\nx,1", "row 1 (line 2), column 'n': expected integer, got 'x'"),
        ("n,b\n1,1\n1.5,1", "row 2 (line 3), column 'n': expected integer, got '1.5'"),
        ("n,price\n1,1e999", "column 'price': expected number, got '1e999'"),
        ("n,price\n1,nan", "column 'price': expected number, got 'nan'"),
        ("n,paid\n1,maybe", "column 'paid': expected boolean, got 'maybe'"),
        ("n,paid\n1_000,true", "column 'n': expected integer, got '1_000'"),
        ("n,b\n1", "row 1 (line 2) has 1 cells; expected 2"),
        ("n,b\n1,2,3", "row 1 (line 2) has 3 cells; expected 2"),
        ("n,n\n1,2", "the first line has two columns 'n'"),
        ("m,b\n1,2", "the first line has no column 'n'"),
        ("N,prise\n", "the first line has no column"),
        ('n,b\n1,"2', "line 2: unexpected end of data"),
        ('n,b\n1,"2"3', "line 2: "),
        ("n,b\n1," + "x" * 200_000, "line 2: field larger than field limit"),
    ],
)
async def test_a_table_that_does_not_fit_is_refused_with_row_and_column(bench, text, words):
    (bench.folder / "data.txt").write_text(text)
    columns = {name: type_ for name, type_ in COLUMNS.items() if name == "n" or name in text}
    error = await failure(bench, reading(format="csv", columns=columns))
    assert words in str(error)
    assert (error.reason, error.retryable) == ("bad_content", False)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"a": 1}, "a table is a list of objects, and this is object"),
        ("a,b", "and this is string"),
        ([{"n": 1}, 3], "row 2 is integer 3; expected an object"),
        ([{1: 2}], "row 1 is object"),
        ([{"n": "x"}], "row 1, column 'n': expected integer, got string x"),
        ([{"n": 1}, {"n": [1]}], "row 2, column 'n': expected integer, got array"),
        ([{"b": [1]}], "row 1, column 'b': a cell cannot hold array [1]"),
        ([{"b": float("nan")}], "row 1, column 'b': a cell cannot hold number"),
        ([{"n": 1, "m": 2}], "row 1: there is no column 'm'"),
    ],
)
async def test_what_is_no_table_is_not_written(bench, table, words):
    columns = {"n": "integer"} if '"b"' not in repr(table).replace("'", '"') else {}
    config = writing(format="csv", columns=columns)
    error = await failure(bench, config, {"content": table}, "")
    assert words in str(error)
    assert list(bench.folder.iterdir()) == []


# check and config


@pytest.mark.parametrize(
    ("config", "inputs", "outputs", "places"),
    [
        (reading("{name}/x"), "name", "content path", []),
        (writing(), "content", "path", []),
        (reading("{nmae}"), "name", "content", ["/config/path"]),
        (reading("{name"), "name", "content", ["/config/path"]),
        (writing(), "", "path", ["/inputs"]),
        (writing(), "content", "content", ["/outputs/content"]),
        (reading(), "", "a b", ["/outputs/b"]),
        (
            {"action": "append", "path": "x", "format": "json"},
            "content",
            "",
            ["/config/action"],
        ),
        (reading(format="csv", header=False), "", "content", ["/config/columns"]),
        (reading(columns={"a": "integer"}), "", "content", ["/config/columns"]),
        ({"action": "append", "path": "x", "format": "text"}, "content", "", []),
        ({"action": "append", "path": "x", "format": "csv"}, "content", "", []),
        (writing(format="json"), "content", "path", []),
        (reading(header=False), "", "content", []),
        (reading(format="csv"), "", "content", []),
        (reading(format="csv", columns={"a": "integer"}), "", "content", []),
        (reading(format="csv", header=False, columns={"a": "integer"}), "", "content", []),
    ],
)
def test_what_check_finds(config, inputs, outputs, places):
    assert [place for place, _, _ in problems(config, inputs, outputs)] == places


def test_an_unknown_placeholder_comes_with_the_nearest():
    assert problems(reading("{nmae}"), "name") == [
        ("/config/path", "'{nmae}' is not an input of the step.", "Did you mean '{name}'?")
    ]


@pytest.mark.parametrize(
    "config",
    [
        {},
        {"action": "read"},
        {"action": "delete", "path": "x"},
        {"action": "read", "path": ""},
        {"action": "read", "path": 3},
        reading(format="xml"),
        reading(encoding="utf-9"),
        reading(encoding="base64"),
        reading(encoding="hex"),
        reading(delimiter=";;"),
        reading(delimiter=""),
        reading(delimiter='"'),
        reading(delimiter="\n"),
        reading(columns={"a": "date"}),
        reading(mode="r"),
    ],
)
def test_a_config_of_another_shape_is_refused(config):
    with pytest.raises(ValidationError):
        FileConfig(**config)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="this system has no such folder")
async def test_a_file_that_a_folder_does_not_take_is_not_blamed_on_the_folder(tmp_path):
    with pytest.raises(StepFailure, match="'/proc/nope' could not be written: no such file"):
        await write(Bench(FileKind(), tmp_path), "x", path="/proc/nope")
