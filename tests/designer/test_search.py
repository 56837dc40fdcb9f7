from __future__ import annotations

import time
from collections import OrderedDict

import pytest

from designer.document.diagram import Diagram, Place
from designer.document.search import STATES, Index, parse
from engine.flow import FLOW_INPUTS, Declared, Flow, Input, Name, Output, Step, StepId

PAY = Step(
    id=StepId("pay"),
    kind="http",
    title="Pay the Invoice",
    config={"url": "https://bank.example/pay", "headers": {"X-Key": "abc"}, "tries": [3, 5]},
    inputs=OrderedDict({Name("amount"): Input(sources=(Name("total"), Name("rest")))}),
    outputs=OrderedDict({Name("receipt"): Output(attribute=Name("bank_receipt"))}),
)
MAIL = Step(id=StepId("mail"), kind="python", description="Tells the customer", disabled=True)
FLOW = Flow(
    steps={PAY.id: PAY, MAIL.id: MAIL},
    inputs={Name("email"): Declared(description="where it goes")},
    goals=frozenset({PAY.id}),
)
DIAGRAM = Diagram(flow=FLOW, places={PAY.id: Place(300, 0), MAIL.id: Place(0, 0)})
MARKS = {"goal": {PAY.id}, "disabled": {MAIL.id}}


def found(text: str, diagram: Diagram = DIAGRAM) -> tuple[str, ...]:
    return Index().find(diagram, parse(text), lambda state: MARKS.get(state, set()))


@pytest.mark.parametrize(
    "text",
    ["pay", "INVOICE", "amount", "total", "receipt", "bank_receipt", "bank.example", "x-key abc",
     "headers abc", '"pay the"', "kind:http", "kind:ht", "port:amount", "id:pa", "is:goal", "5"],
)  # fmt: skip
def test_a_step_is_found_by_everything_that_it_says(text):
    assert found(text) == ("pay",)


def test_all_that_was_typed_must_hold():
    assert found("is:goal kind:python") == ()
    assert found("customer is:disabled") == ("mail",)
    assert found("pay nowhere") == ()


def test_the_flows_own_inputs_are_found():
    assert found("email") == (FLOW_INPUTS,)
    assert found("port:email") == (FLOW_INPUTS,)


def test_what_is_found_comes_as_it_is_read():
    both = Diagram(flow=FLOW, places=DIAGRAM.places)
    assert found("m", both) == (FLOW_INPUTS, "mail", "pay")


def test_nothing_typed_and_an_unknown_state_find_nothing():
    assert found("") == found("  ") == ()
    assert found("pay is:blue") == ()
    assert parse("is:blue").unknown == ("blue",)
    assert parse("is:").states == parse("is:").unknown == ()


def test_a_word_with_another_colon_is_looked_for_as_it_is():
    assert parse("https://bank").words == ("https://bank",)
    assert found("https://bank") == ("pay",)


def test_it_says_where_the_word_stands():
    index = Index()
    assert index.where(FLOW, PAY.id, parse("bank.ex")) == "config url"
    assert index.where(FLOW, PAY.id, parse("total")) == "input amount"
    assert index.where(FLOW, FLOW_INPUTS, parse("mail")) == "input email"
    assert index.where(FLOW, PAY.id, parse("is:goal")) == ""


def test_a_step_that_was_changed_is_read_again_and_one_that_is_gone_is_forgotten():
    index = Index()
    assert index.find(DIAGRAM, parse("customer"), lambda _: ()) == ("mail",)
    told = Step(id=MAIL.id, kind="python", description="Tells nobody")
    other = Diagram(flow=Flow(steps={MAIL.id: told}))
    assert index.find(other, parse("customer"), lambda _: ()) == ()
    assert index.find(other, parse("nobody"), lambda _: ()) == ("mail",)
    assert index.find(other, parse("pay"), lambda _: ()) == ()


def test_ten_thousand_steps_are_searched_within_a_frame_or_three():
    steps = {
        StepId(f"step-{n}"): Step(
            id=StepId(f"step-{n}"),
            kind="http",
            config={"url": f"https://host.example/{n}", "body": {"text": "lorem ipsum " * 5}},
            inputs=OrderedDict({Name("a"): Input(), Name("b"): Input()}),
            outputs=OrderedDict({Name("c"): Output(attribute=Name(f"c_{n}"))}),
        )
        for n in range(10_000)
    }
    diagram, index = Diagram(flow=Flow(steps=steps)), Index()
    index.find(diagram, parse("step"), lambda _: ())
    before = time.process_time()
    assert index.find(diagram, parse("host.example/9999"), lambda _: ()) == ("step-9999",)
    assert time.process_time() - before < 0.05


def test_it_can_be_read_a_little_at_a_time():
    index = Index()
    assert not index.learn(FLOW, 0.0)
    while not index.learn(FLOW, 0.0):
        pass
    assert index.find(DIAGRAM, parse("customer"), lambda _: ()) == ("mail",)


def test_every_state_is_a_word():
    assert parse(" ".join(f"is:{state}" for state in STATES)).states == STATES
