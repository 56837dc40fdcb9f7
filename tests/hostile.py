"""Damage: texts, JSON values and files as somebody careless, or somebody bad, would leave them."""

from __future__ import annotations

import json
import random
from copy import deepcopy
from typing import Any, Final

MARKS: Final = [
    b"{", b"}", b"[", b"]", b'"', b",", b":", b"\\", b"\\ud800", b"NaN", b"1e999", b"null",
    b'"x-a":1,', b"\xff", b"\x00", b"-1", b"true", b'"from"', b'"a"', b"{}",
]  # fmt: skip
JUNK: Final[list[Any]] = [
    None, True, -1, 0, 1.5, 10**300, "", "a", "\ud800", "x-a", [], [[]], ["a", 1], {}, {"a": {}},
    {"x-a": 1}, {"kind": "k"}, {"": None}, {"~/": [{}]}, {"{x}": "{y}"},
]  # fmt: skip
KEYS: Final = ["", "a", "A b", "x-a", "from", "kind", "[key]", "\udc00", "~/", "{0}"]


def damaged_bytes(chance: random.Random, text: bytes) -> bytes:
    """The text with a piece cut out, doubled, or replaced by something that JSON stumbles over."""
    data = bytearray(text)
    at = chance.randrange(len(data))
    until = min(len(data), at + chance.choice([0, 1, 1, 5, 40]))
    data[at:until] = chance.choice([b"", chance.choice(MARKS), data[until : until + 20]])
    return bytes(data)


def damaged_values(chance: random.Random, text: bytes) -> bytes:
    """The JSON text of an object with one to three of its values replaced by junk."""
    damaged = json.loads(text)
    for _ in range(chance.randint(1, 3)):
        here, depth = damaged, chance.randint(0, 5)
        while inner := [part for part in here.values() if isinstance(part, dict) and part]:
            if not depth:
                break
            here, depth = chance.choice(inner), depth - 1
        key = chance.choice([*here, chance.choice(KEYS)])
        here[key] = deepcopy(chance.choice(JUNK))
    return json.dumps(damaged).encode()


def rotten_bytes(chance: random.Random, data: bytes) -> bytes:
    """What a bad disk makes of a file: cut short, empty, a piece of zeros, other bytes, single bits."""
    if not data:
        return data
    at = chance.randrange(len(data))
    rotten = bytearray(data)
    match chance.randrange(6):
        case 0:
            return data[:at]
        case 1:
            return b""
        case 2:
            rotten[at : at + 512] = bytes(len(rotten[at : at + 512]))
        case 3:
            rotten[at : at + 16] = chance.randbytes(len(rotten[at : at + 16]))
        case 4:
            rotten[at:at] = chance.choice(MARKS)
        case _:
            for _ in range(8):
                rotten[chance.randrange(len(rotten))] ^= 1 << chance.randrange(8)
    return bytes(rotten)
