"""What only Python does with totals: partials through data frames, a round's log behind a line, live totals as objects."""

from datetime import datetime, timezone
from decimal import Decimal

import amalkard
import polars
import pytest
from samples import ROWS, book

BY = [["kind", "line"]]
MEASURES = ["allocated", "spent"]
AGREEMENT = {
    "id": "67-1", "agency": "967001", "agency_title": "دستگاه راه (فرضی)", "province": "67", "year": 1404,
    "exchanged_on": "1404-02-15",
    "lines": [{"line": "101", "kind": "expense", "title": "نگهداری راه‌ها", "approved": "12000"}],
}  # fmt: skip


def total_of(rows: list[dict[str, object]]) -> amalkard.Consolidation:
    rules = book()
    return amalkard.consolidate(amalkard.Dataset({"lines": rows}, rulebook=rules), by=BY, measures=MEASURES)


def test_partials_go_through_a_data_frame_in_any_order() -> None:
    whole = total_of(ROWS)
    total = None
    for part in (ROWS[:1], ROWS[1:3], [], ROWS[3:]):
        head, table = total_of(part).partial_arrow()
        shuffled = polars.DataFrame(table).sample(fraction=1, shuffle=True, seed=7)
        again = amalkard.Consolidation.from_partial_arrow(head, shuffled)
        total = again if total is None else total.merge(again)
    assert total is not None
    assert total.digest == whole.digest
    sums = polars.DataFrame(whole.partial_arrow()[1])
    grand = sums.filter(polars.col("grouping") == "")["sum:allocated"][0]
    assert grand == Decimal("12345678901234768.49")


def test_a_partial_that_was_tampered_with_is_refused() -> None:
    head, table = total_of(ROWS).partial_arrow()
    without = polars.DataFrame(table).drop("lines")
    with pytest.raises(amalkard.AmalkardError) as refused:
        amalkard.Consolidation.from_partial_arrow(head, without)
    assert (refused.value.code, refused.value.place) == ("consolidation.bad_partial", "lines")


def test_a_line_is_traced_to_the_events_of_its_round() -> None:
    rules = amalkard.Rulebook.builtin("ir", 1404)
    group = {"person": "sara", "role": "consolidation"}
    expert = {"person": "ali", "role": "agency_expert", "agency": "967001"}
    opened = datetime(2025, 9, 23, 6, tzinfo=timezone.utc)
    round_ = amalkard.Round.open([AGREEMENT], period="1404/6m", rulebook=rules, at=opened, by=group)
    round_.act(None, "publish", by=group, at="2025-09-24T06:00:00Z")
    rows = [{"agency": "967001", "line": "101", "kind": "expense", "spent": "5"}]
    round_.act("967001", "enter", by=expert, at="2025-09-25T09:30:00+03:30", rows=rows)
    total = amalkard.consolidate(round_.dataset("entered"), by=[["agency"]], measures=["spent"])
    traced = total.lineage_in(round_, ["agency"], ["967001"])
    assert [(row["agency"], row["revision"], row["approved"]) for row in traced] == [("967001", 1, False)]
    assert [event["action"] for event in traced[0]["events"]] == ["enter"]
    assert traced[0]["events"][0]["hash"] == round_.events()[2]["hash"]


def test_live_totals_change_in_place_or_not_at_all() -> None:
    rules = amalkard.Rulebook.builtin("ir", 1404)

    def data(*lines: dict[str, str]) -> amalkard.Dataset:
        return amalkard.Dataset({"lines": list(lines)}, rulebook=rules)

    roads = {"agency": "530000", "line": "1", "kind": "expense", "spent": "400"}
    health = {"agency": "530100", "line": "2", "kind": "expense", "spent": "50"}
    live = amalkard.LiveConsolidation(data(roads), by=[["kind"]], measures=["spent"])
    assert live.replace("530100", data(health))["lines_in"] == 1
    with pytest.raises(amalkard.AmalkardError) as refused:
        live.replace("530100", data(roads))
    assert refused.value.code == "consolidation.other_agency"
    full = amalkard.consolidate(data(health, roads), by=[["kind"]], measures=["spent"])
    assert live.digest == full.digest
    assert live.consolidation() == full
    cell = live.cell(["kind"], ["expense"])
    assert cell is not None
    assert cell["measures"]["spent"]["sum"] == Decimal(450)
