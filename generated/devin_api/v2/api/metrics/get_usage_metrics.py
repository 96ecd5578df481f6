import datetime
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.detail_error import DetailError
from ...models.http_validation_error import HTTPValidationError
from ...models.usage_metrics import UsageMetrics
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    start_date: datetime.datetime | None | Unset = UNSET,
    end_date: datetime.datetime | None | Unset = UNSET,
    start: datetime.datetime | None | Unset = UNSET,
    end: datetime.datetime | None | Unset = UNSET,
    org_ids: list[str] | None | Unset = UNSET,
    user_ids: list[str] | None | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_start_date: None | str | Unset
    if isinstance(start_date, Unset):
        json_start_date = UNSET
    elif isinstance(start_date, datetime.datetime):
        json_start_date = start_date.isoformat()
    else:
        json_start_date = start_date
    params["start_date"] = json_start_date

    json_end_date: None | str | Unset
    if isinstance(end_date, Unset):
        json_end_date = UNSET
    elif isinstance(end_date, datetime.datetime):
        json_end_date = end_date.isoformat()
    else:
        json_end_date = end_date
    params["end_date"] = json_end_date

    json_start: None | str | Unset
    if isinstance(start, Unset):
        json_start = UNSET
    elif isinstance(start, datetime.datetime):
        json_start = start.isoformat()
    else:
        json_start = start
    params["start"] = json_start

    json_end: None | str | Unset
    if isinstance(end, Unset):
        json_end = UNSET
    elif isinstance(end, datetime.datetime):
        json_end = end.isoformat()
    else:
        json_end = end
    params["end"] = json_end

    json_org_ids: list[str] | None | Unset
    if isinstance(org_ids, Unset):
        json_org_ids = UNSET
    elif isinstance(org_ids, list):
        json_org_ids = org_ids

    else:
        json_org_ids = org_ids
    params["org_ids"] = json_org_ids

    json_user_ids: list[str] | None | Unset
    if isinstance(user_ids, Unset):
        json_user_ids = UNSET
    elif isinstance(user_ids, list):
        json_user_ids = user_ids

    else:
        json_user_ids = user_ids
    params["user_ids"] = json_user_ids

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v2/enterprise/metrics/usage",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> DetailError | HTTPValidationError | UsageMetrics | None:
    if response.status_code == 200:
        response_200 = UsageMetrics.from_dict(response.json())

        return response_200

    if response.status_code == 401:
        response_401 = DetailError.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = DetailError.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = DetailError.from_dict(response.json())

        return response_404

    if response.status_code == 422:
        response_422 = HTTPValidationError.from_dict(response.json())

        return response_422

    if response.status_code == 429:
        response_429 = DetailError.from_dict(response.json())

        return response_429

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[DetailError | HTTPValidationError | UsageMetrics]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    start_date: datetime.datetime | None | Unset = UNSET,
    end_date: datetime.datetime | None | Unset = UNSET,
    start: datetime.datetime | None | Unset = UNSET,
    end: datetime.datetime | None | Unset = UNSET,
    org_ids: list[str] | None | Unset = UNSET,
    user_ids: list[str] | None | Unset = UNSET,
) -> Response[DetailError | HTTPValidationError | UsageMetrics]:
    """Enterprise Usage Metrics Endpoint

     Counts sessions, searches and pull requests of a period. Which period is meant without times is not
    documented on the current pages: send `start_date` and `end_date`.

    Pull-request figures are complete only with the GitHub app integration. On-premise GitLab hands over
    the status of its merge requests once a day, so a status may be out of date until then.

    `prs_opened` is not the `prs_opened_count` of v3, which counts the pull requests that are open now.

    Args:
        start_date (datetime.datetime | None | Unset): Start of the period, an RFC 3339 date-time
            with offset.
        end_date (datetime.datetime | None | Unset): End of the period, an RFC 3339 date-time with
            offset.
        start (datetime.datetime | None | Unset): A second name of `start_date`.
        end (datetime.datetime | None | Unset): A second name of `end_date`.
        org_ids (list[str] | None | Unset): Only these organizations (`org-...`).
        user_ids (list[str] | None | Unset): Only these users.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DetailError | HTTPValidationError | UsageMetrics]
    """

    kwargs = _get_kwargs(
        start_date=start_date,
        end_date=end_date,
        start=start,
        end=end,
        org_ids=org_ids,
        user_ids=user_ids,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    start_date: datetime.datetime | None | Unset = UNSET,
    end_date: datetime.datetime | None | Unset = UNSET,
    start: datetime.datetime | None | Unset = UNSET,
    end: datetime.datetime | None | Unset = UNSET,
    org_ids: list[str] | None | Unset = UNSET,
    user_ids: list[str] | None | Unset = UNSET,
) -> DetailError | HTTPValidationError | UsageMetrics | None:
    """Enterprise Usage Metrics Endpoint

     Counts sessions, searches and pull requests of a period. Which period is meant without times is not
    documented on the current pages: send `start_date` and `end_date`.

    Pull-request figures are complete only with the GitHub app integration. On-premise GitLab hands over
    the status of its merge requests once a day, so a status may be out of date until then.

    `prs_opened` is not the `prs_opened_count` of v3, which counts the pull requests that are open now.

    Args:
        start_date (datetime.datetime | None | Unset): Start of the period, an RFC 3339 date-time
            with offset.
        end_date (datetime.datetime | None | Unset): End of the period, an RFC 3339 date-time with
            offset.
        start (datetime.datetime | None | Unset): A second name of `start_date`.
        end (datetime.datetime | None | Unset): A second name of `end_date`.
        org_ids (list[str] | None | Unset): Only these organizations (`org-...`).
        user_ids (list[str] | None | Unset): Only these users.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DetailError | HTTPValidationError | UsageMetrics
    """

    return sync_detailed(
        client=client,
        start_date=start_date,
        end_date=end_date,
        start=start,
        end=end,
        org_ids=org_ids,
        user_ids=user_ids,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    start_date: datetime.datetime | None | Unset = UNSET,
    end_date: datetime.datetime | None | Unset = UNSET,
    start: datetime.datetime | None | Unset = UNSET,
    end: datetime.datetime | None | Unset = UNSET,
    org_ids: list[str] | None | Unset = UNSET,
    user_ids: list[str] | None | Unset = UNSET,
) -> Response[DetailError | HTTPValidationError | UsageMetrics]:
    """Enterprise Usage Metrics Endpoint

     Counts sessions, searches and pull requests of a period. Which period is meant without times is not
    documented on the current pages: send `start_date` and `end_date`.

    Pull-request figures are complete only with the GitHub app integration. On-premise GitLab hands over
    the status of its merge requests once a day, so a status may be out of date until then.

    `prs_opened` is not the `prs_opened_count` of v3, which counts the pull requests that are open now.

    Args:
        start_date (datetime.datetime | None | Unset): Start of the period, an RFC 3339 date-time
            with offset.
        end_date (datetime.datetime | None | Unset): End of the period, an RFC 3339 date-time with
            offset.
        start (datetime.datetime | None | Unset): A second name of `start_date`.
        end (datetime.datetime | None | Unset): A second name of `end_date`.
        org_ids (list[str] | None | Unset): Only these organizations (`org-...`).
        user_ids (list[str] | None | Unset): Only these users.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DetailError | HTTPValidationError | UsageMetrics]
    """

    kwargs = _get_kwargs(
        start_date=start_date,
        end_date=end_date,
        start=start,
        end=end,
        org_ids=org_ids,
        user_ids=user_ids,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    start_date: datetime.datetime | None | Unset = UNSET,
    end_date: datetime.datetime | None | Unset = UNSET,
    start: datetime.datetime | None | Unset = UNSET,
    end: datetime.datetime | None | Unset = UNSET,
    org_ids: list[str] | None | Unset = UNSET,
    user_ids: list[str] | None | Unset = UNSET,
) -> DetailError | HTTPValidationError | UsageMetrics | None:
    """Enterprise Usage Metrics Endpoint

     Counts sessions, searches and pull requests of a period. Which period is meant without times is not
    documented on the current pages: send `start_date` and `end_date`.

    Pull-request figures are complete only with the GitHub app integration. On-premise GitLab hands over
    the status of its merge requests once a day, so a status may be out of date until then.

    `prs_opened` is not the `prs_opened_count` of v3, which counts the pull requests that are open now.

    Args:
        start_date (datetime.datetime | None | Unset): Start of the period, an RFC 3339 date-time
            with offset.
        end_date (datetime.datetime | None | Unset): End of the period, an RFC 3339 date-time with
            offset.
        start (datetime.datetime | None | Unset): A second name of `start_date`.
        end (datetime.datetime | None | Unset): A second name of `end_date`.
        org_ids (list[str] | None | Unset): Only these organizations (`org-...`).
        user_ids (list[str] | None | Unset): Only these users.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DetailError | HTTPValidationError | UsageMetrics
    """

    return (
        await asyncio_detailed(
            client=client,
            start_date=start_date,
            end_date=end_date,
            start=start,
            end=end,
            org_ids=org_ids,
            user_ids=user_ids,
        )
    ).parsed
