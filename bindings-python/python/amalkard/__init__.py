"""Exact, explainable monitoring of public budget performance (عملکرد بودجه).

Amounts are ``decimal.Decimal`` and never ``float``; every refusal is an ``AmalkardError`` with a stable ``code``.
"""

from . import classification
from ._amalkard import (
    Agreement,
    FiscalPeriod,
    PersianDate,
    __version__,
    add,
    ascii_digits,
    closest,
    convert,
    fold,
    group,
    is_folded_letters,
    is_leap,
    normalize,
    parse_amount,
    parse_percent,
    persian_digits,
    subtract,
)
from ._error import AmalkardError

__all__ = [
    "Agreement",
    "AmalkardError",
    "FiscalPeriod",
    "PersianDate",
    "__version__",
    "add",
    "ascii_digits",
    "classification",
    "closest",
    "convert",
    "fold",
    "group",
    "is_folded_letters",
    "is_leap",
    "normalize",
    "parse_amount",
    "parse_percent",
    "persian_digits",
    "subtract",
]
