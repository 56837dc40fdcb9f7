from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace

import pytest

from designer.canvas.looking import step_look
from designer.canvas.looks import (
    Around,
    Glyph,
    PortShape,
    PortStatus,
    StepLook,
    Stroke,
    Tone,
    WireStatus,
    duration,
    says,
)
from designer.canvas.picture import Picture
from designer.canvas.renames import Renames
from designer.document import edits
from designer.document.diagram import Place
from designer.document.patch import Patch, apply, diff
from engine import events as e
from engine.datatype import DataType, TypeName
from engine.flow import FLOW_INPUTS, Declared, Flow, Input, Name, Output, Port, Step, StepId, Wire
from engine.planner import make_plan
from engine.problem import Code, Problem, Severity
from engine.testing import flow_of, step_of
from tests.designer.drawing import PlainMeasure, Run, placed


def flow() -> Flow:
    """a, b and c read the given x and feed the Goal d; e is needed by nobody."""
    return flow_of(
        "a: x -> p",
        "b: x -> q",
        "d: p, q -> r",
        "e: x -> s",
        goals="d",
        x=Declared(example="C-1001"),
    )


def picture_of(flow: Flow, run: Run | None = None, **given: object) -> Picture:
    plan = make_plan(flow, given={Name(name): value for name, value in given.items()})
    return Picture.of(PlainMeasure(), placed(flow), plan, (), run.state if run else None)


def look(step: str, run: Run | None = None, of: Flow | None = None, **given: object) -> StepLook:
    return picture_of(of or flow(), run, **given).steps[StepId(step)]


def wire(source: str, target: str) -> Wire:
    (step, port), (reader, name) = source.split("."), target.split(".")
    return Wire(Port(StepId(step), Name(port)), Port(StepId(reader), Name(name)))


def test_a_draft_is_plain_and_says_what_it_needs() -> None:
    shown = look("a")
    assert (shown.status, shown.tone, shown.glyph) == ("draft", Tone.NEUTRAL, Glyph.NONE)
    assert shown.words == "needs 'x'"
    assert shown.inputs[Name("x")].status is PortStatus.MISSING


def test_a_given_value_is_not_missing() -> None:
    shown = look("a", x=1)
    assert shown.words == ""
    assert shown.inputs[Name("x")].status is PortStatus.EMPTY


def test_what_no_goal_needs_is_dimmed_and_its_tip_says_why() -> None:
    shown = look("e")
    assert shown.dimmed
    assert "Not needed" in shown.tip
    assert not look("a").dimmed


def test_nothing_is_dimmed_while_there_is_no_goal() -> None:
    assert not look("e", of=replace(flow(), goals=frozenset())).dimmed


def test_a_goal_says_so_before_and_after() -> None:
    assert (look("d").goal, look("d").words) == (True, "Goal")
    run = Run(flow(), x=1).start("a").complete("a", p=1).start("b").complete("b", q=1)
    run.start("d", p=1, q=1).complete("d", r=1)
    shown = look("d", run)
    assert shown.goal_reached
    assert shown.words == "Goal reached 6.0 s"


def test_a_satisfied_goal_is_reached_without_running() -> None:
    run = Run(flow(), r=1)
    shown = look("d", run, r=1)
    assert shown.goal_reached
    assert shown.status == "draft"


def test_a_pending_step_names_the_inputs_it_waits_for() -> None:
    run = Run(flow(), x=1).start("a", x=1).complete("a", p=1)
    run.tell(e.InputSettled(StepId("d"), Name("p"), e.Source("arrived"), 1))
    shown = look("d", run)
    assert (shown.status, shown.tone, shown.glyph) == ("pending", Tone.WAITING, Glyph.HOURGLASS)
    assert shown.words == "waiting for 'q'"


def test_a_step_does_not_wait_for_what_is_known_and_only_not_told_yet() -> None:
    known = flow_of("a: -> p", "b: p, x, y:=2 -> q")
    picture = picture_of(known, Run(known, x=1).start("a"))
    assert picture.steps[StepId("b")].words == "waiting for 'p'"


