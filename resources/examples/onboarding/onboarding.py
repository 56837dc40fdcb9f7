"""Customer onboarding for real: a welcome packet, an account, a letter, and the note that all is done.

The Steps of `onboarding.flow.json` and `three-goals.flow.json`. All that they write goes into one
folder, `examples/onboarding` under `BACKCAST_HOME` where that is set, else under the user's data folder.

- `BACKCAST_SMTP_URL`: where letters are sent: `smtp://HOST[:PORT]`, `smtps://` (TLS from the start) or
  `smtp+starttls://`, each with `USER:PASSWORD@` where the server asks for it. Unset, they are put into
  the folder `outbox` as `.eml` files, which every mail program opens.
- `BACKCAST_EXAMPLE_PACE`: seconds that each Step takes besides its own work, 0.6 if unset. A mail server
  and a document service take about that long; these stand-ins are too quick to be watched.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import secrets
import smtplib
import sqlite3
import ssl
import time
import unicodedata
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from html import escape
from pathlib import Path
from string import Template
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit

from platformdirs import user_data_path

from engine import Fatal, step

SENDER: Final = "welcome@example.org"
PORTS: Final = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
PREFERENCES: Final = {"language": "en", "newsletter": "monthly", "notifications": "email"}
PATIENCE: Final = 20.0
"""Seconds that the database or the mail server may keep us waiting."""

WORD: Final = r"[\w!#$%&'*+/=?^`{|}~-]+"
LABEL: Final = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
ADDRESS: Final = re.compile(rf"({WORD}(?:\.{WORD})*)@({LABEL}(?:\.{LABEL})*)")

MAIL: Final = policy.SMTP.clone(max_line_length=998)
"""Folds no header that need not be: where it does, spaces of a name go astray (cpython issue 144156)."""

SCHEMA: Final = (
    """CREATE TABLE IF NOT EXISTS accounts (
        id TEXT PRIMARY KEY, customer_id TEXT NOT NULL UNIQUE, email TEXT NOT NULL,
        created_at TEXT NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS preferences (
        account_id TEXT NOT NULL REFERENCES accounts (id), name TEXT NOT NULL, value TEXT NOT NULL,
        PRIMARY KEY (account_id, name))""",
    """CREATE TABLE IF NOT EXISTS completions (
        account_id TEXT PRIMARY KEY REFERENCES accounts (id), document_url TEXT NOT NULL,
        completed_at TEXT NOT NULL)""",
)

PACKET: Final = Template("""\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Welcome packet for $customer</title>
<style>
:root { color-scheme: light dark; }
body { font: 17px/1.6 system-ui, sans-serif; max-width: 38rem; margin: 4rem auto; padding: 0 1.5rem; }
h1 { font-size: 2.2rem; line-height: 1.2; margin: 0 0 2rem; }
bdi { overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .4rem 1.5rem;
     border-left: 4px solid #2f7d6b; padding: .4rem 0 .4rem 1.2rem; margin: 2rem 0; }
dt { opacity: .7; } dd { margin: 0; font-weight: 600; } li { margin: .5rem 0; }
</style>
</head>
<body>
<h1>Good to have you with us</h1>
<p>This packet is all you need for a good start. Keep it; we may ask for the number below.</p>
<dl>
<dt>Customer number</dt><dd><bdi>$customer</bdi></dd>
<dt>Issued on</dt><dd><time datetime="$date">$date</time></dd>
</dl>
<h2>What happens next</h2>
<ol>
<li>Your account is being set up with careful defaults: one newsletter a month, news by email.</li>
<li>A letter is on its way to your inbox. No letter? Look among the unwanted ones.</li>
<li>Once both are there, you are all set.</li>
</ol>
</body>
</html>
""")

LETTER: Final = """\
Hello {name},

your account is being set up, and your welcome packet is ready.
Nothing is left for you to do: reply to this letter whenever you have a question.

Good to have you with us
"""

LETTER_HTML: Final = """\
<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Welcome</title></head>
<body style="font: 16px/1.6 system-ui, sans-serif; max-width: 36rem">
<p>Hello <bdi>{name}</bdi>,</p>
<p>your account is being set up, and your welcome packet is ready.
Nothing is left for you to do: reply to this letter whenever you have a question.</p>
<p>Good to have you with us</p>
</body>
</html>
"""


@step(outputs={"document_url": str})
async def generate_documents(customer_id: str) -> str:
    """Render the welcome packet of a customer and give its `file:` URL."""
    _line("customer id", customer_id)
    await asyncio.sleep(_pace())
    today = datetime.now(UTC).date().isoformat()
    page = PACKET.substitute(customer=escape(customer_id), date=today)
    path = _folder() / "documents" / _file_name(customer_id)
    _put(path, page.encode())
    return path.as_uri()


@step(outputs={"account_id": str})
def setup_account(customer_id: str, email: str) -> str:
    """Set up the account and its preferences, or bring the address of the one there is up to date."""
    _line("customer id", customer_id)
    address = _address(email).addr_spec
    time.sleep(_pace())
    with _transaction() as database:
        database.execute(
            """INSERT INTO accounts VALUES (?, ?, ?, ?)
            ON CONFLICT (customer_id) DO UPDATE SET email = excluded.email""",
            (f"acct-{secrets.token_hex(6)}", customer_id, address, _now()),
        )
        (account_id,) = database.execute(
            "SELECT id FROM accounts WHERE customer_id = ?", (customer_id,)
        ).fetchone()
        database.executemany(
            "INSERT OR IGNORE INTO preferences VALUES (?, ?, ?)",
            [(account_id, name, value) for name, value in PREFERENCES.items()],
        )
    return str(account_id)


@step(outputs={"email_sent": bool})
def send_welcome_email(email: str, customer_name: str) -> bool:
    """Send the welcome letter, or put it into the outbox where there is no mail server."""
    url = os.environ.get("BACKCAST_SMTP_URL")
    server = _mail_server(url) if url else None
    sender = server.sender if server else SENDER
    letter = _letter(sender, _address(email), _line("customer name", customer_name))
    time.sleep(_pace())
    if server:
        _send(letter, server)
    else:
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(8)}.eml"
        _put(_folder() / "outbox" / name, _as_file(letter))
    return True


@step(outputs={"onboarding_complete": bool})
def complete_onboarding(document_url: str, account_id: str, email_sent: bool) -> bool:
    """Record that the customer has the packet, the account and the letter."""
    if not email_sent:
        raise Fatal("the welcome letter was not sent, so the onboarding is not complete")
    time.sleep(_pace())
    with _transaction() as database:
        known = database.execute("SELECT 1 FROM accounts WHERE id = ?", (account_id,)).fetchone()
        if not known:
            raise Fatal(f"there is no account '{account_id}'; setup-account makes one")
        database.execute(
            """INSERT INTO completions VALUES (?, ?, ?)
            ON CONFLICT (account_id) DO UPDATE SET document_url = excluded.document_url""",
            (account_id, document_url, _now()),
        )
    return True


def _pace() -> float:
    text = os.environ.get("BACKCAST_EXAMPLE_PACE", "0.6")
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= 60:
        raise Fatal(f"BACKCAST_EXAMPLE_PACE is '{text}'; it takes seconds, from 0 to 60")
    return seconds


def _folder() -> Path:
    home = os.environ.get("BACKCAST_HOME")
    data = Path(home).absolute() if home else user_data_path("backcast")
    return data / "examples" / "onboarding"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _line(what: str, text: str) -> str:
    """The text, if it is one line that can be shown, written and put into a mail header."""
    if not text.strip():
        raise Fatal(f"the {what} is empty")
    for position, character in enumerate(text, 1):
        if unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}:
            raise Fatal(
                f"the {what} has a line break or control character (U+{ord(character):04X})"
                f" at position {position}; write it on one line, in plain text"
            )
    return text


def _file_name(customer_id: str) -> str:
    """A name that every file system takes, readable as far as that goes, and another for each id."""
    readable = re.sub(r"[^a-z0-9]+", "-", customer_id.lower())[:40].strip("-")
    digest = hashlib.sha256(customer_id.encode()).hexdigest()[:16]
    return f"welcome-{readable}-{digest}.html" if readable else f"welcome-{digest}.html"


def _put(path: Path, content: bytes) -> None:
    """Write a file in one go: whoever looks finds all of it, or what was there before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        draft.write_bytes(content)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def _transaction() -> Iterator[sqlite3.Connection]:
    """The database, alone with it: all of what is done is kept, or none where something is raised."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "onboarding.sqlite3"
    with closing(sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)) as database:
        database.execute("PRAGMA foreign_keys = ON")
        with database:
            database.execute("BEGIN IMMEDIATE")  # waits its turn, as switching to WAL does not
            for table in SCHEMA:
                database.execute(table)
            yield database


def _address(email: str) -> Address:
    """The address of a letter, its domain in the spelling that mail servers know."""
    found = ADDRESS.fullmatch(_line("email address", email))
    try:
        domain = found[2].encode("idna").decode() if found else ""
    except UnicodeError:
        domain = ""
    if not found or not domain or len(email) > 254 or len(found[1].encode()) > 64:
        raise Fatal(f"'{email}' is no email address; one looks like ada@example.org")
    return Address(username=found[1], domain=domain)


def _letter(sender: str, to: Address, name: str) -> EmailMessage:
    letter = EmailMessage(policy=MAIL)
    letter["From"] = Address("Backcast onboarding", addr_spec=sender)
    letter["To"] = Address(name, to.username, to.domain)
    letter["Subject"] = f"Welcome, {name}"
    letter["Date"] = format_datetime(datetime.now(UTC))
    letter["Message-ID"] = make_msgid(domain=sender.partition("@")[2])
    letter.set_content(LETTER.format(name=name))
    letter.add_alternative(LETTER_HTML.format(name=escape(name)), subtype="html")
    return letter


def _as_file(letter: EmailMessage) -> bytes:
    """A letter as bytes; only an address can force raw UTF-8 into its headers, a name is encoded."""
    ascii_address = letter["To"].addresses[0].addr_spec.isascii()
    return letter.as_bytes(policy=MAIL.clone(utf8=not ascii_address))


class MailServer(NamedTuple):
    """What `BACKCAST_SMTP_URL` says."""

    scheme: str
    host: str
    port: int
    user: str
    password: str

    @property
    def sender(self) -> str:
        """The address to send from: servers that ask for a password take their user's own only."""
        return self.user if "@" in self.user else SENDER


def _mail_server(url: str) -> MailServer:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in PORTS:
        raise Fatal(  # without the URL: there may be a password in it
            "BACKCAST_SMTP_URL cannot be read; it looks like smtp://localhost:25,"
            " smtps://user:password@mail.example.org or smtp+starttls://mail.example.org"
        )
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(parts.scheme, host, port or PORTS[parts.scheme], user, password)


def _send(letter: EmailMessage, server: MailServer) -> None:
    try:
        with _connected(server) as smtp:
            if server.scheme == "smtp+starttls":
                smtp.starttls(context=ssl.create_default_context())
            if server.user:
                smtp.login(server.user, server.password)
            smtp.send_message(letter)
    except OSError as error:  # what smtplib raises is one, too
        code, reply = _reply(error)
        message = f"mail server '{server.host}:{server.port}' did not take the letter: {reply}"
        raise (Fatal if code >= 500 else ConnectionError)(message) from error


def _connected(server: MailServer) -> smtplib.SMTP:
    if server.scheme == "smtps":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, timeout=PATIENCE, context=context)
    return smtplib.SMTP(server.host, server.port, timeout=PATIENCE)


def _reply(error: OSError) -> tuple[int, str]:
    """The server's code, 0 where it gave none, and what it said; from 500 it will say so again."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            code, said = next(iter(error.recipients.values()))
        case smtplib.SMTPResponseException(smtp_code=code, smtp_error=said):
            pass
        case _:
            return 0, str(error)
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return code, f"{code} {text}"
