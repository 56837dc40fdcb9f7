from __future__ import annotations

import time
from dataclasses import replace

import pytest

from designer.document.diagram import Diagram
from designer.document.edits import EditRefused, connect, cut, refusal, set_goal
from designer.document.links import Links, links
from designer.document.patch import apply
from engine.datatype import DataType, TypeName
from engine.flow import FLOW_INPUTS, Declared, Flow, Input, Name, Output, Port, StepId, Wire
from engine.graph import Names, names, wires
from engine.testing import flow_of, step_of
from engine.value import ABSENT

TEXT, NUMBER = DataType(name=TypeName.STRING), DataType(name=TypeName.NUMBER)


def port(text: str) -> Port:
    step, _, name = text.rpartition(".")
    return Port(StepId(step), Name(name))


def wire(text: str) -> Wire:
    source, target = text.split(" -> ")
    return Wire(port(source), port(target))


def drawn(flow: Flow, text: str, *, alternative: bool = False) -> Flow:
    diagram = Diagram(flow=flow)
    return apply(diagram, connect(diagram, wire(text), alternative=alternative)).flow


def without(flow: Flow, *texts: str) -> Flow:
    diagram = Diagram(flow=flow)
    return apply(diagram, cut(diagram, [wire(text) for text in texts])).flow


def reads(flow: Flow, text: str) -> tuple[Name, ...]:
    address = port(text)
    return flow.steps[address.step].inputs[address.name].reads(address.name)


def shown(flow: Flow) -> set[str]:
    return {f"{one.source} -> {one.target}" for one in wires(flow)}


def test_drawing_a_wire_makes_the_input_read_the_outputs_attribute() -> None:
    flow = drawn(flow_of("a: -> x", "b: y"), "a.x -> b.y")
    assert flow.steps[StepId("b")].inputs[Name("y")].sources == ("x",)
    assert shown(flow) == {"a.x -> b.y"}


def test_an_output_of_the_inputs_own_name_needs_no_from() -> None:
    flow = drawn(flow_of("a: -> x", "b: x=other"), "a.x -> b.x")
    assert flow.steps[StepId("b")].inputs[Name("x")].sources == ()


def test_drawing_a_wire_replaces_what_the_input_read() -> None:
    flow = drawn(flow_of("a: -> x", "b: -> y", "c: v=x"), "b.y -> c.v")
    assert shown(flow) == {"b.y -> c.v"}


def test_with_shift_the_producers_are_alternatives_in_the_order_drawn() -> None:
    flow = drawn(flow_of("a: -> x", "b: -> y", "c: v=y"), "a.x -> c.v", alternative=True)
    assert reads(flow, "c.v") == ("y", "x")


def test_with_shift_a_name_that_nobody_gives_is_no_alternative() -> None:
    flow = drawn(flow_of("a: -> x", "c: v"), "a.x -> c.v", alternative=True)
    assert reads(flow, "c.v") == ("x",)


def test_a_wire_to_a_pinned_input_takes_the_pin_out() -> None:
    flow = drawn(flow_of("a: -> x", "c: v:=3"), "a.x -> c.v")
    assert flow.steps[StepId("c")].inputs[Name("v")].value is ABSENT
    assert reads(flow, "c.v") == ("x",)


def test_a_wire_from_the_card_makes_the_input_read_the_flow_input() -> None:
    flow = drawn(flow_of("c: v", mail=Declared()), "mail -> c.v")
    assert reads(flow, "c.v") == ("mail",)
    assert shown(flow) == {"mail -> c.v"}


def test_a_wire_from_one_of_two_writers_gives_it_an_attribute_of_its_own() -> None:
    flow = flow_of("a: -> x", "b: -> x", "c: x", "d: v")
    after = drawn(flow, "b.x -> d.v")
    assert shown(after) == shown(flow) | {"b.x -> d.v"}
    assert after.steps[StepId("b")].outputs[Name("x")].attribute == "x_2"
    assert reads(after, "c.x") == ("x", "x_2")
    assert reads(after, "d.v") == ("x_2",)


def test_an_attribute_of_its_own_is_called_like_the_output_where_that_is_free() -> None:
    after = drawn(flow_of("a: -> x", "b: -> mine=x", "c: x", "d: v"), "b.mine -> d.v")
    assert after.steps[StepId("b")].outputs[Name("mine")].attribute == ""
    assert reads(after, "c.x") == ("x", "mine")


def test_a_cut_input_reads_its_own_name_and_asks_the_user() -> None:
    after = without(flow_of("a: -> x", "b: y=x"), "a.x -> b.y")
    assert reads(after, "b.y") == ("y",)
    assert shown(after) == set()


