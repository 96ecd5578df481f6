from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.devin_brain_user_self import DevinBrainUserSelf
from ...models.http_validation_error import HTTPValidationError
from ...models.other_self import OtherSelf
from ...models.pat_user_self import PatUserSelf
from ...models.problem_detail import ProblemDetail
from ...models.service_user_self import ServiceUserSelf
from ...models.windsurf_session_user_self import WindsurfSessionUserSelf
from ...types import Response


def _get_kwargs() -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v3/self",
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> (
    DevinBrainUserSelf
    | OtherSelf
    | PatUserSelf
    | ServiceUserSelf
    | WindsurfSessionUserSelf
    | HTTPValidationError
    | ProblemDetail
    | None
):
    if response.status_code == 200:

        def _parse_response_200(
            data: object,
        ) -> (
            DevinBrainUserSelf
            | OtherSelf
            | PatUserSelf
            | ServiceUserSelf
            | WindsurfSessionUserSelf
        ):
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                response_200_type_0 = ServiceUserSelf.from_dict(data)

                return response_200_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                response_200_type_1 = PatUserSelf.from_dict(data)

                return response_200_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                response_200_type_2 = DevinBrainUserSelf.from_dict(data)

                return response_200_type_2
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                response_200_type_3 = WindsurfSessionUserSelf.from_dict(data)

                return response_200_type_3
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            if not isinstance(data, dict):
                raise TypeError()
            response_200_type_4 = OtherSelf.from_dict(data)

            return response_200_type_4

        response_200 = _parse_response_200(response.json())

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
) -> Response[
    DevinBrainUserSelf
    | OtherSelf
    | PatUserSelf
    | ServiceUserSelf
    | WindsurfSessionUserSelf
    | HTTPValidationError
    | ProblemDetail
]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
) -> Response[
    DevinBrainUserSelf
    | OtherSelf
    | PatUserSelf
    | ServiceUserSelf
    | WindsurfSessionUserSelf
    | HTTPValidationError
    | ProblemDetail
]:
    """Who the key belongs to

     Tells which principal the key stands for and, for a key of an organization, the `org_id` it reaches.

    `principal_type` tells the kinds apart. A kind that these documents do not know yet is read as
    `OtherSelf`. An older path of this operation was `/v3/enterprise/self`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DevinBrainUserSelf | OtherSelf | PatUserSelf | ServiceUserSelf | WindsurfSessionUserSelf | HTTPValidationError | ProblemDetail]
    """

    kwargs = _get_kwargs()

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
) -> (
    DevinBrainUserSelf
    | OtherSelf
    | PatUserSelf
    | ServiceUserSelf
    | WindsurfSessionUserSelf
    | HTTPValidationError
    | ProblemDetail
    | None
):
    """Who the key belongs to

     Tells which principal the key stands for and, for a key of an organization, the `org_id` it reaches.

    `principal_type` tells the kinds apart. A kind that these documents do not know yet is read as
    `OtherSelf`. An older path of this operation was `/v3/enterprise/self`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DevinBrainUserSelf | OtherSelf | PatUserSelf | ServiceUserSelf | WindsurfSessionUserSelf | HTTPValidationError | ProblemDetail
    """

    return sync_detailed(
        client=client,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
) -> Response[
    DevinBrainUserSelf
    | OtherSelf
    | PatUserSelf
    | ServiceUserSelf
    | WindsurfSessionUserSelf
    | HTTPValidationError
    | ProblemDetail
]:
    """Who the key belongs to

     Tells which principal the key stands for and, for a key of an organization, the `org_id` it reaches.

    `principal_type` tells the kinds apart. A kind that these documents do not know yet is read as
    `OtherSelf`. An older path of this operation was `/v3/enterprise/self`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DevinBrainUserSelf | OtherSelf | PatUserSelf | ServiceUserSelf | WindsurfSessionUserSelf | HTTPValidationError | ProblemDetail]
    """

    kwargs = _get_kwargs()

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
) -> (
    DevinBrainUserSelf
    | OtherSelf
    | PatUserSelf
    | ServiceUserSelf
    | WindsurfSessionUserSelf
    | HTTPValidationError
    | ProblemDetail
    | None
):
    """Who the key belongs to

     Tells which principal the key stands for and, for a key of an organization, the `org_id` it reaches.

    `principal_type` tells the kinds apart. A kind that these documents do not know yet is read as
    `OtherSelf`. An older path of this operation was `/v3/enterprise/self`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DevinBrainUserSelf | OtherSelf | PatUserSelf | ServiceUserSelf | WindsurfSessionUserSelf | HTTPValidationError | ProblemDetail
    """

    return (
        await asyncio_detailed(
            client=client,
        )
    ).parsed
