from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from engine.codec import dump_flow
from engine.importing import ImportRefused, import_file
from engine.planner import make_plan
from engine.registry import Registry
from engine.validator import validate
from tests.engine.importing import only_step
from tests.engine.webserver import response, serving

PET = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "name": {"type": "string", "description": "What it hears"},
        "kind": {"type": "string", "enum": ["cat", "dog"]},
        "mother": {"$ref": "#/components/schemas/Pet"},
    },
}


def document(paths: dict[str, Any], **more: Any) -> dict[str, Any]:
    servers = [{"url": "https://{env}.example.com/v1", "variables": {"env": {"default": "api"}}}]
    components = {
        "schemas": {"Pet": PET},
        "parameters": {
            "id": {"name": "petId", "in": "path", "required": True, "schema": {"type": "integer"}}
        },
        "securitySchemes": {
            "key": {"type": "apiKey", "in": "header", "name": "X-Api-Key"},
            "login": {"type": "http", "scheme": "bearer"},
            "basic": {"type": "http", "scheme": "basic"},
        },
    }
    base = {"openapi": "3.0.3", "info": {"title": "Pets"}, "servers": servers}
    return {**base, "paths": paths, "components": components, **more}


def imported(tmp_path: Path, told: dict[str, Any]):
    path = tmp_path / "api.json"
    path.write_text(json.dumps(told))
    return import_file(path, tmp_path)


def answering(schema: Any, status: str = "200") -> dict[str, Any]:
    content = {"application/json": {"schema": schema}}
    return {"responses": {status: {"description": "ok", "content": content}}}


def test_each_operation_is_a_typed_step(tmp_path):
    pet = {"$ref": "#/components/schemas/Pet"}
    body = {"required": True, "content": {"application/json": {"schema": pet}}}
    made = imported(tmp_path, document({
        "/pets/{petId}": {
            "parameters": [{"$ref": "#/components/parameters/id"}],
            "get": {"operationId": "getPet", "summary": "One pet", **answering(pet)},
            "delete": {"operationId": "deletePet", "responses": {"204": {"description": "gone"}}},
        },
        "/pets": {
            "post": {"operationId": "createPet", "requestBody": body, **answering(pet, "201")},
            "get": {"parameters": [
                {"name": "limit", "in": "query", "schema": {"type": "integer", "default": 20}},
            ], **answering({"type": "array", "items": pet})},
        },
    }))  # fmt: skip
    steps = made.flow.steps
    assert list(steps) == ["get-pet", "delete-pet", "get-pets", "create-pet"]
    assert made.flow.name == "Pets"
    get, delete, many, create = steps.values()
    assert get.title == "One pet"
    assert get.config["url"] == "https://api.example.com/v1/pets/{petId}"
    assert str(get.inputs["petId"].type) == "integer"
    assert (str(get.outputs["body"].type), get.outputs["body"].attribute) == (
        "object", "get_pet_result",
    )  # fmt: skip
    assert delete.config["response"] == "none"
    assert delete.config["ok"] == ["204"]
    assert not delete.outputs
    assert many.inputs["limit"].default == 20
    assert str(many.outputs["body"].type) == "array"
    assert create.config["json"] == {"name": "{name}", "kind": "{kind}", "mother": "{mother}"}
    assert create.inputs["name"].required
    assert create.inputs["name"].description == "What it hears"
    assert create.inputs["kind"].type.enum == ("cat", "dog")
    assert not create.inputs["kind"].required


def test_what_it_makes_has_no_problems(tmp_path):
    made = imported(tmp_path, document({
        "/a/{petId}": {"get": {"parameters": [{"$ref": "#/components/parameters/id"}],
                               "security": [{"key": []}], **answering({})}},
        "/b": {"post": {"security": [{"login": []}], "requestBody": {"content": {
            "application/x-www-form-urlencoded": {"schema": {"properties": {"x y": {}}}}}}}},
        "/c": {"put": {"security": [{"basic": []}], "requestBody": {"content": {"image/png": {}}},
                       "responses": {"200": {"content": {"application/pdf": {}}}}}},
    }))  # fmt: skip
    registry = Registry.installed()
    plan = make_plan(made.flow, list(made.flow.steps), kinds=registry, folder=tmp_path)
    errors = [p for p in validate(made.flow, plan, registry, tmp_path) if p.severity == "error"]
    assert [str(problem) for problem in errors] == []


def test_credentials_are_secret_inputs_that_all_share(tmp_path):
    paths = {f"/{name}": {"get": answering({})} for name in ("one", "two")}
    made = imported(tmp_path, document(paths, security=[{"key": []}]))
    for step in made.flow.steps.values():
        assert step.config["headers"] == {"X-Api-Key": "{key}"}
        assert step.inputs["key"].type.secret
        assert step.inputs["key"].reads("key") == ("key",)


def test_names_that_mean_different_things_are_told_apart(tmp_path):
    def with_name(kind: str) -> dict[str, Any]:
        schema = {"properties": {"name": {"type": kind}}}
        return {"post": {"requestBody": {"content": {"application/json": {"schema": schema}}}}}

    made = imported(
        tmp_path, document({"/cats": with_name("string"), "/dogs": with_name("integer")})
    )
    reads = [step.inputs["name"].reads("name") for step in made.flow.steps.values()]
    assert reads == [("post_cats_name",), ("post_dogs_name",)]


