"""Where an input of a planned Step gets its value from: values, worked out while planning."""

from __future__ import annotations

from typing import NamedTuple

from engine.flow import Collect, Name, StepId
from engine.value import ABSENT, JSON, Absent, fact


class Producer(NamedTuple):
    """One output that an input may get its value from; `value` is there where it is pinned."""

    step: StepId
    output: Name
    attribute: Name
    value: JSON | Absent = ABSENT


@fact
class Feed:
    """Where one input of a planned Step gets its value, worked out while planning.

    `given` are the Attributes read that have a given value, in order of preference; `producers` are
    the stand-ins in the order in which they are asked for (`first`) or listed (`all`). `lost` marks an
    `all` input that cannot be complete, since an Attribute or a producer of it cannot come: an optional one
    is sure to take its default, a required one blocks its Step should the gate before it open.

    Known values that do not `match` are in none of the fields: of the literal of an input that makes a
    list, the items that do not are taken out. `shut` marks a gate that was decided while planning: the
    Step will be skipped, and none of its inputs has producers.

    `plain` says that one output, which is not pinned, is all that a required input can come to, and that
    nothing else about it is decided while the run goes on.
    """

    collect: Collect = Collect.FIRST
    required: bool = True
    literal: JSON | Absent = ABSENT
    default: JSON | Absent = ABSENT
    given: tuple[Name, ...] = ()
    producers: tuple[Producer, ...] = ()
    lost: bool = False
    shut: bool = False
    plain: bool = False
