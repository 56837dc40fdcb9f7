"""What stands in files and streams, to and from the engine's values: the one door to the wire formats.

Behind it, one room each: `reading` (bytes to strict JSON), `schema` (the shape of the flow file),
`wording` (what pydantic finds, in our words), `loading` and `saving` (that shape to a Flow and back),
`transcript` (plans, records and Problems for others to read), and `decoding` (records to the lines of
a journal and back).
"""

from __future__ import annotations

from engine.codec.loading import FileOrder, FlowFile, Migration, parse_flow, read_flow
from engine.codec.saving import canonical, dump_flow, flow_to_json
from engine.codec.schema import FORMAT, flow_schema
from engine.codec.transcript import (
    ErrorJSON,
    PlanJSON,
    ProblemJSON,
    dump_record,
    event_schema,
    fault_to_json,
    plan_to_json,
    problem_to_json,
    record_to_json,
)

__all__ = [
    "FORMAT",
    "ErrorJSON",
    "FileOrder",
    "FlowFile",
    "Migration",
    "PlanJSON",
    "ProblemJSON",
    "canonical",
    "dump_flow",
    "dump_record",
    "event_schema",
    "fault_to_json",
    "flow_schema",
    "flow_to_json",
    "parse_flow",
    "plan_to_json",
    "problem_to_json",
    "read_flow",
    "record_to_json",
]
