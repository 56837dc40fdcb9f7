from __future__ import annotations

import asyncio
import base64
import contextlib
import gzip
import json
import socket
import ssl
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
import pytest_asyncio
from pydantic import ValidationError

from engine import web
from engine.datatype import ARRAY
from engine.errors import StepFailure
from engine.flow import Output
from engine.kinds.http import HttpConfig, HttpKind
from engine.planner import make_plan
from engine.policy import WorkPolicy
from engine.registry import Registry
from engine.runner import Runner
from engine.testing import flow_of, step_of
from tests.engine.performing import Bench, step
from tests.engine.webserver import response, serving


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def bench(tmp_path):
    return Bench(HttpKind(), tmp_path)


@pytest_asyncio.fixture
async def server():
    async with serving() as server:
        yield server


async def failure(bench, config, inputs=None, outputs="body") -> StepFailure:
    with pytest.raises(StepFailure) as caught:
        await bench.perform(config, inputs, outputs)
    return caught.value


def problems(config, inputs="", outputs="body"):
    subject = step(config, inputs, outputs)
    found = HttpKind().check(subject, HttpConfig(**config), Path())
    return [(p.pointer.removeprefix("/steps/work"), p.message) for p in found]


# the request


async def test_an_answer_of_json_becomes_the_output(bench, server):
    url = server.says("/x", response(200, b'{"a": [1, null]}'))
    assert await bench.perform({"url": url}, {}, "body") == {"body": {"a": [1, None]}}
    (asked,) = server.received
    assert (asked.method, asked.target, asked.body) == ("GET", "/x", b"")
    assert asked.headers["user-agent"] == "backcast"


async def test_inputs_in_the_url_are_encoded_but_for_a_base_at_its_beginning(bench, server):
    inputs = {"base": server.url + "/", "who": "a/b ?ü#", "n": 3}
    path = "/who/a%2Fb%20%3F%C3%BC%23/3"
    server.says(path, response(200, b"1"))
    config = {"url": "{base}/who/{who}/{n}?v=1#part", "query": {"q": "{who}", "none": "{x}"}}
    assert await bench.perform(config, inputs, "body") == {"body": 1}
    assert server.received[0].target == path + "?v=1&q=a%2Fb+%3F%C3%BC%23"


@pytest.mark.parametrize("value", [".", ".."])
async def test_an_input_does_not_lead_to_another_path(bench, server, value):
    error = await failure(bench, {"url": server.url + "/users/{who}/x"}, {"who": value})
    assert str(error) == f"'{value}' cannot stand in a URL"
    assert server.received == []


async def test_headers_take_inputs_and_are_left_out_with_them(bench, server):
    url = server.says("/x", response(200, b"1"))
    headers = {"X-Who": "{who}", "X-None": "{none}", "Accept": "text/plain"}
    await bench.perform({"url": url, "headers": headers}, {"who": "é"}, "body")
    asked = server.received[0].headers
    assert (asked["x-who"], asked["accept"]) == ("é", "text/plain")
    assert "x-none" not in asked


BODIES = {
    "json": (
        {"json": {"id": "{n}", "text": "no {n}", "list": ["{l}", 1, "{none}"], "x": "{none}"}},
        "application/json",
        b'{"id": 3, "text": "no 3", "list": [[1, {"a": null}], 1, null]}',
    ),
    "json as it is": ({"json": "{l}"}, "application/json", b'[1, {"a": null}]'),
    "braces": ({"json": {"{k}": "{{n}}"}}, "application/json", b'{"{k}": "{n}"}'),
    "form": (
        {"form": {"a": "{n}", "b": "x & \u00fc", "c": "{none}"}},
        "application/x-www-form-urlencoded",
        b"a=3&b=x+%26+%C3%BC",
    ),
    "text": ({"text": "n is {n}, \u00fc"}, "text/plain; charset=utf-8", "n is 3, ü".encode()),
    "file": ({"file": "data.{n}"}, "application/octet-stream", b"\x00\xff"),
    "none": ({}, None, b""),
}


