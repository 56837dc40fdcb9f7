"""Whether a flow may run that this user did not make: what it would execute, and what was allowed before.

A flow comes from elsewhere if its file, a flow that it runs, or a file of its code carries the mark of a
download (an extended attribute on Linux and macOS, a stream on Windows), or if the flow file lies in the
folder for downloads and was not saved there from the designer. With `BACKCAST_REQUIRE_TRUST` set, every
flow counts. What it would execute is read off the Plan; nothing is imported, started or asked for.

What is allowed is the content: the flow without its picture, every flow that it runs, and the files of
code behind its Steps (`engine.sources`; files of the folder among a program's arguments). It is kept by
folder, part by part, so that a change asks again and can say what changed. Not seen: what code imports
by names that it puts together, and files that a program finds by itself. A list that cannot be read
counts as empty.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, Literal, NamedTuple, TypeAlias

import platformdirs

from engine.clock import SystemClock, iso
from engine.codec import flow_to_json, read_flow
from engine.doings import Doing, doings, files_named
from engine.errors import FlowFileError
from engine.files import save_atomically
from engine.flow import Flow
from engine.plan import Plan
from engine.provenance import download_mark, in_downloads
from engine.registry import Registry
from engine.value import JSON, preview

REQUIRED: Final = "BACKCAST_REQUIRE_TRUST"
"""The environment variable with which every flow has to be allowed."""

LARGEST: Final = 16 * 2**20
"""Bytes of the list of what is allowed; a larger one is none of ours."""

Cause: TypeAlias = Literal["downloaded", "downloads", "required"]

_WHOLE: Final = 256 * 2**20
"""Bytes up to which a file counts by all that is in it; a larger one by its size and times."""

_LONGEST: Final = 200
"""Characters of a name that are shown."""

_MOST: Final = 5
"""Files that a sentence names."""

_FORMAT: Final = "backcast-trust/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A flow that has to be allowed before it runs.

    `cause` is what makes it one, `marked` the file with the mark of a download, `mark` what stands there;
    `doings` is what it would execute, `changed` the names of those parts
    that are other than when it was allowed, `new` those of them that never were, and `before` whether
    anything of the folder ever was.
    """

    file: Path
    cause: Cause
    marked: str = ""
    mark: str = ""
    doings: tuple[Doing, ...] = ()
    changed: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    before: bool = False
    parts: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def folder(self) -> Path:
        """The folder that is asked about."""
        return self.file.parent

    @property
    def why(self) -> str:
        """What makes it one, in words."""
        match self.cause:
            case "downloaded":
                whence = f" from {shown(self.mark)}" if "://" in self.mark else ""
                return f"'{shown(self.marked)}' was downloaded{whence}"
            case "downloads":
                return f"'{shown(self.file.name)}' lies in the folder for downloads"
        return f"{REQUIRED} is set"

    @property
    def why_again(self) -> str:
        """The same and, where something of the folder was allowed, what is other than it was then."""
        if not self.before or not self.changed:
            return self.why
        known = [name for name in self.changed if name not in self.new]
        if not known:
            return (
                f"{self.why}, and {_listed(self.new, 'was', 'were')} not part of what was trusted"
            )
        return f"{self.why}, and {_listed(known, 'has', 'have')} changed since it was trusted"


class Trusted(NamedTuple):
    """A folder of which something is allowed: for ever, or so many parts; since when (ISO 8601)."""

    folder: Path
    always: bool
    parts: int
    since: str


