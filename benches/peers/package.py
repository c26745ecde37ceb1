"""Workload P: a polars DataFrame goes in, the findings of the twelve rules come out as another, by the Python package
`amalkard` and by Polars' own expressions. What the package does is measured as a whole and in its three parts."""

import time
from pathlib import Path

import numpy as np
import polars as pl
from columns import AMOUNTS, CODES, load, local_failures

try:
    import amalkard
except ImportError:
    amalkard = None

#: What a line is told apart by, beside what it is added up by.
KEYS = ["agency", "line", "period", "before"]
RULES = Path(__file__).parent.parent / "rules.toml"


def contenders(folder):
    columns = load(folder)
    number = {name: np.fromfile(folder / name, np.uint32) for name in {*KEYS, *CODES}}
    texts = {name: pl.Series(name, [f"{'pe' if name == 'before' else name[:2]}{code:06}" for code in range(1 + int(codes.max()))]) for name, codes in number.items()}
    coded = {name: texts[name].gather(codes).cast(pl.Categorical) for name, codes in number.items()}
    coded["before"] = pl.select(pl.when(pl.Series(number["before"]) > 0).then(coded["before"]))["before"].alias("before")
    figures = pl.DataFrame({name: columns[name] for name in [*AMOUNTS, "progress"]})
    exact = figures.with_columns(pl.col(AMOUNTS).cast(pl.Decimal(38, 0)), (pl.col("progress").cast(pl.Decimal(38, 2)) / 100).cast(pl.Decimal(5, 2)))
    whole = figures.with_columns(exact["progress"])
    # Polars looks the previous period up by one packed number, which it is given ready-made.
    keys = pl.DataFrame({name: columns[name] for name in ["key", "key_before"]})
    exact_frame = exact_progress(exact, keys)
    int_frame = figures.hstack(keys).with_row_index("row")
    known = {"Polars Decimal": lambda: polars(exact_frame), "Polars int64": lambda: polars(int_frame)}
    if amalkard is None:
        print("!! ABSENT: the package `amalkard` is not built (cargo xtask python)", flush=True)
        return {}
    book = amalkard.Rulebook.from_toml(RULES.read_text(encoding="utf-8"))
    texts = pl.DataFrame(list(coded.values())).with_columns(pl.all().cast(pl.String)).hstack(exact)
    frames = {"": pl.DataFrame(list(coded.values())).hstack(exact), ", figures int64": pl.DataFrame(list(coded.values())).hstack(whole), ", codes as texts": texts}
    ours = {f"amalkard{name}": lambda frame=frame: package(book, frame) for name, frame in frames.items()}
    parts = {f"amalkard: {part} alone": lambda part=part: package(book, frames[""], part) for part in PARTS}
    return {name: {"P": work} for name, work in (ours | parts | known).items()}


def exact_progress(exact, keys):
    """With progress in hundredths, as the rule of the peers reads it."""
    return exact.with_columns((pl.col("progress") * 100).cast(pl.Decimal(38, 0))).hstack(keys).with_row_index("row")


#: From the frame to the library, the check with its messages, and the findings as a frame.
PARTS = ["intake", "check", "findings out"]


def package(book, frame, part=None):
    marks = []

    def mark():
        marks.append((time.perf_counter_ns(), time.process_time_ns()))

    mark()
    data = amalkard.Dataset({"lines": frame}, rulebook=book)
    mark()
    findings = book.check(data)
    mark()
    found = pl.DataFrame(findings.to_arrow())
    mark()
    at = PARTS.index(part) if part else None
    (start, busy), (end, busy_end) = (marks[at], marks[at + 1]) if part else (marks[0], marks[-1])
    pairs = found.select(pl.col("row").cast(pl.Int64), rule=pl.col("rule").str.slice(1).cast(pl.Int64) - 1)
    return end - start, busy_end - busy, pairs


class Expressions:
    def __getitem__(self, name):
        return pl.col(name)


def polars(frame):
    """The failing lines with a column for each rule, then as pairs: the fastest form of workload A, and a frame of it."""
    start, busy = time.perf_counter_ns(), time.process_time_ns()
    lazy = frame.lazy()
    masks = [mask.alias(str(rule)) for rule, mask in enumerate(local_failures(Expressions()))]
    local = lazy.select("row", *masks).filter(pl.any_horizontal(pl.exclude("row")))
    now = lazy.filter(pl.col("key_before") >= 0).select("row", "key_before", "paid")
    before = lazy.select("key", paid_before="paid")
    fallen = now.join(before, left_on="key_before", right_on="key").filter(pl.col("paid") < pl.col("paid_before"))
    local, fallen = pl.collect_all([local, fallen.select("row", rule=pl.lit("11"))], engine="streaming")
    pairs = pl.concat([local.unpivot(index="row", variable_name="rule").filter("value").select("row", "rule"), fallen])
    pairs = pairs.with_columns(pl.col("rule").cast(pl.Int64)).sort("row", "rule")
    return time.perf_counter_ns() - start, time.process_time_ns() - busy, pairs
