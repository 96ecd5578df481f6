"""New versions of the vendor's documents, each with one change planted, and what a refresh has to say of it."""

import copy
import re
from collections.abc import Callable, Mapping

from attrs import field, frozen

from specs.pipeline.tree import Json
from tests.unit.pipeline import vendor
from tests.unit.pipeline.sample_vendor import V2_USAGE, V3_DAILY, V3_USAGE
from tests.unit.pipeline.vendor import SAMPLE

Documents = dict[str, dict[str, Json]]


@frozen(kw_only=True)
class Planted:
    """One change of what the vendor publishes.

    `plant` changes the documents, by version, in place; or it gives the files of a folder, by name.
    """

    name: str
    plant: Callable[[Documents], Mapping[str, bytes] | None] = field(repr=False)
    exit_code: int = 0
    kind: str = "none"
    """The class of the difference, as the JSON report gives it."""
    says: tuple[str, ...] = ()
    """What stands in the text report, or in the refusal."""
    stale: int | None = 0
    """How many actions lose their ground; None where that is not counted."""
    changed_meaning: int = 0
    applies: bool | None = None
    """Whether PRUNE=1 is all that it takes to apply it; None where it takes nothing, or is refused."""

    def __str__(self) -> str:
        """Name it in the id of a test."""
        return re.sub("[^a-z0-9]+", "-", self.name.lower())


def _same(_: Documents) -> None:
    pass


def _text(documents: Documents) -> None:
    vendor.part(documents["v3"], "info")["description"] = "Devin v3 API, described in other words"


def _removed(documents: Documents) -> None:
    del vendor.part(documents["v3"], "paths")[V3_USAGE]


def _renamed_field(documents: Documents) -> None:
    schema = vendor.schema(documents["v2"], "UsageMetrics")
    properties = vendor.part(schema, "properties")
    schema["properties"] = {("prs_open" if name == "prs_opened" else name): part for name, part in properties.items()}
    required = schema["required"]
    assert isinstance(required, list)
    schema["required"] = ["prs_open" if name == "prs_opened" else name for name in required]


def _parameters(documents: Documents, version: str, path: str) -> list[Json]:
    found = vendor.operation(documents[version], path)["parameters"]
    assert isinstance(found, list)
    return found


def _required_parameter(documents: Documents) -> None:
    new: Json = {"in": "query", "name": "region", "required": True, "schema": {"type": "string"}}
    _parameters(documents, "v3", V3_DAILY).append(new)


def _new_product(documents: Documents) -> None:
    vendor.part(vendor.schema(documents["v3"], "AcusByProduct"), "properties")["wiki"] = {
        "anyOf": [{"type": "number"}, {"type": "null"}],
        "title": "Wiki",
    }


def _mended_org_id(documents: Documents) -> None:
    declared: Json = {"in": "path", "name": "org_id", "required": True, "schema": {"type": "string"}}
    _parameters(documents, "v3", V3_USAGE).append(declared)


def _brought(documents: Documents) -> None:
    SAMPLE.publish(documents["v2"], "v2", SAMPLE.added("v2")[0])


def _all_brought(documents: Documents) -> None:
    for version, document in documents.items():
        for path in SAMPLE.added(version):
            SAMPLE.publish(document, version, path)


def _declared_error(documents: Documents) -> None:
    responses = vendor.part(vendor.operation(documents["v3"], V3_DAILY), "responses")
    responses["401"] = {"description": "Unauthorized"}


def _other_operations(documents: Documents) -> None:
    paths = vendor.part(documents["v3"], "paths")
    for tag in ("sessions", "secrets", "playbooks"):
        ok: Json = {"200": {"description": "ok"}}
        for method in ("get", "post", "delete"):
            item = paths.setdefault(f"/v3/organizations/{{org_id}}/{tag}", {})
            assert isinstance(item, dict)
            item[method] = {"tags": [tag], "operationId": f"{method}_{tag}", "responses": ok}
    schemas = vendor.part(documents["v3"], "components", "schemas")
    schemas["Secret"] = {"type": "object", "title": "Secret"}


