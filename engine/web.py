"""Carries out one HTTP exchange: the one module that knows the HTTP library, loaded with the first request.

All exchanges of a run that use the same certificates share a client, and so its connections; it is closed
when none is using it, so that nothing is left open after a run. Cookies are not kept: what one Step was
told must not depend on which other ran before it. Proxies come from the environment.

No message holds a filled-in URL, a header or what the library says of one: any of them may be a secret.
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import partial
from http import HTTPStatus
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias, TypeVar
from urllib.parse import urlsplit

from engine.clock import SystemClock
from engine.errors import Fatal, StepFailure
from engine.unzipping import unpacked

if TYPE_CHECKING:
    import httpx2

T = TypeVar("T")

Waiting: TypeAlias = Callable[[], Callable[[], object]]
"""Hears that somebody has to wait, and gives whom to tell when that is over."""

CONNECTIONS: Final = 256
"""Open at once; further exchanges wait for one of them."""

SNIPPET: Final = 2_000
"""Bytes of a bad answer's body that are read for the message."""

_HARMLESS: Final = {"accept", "accept-language", "content-type", "user-agent"}
_HOST: Final = re.compile(r"[^\s\x00-\x20/@%\\]+")
_HEADER: Final = re.compile(rb"[^\x00-\x08\x0a-\x1f\x7f]*")


