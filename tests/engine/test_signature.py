from __future__ import annotations

from textwrap import dedent

import pytest

from engine.datatype import ANY, DataType, TypeName
from engine.flow import Input, Output
from engine.signature import Accepts, read_functions, read_module
from engine.value import ABSENT


def only(source: str):
    (function,) = read_functions(dedent(source))
    return function


def named(name: TypeName | str, **more):
    return DataType(name=TypeName(name), **more)


def test_a_function_becomes_ports_and_a_description():
    function = only('''
        raise SystemExit("never run")

        @step(outputs={"document_url": str})
        async def generate(customer_id: str, pages: int = 3, *, draft: bool = False) -> str:
            """Generate the welcome packet.

            More of it.
            """
    ''')
    assert (function.name, function.line, function.is_async) == ("generate", 5, True)
    assert function.description == "Generate the welcome packet."
    assert list(function.inputs.items()) == [
        ("customer_id", Input(type=named("string"))),
        ("pages", Input(type=named("integer"), required=False, default=3)),
        ("draft", Input(type=named("boolean"), required=False, default=False)),
    ]
    assert list(function.outputs.items()) == [("document_url", Output(type=named("string")))]
    assert function.accepts == Accepts(
        names=("customer_id", "pages", "draft"), required=("customer_id",)
    )
    assert not function.wrapped


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        ("str", named("string")),
        ("'str'", named("string")),
        ("int", named("integer")),
        ("float", named("number")),
        ("int | float", named("number")),
        ("bool", named("boolean")),
        ("dict", named("object")),
        ("dict[str, int]", named("object")),
        ("typing.Mapping[str, int]", named("object")),
        ("list[str]", named("array")),
        ("tuple[int, ...]", named("array")),
        ("pathlib.Path", named("string", format="path")),
        ("Any", ANY),
        ("None", ANY),
        ("Customer", ANY),
        ("make_type(3)", ANY),
        ("'not ( python'", ANY),
        ("Optional[str]", ANY),
        ("str | None", ANY),
        ("str | int", ANY),
        ("Annotated[str, 'doc']", named("string")),
        ("Literal['a', 'b']", named("string", enum=("a", "b"))),
        ("Literal[1, True]", named("any", enum=(1, True))),
        ("Literal['a', 'a']", named("string", enum=("a",))),
        ("Union[str, str]", named("string")),
    ],
)
def test_annotations_become_types(annotation, expected):
    assert only(f"def run(a: {annotation}): ...").inputs["a"].type == expected


@pytest.mark.parametrize(
    ("parameter", "kind", "default"),
    [
        ("a=3", named("integer"), 3),
        ("a='x'", named("string"), "x"),
        ("a=-1.5", named("number"), -1.5),
        ("a=[1, {'b': None}]", named("array"), [1, {"b": None}]),
        ("a=None", ANY, None),
        ("a: str | None = None", named("string"), ABSENT),
        ("a: Optional[int] = 3", named("integer"), 3),
        ("a: int = None", named("integer"), ABSENT),
        ("a: float = 1", named("number"), 1),
        ("a=CONSTANT", ANY, ABSENT),
        ("a=(1, 2)", ANY, ABSENT),
        ("a={1, 2}", ANY, ABSENT),
        ("a=1e999", ANY, ABSENT),
        ("a=b'x'", ANY, ABSENT),
    ],
)
def test_a_default_makes_an_input_optional(parameter, kind, default):
    (port,) = only(f"def run({parameter}): ...").inputs.values()
    assert not port.required
    assert port.type == kind
    assert port.default == default
    assert type(port.default) is type(default)


def test_what_has_no_name_is_no_port():
    function = only("def run(a, /, b, *rest, c, **more): ...")
    assert list(function.inputs) == ["a", "b", "c"]
    assert function.accepts.any_name
    assert not only("def run(*rest): ...").accepts.any_name


