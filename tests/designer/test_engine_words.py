from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from designer.document import edits
from designer.document.comparing import differences
from designer.document.diagram import Diagram, Place
from designer.engine_words import SENTENCES, _pattern, in_own_words
from designer.panels.code_words import expression_fault, function_fault, python_fault
from designer.panels.problem_words import place_of, sentence_of
from designer.panels.problems import Problems
from designer.panels.why import Answer, WhyCard
from designer.translation import install
from designer.window.reproducing import no_command_words, note_sentences
from designer.words import quoted
from engine import cause
from engine.cause import Reason
from engine.codec import parse_flow
from engine.errors import EngineError, ExpressionError, FlowFileError
from engine.explain import port_wording, ran_wording, wording
from engine.explain.answer import Action
from engine.expressions import compile_expression
from engine.flow import Collect, Name, Port, StepId
from engine.planner import make_plan
from engine.problem import Code, Problem
from engine.registry import Registry
from engine.testing import step_of
from engine.validator import validate

FLOW = {
    "format": "backcast/1",
    "goals": ["b", "zz", "off"],
    "inputs": {
        "unused": {"type": "integer", "default": "x"},
        "hidden": {"format": "secret"},
        "shown": {"example": 3, "type": "string"},
    },
    "presets": {"first": {"unused": "y"}},
    "steps": {
        "a": {"kind": "python", "config": {}, "outputs": {"x": {"type": "integer"}}},
        "a2": {"kind": "python", "config": {"function": "nix:go"}, "outputs": {"y": {}}},
        "b": {
            "kind": "set",
            "inputs": {
                "x": {"type": "object"},
                "amout": {},
                "m": {"match": "value > 1", "required": False},
            },
            "outputs": {"amount": {"value": 3, "type": "string"}, "m": {}},
        },
        "c": {"kind": "nope", "outputs": {"q": {}}},
        "off": {"kind": "set", "disabled": True},
        "h": {
            "kind": "http",
            "config": {"method": "FOO", "timeouts": "x"},
            "inputs": {"hidden": {}},
        },
        "s": {"kind": "set", "inputs": {"shown": {"format": "secret"}}},
        "d": {"kind": "set", "inputs": {"e1": {}}, "outputs": {"d1": {}}},
        "e": {"kind": "set", "inputs": {"d1": {}}, "outputs": {"e1": {}}},
        "f": {"kind": "flow", "config": {"flow": "nix.flow.json"}},
        "g": {"kind": "flow", "config": {"flow": "child.flow.json"}, "inputs": {"odd": {}}},
        "w": {"kind": "wait", "config": {"seconds": "a"}},
        "x": {"kind": "command", "config": {"command": 3}},
    },
}


def problems(folder: Path) -> tuple[Problem, ...]:
    child = {"format": "backcast/1", "goals": ["k"], "steps": {"k": {"kind": "set"}}}
    (folder / "child.flow.json").write_text(json.dumps(child))
    registry = Registry.installed()
    told = ()
    for flow in (FLOW, {**FLOW, "goals": []}):
        parsed = parse_flow(json.dumps(flow).encode(), "x").flow
        plan = make_plan(parsed, kinds=registry, folder=folder)
        told += validate(parsed, plan, registry, folder)
    return told


CAUSES = (
    cause.disabled(), cause.satisfied(["a"]), cause.satisfied(["a", "b", "c"]), cause.pinned(["a"]),
    cause.pinned(["a", "b"]), cause.not_needed(["a"]), cause.not_needed(), cause.unreachable(["a", "b"]),
    cause.unreachable([]), cause.blocked("x", ["a"]), cause.blocked("x", ["a", "b"]),
    cause.blocked("x", []), cause.gate_shut("x"), cause.cut_off("x"), cause.nobody_waits(),
    cause.goal_failed(["a", "b"]), cause.run_failed("a"), cause.condition_false("x > 1"),
    cause.gate_refused(["a"]), cause.gate_refused(["a", "b"]), cause.too_late(), cause.stopped(),
    cause.run_timeout(3), cause.input_lost("a", "b"), cause.timed_out(2.5),
    cause.run_held_up(3, "a"), cause.run_held_up(3, None), cause.left("a"), cause.held_up(2.5),
    cause.missing_output(["a"], []), cause.missing_output(["a"], ["b"]),
    cause.bad_port(cause.Reason.BAD_INPUT, "input", "x", "expected integer, got string y"),
    cause.bad_port(cause.Reason.BAD_INPUT, "output", "x", "expected integer, got string y"),
)  # fmt: skip


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    install(qapp, "de")
    yield
    install(qapp, "en")


