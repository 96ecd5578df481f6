from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.billing_cycle import BillingCycle
from ...models.detail_error import DetailError
from ...models.http_validation_error import HTTPValidationError
from ...types import Response


def _get_kwargs() -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v2/enterprise/consumption/cycles",
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> DetailError | HTTPValidationError | list[BillingCycle] | None:
    if response.status_code == 200:
        response_200 = []
        _response_200 = response.json()
        for response_200_item_data in _response_200:
            response_200_item = BillingCycle.from_dict(response_200_item_data)

            response_200.append(response_200_item)

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
) -> Response[DetailError | HTTPValidationError | list[BillingCycle]]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
) -> Response[DetailError | HTTPValidationError | list[BillingCycle]]:
    """Billing cycles of the enterprise

     Lists the billing cycles of the enterprise with their start and end.

    A cycle need not start on the first of a month; a published example runs from 2025-12-05T08:00:00Z
    to 2026-01-05T08:00:00Z. The order of the cycles and whether there are gaps between them is not
    documented: pick the cycle that holds the instant wanted, not the last item.

    The body is a bare JSON array, without envelope and without pages.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DetailError | HTTPValidationError | list[BillingCycle]]
    """

    kwargs = _get_kwargs()

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
) -> DetailError | HTTPValidationError | list[BillingCycle] | None:
    """Billing cycles of the enterprise

     Lists the billing cycles of the enterprise with their start and end.

    A cycle need not start on the first of a month; a published example runs from 2025-12-05T08:00:00Z
    to 2026-01-05T08:00:00Z. The order of the cycles and whether there are gaps between them is not
    documented: pick the cycle that holds the instant wanted, not the last item.

    The body is a bare JSON array, without envelope and without pages.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DetailError | HTTPValidationError | list[BillingCycle]
    """

    return sync_detailed(
        client=client,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
) -> Response[DetailError | HTTPValidationError | list[BillingCycle]]:
    """Billing cycles of the enterprise

     Lists the billing cycles of the enterprise with their start and end.

    A cycle need not start on the first of a month; a published example runs from 2025-12-05T08:00:00Z
    to 2026-01-05T08:00:00Z. The order of the cycles and whether there are gaps between them is not
    documented: pick the cycle that holds the instant wanted, not the last item.

    The body is a bare JSON array, without envelope and without pages.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DetailError | HTTPValidationError | list[BillingCycle]]
    """

    kwargs = _get_kwargs()

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
) -> DetailError | HTTPValidationError | list[BillingCycle] | None:
    """Billing cycles of the enterprise

     Lists the billing cycles of the enterprise with their start and end.

    A cycle need not start on the first of a month; a published example runs from 2025-12-05T08:00:00Z
    to 2026-01-05T08:00:00Z. The order of the cycles and whether there are gaps between them is not
    documented: pick the cycle that holds the instant wanted, not the last item.

    The body is a bare JSON array, without envelope and without pages.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DetailError | HTTPValidationError | list[BillingCycle]
    """

    return (
        await asyncio_detailed(
            client=client,
        )
    ).parsed