class Blocking(Protocol):
    """Runs a blocking function where it does not hold up the loop."""

    async def __call__(self, function: Callable[[], T]) -> T:
        """Give what the function gives."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Tls:
    """Whom to trust, and how to show who one is; paths are absolute, empty where there is none."""

    verify: bool = True
    ca_file: str = ""
    certificate: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to send, and what to make of the answer. `label` stands for it in messages; times in seconds."""

    method: str
    url: str
    label: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    auth: tuple[str, str] | None = None
    connect_timeout: float = 10.0
    read_timeout: float = 60.0
    redirects: int = 10
    limit: int = 100 * 2**20
    ok: tuple[str, ...] = ("2xx",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back; `body` is only its beginning where the status is not one of the good ones."""

    status: int
    headers: Mapping[str, str]
    url: str
    body: bytes
    charset: str

    @property
    def phrase(self) -> str:
        """Status and its usual name: `404 Not Found`."""
        return _phrase(self.status)

    @property
    def retry_after(self) -> float | None:
        """The seconds that the other side asks to wait before trying again."""
        said = self.headers.get("retry-after", "").strip()
        if said.isascii() and said.isdigit():
            return float(said[:9])
        try:
            return max(0.0, parsedate_to_datetime(said).timestamp() - SystemClock().now())
        except (TypeError, ValueError, OverflowError):
            return None


def _phrase(status: int) -> str:
    known = {each.value: each.phrase for each in HTTPStatus}
    return f"{status} {known.get(status, '')}".rstrip()


def matches(status: int, patterns: tuple[str, ...]) -> bool:
    """Whether one of the patterns (`404`, `2xx`) means the status."""
    return any(pattern in (str(status), f"{status // 100}xx") for pattern in patterns)


@dataclass(slots=True)
class _Client:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0
    opened: httpx2.AsyncClient | None = None
    turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(CONNECTIONS))


class Web:
    """The exchanges of one run."""

    def __init__(self) -> None:
        """Nothing is loaded or opened yet."""
        self._clients: dict[Tls, _Client] = {}
        self._contexts: dict[Tls, ssl.SSLContext] = {}

    async def exchange(
        self, request: Request, tls: Tls, blocking: Blocking, wait_for_turn: Waiting
    ) -> Answer:
        """Send a request, follow redirects, and read the answer whole.

        Where as many are on their way as may be, `wait_for_turn` is called, and what it gives once there is
        room.

        Raises:
            StepFailure: `connection_failed`, `connection_lost`, `timeout` (a retry may help), `bad_url`,
                `bad_request`, `tls`, `redirects`, `too_large`, `bad_response` (it will not).
        """
        _check(request)
        async with self._client(tls, blocking, wait_for_turn) as client:
            import httpx2

            try:
                return await _exchanged(client, request)
            except httpx2.HTTPError as error:
                raise _failed(request, error) from None
            except (httpx2.InvalidURL, ValueError, OverflowError, ExceptionGroup):
                raise _no_url(request) from None

    async def aclose(self) -> None:
        """Close what is open still: an exchange that was given up may not have come to that."""
        clients, self._clients = list(self._clients.values()), {}
        for client in clients:
            if client.opened is not None:
                await client.opened.aclose()

    @asynccontextmanager
    async def _client(
        self, tls: Tls, blocking: Blocking, wait_for_turn: Waiting
    ) -> AsyncIterator[httpx2.AsyncClient]:
        shared = self._clients.setdefault(tls, _Client())
        shared.users += 1
        try:
            async with shared.lock:
                if shared.opened is None:
                    shared.opened = await blocking(partial(self._open, tls))
            begun = wait_for_turn() if shared.turns.locked() else None
            async with shared.turns:  # the library's own queue takes ever longer as it grows
                if begun is not None:
                    begun()
                yield shared.opened
        finally:
            shared.users -= 1
            if not shared.users:
                self._clients.pop(tls, None)
                if shared.opened is not None:
                    await shared.opened.aclose()

    def _open(self, tls: Tls) -> httpx2.AsyncClient:
        """A client; blocks while the library and the certificates are loaded."""
        import httpx2

        for name in ("httpx2", "httpcore2"):  # they log URLs and headers
            logging.getLogger(name).setLevel(logging.WARNING)
        if tls not in self._contexts:
            self._contexts[tls] = _context(tls)
        return httpx2.AsyncClient(
            verify=self._contexts[tls],
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            limits=httpx2.Limits(
                max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS
            ),
            headers={"User-Agent": "backcast", "Accept-Encoding": "gzip"},
        )


def _context(tls: Tls) -> ssl.SSLContext:
    import httpx2

    try:
        if tls.ca_file:
            context = ssl.create_default_context(cafile=tls.ca_file)
        else:
            context = httpx2.create_ssl_context(verify=tls.verify)
        if not tls.verify:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        if tls.certificate:
            context.load_cert_chain(tls.certificate, tls.key or None)
        return context
    except (OSError, ValueError) as error:  # an SSLError is an OSError
        named = ", ".join(f"'{path}'" for path in (tls.ca_file, tls.certificate, tls.key) if path)
        why = getattr(error, "strerror", None) or type(error).__name__
        message = f"the certificates in {named or 'the system'} cannot be used: {why}"
        raise Fatal(message, reason="tls") from None


def _check(request: Request) -> None:
    """Refuse what the library would send, or complain about with secrets in its words."""
    for name, value in request.headers.items():
        if not _HEADER.fullmatch(value.encode("utf-8", "replace")):
            message = f"{request.label}: the header '{name}' has a line break or control character"
            raise Fatal(message, reason="bad_request")
    try:
        parts = urlsplit(request.url)
        if parts.scheme not in ("http", "https"):
            message = f"{request.label}: a URL begins with 'https://' or 'http://'"
            raise Fatal(message, reason="bad_url")
        if not parts.hostname or not _HOST.fullmatch(parts.hostname) or parts.port == 0:
            raise _no_url(request)
    except ValueError:  # brackets that do not match, a port beyond 65535
        raise _no_url(request) from None


def _no_url(request: Request) -> StepFailure:
    return Fatal(f"{request.label}: this is not a URL", reason="bad_url")


async def _exchanged(client: httpx2.AsyncClient, request: Request) -> Answer:
    import httpx2

    following: httpx2.Request | None = client.build_request(
        request.method,
        request.url,
        headers=[(n.encode(), v.encode("utf-8", "replace")) for n, v in request.headers.items()],
        content=request.body,
        timeout=httpx2.Timeout(request.read_timeout, connect=request.connect_timeout, pool=None),
    )
    auth: Any = request.auth
    for _ in range(request.redirects + 1):
        assert following is not None, "a redirect without a request"
        sent = following
        response = await client.send(sent, auth=auth, stream=True)
        try:
            following = response.next_request
            if following is None or not request.redirects:
                return await _read(response, request)
            await _taken(response, SNIPPET)  # so that its connection can be used again
        finally:
            await response.aclose()
        auth = None  # what it added stays in the headers, as long as the origin is the same
        if _origin(sent.url) != _origin(following.url):
            for name in request.headers:
                if name.lower() not in _HARMLESS and name in following.headers:
                    del following.headers[name]
    message = f"{request.label} was redirected more than {request.redirects} times"
    raise Fatal(message, reason="redirects")


def _origin(url: httpx2.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


async def _read(response: httpx2.Response, request: Request) -> Answer:
    good = matches(response.status_code, request.ok)
    limit = request.limit if good else SNIPPET
    body = await _taken(response, limit)
    if packing := response.headers.get("content-encoding", ""):
        whole = unpacked(packing, body, limit) if good else b""
        if whole is None:
            why = f"the answer cannot be unpacked; it says it is '{packing[:40]}'"
            raise Fatal(f"{request.label}: {why}", reason="bad_response")
        body = whole
    if good and len(body) > limit:
        size = f"{round(request.limit / 2**20, 3):g} MB"
        message = f"{request.label}: the answer is larger than {size}"
        raise Fatal(message, reason="too_large")
    return Answer(
        status=response.status_code,
        headers=dict(response.headers),
        url=str(response.url.copy_with(username=None, password=None)),
        body=body,
        charset=response.charset_encoding or "utf-8",
    )


async def _taken(response: httpx2.Response, limit: int) -> bytes:
    """The body as it came, or somewhat more than `limit` bytes of it.

    What is too much ends by closing the connection and reading on until that is noticed: an iteration
    that is left in the middle, or fails in the library's own unpacking, would leave generators behind
    that cannot be closed any more.
    """
    import httpx2

    body = bytearray()
    try:
        async for chunk in response.aiter_raw():
            if len(body) <= limit:
                body += chunk
                if len(body) > limit:
                    await response.aclose()
    except (httpx2.HTTPError, httpx2.StreamError):
        if len(body) <= limit:
            raise
    return bytes(body)


def _failed(request: Request, error: httpx2.HTTPError) -> StepFailure:
    """What the library's exception comes to; its own words are not repeated."""
    import httpx2

    try:
        place = _place(str(error.request.url))  # where a redirect led to, perhaps
    except RuntimeError:
        place = _place(request.url)
    match error:
        case httpx2.ConnectTimeout():
            said = f"no connection to {place} within {request.connect_timeout:g} s"
            return StepFailure(f"{request.label}: {said}", reason="no_reply")
        case httpx2.TimeoutException():
            said = f"nothing was heard from {place} for {request.read_timeout:g} s"
            hint = "raise 'read_timeout' if it takes longer"
            return StepFailure(f"{request.label}: {said}; {hint}", reason="no_reply")
        case httpx2.ProxyError():
            return _not_let_through(request, place, error)
        case httpx2.ConnectError():
            return _not_connected(request, place, error)
        case httpx2.UnsupportedProtocol():
            message = f"{request.label}: a URL begins with 'https://' or 'http://'"
            return Fatal(message, reason="bad_url")
        case httpx2.LocalProtocolError():
            return Fatal(f"{request.label}: it cannot be sent like this", reason="bad_request")
    message = f"{request.label}: the connection to {place} was lost"
    return StepFailure(message, reason="connection_lost")


def _not_let_through(request: Request, place: str, error: BaseException) -> StepFailure:
    """What a proxy comes to that will not connect us; only the status of its answer is told."""
    answered = re.match(r"[1-5]\d\d\b", str(error))
    why = f": {_phrase(int(answered[0]))}" if answered else ""
    message = f"{request.label}: the proxy does not let us through to {place}{why}"
    useless = answered is not None and answered[0].startswith("4")
    return StepFailure(message, reason="connection_failed", retryable=not useless)


def _not_connected(request: Request, place: str, error: BaseException) -> StepFailure:
    cause: BaseException | None = error
    place += _by_proxy(request)
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            why = getattr(cause, "verify_message", "") or cause.reason or "the handshake failed"
            message = f"{request.label}: {place} cannot be trusted or talked to by TLS: {why}"
            return Fatal(message, reason="tls")
        if isinstance(cause, OSError) and cause.strerror:
            number = cause.errno or 0  # below 0 where a name was not found
            why = os.strerror(number) if number > 0 else cause.strerror
            said = f"no connection to {place}: {why.lower()}"
            return StepFailure(f"{request.label}: {said}", reason="connection_failed")
        cause = cause.__cause__ or cause.__context__
    message = f"{request.label}: no connection to {place}"
    return StepFailure(message, reason="connection_failed")


def _by_proxy(request: Request) -> str:
    """Words that say so where a request goes by a proxy that the environment names."""
    from urllib.request import getproxies, proxy_bypass

    parts = urlsplit(request.url)
    named = not {parts.scheme, "all"}.isdisjoint(getproxies())
    is_used = named and not proxy_bypass(parts.hostname or "")
    return " by the proxy that the environment names" if is_used else ""


def _place(url: str) -> str:
    """Host and port, which is all of a URL that a message may say."""
    parts = urlsplit(url)
    return f"'{parts.netloc.rpartition('@')[2]}'"
