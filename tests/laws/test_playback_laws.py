"""The state at record n is the fold of the first n records, however one got there; streams read back."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from designer.session import playback
from designer.session.playback import Playback
from engine import events as e
from engine.codec import dump_record
from engine.retelling import Candidate, read_lines, retell
from engine.runner import Runner
from engine.state import replay
from engine.timing import Tape
from tests.laws.test_subflow_laws import FOLDER, Family, families, made, run_it, script_of
from tests.laws.test_timing_laws import recorded

law = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def there_and_back(records: list[e.Record], data: st.DataObject) -> None:
    """Go to random places; wherever that leads, the state is the fold, and who differs was named."""
    every, piece = data.draw(st.integers(1, 7)), data.draw(st.integers(1, 3))
    with patch.object(playback, "EVERY", every), patch.object(playback, "_PIECE", piece):
        shown = Playback(records)
        for _ in range(8):
            before = replay(records[: shown.position])
            touched = shown.seek(data.draw(st.integers(0, len(records) + 1)))
            now = replay(records[: shown.position])
            assert shown.state == now
            assert {s for s in now.steps if now.steps[s] != before.steps.get(s)} <= touched


@law
@given(recorded(), st.data())
def test_the_state_at_a_record_is_the_fold_of_those_up_to_it(
    records: list[e.Record], data: st.DataObject
) -> None:
    there_and_back(records, data)


@law
@given(families(), st.data())
def test_so_it_is_with_flows_inside_and_the_stream_tells_it_all(
    family: Family, data: st.DataObject
) -> None:
    plan, registry, _ = made(family, script_of(data, family))
    records: list[e.Record] = []
    asyncio.run(run_it(Runner(plan, registry, records.append, folder=FOLDER)))
    there_and_back(records, data)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "events.jsonl")
        lines = [dump_record(record, "R") for record in records]
        file.write_text("\n".join(lines))
        told = retell(read_lines(file), [lambda: Candidate(family[0], FOLDER, family[1])])
        again = [dump_record(record, "R") for record in told.records]
        assert (told.is_sketched, told.run, again) == (False, "R", lines)
        assert [bar.spans for bar in Tape().take_all(told.records).inner_bars()] == [
            bar.spans for bar in Tape().take_all(records).inner_bars()
        ]
        sketched = retell(read_lines(file))
        assert sketched.is_sketched
        statuses = {step: one.status for step, one in replay(records).steps.items()}
        assert statuses == {s: one.status for s, one in replay(sketched.records).steps.items()}