def test_a_step_does_not_wait_for_an_output_that_is_pinned_at_the_first_event_of_a_run() -> None:
    pinned = flow_of("a: -> p", "c: -> x:=1", "b: p, x, y:=2 -> q")
    run = Run(pinned)
    assert run.state.last_seq == 1
    assert picture_of(pinned, run).steps[StepId("b")].words == "waiting for 'p'"
    alone = flow_of("c: -> x:=1", "b: x, y:=2 -> q")
    assert "waiting" not in picture_of(alone, Run(alone)).steps[StepId("b")].words


def test_a_step_stops_waiting_for_an_optional_input_whose_producer_failed() -> None:
    held = flow_of("a: -> p", "b: p? -> q")
    run = Run(held).start("a")
    picture = picture_of(held, run)
    assert picture.steps[StepId("b")].words == "waiting for 'p'"
    run.fail("a")
    picture.show_run(run.state, frozenset({StepId("a")}))
    assert picture.steps[StepId("b")].words == "queued"


def test_a_pending_step_with_all_it_needs_is_queued() -> None:
    run = Run(flow(), x=1)
    run.tell(e.InputSettled(StepId("a"), Name("x"), e.Source("given"), 1))
    assert look("a", run).words == "queued"


def test_a_running_step_counts_the_time_and_the_work() -> None:
    run = Run(flow(), x=1).start("a", x=1)
    run.tell(e.StepProgress(StepId("a"), 0.5, "half"), after=0)
    shown = look("a", run)
    assert (shown.status, shown.tone, shown.weight) == ("running", Tone.RUNNING, 2.5)
    assert says(shown, run.at + 4.2) == "running 4.2 s · 50 % · ~4 s left · half"
    assert shown.inputs[Name("x")].status is PortStatus.ARRIVED


def test_a_retry_counts_down() -> None:
    run = Run(flow(), x=1).start("a", x=1)
    run.tell(e.StepRetrying(StepId("a"), 1, 5.0, "timeout", "took too long\nmore"), after=0)
    shown = look("a", run)
    assert shown.glyph is Glyph.AGAIN
    assert says(shown, run.at + 1) == "retry in 4.0 s: took too long"


def test_a_completed_step_says_how_long_it_took_and_lights_its_outputs() -> None:
    run = Run(flow(), x=1).start("a", x=1).complete("a", p="file")
    shown = look("a", run)
    assert (shown.status, shown.tone, shown.glyph) == ("completed", Tone.OK, Glyph.CHECK)
    assert shown.words == "1.0 s"
    assert shown.outputs[Name("p")].status is PortStatus.ARRIVED


def test_a_failed_step_shows_the_first_line_of_the_error() -> None:
    run = Run(flow(), x=1).start("a").fail("a", "\nno such table: t\nTraceback")
    shown = look("a", run)
    assert (shown.status, shown.tone, shown.weight) == ("failed", Tone.FAILED, 3.0)
    assert shown.words == "no such table: t"


def test_a_blocked_step_names_the_guilty_one_and_the_wire_shows_it() -> None:
    run = Run(flow(), x=1).start("a").fail("a").block("d", "a", "p")
    picture = picture_of(flow(), run)
    shown = picture.steps[StepId("d")]
    assert (shown.status, shown.words) == ("blocked", "blocked by 'a'")
    assert picture.wires[wire("a.p", "d.p")].status is WireStatus.GUILTY
    assert picture.wires[wire("b.q", "d.q")].status is not WireStatus.GUILTY


@pytest.mark.parametrize(
    ("event", "status", "words", "stroke"),
    [
        (
            e.StepSkipped(StepId("d"), "goal_failed", ("d",), "no longer needed"),
            "skipped",
            "no longer needed",
            Stroke.DASHED,
        ),
        (
            e.StepCancelled(StepId("d"), 0, "stopped", (), "stopped"),
            "cancelled",
            "stopped",
            Stroke.SOLID,
        ),
    ],
)
def test_what_did_not_run_says_why(event: e.Event, status: str, words: str, stroke: Stroke) -> None:
    shown = look("d", Run(flow(), x=1).tell(event))
    assert (shown.status, shown.words, shown.stroke) == (status, words, stroke)
    assert shown.tone is Tone.OFF


