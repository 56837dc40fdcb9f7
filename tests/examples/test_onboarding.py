"""The functions of the onboarding example, for real: files, a database, a mail server."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import shutil
import sqlite3
import ssl
import subprocess
import sys
from contextlib import ExitStack, closing
from email import message_from_bytes, message_from_string, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pytest
from aiosmtpd.smtp import SMTP, AuthResult

from engine import Fatal

# aiosmtpd tells of a login that it offers without encryption, which is what we ask of it
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")

FOLDER = Path(__file__).parents[2] / "resources" / "examples" / "onboarding"

HOSTILE_IDS = [
    "../../etc/passwd", "/", "..", ".", "a/b\\c", "C:\\x", "CON", "a b", "ß", "日本", "🙂", "x" * 300,
    "x" * 301, "A", "a", "a-b", "a_b", "<script>alert(1)</script>", '"&\'',
]  # fmt: skip


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BACKCAST_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("BACKCAST_EXAMPLE_PACE", "0")
    monkeypatch.delenv("BACKCAST_SMTP_URL", raising=False)
    return tmp_path / "home" / "examples" / "onboarding"


@pytest.fixture(scope="module")
def example() -> ModuleType:
    spec = importlib.util.spec_from_file_location("onboarding", FOLDER / "onboarding.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# --- the welcome packet


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: dict[str, str | None] = {}
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= dict(attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


def opened(url: str) -> Path:
    assert url.startswith("file:///")
    return Path(url2pathname(urlsplit(url).path))


async def test_the_packet_is_an_html_page_for_the_customer(example: ModuleType) -> None:
    text = opened(await example.generate_documents("C-1001")).read_text(encoding="utf-8")
    page = Page(text)
    assert text.startswith("<!DOCTYPE html>\n")
    assert page.attributes["lang"] == "en"
    assert page.attributes["charset"] == "utf-8"
    assert "Welcome packet for C-1001" in page.text
    assert "$" not in text


@pytest.mark.parametrize("customer_id", HOSTILE_IDS, ids=lambda text: ascii(text)[:30])
async def test_a_hostile_id_stays_in_the_folder_and_is_escaped(
    example: ModuleType, folder: Path, customer_id: str
) -> None:
    path = opened(await example.generate_documents(customer_id))
    assert path.parent == folder / "documents"
    assert path.name.isascii()
    assert len(path.name) < 100
    page = Page(path.read_text(encoding="utf-8"))
    assert f"Welcome packet for {customer_id}" in page.text
    assert "script" not in page.tags


async def test_two_ids_never_share_a_packet(example: ModuleType) -> None:
    paths = [opened(await example.generate_documents(each)) for each in HOSTILE_IDS]
    assert len({path.name.lower() for path in paths}) == len(HOSTILE_IDS)


async def test_a_packet_made_again_takes_the_place_of_the_first(
    example: ModuleType, folder: Path
) -> None:
    first = await example.generate_documents("C-1001")
    assert await example.generate_documents("C-1001") == first
    assert [path.as_uri() for path in (folder / "documents").iterdir()] == [first]


@pytest.mark.parametrize("customer_id", ["", "  ", "C\n1", "C\x001", "\ud800"], ids=ascii)
async def test_an_id_that_is_no_line_of_text_is_refused(
    example: ModuleType, customer_id: str
) -> None:
    with pytest.raises(Fatal, match="the customer id"):
        await example.generate_documents(customer_id)
    with pytest.raises(Fatal, match="the customer id"):
        example.setup_account(customer_id, "ada@example.org")


async def test_without_a_home_of_ours_the_users_data_folder_is_used(
    example: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BACKCAST_HOME")
    monkeypatch.setattr(example, "user_data_path", lambda name: tmp_path / "data" / name)
    path = opened(await example.generate_documents("C-1001"))
    assert path.parent == tmp_path / "data" / "backcast" / "examples" / "onboarding" / "documents"


# --- the account


def rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "onboarding.sqlite3")) as database:
        return database.execute(query).fetchall()


def test_an_account_is_written_with_its_preferences(example: ModuleType, folder: Path) -> None:
    account = example.setup_account("C-1001", "ada@example.org")
    assert rows(folder, "SELECT id, customer_id, email FROM accounts") == [
        (account, "C-1001", "ada@example.org")
    ]
    assert rows(folder, "SELECT account_id, name, value FROM preferences ORDER BY name") == [
        (account, "language", "en"),
        (account, "newsletter", "monthly"),
        (account, "notifications", "email"),
    ]


def test_setting_up_twice_is_harmless_and_keeps_what_was_chosen(
    example: ModuleType, folder: Path
) -> None:
    account = example.setup_account("C-1001", "ada@example.org")
    with closing(sqlite3.connect(folder / "onboarding.sqlite3")) as database, database:
        database.execute("UPDATE preferences SET value = 'fi' WHERE name = 'language'")
    assert example.setup_account("C-1001", "ada@example.org") == account
    assert rows(folder, "SELECT count(*) FROM accounts") == [(1,)]
    assert rows(folder, "SELECT count(*) FROM preferences") == [(3,)]
    assert rows(folder, "SELECT value FROM preferences WHERE name = 'language'") == [("fi",)]


def test_a_new_address_is_taken_over(example: ModuleType, folder: Path) -> None:
    account = example.setup_account("C-1001", "ada@example.org")
    assert example.setup_account("C-1001", "ada@bücher.example") == account
    assert rows(folder, "SELECT email FROM accounts") == [("ada@xn--bcher-kva.example",)]


def test_two_customers_have_two_accounts(example: ModuleType) -> None:
    one = example.setup_account("C-1001", "ada@example.org")
    assert example.setup_account("c-1001", "ada@example.org") != one


def test_account_and_preferences_are_written_together_or_not_at_all(
    example: ModuleType, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(example, "PREFERENCES", {"language": object()})
    with pytest.raises(sqlite3.Error):
        example.setup_account("C-1001", "ada@example.org")
    monkeypatch.undo()
    with closing(sqlite3.connect(folder / "onboarding.sqlite3")) as database:
        tables = database.execute("SELECT name FROM sqlite_master").fetchall()
    assert tables == []


WORKER = """
import sys
import onboarding
print("ready", flush=True)
sys.stdin.readline()
for number in range(20):
    print(onboarding.setup_account(f"C-{number}", "ada@example.org"))
