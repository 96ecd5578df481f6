from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.active_user_metrics_response import ActiveUserMetricsResponse
from ...models.http_validation_error import HTTPValidationError
from ...models.problem_detail import ProblemDetail
from ...types import UNSET, Response, Unset


def _get_kwargs(
    org_id: str,
    *,
    time_before: int,
    time_after: int,
    min_sessions: int | Unset = 1,
    min_searches: int | Unset = 1,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["time_before"] = time_before

    params["time_after"] = time_after

    params["min_sessions"] = min_sessions

    params["min_searches"] = min_searches

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v3/organizations/{org_id}/metrics/mau".format(
            org_id=quote(str(org_id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> HTTPValidationError | ProblemDetail | list[ActiveUserMetricsResponse] | None:
    if response.status_code == 200:
        response_200 = []
        _response_200 = response.json()
        for response_200_item_data in _response_200:
            response_200_item = ActiveUserMetricsResponse.from_dict(
                response_200_item_data
            )

            response_200.append(response_200_item)

        return response_200

    if response.status_code == 401:
        response_401 = ProblemDetail.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = ProblemDetail.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = ProblemDetail.from_dict(response.json())

        return response_404

    if response.status_code == 422:
        response_422 = HTTPValidationError.from_dict(response.json())

        return response_422

    if response.status_code == 429:
        response_429 = ProblemDetail.from_dict(response.json())

        return response_429

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[HTTPValidationError | ProblemDetail | list[ActiveUserMetricsResponse]]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    org_id: str,
    *,
    client: AuthenticatedClient | Client,
    time_before: int,
    time_after: int,
    min_sessions: int | Unset = 1,
    min_searches: int | Unset = 1,
) -> Response[HTTPValidationError | ProblemDetail | list[ActiveUserMetricsResponse]]:
    """Monthly active users of the organization

     Counts the active users of the organization once for each month of the period. A bucket is a
    calendar month in UTC, which is not a billing cycle, so do not add these counts to consumption by
    billing day. Both times are required, in Unix seconds.

    A user is active with at least `min_sessions` sessions or at least `min_searches` searches; both
    default to 1. Users of several buckets count in each, so buckets do not add up to the users of the
    period.

    The body is a bare JSON array, without envelope and without pages.

    Args:
        org_id (str): Id of the organization, `org-...`.
        time_before (int): End of the period in Unix seconds, not milliseconds.
        time_after (int): Start of the period in Unix seconds, not milliseconds.
        min_sessions (int | Unset): A user is active with at least this many sessions, or with
            `min_searches` searches. Default: 1.
        min_searches (int | Unset): A user is active with at least this many searches, or with
            `min_sessions` sessions. Default: 1.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[HTTPValidationError | ProblemDetail | list[ActiveUserMetricsResponse]]
    """

    kwargs = _get_kwargs(
        org_id=org_id,
        time_before=time_before,
        time_after=time_after,
        min_sessions=min_sessions,
        min_searches=min_searches,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    org_id: str,
    *,
    client: AuthenticatedClient | Client,
    time_before: int,
    time_after: int,
    min_sessions: int | Unset = 1,
    min_searches: int | Unset = 1,
) -> HTTPValidationError | ProblemDetail | list[ActiveUserMetricsResponse] | None:
    """Monthly active users of the organization

     Counts the active users of the organization once for each month of the period. A bucket is a
    calendar month in UTC, which is not a billing cycle, so do not add these counts to consumption by
    billing day. Both times are required, in Unix seconds.

    A user is active with at least `min_sessions` sessions or at least `min_searches` searches; both
    default to 1. Users of several buckets count in each, so buckets do not add up to the users of the
    period.

    The body is a bare JSON array, without envelope and without pages.

    Args:
        org_id (str): Id of the organization, `org-...`.
        time_before (int): End of the period in Unix seconds, not milliseconds.
        time_after (int): Start of the period in Unix seconds, not milliseconds.
        min_sessions (int | Unset): A user is active with at least this many sessions, or with
            `min_searches` searches. Default: 1.
        min_searches (int | Unset): A user is active with at least this many searches, or with
            `min_sessions` sessions. Default: 1.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        HTTPValidationError | ProblemDetail | list[ActiveUserMetricsResponse]
    """

    return sync_detailed(
        org_id=org_id,
        client=client,
        time_before=time_before,
        time_after=time_after,
        min_sessions=min_sessions,
        min_searches=min_searches,
    ).parsed


async def asyncio_detailed(
    org_id: str,
    *,
    client: AuthenticatedClient | Client,
    time_before: int,
    time_after: int,
    min_sessions: int | Unset = 1,
    min_searches: int | Unset = 1,
) -> Response[HTTPValidationError | ProblemDetail | list[ActiveUserMetricsResponse]]:
    """Monthly active users of the organization

     Counts the active users of the organization once for each month of the period. A bucket is a
    calendar month in UTC, which is not a billing cycle, so do not add these counts to consumption by
    billing day. Both times are required, in Unix seconds.

    A user is active with at least `min_sessions` sessions or at least `min_searches` searches; both
    default to 1. Users of several buckets count in each, so buckets do not add up to the users of the
    period.

    The body is a bare JSON array, without envelope and without pages.

    Args:
        org_id (str): Id of the organization, `org-...`.
        time_before (int): End of the period in Unix seconds, not milliseconds.
        time_after (int): Start of the period in Unix seconds, not milliseconds.
        min_sessions (int | Unset): A user is active with at least this many sessions, or with
            `min_searches` searches. Default: 1.
        min_searches (int | Unset): A user is active with at least this many searches, or with
            `min_sessions` sessions. Default: 1.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[HTTPValidationError | ProblemDetail | list[ActiveUserMetricsResponse]]
    """

    kwargs = _get_kwargs(
        org_id=org_id,
        time_before=time_before,
        time_after=time_after,
        min_sessions=min_sessions,
        min_searches=min_searches,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    org_id: str,
    *,
    client: AuthenticatedClient | Client,
    time_before: int,
    time_after: int,
    min_sessions: int | Unset = 1,
    min_searches: int | Unset = 1,
) -> HTTPValidationError | ProblemDetail | list[ActiveUserMetricsResponse] | None:
    """Monthly active users of the organization

     Counts the active users of the organization once for each month of the period. A bucket is a
    calendar month in UTC, which is not a billing cycle, so do not add these counts to consumption by
    billing day. Both times are required, in Unix seconds.

    A user is active with at least `min_sessions` sessions or at least `min_searches` searches; both
    default to 1. Users of several buckets count in each, so buckets do not add up to the users of the
    period.

    The body is a bare JSON array, without envelope and without pages.

    Args:
        org_id (str): Id of the organization, `org-...`.
        time_before (int): End of the period in Unix seconds, not milliseconds.
        time_after (int): Start of the period in Unix seconds, not milliseconds.
        min_sessions (int | Unset): A user is active with at least this many sessions, or with
            `min_searches` searches. Default: 1.
        min_searches (int | Unset): A user is active with at least this many searches, or with
            `min_sessions` sessions. Default: 1.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        HTTPValidationError | ProblemDetail | list[ActiveUserMetricsResponse]
    """

    return (
        await asyncio_detailed(
            org_id=org_id,
            client=client,
            time_before=time_before,
            time_after=time_after,
            min_sessions=min_sessions,
            min_searches=min_searches,
        )
    ).parsed
