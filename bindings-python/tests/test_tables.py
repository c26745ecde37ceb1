"""Tables of every kind that users have: the same findings and the same digest from each, and no floats."""

from __future__ import annotations

import decimal
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import amalkard
import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from samples import ROWS, book

NAMES = ["line", "kind", "allocated", "spent"]
SCHEMA = pa.schema(
    [("line", pa.string()), ("kind", pa.string()), ("allocated", pa.decimal128(38, 2)), ("spent", pa.decimal128(38, 2))]
)
ARROW = pa.Table.from_pylist(ROWS, schema=SCHEMA)


def duckdb_relation() -> Any:
    connection = duckdb.connect()
    connection.register("arrow_lines", ARROW)
    return connection.sql("select * from arrow_lines")


FRAMES: dict[str, Callable[[], Any]] = {
    "dicts": lambda: ROWS,
    "pyarrow": lambda: ARROW,
    "pyarrow in several chunks": lambda: pa.concat_tables([ARROW.slice(0, 1), ARROW.slice(1, 0), ARROW.slice(1)]),
    "pyarrow with a dictionary": lambda: ARROW.set_column(1, "kind", ARROW["kind"].dictionary_encode()),
    "polars": lambda: pl.from_arrow(ARROW),
    "polars with a categorical": lambda: pl.DataFrame(pl.from_arrow(ARROW)).with_columns(pl.col("kind").cast(pl.Categorical)),
    "polars with an enum": lambda: pl.DataFrame(pl.from_arrow(ARROW)).with_columns(
        pl.col("kind").cast(pl.Enum(["not used", *dict.fromkeys(str(row["kind"]) for row in ROWS)]))
    ),
    "pandas of Decimal objects": lambda: pd.DataFrame(ROWS),
    "pandas of ArrowDtype": lambda: ARROW.to_pandas(types_mapper=pd.ArrowDtype),
    "duckdb": duckdb_relation,
}


@pytest.mark.parametrize("frame", FRAMES)
def test_every_table_gives_the_same_findings(frame: str) -> None:
    rules = book()
    findings = rules.check(amalkard.Dataset({"lines": FRAMES[frame]()}, rulebook=rules))
    assert [(finding["rule"], finding["row"]) for finding in findings] == [("C06", 1), ("C06", 3)]
    assert findings.to_dicts()[0]["residual"] == Decimal("0.01")
    expected = rules.check(amalkard.Dataset({"lines": ROWS}, rulebook=rules))
    assert findings == expected
    assert findings.digest == expected.digest


@pytest.mark.parametrize(
    "frame",
    [
        pl.DataFrame({"line": ["1"], "spent": [0.1]}),
        pl.DataFrame({"line": ["1"], "spent": [0.1]}, schema_overrides={"spent": pl.Float32}),
        pd.DataFrame({"line": ["1"], "spent": [0.1]}),
        pd.DataFrame({"line": ["1"], "spent": [float("nan")]}),
        pa.table({"line": ["1"], "spent": [1.0]}),
    ],
    ids=["polars", "polars float32", "pandas", "pandas NaN", "pyarrow"],
)
def test_a_float_column_is_refused_by_name(frame: Any) -> None:
    with pytest.raises(amalkard.AmalkardError) as refused:
        amalkard.Dataset({"lines": frame}, rulebook=book())
    assert refused.value.code == "dataset.float_column"
    assert refused.value.place == "lines/spent"


def test_a_column_that_cannot_be_read_is_refused_by_name() -> None:
    for column in [pa.array([[1]]), pa.array([Decimal(10) ** 50], pa.decimal256(60, 0)), pa.array([b"1"])]:
        with pytest.raises(amalkard.AmalkardError) as refused:
            amalkard.Dataset({"lines": pa.table({"line": ["1"], "spent": column})}, rulebook=book())
        assert (refused.value.code, refused.value.place) == ("dataset.column_type", "lines/spent")


def test_a_float_in_a_dict_is_a_finding_and_the_row_stays() -> None:
    rules = book()
    data = amalkard.Dataset({"lines": [{"line": "1", "spent": 0.1}, {"line": "2", "spent": "1"}]}, rulebook=rules)
    assert data.tables == {"lines": 2}
    assert [(finding["rule"], finding["row"]) for finding in data.intake] == [("amount.float", 0)]


def test_integers_dates_and_flags_arrive_as_they_are() -> None:
    table = pa.table(
        {
            "line": ["1", "2"],
            "due": pa.array([date(2025, 3, 20), None]),
            "done": pa.array([True, None]),
            "allocated": pa.array([2**63 - 1, 5], pa.uint64()),
            "spent": pa.array([7, -5], pa.int8()),
        }
    )
    rules = book()
    data = amalkard.Dataset({"lines": table}, rulebook=rules)
    assert data.intake == []
    total = amalkard.consolidate(data, by=[["line"]], measures=["allocated", "spent"])
    cell = total.cell(["line"], ["1"])
    assert cell is not None
    assert cell["measures"]["allocated"]["sum"] == Decimal(2**63 - 1)
    whole = total.cell([], [])
    assert whole is not None
    assert whole["measures"]["spent"]["sum"] == Decimal(2)