def test_a_step_stopped_at_work_says_after_how_long() -> None:
    run = Run(flow(), x=1).start("a")
    run.tell(e.StepCancelled(StepId("a"), 1, "stopped", (), "stopped"), after=2.1)
    assert look("a", run).words == "stopped after 2.1 s"


def test_a_step_that_the_run_left_out_stays_a_draft() -> None:
    assert look("e", Run(flow(), x=1)).status == "draft"


def test_problems_are_said_on_the_card_errors_first() -> None:
    warning = Problem(
        code=Code.CYCLE, severity=Severity.WARNING, pointer="/steps/a", message="a loop"
    )
    error = Problem(code=Code.UNKNOWN_KIND, pointer="/steps/a", message="unknown kind 'pyton'")
    around = Around(problems={StepId("a"): (warning, error)})
    shown = step_look(step_of("a: x -> p"), around)
    assert (shown.words, shown.tone, shown.status) == ("unknown kind 'pyton'", Tone.FAILED, "draft")
    assert "a loop" in shown.tip


def test_disabled_and_pinned_steps_say_so() -> None:
    disabled = step_look(step_of("a: -> p", disabled=True), Around())
    assert (disabled.words, disabled.dimmed) == ("disabled", True)
    pins: OrderedDict[Name, Output] = OrderedDict({Name("p"): Output(value=1)})
    pinned = step_look(Step(id=StepId("a"), kind="python", outputs=pins), Around())
    assert (pinned.words, pinned.tone) == ("pinned value", Tone.PINNED)
    assert pinned.outputs[Name("p")].status is PortStatus.PINNED


def test_a_literal_input_is_pinned_also_in_a_run() -> None:
    held = flow_of("a: x:=3 -> p")
    assert look("a", of=held).inputs[Name("x")].status is PortStatus.PINNED
    run = Run(held).start("a", x=3)
    assert look("a", run, of=held).inputs[Name("x")].status is PortStatus.PINNED


def test_the_shape_of_a_port_says_its_type() -> None:
    typed = Input(type=DataType(name=TypeName.INTEGER))
    step = Step(id=StepId("a"), kind="x", inputs=OrderedDict({Name("n"): typed}))
    assert step_look(step, Around()).inputs[Name("n")].shape is PortShape.NUMBER


def test_the_inputs_card_shows_examples_then_the_values_given() -> None:
    before = look("").outputs[Name("x")]
    assert (before.status, before.note) == (PortStatus.EMPTY, "e.g. C-1001")
    after = look("", Run(flow(), x="C-7")).outputs[Name("x")]
    assert (after.status, after.note) == (PortStatus.ARRIVED, "C-7")


def test_a_secret_is_never_shown_on_the_inputs_card() -> None:
    secret = Declared(type=DataType(name=TypeName.STRING, format="secret"))
    held = flow_of("a: key -> p", key=secret)
    assert look("", Run(held, key="env:TOKEN"), of=held).outputs[Name("key")].note == ""


def test_wires_go_from_planned_to_flowing_to_arrived() -> None:
    between, given = wire("a.p", "d.p"), Wire(Port(FLOW_INPUTS, Name("x")), wire("a.p", "a.x")[1])
    idle = wire("e.s", "e.s")
    before = picture_of(flow(), x=1)
    assert before.wires[between].status is WireStatus.WILL_RUN
    assert idle not in before.wires
    run = Run(flow(), x=1)
    started = picture_of(flow(), run)
    assert started.wires[between].status is WireStatus.WILL_RUN
    assert started.wires[given].status is WireStatus.ARRIVED
    run.start("a", x=1)
    assert picture_of(flow(), run).wires[between].status is WireStatus.FLOWING
    run.complete("a", p=1)
    assert picture_of(flow(), run).wires[between].status is WireStatus.ARRIVED


