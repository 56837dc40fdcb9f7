"""Makes relative paths that stand in a flow file absolute: they are meant from the file's own folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from engine.datatype import PATH, DataType
from engine.feed import Feed, Producer
from engine.flow import Flow, Input, Name, Step, StepId
from engine.value import Value


def anchored(value: Value, datatype: DataType, folder: Path | None) -> Value:
    """A path of the file as an absolute one, and those of a list; anything else as it is."""
    if folder is None or datatype.format != PATH:
        return value
    if isinstance(value, list):
        return [anchored(item, datatype, folder) for item in value]
    return str(folder.absolute() / value) if isinstance(value, str) and value else value


def anchored_pin(producer: Producer, flow: Flow, folder: Path | None) -> Producer:
    """A producer with its pinned value, if it has one, as `anchored` has it."""
    output = flow.steps[producer.step].outputs[producer.output]
    return producer._replace(value=anchored(producer.value, output.type, folder))


def anchor_feeds(
    feeds: Mapping[StepId, Mapping[Name, Feed]],
    steps: Mapping[StepId, Step],
    flow: Flow,
    folder: Path | None,
) -> Mapping[StepId, Mapping[Name, Feed]]:
    """The feeds with the paths that are written beside their ports made absolute."""
    if folder is None or not _has_paths(flow):
        return feeds
    return {
        step: {
            name: _anchor(feed, steps[step].inputs[name], flow, folder)
            for name, feed in named.items()
        }
        for step, named in feeds.items()
    }


def _has_paths(flow: Flow) -> bool:
    for step in flow.steps.values():  # plain loops: this is asked of every port at every edit
        for source in step.inputs.values():
            if source.type.format == PATH:
                return True
        for output in step.outputs.values():
            if output.type.format == PATH:
                return True
    return False


def _anchor(feed: Feed, port: Input, flow: Flow, folder: Path) -> Feed:
    return replace(
        feed,
        literal=anchored(feed.literal, port.type, folder),
        default=anchored(feed.default, port.type, folder),
        producers=tuple(anchored_pin(producer, flow, folder) for producer in feed.producers),
    )
