from __future__ import annotations

import datetime
import json
import textwrap
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, NewType, Optional, Protocol, TypedDict

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from engine import open_flow
from engine.datatype import DataType, TypeName
from engine.reading import function_named, module_at, salvaged_at
from engine.shaping import Unfit, as_declared, as_json, shaped
from engine.signature import read_functions

HEAD = """
from typing import *
from enum import *
from dataclasses import dataclass
from pydantic import BaseModel
import datetime
UserId = NewType("UserId", str)
Names: TypeAlias = list[str]
class Colour(Enum):
    RED = "red"
    BLUE = "blue"
class Level(IntEnum):
    LOW = auto()
    HIGH = auto()
class Mood(str, Enum):
    GOOD = "good"
class Odd(Enum):
    X = object()
@dataclass
class Address:
    street: str
class Point(NamedTuple):
    x: float
    y: float
class Options(TypedDict, total=False):
    deep: bool
class Base(BaseModel):
    a: int
class Order(Base):
    b: str
class Plain:
    a: int
"""


def named(name: str, form: str = "", enum: tuple[Any, ...] | None = None) -> DataType:
    return DataType(name=TypeName(name), format=form, enum=enum)


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        ("Colour", named("string", enum=("red", "blue"))),
        ("Level", named("integer", enum=(1, 2))),
        ("Mood", named("string", enum=("good",))),
        ("Odd", named("any")),
        ("datetime.date", named("string", "date")),
        ("datetime", named("string", "date-time")),
        ("time", named("string", "time")),
        ("UUID", named("string", "uuid")),
        ("Decimal", named("number", "decimal")),
        ("pathlib.Path", named("string", "path")),
        ("bytes", named("any")),
        ("Address", named("object")),
        ("Point", named("object")),
        ("Options", named("object")),
        ("Order", named("object")),
        ("Plain", named("any")),
        ("UserId", named("string")),
        ("Names", named("array")),
        ("'Address'", named("object")),
        ("list[Address]", named("array")),
        ("Annotated[Colour, 'the colour']", named("string", enum=("red", "blue"))),
        ("Literal['a', 'b'] ", named("string", enum=("a", "b"))),
        ("Optional[Address]", named("any")),
        ("Address | None", named("any")),
    ],
)
def test_an_annotation_has_one_meaning_as_input_and_as_output(annotation, expected):
    (found,) = read_functions(
        f"{HEAD}\ndef run(a: {annotation}) -> Annotated[{annotation}, 'x']: ..."
    )
    assert found.inputs["a"].type == expected
    outputs = list(found.outputs.values())
    assert outputs[0].type == expected or len(outputs) > 1


def test_an_optional_parameter_keeps_its_type_and_its_default():
    (found,) = read_functions(
        f"{HEAD}\ndef run(a: Colour = Colour.RED, b: Optional[Path] = Path('x'), c: Colour = pick()): ..."
    )
    assert found.inputs["a"].default == "red"
    assert (found.inputs["b"].type, found.inputs["b"].default) == (named("string", "path"), "x")
    assert not found.inputs["c"].required


def test_units_and_docs_become_descriptions():
    (found,) = read_functions(
        HEAD
        + textwrap.dedent('''
        Length = Annotated[float, "m"]
        def run(
            a: Annotated[float, "km"], b: Annotated[int, Doc("How many")], c: Length, d: str,
            e: Annotated[int, Field(description="Of years", gt=0)],
        ) -> Annotated[str, "The key"]:
            """Do it.

            Args:
                d: What is written.
                a: Not this, the annotation says it.
            """
        ''')
    )
    told = {name: port.description for name, port in found.inputs.items()}
    assert told == {"a": "km", "b": "How many", "c": "m", "d": "What is written.", "e": "Of years"}
    assert next(iter(found.outputs.values())).description == "The key"


def test_types_are_followed_into_modules_beside_the_file_and_noticed_when_those_change(tmp_path):
    (tmp_path / "kit").mkdir()
    (tmp_path / "kit/__init__.py").write_text("from .shapes import Paid as Payment")
    shapes = tmp_path / "kit/shapes.py"
    shapes.write_text("class Paid(NamedTuple):\n  receipt: str\n  amount: Cents\nCents = int\n")
    (tmp_path / "work.py").write_text("from kit import Payment\ndef pay(a: int) -> Payment: ...")
    info = module_at(tmp_path / "work.py", tmp_path).functions["pay"]
    assert {n: str(o.type) for n, o in info.outputs.items()} == {
        "receipt": "string",
        "amount": "integer",
    }
    shapes.write_text("class Paid(TypedDict):\n  receipt: str\n  paid_on: date\n")
    info = module_at(tmp_path / "work.py", tmp_path).functions["pay"]
    assert list(info.outputs) == ["receipt", "paid_on"]


