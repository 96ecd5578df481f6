import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.detail_error import DetailError
from ...models.http_validation_error import HTTPValidationError
from ...models.user_consumption_response import UserConsumptionResponse
from ...types import UNSET, Response, Unset


def _get_kwargs(
    user_id: str,
    *,
    start_date: datetime.datetime | None | Unset = UNSET,
    end_date: datetime.datetime | None | Unset = UNSET,
    start: datetime.datetime | None | Unset = UNSET,
    end: datetime.datetime | None | Unset = UNSET,
    org_ids: list[str] | None | Unset = UNSET,
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

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v2/enterprise/consumption/daily/{user_id}".format(
            user_id=quote(str(user_id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> DetailError | HTTPValidationError | UserConsumptionResponse | None:
    if response.status_code == 200:
        response_200 = UserConsumptionResponse.from_dict(response.json())

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
) -> Response[DetailError | HTTPValidationError | UserConsumptionResponse]:
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
    start_date: datetime.datetime | None | Unset = UNSET,
    end_date: datetime.datetime | None | Unset = UNSET,
    start: datetime.datetime | None | Unset = UNSET,
    end: datetime.datetime | None | Unset = UNSET,
    org_ids: list[str] | None | Unset = UNSET,
) -> Response[DetailError | HTTPValidationError | UserConsumptionResponse]:
    """ACUs of one user by day and organization

     ACUs that one user consumed: the total, and the same figures by billing day and by organization.
    Without times the current billing cycle is meant.

    ACUs are booked on billing days. A billing day starts at 08:00:00 UTC all year round, which is
    midnight at the fixed offset UTC-8 and not Pacific local time. Bounds on 08:00:00Z, such as
    2025-12-05T08:00:00Z, give the figures of the vendor's dashboard; a bare date is read as midnight
    UTC and shifts them.

    With `org_ids` only the ACUs of Devin sessions are counted. Cascade and Terminal belong to no
    organization, so their ACUs are missing from all figures.

    Whether days without consumption are listed, and whether an unknown user gives 404 or zeros, is not
    documented.

    Args:
        user_id (str): Id of the user.
        start_date (datetime.datetime | None | Unset): Start of the period, an RFC 3339 date-time
            with offset.
        end_date (datetime.datetime | None | Unset): End of the period, an RFC 3339 date-time with
            offset.
        start (datetime.datetime | None | Unset): A second name of `start_date`.
        end (datetime.datetime | None | Unset): A second name of `end_date`.
        org_ids (list[str] | None | Unset): Only these organizations (`org-...`).

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DetailError | HTTPValidationError | UserConsumptionResponse]
    """

    kwargs = _get_kwargs(
        user_id=user_id,
        start_date=start_date,
        end_date=end_date,
        start=start,
        end=end,
        org_ids=org_ids,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    user_id: str,
    *,
    client: AuthenticatedClient | Client,
    start_date: datetime.datetime | None | Unset = UNSET,
    end_date: datetime.datetime | None | Unset = UNSET,
    start: datetime.datetime | None | Unset = UNSET,
    end: datetime.datetime | None | Unset = UNSET,
    org_ids: list[str] | None | Unset = UNSET,
) -> DetailError | HTTPValidationError | UserConsumptionResponse | None:
    """ACUs of one user by day and organization

     ACUs that one user consumed: the total, and the same figures by billing day and by organization.
    Without times the current billing cycle is meant.

    ACUs are booked on billing days. A billing day starts at 08:00:00 UTC all year round, which is
    midnight at the fixed offset UTC-8 and not Pacific local time. Bounds on 08:00:00Z, such as
    2025-12-05T08:00:00Z, give the figures of the vendor's dashboard; a bare date is read as midnight
    UTC and shifts them.

    With `org_ids` only the ACUs of Devin sessions are counted. Cascade and Terminal belong to no
    organization, so their ACUs are missing from all figures.

    Whether days without consumption are listed, and whether an unknown user gives 404 or zeros, is not
    documented.

    Args:
        user_id (str): Id of the user.
        start_date (datetime.datetime | None | Unset): Start of the period, an RFC 3339 date-time
            with offset.
        end_date (datetime.datetime | None | Unset): End of the period, an RFC 3339 date-time with
            offset.
        start (datetime.datetime | None | Unset): A second name of `start_date`.
        end (datetime.datetime | None | Unset): A second name of `end_date`.
        org_ids (list[str] | None | Unset): Only these organizations (`org-...`).

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DetailError | HTTPValidationError | UserConsumptionResponse
    """

    return sync_detailed(
        user_id=user_id,
        client=client,
        start_date=start_date,
        end_date=end_date,
        start=start,
        end=end,
        org_ids=org_ids,
    ).parsed


async def asyncio_detailed(
    user_id: str,
    *,
    client: AuthenticatedClient | Client,
    start_date: datetime.datetime | None | Unset = UNSET,
    end_date: datetime.datetime | None | Unset = UNSET,
    start: datetime.datetime | None | Unset = UNSET,
    end: datetime.datetime | None | Unset = UNSET,
    org_ids: list[str] | None | Unset = UNSET,
) -> Response[DetailError | HTTPValidationError | UserConsumptionResponse]:
    """ACUs of one user by day and organization

     ACUs that one user consumed: the total, and the same figures by billing day and by organization.
    Without times the current billing cycle is meant.

    ACUs are booked on billing days. A billing day starts at 08:00:00 UTC all year round, which is
    midnight at the fixed offset UTC-8 and not Pacific local time. Bounds on 08:00:00Z, such as
    2025-12-05T08:00:00Z, give the figures of the vendor's dashboard; a bare date is read as midnight
    UTC and shifts them.

    With `org_ids` only the ACUs of Devin sessions are counted. Cascade and Terminal belong to no
    organization, so their ACUs are missing from all figures.

    Whether days without consumption are listed, and whether an unknown user gives 404 or zeros, is not
    documented.

    Args:
        user_id (str): Id of the user.
        start_date (datetime.datetime | None | Unset): Start of the period, an RFC 3339 date-time
            with offset.
        end_date (datetime.datetime | None | Unset): End of the period, an RFC 3339 date-time with
            offset.
        start (datetime.datetime | None | Unset): A second name of `start_date`.
        end (datetime.datetime | None | Unset): A second name of `end_date`.
        org_ids (list[str] | None | Unset): Only these organizations (`org-...`).

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DetailError | HTTPValidationError | UserConsumptionResponse]
    """

    kwargs = _get_kwargs(
        user_id=user_id,
        start_date=start_date,
        end_date=end_date,
        start=start,
        end=end,
        org_ids=org_ids,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    user_id: str,
    *,
    client: AuthenticatedClient | Client,
    start_date: datetime.datetime | None | Unset = UNSET,
    end_date: datetime.datetime | None | Unset = UNSET,
    start: datetime.datetime | None | Unset = UNSET,
    end: datetime.datetime | None | Unset = UNSET,
    org_ids: list[str] | None | Unset = UNSET,
) -> DetailError | HTTPValidationError | UserConsumptionResponse | None:
    """ACUs of one user by day and organization

     ACUs that one user consumed: the total, and the same figures by billing day and by organization.
    Without times the current billing cycle is meant.

    ACUs are booked on billing days. A billing day starts at 08:00:00 UTC all year round, which is
    midnight at the fixed offset UTC-8 and not Pacific local time. Bounds on 08:00:00Z, such as
    2025-12-05T08:00:00Z, give the figures of the vendor's dashboard; a bare date is read as midnight
    UTC and shifts them.

    With `org_ids` only the ACUs of Devin sessions are counted. Cascade and Terminal belong to no
    organization, so their ACUs are missing from all figures.

    Whether days without consumption are listed, and whether an unknown user gives 404 or zeros, is not
    documented.

    Args:
        user_id (str): Id of the user.
        start_date (datetime.datetime | None | Unset): Start of the period, an RFC 3339 date-time
            with offset.
        end_date (datetime.datetime | None | Unset): End of the period, an RFC 3339 date-time with
            offset.
        start (datetime.datetime | None | Unset): A second name of `start_date`.
        end (datetime.datetime | None | Unset): A second name of `end_date`.
        org_ids (list[str] | None | Unset): Only these organizations (`org-...`).

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DetailError | HTTPValidationError | UserConsumptionResponse
    """

    return (
        await asyncio_detailed(
            user_id=user_id,
            client=client,
            start_date=start_date,
            end_date=end_date,
            start=start,
            end=end,
            org_ids=org_ids,
        )
    ).parsed
