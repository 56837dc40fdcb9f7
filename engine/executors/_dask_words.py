"""What Dask makes of addresses and of errors, in sentences."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any, Final

from engine.distant.dying import killed
from engine.errors import Fatal, StepFailure
from engine.tracing import describe

_ADDRESS: Final = re.compile(r"((tcp|tls|ucx|ucxx)://)?[^/\s]+:\d+")


def complaint(address: str) -> str:
    """Why an address is none, in a sentence; empty where it is one, or says how many workers to start."""
    if not address or (address.isdecimal() and int(address) > 0):
        return ""
    if not _ADDRESS.fullmatch(address):
        told = f"'{address}' is no address of a Dask scheduler"
        return f"{told}; write tcp://HOST:PORT or tls://HOST:PORT, or how many workers are to be started"
    if address.startswith("tls://") and not _knows_tls():
        told = f"the scheduler at {address} wants TLS, which is not set up here"
        return f"{told}; name CA, certificate and key in Dask's configuration, as the guide shows"
    return ""


def unreachable(address: str, error: Exception) -> StepFailure:
    """Why there is no cluster."""
    what = describe(error)[0].splitlines()[0]
    if not address:
        told = f"the workers could not be started ({what})"
        hint = "in a script of your own, run the flow below `if __name__ == '__main__':`"
    else:
        told = f"no Dask scheduler answers at {address} ({what})"
        hint = "see that it runs and can be reached from here, and that TLS is set up alike"
    return StepFailure(f"{told}; {hint}", reason="no_cluster")


def failure(error: BaseException | None) -> StepFailure:
    """Why the cluster could not have a load done."""
    from distributed.scheduler import KilledWorker

    if isinstance(error, KilledWorker):
        return killed(error.allowed_failures + 1)
    if isinstance(error, ModuleNotFoundError) and error.name in ("engine", "engine.executors"):
        told = "a worker has no backcast; install it there, in the version that is here"
        return Fatal(told, reason="unfit_worker")
    why = "it does not say why" if error is None else describe(error)[0]
    return StepFailure(f"the cluster could not do it: {why}", reason="cluster_failed")


def _knows_tls() -> bool:
    """Whether Dask's configuration says how a client is to speak TLS."""
    security: Any = import_module("distributed").Security()
    try:
        return security.get_connection_args("client")["ssl_context"] is not None
    except (OSError, ValueError):  # what it names cannot be read, which connecting will say
        return True