def test_modules_that_import_each_other_are_read(tmp_path):
    (tmp_path / "a.py").write_text("from b import X\ndef run(x: X): ...")
    (tmp_path / "b.py").write_text("from a import X")
    assert module_at(tmp_path / "a.py", tmp_path).functions["run"].inputs["x"].type == named("any")


def test_what_is_left_of_a_broken_file_can_be_read_with_its_lines(tmp_path):
    path = tmp_path / "work.py"
    path.write_text(
        "def one(a: int): ...\n\ndef two(\n    b\n\n@step\ndef three(c: str):\n    return 1\n"
    )
    with pytest.raises(SyntaxError):
        module_at(path, tmp_path)
    left = salvaged_at(path, tmp_path).functions
    assert {name: it.line for name, it in left.items()} == {"one": 1, "three": 7}


def test_a_function_is_found_in_the_folder_that_the_step_says(tmp_path):
    (tmp_path / "far").mkdir()
    (tmp_path / "flows").mkdir()
    (tmp_path / "far/tools.py").write_text("def seven() -> int: ...")
    config = {"function": "tools:seven", "folder": "../far"}
    found = function_named(config, tmp_path / "flows")
    assert found is not None
    assert found[1].name == "seven"
    assert function_named({"function": "tools:seven"}, tmp_path / "flows") is None


# at run time


class Colour(Enum):
    RED = "red"


@dataclass
class Item:
    day: datetime.date
    price: Decimal = Decimal(1)


class Pair(NamedTuple):
    left: Path
    right: int


class Loose(TypedDict, total=False):
    on: datetime.date


class Has(Protocol):
    size: int


class Model(BaseModel):
    day: datetime.date
    items: list[Item] = []


UserId = NewType("UserId", uuid.UUID)
DAY = datetime.date(2026, 11, 22)
NOON = datetime.datetime(2026, 11, 22, 16, 5, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("wanted", "value", "expected"),
    [
        (datetime.date, "2026-11-22", DAY),
        (datetime.datetime, "2026-11-22T16:05:00Z", NOON),
        (datetime.time, "16:05", datetime.time(16, 5)),
        (Path, "a/b", Path("a/b")),
        (Decimal, 0.1, Decimal("0.1")),
        (Colour, "red", Colour.RED),
        (UserId, "12345678-1234-5678-1234-567812345678", uuid.UUID(int=0x12345678123456781234567812345678)),
        (Item, {"day": "2026-11-22"}, Item(DAY)),
        (Pair, {"left": "a", "right": 1}, Pair(Path("a"), 1)),
        (Loose, {"on": "2026-11-22"}, {"on": DAY}),
        (list[Item], [{"day": "2026-11-22"}], [Item(DAY)]),
        (dict[str, datetime.date], {"a": "2026-11-22"}, {"a": DAY}),
        (tuple[datetime.date, int], ["2026-11-22", 1], (DAY, 1)),
        (Optional[datetime.date], None, None),  # noqa: UP045 - as users write it
        (datetime.date | None, "2026-11-22", DAY),
        (Annotated[datetime.date, "the day"], "2026-11-22", DAY),
        (Model, {"day": "2026-11-22"}, Model(day=DAY)),
        (datetime.date, DAY, DAY),
        (Literal["a"], "b", "b"),
        (str, 1, 1),
        (int | None, "x", "x"),  # by itself: the port says what it takes
        (list[float], [1, 2.5], [1, 2.5]),
        (list[int | None], [1, None, 2.0], [1, None, 2.0]),
        (list[int | str], [1, "x"], [1, "x"]),
        (list[float], [Decimal(1)], [Decimal(1)]),  # no JSON: who knows
        (int | str, "x", "x"),
        (dict[str, Any], {"a": 1}, {"a": 1}),
        (list[Any], [1, "x"], [1, "x"]),
        (Has, "x", "x"),
        (list[Has], ["x"], ["x"]),
        (type[int], "x", "x"),
        (Callable[[int], str], "x", "x"),
    ],
)  # fmt: skip
def test_json_becomes_what_the_annotation_says_and_else_stays(wanted, value, expected):
    made = shaped(value, wanted)
    assert made == expected
    assert type(made) is type(expected)


