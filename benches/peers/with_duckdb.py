"""DuckDB, one thread, data in its own in-memory table: one query for the rules of one row, a join for the previous period."""

import duckdb
from columns import AMOUNTS, GROUPINGS
import numpy as np

LOCAL = [
    *(f"{name} < 0" for name in AMOUNTS),
    "allocated > notified or notified > approved",
    "paid > received or received > allocated",
    "committed > allocated",
    "progress < 0 or progress > 10000",
    "paid > 0 and paid * 2000000 >= approved and paid * 500000 <= approved",
]


def contenders(columns):
    database = duckdb.connect()
    database.execute("set threads = 1")
    database.register("given", {name: np.ascontiguousarray(values) for name, values in columns.items()})
    database.execute("create table lines as select row_number() over () - 1 as row, * from given")
    database.unregister("given")
    return {"DuckDB": {"A": lambda: check(database), "B": lambda: totals(database)}}


def check(database):
    bits = " | ".join(f"(({rule})::int << {position})" for position, rule in enumerate(LOCAL))
    found = database.execute(f"select row, {bits} as failed from lines where failed <> 0").fetchnumpy()
    failing = [found["row"][(found["failed"] >> position) & 1 == 1] for position in range(len(LOCAL))]
    fallen = database.execute(
        "select now.row from lines now join lines past on now.key_before = past.key"
        " where now.key_before >= 0 and now.paid < past.paid"
    ).fetchnumpy()
    return [*failing, fallen["row"]]


def totals(database):
    sums = ", ".join(f"sum({name}) as {name}" for name in AMOUNTS)
    # Sums are 128 bits wide; numpy would get them as floats, with digits lost.
    exact = ", ".join(f"{name}::bigint as {name}" for name in AMOUNTS)
    ratios = "paid / approved as paid_of_approved, paid / allocated as paid_of_allocated"
    cells = []
    for by in GROUPINGS:
        codes = "".join(f"{name}, " for name in by)
        group = f"group by {', '.join(by)}" if by else ""
        query = f"with sums as (select {codes}count(*) as count, {sums} from lines {group}) select * replace ({exact}), {ratios} from sums"
        found = database.execute(query).fetchnumpy()
        cells.append({name: found[name] for name in [*by, "count", *AMOUNTS]})
    return cells
