"""The search for producers of a missing value: what it proposes, in which order, and that it is true."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st

from designer.document.diagram import Diagram, Place
from designer.document.feeding import fed as fed_by
from designer.document.ghosts import DEPTH, MOST, Likeness, Source, Template, likeness, propose
from designer.document.patch import apply
from engine.datatype import ANY, DataType, TypeName
from engine.flow import Declared, Flow, Input, Name, Output, Port, Step, StepId
from engine.planner import make_plan

TEXT = DataType(name=TypeName.STRING)
OBJECT = DataType(name=TypeName.OBJECT)
NUMBER = DataType(name=TypeName.NUMBER)
WANTED = Port(StepId("send"), Name("email"))


def step(id_: str, takes: Iterable[str] = (), gives: Iterable[str] = (), **types: DataType) -> Step:
    return Step(
        id=StepId(id_),
        kind="python",
        config={"function": f"work:{id_}"},
        inputs=OrderedDict((Name(n), Input(type=types.get(n, ANY))) for n in takes),
        outputs=OrderedDict((Name(n), Output(type=types.get(n, ANY))) for n in gives),
    )


def own(it: Step) -> Template:
    return Template(it, f"work:{it.id}", Source.OWN)


def diagram(*steps: Step, goals: Iterable[str] = ("send",), inputs: Iterable[str] = ()) -> Diagram:
    flow = Flow(
        steps={it.id: it for it in steps},
        goals=frozenset(StepId(goal) for goal in goals),
        inputs={Name(name): Declared() for name in inputs},
    )
    return Diagram(flow=flow, places={it.id: Place(400.0, 0.0) for it in steps})


SEND = step("send", ["email"], ["sent"], email=TEXT)


def titles(made: Diagram, *templates: Template, port: Port = WANTED) -> list[str]:
    plan = make_plan(made.flow)
    return [it.title for it in propose(made, port, tuple(plan.missing), templates)]


def test_an_attribute_of_the_flow_with_another_name_comes_before_new_steps() -> None:
    made = diagram(SEND, step("find", [], ["contact_email"], contact_email=TEXT))
    found = propose(made, WANTED, [Name("email")], [own(step("email", ["id"], ["email"]))])
    assert [(it.source, it.likeness) for it in found] == [
        (Source.FLOW, Likeness.WORDS), (Source.OWN, Likeness.NAME),
    ]  # fmt: skip
    assert found[0].connects == Port(StepId("find"), Name("contact_email"))
    assert found[0].needs == ()
    assert found[1].needs == ("id",)


def test_a_chain_is_found_several_steps_deep_and_wired_in_one_edit() -> None:
    templates = [
        own(step("email", ["customer"], ["email"], email=TEXT)),
        own(step("customer", ["row"], ["customer"])),
        own(step("row", ["customer_id"], ["row"])),
    ]
    made = diagram(SEND, inputs=["customer_id"])
    (best,) = propose(made, WANTED, [Name("email")], templates)
    assert best.adds == ("email", "customer", "row")
    assert best.needs == ("customer_id",)
    after = apply(made, best.patch)
    plan = make_plan(after.flow)
    assert set(plan.steps) == {"send", "email", "customer", "row"}
    assert set(plan.missing) == {"customer_id"}
    assert apply(after, best.patch.inverse()).flow == made.flow


def test_a_chain_ends_where_it_would_be_too_deep_and_never_goes_round() -> None:
    deep = [own(step(f"s{n}", [f"v{n + 1}"], [f"v{n}"])) for n in range(9)]
    first = own(step("email", ["v0"], ["email"]))
    (best,) = propose(diagram(SEND), WANTED, [Name("email")], [first, *deep])
    assert len(best.adds) == DEPTH
    round_ = [own(step("a", ["b"], ["email"])), own(step("b", ["email"], ["b"]))]
    found = propose(diagram(SEND), WANTED, [Name("email")], round_)
    assert all(len(set(it.adds)) == len(it.adds) for it in found)


def test_fewest_new_inputs_come_first_and_what_gives_anything_comes_last() -> None:
    ask = Template(step("ask", [], ["answer"]), "Ask a person", Source.PALETTE)
    two = own(step("by-mail", ["region", "country"], ["email"]))
    one = own(step("look-up", ["region"], ["email"]))
    assert titles(diagram(SEND), ask, two, one) == ["work:look-up", "work:by-mail", "Ask a person"]


def test_a_type_alone_says_little_unless_it_is_a_telling_one() -> None:
    assert likeness(Name("total"), TEXT, [Name("email")], TEXT) is Likeness.PLAIN
    assert likeness(Name("total"), ANY, [Name("email")], ANY) is None
    assert likeness(Name("row"), OBJECT, [Name("customer")], OBJECT) is Likeness.TYPE
    mail = DataType(name=TypeName.STRING, format="email")
    assert likeness(Name("contact"), mail, [Name("to")], mail) is Likeness.TYPE
    assert likeness(Name("email"), NUMBER, [Name("email")], TEXT) is None


WHOLE = DataType(name=TypeName.INTEGER)


def test_what_has_the_type_comes_before_kinds_that_could_give_anything() -> None:
    double = step("double", ["n"], ["double"], n=WHOLE, double=WHOLE)
    tally = step("tally", [], ["total", "count"], total=NUMBER, count=WHOLE)
    counted = own(step("measure", ["text"], ["length"], length=WHOLE))
    generic = [
        Template(Step(id=StepId(kind), kind=kind), kind, Source.PALETTE)
        for kind in ("set", "http", "notebook")
    ]
    port = Port(StepId("double"), Name("n"))
    made = diagram(double, tally, goals=["double"])
    again = own(step("double", ["n"], ["double"], n=WHOLE, double=WHOLE))

    def missing(flow: Flow) -> tuple[Name, ...]:
        return tuple(make_plan(flow).missing)

    found = propose(made, port, [Name("n")], [counted, again, *generic], missing)
    assert [it.title for it in found] == ["tally.count", "work:measure", "http"]
    assert [it.needs for it in found] == [(), ("text",), ()]
    assert set(make_plan(apply(made, found[0].patch).flow).missing) == set()
    many = [step(f"t{n}", [], ["count"], count=WHOLE) for n in range(9)]
    found = propose(diagram(double, *many, goals=["double"]), port, [Name("n")], generic)
    assert [it.likeness for it in found] == [*[Likeness.PLAIN] * (MOST - 1), Likeness.ANYTHING]


def test_what_waits_for_the_step_itself_is_never_proposed() -> None:
    after = step("archive", ["sent"], ["old_email"], old_email=TEXT)
    assert titles(diagram(SEND, after, goals=["archive"])) == []


def test_nothing_is_proposed_for_a_port_that_is_not_there() -> None:
    assert propose(diagram(SEND), Port(StepId("gone"), Name("x")), [], []) == ()
    assert propose(diagram(SEND), Port(StepId("send"), Name("x")), [], []) == ()


NAMES = st.sampled_from(["email", "customer", "row", "id", "region", "mail_email"])
STEPS = st.lists(st.tuples(st.lists(NAMES, max_size=2, unique=True), NAMES), min_size=0, max_size=6)


@settings(max_examples=60, deadline=None)
@given(STEPS, STEPS)
def test_what_a_proposal_says_that_it_needs_is_what_the_planner_then_asks_for(
    there: list[tuple[list[str], str]], functions: list[tuple[list[str], str]]
) -> None:
    steps = [step(f"t{n}", takes, [gives]) for n, (takes, gives) in enumerate(there)]
    templates = [own(step(f"f{n}", t, [gives])) for n, (t, gives) in enumerate(functions)]
    made = diagram(SEND, *steps)
    before = make_plan(made.flow)

    def missing(flow: Flow) -> tuple[Name, ...]:
        return tuple(make_plan(flow).missing)

    found = propose(made, WANTED, tuple(before.missing), templates, missing)
    assert found == propose(made, WANTED, tuple(before.missing), list(templates), missing)
    assert len(found) <= MOST
    for it in found:
        grown = apply(made, it.patch)
        assert apply(grown, it.patch.inverse()).flow == made.flow
        plan = make_plan(grown.flow)
        assert set(plan.missing) - set(before.missing) == set(it.needs)
    assert [len(it.needs) for it in found] == sorted(len(it.needs) for it in found)


def test_what_would_feed_other_inputs_anew_or_not_this_one_is_not_proposed() -> None:
    other = step("log", ["email"], ["logged"], email=TEXT)
    fed = step("find", [], ["email"], email=TEXT)
    made = diagram(SEND, other, fed)
    before = fed_by(made.flow)
    found = propose(made, WANTED, [], [own(step("guess", [], ["email"], email=TEXT))])
    for it in found:
        after = fed_by(apply(made, it.patch).flow)
        assert after[WANTED] != before[WANTED]
        assert (
            after[Port(StepId("log"), Name("email"))] == before[Port(StepId("log"), Name("email"))]
        )