def test_a_server_without_a_host_is_asked_for(tmp_path):
    told = document({"/x": {"get": answering({})}}, servers=[{"url": "/v2"}])
    step = only_step(imported(tmp_path, told))
    assert step.config["url"] == "{base_url}/v2/x"
    assert step.inputs["base_url"].required


async def test_an_imported_operation_is_performed(tmp_path):
    async with serving() as server:
        server.says("/pets/7", response(200, b'{"name": "Rex"}'))
        told = document({"/pets/{petId}": {
            "parameters": [{"$ref": "#/components/parameters/id"}],
            "get": {"operationId": "getPet", **answering({"$ref": "#/components/schemas/Pet"})},
        }}, servers=[{"url": server.url}])  # fmt: skip
        made = imported(tmp_path, told)
        (tmp_path / "pets.flow.json").write_bytes(dump_flow(made.flow))
        done = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "engine", "run", "pets.flow.json", "--goal", "get-pet",
            "-i", "petId=7", "--no-store", cwd=tmp_path,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        out, err = await done.communicate()
    assert out.decode() == 'get_pet_result: {"name": "Rex"}\n', err.decode()


def test_references_that_lead_in_circles_or_nowhere_end(tmp_path):
    loops = {
        "A": {"$ref": "#/components/schemas/B"},
        "B": {"$ref": "#/components/schemas/A"},
        "C": {"allOf": [{"$ref": "#/components/schemas/C"}] * 20},
    }
    made = imported(tmp_path, document({
        "/a": {"get": answering({"$ref": "#/components/schemas/A"})},
        "/c": {"post": {"requestBody": {"content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/C"}}}}}},
        "/far": {"get": answering({"$ref": "other.json#/x"})},
    }, components={"schemas": loops}))  # fmt: skip
    assert len(made.flow.steps) == 3
    assert any("other.json#/x" in note for note in made.notes)


def test_what_the_kind_cannot_send_is_listed(tmp_path):
    made = imported(tmp_path, document({"/x": {"post": {
        "requestBody": {"content": {"multipart/form-data": {"schema": {}}}}, "deprecated": True,
    }}}))  # fmt: skip
    assert any("multipart/form-data" in note for note in made.notes)
    assert any("deprecated" in note for note in made.notes)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"swagger": "2.0", "paths": {}}, "Swagger 2.0; expected OpenAPI 3"),
        ({"openapi": "2.1"}, "OpenAPI 2.1; expected OpenAPI 3"),
        ({"openapi": "3.1.0", "paths": {"/x": {"parameters": []}}}, "no operation"),
        ({"openapi": "3.1.0", "paths": 7}, "no operation"),
    ],
)
def test_other_versions_and_empty_documents_are_refused(tmp_path, told, words):
    with pytest.raises(ImportRefused, match=words):
        imported(tmp_path, told)


YAML = """
openapi: 3.1.0
info: {title: Small}
servers: [{url: https://example.com}]
paths:
  /x:
    get:
      responses:
        200: {description: fine}
"""


def test_yaml_is_read_where_something_is_installed_that_reads_it(tmp_path):
    pytest.importorskip("yaml")
    path = tmp_path / "api.yaml"
    path.write_text(YAML)
    assert only_step(import_file(path, tmp_path)).config["ok"] == ["200"]
    path.write_text("openapi: 3.0\n  bad: [")
    with pytest.raises(ImportRefused, match="line 2"):
        import_file(path, tmp_path)
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(9)
    )
    path.write_text(f"openapi: 3.0.0\n{bomb}")
    with pytest.raises(ImportRefused, match="more than"):
        import_file(path, tmp_path)
    path.write_text("openapi: 3.0.0\nonce: &once [x]\ntwice: [*once, *once]\na: &a {b: [*a]}\n")
    with pytest.raises(ImportRefused, match=r"an alias in it .* refers to what it is part of"):
        import_file(path, tmp_path)


def test_without_it_yaml_is_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "yaml", None)
    path = tmp_path / "api.yaml"
    path.write_text(YAML)
    with pytest.raises(ImportRefused, match="pip install pyyaml"):
        import_file(path, tmp_path)


def test_a_path_described_in_one_place_of_the_document_is_followed_there(tmp_path):
    item = {"get": {"operationId": "look"}, "parameters": [{"$ref": "#/components/parameters/id"}]}
    told = document({"/pets/{petId}": {"$ref": "#/components/pathItems/pet"}})
    told["components"]["pathItems"] = {"pet": item}
    step = only_step(imported(tmp_path, told))
    assert (step.id, list(step.inputs)) == ("look", ["petId"])


def test_a_path_described_in_another_file_is_named_and_the_others_are_imported(tmp_path):
    away = {"/a": {"$ref": "more.yaml#/a"}, "/b": {"$ref": "more.yaml#/a"}}
    sentence = "the '$ref' of '/a', '/b' is not followed: 'more.yaml#/a' is not in the document"
    with pytest.raises(ImportRefused) as refused:
        imported(tmp_path, document(away))
    assert sentence in str(refused.value)
    away["/b"]["get"] = {"operationId": "beside"}
    made = imported(tmp_path, document(away))
    assert only_step(made).id == "beside"
    assert f"{sentence}." in made.notes