@pytest.mark.parametrize("name", BODIES)
async def test_a_body_is_sent_with_its_type(bench, server, name):
    (bench.folder / "data.3").write_bytes(b"\x00\xff")
    more, type_, body = BODIES[name]
    url = server.says("/x", response(204))
    config = {"method": "POST", "url": url, **more}
    assert await bench.perform(config, {"n": 3, "l": [1, {"a": None}]}, "body") == {"body": None}
    (asked,) = server.received
    assert (asked.method, asked.body) == ("POST", body)
    assert asked.headers.get("content-type") == type_


async def test_a_type_that_is_said_wins(bench, server):
    url = server.says("/x", response(200, b"1"))
    headers = {"content-type": "application/vnd.api+json"}
    await bench.perform({"method": "PUT", "url": url, "json": 1, "headers": headers})
    assert server.received[0].headers["content-type"] == "application/vnd.api+json"


async def test_credentials_are_shown(bench, server):
    url = server.says("/x", response(200, b"1"))
    inputs = {"secret": "pä:ss"}
    await bench.perform({"url": url, "user": "ada", "password": "{secret}"}, inputs, "body")
    await bench.perform({"url": url, "bearer": "{secret}"}, {"secret": "t0k"}, "body")
    basic, bearer = (asked.headers["authorization"] for asked in server.received)
    assert basic == "Basic " + base64.b64encode("ada:pä:ss".encode()).decode()
    assert bearer == "Bearer t0k"


@pytest.mark.parametrize(
    ("more", "inputs", "words"),
    [
        ({"headers": {"X": "{v}"}}, {"v": "a\r\nY: b"}, "the header 'X' has a line break"),
        ({"headers": {"X": "{v}"}}, {"v": object()}, "input 'v' is object"),
        ({"bearer": "{v}"}, {}, "the bearer token needs the input 'v', which was left out"),
        ({"bearer": "{v}"}, {"v": "a\nb"}, "the header 'Authorization' has a line break"),
        ({"json": {"a": "{v}"}}, {"v": float("nan")}, "the JSON body cannot be sent"),
        ({"json": {"a": "{v}"}}, {"v": object()}, "the JSON body cannot be sent"),
        ({"file": "nowhere"}, {}, "cannot be sent: no such file"),
        ({"url": "{v}"}, {"v": "ftp://x"}, "a URL begins with 'https://'"),
        ({"url": "{v}"}, {"v": "no url"}, "a URL begins with 'https://'"),
        ({"url": "http://{v}/"}, {"v": "a b"}, "this is not a URL"),
        ({"url": "http://[::1/"}, {}, "this is not a URL"),
        ({"url": "http://127.0.0.1:99999/"}, {}, "this is not a URL"),
        ({"url": "http:///x"}, {}, "this is not a URL"),
        ({"url": "http://x/{v}"}, {}, "the URL needs the input 'v'"),
        ({"url": "http://x/{v}"}, {"v": "\ud800"}, "half a character"),
    ],
)
async def test_a_request_that_cannot_be_sent_fails_for_good(bench, server, more, inputs, words):
    url = server.says("/x", response(200, b"1"))
    error = await failure(bench, {"method": "POST", "url": url, **more}, inputs)
    assert words in str(error)
    assert error.retryable is False
    assert server.received == []


# the answer


async def test_status_headers_and_url_are_outputs_by_name(bench, server):
    url = server.says("/x", response(201, b'"made"', "X-Id: 7"))
    found = await bench.perform({"url": url}, {}, "status headers url it")
    assert (found["status"], found["url"], found["it"]) == (201, url, "made")
    assert found["headers"]["x-id"] == "7"


async def test_an_object_fills_several_outputs_by_name(bench, server):
    url = server.says("/x", response(200, b'{"a": 1, "b": 2, "status": 3}'))
    found = await bench.perform({"url": url}, {}, "a b status")
    assert found == {"a": 1, "b": 2, "status": 200}
    url = server.says("/y", response(200, b"[1]"))
    error = await failure(bench, {"url": url}, {}, "a b")
    assert "expected a JSON object with 'a', 'b', got array" in str(error)