def test_in_english_every_sentence_stands_as_the_engine_says_it(tmp_path):
    for problem in problems(tmp_path):
        assert in_own_words(problem.message) == problem.message


def test_common_problems_and_all_causes_are_told_in_german(tmp_path, german):
    told = [text for p in problems(tmp_path) for text in (p.message, p.hint) if text]
    told += [one.message for one in CAUSES]
    assert [text for text in told if in_own_words(text) == text] == []


def test_names_lists_and_sentences_within_a_sentence_are_told_too(german):
    assert in_own_words("nothing gives 'a' or 'b'") == "nichts liefert „a“ oder „b“"
    assert (
        in_own_words("goal 'z' is blocked: 'a', 'b' and 'c' were already given")
        == "Ziel „z“ ist blockiert: „a“, „b“ und „c“ wurden schon angegeben"
    )
    assert in_own_words("unknown key 'x'; did you mean 'y'?").endswith("; war „y“ gemeint?")
    assert in_own_words("boto3 said no") == "boto3 said no", "what is not known stands as it is"


def test_a_problem_is_a_german_sentence_with_a_german_place(tmp_path, german):
    unread = next(p for p in problems(tmp_path) if p.pointer == "/inputs/unused" and p.hint == "")
    assert sentence_of(unread) == "Kein Schritt liest die Eingabe „unused“."
    assert place_of(unread) == "Eingaben des Ablaufs › unused"


def test_every_sentence_that_is_known_is_one_that_the_engine_says(tmp_path):
    """One that the engine has changed since is of no use any more."""
    said = [text for p in problems(tmp_path) for text in (p.message, p.hint)]
    said += [one.message for one in CAUSES]
    said += [fault.message for fault in faults()]
    said += [*explained(), *unread()]
    engine = "\n".join(
        path.read_text() for path in (Path(__file__).parents[2] / "engine").rglob("*.py")
    )
    engine = re.sub(r'"\s*\n\s*f?"', "", engine)  # sentences that go over several lines
    parts = said + [text.partition("; did you mean")[0] for text in said]
    parts += [text.partition(": ")[2] for text in said]
    never = [
        text
        for text in SENTENCES
        if not any(_pattern(text).fullmatch(part) for part in parts)
        and not all(word in engine for word in _around(text))
    ]
    assert never == []


def unread() -> Iterator[str]:
    """What it passes on of the library that reads JSON."""
    for text in (
        '{"a": ',
        '{"a" 1}',
        "{a}",
        '{"a": "\\q"}',
        "[1",
        '{"a": "x',
        '{"a": "\1"}',
        "1 2",
    ):
        with pytest.raises(FlowFileError) as refused:
            parse_flow(text.encode(), "x")
        yield refused.value.problems[0].message.rpartition("JSON: ")[2]


