from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.http_validation_error import HTTPValidationError
from ...models.paginated_response_service_user import PaginatedResponseServiceUser
from ...models.problem_detail import ProblemDetail
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    after: None | str | Unset = UNSET,
    first: int | Unset = 100,
    include_inactive: bool | Unset = False,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_after: None | str | Unset
    if isinstance(after, Unset):
        json_after = UNSET
    else:
        json_after = after
    params["after"] = json_after

    params["first"] = first

    params["include_inactive"] = include_inactive

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v3/enterprise/members/service-users",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> HTTPValidationError | PaginatedResponseServiceUser | ProblemDetail | None:
    if response.status_code == 200:
        response_200 = PaginatedResponseServiceUser.from_dict(response.json())

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
) -> Response[HTTPValidationError | PaginatedResponseServiceUser | ProblemDetail]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    after: None | str | Unset = UNSET,
    first: int | Unset = 100,
    include_inactive: bool | Unset = False,
) -> Response[HTTPValidationError | PaginatedResponseServiceUser | ProblemDetail]:
    """Service users of the enterprise

     Lists the service users of the enterprise with their roles. Those that are no longer active are left
    out unless `include_inactive` is true.

    The list comes in pages: ask again with `after` set to the `end_cursor` of the last page, until that
    is null. The cursor is opaque, and `total` may be null or absent.

    Args:
        after (None | str | Unset): Opaque cursor: the `end_cursor` of the page before.
        first (int | Unset): Number of items on a page, 1 to 200. Default: 100.
        include_inactive (bool | Unset): Also list service users that are no longer active.
            Default: False.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[HTTPValidationError | PaginatedResponseServiceUser | ProblemDetail]
    """

    kwargs = _get_kwargs(
        after=after,
        first=first,
        include_inactive=include_inactive,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    after: None | str | Unset = UNSET,
    first: int | Unset = 100,
    include_inactive: bool | Unset = False,
) -> HTTPValidationError | PaginatedResponseServiceUser | ProblemDetail | None:
    """Service users of the enterprise

     Lists the service users of the enterprise with their roles. Those that are no longer active are left
    out unless `include_inactive` is true.

    The list comes in pages: ask again with `after` set to the `end_cursor` of the last page, until that
    is null. The cursor is opaque, and `total` may be null or absent.

    Args:
        after (None | str | Unset): Opaque cursor: the `end_cursor` of the page before.
        first (int | Unset): Number of items on a page, 1 to 200. Default: 100.
        include_inactive (bool | Unset): Also list service users that are no longer active.
            Default: False.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        HTTPValidationError | PaginatedResponseServiceUser | ProblemDetail
    """

    return sync_detailed(
        client=client,
        after=after,
        first=first,
        include_inactive=include_inactive,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    after: None | str | Unset = UNSET,
    first: int | Unset = 100,
    include_inactive: bool | Unset = False,
) -> Response[HTTPValidationError | PaginatedResponseServiceUser | ProblemDetail]:
    """Service users of the enterprise

     Lists the service users of the enterprise with their roles. Those that are no longer active are left
    out unless `include_inactive` is true.

    The list comes in pages: ask again with `after` set to the `end_cursor` of the last page, until that
    is null. The cursor is opaque, and `total` may be null or absent.

    Args:
        after (None | str | Unset): Opaque cursor: the `end_cursor` of the page before.
        first (int | Unset): Number of items on a page, 1 to 200. Default: 100.
        include_inactive (bool | Unset): Also list service users that are no longer active.
            Default: False.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[HTTPValidationError | PaginatedResponseServiceUser | ProblemDetail]
    """

    kwargs = _get_kwargs(
        after=after,
        first=first,
        include_inactive=include_inactive,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    after: None | str | Unset = UNSET,
    first: int | Unset = 100,
    include_inactive: bool | Unset = False,
) -> HTTPValidationError | PaginatedResponseServiceUser | ProblemDetail | None:
    """Service users of the enterprise

     Lists the service users of the enterprise with their roles. Those that are no longer active are left
    out unless `include_inactive` is true.

    The list comes in pages: ask again with `after` set to the `end_cursor` of the last page, until that
    is null. The cursor is opaque, and `total` may be null or absent.

    Args:
        after (None | str | Unset): Opaque cursor: the `end_cursor` of the page before.
        first (int | Unset): Number of items on a page, 1 to 200. Default: 100.
        include_inactive (bool | Unset): Also list service users that are no longer active.
            Default: False.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        HTTPValidationError | PaginatedResponseServiceUser | ProblemDetail
    """

    return (
        await asyncio_detailed(
            client=client,
            after=after,
            first=first,
            include_inactive=include_inactive,
        )
    ).parsed
