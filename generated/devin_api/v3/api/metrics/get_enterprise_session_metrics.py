from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.http_validation_error import HTTPValidationError
from ...models.problem_detail import ProblemDetail
from ...models.session_metrics_response import SessionMetricsResponse
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    user_ids: list[str] | None | Unset = UNSET,
    service_user_ids: list[str] | None | Unset = UNSET,
    time_before: int,
    time_after: int,
    org_ids: list[str] | None | Unset = UNSET,
    playbook_id: None | str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_user_ids: list[str] | None | Unset
    if isinstance(user_ids, Unset):
        json_user_ids = UNSET
    elif isinstance(user_ids, list):
        json_user_ids = user_ids

    else:
        json_user_ids = user_ids
    params["user_ids"] = json_user_ids

    json_service_user_ids: list[str] | None | Unset
    if isinstance(service_user_ids, Unset):
        json_service_user_ids = UNSET
    elif isinstance(service_user_ids, list):
        json_service_user_ids = service_user_ids

    else:
        json_service_user_ids = service_user_ids
    params["service_user_ids"] = json_service_user_ids

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

    json_playbook_id: None | str | Unset
    if isinstance(playbook_id, Unset):
        json_playbook_id = UNSET
    else:
        json_playbook_id = playbook_id
    params["playbook_id"] = json_playbook_id

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v3/enterprise/metrics/sessions",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> HTTPValidationError | ProblemDetail | SessionMetricsResponse | None:
    if response.status_code == 200:
        response_200 = SessionMetricsResponse.from_dict(response.json())

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
) -> Response[HTTPValidationError | ProblemDetail | SessionMetricsResponse]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    user_ids: list[str] | None | Unset = UNSET,
    service_user_ids: list[str] | None | Unset = UNSET,
    time_before: int,
    time_after: int,
    org_ids: list[str] | None | Unset = UNSET,
    playbook_id: None | str | Unset = UNSET,
) -> Response[HTTPValidationError | ProblemDetail | SessionMetricsResponse]:
    """Session counts of the enterprise

     Counts the sessions created in a period, in total, by origin, by size, and by whether a playbook, a
    search or a merged pull request belongs to them. Both times are required, in Unix seconds.

    Origins are added from time to time, so the counts by origin that are known here may sum to less
    than the total.

    Pull-request figures are complete only with the GitHub app integration. On-premise GitLab hands over
    the status of its merge requests once a day, so a status may be out of date until then.

    Args:
        user_ids (list[str] | None | Unset): Only these users.
        service_user_ids (list[str] | None | Unset): Only these service users (`service-
            user-...`).
        time_before (int): End of the period in Unix seconds, not milliseconds.
        time_after (int): Start of the period in Unix seconds, not milliseconds.
        org_ids (list[str] | None | Unset): Only these organizations (`org-...`).
        playbook_id (None | str | Unset): Count only sessions that used this playbook, or their
            pull requests.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[HTTPValidationError | ProblemDetail | SessionMetricsResponse]
    """

    kwargs = _get_kwargs(
        user_ids=user_ids,
        service_user_ids=service_user_ids,
        time_before=time_before,
        time_after=time_after,
        org_ids=org_ids,
        playbook_id=playbook_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    user_ids: list[str] | None | Unset = UNSET,
    service_user_ids: list[str] | None | Unset = UNSET,
    time_before: int,
    time_after: int,
    org_ids: list[str] | None | Unset = UNSET,
    playbook_id: None | str | Unset = UNSET,
) -> HTTPValidationError | ProblemDetail | SessionMetricsResponse | None:
    """Session counts of the enterprise

     Counts the sessions created in a period, in total, by origin, by size, and by whether a playbook, a
    search or a merged pull request belongs to them. Both times are required, in Unix seconds.

    Origins are added from time to time, so the counts by origin that are known here may sum to less
    than the total.

    Pull-request figures are complete only with the GitHub app integration. On-premise GitLab hands over
    the status of its merge requests once a day, so a status may be out of date until then.

    Args:
        user_ids (list[str] | None | Unset): Only these users.
        service_user_ids (list[str] | None | Unset): Only these service users (`service-
            user-...`).
        time_before (int): End of the period in Unix seconds, not milliseconds.
        time_after (int): Start of the period in Unix seconds, not milliseconds.
        org_ids (list[str] | None | Unset): Only these organizations (`org-...`).
        playbook_id (None | str | Unset): Count only sessions that used this playbook, or their
            pull requests.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        HTTPValidationError | ProblemDetail | SessionMetricsResponse
    """

    return sync_detailed(
        client=client,
        user_ids=user_ids,
        service_user_ids=service_user_ids,
        time_before=time_before,
        time_after=time_after,
        org_ids=org_ids,
        playbook_id=playbook_id,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    user_ids: list[str] | None | Unset = UNSET,
    service_user_ids: list[str] | None | Unset = UNSET,
    time_before: int,
    time_after: int,
    org_ids: list[str] | None | Unset = UNSET,
    playbook_id: None | str | Unset = UNSET,
) -> Response[HTTPValidationError | ProblemDetail | SessionMetricsResponse]:
    """Session counts of the enterprise

     Counts the sessions created in a period, in total, by origin, by size, and by whether a playbook, a
    search or a merged pull request belongs to them. Both times are required, in Unix seconds.

    Origins are added from time to time, so the counts by origin that are known here may sum to less
    than the total.

    Pull-request figures are complete only with the GitHub app integration. On-premise GitLab hands over
    the status of its merge requests once a day, so a status may be out of date until then.

    Args:
        user_ids (list[str] | None | Unset): Only these users.
        service_user_ids (list[str] | None | Unset): Only these service users (`service-
            user-...`).
        time_before (int): End of the period in Unix seconds, not milliseconds.
        time_after (int): Start of the period in Unix seconds, not milliseconds.
        org_ids (list[str] | None | Unset): Only these organizations (`org-...`).
        playbook_id (None | str | Unset): Count only sessions that used this playbook, or their
            pull requests.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[HTTPValidationError | ProblemDetail | SessionMetricsResponse]
    """

    kwargs = _get_kwargs(
        user_ids=user_ids,
        service_user_ids=service_user_ids,
        time_before=time_before,
        time_after=time_after,
        org_ids=org_ids,
        playbook_id=playbook_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    user_ids: list[str] | None | Unset = UNSET,
    service_user_ids: list[str] | None | Unset = UNSET,
    time_before: int,
    time_after: int,
    org_ids: list[str] | None | Unset = UNSET,
    playbook_id: None | str | Unset = UNSET,
) -> HTTPValidationError | ProblemDetail | SessionMetricsResponse | None:
    """Session counts of the enterprise

     Counts the sessions created in a period, in total, by origin, by size, and by whether a playbook, a
    search or a merged pull request belongs to them. Both times are required, in Unix seconds.

    Origins are added from time to time, so the counts by origin that are known here may sum to less
    than the total.

    Pull-request figures are complete only with the GitHub app integration. On-premise GitLab hands over
    the status of its merge requests once a day, so a status may be out of date until then.

    Args:
        user_ids (list[str] | None | Unset): Only these users.
        service_user_ids (list[str] | None | Unset): Only these service users (`service-
            user-...`).
        time_before (int): End of the period in Unix seconds, not milliseconds.
        time_after (int): Start of the period in Unix seconds, not milliseconds.
        org_ids (list[str] | None | Unset): Only these organizations (`org-...`).
        playbook_id (None | str | Unset): Count only sessions that used this playbook, or their
            pull requests.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        HTTPValidationError | ProblemDetail | SessionMetricsResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            user_ids=user_ids,
            service_user_ids=service_user_ids,
            time_before=time_before,
            time_after=time_after,
            org_ids=org_ids,
            playbook_id=playbook_id,
        )
    ).parsed
