from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine import events as e
from engine.answers import Answers, Prepared, read_answers
from engine.datatype import DataType, TypeName
from engine.errors import Fatal, PlanError
from engine.flow import Input, Output, Step, StepId
from engine.kinds.ask import AskConfig, AskKind
from engine.kinds.set import SetKind
from engine.plan import Origin
from engine.planner import make_plan
from engine.policy import Retry, WorkPolicy
from engine.question import Question, Reply
from engine.registry import Registry
from engine.runner import Runner
from engine.secret import resolve
from engine.state import replay
from engine.testing import flow_of, step_of
from engine.value import Secret

NUMBER = DataType(name=TypeName.INTEGER)
SECRET = DataType(name=TypeName.STRING, format="secret")


class Person:
    """Answers by a function of the question; keeps what was asked, and what was taken back."""

    def __init__(self, answer: Callable[[Question], Any]) -> None:
        self.answer = answer
        self.asked: list[Question] = []
        self.open = 0

    async def ask(self, question: Question) -> Reply:
        self.asked.append(question)
        self.open += 1
        try:
            reply = self.answer(question)
            reply = await reply if asyncio.iscoroutine(reply) else reply
            return reply if isinstance(reply, Reply) else Reply(values=reply, by="test")
        finally:
            self.open -= 1


async def never(question: Question) -> Reply:
    return await asyncio.get_running_loop().create_future()


