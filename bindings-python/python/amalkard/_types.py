"""The types that the functions of the package take."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias, Union

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


class ArrowCapable(Protocol):
    """A table that is handed over through the Arrow PyCapsule interface: polars, pandas, pyarrow, DuckDB."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


TableInput: TypeAlias = ArrowCapable | Iterable[Mapping[str, Any]]
"""A table: Arrow-capable, or a list of dicts."""
