"""What Python expects of objects: equality, hash, pickle, notebooks; and errors with codes."""

from __future__ import annotations

import hashlib
import json
import pickle
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import amalkard
import pytest
from samples import BOOK, ROWS, book
from test_vectors import as_json

GROUP = {"person": "p-1", "role": "consolidation"}
AGREEMENT = {
    "id": "67-1",
    "agency": "530000",
    "agency_title": "راه",
    "province": "67",
    "year": 1404,
    "exchanged_on": "1404-02-01",
    "lines": [{"line": "1", "kind": "expense", "title": "جاری", "approved": Decimal("1000.5")}],
}


def findings() -> amalkard.Findings:
    return book().check(amalkard.Dataset({"lines": ROWS}, rulebook=book()))


def opened() -> amalkard.Round:
    at = datetime(2025, 9, 23, 5, tzinfo=UTC)
    rules = amalkard.Rulebook.builtin("ir", 1404)
    return amalkard.Round.open([AGREEMENT], period="1404/6m", rulebook=rules, at=at, by=GROUP)


@pytest.mark.parametrize(
    "value",
    [
        amalkard.PersianDate(1404, 6, 31),
        amalkard.FiscalPeriod("1404/6m"),
        amalkard.Agreement(AGREEMENT),
        book(),
        findings(),
        opened(),
    ],
    ids=lambda value: type(value).__name__,
)
def test_values_survive_pickle(value: object) -> None:
    again = pickle.loads(pickle.dumps(value))
    assert again == value
    assert type(again) is type(value)
    if not isinstance(value, amalkard.Round):
        assert hash(again) == hash(value)


def test_classes_are_frozen() -> None:
    with pytest.raises(AttributeError):
        amalkard.PersianDate(1404, 1, 1).year = 1  # type: ignore[misc]


def test_findings_are_a_sequence() -> None:
    found = findings()
    assert len(found) == 2
    assert found[0] == found[-2] == found.to_dicts()[0]
    assert found[:1] == [found[0]]
    assert [finding["row"] for finding in found] == [1, 3]
    with pytest.raises(IndexError):
        found[2]
    assert found.count("error") == 2
    assert len(found.blocking("confirm")) == 2
    html = found._repr_html_()
    assert 'dir="rtl"' in html
    assert "هزینه" in html