async def until(condition: Callable[[], Any]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - what is seen sends no event
            await asyncio.sleep(0)


def ask(text: str, **config: Any) -> Step:
    types = config.pop("types", {})
    step = step_of(text, kind="ask", config=config)
    outputs = OrderedDict(
        (n, replace(port, type=types.get(n, port.type))) for n, port in step.outputs.items()
    )
    return replace(step, outputs=outputs)


class Asked:
    def __init__(self, *steps: Step, given: Mapping[str, Any] = {}, **more: Any) -> None:
        registry = Registry(kinds=[AskKind(), SetKind()])
        self.records: list[e.Record] = list(more.get("resume", ()))
        goals = [step.id for step in steps]
        plan = make_plan(flow_of(*steps, goals=goals), given=given, kinds=registry)
        self.runner = Runner(plan, registry, self.records.append, folder=Path(), **more)

    async def run(self) -> Any:
        async with asyncio.timeout(10):
            state = await self.runner.run()
        assert replay(self.records, state.run) == state
        return state

    def all(self, type_: type) -> list[Any]:
        return [r.event for r in self.records if isinstance(r.event, type_)]


async def test_a_person_is_asked_and_the_answer_is_the_output():
    person = Person(lambda question: {"n": 3})
    run = Asked(
        ask("a: who -> n", title="How many, {who}?", message="For {who}", types={"n": NUMBER}),
        given={"who": "Ada"}, asker=person,
    )  # fmt: skip
    state = await run.run()
    assert state.steps["a"].outputs == {"n": 3}
    asked = person.asked[0]
    assert (asked.title, asked.message) == ("How many, Ada?", "For Ada")
    assert asked.fields["n"].type == NUMBER
    (told,) = run.all(e.QuestionAsked)
    assert told.fields == {"n": {"type": "integer", "required": True}}
    (answer,) = run.all(e.QuestionAnswered)
    assert (answer.values, answer.by, answer.rejected) == ({"n": 3}, "test", False)


async def test_without_a_title_the_step_asks_by_its_id():
    person = Person(lambda question: {"n": 3})
    await Asked(ask("a: -> n"), asker=person).run()
    assert person.asked[0].title == "a"


async def test_a_step_that_waits_for_an_answer_says_so_until_it_has_one():
    seen = []
    person = Person(lambda question: later(question))

    async def later(question):
        await until(lambda: run.runner.state.questions)
        seen.append((run.runner.state.steps["a"].text, list(run.runner.state.questions)))
        return Reply(values={"n": 1})

    run = Asked(ask("a: -> n"), asker=person)
    state = await run.run()
    assert seen == [("waiting for an answer", [("a", None)])]
    assert state.questions == {}
    assert state.steps["a"].text == ""


async def test_nobody_there_fails_the_step_with_what_to_do():
    state = await Asked(ask("a: -> n", types={"n": NUMBER}, title="How many?")).run()
    step = state.steps["a"]
    assert (state.status, step.status, step.reason) == ("failed", "failed", "no_answer")
    assert "'How many?'" in step.message
    assert '--answers FILE, a file with {"a": {"n": 0}}' in step.message


async def test_an_answer_of_another_type_fails_the_step_and_is_not_retried():
    person = Person(lambda question: {"n": "many"})
    step = ask("a: -> n", types={"n": NUMBER})
    step = replace(step, policy=WorkPolicy(retry=Retry(times=3, delay=0)))
    state = await Asked(step, asker=person).run()
    assert state.steps["a"].reason == "bad_answer"
    assert "'n': expected integer, got string many" in state.steps["a"].message
    assert len(person.asked) == 1


async def test_defaults_stand_in_for_what_is_not_answered():
    person = Person(lambda question: {})
    run = Asked(
        ask("a: wanted -> n, size, note*", defaults={"n": "{wanted}", "size": "small"}),
        given={"wanted": 7}, asker=person,
    )  # fmt: skip
    state = await run.run()
    assert state.steps["a"].outputs == {"n": 7, "size": "small"}


async def test_a_question_without_an_answer_to_a_required_field_fails():
    state = await Asked(ask("a: -> n"), asker=Person(lambda question: {})).run()
    assert "'n' is not answered" in state.steps["a"].message


async def test_a_yes_completes_and_gives_the_comment():
    person = Person(lambda question: {"approved": True, "comment": "fine"})
    state = await Asked(ask("a: -> approved, comment", approve=True), asker=person).run()
    assert person.asked[0].approve
    assert state.steps["a"].outputs == {"approved": True, "comment": "fine"}


async def test_a_yes_needs_no_outputs():
    person = Person(lambda question: {"approved": True})
    state = await Asked(ask("a: ", approve=True), asker=person).run()
    assert state.status == "completed"


async def test_a_no_fails_the_step_with_its_comment():
    person = Person(lambda question: {"approved": False, "comment": "too heavy"})
    state = await Asked(ask("a: -> approved", approve=True), asker=person).run()
    assert state.steps["a"].reason == "rejected"
    assert state.steps["a"].message == "the answer was no: too heavy"


@pytest.mark.parametrize("reply", [{"approved": False}, Reply(rejected=True)])
async def test_a_no_goes_on_where_that_is_wanted(reply):
    step = ask("a: -> approved, comment", approve=True, on_reject="continue")
    step = replace(step, outputs={**step.outputs, "comment": Output(optional=True)})
    state = await Asked(step, asker=Person(lambda question: reply)).run()
    assert state.steps["a"].outputs == {"approved": False}


async def test_whoever_would_not_answer_fails_the_step():
    run = Asked(ask("a: -> n"), asker=Person(lambda question: Reply(rejected=True)))
    state = await run.run()
    assert state.steps["a"].reason == "rejected"
    assert state.steps["a"].message == "whoever was asked would not answer"
    assert run.all(e.QuestionAnswered)[0].rejected


async def test_each_element_has_a_question_of_its_own():
    person = Person(lambda question: {"n": question.item})
    step = ask("a: who -> n", title="{who}?")
    step = replace(step, inputs={"who": Input(each=True)})
    run = Asked(step, given={"who": ["Ada", "Bob"]}, asker=person)
    state = await run.run()
    assert state.steps["a"].outputs == {"n": [0, 1]}
    assert [(q.title, q.place) for q in person.asked] == [("Ada?", "a[0]"), ("Bob?", "a[1]")]
    assert [event.item for event in run.all(e.QuestionAsked)] == [0, 1]


async def test_stop_ends_a_question_and_takes_it_back():
    person = Person(never)
    run = Asked(ask("a: -> n"), asker=person)
    work = asyncio.create_task(run.run())
    await until(lambda: person.open)
    run.runner.stop()
    state = await work
    assert (state.status, state.steps["a"].status, state.questions) == (
        "cancelled",
        "cancelled",
        {},
    )
    assert person.open == 0


async def test_a_timeout_ends_a_question_and_a_retry_asks_again():
    answers = iter([never, lambda question: {"n": 1}])
    person = Person(lambda question: next(answers)(question))
    policy = WorkPolicy(timeout=0.05, retry=Retry(times=1, delay=0))
    run = Asked(replace(ask("a: -> n"), policy=policy), asker=person)
    state = await run.run()
    assert state.steps["a"].outputs == {"n": 1}
    assert len(run.all(e.QuestionAsked)) == 2


async def test_a_secret_answer_is_never_recorded_and_reaches_who_needs_it():
    seen = []
    person = Person(lambda question: {"token": "hush-hush"})
    asks = ask("a: -> token", types={"token": SECRET})

    class Reads(SetKind):
        name = "reads"

        def check(self, step, config, folder):
            return ()

        async def perform(self, call, config, context):
            seen.append(call.inputs["token"])
            return {"value": f"it was {call.inputs['token']}"}

    reads = step_of("b: token -> value", kind="reads")
    reads = replace(reads, inputs={"token": Input(type=SECRET)})
    registry = Registry(kinds=[AskKind(), Reads()])
    records = []
    plan = make_plan(flow_of(asks, reads), kinds=registry)
    state = await Runner(plan, registry, records.append, folder=Path(), asker=person).run()
    assert state.status == "completed"
    assert seen == ["hush-hush"]
    assert "hush-hush" not in repr(records)
    answered = next(r.event for r in records if isinstance(r.event, e.QuestionAnswered))
    assert isinstance(answered.values["token"], Secret)
    assert state.steps["b"].outputs == {"value": "it was •••"}
    with pytest.raises(Fatal, match="is not kept once the program has ended"):
        resolve(answered.values["token"].reference, Path())  # nor once its run has


async def test_a_secret_that_whoever_asks_was_given_is_not_shown(monkeypatch):
    monkeypatch.setenv("TOKEN", "hush-hush")
    person = Person(lambda question: {"n": 1})

    class Tells(AskKind):
        name = "tells"

        async def perform(self, call, config, context):
            told = f"is {call.inputs['token']} right?"
            await context.ask(Question(step=call.step, title=told, fields={}))
            return {"n": 1}

    tells = step_of("b: token -> n", kind="tells", inputs={"token": Input(type=SECRET)})
    registry, records = Registry(kinds=[Tells()]), []
    plan = make_plan(flow_of(tells), given={"token": "env:TOKEN"}, kinds=registry)
    await Runner(plan, registry, records.append, folder=Path(), asker=person).run()
    assert person.asked[0].title == "is ••• right?"
    assert "hush-hush" not in repr(records)


async def test_a_reference_is_given_on_as_it_is():
    person = Person(lambda question: {"token": "env:TOKEN"})
    state = await Asked(ask("a: -> token", types={"token": SECRET}), asker=person).run()
    assert state.steps["a"].outputs == {"token": "env:TOKEN"}


async def test_a_resumed_run_keeps_its_answers_and_asks_the_open_question_again():
    steps = (ask("a: -> x"), ask("b: -> y"))
    person = Person(lambda question: {"x": 1} if question.step == "a" else never(question))
    first = Asked(*steps, asker=person)
    work = asyncio.create_task(first.run())
    await until(
        lambda: first.all(e.QuestionAsked)[1:] and first.runner.state.steps["a"].ended is not None
    )
    cut = list(first.records)
    first.runner.stop()
    await work
    again = Person(lambda question: {"y": 2})
    second = Asked(*steps, asker=again, resume=cut)
    state = await second.run()
    assert [question.step for question in again.asked] == ["b"]
    assert [state.steps[s].outputs for s in ("a", "b")] == [{"x": 1}, {"y": 2}]


def problems(step: Step) -> list[str]:
    return [p.message for p in AskKind().check(step, AskConfig(**step.config), Path())]


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        (ask("a: -> n", title="{who}?"), "'{who}' is not an input of the step."),
        (ask("a: -> n", message="{"), "cannot be read"),
        (ask("a: "), "there is nothing to answer."),
        (ask("a: -> n:=1"), "there is nothing to answer."),
        (ask("a: -> n", on_reject="continue"), "only a yes or no can go on after a no."),
        (ask("a: -> aproved", approve=True), "a yes or no gives no 'aproved'."),
        (ask("a: -> n", defaults={"m": 1}), "'m' is not asked for."),
        (ask("a: -> n", defaults={"n": "{m}"}), "'{m}' is not an input of the step."),
        (ask("a: -> n", types={"n": NUMBER}, defaults={"n": "x"}), "'n': expected integer"),
        (ask("a: -> t", types={"t": SECRET}, defaults={"t": "x"}), "'t' is a secret"),
    ],
)
def test_what_is_wrong_with_a_step_is_said_before_it_runs(step, sentence):
    (told,) = problems(step)
    assert sentence in told