@pytest.mark.parametrize(
    ("wanted", "value", "told"),
    [
        (datetime.date, "soon", "expected a date such as 2026-11-22, got string soon"),
        (Colour, "blue", "expected one of red ('Colour'), got string blue"),
        (Item, 3, "expected an object for 'Item', got integer 3"),
        (Item, {"when": 1}, "expected an object with 'day', 'price' for 'Item', got object"),
        (list[Item], [{"day": 5}], "at [0].day: expected a date such as 2026-11-22, got integer 5"),
        (Decimal, True, "expected a decimal number, got boolean true"),
        (list[int], [31, "forty"], "at [1]: expected an integer, got string forty"),
        (dict[str, list[float]], {"a": [1, True]}, "at a[1]: expected a number, got boolean true"),
        (list[str | None], [None, 3], "at [1]: expected a string, got integer 3"),
        (list[int], [2.5], "at [0]: expected an integer, got number 2.5"),
        (Model, {"day": "never"}, "at day: expected what 'Model' takes"),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(wanted, value, told):
    with pytest.raises(Unfit) as caught:
        shaped(value, wanted)
    assert told in str(caught.value)


_VALUES: st.SearchStrategy[Any] = st.one_of(
    st.dates(),
    st.datetimes(),
    st.uuids(),
    st.builds(Item, st.dates(), st.decimals(-1000, 1000, places=2)),
    st.sampled_from(Colour),
    st.decimals(-(10**9), 10**9, places=3),
    st.builds(Pair, st.sampled_from([Path("a"), Path("b/c")]), st.integers()),
)


@given(_VALUES)
def test_what_is_given_as_json_comes_back_as_it_was(value):
    text = json.dumps(as_json(value))
    assert shaped(json.loads(text), type(value)) == value


def test_a_result_is_made_json_only_where_the_output_says_so():
    assert as_declared(DAY, named("string", "date")) == "2026-11-22"
    assert as_declared(DAY, named("any")) is DAY
    assert as_declared(Item(DAY), named("object")) == {"day": "2026-11-22", "price": 1}
    assert as_declared(Colour.RED, named("string", enum=("red",))) == "red"
    assert as_declared([DAY], named("array")) == [
        DAY
    ]  # it is a list already: nobody asked for more
    long = Decimal("0.12345678901234567890123")
    assert as_declared(long, named("number")) is long  # as a number it would be another one


def test_a_run_gives_dates_and_enums_to_functions_and_json_to_the_flow(tmp_path):
    (tmp_path / "work.py").write_text(
        textwrap.dedent("""
        from __future__ import annotations
        from dataclasses import dataclass
        from datetime import date, timedelta
        from enum import Enum
        class Pace(Enum):
            SLOW = "slow"
        @dataclass
        class Trip:
            start: date
            days: int
        def plan(start: date, pace: Pace) -> Trip:
            return Trip(start, 7 if pace is Pace.SLOW else 3)
        def end(plan: Trip) -> date:
            return plan.start + timedelta(days=plan.days)
        """)
    )
    trip = {"type": "object"}
    flow = {
        "format": "backcast/1",
        "goals": ["end"],
        "steps": {
            "plan": {
                "kind": "python", "config": {"function": "work:plan"},
                "inputs": {"start": {"type": "string"}, "pace": {"type": "string"}},
                "outputs": {"plan": trip},
            },
            "end": {
                "kind": "python", "config": {"function": "work:end"},
                "inputs": {"plan": trip}, "outputs": {"end": {"type": "string", "format": "date"}},
            },
        },
    }  # fmt: skip
    path = tmp_path / "trip.flow.json"
    path.write_text(json.dumps(flow))
    assert open_flow(path).problems() == ()
    ran = open_flow(path).run(start="2026-11-22", pace="slow")
    assert ran.steps["plan"].outputs == {"plan": {"start": "2026-11-22", "days": 7}}
    assert ran["end"] == "2026-11-29"
    failed = open_flow(path).run(start="soon", pace="slow")
    assert failed.steps["plan"].message == (
        "input 'start': expected a date such as 2026-11-22, got string soon"
    )
    steps = flow["steps"]
    steps["plan"]["config"]["isolate"] = "process"  # type: ignore[index]
    path.write_text(json.dumps(flow))
    assert open_flow(path).run(start="2026-11-22", pace="slow")["end"] == "2026-11-29"


def test_a_key_that_need_not_be_there_is_an_output_that_may_be_left_out(tmp_path):
    (tmp_path / "work.py").write_text(
        textwrap.dedent("""
        from typing import Annotated, NotRequired, ReadOnly, Required, TypedDict

        class Told(TypedDict):
            words: str
            note: NotRequired[Annotated[str, "if there is one"]]
            mark: Annotated[NotRequired[int], "of 10"]

        class Partly(TypedDict, total=False):
            key: Required[str]
            more: int

        def tell() -> Told:
            return {"words": "x"}

        def part() -> Partly: ...
        """)
    )
    functions = module_at(tmp_path / "work.py", tmp_path).functions
    assert {n: o.optional for n, o in functions["tell"].outputs.items()} == {
        "words": False, "note": True, "mark": True,
    }  # fmt: skip
    assert {n: o.optional for n, o in functions["part"].outputs.items()} == {
        "key": False, "more": True,
    }  # fmt: skip
    assert str(functions["part"].outputs["more"].type) == "integer"
    assert functions["tell"].outputs["note"].description == "if there is one"
