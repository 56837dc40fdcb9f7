from __future__ import annotations

from collections import OrderedDict
from typing import Any, TypeVar

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.codec import FileOrder, FlowFile, dump_flow, parse_flow
from engine.datatype import DataType, TypeName
from engine.flow import Collect, Declared, Flow, Input, Name, Output, Step, StepId
from engine.policy import Backoff, Combine, OnFailure, Retry, WorkPolicy
from engine.value import ABSENT

T = TypeVar("T")

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
NUMBERS = st.one_of(
    st.integers(-(10**20), 10**20), st.floats(allow_nan=False, allow_infinity=False)
)
JSONS = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(TEXTS, inner, max_size=2)),
    max_leaves=3,
)
OBJECTS = st.dictionaries(TEXTS, JSONS, max_size=2)
STEP_IDS = st.from_regex(r"[a-z0-9][a-z0-9_.-]{0,5}", fullmatch=True).map(StepId)
NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,5}", fullmatch=True).map(Name)
NOTES = st.dictionaries(TEXTS.map("x-".__add__), JSONS, max_size=1)
SECONDS = st.floats(0.0, 1e9)


def rarely(common: T, other: st.SearchStrategy[T]) -> st.SearchStrategy[T]:
    return st.one_of(st.just(common), st.just(common), other)


def values(maybe: st.SearchStrategy[Any] = JSONS) -> st.SearchStrategy[Any]:
    return rarely(ABSENT, maybe)


TYPES = st.builds(
    DataType,
    name=st.sampled_from(TypeName),
    format=rarely("", TEXTS),
    enum=rarely(None, st.lists(JSONS, max_size=2).map(tuple)),
)
DECLARED = st.builds(
    Declared, type=TYPES, description=TEXTS, example=values(), default=values(), extra=NOTES
)
INPUTS = st.builds(
    Input,
    type=TYPES,
    description=rarely("", TEXTS),
    required=st.booleans(),
    default=values(),
    value=values(),
    sources=rarely((), st.lists(NAMES, max_size=3).map(tuple)),
    collect=st.sampled_from(Collect),
    each=st.booleans(),
    match=rarely("", TEXTS),
    deadline=rarely(None, SECONDS),
    extra=NOTES,
)
OUTPUTS = st.builds(
    Output,
    type=TYPES,
    attribute=rarely(Name(""), NAMES),
    optional=st.booleans(),
    value=values(),
    extra=NOTES,
)
RETRIES = st.builds(
    Retry,
    times=st.integers(0, 9),
    delay=SECONDS,
    backoff=st.sampled_from(Backoff),
    max_delay=SECONDS,
    jitter=st.floats(0.0, 1.0),
    extra=NOTES,
)
UNDOS = st.fixed_dictionaries({}, optional={"function": TEXTS, "kind": TEXTS, "config": OBJECTS})
POLICIES = st.builds(
    WorkPolicy,
    retry=rarely(Retry(), RETRIES),
    timeout=rarely(None, st.floats(0.001, 1e9)),
    cache=st.booleans(),
    parallelism=st.integers(1, 99),
    combine=st.sampled_from(Combine),
    undo=rarely(None, UNDOS),
    repeatable=st.booleans(),
    executor=rarely("", TEXTS),
    resources=rarely({}, OBJECTS),
)


def noted(*sides: str) -> st.SearchStrategy[dict[str, Any]]:
    beside = [NOTES.map(lambda n, s=side: {f"{s}/{k}": v for k, v in n.items()}) for side in sides]
    return st.tuples(NOTES, *beside).map(lambda parts: {k: v for p in parts for k, v in p.items()})


STEPS = st.builds(
    Step,
    id=STEP_IDS,
    kind=TEXTS,
    title=rarely("", TEXTS),
    config=OBJECTS,
    inputs=st.dictionaries(NAMES, INPUTS, max_size=2).map(OrderedDict),
    outputs=st.dictionaries(NAMES, OUTPUTS, max_size=2).map(OrderedDict),
    when=rarely("", TEXTS),
    disabled=st.booleans(),
    policy=rarely(WorkPolicy(), POLICIES),
    extra=noted("inputs", "outputs"),
)
FLOWS = st.builds(
    Flow,
    name=TEXTS,
    description=rarely("", TEXTS),
    steps=st.lists(STEPS, max_size=3).map(lambda steps: {step.id: step for step in steps}),
    goals=st.frozensets(STEP_IDS, max_size=3),
    inputs=st.dictionaries(NAMES, DECLARED, max_size=2),
    presets=st.dictionaries(TEXTS, st.dictionaries(TEXTS, JSONS, max_size=2), max_size=2),
    on_failure=st.sampled_from(OnFailure),
    extra=noted("inputs"),
)

law = settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@law
@given(flow=FLOWS, view=OBJECTS)
def test_what_is_saved_is_read_back_and_saved_the_same(flow: Flow, view: dict[str, Any]) -> None:
    data = dump_flow(flow, view)
    file = parse_flow(data, "a")
    assert file.flow == flow
    assert file.view == view
    assert dump_flow(file.flow, file.view, file.order) == data


@law
@given(flow=FLOWS, shuffled=st.randoms(use_true_random=False))
def test_the_order_of_the_file_is_kept_and_means_nothing(flow: Flow, shuffled: Any) -> None:
    steps, goals = sorted(flow.steps), sorted(flow.goals)
    shuffled.shuffle(steps)
    shuffled.shuffle(goals)
    order = FileOrder(
        goals=tuple(goals),
        steps=tuple(steps),
        inputs=tuple(sorted(flow.inputs)),
        presets=tuple(sorted(flow.presets)),
    )
    file = parse_flow(dump_flow(flow, {}, order), "a")
    assert file == FlowFile(flow=flow, view={}, order=order)
