"""The engine as a library: open or build a Flow, plan it and run it, from a script, a test or a notebook.

    from engine import open_flow, new_flow

    ran = open_flow("onboarding.flow.json").run(customer_id="C-1", email="a@b.org", customer_name="Ada")
    ran["account_id"]

    weather = new_flow("Weather")

    @weather.step
    def forecast(city: str) -> dict: ...

    @weather.step(goal=True)
    def report(forecast: dict) -> str: ...

    weather.run(city="Turin", on_event=print)["report"]

What the command line does besides (the store, answers at a terminal, Ctrl-C) is not here.
"""

from engine.library.openflow import OpenFlow, new_flow, open_flow
from engine.library.ran import Ran, RunFailed

__all__ = ["OpenFlow", "Ran", "RunFailed", "new_flow", "open_flow"]
