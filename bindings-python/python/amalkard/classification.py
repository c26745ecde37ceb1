"""Codes and code lists with years of validity."""

from ._amalkard import (
    agency_code,
    chapter,
    code_list,
    code_lists,
    contains,
    crosswalk,
    lookup,
    misc_row,
    plan_code,
)

__all__ = [
    "agency_code",
    "chapter",
    "code_list",
    "code_lists",
    "contains",
    "crosswalk",
    "lookup",
    "misc_row",
    "plan_code",
]