def test_a_secret_must_not_be_shown_to_whoever_is_asked():
    step = replace(ask("a: t -> n", title="Use {t}?"), inputs={"t": Input(type=SECRET)})
    assert problems(step) == ["'{t}' is a secret, and would be shown to whoever is asked."]
    step = replace(ask("a: t -> n", defaults={"n": "{t}"}), inputs={"t": Input(type=SECRET)})
    assert problems(step) == ["'{t}' is a secret, and would be shown."]


def test_a_sound_step_has_no_problems():
    step = ask("a: who -> n", title="{who}?", defaults={"n": "{who}"})
    assert problems(step) == []
    assert problems(ask("a: -> approved, comment", approve=True, defaults={"comment": ""})) == []


class TestAnswers:
    flow = flow_of(
        ask("a: -> n, where*", types={"n": NUMBER, "where": DataType(format="path")}),
        ask("ok: -> approved", approve=True),
        goals="a ok",
    )

    def read(self, text: str) -> Any:
        return read_answers(Origin(self.flow), text.encode(), "'f.json'", Path("/here"))

    async def reply(self, text: str, question: Question) -> Reply:
        return await Prepared(self.read(text)).ask(question)

    async def test_an_answer_is_found_by_its_step(self):
        reply = await self.reply('{"a": {"n": 1}}', Question(step="a", title=""))
        assert (reply.values, reply.by) == ({"n": 1}, "answers")

    async def test_an_element_has_its_own_answer_before_that_of_the_step(self):
        text = '{"a": {"n": 1}, "a[1]": {"n": 2}}'
        for item, n in ((0, 1), (1, 2)):
            reply = await self.reply(text, Question(step="a", title="", item=item))
            assert reply.values == {"n": n}

    async def test_null_would_not_answer(self):
        assert (await self.reply('{"a": null}', Question(step="a", title=""))).rejected

    def test_relative_paths_are_the_callers(self):
        assert self.read('{"a": {"where": "x/y"}}').given["a"] == {"where": "/here/x/y"}

    def test_a_yes_or_no_takes_a_comment_whatever_the_outputs_are(self):
        read = self.read('{"ok": {"approved": true, "comment": "x"}}')
        assert read.given["ok"] == {"approved": True, "comment": "x"}
        assert read.warnings == ()

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ('{"b": {}}', "there is no step 'b' to answer"),
            ('{"aa": {}}', "did you mean 'a'"),
            ('{"a": {"m": 1}}', "nothing asks for 'm'"),
        ],
    )
    def test_what_nobody_asks_for_is_a_warning_with_the_nearest(self, text, sentence):
        read = self.read(text)
        assert sentence in read.warnings[0]
        assert not any(read.given.values())

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("[]", "expected an object of answers by step, got array"),
            ("{", "'f.json'"),
            ('{"a": 1}', "'a': expected an object of answers by name, got integer"),
            ('{"a": {"n": "x"}}', "'a': 'n': expected integer, got string x"),
        ],
    )
    def test_what_cannot_be_meant_is_refused(self, text, sentence):
        with pytest.raises(PlanError) as caught:
            self.read(text)
        assert caught.value.kind == "bad_input"
        assert sentence in caught.value.message

    def inside(self, text: str) -> Any:
        child = flow_of(ask("q: -> n", types={"n": NUMBER}), "other: n -> m")
        outer = (
            step_of(f"{name}: -> n", kind="flow", config={"flow": f"{name}.json"})
            for name in ("g", "gone")
        )
        origin = Origin(flow_of(*outer, goals="g"), Path("/here"), {"/here/g.json": child})
        return read_answers(origin, text.encode(), "'f.json'", Path("/here"))

    @pytest.mark.parametrize(
        ("place", "sentence"),
        [
            ("z", "there is no step 'z' to answer"),
            ("q", "there is no step 'q' to answer; did you mean 'g/q'?"),
            ("g", "step 'g' runs a flow, and asks nothing itself; did you mean 'g/q'?"),
            ("g/qq", "there is no step 'g/qq' to answer; did you mean 'g/q'?"),
            ("q/g", "there is no step 'q/g' to answer"),
        ],
    )
    def test_what_nobody_asks_for_is_a_warning_where_flows_are_inside_too(self, place, sentence):
        read = self.inside(json.dumps({place: {"n": 1}}))
        assert read.given == {}
        assert f"'f.json': {sentence}" in read.warnings[0]

    def test_answers_inside_are_held_against_what_is_asked_there(self):
        assert self.inside('{"g[1]/q": {"n": 1}}') == Answers({"g[1]/q": {"n": 1}})
        assert "nothing asks for 'k'" in self.inside('{"g/q": {"k": 1}}').warnings[0]
        with pytest.raises(PlanError, match="'g/q': 'n': expected integer, got string x"):
            self.inside('{"g/q": {"n": "x"}}')
        unread = self.inside('{"gone/q": {"n": "x"}}')
        assert unread == Answers({"gone/q": {"n": "x"}}), "nobody knows what is asked there"

    async def test_an_answer_for_a_step_is_one_for_every_element_around_it(self):
        prepared = Prepared(self.inside('{"g/q": {"n": 1}, "g[2]/q": {"n": 2}}'))
        for step, n in (("g/q", 1), ("g[1]/q", 1), ("g[2]/q", 2)):
            for item in (None, 3):
                reply = await prepared.ask(Question(step=StepId(step), title="", item=item))
                assert reply.values == {"n": n}
