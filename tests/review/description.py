"""GitHub's published description of its API, which requests and answers are held against."""

from __future__ import annotations

import copy
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from graphql import GraphQLSchema, build_schema
from jsonschema import Draft4Validator
from jsonschema.validators import extend
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

SCHEMAS = Path(__file__).resolve().parents[2] / ".venvs" / "schemas"


def published(name: str) -> str:
    """What GitHub has published, or the end of the calling test."""
    path = SCHEMAS / name
    if not path.exists():
        reason = f"no {name}: run `make test` where npm is"
        if os.environ.get("CI") == "true" and shutil.which("npm"):
            pytest.fail(reason)
        pytest.skip(reason)
    return path.read_text(encoding="utf-8")


@cache
def graphql() -> GraphQLSchema:
    return build_schema(published("github.graphql"), assume_valid=True, no_location=True)


def _type(validator: Any, types: Any, instance: Any, schema: Mapping[str, Any]) -> Iterator[Any]:
    """OpenAPI 3.0 says of a type, beside it, whether it may be null."""
    if instance is None and schema.get("nullable"):
        return iter(())
    return iter(Draft4Validator.VALIDATORS["type"](validator, types, instance, schema) or ())


_Validator = extend(Draft4Validator, {"type": _type})  # type: ignore[no-untyped-call]


class Description:
    """The description of the REST API. `violations` gathers what is not as it says."""

    def __init__(self) -> None:
        self._document = json.loads(published("github.json"))
        registry: Registry[Any] = Registry()
        self._registry = registry.with_resource(
            "urn:github", Resource.from_contents(self._document, default_specification=DRAFT4)
        )
        self._paths = [
            (re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), operations)
            for path, operations in self._document["paths"].items()
            if path.startswith("/repos/{owner}/{repo}/pulls")
        ]
        self.violations: list[str] = []

    def operation(self, verb: str, url: str) -> Mapping[str, Any] | None:
        path = urlsplit(url).path
        for pattern, operations in self._paths:
            if pattern.fullmatch(path) and verb.lower() in operations:
                found: Mapping[str, Any] = operations[verb.lower()]
                return found
        return None

    def check_request(self, verb: str, url: str, body: Any) -> None:
        operation = self.operation(verb, url)
        if operation is None:
            self.violations.append(f"{verb} {url} is not described")
            return
        known = {one["name"]: one for one in map(self._followed, operation.get("parameters", ()))}
        for name, values in parse_qs(urlsplit(url).query).items():
            if name not in known or known[name]["in"] != "query":
                self.violations.append(f"{verb} {url}: no parameter {name}")
                continue
            value = int(values[0]) if known[name]["schema"]["type"] == "integer" else values[0]
            self._check(f"{verb} {url}: {name}", known[name]["schema"], value)
        if "requestBody" in operation:
            schema = operation["requestBody"]["content"]["application/json"]["schema"]
            self._check(f"{verb} {url}", schema, body)
            self._check_names(f"{verb} {url}", schema, body)

    def check_answer(self, verb: str, url: str, status: int, body: Any) -> None:
        """Answers that every operation may give, such as limits of rates, are not listed with each."""
        operation = self.operation(verb, url)
        answer = operation["responses"].get(str(status)) if operation is not None else None
        if answer is not None:
            schema = self._followed(answer)["content"]["application/json"]["schema"]
            self._check(f"{verb} {url} answers {status}", schema, body)
        elif status < 300:
            self.violations.append(f"{verb} {url} answers {status}, which is not described")

    def example(self, name: str) -> Any:
        return copy.deepcopy(self._document["components"]["examples"][name]["value"])

    def _followed(self, one: Mapping[str, Any]) -> Mapping[str, Any]:
        if "$ref" not in one:
            return one
        found: Any = self._document
        for name in one["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        return self._followed(found)

    def _check(self, where: str, schema: Mapping[str, Any], value: Any) -> None:
        absolute = json.loads(json.dumps(schema).replace('"#/', '"urn:github#/'))
        validator = _Validator(absolute, registry=self._registry)
        self.violations += [f"{where}: {error.json_path}: {error.message}" for error in validator.iter_errors(value)]

    def _check_names(self, where: str, schema: Mapping[str, Any], value: Any) -> None:
        """A name that is not described would be passed over by GitHub."""
        if isinstance(value, dict):
            known = schema.get("properties", {})
            self.violations += [f"{where}: {name} is not described" for name in value if name not in known]
            for name in known.keys() & value.keys():
                self._check_names(f"{where}: {name}", known[name], value[name])
        elif isinstance(value, list):
            for one in value:
                self._check_names(where, schema.get("items", {}), one)
