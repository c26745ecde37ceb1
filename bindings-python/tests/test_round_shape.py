"""A round as users open it: the short form, times without a zone, empty tables."""

from datetime import datetime, timezone

import amalkard
import polars
import pytest
from amalkard._types import TableInput

BOOK = amalkard.Rulebook.builtin("ir", 1404)
AGREEMENT = {
    "id": "67-1", "agency": "967001", "agency_title": "دستگاه راه (فرضی)", "province": "67", "year": 1404,
    "exchanged_on": "1404-02-15",
    "lines": [{"line": "101", "kind": "expense", "title": "نگهداری راه‌ها", "approved": "12000"}],
}  # fmt: skip
OPENED = datetime(2025, 9, 23, 6, tzinfo=timezone.utc)


def test_a_round_opens_by_the_group_where_no_person_is_named() -> None:
    opened = amalkard.Round.open([AGREEMENT], period="1404/6m", rulebook=BOOK, at=OPENED)
    assert opened.events()[0]["actor"] == {"person": "consolidation", "role": "consolidation"}


def test_a_time_without_its_offset_is_refused_with_what_to_do() -> None:
    with pytest.raises(amalkard.AmalkardError) as refused:
        amalkard.Round.open([AGREEMENT], period="1404/6m", rulebook=BOOK, at=datetime(2025, 9, 23, 6))
    assert (refused.value.code, refused.value.place) == ("lifecycle.bad_time", "at")


def test_an_empty_table_is_a_form_without_rows() -> None:
    group = {"person": "sara", "role": "consolidation"}
    expert = {"person": "ali", "role": "agency_expert", "agency": "967001"}
    answers = []
    empty: list[TableInput] = [[], polars.DataFrame({"agency": [], "line": []}, schema={"agency": str, "line": str})]
    for rows in empty:
        round_ = amalkard.Round.open([AGREEMENT], period="1404/6m", rulebook=BOOK, at=OPENED, by=group)
        round_.act(None, "publish", by=group, at="2025-09-24T06:00:00Z")
        round_.act("967001", "enter", by=expert, at="2025-09-25T09:30:00+03:30", rows=rows)
        answers.append([finding["rule"] for finding in round_.findings("967001")])
    assert answers[0] == answers[1]
    assert "A06" in answers[0]
