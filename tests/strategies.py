"""Random values for laws. Nothing here is ever executed: a Flow's functions need not exist."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace

from hypothesis import strategies as st

from engine.flow import Collect, Declared, Flow, Input, Name, Output, Step, StepId
from engine.policy import Combine, OnFailure, Retry, WorkPolicy
from engine.value import ABSENT

STEP_IDS = [StepId(f"s{number}") for number in range(9)]
ATTRIBUTES = [Name(letter) for letter in "abcdefgh"]

MATCHES = ["value > 1", "value < 3"]
CONDITIONS = ["true", "false", "i0 != 1", "i0 == null || i0 != 2", "i0 > 1", "i0"]

names = st.sampled_from(ATTRIBUTES)
literals = st.one_of(st.just(ABSENT), st.just(ABSENT), st.just(ABSENT), st.integers(0, 3))
givens = st.dictionaries(names, st.integers(0, 9), max_size=3)

plain_inputs = st.builds(Input, sources=st.tuples(names))
"""Required, one Attribute, nothing special."""


@st.composite
def inputs(draw: st.DrawFn) -> Input:
    """Stand-ins, `all`, optional inputs with and without defaults, literals."""
    required = draw(st.sampled_from([True, True, False]))
    return Input(
        required=required,
        default=ABSENT if required else draw(literals),
        value=draw(literals) if draw(st.integers(0, 5)) == 0 else ABSENT,
        sources=tuple(draw(st.lists(names, min_size=1, max_size=3, unique=True))),
        collect=draw(st.sampled_from([Collect.FIRST, Collect.FIRST, Collect.ALL])),
    )


@st.composite
def policies(draw: st.DrawFn) -> Input:
    """The same with every policy of `collect` that is no gate."""
    policy = st.sampled_from([kind for kind in Collect if kind is not Collect.NONE])
    return replace(draw(inputs()), collect=draw(policy))


@st.composite
def whole_inputs(draw: st.DrawFn) -> Input:
    """Every policy of `collect`, with gates: `none`, and `match` over small integers."""
    kind = draw(st.sampled_from([Collect.NONE, *Collect]))
    match = draw(st.sampled_from(["", "", *MATCHES]))
    return replace(draw(inputs()), collect=kind, match=match)


@st.composite
def outputs(draw: st.DrawFn) -> Output:
    """An Attribute to write, sometimes optional, sometimes pinned."""
    return Output(
        attribute=draw(names),
        optional=draw(st.booleans()),
        value=draw(literals) if draw(st.integers(0, 3)) == 0 else ABSENT,
    )


@st.composite
def steps(draw: st.DrawFn, step: StepId, ports: st.SearchStrategy[Input]) -> Step:
    """A Step with up to three inputs and two outputs."""
    read = draw(st.lists(ports, max_size=3))
    written = draw(st.lists(outputs(), max_size=2))
    return Step(
        id=step,
        kind="python",
        config={"function": f"work:{step}"},
        inputs=OrderedDict((Name(f"i{n}"), port) for n, port in enumerate(read)),
        outputs=OrderedDict((Name(f"o{n}"), port) for n, port in enumerate(written)),
        disabled=draw(st.integers(0, 9)) == 0,
    )


@st.composite
def flows(
    draw: st.DrawFn,
    ports: Callable[[], st.SearchStrategy[Input]] = inputs,
    *,
    min_goals: int = 0,
) -> Flow:
    """Small Flows that need not make sense: they may have cycles, dead ends and no Goals."""
    ids = draw(st.lists(st.sampled_from(STEP_IDS), min_size=1, unique=True))
    made = [draw(steps(step, ports())) for step in ids]
    declared = st.builds(Declared, default=literals)
    return Flow(
        name="random",
        steps={step.id: step for step in made},
        goals=frozenset(draw(st.lists(st.sampled_from(ids), min_size=min_goals, max_size=3))),
        inputs=draw(st.dictionaries(names, declared, max_size=2)),
    )


@st.composite
def acyclic_flows(draw: st.DrawFn, ports: Callable[[], st.SearchStrategy[Input]] = inputs) -> Flow:
    """Flows whose Steps each write an Attribute of their own and read only those of earlier ones.

    Names beginning with `x` are written by nobody. At least one Goal.
    """
    count = draw(st.integers(1, 9))
    made: list[Step] = []
    for number in range(count):
        known = [*(Name(f"a{n}") for n in range(number)), *(Name(f"x{n}") for n in range(3))]
        read = [_retarget(draw, port, known) for port in draw(st.lists(ports(), max_size=3))]
        made.append(
            Step(
                id=StepId(f"s{draw(st.integers(0, 9))}-{number}"),
                kind="python",
                config={"function": f"work:s{number}"},
                inputs=OrderedDict((Name(f"i{n}"), port) for n, port in enumerate(read)),
                outputs=OrderedDict([(Name("out"), Output(attribute=Name(f"a{number}")))]),
            )
        )
    ids = [step.id for step in made]
    return Flow(
        name="random",
        steps={step.id: step for step in draw(st.permutations(made))},
        goals=frozenset(draw(st.lists(st.sampled_from(ids), min_size=1, max_size=3))),
    )


@st.composite
def rich_inputs(draw: st.DrawFn) -> Input:
    """Everything that an input can say: gates and policies, `each`, deadlines."""
    each = draw(st.integers(0, 4)) == 0
    deadline = draw(st.sampled_from([None, None, 0.0, 2.0]))
    return replace(draw(whole_inputs()), each=each, deadline=deadline)


@st.composite
def rich_policies(draw: st.DrawFn) -> WorkPolicy:
    """How a Step is worked on, with every rule that has a say in when it ends."""
    delay = draw(st.sampled_from([0.0, 1.0, 30.0]))
    return WorkPolicy(
        retry=Retry(times=draw(st.sampled_from([0, 0, 1, 3])), delay=delay, jitter=0.0),
        timeout=draw(st.sampled_from([None, None, 1.0, 20.0])),
        parallelism=draw(st.sampled_from([1, 2, 8])),
        combine=draw(st.sampled_from(Combine)),
        undo=draw(st.sampled_from([None, {"function": "work:undo"}])),
    )


@st.composite
def rich_flows(draw: st.DrawFn) -> Flow:
    """Flows in which every rule of a run may meet every other."""
    flow = draw(st.one_of(flows(rich_inputs, min_goals=1), acyclic_flows(rich_inputs)))
    steps = {
        name: replace(step, when=draw(st.sampled_from(["", "", *_askable(step)])), policy=policy)
        for name, step in flow.steps.items()
        for policy in [draw(rich_policies())]
    }
    return replace(flow, steps=steps, on_failure=draw(st.sampled_from(OnFailure)))


def _askable(step: Step) -> list[str]:
    return [text for text in CONDITIONS if "i0" not in text or "i0" in step.inputs]


def _retarget(draw: st.DrawFn, port: Input, known: list[Name]) -> Input:
    sources = tuple(dict.fromkeys(draw(st.sampled_from(known)) for _ in port.sources))
    return replace(port, sources=sources)
