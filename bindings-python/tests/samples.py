"""A small rulebook and its lines, for tests that are about tables and not about rules."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import amalkard

BOOK = """
[rulebook]
id = "sample"
title = { fa = "نمونه", en = "Sample" }

[tables.lines]
title = { fa = "ردیف‌ها", en = "Lines" }
key = ["line"]
fields = [
  { name = "line", type = "code", required = true, title = { fa = "ردیف", en = "Line" } },
  { name = "kind", type = "code", title = { fa = "نوع", en = "Kind" } },
  { name = "due", type = "date", title = { fa = "سررسید", en = "Due" } },
  { name = "done", type = "flag", title = { fa = "پایان", en = "Done" } },
  { name = "allocated", type = "amount", unit = "million_rial", scale = 2, title = { fa = "تخصیص", en = "Allocated" } },
  { name = "spent", type = "amount", unit = "million_rial", scale = 2, title = { fa = "هزینه", en = "Spent" } },
]

[[rule]]
id = "C06"
severity = "error"
blocks = "confirm"
check = "spent <= allocated"
title = { fa = "هزینه بیش از تخصیص", en = "Spending above allocation" }
message = { fa = "هزینه {spent} از تخصیص {allocated} بیشتر است", en = "spent {spent} exceeds allocated {allocated}" }
"""

ROWS: list[dict[str, Any]] = [
    {"line": "1", "kind": "expense", "allocated": Decimal("100.25"), "spent": Decimal("100.25")},
    {"line": "2", "kind": "expense", "allocated": Decimal("100.25"), "spent": Decimal("100.26")},
    {"line": "3", "kind": "capital", "allocated": Decimal("12345678901234567.89"), "spent": None},
    {"line": "4", "kind": "capital", "allocated": Decimal("0.10"), "spent": Decimal("0.30")},
]
"""Of these, lines 2 and 4 spend more than was allocated."""


def book() -> amalkard.Rulebook:
    return amalkard.Rulebook.from_toml(BOOK)
