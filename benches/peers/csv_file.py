"""Workload E: CSV with Persian digits and separators into exact columns, from memory."""

import csv
import io
import tempfile
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as pacsv

FIGURES = ["approved", "notified", "allocated", "received", "committed", "paid", "progress"]
PERSIAN = str.maketrans("۰۱۲۳۴۵۶۷۸۹٫", "0123456789.", "٬")
DIGITS = {persian: ascii for persian, ascii in zip("۰۱۲۳۴۵۶۷۸۹٫٬", [*"0123456789.", ""], strict=True)}
WHOLE = FIGURES[:-1]
# Of the bytes of a Persian digit the first goes and the second becomes the digit; so with the separators. Persian letters
# are made of the same bytes: a file that has any elsewhere is spoilt without a word.
BYTES = bytes(
    byte - 0xB0 + ord("0") if 0xB0 <= byte <= 0xB9 else ord(".") if byte == 0xAB else byte for byte in range(256)
)


def contenders(file: Path):
    raw = file.read_bytes()
    # DuckDB reads files only: one that stays in the memory of the system's cache.
    kept = Path(tempfile.mkdtemp()) / "lines.csv"
    kept.write_bytes(raw)
    return {
        "Polars": {"E": lambda: with_polars(raw)},
        "Polars on mapped bytes": {"E": lambda: with_mapped_bytes(raw)},
        "pyarrow": {"E": lambda: with_pyarrow(raw)},
        "DuckDB": {"E": lambda: with_duckdb(kept)},
        "Python csv": {"E": lambda: with_python(raw)},
    }


def with_polars(raw):
    # Lazily, so that the other columns are not kept; quicker than replacing in the whole text or in bytes first.
    ascii = pl.col(FIGURES).str.replace_many(list(DIGITS), list(DIGITS.values()))
    return exact(pl.scan_csv(raw, infer_schema=False).select(ascii))


def with_mapped_bytes(raw):
    return exact(pl.scan_csv(raw.translate(BYTES, b"\xdb\xd9\xac"), infer_schema=False))


def exact(texts):
    # Progress has two decimal places; its integers are hundredths.
    hundredths = pl.col("progress").str.to_decimal(scale=2) * 100
    frame = texts.select(pl.col(WHOLE).cast(pl.Int64), hundredths.cast(pl.Int64)).collect()
    return [frame[name].to_numpy() for name in FIGURES]


def with_pyarrow(raw):
    options = pacsv.ConvertOptions(include_columns=FIGURES, column_types=dict.fromkeys(FIGURES, pa.string()))
    reading = pacsv.ReadOptions(use_threads=False)
    table = pacsv.read_csv(pa.BufferReader(raw), read_options=reading, convert_options=options)
    columns = []
    for name in FIGURES:
        cells = table[name]
        for persian, ascii in DIGITS.items():
            # Two places always: without the point they are hundredths.
            cells = pc.replace_substring(cells, persian, "" if ascii == "." else ascii)
        columns.append(cells.cast(pa.int64()).to_numpy())
    return columns


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