def _new_usage_operation(documents: Documents) -> None:
    usage = copy.deepcopy(vendor.operation(documents["v3"], V3_DAILY))
    usage["operationId"] = "handle_get_consumption_hourly_v3_enterprise_consumption_hourly_get"
    vendor.part(documents["v3"], "paths")["/v3/enterprise/consumption/hourly"] = {"get": usage}


def _undeclared_parameter(documents: Documents) -> None:
    usage = copy.deepcopy(vendor.operation(documents["v3"], V3_DAILY))
    usage["operationId"] = "handle_get_team_get"
    vendor.part(documents["v3"], "paths")["/v3/enterprise/consumption/teams/{team_id}"] = {"get": usage}


def _reworded(documents: Documents) -> None:
    vendor.operation(documents["v3"], V3_DAILY)["summary"] = "Daily consumption, in new words"


def _renamed_id(documents: Documents) -> None:
    vendor.operation(documents["v2"], V2_USAGE)["operationId"] = "usage_get"


def _closed_field(documents: Documents) -> None:
    vendor.part(documents["v2"], "components", "securitySchemes")["bearerAuth"] = {
        "type": "apiKey",
        "in": "header",
        "name": "X-Api-Key",
    }


def _version_3_0(documents: Documents) -> None:
    documents["v3"]["openapi"] = "3.0.3"
    parameters = [each for path in (V3_DAILY, V3_USAGE) for each in _parameters(documents, "v3", path)]
    review = vendor.part(vendor.schema(documents["v3"], "AcusByProduct"), "properties", "review")
    for holder in (*(vendor.part(each, "schema") for each in parameters if isinstance(each, dict)), review):
        branches = holder.pop("anyOf", None)
        if isinstance(branches, list):
            holder.update({**vendor.part(branches, 0), "nullable": True})
    vendor.part(vendor.schema(documents["v3"], "AcusByProduct"), "properties")["wiki"] = {"type": "number"}


def _files(documents: Documents, **changed: bytes) -> dict[str, bytes]:
    found = {vendor.NAMES[version]: vendor.dumped(document) for version, document in documents.items()}
    return found | {vendor.NAMES[version]: data for version, data in changed.items()}


def _truncated(documents: Documents) -> Mapping[str, bytes]:
    data = vendor.dumped(documents["v3"])
    return _files(documents, v3=data[: data.index(b"  securitySchemes:")])


def _html(documents: Documents) -> Mapping[str, bytes]:
    return _files(documents, v3=b"<!DOCTYPE html>\n<html><body>Just a moment...</body></html>\n")


def _large(documents: Documents) -> Mapping[str, bytes]:
    return _files(documents, v3=b"#" * (40 * 2**20))


def _doubled(documents: Documents) -> Mapping[str, bytes]:
    data = vendor.dumped(documents["v3"])
    return _files(documents, v3=data.replace(b"  version: ", b"  version: 2.9.9\n  version: ", 1))


