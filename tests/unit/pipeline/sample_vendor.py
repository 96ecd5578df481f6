"""A small vendor with the defects of the real one, and what we make of it: it stays as it is whatever is vendored.

Two versions with two published operations each, one with a path parameter that is not declared, and two overlay
documents that mend them, give short ids and words, and add an operation and the errors that are not declared.
"""

from specs.pipeline.tree import Json
from tests.unit.pipeline.samples import action, overlay

Document = dict[str, Json]


def _nullable(schema: Json) -> Json:
    return {"anyOf": [schema, {"type": "null"}]}


def _query(name: str, schema: Json) -> Json:
    return {"in": "query", "name": name, "required": False, "schema": schema}


def _json(name: str) -> Json:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}


def _operation(operation_id: str, tag: str, body: str, *parameters: Json, summary: str) -> Json:
    return {
        "tags": [tag],
        "summary": summary,
        "operationId": operation_id,
        "parameters": [*parameters],
        "responses": {
            "200": {"description": "Successful Response", "content": _json(body)},
            "422": {"description": "Validation Error", "content": _json("HTTPValidationError")},
        },
    }


def _object(required: list[Json], **properties: Json) -> Json:
    return {"type": "object", "properties": {**properties}, "required": required}


_FAULTS = _object([], detail={"type": "array", "items": {"type": "string"}})
_COUNT: Json = {"type": "integer"}
_TIMES = (_query("time_before", _nullable(_COUNT)), _query("time_after", _nullable(_COUNT)))


def _document(version: str, paths: Document, **schemas: Json) -> Document:
    return {
        "openapi": "3.1.0",
        "info": {"title": f"Things {version}", "version": f"{version[1:]}.0.0", "description": f"The {version} API"},
        "servers": [],
        "security": [{"bearerAuth": []}],
        "paths": {**paths},
        "components": {
            "schemas": {**schemas, "HTTPValidationError": _FAULTS},
            "securitySchemes": {"bearerAuth": {"type": "http", "scheme": "bearer", "description": "A key"}},
        },
    }


V2_USAGE = "/v2/enterprise/metrics/usage"
V2_CYCLES = "/v2/enterprise/consumption/cycles"
V3_DAILY = "/v3/enterprise/consumption/daily"
V3_USAGE = "/v3/organizations/{org_id}/metrics/usage"
V3_SELF = "/v3/self"

VENDOR: dict[str, Document] = {
    "v2": _document(
        "v2",
        {V2_USAGE: {"get": _operation("usage_v2_metrics_usage_get", "metrics", "UsageMetrics", summary="Usage")}},
        UsageMetrics=_object(["sessions_count", "prs_opened"], sessions_count=_COUNT, prs_opened=_COUNT),
    ),
    "v3": _document(
        "v3",
        {
            V3_DAILY: {"get": _operation("daily_v3_get", "consumption", "Consumption", *_TIMES, summary="日次")},
            V3_USAGE: {"get": _operation("usage_v3_org_get", "metrics", "UsageMetrics", *_TIMES, summary="Usage")},
        },
        AcusByProduct=_object(["devin"], devin={"type": "number"}, review=_nullable({"type": "number"})),
        Consumption=_object(
            ["total_acus"], total_acus={"type": "number"}, products={"$ref": "#/components/schemas/AcusByProduct"}
        ),
        UsageMetrics=_object(["sessions_count"], sessions_count=_COUNT),
    ),
}


def _named(path: str, published: str, short: str, **words: str) -> Json:
    old = {key: value.partition(" -> ")[0] for key, value in words.items()}
    new = {key: value.partition(" -> ")[2] for key, value in words.items()}
    update: Document = {"operationId": short, **new, "x-published-operation-id": published, "x-scope": "enterprise"}
    return action(f"$.paths['{path}'].get", update, x_replaces={"operationId": published, **old})


def _added(path: str, published: str | None, operation: Json) -> Json:
    assert isinstance(operation, dict)
    ours: Document = {
        **operation,
        "x-published-operation-id": published,
        "x-scope": "enterprise",
        "x-source": ["a page"],
    }
    return action("$.paths", {path: {"get": ours}})


def _errors(*statuses: str) -> list[Json]:
    declared: Document = {status: {"description": "Refused", "content": _json("DetailError")} for status in statuses}
    detail = _object(["detail"], detail={"type": "string"})
    return [
        action("$.components.schemas", {"DetailError": detail}),
        action("$.paths[*].get.responses", declared),
    ]


def _server(url: str) -> Json:
    return action("$.servers", {"url": url}, x_adds=["$.servers[*]"])


_ORG_ID: Json = {"in": "path", "name": "org_id", "required": True, "schema": {"type": "string"}}

OVERLAYS: dict[str, Document] = {
    "v2": overlay(
        _server("https://api.example.com"),
        _named(V2_USAGE, "usage_v2_metrics_usage_get", "get_usage_metrics"),
        _added(
            V2_CYCLES,
            "cycles_v2_get",
            _operation("get_cycles", "consumption", "BillingCycle", summary="Billing cycles"),
        ),
        action("$.components.schemas", {"BillingCycle": _object(["start"], start={"type": "string"})}),
        *_errors("401", "429"),
    ),
    "v3": overlay(
        _server("https://api.example.com"),
        action(
            f"$.paths['{V3_USAGE}'].get.parameters",
            _ORG_ID,
            x_adds=[f"$.paths['{V3_USAGE}'].get.parameters[?@.name=='org_id']"],
        ),
        _named(V3_USAGE, "usage_v3_org_get", "get_organization_usage"),
        _named(V3_DAILY, "daily_v3_get", "get_daily_consumption", summary="日次 -> ACUs by day"),
        _added(V3_SELF, None, _operation("get_self", "self", "Principal", summary="Whose key it is")),
        action("$.components.schemas", {"Principal": _object(["kind"], kind={"type": "string"})}),
        *_errors("401", "429"),
    ),
}

SELECTION: Json = {"take": [{"method": "get", "tag": ["consumption", "metrics"]}, {"method": "get", "path": V3_SELF}]}
