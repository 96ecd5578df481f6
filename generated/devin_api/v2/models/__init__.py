"""Contains all the data models used in inputs/outputs"""

from .billing_cycle import BillingCycle
from .consumption_response import ConsumptionResponse
from .consumption_response_consumption_by_date import (
    ConsumptionResponseConsumptionByDate,
)
from .consumption_response_consumption_by_org_id import (
    ConsumptionResponseConsumptionByOrgId,
)
from .consumption_response_consumption_by_user import (
    ConsumptionResponseConsumptionByUser,
)
from .detail_error import DetailError
from .enterprise_user_response import EnterpriseUserResponse
from .http_validation_error import HTTPValidationError
from .paginated_enterprise_user_response import PaginatedEnterpriseUserResponse
from .pr_metrics import PrMetrics
from .search_metrics import SearchMetrics
from .session_metrics import SessionMetrics
from .usage_metrics import UsageMetrics
from .user_consumption_response import UserConsumptionResponse
from .user_consumption_response_consumption_by_date import (
    UserConsumptionResponseConsumptionByDate,
)
from .user_consumption_response_consumption_by_org_id import (
    UserConsumptionResponseConsumptionByOrgId,
)
from .validation_error import ValidationError

__all__ = (
    "BillingCycle",
    "ConsumptionResponse",
    "ConsumptionResponseConsumptionByDate",
    "ConsumptionResponseConsumptionByOrgId",
    "ConsumptionResponseConsumptionByUser",
    "DetailError",
    "EnterpriseUserResponse",
    "HTTPValidationError",
    "PaginatedEnterpriseUserResponse",
    "PrMetrics",
    "SearchMetrics",
    "SessionMetrics",
    "UsageMetrics",
    "UserConsumptionResponse",
    "UserConsumptionResponseConsumptionByDate",
    "UserConsumptionResponseConsumptionByOrgId",
    "ValidationError",
)