def test_wires_of_what_is_not_needed_are_idle_and_dimmed() -> None:
    shown = picture_of(flow()).wires[Wire(Port(FLOW_INPUTS, Name("x")), wire("e.x", "e.x")[1])]
    assert (shown.status, shown.dimmed, shown.attribute) == (WireStatus.IDLE, True, "x")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.0, "0 ms"), (0.04, "40 ms"), (1.34, "1.3 s"), (59.97, "1 min 00 s"), (3725, "1 h 02 min")],
)
def test_durations_read_as_people_say_them(seconds: float, text: str) -> None:
    assert duration(seconds) == text


# stale --------------------------------------------------------------------------------------------


def done() -> Run:
    run = Run(flow(), x=1).start("a", x=1).complete("a", p=1).start("b", x=1).complete("b", q=1)
    return run.start("d", p=1, q=1).complete("d", r=1)


def edited(step: str, **changes: object) -> Flow:
    old = flow()
    new = replace(old.steps[StepId(step)], **changes)  # type: ignore[arg-type]
    return replace(old, steps={**old.steps, StepId(step): new})


def test_an_edit_makes_the_step_and_those_below_stale_and_no_other() -> None:
    picture = picture_of(edited("a", config={"function": "work:z"}), done())
    statuses = {step: shown.status for step, shown in picture.steps.items() if step}
    assert statuses == {"a": "stale", "b": "completed", "d": "stale", "e": "draft"}
    assert picture.steps[StepId("a")].words == "'function' changed"
    assert picture.steps[StepId("d")].words == "'a' changed"
    assert not picture.steps[StepId("d")].goal_reached
    assert picture.wires[wire("b.q", "d.q")].status is WireStatus.ARRIVED
    assert picture.wires[wire("a.p", "d.p")].status is not WireStatus.ARRIVED


def test_taking_the_edit_back_makes_the_marks_good_again() -> None:
    assert picture_of(flow(), done()).steps[StepId("d")].goal_reached


def test_a_title_is_no_reason_to_be_stale() -> None:
    assert picture_of(edited("a", title="A"), done()).steps[StepId("a")].status == "completed"


def test_another_wire_makes_its_reader_stale() -> None:
    rewired = edited("d", inputs=OrderedDict(flow().steps[StepId("d")].inputs))
    new = step_of("n: x -> p")
    rewired = replace(rewired, steps={**rewired.steps, new.id: new})
    shown = picture_of(rewired, done()).steps[StepId("d")]
    assert (shown.status, shown.words) == ("stale", "the wires of 'p' changed")


def test_a_removed_step_makes_its_readers_stale() -> None:
    old = flow()
    without = replace(old, steps={s: it for s, it in old.steps.items() if s != "a"})
    assert picture_of(without, done()).steps[StepId("d")].status == "stale"


def test_work_in_progress_is_never_stale() -> None:
    run = Run(flow(), x=1).start("a", x=1)
    shown = look("a", run, of=edited("a", config={"function": "work:z"}))
    assert shown.status == "running"


def test_marks_come_and_go_with_edits_told_one_by_one() -> None:
    picture = picture_of(flow(), done())
    other, old = edited("a", config={"function": "work:z"}), flow()
    for flow_now, status in ((other, "stale"), (old, "completed"), (other, "stale")):
        before = picture.diagram
        after = placed(flow_now)
        picture.show_patch(diff(before, after), after)
        assert picture.steps[StepId("d")].status == status
    new = step_of("n: x -> p")
    rewired = placed(replace(old, steps={**old.steps, new.id: new}))
    picture = picture_of(old, done())
    picture.show_patch(diff(picture.diagram, rewired), rewired)
    assert picture.steps[StepId("d")].status == "stale"


def test_what_is_missing_follows_the_plan() -> None:
    picture = picture_of(flow())
    picture.show_plan(make_plan(flow(), given={Name("x"): 1}), ())
    assert picture.steps[StepId("a")].words == ""
    picture.show_plan(make_plan(flow()), ())
    assert picture.steps[StepId("a")].words == "needs 'x'"


# goals that are not right yet, other ids ----------------------------------------------------------


