from __future__ import annotations

import base64
import json
import os
import re
import threading
import time
import unicodedata
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from engine import events as e
from engine.capture import capturing
from engine.cli.sentences import end_in_words
from engine.codec import record_to_json
from engine.datatype import DataType, TypeName
from engine.flow import Input
from engine.masking import MASK, blot, blotted, forms_of
from engine.policy import Combine, WorkPolicy
from engine.testing import flow_of
from engine.value import Unkept
from tests.scripted import Ran, ran

TOKEN = 'pl"ain/sécret & 99'

SECRET = DataType(name=TypeName.STRING, format="secret")


async def ran_with(monkeypatch: pytest.MonkeyPatch, work, token: str = TOKEN, **output) -> Ran:
    monkeypatch.setenv("BACKCAST_TEST_TOKEN", token)
    flow = flow_of("a: token -> x")
    step = flow.steps["a"]
    port = replace(step.outputs["x"], type=DataType(**output)) if output else step.outputs["x"]
    step = replace(step, inputs={"token": Input(type=SECRET)}, outputs={"x": port})
    flow = replace(flow, steps={"a": step})
    return await ran(flow, {"a": work}, {"token": "env:BACKCAST_TEST_TOKEN"})


def told(run: Ran) -> str:
    return "\n".join(
        json.dumps(record_to_json(record, "r1"), ensure_ascii=False) for record in run.records
    )


@pytest.mark.parametrize(
    "output", [{"name": TypeName.INTEGER}, {"enum": ("yes", "no")}, {"name": TypeName.OBJECT}]
)
async def test_what_does_not_fit_its_output_is_said_without_the_secret(monkeypatch, output):
    long = "plainasciisecret99" * 5  # the sentence shows a piece of it
    run = await ran_with(monkeypatch, lambda call: {"x": call.inputs["token"]}, long, **output)
    assert run.state.steps["a"].reason == "bad_output"
    assert MASK in run.state.steps["a"].message
    assert "plain" not in told(run)


async def test_the_names_that_a_step_returned_are_said_without_the_secret(monkeypatch):
    token = "plainasciisecret99"
    missing = await ran_with(monkeypatch, lambda call: {call.inputs["token"]: 1}, token)
    assert missing.state.steps["a"].message == f"did not return 'x'; it returned '{MASK}'"
    more = await ran_with(monkeypatch, lambda call: {"x": 1, call.inputs["token"]: 1}, token)
    assert f"returned '{MASK}', which is not one of its outputs" in told(more)
    assert token not in told(missing) + told(more)


async def test_an_output_is_delivered_though_its_name_is_part_of_the_secret(monkeypatch):
    run = await ran_with(monkeypatch, lambda call: {"x": 1}, "x")
    assert run.state.steps["a"].outputs == {"x": 1}


class Shows:
    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return f"<Shows {'.' * 300} {self.text}>"


@pytest.mark.parametrize(
    "made",
    [Shows, lambda t: [Shows(t)], lambda t: {1: {t}}, lambda t: frozenset([(t,)])],
)
async def test_what_is_no_json_is_left_as_a_note_where_it_shows_the_secret(monkeypatch, made):
    token = "plainasciisecret99"
    run = await ran_with(monkeypatch, lambda call: {"x": made(call.inputs["token"])}, token)
    assert token not in told(run) + repr(run.state.steps["a"].outputs)
    assert "output 'x' held a secret that the step was given; it is masked" in told(run)


@pytest.mark.parametrize("bytes_", [bytes, bytearray])
@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
async def test_bytes_stay_bytes_without_the_secret(monkeypatch, bytes_, encoding):
    made = bytes_(b"\x00\xff" + TOKEN.encode(encoding) + b"\xff\xc3")
    run = await ran_with(monkeypatch, lambda call: {"x": {"raw": made}})
    (left,) = run.state.steps["a"].outputs["x"].values()
    assert (type(left), left) == (bytes_, b"\x00\xff" + MASK.encode() + b"\xff\xc3")
    assert "output 'x' held a secret that the step was given; it is masked" in told(run)
    clean = bytes_(b"\xff\x00")
    assert blotted(clean, forms_of(TOKEN)) is clean


def test_an_object_that_shows_no_secret_stays_itself():
    own = Shows("nothing")
    assert blotted([own], ("secret",))[0] is own
    note = blotted(Shows("a secret"), ("secret",))
    assert isinstance(note, Unkept)
    assert note.type == "Shows"


