from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.http_validation_error import HTTPValidationError
from ...models.problem_detail import ProblemDetail
from ...models.search_metrics_response import SearchMetricsResponse
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    time_before: int,
    time_after: int,
    org_ids: list[str] | None | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["time_before"] = time_before

    params["time_after"] = time_after

    json_org_ids: list[str] | None | Unset
    if isinstance(org_ids, Unset):
        json_org_ids = UNSET
    elif isinstance(org_ids, list):
        json_org_ids = org_ids

    else:
        json_org_ids = org_ids
    params["org_ids"] = json_org_ids

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v3/enterprise/metrics/searches",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> HTTPValidationError | ProblemDetail | SearchMetricsResponse | None:
    if response.status_code == 200:
        response_200 = SearchMetricsResponse.from_dict(response.json())

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
) -> Response[HTTPValidationError | ProblemDetail | SearchMetricsResponse]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    time_before: int,
    time_after: int,
    org_ids: list[str] | None | Unset = UNSET,
) -> Response[HTTPValidationError | ProblemDetail | SearchMetricsResponse]:
    """Search count of the enterprise

     Counts the searches made in a period. Both times are required, in Unix seconds.

    Args:
        time_before (int): End of the period in Unix seconds, not milliseconds.
        time_after (int): Start of the period in Unix seconds, not milliseconds.
        org_ids (list[str] | None | Unset): Only these organizations (`org-...`).

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[HTTPValidationError | ProblemDetail | SearchMetricsResponse]
    """

    kwargs = _get_kwargs(
        time_before=time_before,
        time_after=time_after,
        org_ids=org_ids,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    time_before: int,
    time_after: int,
    org_ids: list[str] | None | Unset = UNSET,
) -> HTTPValidationError | ProblemDetail | SearchMetricsResponse | None:
    """Search count of the enterprise

     Counts the searches made in a period. Both times are required, in Unix seconds.

    Args:
        time_before (int): End of the period in Unix seconds, not milliseconds.
        time_after (int): Start of the period in Unix seconds, not milliseconds.
        org_ids (list[str] | None | Unset): Only these organizations (`org-...`).

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        HTTPValidationError | ProblemDetail | SearchMetricsResponse
    """

    return sync_detailed(
        client=client,
        time_before=time_before,
        time_after=time_after,
        org_ids=org_ids,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    time_before: int,
    time_after: int,
    org_ids: list[str] | None | Unset = UNSET,
) -> Response[HTTPValidationError | ProblemDetail | SearchMetricsResponse]:
    """Search count of the enterprise

     Counts the searches made in a period. Both times are required, in Unix seconds.

    Args:
        time_before (int): End of the period in Unix seconds, not milliseconds.
        time_after (int): Start of the period in Unix seconds, not milliseconds.
        org_ids (list[str] | None | Unset): Only these organizations (`org-...`).

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[HTTPValidationError | ProblemDetail | SearchMetricsResponse]
    """

    kwargs = _get_kwargs(
        time_before=time_before,
        time_after=time_after,
        org_ids=org_ids,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    time_before: int,
    time_after: int,
    org_ids: list[str] | None | Unset = UNSET,
) -> HTTPValidationError | ProblemDetail | SearchMetricsResponse | None:
    """Search count of the enterprise

     Counts the searches made in a period. Both times are required, in Unix seconds.

    Args:
        time_before (int): End of the period in Unix seconds, not milliseconds.
        time_after (int): Start of the period in Unix seconds, not milliseconds.
        org_ids (list[str] | None | Unset): Only these organizations (`org-...`).

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        HTTPValidationError | ProblemDetail | SearchMetricsResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            time_before=time_before,
            time_after=time_after,
            org_ids=org_ids,
        )
    ).parsed
