"""How high a job sits and what it is about."""

from __future__ import annotations

from enum import StrEnum


class Seniority(StrEnum):
    """From the top. What runs a firm or part of it comes before what does the work."""

    OWNER = "owner"
    C_LEVEL = "c_level"
    VP = "vp"
    DIRECTOR = "director"
    MANAGER = "manager"
    STAFF = "staff"
    UNKNOWN = "unknown"


class Department(StrEnum):
    """GENERAL is running the whole; OTHER is named but none of these; UNKNOWN is not named."""

    GENERAL = "general"
    SALES = "sales"
    MARKETING = "marketing"
    IT = "it"
    SECURITY = "security"
    FINANCE = "finance"
    HR = "hr"
    OPERATIONS = "operations"
    ENGINEERING = "engineering"
    PRODUCT = "product"
    PURCHASING = "purchasing"
    LEGAL = "legal"
    CUSTOMER = "customer"
    OTHER = "other"
    UNKNOWN = "unknown"


HEIGHT: dict[Seniority, int] = {grade: -place for place, grade in enumerate(Seniority)}
"""Greater is higher."""

AUTHORITY = frozenset(
    {
        Seniority.OWNER,
        Seniority.C_LEVEL,
        Seniority.VP,
        Seniority.DIRECTOR,
        Seniority.MANAGER,
    }
)