def test_a_cut_input_whose_own_name_is_given_reads_step_and_port() -> None:
    after = without(flow_of("a: -> x", "3-b.c: x"), "a.x -> 3-b.c.x")
    assert reads(after, "3-b.c.x") == ("_3_b_c_x",)


def test_a_cut_input_keeps_its_alternatives() -> None:
    after = without(flow_of("a: -> x", "b: -> y", "c: v=x|y"), "a.x -> c.v")
    assert reads(after, "c.v") == ("y",)


def test_cutting_one_of_two_writers_leaves_all_other_wires() -> None:
    flow = flow_of("a: -> x", "b: -> x", "c: x", "d: x")
    after = without(flow, "a.x -> c.x")
    assert shown(after) == shown(flow) - {"a.x -> c.x"}
    assert after.steps[StepId("b")] == flow.steps[StepId("b")]


def test_cutting_both_writers_takes_the_attribute_out_and_renames_nothing() -> None:
    flow = flow_of("a: -> x", "b: -> x", "c: x", "d: x")
    after = without(flow, "a.x -> c.x", "b.x -> c.x")
    assert shown(after) == {"a.x -> d.x", "b.x -> d.x"}
    assert after.steps[StepId("a")] == flow.steps[StepId("a")]


def test_cutting_the_cards_wire_leaves_the_producer_that_shares_its_name() -> None:
    flow = flow_of("a: -> x", "c: x", "d: x", x=Declared())
    after = without(flow, "x -> c.x")
    assert shown(after) == {"a.x -> c.x", "a.x -> d.x", "x -> d.x"}
    assert Name("x") in after.inputs


def test_cutting_the_producer_leaves_the_cards_wire_that_shares_its_name() -> None:
    after = without(flow_of("a: -> x", "c: x", x=Declared()), "a.x -> c.x")
    assert shown(after) == {"x -> c.x"}


def test_a_wire_that_is_not_there_is_cut_by_doing_nothing() -> None:
    diagram = Diagram(flow=flow_of("a: -> x", "b: y"))
    assert cut(diagram, [wire("a.x -> b.y")]).is_empty


@pytest.mark.parametrize(
    ("flow", "text", "words"),
    [
        (flow_of("a: y -> x"), "a.x -> a.y", ["'a.x'", "itself"]),
        (flow_of("a: -> x", "b: x"), "a.x -> b.x", ["'b.x'", "already"]),
        (flow_of("a: -> x", "b: x"), "a.no -> b.x", ["step 'a'", "no output 'no'"]),
        (flow_of("a: -> x", "b: x"), "no -> b.x", ["no input 'no'"]),
        (flow_of("a: w -> x", "b: x -> y"), "b.y -> a.w", ["'b' → 'a' → 'b'", "no Goal"]),
        (flow_of("a: w -> x", "b: x -> y", goals=""), "b.y -> a.w", ["'b' → 'a' → 'b'"]),
    ],
)
def test_a_refused_wire_says_why(flow: Flow, text: str, words: list[str]) -> None:
    diagram = Diagram(flow=flow)
    sentence = refusal(diagram, wire(text))
    assert all(word.lower() in sentence.lower() for word in words), sentence
    with pytest.raises(EditRefused) as refused:
        connect(diagram, wire(text))
    assert refused.value.sentence == sentence


def test_a_wire_is_refused_where_its_types_cannot_agree() -> None:
    a = step_of("a:", outputs={Name("x"): Output(type=TEXT)})
    b = step_of("b:", inputs={Name("y"): Input(type=NUMBER)})
    flow = flow_of(a, b, n=Declared(type=NUMBER), t=Declared(type=TEXT))
    assert refusal(Diagram(flow=flow), wire("a.x -> b.y")) == (
        "'a.x' gives string, and 'b.y' takes number. "
        "Change one of the two types, or choose another port."
    )
    assert "Flow input 't' gives string" in refusal(Diagram(flow=flow), wire("t -> b.y"))
    assert not refusal(Diagram(flow=flow), wire("n -> b.y"))


def test_a_step_that_runs_for_each_element_gives_lists() -> None:
    a = step_of("a: -> x", inputs={Name("i"): Input(each=True)})
    a = replace(a, outputs={Name("x"): Output(type=TEXT)})
    one, many = Input(type=TEXT), Input(type=TEXT, each=True)
    flow = flow_of(a, step_of("b:", inputs={Name("one"): one, Name("many"): many}))
    assert "gives array" in refusal(Diagram(flow=flow), wire("a.x -> b.one"))
    assert not refusal(Diagram(flow=flow), wire("a.x -> b.many"))