class Trust:
    """The list of what this user allowed: one file, the same for the designer and the command line."""

    def __init__(self, path: Path | None = None) -> None:
        """Take the list's file; by default `trust.json` beside the settings."""
        self.path = path or _home() / "trust.json"

    def needed(
        self,
        file: Path | None,
        plan: Plan,
        registry: Registry,
        read: Callable[[], Flow] | None = None,
    ) -> Asked | None:
        """What has to be allowed before a Plan is carried out; None where nothing has to.

        `read` gives what the file says, where the Plan may be of an edited Flow. Raises what that does.
        """
        if file is None:
            return None
        file = _real(file)
        why = self._why(file, plan)
        if why is None:
            return None
        kept = self._folder(file.parent)
        if kept.get("always") is True:
            return None
        found = tuple(doings(plan, registry, file.parent))
        flow = plan.origin.flow if read is None else read()
        parts = dict(_parts(file, flow, plan, found))
        known = _texts(kept.get("parts"))
        if all(digest and known.get(name) == digest for name, digest in parts.items()):
            return None
        changed = tuple(name for name, digest in parts.items() if known.get(name) != digest)
        new = tuple(name for name in changed if name not in known)
        return replace(why, doings=found, changed=changed, new=new, before=bool(known), parts=parts)

    def remember(self, asked: Asked, *, always: bool = False) -> None:
        """Allow what was asked about; `always`: whatever is in that folder, now and later.

        Raises:
            OSError: The list cannot be written.
        """
        kept = self._folder(asked.folder)
        parts = {**_texts(kept.get("parts")), **{k: d for k, d in asked.parts.items() if d}}
        now = iso(SystemClock().now())
        always = always or kept.get("always") is True
        self._keep(asked.folder, {"always": always, "since": now, "parts": parts})

    def stands(self, file: Path) -> bool:
        """Whether what a flow file says now was allowed, or was saved there by this user."""
        file = _real(file)
        parts = _texts(self._folder(file.parent).get("parts"))
        return self._is_own(file) or (file.name in parts and parts[file.name] == _said_by(file))

    def saved(self, file: Path) -> None:
        """Take note that this user saved a file of their own, or one that was allowed before.

        Raises:
            OSError: The list cannot be written.
        """
        file = _real(file)
        parts = _texts(self._folder(file.parent).get("parts"))
        if file.name in parts:
            kept = {**self._folder(file.parent), "parts": {**parts, file.name: _said_by(file)}}
            self._keep(file.parent, kept)
        if in_downloads(file):
            listed = self._read()
            own = {**_texts(listed.get("own")), str(file): _digest(file)}
            self._write({**listed, "own": own})

    def folders(self) -> tuple[Trusted, ...]:
        """The folders of which something is allowed, by name."""
        return tuple(
            Trusted(
                Path(name), kept.get("always") is True, len(_texts(kept.get("parts"))),
                str(kept.get("since") or ""),
            )
            for name, kept in sorted(_objects(self._read().get("folders")).items())
        )  # fmt: skip

    def forget(self, folder: Path) -> bool:
        """Allow nothing of a folder any more; False where nothing was.

        Raises:
            OSError: The list cannot be written.
        """
        listed = self._read()
        folders = dict(_objects(listed.get("folders")))
        there = [name for name in (str(folder), str(_real(folder))) if name in folders]
        for name in there[:1]:
            del folders[name]
            self._write({**listed, "folders": folders})
        return bool(there)

    def _why(self, file: Path, plan: Plan) -> Asked | None:
        for each in (file, *map(Path, plan.origin.flows), *files_named(plan, file.parent)):
            if mark := download_mark(each):
                return Asked(file=file, cause="downloaded", marked=each.name, mark=mark)
        if in_downloads(file) and not self._is_own(file):
            return Asked(file=file, cause="downloads")
        return Asked(file=file, cause="required") if is_required() else None

    def _is_own(self, file: Path) -> bool:
        return _texts(self._read().get("own")).get(str(file)) == _digest(file)

    def _folder(self, folder: Path) -> Mapping[str, JSON]:
        return _objects(self._read().get("folders")).get(str(folder), {})

    def _keep(self, folder: Path, kept: Mapping[str, JSON]) -> None:
        listed = self._read()
        folders = {**_objects(listed.get("folders")), str(folder): kept}
        self._write({**listed, "folders": folders})

    def _read(self) -> dict[str, JSON]:
        try:
            if self.path.stat().st_size > LARGEST:
                return {}
            listed = json.loads(self.path.read_bytes())
        except (OSError, ValueError, RecursionError):
            return {}
        right = isinstance(listed, dict) and listed.get("format") == _FORMAT
        return listed if right else {}

    def _write(self, listed: Mapping[str, JSON]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps({**listed, "format": _FORMAT}, ensure_ascii=False, indent=1)
        save_atomically(self.path, text.encode("utf-8", "surrogatepass"))


def shown(text: str) -> str:
    """A text of somebody else's in one line, without what would do something to a screen."""
    plain = "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text)
    return preview(plain, _LONGEST)


def _listed(names: Sequence[str], one: str, more: str) -> str:
    """Some names, with the verb that they take."""
    told = ", ".join(f"'{shown(name)}'" for name in names[:_MOST])
    left = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return f"{told}{left} {one if len(names) == 1 else more}"


def is_required() -> bool:
    """Whether every flow has to be allowed."""
    return os.environ.get(REQUIRED, "") not in ("", "0")


def _parts(
    file: Path, flow: Flow, plan: Plan, found: Iterable[Doing]
) -> Iterator[tuple[str, str]]:  # fmt: skip
    """What counts, by the name it is told by: each with what stands for its content; empty: unknown."""
    yield file.name, _digest_of(flow_to_json(flow))
    for path, child in plan.origin.flows.items():
        if Path(path) != file:
            yield _name(Path(path), file.parent), _digest_of(flow_to_json(child))
    for code in sorted({each for doing in found for each in doing.files}):
        yield _name(code, file.parent), _digest(code)


def _name(path: Path, folder: Path) -> str:
    with suppress(ValueError):
        return path.relative_to(folder).as_posix()
    return str(path)


def _digest_of(content: JSON) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _said_by(file: Path) -> str:
    """What stands for what a flow file says; empty where it says nothing that can be read."""
    try:
        return _digest_of(flow_to_json(read_flow(file).flow))
    except FlowFileError:
        return ""


def _digest(file: Path) -> str:
    """What stands for the content of a file; empty where it cannot be read, which never is allowed."""
    try:
        with file.open("rb") as stream:
            found = os.fstat(stream.fileno())
            if found.st_size > _WHOLE:
                return f"{found.st_size} {found.st_mtime_ns} {found.st_ctime_ns} {found.st_ino}"
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def _home() -> Path:
    home = os.environ.get("BACKCAST_HOME", "")
    return Path(home) if home else platformdirs.user_config_path("backcast", appauthor=False)


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))


def _objects(value: JSON) -> dict[str, Mapping[str, JSON]]:
    if not isinstance(value, dict):
        return {}
    return {name: one for name, one in value.items() if isinstance(one, dict)}


def _texts(value: JSON) -> dict[str, str]:
    if not isinstance(value, dict):
        return {}
    return {name: text for name, text in value.items() if isinstance(text, str)}