@pytest.mark.parametrize(
    ("body", "type_", "text"),
    [
        ("grün".encode(), "text/plain", "grün"),
        ("grün".encode("latin-1"), "text/plain; charset=latin-1", "grün"),
        (b"gr\xffn", "text/plain", "gr\ufffdn"),
        (b"x", "text/plain; charset=klingon", "x"),
        (b"", "text/plain", ""),
    ],
)
async def test_an_answer_of_text_is_read_as_it_says(bench, server, body, type_, text):
    url = server.says("/x", response(200, body, type_=type_))
    assert await bench.perform({"url": url, "response": "text"}) == {"result": text}


@pytest.mark.parametrize("body", [b"\x00\x01\xff", b"", b'{"a": 1}'])
async def test_an_answer_is_taken_as_the_bytes_that_came(bench, server, body):
    url = server.says("/x", response(200, gzip.compress(body), "Content-Encoding: gzip"))
    found = await bench.perform({"url": url, "response": "bytes"}, {}, "it status")
    assert found == {"it": body, "status": 200}


async def test_an_answer_goes_to_a_file(bench, server):
    url = server.says("/x", response(200, b"\x00\x01\xff"))
    config = {"url": url, "response": "file", "save_to": "{name}.bin"}
    found = await bench.perform(config, {"name": "got"}, "path status")
    assert found == {"path": str(bench.folder / "got.bin"), "status": 200}
    assert (bench.folder / "got.bin").read_bytes() == b"\x00\x01\xff"
    config["save_to"] = "nowhere/{name}"
    assert "could not be written: no such file" in str(
        await failure(bench, config, {"name": "x"}, "path")
    )


async def test_an_answer_that_nobody_reads_is_not_an_error(bench, server):
    url = server.says("/x", response(200, b"no json"))
    assert await bench.perform({"url": url, "response": "none"}, {}, "") == {}
    assert await bench.perform({"url": url}, {}, "status") == {"status": 200}
    assert await bench.perform({"url": url, "method": "HEAD"}, {}, "status") == {"status": 200}


async def test_a_compressed_answer_is_unpacked_and_counted_unpacked(bench, server):
    packed = gzip.compress(json.dumps("x" * 3_000_000).encode())
    url = server.says("/x", response(200, packed, "Content-Encoding: gzip"))
    assert len((await bench.perform({"url": url}))["result"]) == 3_000_000
    error = await failure(bench, {"url": url, "limit": 1})
    assert str(error) == f"GET {url}: the answer is larger than 1 MB"
    assert (error.reason, error.retryable) == ("too_large", False)
    for body, packing in [(b"nonsense", "gzip"), (packed[:-50], "gzip"), (b"1", "br")]:
        url = server.says("/y", response(200, body, f"Content-Encoding: {packing}"))
        error = await failure(bench, {"url": url})
        assert str(error).endswith(f"the answer cannot be unpacked; it says it is '{packing}'")
        assert error.reason == "bad_response"
    url = server.says(
        "/z", response(200, gzip.compress(b"[1,") + gzip.compress(b"2]"), "Content-Encoding: gzip")
    )
    assert await bench.perform({"url": url}) == {"result": [1, 2]}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<html>", "the answer is not JSON (Expecting value: line 1 column 1 (char 0))"),
        (b'{"a": NaN}', "NaN is not JSON"),
        (b'"\xff"', "the answer is not JSON"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
async def test_an_answer_that_is_no_json_fails_for_good(bench, server, body, words):
    url = server.says("/x", response(200, body, type_="text/html; charset=utf-8"))
    error = await failure(bench, {"url": url})
    assert words in str(error)
    assert "it says that it is text/html" in str(error)
    assert (error.reason, error.retryable) == ("bad_response", False)


@pytest.mark.parametrize(
    ("status", "retryable"),
    [(400, False), (401, False), (404, False), (429, True), (500, True), (503, True), (304, False)],
)
async def test_a_bad_status_says_what_came_and_whether_to_try_again(
    bench, server, status, retryable
):
    url = server.says("/x", response(status, b'{"why": "because"}' if status != 304 else b""))
    error = await failure(bench, {"url": url})
    assert str(error).startswith(f"GET {url} was answered with {status} ")
    assert ('{"why": "because"}' in str(error)) is (status != 304)
    assert (error.reason, error.retryable, error.retry_after) == ("http_status", retryable, None)


async def test_which_statuses_are_good_or_worth_a_retry_can_be_said(bench, server):
    url = server.says("/x", response(404, b"null"))
    assert await bench.perform({"url": url, "ok": ["2xx", "404"]}) == {"result": None}
    assert (await failure(bench, {"url": url, "retry_on": ["4xx"]})).retryable is True


async def test_the_time_after_which_to_try_again_is_passed_on(bench, server):
    def soon(seconds):
        return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)

    for said, low, high in [("7", 7, 7), (soon(60), 50, 61), (soon(-60), 0, 0)]:
        url = server.says("/x", response(503, b"", f"Retry-After: {said}"))
        error = await failure(bench, {"url": url})
        assert error.retry_after is not None
        assert low <= error.retry_after <= high
    for said in ("soon", "-1", "1e9", ""):
        url = server.says("/x", response(503, b"", f"Retry-After: {said}"))
        assert (await failure(bench, {"url": url})).retry_after is None


