"""What each operation of the vectors does in Python. An operation that is not here fails its cases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

OPERATIONS: dict[str, Callable[[dict[str, Any]], Any]] = {}