async def test_each_line_of_a_secret_is_one_too(monkeypatch):
    token = "-----BEGIN-----\nAAAAsecretline1\n  BBBBsecretline2\n}\n"

    def work(call):
        for line in call.inputs["token"].splitlines():
            print("got", line)
        return {"x": call.inputs["token"].split("\n")}

    run = await ran_with(monkeypatch, work, token)
    assert "secretline" not in told(run)
    assert "BEGIN" not in told(run)
    assert run.state.steps["a"].outputs["x"][3] == "}"


@pytest.mark.parametrize(
    "form",
    [
        lambda t: json.dumps({"t": t}),
        lambda t: json.dumps({"t": t}, ensure_ascii=False),
        repr,
        quote,
        lambda t: quote(t, safe=""),
        quote_plus,
        lambda t: base64.b64encode(t.encode()).decode(),
        lambda t: base64.urlsafe_b64encode(f"me:{t}".encode()).decode(),
        lambda t: base64.b64encode(f"user:{t}!".encode()).decode(),
    ],
)
def test_a_secret_counts_in_the_forms_in_which_programs_write_it(form):
    clean = blot(f"it is {form(TOKEN)}", forms_of(TOKEN, "another"))
    assert MASK in clean
    left = clean.removeprefix("it is ").replace(MASK, "")
    assert len(left) <= len('{"t": ""}') + 3, left


@pytest.mark.parametrize(
    "path",
    [
        lambda t: Path("/here") / t,
        lambda t: os.path.normpath(f"/here/{t}"),
        lambda t: (Path("/here") / f"{t}.txt").parent,
        lambda t: Path(t).name,
        lambda t: repr(Path("/here") / t),
    ],
)
def test_a_secret_with_slashes_counts_as_a_path_would_show_it(path):
    token = 'topsecret"/../other-s3cret//./x-and-more'
    clean = blot(f"no {path(token)}", forms_of(token))
    assert MASK in clean
    assert not re.search("secret|s3cret|and-more", clean), clean


def test_short_folders_of_a_secret_with_slashes_are_words_like_others():
    assert (
        blot("home is where the key is", forms_of("/home/anna/key")) == "home is where the key is"
    )


@pytest.mark.parametrize("token", ["pässword-sup3r", "grün\nschlüssel"])
@pytest.mark.parametrize(
    "form",
    [
        lambda t: t.encode().decode("latin-1"),
        lambda t: json.dumps(t.encode().decode("latin-1")),
        lambda t: t.encode().decode("cp1252"),
        lambda t: t.encode().decode("cp850"),
        lambda t: t.encode("latin-1").decode("utf-8", "replace"),
        lambda t: t.encode("cp850").decode("utf-8", "surrogateescape"),
        lambda t: t.encode().decode("ascii", "replace"),
        lambda t: t.encode("ascii", "replace").decode(),
        lambda t: t.encode("ascii", "ignore").decode(),
        lambda t: t.encode("ascii", "xmlcharrefreplace").decode(),
        lambda t: repr(t.encode("latin-1")),
        lambda t: repr(t.encode()),
        lambda t: quote(t, encoding="latin-1"),
        lambda t: base64.b64encode(f"bob:{t}".encode("latin-1")).decode(),
        lambda t: unicodedata.normalize("NFD", t),
    ],
)
def test_a_secret_counts_in_another_encoding_and_where_one_was_taken_for_another(form, token):
    clean = blot(f"it is {form(token)}", forms_of(token))
    assert MASK in clean
    assert not {"ssword", "sup3r", "gr", "ssel"} & set(re.findall("[a-z0-9]+", clean))


def test_of_a_secret_without_ascii_no_row_of_question_marks_is_taken_for_it():
    for plain in ("what????????", "\ufffd" * 12, ""):
        assert blot(plain, forms_of("пароль")) == plain


async def test_a_secret_that_a_server_gives_back_in_another_encoding_is_masked(monkeypatch):
    token = "pässword-sup3r"
    echo = {"x": {"headers": {"X-T": token.encode().decode("latin-1")}}}
    run = await ran_with(monkeypatch, lambda call: echo, token)
    assert run.state.steps["a"].outputs == {"x": {"headers": {"X-T": MASK}}}
    assert "sup3r" not in told(run)


def test_the_beginning_of_a_secret_is_taken_out_where_a_text_was_cut_off():
    assert blot("got plain-asc…", ("plain-ascii-secret",)) == f"got {MASK}…"
    assert blot("got pla…", ("plain-ascii-secret",)) == "got pla…"