# redirects


def moved(target: str, status: int = 302) -> bytes:
    return response(status, b"", f"Location: {target}")


async def test_redirects_are_followed_with_body_and_method_as_the_status_says(bench, server):
    server.says("/end", response(200, b"1"))
    kept, dropped = ("POST", b"7"), ("GET", b"")
    for status, sent in [(303, dropped), (302, dropped), (307, kept), (308, kept)]:
        url = server.says("/start", moved("/end", status))
        server.received.clear()
        found = await bench.perform({"method": "POST", "url": url, "json": 7}, {}, "url body")
        assert found == {"url": server.url + "/end", "body": 1}
        assert [(asked.method, asked.body) for asked in server.received[1:]] == [sent]


async def test_too_many_redirects_are_an_error_and_none_is_a_status(bench, server):
    url = server.says("/loop", moved("/loop"))
    error = await failure(bench, {"url": url, "redirects": 3})
    assert str(error) == f"GET {url} was redirected more than 3 times"
    assert len(server.received) == 4
    error = await failure(bench, {"url": url, "redirects": 0})
    assert "was answered with 302" in str(error)
    found = await bench.perform({"url": url, "redirects": 0, "ok": ["3xx"]}, {}, "headers")
    assert found["headers"]["location"] == "/loop"


@pytest.mark.parametrize("target", ["http://[bad/", "http://127.0.0.1:99999/", "ftp://x/", "\xff"])
async def test_a_redirect_to_nowhere_is_an_error(bench, server, target):
    url = server.says("/bad", moved(target))
    error = await failure(bench, {"url": url})
    assert str(error).startswith(f"GET {url}")
    assert error.reason in ("bad_url", "http_status", "connection_lost", "connection_failed")


async def test_secrets_are_not_carried_to_another_origin(bench, server):
    config = {
        "bearer": "t0ken",
        "headers": {"X-Key": "k3y", "Accept": "text/plain"},
        "redirects": 5,
    }
    async with serving() as other:
        other.says("/end", response(200, b"1"))
        server.says("/same", moved(other.url + "/end"))
        url = server.says("/start", moved("/same"))
        await bench.perform({"url": url, **config})
        for asked in server.received:
            assert asked.headers["x-key"] == "k3y"
            assert asked.headers["authorization"] == "Bearer t0ken"
        (asked,) = other.received
    assert "x-key" not in asked.headers
    assert "authorization" not in asked.headers
    assert asked.headers["accept"] == "text/plain"


# what goes wrong on the way


