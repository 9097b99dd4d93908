"""The OpenAPI document: what is the same everywhere stands in it once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pydantic import BaseModel

from willing.web.api.caller import ERROR, SAID, Endpoint

GIVEN: Mapping[str, tuple[str, ...]] = {"Pledge": ("id", "nation")}
"""What need not be sent of an entry, as the address and the account say it."""


def shared(document: dict[str, Any], prefix: str, endpoints: Iterable[Endpoint]) -> bytes:
    """The document as FastAPI makes it, with errors and entries of the case as components, as it is sent."""
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    schemas["Error"] = ERROR
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    components["responses"] = {
        f"Error{status}": {"description": said, "content": content} for status, said in SAID.items()
    }
    for endpoint in endpoints:
        operation = document["paths"][prefix + endpoint.path][endpoint.method.lower()]
        for status in SAID:
            operation["responses"][str(status)] = {"$ref": f"#/components/responses/Error{status}"}
        if endpoint.media != "application/json":
            operation["responses"]["200"]["content"] = {endpoint.media: {"schema": {"type": "object"}}}
        if endpoint.body is not None:
            schemas.update(_schemas(endpoint.body))
            schema = {"$ref": f"#/components/schemas/{endpoint.body.__name__}"}
            operation["requestBody"]["content"]["application/json"]["schema"] = schema
    return json.dumps(document, ensure_ascii=False).encode()


def _schemas(model: type[BaseModel]) -> dict[str, Any]:
    """An entry of the case, and what it consists of, each by its name."""
    schema = model.model_json_schema(by_alias=True, ref_template="#/components/schemas/{model}")
    found = {**schema.pop("$defs", {}), model.__name__: schema}
    given = GIVEN.get(model.__name__, ())
    schema["required"] = [name for name in schema.get("required", ()) if name not in given]
    if not schema["required"]:
        del schema["required"]
    return found


def written_once(write: Callable[[], bytes]) -> Callable[[], bytes]:
    """What is written when it is first asked for, and kept."""
    kept: list[bytes] = []

    def written() -> bytes:
        if not kept:
            kept.append(write())
        return kept[0]

    return written