def test_a_goal_with_a_problem_says_which() -> None:
    problem = Problem(code=Code.BAD_CONFIG, pointer="/steps/d", message="function is missing")
    shown = step_look(
        flow().steps[StepId("d")],
        Around(goals=frozenset({StepId("d")}), problems={StepId("d"): (problem,)}),
    )
    assert (shown.words, shown.glyph, shown.goal) == ("function is missing", Glyph.BANG, True)


def test_a_goal_that_lacks_an_input_says_which() -> None:
    assert look("z", of=flow_of("z: x -> y", goals="z")).words == "needs 'x'"


def renamed(picture: Picture, old: str, new: str) -> Patch:
    patch = edits.rename_step(picture.diagram, StepId(old), new)
    picture.show_patch(patch, apply(picture.diagram, patch))
    return patch


def undone(picture: Picture, patch: Patch) -> None:
    picture.show_patch(patch.inverse(), apply(picture.diagram, patch.inverse()))


def test_a_renamed_step_keeps_its_marks_and_its_readers_theirs() -> None:
    picture = picture_of(flow(), done())
    patches = [renamed(picture, "a", "first"), renamed(picture, "first", "again")]
    statuses = {step: shown.status for step, shown in picture.steps.items() if step}
    assert statuses == {"again": "completed", "b": "completed", "d": "completed", "e": "draft"}
    assert picture.steps[StepId("again")].outputs[Name("p")].status is PortStatus.ARRIVED
    assert picture.wires[wire("again.p", "d.p")].status is WireStatus.ARRIVED
    for patch in reversed(patches):
        undone(picture, patch)
    assert picture.steps[StepId("a")].status == "completed"
    assert picture.renames == Renames()


def test_a_goal_that_is_renamed_stays_reached() -> None:
    picture = picture_of(flow(), done())
    renamed(picture, "d", "end")
    assert picture.steps[StepId("end")].goal_reached
    assert picture.wires[wire("a.p", "end.p")].status is WireStatus.ARRIVED


def test_records_of_a_run_go_to_the_step_under_its_new_id() -> None:
    run = Run(flow(), x=1).start("a", x=1)
    picture = picture_of(flow(), run)
    renamed(picture, "a", "first")
    assert picture.steps[StepId("first")].status == "running"
    run.complete("a", p=1)
    picture.show_run(run.state, frozenset({StepId("a")}))
    assert picture.steps[StepId("first")].status == "completed"
    assert picture.wires[wire("first.p", "d.p")].status is WireStatus.ARRIVED


def test_a_renamed_step_that_is_changed_too_is_stale() -> None:
    picture = picture_of(flow(), done())
    renamed(picture, "a", "first")
    old = picture.diagram.flow.steps[StepId("first")]
    patch = edits.set_step(picture.diagram, replace(old, config={"function": "work:z"}))
    picture.show_patch(patch, apply(picture.diagram, patch))
    shown = [picture.steps[StepId(step)].status for step in ("first", "b", "d")]
    assert shown == ["stale", "completed", "stale"]


def test_another_step_under_the_old_id_has_no_marks() -> None:
    picture = picture_of(flow(), done())
    renamed(picture, "a", "first")
    patch = edits.add_step(picture.diagram, step_of("a: x -> other"), Place(0, 900))
    picture.show_patch(patch, apply(picture.diagram, patch))
    shown = [picture.steps[StepId(step)].status for step in ("a", "first", "d")]
    assert shown == ["draft", "completed", "completed"]


def test_two_steps_that_swap_their_ids_swap_their_marks() -> None:
    run = Run(flow(), x=1).start("a", x=1).complete("a", p=1)
    picture = picture_of(flow(), run)
    for old, new in (("a", "t"), ("b", "a"), ("t", "b")):
        renamed(picture, old, new)
    assert picture.steps[StepId("b")].status == "completed"
    assert picture.steps[StepId("a")].status == "pending"


def test_a_new_run_goes_by_the_new_ids() -> None:
    picture = picture_of(flow(), done())
    renamed(picture, "a", "first")
    again = Run(picture.diagram.flow, x=1).start("first", x=1)
    picture.show_run(again.state, frozenset())
    assert picture.steps[StepId("first")].status == "running"
    assert picture.renames == Renames()