"""


def test_processes_that_set_up_the_same_accounts_at_once_agree(folder: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(FOLDER), "PYTHONDONTWRITEBYTECODE": "1"}
    with ExitStack() as stack:
        workers = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", WORKER],
                    env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                )
            )
            for _ in range(2)
        ]  # fmt: skip
        pipes = [(worker.stdin, worker.stdout) for worker in workers]
        assert [out.readline() for _, out in pipes if out] == ["ready\n", "ready\n"]
        for go, _ in pipes:
            assert go is not None
            go.write("go\n")
            go.flush()
        one, other = [worker.communicate(timeout=30)[0].split() for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0]
    assert one == other
    assert len(set(one)) == 20
    assert rows(folder, "SELECT count(*) FROM preferences") == [(60,)]


# --- the letter


def letters(folder: Path) -> list[EmailMessage]:
    found = []
    for path in sorted((folder / "outbox").iterdir()):
        assert path.suffix == ".eml"
        letter = message_from_bytes(path.read_bytes(), policy=policy.default)
        assert isinstance(letter, EmailMessage)
        assert letter.defects == []
        found.append(letter)
    return found


def body(letter: EmailMessage, subtype: str) -> str:
    part = letter.get_body((subtype,))
    assert part is not None
    return str(part.get_content())


def test_without_a_mail_server_the_letter_lies_in_the_outbox(
    example: ModuleType, folder: Path
) -> None:
    assert example.send_welcome_email("ada@example.org", "Ada") is True
    [letter] = letters(folder)
    assert letter["From"] == "Backcast onboarding <welcome@example.org>"
    assert letter["To"] == "Ada <ada@example.org>"
    assert letter["Subject"] == "Welcome, Ada"
    assert parsedate_to_datetime(letter["Date"]).utcoffset() is not None
    assert letter["Message-ID"].endswith("@example.org>")
    assert letter.get_content_type() == "multipart/alternative"
    assert body(letter, "plain").startswith("Hello Ada,")
    assert "Hello <bdi>Ada</bdi>," in body(letter, "html")


def test_every_letter_has_a_file_and_an_id_of_its_own(example: ModuleType, folder: Path) -> None:
    for _ in range(10):
        example.send_welcome_email("ada@example.org", "Ada")
    assert len({letter["Message-ID"] for letter in letters(folder)}) == 10


@pytest.mark.parametrize(
    "name",
    [
        "Ada, Countess of Lovelace",
        "Зоя Ёлкина",
        "李 小龍",
        'Ada "A" <x@y.z>',
        "{name}",
        "Å" * 150,
        "María O'Neil Rodríguez Rodríguez Córdoba Jr.",
    ],
    ids=lambda text: ascii(text)[:30],
)
def test_a_name_of_any_sort_arrives_as_it_was(example: ModuleType, folder: Path, name: str) -> None:
    example.send_welcome_email("ada@example.org", name)
    [letter] = letters(folder)
    [to] = letter["To"].addresses
    assert (to.display_name, to.addr_spec) == (name, "ada@example.org")
    assert letter["Subject"] == f"Welcome, {name}"
    assert f"Hello {name}," in body(letter, "plain")


def test_a_name_is_escaped_in_the_html_part(example: ModuleType, folder: Path) -> None:
    example.send_welcome_email("ada@example.org", "<img src=x>")
    [letter] = letters(folder)
    assert "<bdi>&lt;img src=x&gt;</bdi>" in body(letter, "html")


def test_an_address_with_letters_of_any_alphabet_is_kept(example: ModuleType, folder: Path) -> None:
    example.send_welcome_email("зоя@bücher.example", "Зоя")
    [path] = (folder / "outbox").iterdir()
    letter = message_from_string(path.read_text(encoding="utf-8"), policy=policy.SMTPUTF8)
    assert letter["To"].addresses[0].addr_spec == "зоя@xn--bcher-kva.example"


@pytest.mark.parametrize(
    "name", ["Ada\nBcc: eve@example.org", "Ada\r\n\r\nHi", "A\x00", "A\u2028B"]
)
def test_a_name_that_would_forge_a_header_is_refused(
    example: ModuleType, folder: Path, name: str
) -> None:
    with pytest.raises(Fatal, match="the customer name has a line break or control character"):
        example.send_welcome_email("ada@example.org", name)
    assert not (folder / "outbox").exists()


@pytest.mark.parametrize(
    "email",
    [
        "ada", "ada@", "@example.org", "ada@@example.org", "a b@example.org", "ada@example..org",
        ".ada@example.org", "ada@-x.org", "ada@example.org, eve@example.org", "<ada@example.org>",
        "ada@example.org\nBcc: eve@example.org", "a" * 65 + "@example.org", "", " ",
        "ada@" + ".".join(["x" * 60] * 5), "ada@exa_mple.org?",
    ],
    ids=lambda text: ascii(text)[:30],
)  # fmt: skip
def test_what_is_no_address_is_refused_for_good(
    example: ModuleType, folder: Path, email: str
) -> None:
    with pytest.raises(Fatal, match="email address"):
        example.send_welcome_email(email, "Ada")
    with pytest.raises(Fatal, match="email address"):
        example.setup_account("C-1001", email)
    assert not folder.exists()


# --- the mail server


class Mailbox:
    """What a mail server does with what it gets: keeps it, or gives the reply it was told to give."""

    def __init__(self) -> None:
        self.reply = "250 OK"
        self.received: list[tuple[str, list[str], EmailMessage]] = []
        self.logins: list[tuple[bytes, bytes]] = []

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:  # noqa: N802
        if self.reply.startswith("250"):
            letter = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(letter, EmailMessage)
            self.received.append((envelope.mail_from, envelope.rcpt_tos, letter))
        return self.reply

    def authenticate(self, server, session, envelope, mechanism, data) -> AuthResult:  # type: ignore[no-untyped-def]
        self.logins.append((data.login, data.password))
        return AuthResult(success=data.password == b"p@ss", handled=False)


async def listen(mailbox: Mailbox, tls: ssl.SSLContext | None = None, **options: object):  # type: ignore[no-untyped-def]
    loop = asyncio.get_running_loop()
    return await loop.create_server(
        lambda: SMTP(mailbox, loop=loop, hostname="mail.test", **options),
        "127.0.0.1", 0, ssl=tls,
    )  # fmt: skip


def port(server: asyncio.Server) -> int:
    return int(server.sockets[0].getsockname()[1])


async def send(example: ModuleType, name: str = "Ada") -> bool:
    return await asyncio.to_thread(example.send_welcome_email, "ada@example.org", name)


async def test_with_a_mail_server_the_letter_is_sent_and_not_kept(
    example: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(example, "_put", None)
    mailbox = Mailbox()
    async with await listen(mailbox) as server:
        monkeypatch.setenv("BACKCAST_SMTP_URL", f"smtp://127.0.0.1:{port(server)}")
        assert await send(example, "Åda") is True
    [(sender, recipients, letter)] = mailbox.received
    assert (sender, recipients) == ("welcome@example.org", ["ada@example.org"])
    assert letter["Subject"] == "Welcome, Åda"
    assert body(letter, "plain").startswith("Hello Åda,")


async def test_the_user_of_the_server_is_logged_in_and_is_the_sender(
    example: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox = Mailbox()
    options = {"authenticator": mailbox.authenticate, "auth_required": True}
    async with await listen(mailbox, auth_require_tls=False, **options) as server:
        url = f"smtp://me%40example.net:p%40ss@127.0.0.1:{port(server)}"
        monkeypatch.setenv("BACKCAST_SMTP_URL", url)
        assert await send(example)
    assert mailbox.logins == [(b"me@example.net", b"p@ss")]
    assert mailbox.received[0][0] == "me@example.net"
    assert mailbox.received[0][2]["From"].addresses[0].addr_spec == "me@example.net"


async def test_a_wrong_password_is_refused_for_good_and_not_shown(
    example: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox = Mailbox()
    options = {"authenticator": mailbox.authenticate, "auth_required": True}
    async with await listen(mailbox, auth_require_tls=False, **options) as server:
        url = f"smtp://me:hunter2@127.0.0.1:{port(server)}"
        monkeypatch.setenv("BACKCAST_SMTP_URL", url)
        with pytest.raises(Fatal, match="535") as raised:
            await send(example)
    assert "hunter2" not in str(raised.value)


@pytest.mark.parametrize(
    ("reply", "error"), [("554 no such thing", Fatal), ("451 try later", ConnectionError)]
)
async def test_only_a_temporary_refusal_is_worth_another_try(
    example: ModuleType, monkeypatch: pytest.MonkeyPatch, reply: str, error: type[Exception]
) -> None:
    mailbox = Mailbox()
    mailbox.reply = reply
    async with await listen(mailbox) as server:
        monkeypatch.setenv("BACKCAST_SMTP_URL", f"smtp://127.0.0.1:{port(server)}")
        with pytest.raises(error, match=f"did not take the letter: {reply}"):
            await send(example)


async def test_a_server_that_is_not_there_is_named(
    example: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with await listen(Mailbox()) as server:
        free = port(server)
    monkeypatch.setenv("BACKCAST_SMTP_URL", f"smtp://127.0.0.1:{free}")
    with pytest.raises(ConnectionError, match=f"mail server '127.0.0.1:{free}'"):
        await send(example)


@pytest.mark.parametrize(
    "url",
    ["mail.example.org", "http://x", "smtp://", "smtp://u:secret@h:99999", "smtp://u:secret@[x"],
)
def test_a_url_that_cannot_be_read_is_refused_without_showing_it(
    example: ModuleType, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("BACKCAST_SMTP_URL", url)
    with pytest.raises(Fatal, match="BACKCAST_SMTP_URL cannot be read") as raised:
        example.send_welcome_email("ada@example.org", "Ada")
    assert "secret" not in str(raised.value)


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("needs openssl to make a certificate")
    key, chain = tmp_path / "key.pem", tmp_path / "chain.pem"
    subprocess.run(
        [
            program, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
            "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
            "-keyout", key, "-out", chain,
        ],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    monkeypatch.setenv("SSL_CERT_FILE", str(chain))
    return context


async def test_tls_from_the_start_and_starttls_both_deliver(
    example: ModuleType, monkeypatch: pytest.MonkeyPatch, certificate: ssl.SSLContext
) -> None:
    mailbox = Mailbox()
    async with await listen(mailbox, tls=certificate) as server:
        monkeypatch.setenv("BACKCAST_SMTP_URL", f"smtps://127.0.0.1:{port(server)}")
        assert await send(example)
    async with await listen(mailbox, tls_context=certificate, require_starttls=True) as server:
        monkeypatch.setenv("BACKCAST_SMTP_URL", f"smtp+starttls://127.0.0.1:{port(server)}")
        assert await send(example)
    assert len(mailbox.received) == 2


async def test_a_certificate_that_nobody_vouches_for_is_not_trusted(
    example: ModuleType, monkeypatch: pytest.MonkeyPatch, certificate: ssl.SSLContext
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    mailbox = Mailbox()
    async with await listen(mailbox, tls=certificate) as server:
        monkeypatch.setenv("BACKCAST_SMTP_URL", f"smtps://127.0.0.1:{port(server)}")
        with pytest.raises(ConnectionError, match="CERTIFICATE_VERIFY_FAILED"):
            await send(example)
    assert mailbox.received == []


# --- the end


def test_completion_is_recorded_once_with_the_latest_packet(
    example: ModuleType, folder: Path
) -> None:
    account = example.setup_account("C-1001", "ada@example.org")
    assert example.complete_onboarding("file:///one.html", account, True) is True
    assert example.complete_onboarding("file:///two.html", account, True) is True
    assert rows(folder, "SELECT account_id, document_url FROM completions") == [
        (account, "file:///two.html")
    ]


def test_an_onboarding_without_its_letter_is_not_complete(
    example: ModuleType, folder: Path
) -> None:
    account = example.setup_account("C-1001", "ada@example.org")
    with pytest.raises(Fatal, match="the welcome letter was not sent"):
        example.complete_onboarding("file:///one.html", account, False)
    assert rows(folder, "SELECT * FROM completions") == []


def test_an_account_that_is_not_there_cannot_be_completed(example: ModuleType) -> None:
    with pytest.raises(Fatal, match="there is no account 'acct-0'; setup-account makes one"):
        example.complete_onboarding("file:///one.html", "acct-0", True)


@pytest.mark.parametrize("pace", ["", "soon", "-1", "nan", "inf", "61"])
def test_a_pace_that_is_no_number_of_seconds_is_refused(
    example: ModuleType, monkeypatch: pytest.MonkeyPatch, pace: str
) -> None:
    monkeypatch.setenv("BACKCAST_EXAMPLE_PACE", pace)
    with pytest.raises(Fatal, match="it takes seconds, from 0 to 60"):
        example.send_welcome_email("ada@example.org", "Ada")
