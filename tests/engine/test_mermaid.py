from __future__ import annotations

import re
from dataclasses import replace

import pytest

from engine.export.dot import to_dot
from engine.export.mermaid import to_mermaid
from engine.flow import Declared, Flow
from engine.plan import Plan
from engine.planner import make_plan
from engine.testing import flow_of, step_of

ONBOARDING = flow_of(
    "generate-documents: customer_id -> document_url",
    "setup-account: customer_id, email -> account_id",
    "send-welcome-email: email, customer_name -> email_sent",
    "complete-onboarding: document_url, account_id, email_sent -> onboarding_complete",
    customer_id=Declared(),
    email=Declared(),
    customer_name=Declared(),
)


def mermaid(flow: Flow) -> list[str]:
    return [line.strip() for line in to_mermaid(flow, make_plan(flow)).splitlines()]


def dot(flow: Flow) -> str:
    return to_dot(flow, make_plan(flow))


def edges(lines: list[str]) -> set[tuple[str, str, str]]:
    pattern = re.compile(r'(\w+) -->(?:\|"(.*)"\|)? (\w+)')
    found = (pattern.fullmatch(line) for line in lines)
    return {(match[1], match[2] or "", match[3]) for match in found if match}


def test_the_example_fans_out_from_one_start_and_meets_in_the_goal() -> None:
    lines = mermaid(ONBOARDING)
    assert lines[0] == "flowchart LR"
    assert [line for line in lines if "((" in line] == ['start((" "))']
    assert edges(lines) == {
        ("start", "customer_id", "step_generate_documents"),
        ("start", "customer_id, email", "step_setup_account"),
        ("start", "customer_name, email", "step_send_welcome_email"),
        ("step_generate_documents", "document_url", "step_complete_onboarding"),
        ("step_setup_account", "account_id", "step_complete_onboarding"),
        ("step_send_welcome_email", "email_sent", "step_complete_onboarding"),
    }


def test_the_goal_is_coloured() -> None:
    lines = mermaid(ONBOARDING)
    assert "class step_complete_onboarding goal" in lines
    assert any(line.startswith("classDef goal fill:") for line in lines)


def test_several_goals_are_all_coloured() -> None:
    assert "class step_a,step_b goal" in mermaid(flow_of("b: -> y", "a: -> x", goals="a b"))


def test_several_attributes_between_two_steps_are_one_arrow() -> None:
    assert ("step_a", "x, y", "step_b") in edges(mermaid(flow_of("a: -> y, x", "b: x, y ->")))


def test_the_text_does_not_depend_on_the_order_of_the_file() -> None:
    backwards = replace(
        ONBOARDING,
        steps=dict(reversed(ONBOARDING.steps.items())),
        inputs=dict(reversed(ONBOARDING.inputs.items())),
    )
    assert mermaid(backwards) == mermaid(ONBOARDING)
    assert dot(backwards) == dot(ONBOARDING)


def test_steps_that_are_not_needed_or_switched_off_are_dimmed() -> None:
    flow = flow_of("a: -> x", "b: x ->", "c: -> z", step_of("d: -> w", disabled=True), goals="b")
    lines = mermaid(flow)
    assert "class step_c,step_d dim" in lines
    assert dot(flow).count("dashed") == 2


@pytest.mark.parametrize("step", ["end", "graph", "subgraph", "class", "default", "style", "click"])
def test_a_step_named_like_a_word_of_mermaid_gets_a_safe_id(step: str) -> None:
    assert f'step_{step}["{step}"]' in mermaid(flow_of(f"{step}: -> x"))


def test_ids_that_would_look_alike_stay_apart() -> None:
    lines = mermaid(flow_of("a.b: -> x", "a-b: -> y", "a_b: x, y ->"))
    nodes = {line.partition("[")[0] for line in lines if "[" in line}
    assert nodes == {"step_a_b", "step_a_b_2", "step_a_b_3"}


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ('say "hi"', "say #34;hi#34;"),
        ("a [b] {c}", "a #91;b#93; #123;c#125;"),
        ("<b>x</b> & y", "#60;b#62;x#60;/b#62; #38; y"),
        ("one\ntwo", "one<br/>two"),
        ("issue #5; done", "issue #35;5#59; done"),
        ("`code` *bold* _it_ a_b", "#96;code#96; #42;bold#42; #95;it#95; a_b"),
        ("1. first", "1#46; first"),
        ("- item", "#45; item"),
        ("%%{init: x}%%", "#37;#37;#123;init: x#125;#37;#37;"),
        ("Grüße ✓", "Grüße ✓"),
        ("bell\x07", "bell "),
        (" \n ", " "),
    ],
)
def test_labels_are_escaped(title: str, shown: str) -> None:
    assert f'step_a["{shown}"]' in mermaid(flow_of(step_of("a: -> x", title=title)))


def test_a_step_without_any_input_begins_at_the_start() -> None:
    assert ("start", "", "step_a") in edges(mermaid(flow_of("a: -> x")))


def test_an_undeclared_optional_input_is_not_shown_as_a_flow_input() -> None:
    flow = flow_of("a: must, may?, some?=3 -> x", some=Declared())
    assert ("start", "must, some", "step_a") in edges(mermaid(flow))


def test_steps_in_a_cycle_are_drawn_without_a_start_of_their_own() -> None:
    lines = mermaid(flow_of("a: x -> y", "b: y -> x"))
    assert edges(lines) == {("step_a", "y", "step_b"), ("step_b", "x", "step_a")}


def test_an_empty_flow_is_a_start_alone() -> None:
    assert to_mermaid(Flow(), Plan()).splitlines()[1].strip() == 'start((" "))'
    assert to_dot(Flow(), Plan()).startswith('digraph "flow" {\n')


def test_dot_shows_the_same_arrows() -> None:
    text = dot(ONBOARDING)
    assert '"" -> "setup-account" [label="customer_id, email"];' in text
    assert '"setup-account" -> "complete-onboarding" [label="account_id"];' in text
    assert text.count("->") == 6
    assert text.count("penwidth=2") == 1


def test_dot_labels_are_escaped() -> None:
    text = dot(flow_of(step_of("a: -> x", title='"q" \\N &lt;\ntwo\x07')))
    assert r'label="\"q\" \\N &amp;lt;\ntwo "' in text