def test_a_digest_can_be_recomputed_with_the_standard_library() -> None:
    found = findings()
    plain = json.dumps(as_json(found.to_dicts()), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert hashlib.sha256(plain.encode()).hexdigest() == found.digest
    assert amalkard.digest_of(found.to_dicts()) == found.digest


def test_a_mistake_in_a_rulebook_is_placed() -> None:
    with pytest.raises(amalkard.AmalkardError) as refused:
        amalkard.Rulebook.from_toml(BOOK.replace("spent <= allocated", "spemt <= allocated"))
    assert refused.value.code == "rulebook.invalid"
    (cause,) = refused.value.causes
    assert cause.code == "rulebook.unknown_field"
    assert cause.place is not None
    assert cause.place.startswith("rulebook.toml:")
    assert cause.message_fa
    assert "spent" in str(refused.value)


def test_a_rulebook_is_loaded_from_a_file_or_a_folder(tmp_path: Path) -> None:
    head, rule = BOOK.split("[[rule]]")
    (tmp_path / "a.toml").write_text(head, encoding="utf-8")
    (tmp_path / "b.toml").write_text(f"[[rule]]{rule}", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not a rulebook", encoding="utf-8")
    loaded = amalkard.Rulebook.load(tmp_path)
    assert list(loaded.files) == ["a.toml", "b.toml"]
    assert [rule["id"] for rule in loaded.rules] == ["C06"]
    (tmp_path / "whole.toml").write_text(BOOK, encoding="utf-8")
    assert amalkard.Rulebook.load(str(tmp_path / "whole.toml")).id == "sample"
    with pytest.raises(FileNotFoundError):
        amalkard.Rulebook.load(tmp_path / "missing.toml")


def test_amounts_are_decimals_and_never_floats() -> None:
    assert amalkard.parse_amount("۱٬۲۳۴٫۵") == Decimal("1234.5")
    assert amalkard.parse_amount(Decimal("1E+3")) == 1000
    assert amalkard.parse_amount("1/5", separators="law_1399") == Decimal("1.5")
    assert amalkard.parse_amount("1.5", separators={"group": [","], "decimal": ["."]}) == Decimal("1.5")
    with pytest.raises(amalkard.AmalkardError) as refused:
        amalkard.parse_amount(0.1)  # type: ignore[arg-type]
    assert refused.value.code == "amount.float"
    with pytest.raises(amalkard.AmalkardError) as refused:
        amalkard.parse_amount("1.5", separators={"group": [","], "decimals": ["."]})
    assert refused.value.code == "json.bad_shape"


def test_dates_meet_python_s_own() -> None:
    new_year = amalkard.PersianDate.from_date(date(2025, 3, 21))
    assert str(new_year) == "1404-01-01"
    assert new_year.to_date() == date(2025, 3, 21)
    assert new_year.add_days(-1) == amalkard.PersianDate(1403, 12, 30)
    assert new_year.days_until(date(2025, 3, 31)) == 10
    assert new_year < amalkard.PersianDate.parse("۱۴۰۴/۱/۲")
    # 21:00 UTC is half past midnight in Tehran.
    assert amalkard.PersianDate.of_instant(datetime(2025, 3, 20, 21, tzinfo=UTC)) == new_year
    for numbers in [(1404, 12, 30), (1404, 13, 1), (-5, 1, 1), (10**12, 1, 1)]:
        with pytest.raises(amalkard.AmalkardError):
            amalkard.PersianDate(*numbers)


def test_a_round_from_opening_to_its_log() -> None:
    at = datetime(2025, 9, 27, 5, tzinfo=UTC)
    round_ = opened()
    before = round_.digest
    round_.act(None, "publish", by=GROUP, at=at)
    assert round_.digest != before
    expert = {"person": "p-2", "role": "agency_expert", "agency": "530000"}
    event = round_.act(
        "530000", "enter", by=expert, at=at, rows=[{"agency": "530000", "line": "1", "spent": Decimal("1.5")}]
    )
    assert event["to"] == "entering"
    assert round_.rows("530000")[0]["spent"] == "1.5"
    with pytest.raises(amalkard.AmalkardError) as refused:
        round_.act("530000", "confirm", by={**expert, "role": "agency_head"}, at=at)
    assert refused.value.code == "lifecycle.same_person"
    assert amalkard.Round.replay(round_.log()) == round_
    broken = round_.log().replace("1.5", "1.6")
    with pytest.raises(amalkard.AmalkardError) as refused:
        amalkard.Round.replay(broken)
    assert refused.value.code.startswith("lifecycle.")
    total = amalkard.consolidate(
        round_.dataset("entered"), by=[["agency"]], measures=["spent"], statuses=round_.statuses(), preliminary=True
    )
    assert total.status == "preliminary"
    assert total.coverage is not None
    assert "dir=\"rtl\"" in total._repr_html_()


def test_threads_share_a_round() -> None:
    round_ = opened()
    at = datetime(2025, 9, 27, 5, tzinfo=UTC)
    round_.act(None, "publish", by=GROUP, at=at)
    expert = {"person": "p-2", "role": "agency_expert", "agency": "530000"}

    def work(number: int) -> int:
        for spent in range(20):
            round_.act("530000", "enter", by=expert, at=at, rows=[{"agency": "530000", "line": "1", "spent": spent}])
            round_.submissions()
            round_.findings("530000").to_dicts()
        return number

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(work, range(4), timeout=60)) == [0, 1, 2, 3]
    assert len(round_.events()) == 2 + 4 * 20
    assert amalkard.Round.replay(round_.log()) == round_


def test_an_explanation_is_a_tree_in_a_notebook() -> None:
    rules = book()
    data = amalkard.Dataset({"lines": ROWS}, rulebook=rules)
    finding = next(found for found in rules.check(data) if found["row"] is not None)
    explanation = rules.explain(data, finding)
    assert explanation == rules.explain(data, finding["rule"], finding["row"])
    assert explanation["outcome"] == "fails"
    assert isinstance(explanation["by"], Decimal)
    html = explanation._repr_html_()
    assert html.startswith('<div lang="fa" dir="rtl">')
    assert html.count("<ul") == html.count("</ul>")
    assert repr(explanation) == explanation.to_text("en")
    with pytest.raises(amalkard.AmalkardError) as refused:
        rules.explain(data, "nothing", 0)
    assert refused.value.code == "rule.unknown"


def test_a_live_check_keeps_what_it_was_given() -> None:
    rules = book()
    data = amalkard.Dataset({"lines": ROWS}, rulebook=rules)
    before = rules.check(data).digest
    live = amalkard.LiveCheck(rules, data)
    assert live.findings().digest == before
    live.remove_row("lines", 0)
    assert live.data.tables == {"lines": len(ROWS) - 1}
    assert data.tables == {"lines": len(ROWS)}
    assert rules.check(data).digest == before
    for value in (1.5, float("nan")):
        assert live.set("lines", 0, "spent", value)["new"], "a float is a finding"
    with pytest.raises(amalkard.AmalkardError) as refused:
        live.set("lines", 99, "spent", 1)
    assert refused.value.code == "dataset.unknown_row"


def test_a_changed_rulebook_is_compared_by_what_it_would_newly_fail() -> None:
    rules = book()
    stricter = rules.extended({"a.toml": '[change.C06]\ncheck = "spent < allocated"\n'})
    assert stricter != rules
    assert any(change["id"] == "C06" and change["key"] == "check" for change in rules.compare(stricter))
    data = amalkard.Dataset({"lines": ROWS}, rulebook=rules)
    (impact,) = rules.impact(stricter, {"1404/6m": data})["datasets"]
    assert [(newly["rule"], newly["count"]) for newly in impact["newly_failing"]] == [("C06", 1)]
    assert pickle.loads(pickle.dumps(stricter)) == stricter
