"""pyarrow, one thread, exact decimals and 64-bit integers: its hash aggregation."""

import pyarrow as pa
import pyarrow.compute as pc
from columns import AMOUNTS, CODES, GROUPINGS

pa.set_cpu_count(1)


def contenders(columns):
    table = pa.table({name: columns[name] for name in [*CODES, *AMOUNTS]})
    exact = table
    for name in AMOUNTS:
        wide = pc.cast(table[name], pa.decimal128(38, 0))
        exact = exact.set_column(exact.schema.get_field_index(name), name, wide)
    return {
        "pyarrow Decimal": {"B": lambda: totals(exact)},
        "pyarrow int64": {"B": lambda: totals(table)},
    }


def totals(table):
    cells = []
    for by in GROUPINGS:
        wanted = [([], "count_all"), *((name, "sum") for name in AMOUNTS)]
        found = table.group_by(by, use_threads=False).aggregate(wanted)
        sums = {name: found[f"{name}_sum"] for name in AMOUNTS}
        floats = {name: pc.cast(sums[name], pa.float64(), safe=False) for name in ["paid", "approved", "allocated"]}
        pc.divide(floats["paid"], floats["approved"])
        pc.divide(floats["paid"], floats["allocated"])
        cell = {name: found[name].to_numpy() for name in by}
        cell["count"] = found["count_all"].to_numpy()
        cell |= {name: pc.cast(sums[name], pa.int64()).to_numpy() for name in AMOUNTS}
        cells.append(cell)
    return cells