@pytest.mark.parametrize(
    ("source", "outputs"),
    [
        ("def run(): pass", {}),
        ("def run() -> None: return", {}),
        ("def run():\n  def inner(): return 1\n  inner()", {}),
        ("def run() -> str: ...", {"run": "string"}),
        ("def run(): return 1", {"run": "any"}),
        ("def run() -> int:\n  total = 1\n  return total", {"total": "integer"}),
        ("def run(a):\n  if a: return x\n  return y", {"run": "any"}),
        ("@step(outputs=['a', 'b'])\ndef run(): ...", {"a": "any", "b": "any"}),
        ("@engine.step(outputs={'a': 'integer'})\ndef run(): ...", {"a": "integer"}),
        ("@step\ndef run() -> bool: ...", {"run": "boolean"}),
        ("@step(outputs={})\ndef run(): return 1", {}),
        (
            "class P(NamedTuple):\n  a: int\n  b: str\ndef run() -> P: ...",
            {"a": "integer", "b": "string"},
        ),
        (
            "@dataclass(frozen=True)\nclass P:\n  a: int\n  b: str\ndef run() -> P: ...",
            {"a": "integer", "b": "string"},
        ),
        ("class P(TypedDict):\n  a: int\n  b: str\ndef run() -> P: ...",
         {"a": "integer", "b": "string"}),
        ("class P:\n  a: int\n  b: str\ndef run() -> P: ...", {"run": "any"}),
    ],
)  # fmt: skip
def test_outputs(source, outputs):
    found = only(source).outputs
    assert {name: str(port.type) for name, port in found.items()} == outputs


def test_generators_and_other_decorators_are_noted():
    assert only("def run(): yield 1").is_generator
    assert only("def run() -> Iterator[float]: yield 1").outputs == {}
    generator = only("def run() -> Generator[float, None, str]:\n  yield 1\n  return word")
    assert list(generator.outputs.items()) == [("word", Output(type=named("string")))]
    assert only("async def run():\n  for x in y:\n    yield x").is_generator
    assert not only("def run():\n  f = lambda: (yield)\n  def g(): yield 1").is_generator
    assert only("@cached\ndef run(): ...").wrapped


def test_functions_within_conditions_are_found_and_methods_are_not():
    source = "try:\n  def a(): ...\nexcept E:\n  def b(): ...\nclass C:\n  def c(): ...\n"
    assert [function.name for function in read_functions(source)] == ["a", "b"]


def test_all_names_of_a_module_are_known():
    module = read_module("import a.b, c as d\nfrom e import f\ng, (h, *i) = j\nfor k in l: m = 1\n")
    assert module.names == {"a", "d", "f", "g", "h", "i", "k", "m"}
    assert not module.open_ended
    assert read_module("from a import *").open_ended


@pytest.mark.parametrize(
    "source", ["def (", "\0", b"# coding: nonsense\n", "(" * 5000, "-" * 100_000 + "1",
               f"def run(a: {'int | ' * 3000} str): ..."],
    ids=["syntax", "null", "coding", "deep", "deeper", "deep type"],
)  # fmt: skip
def test_what_is_not_python_is_a_syntax_error(source):
    with pytest.raises(SyntaxError):
        read_functions(source)


def test_a_sources_own_encoding_is_obeyed():
    source = "# coding: latin-1\ndef run():\n  'Gr\xfc\xdfe'\n".encode("latin-1")
    assert only_bytes(source).description == "Grüße"


def only_bytes(source: bytes):
    (function,) = read_functions(source)
    return function


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        (["a"], ""),
        (["a", "b"], ""),
        ([], "needs 'a', and no such input was given"),
        (["a", "bb"], "takes no input 'bb'; did you mean 'b'?"),
    ],
)
def test_why_a_call_does_not_fit(given, complaint):
    assert Accepts(names=("a", "b"), required=("a",)).complaint(given) == complaint


@pytest.mark.parametrize(
    "parameter",
    ["context", "context=None", "c: StepContext", "c: engine.StepContext", "c: 'StepContext'",
     "c: StepContext | None = None", "c: Optional[StepContext] = None"],
)  # fmt: skip
def test_a_parameter_for_the_context_is_no_port_and_may_be_passed(parameter):
    function = only(f"def run(a, {parameter}): ...")
    assert list(function.inputs) == ["a"]
    assert function.accepts.required == ("a",)
    assert function.accepts.names == ("a", parameter.partition(":")[0].partition("=")[0])


@pytest.mark.parametrize("parameter", ["context: str", "context='x'", "context: dict = None"])
def test_a_parameter_called_context_that_says_what_it_takes_is_a_port(parameter):
    assert list(only(f"def run({parameter}): ...").inputs) == ["context"]