def _bomb(documents: Documents) -> Mapping[str, bytes]:
    lines = ["x-0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"x-{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    return _files(documents, v3=vendor.dumped(documents["v3"]) + "\n".join(lines).encode() + b"\n")


def _not_text(documents: Documents) -> Mapping[str, bytes]:
    return _files(documents, v2=vendor.dumped(documents["v2"]).replace(b"Usage", b"\xff\xfesage"))


def _swagger(documents: Documents) -> Mapping[str, bytes]:
    return _files(documents, v3=b"swagger: '2.0'\ninfo: {title: Devin, version: '3'}\npaths: {/v3/self: {get: {}}}\n")


def _languages(documents: Documents) -> Mapping[str, bytes]:
    newer = copy.deepcopy(documents)
    _new_product(newer)
    japanese = vendor.dumped(newer["v3"])
    return {**_files(documents), f"{vendor.HOST}/ja/v3-openapi.yaml": japanese}


PLANTED = (
    Planted(name="the same documents", plant=_same, says=("What is vendored is what the vendor publishes",)),
    Planted(name="a text-only edit", plant=_text, kind="text", says=(" APPLY=1\n",)),
    Planted(
        name="a removed operation",
        plant=_removed,
        exit_code=1,
        kind="breaking",
        stale=2,
        says=(f"GET {V3_USAGE}", "delete these lines", "2 overlay actions have become stale; PRUNE=1 removes them"),
        applies=True,
    ),
    Planted(name="a renamed field", plant=_renamed_field, kind="breaking", says=("prs_opened", "prs_open")),
    Planted(name="a new required parameter", plant=_required_parameter, kind="breaking", says=("region",)),
    Planted(name="a new product in acus_by_product", plant=_new_product, kind="additive", says=("wiki", "### Added")),
    Planted(
        name="the mended org_id",
        plant=_mended_org_id,
        exit_code=1,
        stale=1,
        says=("is stale: it adds", "org_id", "delete these lines", "Nothing differs in meaning."),
        applies=True,
    ),
    Planted(
        name="an operation that we add, now brought by the vendor",
        plant=_brought,
        exit_code=1,
        kind="none",
        stale=2,
        says=("put in their place:", "x-published-operation-id: "),
        applies=True,
    ),
    Planted(
        name="all operations that we add, now brought",
        plant=_all_brought,
        exit_code=1,
        kind="text",
        stale=None,
        applies=True,
    ),
    Planted(
        name="an error that one operation now declares",
        plant=_declared_error,
        exit_code=1,
        kind="breaking",
        stale=1,
        says=(
            "put in their place:",
            '[?!@.get.responses["401"]',
            '[?@.get.responses["401"] && !@.get.responses["429"]',
        ),
        applies=True,
    ),
    Planted(
        name="operations that are not usage",
        plant=_other_operations,
        says=("9 left out by specs/selection.yaml", "secrets (3): GET /v3/organizations/{org_id}/secrets, "),
    ),
    Planted(
        name="a new operation of usage",
        plant=_new_usage_operation,
        kind="additive",
        says=("/v3/enterprise/consumption/hourly",),
    ),
    Planted(
        name="an operation with an undeclared path parameter",
        plant=_undeclared_parameter,
        exit_code=1,
        kind="additive",
        says=("in the way: ", "does not declare its path parameter team_id"),
        applies=False,
    ),
    Planted(
        name="other words where we replace them",
        plant=_reworded,
        exit_code=1,
        changed_meaning=1,
        kind="breaking",
        says=("changed meaning: overlays/v3.overlay.yaml, action ", "/get/summary is no longer what x-replaces says"),
        applies=False,
    ),
    Planted(
        name="another operation id",
        plant=_renamed_id,
        exit_code=1,
        changed_meaning=1,
        kind="breaking",
        says=("/get/operationId is no longer what x-replaces says",),
        applies=False,
    ),
    Planted(name="another credential", plant=_closed_field, kind="breaking", says=("bearerAuth",)),
    Planted(
        name="a 3.0 document",
        plant=_version_3_0,
        exit_code=1,
        kind="additive",
        says=("/openapi is '3.0.3'; only OpenAPI 3.1 is built from", "The vendor's words alone are compared", "wiki"),
        applies=False,
    ),
    Planted(
        name="languages of different age",
        plant=_languages,
        exit_code=1,
        says=(
            "docs.devin.ai/v3-openapi.yaml and docs.devin.ai/ja/v3-openapi.yaml differ at "
            "/components/schemas/AcusByProduct/properties/wiki (structure); "
            "the newer one is docs.devin.ai/ja/v3-openapi.yaml",
        ),
        applies=False,
    ),
    Planted(
        name="a truncated download",
        plant=_truncated,
        exit_code=2,
        says=("bearerAuth, which it lacks; it may be cut off",),
    ),
    Planted(name="HTML in place of YAML", plant=_html, exit_code=2, says=("is a web page (HTML or XML)",)),
    Planted(name="a 40 MB file", plant=_large, exit_code=2, says=("holds more than 16 MB",)),
    Planted(name="doubled keys", plant=_doubled, exit_code=2, says=("the key 'version' stands twice",)),
    Planted(name="an alias bomb", plant=_bomb, exit_code=2, says=("aliases unfold to too many nodes",)),
    Planted(name="bytes that are no text", plant=_not_text, exit_code=2, says=("is not UTF-8",)),
    Planted(name="a Swagger 2.0 document", plant=_swagger, exit_code=2, says=("is not an OpenAPI 3 document",)),
)