async def test_a_thread_that_a_step_starts_prints_and_fails_for_that_step(monkeypatch, capsys):
    token = "plainasciisecret99"

    def work(call):
        def bad() -> None:
            print("in a thread", call.inputs["token"])
            raise ValueError(f"thread {call.inputs['token']}")

        thread = threading.Thread(target=bad)
        thread.start()
        thread.join()
        return {"x": 1}

    before = threading.Thread.start, threading.excepthook
    with capturing():
        run = await ran_with(monkeypatch, work, token)
    assert (threading.Thread.start, threading.excepthook) == before
    lines = [event.text for event in run.all(e.StepOutput)]
    assert lines[0] == f"in a thread {MASK}"
    assert lines[-1] == f"ValueError: thread {MASK}"
    assert token not in "".join(capsys.readouterr()) + told(run)


@pytest.mark.parametrize("cyclic", [True, False])
async def test_a_list_that_cannot_be_copied_is_refused_with_a_sentence(cyclic: bool):
    deep: list[object] = []
    if cyclic:
        deep.append(deep)
    for _ in range(0 if cyclic else 5_000):
        deep = [deep]
    run = await ran(flow_of("a: -> l", "b: l -> x"), {"a": {"l": deep}})
    told = "input 'l' of step 'b' contains itself or is nested too deeply to be handed on"
    assert (run.state.steps["b"].reason, run.state.steps["b"].message) == ("bad_input", told)


async def test_lists_of_unequal_lengths_say_what_to_do():
    flow = flow_of("a: l, k -> x")
    ports = {"l": Input(each=True), "k": Input(each=True)}
    policy = WorkPolicy(combine=Combine.ZIP)
    flow = replace(flow, steps={"a": replace(flow.steps["a"], inputs=ports, policy=policy)})
    run = await ran(flow, {}, {"l": [1, 2], "k": [1]})
    told = "'k' has 1, 'l' has 2; make them as long as each other, or combine them as 'product'"
    assert run.state.steps["a"].message.endswith(told)
    assert "Give a value of that type" not in "\n".join(end_in_words(run.state, verbose=False))


@pytest.mark.parametrize("blank", ["\t", "  ", " \n \t ", "\u00a0\u00a0", " " * 5_000])
async def test_an_error_names_no_secret_whose_blanks_the_sentence_tidied(monkeypatch, blank: str):
    def fail(call):
        raise ValueError(f"bad token {call.inputs['token']}, they say")

    run = await ran_with(monkeypatch, fail, f"tidied{blank}secret")
    message = run.state.steps["a"].message
    assert f"bad token {MASK}" in message
    assert "tidied" not in told(run)
    assert "secret" not in message


def test_what_a_cut_left_of_a_secret_is_taken_out_before_and_after_it() -> None:
    forms = forms_of("first\tsecond third", "plainasciisecret99")
    assert (
        blot("it begins with 'first sec…'; so do not", forms)
        == f"it begins with '{MASK}…'; so do not"
    )
    assert blot("plainasci… (9 left out) …secret99 and more…", forms) == (
        f"{MASK}… (9 left out) …{MASK} and more…"
    )
    assert blot("pla… …99", forms) == "pla… …99"  # may be anything


def test_long_secrets_of_one_letter_are_looked_for_in_a_moment() -> None:
    forms = forms_of("A" * 300_000)
    began = time.process_time()
    assert blot("x " + "A" * 8_000 + "…", forms) == f"x {MASK}…"
    assert blot("…" * 2_000, forms) == "…" * 2_000
    assert time.process_time() - began < 1


@pytest.mark.parametrize("length", [60, 9_000, 30_000])
@pytest.mark.parametrize("before", [0, 4, 8_000, 8_170, 16_300])
async def test_a_line_that_is_recorded_in_pieces_shows_nothing_of_a_secret(
    monkeypatch, length: int, before: int
):
    token = "".join(f"{number:x}" for number in range(length))[:length]

    def work(call):
        print("." * before + call.inputs["token"] + "," * 100 + "\nthen this")
        return {"x": 1}

    with capturing():
        run = await ran_with(monkeypatch, work, token)
    lines = [event.text for event in run.all(e.StepOutput)]
    assert set("".join(lines[:-1])) <= set(".," + MASK)
    assert MASK in "".join(lines)
    assert "".join(lines).count(",") == 100
    assert lines[-1] == "then this"