async def test_a_refused_connection_is_worth_a_retry(bench):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{free.getsockname()[1]}"
    error = await failure(bench, {"url": f"http://{place}/x"})
    assert str(error) == f"GET http://{place}/x: no connection to '{place}': connection refused"
    assert (error.reason, error.retryable) == ("connection_failed", True)


def ends_with(sent: bytes):
    async def answer(request, writer):
        writer.write(sent)
        await writer.drain()
        writer.close()

    return answer


@pytest.mark.parametrize(
    "sent",
    [b"", b"HTTP/1.1 200", b"nonsense\r\n\r\n", response(200, b"x" * 100)[:-50],
     b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"],
    ids=["nothing", "half a line", "nonsense", "half a body", "half a chunk"],
)  # fmt: skip
async def test_a_connection_that_is_lost_is_worth_a_retry(bench, server, sent):
    url = server.says("/x", ends_with(sent))
    error = await failure(bench, {"url": url, "response": "text"})
    assert "was lost" in str(error)
    assert (error.reason, error.retryable) == ("connection_lost", True)


def stalls_after(sent: bytes):
    async def answer(request, writer):
        writer.write(sent)
        await writer.drain()
        await asyncio.sleep(60)

    return answer


@pytest.mark.parametrize("sent", [b"", response(200, b"x" * 100)[:-50]], ids=["mute", "stuck"])
async def test_silence_is_a_time_out_and_worth_a_retry(bench, server, sent):
    url = server.says("/x", stalls_after(sent))
    error = await failure(bench, {"url": url, "read_timeout": 0.1})
    place = f"127.0.0.1:{server.port}"
    told = f"nothing was heard from '{place}' for 0.1 s; raise 'read_timeout' if it takes longer"
    assert str(error) == f"GET {url}: {told}"
    assert (error.reason, error.retryable) == ("no_reply", True)


async def test_a_host_that_does_not_take_the_connection_is_given_up_in_time(bench):
    with socket.socket() as full, contextlib.ExitStack() as waiting:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for _ in range(4):  # what does not fit in its queue any more gets no answer at all
            caller = waiting.enter_context(socket.socket())
            caller.setblocking(False)
            caller.connect_ex(full.getsockname())
        url = f"http://127.0.0.1:{full.getsockname()[1]}/x"
        error = await failure(bench, {"url": url, "connect_timeout": 0.1, "read_timeout": 30})
    assert str(error) == f"GET {url}: no connection to '{url[7:-2]}' within 0.1 s"
    assert (error.reason, error.retryable) == ("no_reply", True)


async def test_a_slow_answer_that_keeps_coming_is_awaited(bench, server):
    async def drip(request, writer):
        writer.write(response(200, b'"abcd"')[:-6])
        for byte in b'"abcd"':
            await asyncio.sleep(0.12)
            writer.write(bytes([byte]))
            await writer.drain()

    url = server.says("/x", drip)
    assert await bench.perform({"url": url, "read_timeout": 0.5}) == {"result": "abcd"}


async def test_a_bad_status_with_an_endless_body_ends(bench, server):
    async def endless(request, writer):
        writer.write(b"HTTP/1.1 500 No\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            writer.write(b"400\r\n" + b"x" * 0x400 + b"\r\n")
            await writer.drain()

    url = server.says("/x", endless)
    assert "was answered with 500" in str(await failure(bench, {"url": url}))
    await server.left_alone()


@pytest.mark.parametrize("sent", [b"", response(200, b"x" * 100)[:-50]], ids=["before", "within"])
async def test_cancelling_closes_the_connection_at_once(bench, server, sent):
    begun = asyncio.Event()

    async def answer(request, writer):
        writer.write(sent)
        await writer.drain()
        begun.set()
        await asyncio.sleep(60)

    url = server.says("/x", answer)
    work = asyncio.create_task(bench.perform({"url": url}))
    await begun.wait()
    (writer,) = server.writers
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(work, 1)
    async with asyncio.timeout(2):
        while not writer.is_closing() and not _hung_up(writer):
            writer.write(b"x")
            await asyncio.sleep(0.01)


def _hung_up(writer: asyncio.StreamWriter) -> bool:
    found = writer.get_extra_info("socket")
    return found is None or found.fileno() == -1


async def test_nothing_is_left_open(bench, server):
    url = server.says("/x", response(200, b"1"))
    for _ in range(3):
        await bench.perform({"url": url})
    await server.left_alone()


# a run of many


async def test_a_thousand_requests_at_once_share_their_connections(bench, server):
    full = asyncio.Event()

    async def slowly(request, writer):
        if len(server.writers) >= 256:
            full.set()
        await full.wait()
        writer.write(response(200, request.target.rpartition("=")[2].encode()))
        await writer.drain()

    url = server.says("/x", slowly)
    config = {"url": url, "query": {"n": "{n}"}}
    work = (bench.perform(config, {"n": n}, "body") for n in range(1_000))
    found = await asyncio.gather(*work)
    assert [each["body"] for each in found] == list(range(1_000))
    assert server.busiest == 256
    await server.left_alone()


async def test_the_time_limit_of_a_step_does_not_run_while_all_connections_are_taken(
    server, tmp_path, monkeypatch
):
    monkeypatch.setattr(web, "CONNECTIONS", 1)

    async def slowly(request, writer):
        await asyncio.sleep(60 if request.target.endswith("=2") else 0.2)
        writer.write(response(200, b"1"))
        await writer.drain()

    config = {"url": server.says("/x", slowly), "query": {"n": "{n}"}}
    policy = WorkPolicy(timeout=0.5)
    steps = [step_of(f"s{n}: n=n{n} -> x{n}", kind="http", config=config, policy=policy)
             for n in range(5)]  # fmt: skip
    goals = [step.id for step in steps]
    given = {f"n{n}": 2 if n == 4 else 1 for n in range(5)}
    plan = make_plan(flow_of(*steps, goals=goals), given=given)
    state = await Runner(plan, Registry.installed(), id, folder=tmp_path).run()
    ended = {step: str(one.status) for step, one in state.steps.items()}
    assert ended == {**dict.fromkeys(goals, "completed"), "s4": "failed"}
    assert state.steps["s4"].reason == "timeout"


async def test_cookies_of_one_step_are_not_sent_by_another(bench, server):
    async def both():
        await bench.perform({"url": server.url + "/in"})
        await bench.perform({"url": server.url + "/out"})

    server.says("/in", response(200, b"1", "Set-Cookie: session=1; Path=/"))
    server.says("/out", response(200, b"1"))
    await asyncio.gather(both(), bench.perform({"url": server.url + "/out"}))
    assert all("cookie" not in asked.headers for asked in server.received)


async def test_a_proxy_is_taken_from_the_environment(bench, server, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", server.url)
    server.answers["http://somewhere.example/x"] = response(200, b'"by proxy"')
    found = await bench.perform({"url": "http://somewhere.example/x"})
    assert found == {"result": "by proxy"}
    assert server.received[0].headers["host"] == "somewhere.example"
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    url = server.says("/direct", response(200, b"1"))
    await bench.perform({"url": url})
    assert server.received[1].target == "/direct"


@pytest.mark.parametrize(
    ("status", "told", "retryable"),
    [(407, "407 Proxy Authentication Required", False), (502, "502 Bad Gateway", True)],
)
async def test_a_proxy_that_does_not_let_us_through_says_so(
    bench, server, monkeypatch, status, told, retryable
):
    monkeypatch.setenv("HTTPS_PROXY", server.url)
    server.answers["somewhere.example:443"] = response(status, b"says t0ken")
    error = await failure(bench, {"url": "https://somewhere.example/x"})
    way = "the proxy does not let us through to 'somewhere.example'"
    assert str(error) == f"GET https://somewhere.example/x: {way}: {told}"
    assert (error.reason, error.retryable) == ("connection_failed", retryable)


async def test_a_proxy_that_is_not_there_is_said_to_be_the_way(bench, monkeypatch):
    with socket.socket() as gone:
        gone.bind(("127.0.0.1", 0))
        monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{gone.getsockname()[1]}")
        error = await failure(bench, {"url": "http://somewhere.example/x"})
    way = "no connection to 'somewhere.example' by the proxy that the environment names"
    assert str(error) == f"GET http://somewhere.example/x: {way}: connection refused"
    assert (error.reason, error.retryable) == ("connection_failed", True)


# TLS


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for 127.0.0.1 that signs itself, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    command = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
        " -keyout key.pem -out cert.pem -subj /CN=backcast -addext subjectAltName=IP:127.0.0.1"
    )
    subprocess.run(command.split(), cwd=folder, check=True, capture_output=True)
    return folder / "cert.pem", folder / "key.pem"


def served_with(certificate, asks_for_one: bool = False) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    if asks_for_one:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(certificate[0])
    return context


async def test_a_server_is_trusted_by_its_certificate_or_not_at_all(bench, certificate):
    async with serving(served_with(certificate)) as server:
        url = server.says("/x", response(200, b"1"))
        error = await failure(bench, {"url": url})
        assert f"'127.0.0.1:{server.port}' cannot be trusted or talked to by TLS" in str(error)
        assert (error.reason, error.retryable) == ("tls", False)
        assert server.received == []
        for more in ({"ca_file": str(certificate[0])}, {"verify": False}):
            assert await bench.perform({"url": url, **more}) == {"result": 1}
        await server.left_alone()


async def test_a_client_shows_its_certificate(bench, certificate):
    async with serving(served_with(certificate, asks_for_one=True)) as server:
        url = server.says("/x", response(200, b"1"))
        config = {"url": url, "ca_file": str(certificate[0])}
        assert (await failure(bench, config)).reason in ("tls", "connection_lost")
        config |= {"client_certificate": str(certificate[0]), "client_key": str(certificate[1])}
        assert await bench.perform(config) == {"result": 1}
        await server.left_alone()


async def test_certificates_that_cannot_be_used_are_named(bench, certificate):
    (bench.folder / "no.pem").write_text("nonsense")
    for more in (
        {"ca_file": "nowhere.pem"},
        {"ca_file": "no.pem"},
        {"client_certificate": "no.pem"},
        {"client_certificate": str(certificate[0])},
    ):
        error = await failure(bench, {"url": "https://127.0.0.1:9/", **more})
        assert str(Path(bench.folder, *more.values())) in str(error)
        assert (error.reason, error.retryable) == ("tls", False)


# secrets


async def test_no_message_and_no_log_holds_a_secret(bench, server, caplog):
    caplog.set_level("DEBUG")
    inputs = {"s": "S3CRET", "base": server.url.replace("//", "//ada:S3CRET@")}
    server.says("/echo", response(403, b"your key S3CRET is wrong, Bearer S3CRET"))
    server.says("/lost", ends_with(b""))
    more = {"bearer": "{s}", "headers": {"X-Key": "{s}"}, "query": {"key": "{s}"}}
    errors = [
        await failure(bench, {"url": "{base}" + p, **more}, inputs) for p in ("/echo", "/lost")
    ]
    errors.append(await failure(bench, {"url": "{s}/x", **more}, inputs))
    errors.append(await failure(bench, {"url": "http://u:S3CRET@127.0.0.1:1/{s}", **more}, inputs))
    errors.append(await failure(bench, {"url": "http://127.0.0.1:1/?k={s}", **more}, inputs))
    header = {"X-Key": "{s}\n"}
    errors.append(await failure(bench, {"url": server.url, "headers": header}, inputs))
    for error in errors:
        assert "S3CRET" not in str(error)
        assert error.__cause__ is None
    assert "•••" in str(errors[0])
    # the library's own; asyncio in debug mode and our server are not the Step's
    assert "S3CRET" not in "".join(r.getMessage() for r in caplog.records if "http" in r.name)
    found = await bench.perform({"url": "{base}/echo", "ok": ["403"]}, inputs, "url")
    assert found == {"url": server.url + "/echo"}


def test_the_library_is_loaded_with_the_first_request_only():
    code = "import sys, engine.kinds.http; print('httpx2' in sys.modules, 'anyio' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["False", "False"]


# check and config

GOOD = {"url": "https://x.example/"}


@pytest.mark.parametrize(
    ("more", "inputs", "outputs", "places"),
    [
        ({}, "", "body status url headers", []),
        ({"url": "{base}/x/{id}", "json": ["{id}"]}, "base id", "a b", []),
        ({"url": "x.example"}, "", "body", ["/config/url"]),
        ({"url": "https://x/{ID}"}, "id", "body", ["/config/url"]),
        ({"query": {"q": "{q}"}}, "", "body", ["/config/query/q"]),
        ({"headers": {"X": "{"}}, "", "body", ["/config/headers/X"]),
        ({"json": {"a": [0, "{q}"]}}, "", "body", ["/config/json/a/1"]),
        ({"json": 1, "form": {}}, "", "body", ["/config/form"]),
        ({"text": "", "file": "x"}, "", "body", ["/config/file"]),
        ({"bearer": "{t}", "user": "u"}, "t", "body", ["/config/bearer"]),
        ({"bearer": "token"}, "", "body", ["/config/bearer"]),
        ({"password": "{p}"}, "p", "body", ["/config/user"]),
        ({"response": "file"}, "", "body", ["/config/save_to"]),
        ({"save_to": "x"}, "", "body", ["/config/save_to"]),
        ({"client_key": "x"}, "", "body", ["/config/client_certificate"]),
        ({"by_name": True, "response": "text"}, "", "body", ["/config/by_name"]),
        ({"response": "text"}, "", "a b", ["/outputs/b"]),
        ({"response": "none"}, "", "body", ["/outputs/body"]),
        ({"response": "none"}, "", "status", []),
        ({"response": "bytes"}, "", "body", []),
        ({"response": "bytes"}, "", "a b", ["/outputs/b"]),
        ({"response": "bytes"}, "", {"a": Output(type=ARRAY)}, ["/outputs/a"]),
    ],
)
def test_what_check_finds(more, inputs, outputs, places):
    assert [place for place, _ in problems({**GOOD, **more}, inputs, outputs)] == places


@pytest.mark.parametrize(
    "more",
    [
        {"url": ""},
        {"url": 3},
        {"method": "get"},
        {"method": "FETCH"},
        {"headers": {"a b": "x"}},
        {"headers": {"a": 1}},
        {"ok": []},
        {"ok": ["600"]},
        {"ok": [200]},
        {"retry_on": ["5x"]},
        {"response": "xml"},
        {"limit": 0},
        {"limit": 1e9},
        {"redirects": -1},
        {"read_timeout": 0},
        {"connect_timeout": float("inf")},
        {"verify": "no"},
        {"timeout": 3},
    ],
)
def test_a_config_of_another_shape_is_refused(more):
    with pytest.raises(ValidationError):
        HttpConfig(**{**GOOD, **more})


async def test_text_in_another_encoding_than_it_says_is_warned_of(bench, server):
    url = server.says("/x", response(200, b"gr\xfcn", type_="text/plain; charset=utf-8"))
    await bench.perform({"url": url, "response": "text"}, {}, "body")
    (warning,) = bench.warnings
    assert warning.startswith("step 'work': the answer is not all text in utf-8")


@pytest.mark.parametrize("url", ["http://[::1", "https://", "http://host:99999/x", "http:///path"])
def test_an_address_without_a_host_is_no_url(url):
    (found,) = problems({"url": url})
    assert found == ("/config/url", f"'{url}' is not a URL.")


@pytest.mark.parametrize("url", ["http://[::1]:80/{x}", "http://{x}:{x}", "https://[{x}]/", "{x}"])
def test_an_address_with_a_host_or_an_input_for_it_is_one(url):
    assert problems({"url": url}, "x") == []
