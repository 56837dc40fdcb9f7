from __future__ import annotations

from pathlib import Path

import pytest

from engine.codec import read_flow
from engine.export.mermaid import to_mermaid
from engine.graph import wires
from engine.importing import ImportRefused, import_file
from engine.planner import make_plan
from engine.registry import Registry
from engine.validator import validate

FOLDER = Path(__file__).parents[2] / "resources/examples/onboarding"
EXAMPLES = sorted(FOLDER.glob("*.flow.json"))

CHART = """\
---
title: Orders
---
%% a comment
flowchart LR
  A["Load <br/>data"] -->|rows, header| B{Valid?} & C(Count)
  B -- yes --> D([Report]); B -. no .-> E
  subgraph one [Team one]
    X-1 --> A
    Y[(Store)]
  end
  style A fill:#fff
  E@{ shape: rect, label: "Stop it" } ==> F:::big
  C --- Y
"""


def read(folder, text, name="chart.mmd"):
    path = folder / name
    path.write_text(text)
    return import_file(path, folder)


def drawn(made) -> set[tuple[str, str, str]]:
    """Each wire: where it comes from, where it leads, and the Attribute."""
    found = set()
    for source, target in wires(made.flow):
        port = made.flow.steps[target.step].inputs[target.name]
        found.add((source.step, target.step, port.reads(target.name)[0]))
    return found


def test_nodes_become_steps_and_arrows_attributes(tmp_path):
    made = read(tmp_path, CHART)
    steps = made.flow.steps
    assert {step: steps[step].title for step in steps} == {
        "load-data": "Load data", "valid": "Valid?", "count": "Count", "report": "Report",
        "stop-it": "Stop it", "x-1": "X-1", "store": "Store", "f": "F",
    }  # fmt: skip
    assert drawn(made) == {
        ("load-data", "valid", "rows"), ("load-data", "valid", "header"),
        ("load-data", "count", "rows"), ("load-data", "count", "header"),
        ("valid", "report", "yes"), ("valid", "stop-it", "no"), ("x-1", "load-data", "x_1"),
        ("stop-it", "f", "stop_it"), ("count", "store", "count"),
    }  # fmt: skip
    assert made.flow.goals == {"report", "f", "store"}
    assert made.frames == {"Team one": ("x-1", "load-data", "store")}
    assert any("'valid' decides" in note for note in made.notes)


def test_every_step_of_a_skeleton_says_that_its_function_is_missing(tmp_path):
    made = read(tmp_path, "graph TD; a-->b")
    registry = Registry.installed()
    plan = make_plan(made.flow, kinds=registry, folder=tmp_path)
    told = [str(problem) for problem in validate(made.flow, plan, registry, tmp_path)]
    assert len([line for line in told if "'function' is missing" in line]) == 2


def test_the_same_word_from_several_nodes_joins_no_others(tmp_path):
    made = read(tmp_path, "graph LR\n a -->|yes| b\n c -->|yes| d\n")
    assert drawn(made) == {("a", "b", "a_yes"), ("c", "d", "c_yes")}


def test_a_page_with_a_flowchart_in_it_is_read(tmp_path):
    made = read(tmp_path, f"# Orders\n\n```mermaid\n{CHART.split('---', 2)[2]}```\n", "orders.md")
    assert len(made.flow.steps) == 8


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_what_backcast_exports_comes_back_with_its_shape(tmp_path, path):
    flow = read_flow(path).flow
    made = read(tmp_path, to_mermaid(flow, make_plan(flow)))
    assert len(made.flow.steps) == len(flow.steps)
    assert len(made.flow.goals) == len(flow.goals)
    before = {(w.source.step, w.target.step) for w in wires(flow) if w.source.step}
    titles = {step.id: step.label for step in flow.steps.values()}
    after = {
        (made.flow.steps[w.source.step].label, made.flow.steps[w.target.step].label)
        for w in wires(made.flow)
        if w.source.step
    }
    assert after == {(titles[a], titles[b]) for a, b in before}
    assert set(make_plan(made.flow).missing) == set(make_plan(flow).missing)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("graph LR\n a --> [", "line 2: '\\[' is no node"),
        ("graph LR\n a ~> b", "line 2: '~> b' is no arrow"),
        ("graph LR\n a[never ends", "line 2: .* does not end"),
        ("graph LR\nend", "line 2: 'end' without"),
        ("graph LR\n", "no nodes"),
        ("graph LR\n " + "a" * 30_000, "line 2: the line is too long"),
    ],
)
def test_what_is_no_flowchart_is_a_sentence_with_its_line(tmp_path, text, words):
    with pytest.raises(ImportRefused, match=words):
        read(tmp_path, text)
