"""Contains all the data models used in inputs/outputs"""

from .active_user_metrics_response import ActiveUserMetricsResponse
from .acu_limit_response import ACULimitResponse
from .acus_by_product import AcusByProduct
from .category_metrics import CategoryMetrics
from .consumption_by_date_response import ConsumptionByDateResponse
from .consumption_cycle import ConsumptionCycle
from .consumption_response import ConsumptionResponse
from .detail_error import DetailError
from .devin_brain_user_self import DevinBrainUserSelf
from .http_validation_error import HTTPValidationError
from .organization_response import OrganizationResponse
from .other_self import OtherSelf
from .paginated_response_acu_limit_response import PaginatedResponseACULimitResponse
from .paginated_response_consumption_cycle import PaginatedResponseConsumptionCycle
from .paginated_response_organization_response import (
    PaginatedResponseOrganizationResponse,
)
from .paginated_response_service_user import PaginatedResponseServiceUser
from .paginated_response_user import PaginatedResponseUser
from .pat_user_self import PatUserSelf
from .pr_metrics_response import PrMetricsResponse
from .problem_detail import ProblemDetail
from .problem_detail_errors_type_0_item import ProblemDetailErrorsType0Item
from .role import Role
from .role_assignment import RoleAssignment
from .search_metrics_response import SearchMetricsResponse
from .service_user import ServiceUser
from .service_user_self import ServiceUserSelf
from .session_counts_by_origin import SessionCountsByOrigin
from .session_counts_by_size import SessionCountsBySize
from .session_metrics_response import SessionMetricsResponse
from .sessions_by_category_response import SessionsByCategoryResponse
from .subcategory_metrics import SubcategoryMetrics
from .usage_metrics import UsageMetrics
from .user import User
from .validation_error import ValidationError
from .windsurf_session_user_self import WindsurfSessionUserSelf

__all__ = (
    "ActiveUserMetricsResponse",
    "ACULimitResponse",
    "AcusByProduct",
    "CategoryMetrics",
    "ConsumptionByDateResponse",
    "ConsumptionCycle",
    "ConsumptionResponse",
    "DetailError",
    "DevinBrainUserSelf",
    "HTTPValidationError",
    "OrganizationResponse",
    "OtherSelf",
    "PaginatedResponseACULimitResponse",
    "PaginatedResponseConsumptionCycle",
    "PaginatedResponseOrganizationResponse",
    "PaginatedResponseServiceUser",
    "PaginatedResponseUser",
    "PatUserSelf",
    "PrMetricsResponse",
    "ProblemDetail",
    "ProblemDetailErrorsType0Item",
    "Role",
    "RoleAssignment",
    "SearchMetricsResponse",
    "ServiceUser",
    "ServiceUserSelf",
    "SessionCountsByOrigin",
    "SessionCountsBySize",
    "SessionMetricsResponse",
    "SessionsByCategoryResponse",
    "SubcategoryMetrics",
    "UsageMetrics",
    "User",
    "ValidationError",
    "WindsurfSessionUserSelf",
)