def test_numpy_integers_are_taken_and_numpy_floats_are_not() -> None:
    import numpy as np

    rules = book()
    data = amalkard.Dataset({"lines": [{"line": "1", "spent": np.int64(5)}]}, rulebook=rules)
    assert data.intake == []
    for number in (np.float32(0.5), np.float16(0.5)):
        with pytest.raises(amalkard.AmalkardError) as refused:
            amalkard.Dataset({"lines": [{"line": "1", "spent": number}]}, rulebook=rules)
        assert refused.value.code == "json.bad_shape"


@pytest.mark.parametrize("kind", [pl.String, pl.Categorical, pl.Enum(["a", "bc", "longer than twelve bytes"])])
def test_texts_of_every_form_are_the_same(kind: Any) -> None:
    rules = book()
    for kinds in (["a", "bc", "a", "a"], ["a", None, "bc", None], ["longer than twelve bytes", "a", None, "bc"]):
        rows = [{"line": str(at), "kind": text, "spent": None} for at, text in enumerate(kinds)]
        frame = pl.DataFrame({"line": [row["line"] for row in rows], "kind": pl.Series(kinds, dtype=kind)})
        frame = frame.with_columns(spent=pl.lit(None, pl.Decimal(38, 2)))
        read = amalkard.Dataset({"lines": frame}, rulebook=rules)
        assert read.digest == amalkard.Dataset({"lines": rows}, rulebook=rules).digest


def test_failures_are_the_rows_and_rules_of_findings() -> None:
    rules = book()
    data = amalkard.Dataset({"lines": ROWS}, rulebook=rules)
    failures = pl.DataFrame(rules.failures(data, "lines"))
    assert failures.rows() == [(finding["row"], finding["rule"]) for finding in rules.check(data)]
    assert len(rules.failures(data, "no such table")) == 0


def test_findings_go_out_to_every_frame() -> None:
    rules = book()
    findings = rules.check(amalkard.Dataset({"lines": ROWS}, rulebook=rules))
    out = findings.to_arrow()
    frame = pl.DataFrame(out)
    assert frame["rule"].to_list() == ["C06", "C06"]
    assert frame["residual"].to_list() == [Decimal("0.01"), Decimal("0.20")]
    assert isinstance(frame.schema["residual"], pl.Decimal)
    assert pa.table(out).num_rows == len(out) == 2
    # The stubs of pandas do not know it yet.
    assert list(pd.DataFrame.from_arrow(out)["severity"]) == ["error", "error"]  # type: ignore[attr-defined]
    relation = duckdb.sql("select sum(residual) from out")
    assert relation is not None
    assert relation.fetchall() == [(Decimal("0.21"),)]


def test_totals_are_those_of_duckdb() -> None:
    decimal.getcontext().prec = 50
    rows = [
        {"line": str(number), "kind": "abc"[number % 3], "allocated": Decimal(number * 7919) / 100, "spent": None}
        for number in range(1, 5001)
    ]
    table = pa.Table.from_pylist(rows, schema=SCHEMA)
    total = amalkard.consolidate(amalkard.Dataset({"lines": table}, rulebook=book()), by=[["kind"]], measures=["allocated"])
    connection = duckdb.connect()
    connection.register("source", table)
    expected = dict(connection.sql("select kind, sum(allocated) from source group by kind").fetchall())
    assert {cell["key"][0]: cell["measures"]["allocated"]["sum"] for cell in total.cells(["kind"])} == expected
    shown = pl.DataFrame(total.table(["kind"]).to_arrow()).filter(pl.col("row_kind") == "line")
    assert dict(zip(shown["kind"], shown["allocated"], strict=True)) == expected


def test_csv_is_read_as_its_rows_are() -> None:
    rules = book()
    text = ",".join(NAMES) + "\n" + "".join(",".join(str(row.get(name) or "") for name in NAMES) + "\n" for row in ROWS)
    persian = text.translate(str.maketrans("0123456789.", "۰۱۲۳۴۵۶۷۸۹٫"))
    expected = rules.check(amalkard.Dataset({"lines": ROWS}, rulebook=rules))
    texts: list[str | bytes] = [text, "\ufeff" + text, persian, persian.encode(), text.replace("\n", "\r\n")]
    for csv in texts:
        data = amalkard.Dataset.from_csv({"lines": csv}, rulebook=rules)
        assert data.intake == []
        found = rules.check(data)
        assert [(one["rule"], one["row"], one["residual"]) for one in found] == [
            (one["rule"], one["row"], one["residual"]) for one in expected
        ]


def test_what_is_no_csv_is_refused_with_its_line() -> None:
    rules = book()
    texts: list[str | bytes] = ["line,spent\n1,2\n3\n", b"line,spent\n1,2\n\xff,3\n"]
    for csv in texts:
        with pytest.raises(amalkard.AmalkardError) as refused:
            amalkard.Dataset.from_csv({"lines": csv}, rulebook=rules)
        assert (refused.value.code, refused.value.place) == ("dataset.bad_csv", "3")