def test_a_cycle_that_no_goal_needs_is_drawn() -> None:
    flow = flow_of("a: w -> x", "b: x -> y", "goal: z", goals="goal")
    assert not refusal(Diagram(flow=flow), wire("b.y -> a.w"))
    wanted = Diagram(flow=flow_of("a: w -> x", "b: x -> y", "goal: x", goals="goal"))
    assert refusal(wanted, wire("b.y -> a.w"))


def test_a_way_back_is_drawn_beside_a_value_that_the_user_can_give() -> None:
    diagram = Diagram(flow=flow_of("a: w=start -> x", "b: x -> y", start=Declared()))
    back = wire("b.y -> a.w")
    assert refusal(diagram, back)
    assert not refusal(diagram, back, alternative=True)
    assert shown(drawn(diagram.flow, "b.y -> a.w", alternative=True)) >= {"b.y -> a.w"}


@pytest.mark.parametrize("flow", [
    flow_of("a: w -> x", "b: x -> y:=3"),
    flow_of("a: w -> x", step_of("b: x -> y", disabled=True), "c: x"),
])  # fmt: skip
def test_what_gives_way_closes_no_cycle(flow: Flow) -> None:
    assert not refusal(Diagram(flow=flow), wire("b.y -> a.w"))


def test_a_wire_from_the_card_brings_the_steps_that_write_its_name() -> None:
    diagram = Diagram(flow=flow_of("a: w -> x", "b: x -> y", y=Declared()))
    assert "'b' → 'a' → 'b'" in refusal(diagram, wire("y -> a.w"))
    assert not refusal(
        Diagram(flow=flow_of("a: w -> x", "b: x -> y", z=Declared())), wire("z -> a.w")
    )


def test_a_long_cycle_is_named_by_its_ends() -> None:
    steps = [f"s{n}: i{n}=o{n - 1} -> o{n}" for n in range(1, 12)]
    diagram = Diagram(flow=flow_of("s0: back -> o0", *steps))
    sentence = refusal(diagram, wire("s11.o11 -> s0.back"))
    assert "'s11' → 's0' → 's1' → 's2' → 's3' → 7 more → 's11'" in sentence


def test_marking_a_goal_is_seen_by_the_next_refusal() -> None:
    diagram = Diagram(flow=flow_of("a: w -> x", "b: x -> y", "goal: z", goals="goal"))
    assert not refusal(diagram, wire("b.y -> a.w"))
    marked = apply(diagram, set_goal(diagram, StepId("b"), True))
    assert refusal(marked, wire("b.y -> a.w"))


def test_a_refusal_is_quick_while_a_wire_is_dragged_over_ten_thousand_steps() -> None:
    steps = [f"s{n}: i{n}=o{n - 1}, j{n} -> o{n}" for n in range(1, 10_000)]
    diagram = Diagram(flow=flow_of("s0: back -> o0", *steps))
    targets = [wire(f"s9000.o9000 -> s{n}.j{n}") for n in range(1, 9000, 90)]
    assert refusal(diagram, targets[0])
    start = time.thread_time()
    assert all(refusal(diagram, one) for one in targets)
    assert (time.thread_time() - start) / len(targets) < 0.005
    sources = [wire(f"s{n}.o{n} -> s80.j80") for n in range(90, 9000, 90)]
    assert refusal(diagram, sources[0])
    start = time.thread_time()
    assert all(refusal(diagram, one) for one in sources)
    assert (time.thread_time() - start) / len(sources) < 0.005


def test_links_that_follow_an_edit_are_those_of_the_flow() -> None:
    flow = flow_of("a: -> x", "b: x, y -> z", "c: v=x|z -> y", *[f"d{n}: z" for n in range(30)])
    known = links(flow)
    changed = flow_of("a: y -> x", "c: x, v=z|w -> w", "e: w -> x", goals="e").steps
    kept = {step: flow.steps[step] for step in flow.steps if step.startswith("d")}
    after = replace(flow, steps={**kept, **changed})
    assert flat(Links(after, known).names) == flat(names(after))
    assert flat(known.names) == flat(names(flow))


def flat(index: Names) -> list[set[tuple[Name, Port]]]:
    sides = (index.writers, index.readers)
    return [{(name, port) for name, ports in side.items() for port in ports} for side in sides]


def test_the_card_has_no_inputs() -> None:
    diagram = Diagram(flow=flow_of("a: -> x", mail=Declared()))
    assert "no step ''" in refusal(diagram, Wire(port("a.x"), Port(FLOW_INPUTS, Name("mail"))))
