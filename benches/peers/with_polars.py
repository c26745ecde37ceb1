"""Polars, exact decimals and 64-bit integers: lazy expressions, the previous period by a join of the packed keys."""

import polars as pl
from columns import AMOUNTS, GROUPINGS, local_failures


def contenders(columns):
    frame = pl.DataFrame(columns).with_row_index("row")
    exact = frame.with_columns(pl.col(AMOUNTS).cast(pl.Decimal(38, 0)))
    return {
        "Polars Decimal": {"A": lambda: check(exact), "B": lambda: totals(exact)},
        "Polars int64": {"A": lambda: check(frame), "B": lambda: totals(frame)},
    }


class Expressions:
    def __getitem__(self, name):
        return pl.col(name)


def failing(frame):
    """The plans of workload A: failing lines with a column for each local rule, and lines that have fallen."""
    lazy = frame.lazy()
    masks = [mask.alias(str(rule)) for rule, mask in enumerate(local_failures(Expressions()))]
    local = lazy.select("row", *masks).filter(pl.any_horizontal(pl.exclude("row")))
    now = lazy.filter(pl.col("key_before") >= 0).select("row", "key_before", "paid")
    before = lazy.select("key", paid_before="paid")
    fallen = now.join(before, left_on="key_before", right_on="key").filter(pl.col("paid") < pl.col("paid_before"))
    return local, fallen.select("row")


def check(frame):
    # Of the forms tried (one engine or the other, row lists or masks and a filter) this was the fastest.
    local, fallen = pl.collect_all(failing(frame), engine="streaming")
    rows = local["row"].to_numpy()
    return [*(rows[local[rule].to_numpy()] for rule in local.columns if rule != "row"), fallen["row"].to_numpy()]


def share(part, whole):
    # Of nothing there is no share; decimals refuse to divide by zero.
    return (pl.col(part) / pl.when(pl.col(whole) != 0).then(pl.col(whole))).alias(f"{part}_of_{whole}")


def totals(frame):
    ratio = [share("paid", "approved"), share("paid", "allocated")]
    sums = [pl.len().alias("count"), *(pl.col(name).sum() for name in AMOUNTS)]
    lazy = frame.lazy()
    plans = [(lazy.group_by(by).agg(sums) if by else lazy.select(sums)).with_columns(ratio) for by in GROUPINGS]
    cells = []
    for by, found in zip(GROUPINGS, pl.collect_all(plans, engine="streaming")):
        found = found.with_columns(pl.col(AMOUNTS).cast(pl.Int64))
        cells.append({name: found[name].to_numpy() for name in [*by, "count", *AMOUNTS]})
    return cells