def explained() -> list[str]:
    """What the engine says of why a Step is in a plan, how it ended, and what can be done."""
    one, two, name = StepId("one"), StepId("two"), Name("x")
    port, why = (
        Port(one, name),
        port_wording.attribute_missing(name, [two])._replace(message="stopped"),
    )
    told = [
        ran_wording.completed(one, None, 1), ran_wording.completed(one, 0.5, 1),
        ran_wording.completed(one, 2.0, 3), ran_wording.cached(one),
        *(ran_wording.failed(one, None, "stopped", tries) for tries in (0, 1, 3)),
        *(ran_wording.ended(one, how, why) for how in ("skipped", "cancelled", "blocked")),
        *(ran_wording.pending(one, steps) for steps in ((), [two], [one, two])),
        ran_wording.running(one, 1), ran_wording.took(port, [two], []),
        ran_wording.took(port, [one, two], []), ran_wording.took(port, [], ["x"]),
        ran_wording.took(port, [], []), ran_wording.took(port, [], [], by_hand=True),
        ran_wording.attribute_set(name, "1", one),
        ran_wording.attribute_set(name, "1", None),
        ran_wording.attribute_absent(name), ran_wording.carried(name, port, Port(two, name)),
        ran_wording.not_carried(port, Port(two, name)), wording.a_goal(one),
        wording.needed(one, ["two"], ["two"]), wording.lacks(one, ["x"]),
        wording.at_fault(one, why), wording.left_out(one, why), wording.alone(one, ["x"]),
        wording.waits(name, Collect.FIRST, [two]), wording.takes_given(name, ["x"]),
        wording.takes_pinned(name, []), wording.input_missing(name, ["x"]),
        wording.does_without(name, default=True), wording.does_without(name, default=False),
        port_wording.attribute_missing(name, [two]), port_wording.attribute_missing(name, [one, two]),
        port_wording.carries(name, port, Port(two, name)), port_wording.unused(port, why),
    ]  # fmt: skip
    told += [wording.waits(name, collect, [one, two]) for collect in Collect]
    told += [
        ran_wording.recalled(one, "01J"), wording.not_asked(one), wording.stays_shut(one, ["x"]),
        wording.instead(port, wording.takes_given(name, ["x"])),
        *(wording.stand_in(port, before, asked) for before in ([one], [one, two]) for asked in (None, two)),
        *(wording.behind_gate(one, gates, asked) for gates in (["x"], ["x", "y"]) for asked in (None, two)),
        *(wording.incomplete(name, [name], default=default) for default in (True, False)),
        wording.gate(name, "value > 1", required=True, unwanted=True),
        port_wording.attribute_not_asked(name, wording.stays_shut(one, ["x"])),
        port_wording.watches(name, port, Port(two, name)),
    ]  # fmt: skip
    told += [wording.remedy(one, reason) for reason in (None, *Reason)]
    told += [wording.suggest(action, "one", "x", "two", "x") for action in Action]
    return [it.message for it in told] + ["nothing can run before this is mended: stopped"]


def test_why_something_ran_and_what_can_be_done_is_said_in_the_users_language(german):
    english = {text for text in explained() if in_own_words(text) == text}
    assert english == set()
    assert in_own_words("'show.x' took what steps 'one' and 'two' delivered") == (
        "„show.x“ nahm, was die Schritte „one“ und „two“ lieferten"
    )


def test_what_the_command_of_a_run_cannot_do_again_is_said_in_the_users_language(german):
    said = [
        "'key' cannot be written into a command, and is left out",
        "'key' was typed by a person and is not kept: give another reference",
        "'x' and 'y' of step 'add' was given another value at a breakpoint: "
        "the command does not do that",
        "the flow was edited after run '01J': the command runs it as it was then",
        "run '01J' had other values or goals: the command has those of that run",
    ]
    assert not [text for text in said if text in note_sentences([text])]
    assert note_sentences(said[3:4]) == (
        "der Ablauf wurde nach Lauf „01J“ geändert: der Befehl führt ihn so aus, wie er damals war"
    )
    gone = EngineError(
        "no command does this run again: it took the other results of run '01J', "
        "which is not kept any more"
    )
    assert no_command_words(gone).startswith("Kein Befehl wiederholt diesen Lauf: ")


def faults():
    parsed = parse_flow(json.dumps(FLOW).encode(), "x").flow
    for goals in (("off",), ("zz",), ()):
        yield from make_plan(parsed, goals).faults


def _around(text: str) -> list[str]:
    """What stands between the braces of a sentence."""
    return [part for part in re.split(r"\{\w+\}", text) if len(part.strip(" ':,;")) > 3]


EXPRESSIONS = [
    ("amount >", "Das Ende ist hier nicht erwartet, sondern ein Wert."),
    ("amount > > 1", "„>“ ist hier zu viel, erwartet ist ein Wert."),
    ("(amount", "Hier fehlt „)“ (dort steht das Ende)."),
    ("amount = 1", "„=“ sagt hier nichts; verglichen wird mit „==“."),
    ("amount and true", "„and“ schreibt man hier „&&“."),
    ("amuont > 1", "„amuont“ gibt es hier nicht. War „amount“ gemeint?"),
    ("fuu(amount)", "Eine Funktion oder einen Typ „fuu“ gibt es nicht."),
    ("1 + 'a'", "„+“ geht nicht mit (ganze Zahl, Text)."),
    (
        "has(amount)",
        "Das ist kein Ausdruck; die Prüfung sagt auf Englisch: "
        "has() argument must be a field selection.",
    ),
]


