"""The types that the functions of the package take."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, Union

if TYPE_CHECKING:
    from ._amalkard import PersianDate

AmountInput: TypeAlias = Decimal | int | str
"""An exact number; never a ``float``."""

DateInput: TypeAlias = Union["PersianDate", date, str]
"""A day: Persian, Gregorian as ``datetime.date``, or Persian as text."""

Content: TypeAlias = Mapping[str, Any] | str
"""A document: as plain objects, or as JSON text."""

Unit: TypeAlias = Literal[
    "rial",
    "thousand_rial",
    "million_rial",
    "milliard_rial",
    "toman",
    "million_toman",
    "milliard_toman",
    "new_rial",
]
"""A unit of money."""

Preset: TypeAlias = Literal["default", "law_1399", "law_1399_web", "law_1401", "law_1402", "percent"]
"""What a source punctuates its figures with."""
