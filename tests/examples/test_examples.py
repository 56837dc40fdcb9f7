"""The example flows as files: they are in order, and plan as they are meant to."""

from __future__ import annotations

import importlib.util
import inspect
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from engine import Fatal
from engine.codec import dump_flow, read_flow
from engine.decorator import MARK
from engine.graph import wires
from engine.planner import make_plan

EXAMPLES = Path(__file__).parents[2] / "resources" / "examples"
FLOWS = sorted(EXAMPLES.rglob("*.flow.json"))


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read(path: Path) -> dict[str, Any]:
    data = json.loads(path.read_text(encoding="utf-8"))
    assert isinstance(data, dict)
    return data


def test_twelve_examples_are_there_and_each_says_what_it_is_good_for() -> None:
    assert [path.name.removesuffix(".flow.json") for path in FLOWS] == [
        "contact-sheet", "csv-report", "nightly-backup", "onboarding", "three-goals",
        "order-processing", "page-watcher", "paper-figures", "quality-gate", "release-checklist",
        "thousand-jobs", "what-went-wrong",
    ]  # fmt: skip
    assert all(read(path)["description"] and read(path)["x-teaches"] for path in FLOWS)


@pytest.mark.parametrize("path", FLOWS, ids=lambda path: path.stem)
def test_an_example_runs_as_it_is_or_shows_examples_of_what_it_asks_for(path: Path) -> None:
    data = read(path)
    assert all("default" in one or "example" in one for one in data["inputs"].values())


@pytest.mark.parametrize("path", FLOWS, ids=lambda path: path.stem)
def test_an_example_reads_and_its_goals_are_there(path: Path) -> None:
    flow = read_flow(path).flow
    assert flow.goals <= set(flow.steps)


@pytest.mark.parametrize("path", FLOWS, ids=lambda path: path.stem)
def test_an_example_saves_as_it_was(path: Path) -> None:
    file = read_flow(path)
    assert json.loads(dump_flow(file.flow, file.view, file.order)) == read(path)


def test_onboarding_is_wired_by_its_names() -> None:
    flow = read_flow(EXAMPLES / "onboarding" / "onboarding.flow.json").flow
    assert {f"{wire.source} -> {wire.target}" for wire in wires(flow)} == {
        "customer_id -> generate-documents.customer_id",
        "customer_id -> setup-account.customer_id",
        "email -> setup-account.email",
        "email -> send-welcome-email.email",
        "customer_name -> send-welcome-email.customer_name",
        "generate-documents.document_url -> complete-onboarding.document_url",
        "setup-account.account_id -> complete-onboarding.account_id",
        "send-welcome-email.email_sent -> complete-onboarding.email_sent",
    }


# --- each plans as it is meant to


GIVEN = {"customer_id": "C-1001", "email": "ada@example.org", "customer_name": "Ada"}
AT_ONCE = ("generate-documents", "send-welcome-email", "setup-account")


def test_onboarding_does_three_things_at_once_and_then_completes() -> None:
    plan = make_plan(read_flow(EXAMPLES / "onboarding" / "onboarding.flow.json").flow, given=GIVEN)
    plan.require_runnable()
    assert plan.stages == (AT_ONCE, ("complete-onboarding",))
    assert plan.excluded == {}


@pytest.mark.parametrize("name", ["onboarding", "three-goals"])
def test_without_values_the_three_inputs_are_asked_for(name: str) -> None:
    flow = read_flow(EXAMPLES / "onboarding" / f"{name}.flow.json").flow
    plan = make_plan(flow)
    assert {name: sorted(steps) for name, steps in plan.missing.items()} == {
        "customer_id": ["generate-documents", "setup-account"],
        "email": ["send-welcome-email", "setup-account"],
        "customer_name": ["send-welcome-email"],
    }
    assert plan.faults == ()
    assert all(declared.example == GIVEN[name] for name, declared in flow.inputs.items())


def test_three_goals_are_one_stage() -> None:
    plan = make_plan(read_flow(EXAMPLES / "onboarding" / "three-goals.flow.json").flow, given=GIVEN)
    plan.require_runnable()
    assert plan.goals == AT_ONCE
    assert plan.stages == (AT_ONCE,)


def test_what_went_wrong_runs_at_once_and_leaves_out_what_no_goal_needs() -> None:
    folder = EXAMPLES / "what-went-wrong"
    plan = make_plan(read_flow(folder / "what-went-wrong.flow.json").flow, folder=folder)
    plan.require_runnable()
    assert plan.stages == (
        ("read-orders",),
        ("convert-prices", "count-items"),
        ("book-invoices", "write-pick-list"),
        ("confirm-import",),
    )
    assert {step: cause.reason for step, cause in plan.excluded.items()} == {
        "list-customers": "not_needed"
    }


# --- each file agrees with its module


JSON_TYPES = {
    "str": "string", "bool": "boolean", "list": "array", "dict": "object", "int": "integer",
    "float": "number",
}  # fmt: skip


def json_type(annotation: str) -> str:
    return JSON_TYPES[annotation.partition("[")[0]]


def functions() -> list[Any]:
    return [
        pytest.param(path, step, id=f"{path.stem.removesuffix('.flow')}/{step}")
        for path in FLOWS
        for step, said in read(path)["steps"].items()
        if said["kind"] == "python"
    ]


@pytest.mark.parametrize(("path", "step"), functions())
def test_a_step_says_what_its_function_says(path: Path, step: str) -> None:
    written = read(path)["steps"][step]
    module, _, name = written["config"]["function"].partition(":")
    function = getattr(load(path.parent / f"{module}.py"), name)
    signature = inspect.signature(function)
    assert step == name.replace("_", "-")
    assert {name: port["type"] for name, port in written["inputs"].items()} == {
        name: json_type(parameter.annotation)
        for name, parameter in signature.parameters.items()
        if parameter.annotation != "StepContext"
    }
    outputs = getattr(function, MARK)["outputs"]
    declared = {name: json_type(type_.__name__) for name, type_ in outputs.items()}
    assert {name: port["type"] for name, port in written["outputs"].items()} == declared
    assert written["description"] == (inspect.getdoc(function) or "").partition("\n")[0]
    assert written["title"]


