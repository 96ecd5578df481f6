from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.consumption_response import ConsumptionResponse
from ...models.http_validation_error import HTTPValidationError
from ...models.problem_detail import ProblemDetail
from ...types import UNSET, Response, Unset


def _get_kwargs(
    user_id: str,
    *,
    time_before: int | None | Unset = UNSET,
    time_after: int | None | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_time_before: int | None | Unset
    if isinstance(time_before, Unset):
        json_time_before = UNSET
    else:
        json_time_before = time_before
    params["time_before"] = json_time_before

    json_time_after: int | None | Unset
    if isinstance(time_after, Unset):
        json_time_after = UNSET
    else:
        json_time_after = time_after
    params["time_after"] = json_time_after

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v3/enterprise/consumption/daily/users/{user_id}".format(
            user_id=quote(str(user_id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ConsumptionResponse | HTTPValidationError | ProblemDetail | None:
    if response.status_code == 200:
        response_200 = ConsumptionResponse.from_dict(response.json())

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
) -> Response[ConsumptionResponse | HTTPValidationError | ProblemDetail]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    user_id: str,
    *,
    client: AuthenticatedClient | Client,
    time_before: int | None | Unset = UNSET,
    time_after: int | None | Unset = UNSET,
) -> Response[ConsumptionResponse | HTTPValidationError | ProblemDetail]:
    """ACUs of one user by day

     ACUs that one user consumed: the total of a period, and each day with its products. Which period is
    meant without times is not documented: send `time_after` and `time_before`.

    Days are billing days: each starts at 08:00:00 UTC all year round, which is midnight at the fixed
    offset UTC-8 and not Pacific local time. Times on that boundary give the figures of the vendor's
    dashboard; 1764921600 is 2025-12-05T08:00:00Z.

    Whether an unknown id gives 404 or zeros is not documented.

    Whether days without consumption are listed is not documented.

    Args:
        user_id (str): Id of the user.
        time_before (int | None | Unset): End of the period in Unix seconds, not milliseconds.
        time_after (int | None | Unset): Start of the period in Unix seconds, not milliseconds.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ConsumptionResponse | HTTPValidationError | ProblemDetail]
    """

    kwargs = _get_kwargs(
        user_id=user_id,
        time_before=time_before,
        time_after=time_after,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    user_id: str,
    *,
    client: AuthenticatedClient | Client,
    time_before: int | None | Unset = UNSET,
    time_after: int | None | Unset = UNSET,
) -> ConsumptionResponse | HTTPValidationError | ProblemDetail | None:
    """ACUs of one user by day

     ACUs that one user consumed: the total of a period, and each day with its products. Which period is
    meant without times is not documented: send `time_after` and `time_before`.

    Days are billing days: each starts at 08:00:00 UTC all year round, which is midnight at the fixed
    offset UTC-8 and not Pacific local time. Times on that boundary give the figures of the vendor's
    dashboard; 1764921600 is 2025-12-05T08:00:00Z.

    Whether an unknown id gives 404 or zeros is not documented.

    Whether days without consumption are listed is not documented.

    Args:
        user_id (str): Id of the user.
        time_before (int | None | Unset): End of the period in Unix seconds, not milliseconds.
        time_after (int | None | Unset): Start of the period in Unix seconds, not milliseconds.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ConsumptionResponse | HTTPValidationError | ProblemDetail
    """

    return sync_detailed(
        user_id=user_id,
        client=client,
        time_before=time_before,
        time_after=time_after,
    ).parsed


async def asyncio_detailed(
    user_id: str,
    *,
    client: AuthenticatedClient | Client,
    time_before: int | None | Unset = UNSET,
    time_after: int | None | Unset = UNSET,
) -> Response[ConsumptionResponse | HTTPValidationError | ProblemDetail]:
    """ACUs of one user by day

     ACUs that one user consumed: the total of a period, and each day with its products. Which period is
    meant without times is not documented: send `time_after` and `time_before`.

    Days are billing days: each starts at 08:00:00 UTC all year round, which is midnight at the fixed
    offset UTC-8 and not Pacific local time. Times on that boundary give the figures of the vendor's
    dashboard; 1764921600 is 2025-12-05T08:00:00Z.

    Whether an unknown id gives 404 or zeros is not documented.

    Whether days without consumption are listed is not documented.

    Args:
        user_id (str): Id of the user.
        time_before (int | None | Unset): End of the period in Unix seconds, not milliseconds.
        time_after (int | None | Unset): Start of the period in Unix seconds, not milliseconds.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ConsumptionResponse | HTTPValidationError | ProblemDetail]
    """

    kwargs = _get_kwargs(
        user_id=user_id,
        time_before=time_before,
        time_after=time_after,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    user_id: str,
    *,
    client: AuthenticatedClient | Client,
    time_before: int | None | Unset = UNSET,
    time_after: int | None | Unset = UNSET,
) -> ConsumptionResponse | HTTPValidationError | ProblemDetail | None:
    """ACUs of one user by day

     ACUs that one user consumed: the total of a period, and each day with its products. Which period is
    meant without times is not documented: send `time_after` and `time_before`.

    Days are billing days: each starts at 08:00:00 UTC all year round, which is midnight at the fixed
    offset UTC-8 and not Pacific local time. Times on that boundary give the figures of the vendor's
    dashboard; 1764921600 is 2025-12-05T08:00:00Z.

    Whether an unknown id gives 404 or zeros is not documented.

    Whether days without consumption are listed is not documented.

    Args:
        user_id (str): Id of the user.
        time_before (int | None | Unset): End of the period in Unix seconds, not milliseconds.
        time_after (int | None | Unset): Start of the period in Unix seconds, not milliseconds.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ConsumptionResponse | HTTPValidationError | ProblemDetail
    """

    return (
        await asyncio_detailed(
            user_id=user_id,
            client=client,
            time_before=time_before,
            time_after=time_after,
        )
    ).parsed
