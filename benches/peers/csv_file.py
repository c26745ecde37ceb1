"""Workload E: CSV with Persian digits and separators into exact columns, from memory."""

import csv
import io
import tempfile
from pathlib import Path

import duckdb
import polars as pl

FIGURES = ["approved", "notified", "allocated", "received", "committed", "paid", "progress"]
PERSIAN = str.maketrans("۰۱۲۳۴۵۶۷۸۹٫", "0123456789.", "٬")
DIGITS = {persian: ascii for persian, ascii in zip("۰۱۲۳۴۵۶۷۸۹٫٬", [*"0123456789.", ""], strict=True)}


def contenders(file: Path):
    raw = file.read_bytes()
    # DuckDB reads files only: one that stays in the memory of the system's cache.
    kept = Path(tempfile.mkdtemp()) / "lines.csv"
    kept.write_bytes(raw)
    return {
        "Polars": {"E": lambda: with_polars(raw)},
        "DuckDB": {"E": lambda: with_duckdb(kept)},
        "Python csv": {"E": lambda: with_python(raw)},
    }


def with_polars(raw):
    frame = pl.read_csv(raw, infer_schema=False)
    cells = pl.col(FIGURES).str.replace_many(list(DIGITS), list(DIGITS.values()))
    # Progress has two decimal places; its integers are hundredths.
    exact = frame.select(cells.str.to_decimal(scale=2))
    return [(exact[name] * (100 if name == "progress" else 1)).cast(pl.Int64).to_numpy() for name in FIGURES]


def with_duckdb(file):
    connection = duckdb.connect(config={"threads": 1})
    cell = "translate({name}, '۰۱۲۳۴۵۶۷۸۹٫٬', '0123456789.')"
    casts = [
        f"cast({cell.format(name=name)} as decimal(38, {2 if name == 'progress' else 0})) as {name}" for name in FIGURES
    ]
    exact = connection.sql(f"select {', '.join(casts)} from read_csv('{file}', all_varchar = true)")
    whole = ", ".join(f"cast({name} * {100 if name == 'progress' else 1} as bigint) as {name}" for name in FIGURES)
    columns = connection.sql(f"select {whole} from exact").fetchnumpy()
    return [columns[name] for name in FIGURES]


def with_python(raw):
    columns = {name: [] for name in FIGURES}
    for row in csv.DictReader(io.StringIO(raw.decode())):
        for name in FIGURES:
            whole, _, rest = row[name].translate(PERSIAN).partition(".")
            columns[name].append(int(whole + rest.ljust(2, "0")[:2]) if name == "progress" else int(whole))
    return [columns[name] for name in FIGURES]
