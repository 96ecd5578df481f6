from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.detail_error import DetailError
from ...models.http_validation_error import HTTPValidationError
from ...models.paginated_enterprise_user_response import PaginatedEnterpriseUserResponse
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    skip: int | Unset = 0,
    limit: int | Unset = 100,
    email: None | str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["skip"] = skip

    params["limit"] = limit

    json_email: None | str | Unset
    if isinstance(email, Unset):
        json_email = UNSET
    else:
        json_email = email
    params["email"] = json_email

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v2/enterprise/members",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> DetailError | HTTPValidationError | PaginatedEnterpriseUserResponse | None:
    if response.status_code == 200:
        response_200 = PaginatedEnterpriseUserResponse.from_dict(response.json())

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
) -> Response[DetailError | HTTPValidationError | PaginatedEnterpriseUserResponse]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    skip: int | Unset = 0,
    limit: int | Unset = 100,
    email: None | str | Unset = UNSET,
) -> Response[DetailError | HTTPValidationError | PaginatedEnterpriseUserResponse]:
    """Members of the enterprise

     Lists the people in the enterprise, a page at a time.

    Read on with `skip` increased by the number of items received while `has_more` is true. The list may
    change between two pages, so tell members apart by `user_id`.

    Names and e-mail addresses are personal data.

    Args:
        skip (int | Unset): Number of members to leave out before the page starts. Default: 0.
        limit (int | Unset): Number of members on a page, 1 to 200. Default: 100.
        email (None | str | Unset): Only members with this e-mail address.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DetailError | HTTPValidationError | PaginatedEnterpriseUserResponse]
    """

    kwargs = _get_kwargs(
        skip=skip,
        limit=limit,
        email=email,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    skip: int | Unset = 0,
    limit: int | Unset = 100,
    email: None | str | Unset = UNSET,
) -> DetailError | HTTPValidationError | PaginatedEnterpriseUserResponse | None:
    """Members of the enterprise

     Lists the people in the enterprise, a page at a time.

    Read on with `skip` increased by the number of items received while `has_more` is true. The list may
    change between two pages, so tell members apart by `user_id`.

    Names and e-mail addresses are personal data.

    Args:
        skip (int | Unset): Number of members to leave out before the page starts. Default: 0.
        limit (int | Unset): Number of members on a page, 1 to 200. Default: 100.
        email (None | str | Unset): Only members with this e-mail address.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DetailError | HTTPValidationError | PaginatedEnterpriseUserResponse
    """

    return sync_detailed(
        client=client,
        skip=skip,
        limit=limit,
        email=email,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    skip: int | Unset = 0,
    limit: int | Unset = 100,
    email: None | str | Unset = UNSET,
) -> Response[DetailError | HTTPValidationError | PaginatedEnterpriseUserResponse]:
    """Members of the enterprise

     Lists the people in the enterprise, a page at a time.

    Read on with `skip` increased by the number of items received while `has_more` is true. The list may
    change between two pages, so tell members apart by `user_id`.

    Names and e-mail addresses are personal data.

    Args:
        skip (int | Unset): Number of members to leave out before the page starts. Default: 0.
        limit (int | Unset): Number of members on a page, 1 to 200. Default: 100.
        email (None | str | Unset): Only members with this e-mail address.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DetailError | HTTPValidationError | PaginatedEnterpriseUserResponse]
    """

    kwargs = _get_kwargs(
        skip=skip,
        limit=limit,
        email=email,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    skip: int | Unset = 0,
    limit: int | Unset = 100,
    email: None | str | Unset = UNSET,
) -> DetailError | HTTPValidationError | PaginatedEnterpriseUserResponse | None:
    """Members of the enterprise

     Lists the people in the enterprise, a page at a time.

    Read on with `skip` increased by the number of items received while `has_more` is true. The list may
    change between two pages, so tell members apart by `user_id`.

    Names and e-mail addresses are personal data.

    Args:
        skip (int | Unset): Number of members to leave out before the page starts. Default: 0.
        limit (int | Unset): Number of members on a page, 1 to 200. Default: 100.
        email (None | str | Unset): Only members with this e-mail address.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DetailError | HTTPValidationError | PaginatedEnterpriseUserResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            skip=skip,
            limit=limit,
            email=email,
        )
    ).parsed
