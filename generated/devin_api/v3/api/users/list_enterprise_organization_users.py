from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.http_validation_error import HTTPValidationError
from ...models.paginated_response_user import PaginatedResponseUser
from ...models.problem_detail import ProblemDetail
from ...types import UNSET, Response, Unset


def _get_kwargs(
    org_id: str,
    *,
    after: None | str | Unset = UNSET,
    first: int | Unset = 100,
    email: None | str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_after: None | str | Unset
    if isinstance(after, Unset):
        json_after = UNSET
    else:
        json_after = after
    params["after"] = json_after

    params["first"] = first

    json_email: None | str | Unset
    if isinstance(email, Unset):
        json_email = UNSET
    else:
        json_email = email
    params["email"] = json_email

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v3/enterprise/organizations/{org_id}/members/users".format(
            org_id=quote(str(org_id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> HTTPValidationError | PaginatedResponseUser | ProblemDetail | None:
    if response.status_code == 200:
        response_200 = PaginatedResponseUser.from_dict(response.json())

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
) -> Response[HTTPValidationError | PaginatedResponseUser | ProblemDetail]:
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
    after: None | str | Unset = UNSET,
    first: int | Unset = 100,
    email: None | str | Unset = UNSET,
) -> Response[HTTPValidationError | PaginatedResponseUser | ProblemDetail]:
    """Users of one organization

     Lists the users of one organization with their roles, read with an enterprise key.

    The list comes in pages: ask again with `after` set to the `end_cursor` of the last page, until that
    is null. The cursor is opaque, and `total` may be null or absent.

    Names and e-mail addresses are personal data.

    Args:
        org_id (str): Id of the organization, `org-...`.
        after (None | str | Unset): Opaque cursor: the `end_cursor` of the page before.
        first (int | Unset): Number of items on a page, 1 to 200. Default: 100.
        email (None | str | Unset): Only users with this e-mail address.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[HTTPValidationError | PaginatedResponseUser | ProblemDetail]
    """

    kwargs = _get_kwargs(
        org_id=org_id,
        after=after,
        first=first,
        email=email,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    org_id: str,
    *,
    client: AuthenticatedClient | Client,
    after: None | str | Unset = UNSET,
    first: int | Unset = 100,
    email: None | str | Unset = UNSET,
) -> HTTPValidationError | PaginatedResponseUser | ProblemDetail | None:
    """Users of one organization

     Lists the users of one organization with their roles, read with an enterprise key.

    The list comes in pages: ask again with `after` set to the `end_cursor` of the last page, until that
    is null. The cursor is opaque, and `total` may be null or absent.

    Names and e-mail addresses are personal data.

    Args:
        org_id (str): Id of the organization, `org-...`.
        after (None | str | Unset): Opaque cursor: the `end_cursor` of the page before.
        first (int | Unset): Number of items on a page, 1 to 200. Default: 100.
        email (None | str | Unset): Only users with this e-mail address.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        HTTPValidationError | PaginatedResponseUser | ProblemDetail
    """

    return sync_detailed(
        org_id=org_id,
        client=client,
        after=after,
        first=first,
        email=email,
    ).parsed


async def asyncio_detailed(
    org_id: str,
    *,
    client: AuthenticatedClient | Client,
    after: None | str | Unset = UNSET,
    first: int | Unset = 100,
    email: None | str | Unset = UNSET,
) -> Response[HTTPValidationError | PaginatedResponseUser | ProblemDetail]:
    """Users of one organization

     Lists the users of one organization with their roles, read with an enterprise key.

    The list comes in pages: ask again with `after` set to the `end_cursor` of the last page, until that
    is null. The cursor is opaque, and `total` may be null or absent.

    Names and e-mail addresses are personal data.

    Args:
        org_id (str): Id of the organization, `org-...`.
        after (None | str | Unset): Opaque cursor: the `end_cursor` of the page before.
        first (int | Unset): Number of items on a page, 1 to 200. Default: 100.
        email (None | str | Unset): Only users with this e-mail address.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[HTTPValidationError | PaginatedResponseUser | ProblemDetail]
    """

    kwargs = _get_kwargs(
        org_id=org_id,
        after=after,
        first=first,
        email=email,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    org_id: str,
    *,
    client: AuthenticatedClient | Client,
    after: None | str | Unset = UNSET,
    first: int | Unset = 100,
    email: None | str | Unset = UNSET,
) -> HTTPValidationError | PaginatedResponseUser | ProblemDetail | None:
    """Users of one organization

     Lists the users of one organization with their roles, read with an enterprise key.

    The list comes in pages: ask again with `after` set to the `end_cursor` of the last page, until that
    is null. The cursor is opaque, and `total` may be null or absent.

    Names and e-mail addresses are personal data.

    Args:
        org_id (str): Id of the organization, `org-...`.
        after (None | str | Unset): Opaque cursor: the `end_cursor` of the page before.
        first (int | Unset): Number of items on a page, 1 to 200. Default: 100.
        email (None | str | Unset): Only users with this e-mail address.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        HTTPValidationError | PaginatedResponseUser | ProblemDetail
    """

    return (
        await asyncio_detailed(
            org_id=org_id,
            client=client,
            after=after,
            first=first,
            email=email,
        )
    ).parsed
