from __future__ import annotations

import io
import json
import tracemalloc

import pytest

from engine.cli.streams import put
from engine.jsontext import json_pieces, parse_json
from engine.value import preview

HUGE = '\0"é\U0001f600\ud83d\ude00\n' * 100_000


@pytest.mark.parametrize("ascii_only", [True, False])
@pytest.mark.parametrize("value", [HUGE, "short", "", [HUGE, 1], {"a": None}, 1.5])
def test_json_in_pieces_is_the_same_json(value, ascii_only: bool) -> None:
    whole = json.dumps(value, ensure_ascii=ascii_only)
    assert "".join(json_pieces(value, ascii_only=ascii_only)) == whole


class Nowhere(io.TextIOBase):
    def write(self, text: str) -> int:
        return len(text)


def test_a_huge_text_is_printed_without_ever_being_there_twice() -> None:
    text = "\0" * (8 << 20)
    tracemalloc.start()
    assert put("x: ", Nowhere(), text)
    assert tracemalloc.get_traced_memory()[1] < 6 << 20
    tracemalloc.stop()
    stream = io.StringIO()
    put("x: ", stream, text)
    assert stream.getvalue() == f"x: {json.dumps(text)}\n"


def test_a_key_that_is_there_twice_is_refused_and_named() -> None:
    assert parse_json('{"v": 1, "w": {"v": 2}}') == {"v": 1, "w": {"v": 2}}
    with pytest.raises(ValueError, match=r"^the key 'v' is there more than once$"):
        parse_json('[{"a": {"v": 1, "v": 2}}]')


def test_a_number_of_too_many_digits_is_refused_in_our_own_words() -> None:
    with pytest.raises(ValueError, match=r"^it holds a whole number of more than 4,300 digits$"):
        parse_json("[" + "9" * 6000 + "]")
    with pytest.raises(ValueError, match="line 1 column 2"):
        parse_json("[")
    assert preview(10**5000) == "a whole number of some 5,001 digits"
