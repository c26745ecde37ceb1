"""Workload P: a polars DataFrame goes in, the findings of the twelve rules come out as another, by the Python package
`amalkard` and by Polars' own expressions. What the package does is measured as a whole and in its three parts."""

import sys
import time
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl
from columns import AMOUNTS, CODES, load
from with_polars import failing

try:
    import amalkard
except ImportError:
    amalkard = None

#: What a line is told apart by, beside what it is added up by.
KEYS = ["agency", "line", "period", "before"]
RULES = Path(__file__).parent.parent / "rules.toml"


def contenders(folder):
    if amalkard is None:
        print("!! ABSENT: P: the package `amalkard` is not built (cargo xtask bench builds it)", file=sys.stderr, flush=True)
        return {}
    columns = load(folder)
    number = {name: np.fromfile(folder / name, np.uint32) for name in [*KEYS, *(name for name in CODES if name not in KEYS)]}
    letters = {name: "pe" if name == "before" else name[:2] for name in number}
    names = {name: pl.Series([f"{letters[name]}{code:06}" for code in range(int(codes.max()) + 1)]) for name, codes in number.items()}
    given = {name: names[name].gather(codes).alias(name) for name, codes in number.items()}
    text = pl.DataFrame(given).with_columns(pl.when(pl.Series(number["before"]) > 0).then("before").alias("before"))
    code = text.with_columns(pl.col(name).cast(pl.Enum(names[name])) for name in text.columns)
    category = text.with_columns(pl.all().cast(pl.Categorical))
    whole = pl.DataFrame({name: columns[name] for name in [*AMOUNTS, "progress"]})
    hundredths = whole.with_columns(pl.col([*AMOUNTS, "progress"]).cast(pl.Decimal(38, 0)))
    exact = hundredths.with_columns((pl.col("progress").cast(pl.Decimal(38, 2)) / 100).cast(pl.Decimal(38, 2)))
    assert (exact["progress"] * 100 == hundredths["progress"]).all()
    # Polars looks the previous period up by one packed number, which it is given ready-made; progress in hundredths.
    keys = pl.DataFrame({name: columns[name] for name in ["key", "key_before"]})
    peers = {"Polars Decimal": hundredths, "Polars int64": whole}
    peers = {name: frame.hstack(keys).with_row_index("row") for name, frame in peers.items()}
    book = amalkard.Rulebook.from_toml(RULES.read_text(encoding="utf-8"))
    frames = {
        "codes Enum, figures Decimal": code.hstack(exact),
        "codes Enum, figures int64": code.hstack(whole.with_columns(exact["progress"])),
        "codes Categorical, figures Decimal": category.hstack(exact),
        "codes String, figures Decimal": text.hstack(exact),
    }
    first = next(iter(frames.values()))
    known = {f"amalkard: {name}": partial(package, book, frame) for name, frame in frames.items()}
    known |= {f"amalkard: the first, {part} alone": partial(package, book, first, part=part) for part in PARTS}
    known["amalkard: the first, rows and rules without messages"] = partial(package, book, first, explained=False)
    known |= {name: partial(polars, frame) for name, frame in peers.items()}
    return {name: {"P": work} for name, work in known.items()}


#: From the frame to the library, the check with its messages, and the findings as a frame.
PARTS = ["intake", "check", "findings out"]


def package(book, frame, part=None, explained=True):
    marks = []

    def mark():
        marks.append((time.perf_counter_ns(), time.process_time_ns()))

    mark()
    data = amalkard.Dataset({"lines": frame}, rulebook=book)
    mark()
    findings = book.check(data) if explained else book.failures(data, "lines")
    mark()
    found = pl.DataFrame(findings.to_arrow() if explained else findings)
    mark()
    at = PARTS.index(part) if part else None
    (start, busy), (end, busy_end) = (marks[at], marks[at + 1]) if part else (marks[0], marks[-1])
    pairs = found.select(pl.col("row").cast(pl.Int64), rule=pl.col("rule").str.slice(1).cast(pl.Int64) - 1)
    return end - start, busy_end - busy, pairs


def polars(frame):
    """The failing lines with a column for each rule, then as pairs: the fastest form of workload A, and a frame of it."""
    start, busy = time.perf_counter_ns(), time.process_time_ns()
    local, fallen = failing(frame)
    local, fallen = pl.collect_all([local, fallen.with_columns(rule=pl.lit("11"))], engine="streaming")
    pairs = pl.concat([local.unpivot(index="row", variable_name="rule").filter("value").select("row", "rule"), fallen])
    pairs = pairs.with_columns(pl.col("rule").cast(pl.Int64)).sort("row", "rule")
    return time.perf_counter_ns() - start, time.process_time_ns() - busy, pairs