@pytest.mark.parametrize(("text", "told"), EXPRESSIONS)
def test_what_is_wrong_with_an_expression_is_said_in_the_users_language(german, text, told):
    fault = expression_fault(text, ["amount"])
    assert fault is not None
    assert fault.sentence == told


def test_what_an_expression_gives_up_at_is_said_in_the_users_language(german):
    for text, given, told in (
        ("x > 1", "a", "„x > 1“: „>“ geht nicht mit (Text, ganze Zahl)"),
        (
            "x[5] > 1",
            [1],
            "„x[5] > 1“: einen Eintrag 5 gibt es nicht: die Liste hat 1, gezählt ab 0",
        ),
        ("1 / x > 1", 0, "„1 / x > 1“: durch null geteilt"),
        ("x.y", {}, "einen Schlüssel „y“ gibt es nicht; has(object.key) sagt, ob es ihn gibt"),
        ("x", 3, "„x“: eine Bedingung ergibt wahr oder falsch, und diese ergab integer 3"),
    ):
        with pytest.raises(ExpressionError) as error:
            compile_expression(text).truth({"x": given})
        assert in_own_words(error.value.message).endswith(told)


def test_a_problem_of_an_expression_names_its_field_and_place_in_the_users_language(german):
    problem = Problem(
        code=Code.BAD_VALUE, pointer="/steps/a/when",
        message="1:8: extraneous input '>'; expected a value",
    )  # fmt: skip
    assert sentence_of(problem) == "Nur wenn (1:8): „>“ ist hier zu viel, erwartet ist ein Wert."


def test_a_condition_is_called_what_the_form_calls_it(qapp: QApplication) -> None:
    at_planning, in_a_run = "'when' of step 'a': 1:3: unexpected 'and'", "'when': divide by zero"
    assert in_own_words(at_planning) == "'Only when' of step 'a': 1:3: unexpected 'and'"
    assert in_own_words(in_a_run) == "'Only when': divide by zero"
    assert in_own_words("'when' was found twice") == "'when' was found twice"
    install(qapp, "de")
    try:
        assert in_own_words(at_planning).startswith("„Nur wenn“ von Schritt „a“: 1:3: ")
        assert in_own_words(in_a_run) == "„Nur wenn“: durch null geteilt"
    finally:
        install(qapp, "en")


def test_what_is_wrong_with_python_is_introduced_in_the_users_language(german, tmp_path):
    fault = python_fault("def f(:")
    assert fault is not None
    assert fault.sentence == "Das ist kein Python; Python sagt auf Englisch: invalid syntax."
    (tmp_path / "work.py").write_text("def go():\n    return 1\n")
    missing = function_fault("work:og", tmp_path)
    assert missing is not None
    assert missing.sentence == "„work“ hat keine Funktion „og“. Es gibt nur go."


def test_names_stand_in_the_quotation_marks_of_the_language(german, qtbot):
    assert quoted("a") == "„a“"
    panel = Problems()
    qtbot.addWidget(panel)
    panel.show_problems([])
    panel.show_asked(["email", "name"])
    assert "„email“, „name“" in " ".join(label.text() for label in panel.findChildren(QLabel))


def test_what_a_crash_left_and_the_names_in_an_answer_stand_in_them_too(german, qtbot):
    told = differences(edits.add_step(Diagram(), step_of("a: -> x"), Place(0, 0)))
    assert told == ("hinzugefügt: „a“",)
    parent = QWidget()
    qtbot.addWidget(parent)
    card, chosen = WhyCard(parent), []
    card.nameChosen.connect(chosen.append)
    card.say(
        [Answer(title="a", sentences=("„a“ kommt vor 'b', nicht aber „c“.",), known={"a", "b"})]
    )
    text = card.findChild(QLabel, "whyText")
    assert re.findall(r'href="name:(\w+)"', text.text()) == ["a", "b"]
    text.linkActivated.emit("name:a")
    assert chosen == ["a"]
