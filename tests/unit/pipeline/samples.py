"""Small documents, pages and projects that the tests of the build flow are made of."""

import hashlib
import shutil
from collections.abc import Mapping
from pathlib import Path

from specs.pipeline import layout, yaml12
from specs.pipeline.tree import Json

ROOT = layout.ROOT
VERSION = "v7"
HOST = "docs.example.com"
THINGS = "/v7/things"
THING = "/v7/things/{thing_id}"

PATH_PARAMETER: dict[str, Json] = {
    "in": "path",
    "name": "thing_id",
    "required": True,
    "schema": {"type": "string", "title": "Thing Id"},
}


def operation(operation_id: str, *parameters: Json, summary: str = "Read things") -> dict[str, Json]:
    return {
        "tags": ["things"],
        "summary": summary,
        "operationId": operation_id,
        "parameters": [*parameters],
        "responses": {
            "200": {
                "description": "The things",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}},
            }
        },
    }


def document(paths: Mapping[str, Json], *, title: str = "Things") -> dict[str, Json]:
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": "1.0.0", "description": "An API of things"},
        "paths": {**paths},
        "components": {
            "schemas": {
                "Thing": {
                    "type": "object",
                    "title": "Thing",
                    "properties": {"title": {"type": "string", "title": "Title", "description": "Its title"}},
                }
            }
        },
    }


def fragment(path: str = THINGS, operation_id: str = "published_list_things_get") -> dict[str, Json]:
    return document({path: {"get": operation(operation_id)}})


def page_text(
    body: Json,
    *,
    path: str = THINGS,
    method: str = "GET",
    language: str = "en",
    version: str = VERSION,
    host: str = HOST,
) -> str:
    """Write a page as the vendor publishes it; a text for a body stands in it as it is."""
    opened = f"{'' if language == 'en' else language}/{version}-openapi.yaml {method} {path}"
    held = body if isinstance(body, str) else yaml12.dump(body, "a sample")
    return (
        f"> ## Documentation Index\n> Fetch it at: https://{host}/llms.txt\n\n# Things\n\n"
        f"## OpenAPI\n\n````yaml {opened}\n{held}\n````\n"
    )


def page_name(path: str = THINGS, language: str = "en", host: str = HOST) -> str:
    return f"{host}{path}.{language}.md"


def write(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode())
    return file


def write_page(
    sources: Path, body: Json, *, path: str = THINGS, language: str = "en", host: str = HOST, version: str = VERSION
) -> Path:
    text = page_text(body, path=path, language=language, host=host, version=version)
    return write(sources / page_name(path, language, host), text)


def overlay(*actions: Json) -> dict[str, Json]:
    return {"overlay": "1.0.0", "info": {"title": "Mends", "version": "1.0.0"}, "actions": [*actions]}


def action(target: str, update: Json, **fields: Json) -> dict[str, Json]:
    """One action; ``x_adds`` stands for the field ``x-adds``."""
    named = {key.replace("_", "-"): value for key, value in fields.items()}
    return {"target": target, "description": "It is needed.", "update": update, **named}


SHORT_ID = action(
    f"$.paths['{THINGS}'].get",
    {"operationId": "list_things"},
    x_replaces={"operationId": "published_list_things_get"},
)
ADD_PATH_PARAMETER = action(
    f"$.paths['{THING}'].get.parameters",
    PATH_PARAMETER,
    x_adds=[f"$.paths['{THING}'].get.parameters[?@.name=='thing_id']"],
)


def write_project(root: Path) -> Path:
    """Lay out a project of two pages, the second with the vendor's defect of an undeclared path parameter."""
    write_page(root / layout.SOURCES, fragment())
    write_page(root / layout.SOURCES, fragment(THING, "get_thing"), path=THING)
    write(root / layout.overlay(VERSION), yaml12.dump(overlay(SHORT_ID, ADD_PATH_PARAMETER), "a sample"))
    write(root / layout.SELECTION, yaml12.dump({"take": [{"tag": "things"}]}, "a sample"))
    write(root / layout.CONFIG, (ROOT / layout.CONFIG).read_text(encoding="utf-8"))
    return root


def copy_inputs(root: Path, *versions: str) -> Path:
    """Copy the real inputs of some versions."""
    for path in layout.inputs(ROOT):
        if path in (layout.CONFIG, layout.SELECTION) or any(
            version in path.parts or path.name.startswith(f"{version}.") for version in versions
        ):
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / path, root / path)
    return root


def fingerprint(root: Path) -> dict[str, str]:
    """Take the names of everything below a folder, and the hashes of the files."""
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
        for path in sorted(root.rglob("*"))
    }


def edit(file: Path, old: str, new: str) -> None:
    """Replace one place in a file."""
    text = file.read_bytes().decode()
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file.name}"
    file.write_bytes(text.replace(old, new).encode())