def test_the_three_steps_of_onboarding_are_a_coroutine_and_two_plain_functions() -> None:
    module = load(EXAMPLES / "onboarding" / "onboarding.py")
    assert inspect.iscoroutinefunction(module.generate_documents)
    assert not inspect.iscoroutinefunction(module.setup_account)
    assert not inspect.iscoroutinefunction(module.send_welcome_email)


def test_three_goals_has_the_very_steps_of_onboarding() -> None:
    folder = EXAMPLES / "onboarding"
    whole, parts = read(folder / "onboarding.flow.json"), read(folder / "three-goals.flow.json")
    assert set(whole["steps"]) - set(parts["steps"]) == {"complete-onboarding"}
    assert all(whole["steps"][step] == parts["steps"][step] for step in parts["steps"])
    assert whole["inputs"] == parts["inputs"]


@pytest.mark.parametrize("path", FLOWS, ids=lambda path: path.stem)
def test_every_step_and_the_inputs_card_have_a_place_of_their_own(path: Path) -> None:
    data = read(path)
    positions = data["view"]["positions"]
    assert set(positions) == {"", *data["steps"]}
    corners = sorted(positions.values())
    apart = [
        abs(x - other_x) >= 270 or abs(y - other_y) >= 150
        for index, (x, y) in enumerate(corners)
        for other_x, other_y in corners[index + 1 :]
    ]
    assert all(apart)


# --- the orders that go wrong


@pytest.fixture(scope="module")
def orders() -> ModuleType:
    return load(EXAMPLES / "what-went-wrong" / "orders.py")


@pytest.fixture(scope="module")
def rates() -> dict[str, float]:
    flow = read(EXAMPLES / "what-went-wrong" / "what-went-wrong.flow.json")
    value = flow["steps"]["convert-prices"]["inputs"]["rates"]["value"]
    assert isinstance(value, dict)
    return value


def test_the_conversion_fails_with_a_sentence_that_helps(
    orders: ModuleType, rates: dict[str, float]
) -> None:
    with pytest.raises(Fatal) as raised:
        orders.convert_prices(orders.read_orders("orders.csv"), rates)
    assert str(raised.value) == (
        "order 'O-1004' is priced in 'EUQ', and there is no rate for that; did you mean 'EUR'?"
        " Correct its line in the order file and run again"
    )


def test_a_currency_like_no_other_is_not_guessed_at(
    orders: ModuleType, rates: dict[str, float]
) -> None:
    [order, *_] = orders.read_orders("orders.csv")
    with pytest.raises(Fatal, match=r"no rate for that\. Correct its line"):
        orders.convert_prices([{**order, "currency": "doubloons"}], rates)


def test_the_goods_can_be_picked_all_the_same(orders: ModuleType) -> None:
    quantities = orders.count_items(orders.read_orders("orders.csv"))
    assert orders.write_pick_list(quantities) == [
        "3 x Desk lamp", "1 x Fountain pen", "15 x Notebook"
    ]  # fmt: skip


def test_once_the_line_is_corrected_the_import_succeeds(
    orders: ModuleType, rates: dict[str, float], tmp_path: Path
) -> None:
    wrong = (EXAMPLES / "what-went-wrong" / "orders.csv").read_text(encoding="utf-8")
    (tmp_path / "orders.csv").write_text(wrong.replace("EUQ", "EUR"), encoding="utf-8")
    read_orders = orders.read_orders(str(tmp_path / "orders.csv"))
    invoices = orders.book_invoices(orders.convert_prices(read_orders, rates))
    assert invoices == [
        {"customer": "C-1001", "cents": 7980 + 3978},
        {"customer": "C-1002", "cents": 4140 + 2100},
        {"customer": "C-1003", "cents": 12000},
    ]
    assert orders.confirm_import(invoices) == "3 invoices were booked, 301.98 EUR in all"
    assert orders.list_customers(read_orders) == ["C-1001", "C-1002", "C-1003"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("order,customer\nO-1,C-1\n", "line 2 of 'o.csv' does not have the columns order, customer"),
        ("order,customer,item,quantity,price,currency\nO-1,C-1,x,1,2\n", "line 2 of 'o.csv' does"),
        ("order,customer,item,quantity,price,currency\nO-1,C-1,x,1,2,EUR,\n", "line 2 of 'o.csv' does"),
        ("order,customer,item,quantity,price,currency\nO-1,C-1,x,two,2,EUR\n", "are no numbers"),
        ("order,customer,item,quantity,price,currency\nO-1,C-1,x,1,NaN,EUR\n", "out of range"),
        ("order,customer,item,quantity,price,currency\nO-1,C-1,x,0,1,EUR\n", "out of range"),
        ('order,customer\n"O-1', "cannot be read: unexpected end of data"),
    ],
)  # fmt: skip
def test_a_line_that_is_no_order_is_named(
    orders: ModuleType, tmp_path: Path, text: str, said: str
) -> None:
    (tmp_path / "o.csv").write_text(text, encoding="utf-8")
    with pytest.raises(Fatal, match=said):
        orders.read_orders(str(tmp_path / "o.csv"))


def test_a_file_that_is_not_there_is_named(orders: ModuleType) -> None:
    with pytest.raises(Fatal, match=r"the orders in '.*none\.csv' cannot be read"):
        orders.read_orders("none.csv")
