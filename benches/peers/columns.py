"""The columns that the Rust program wrote, as numpy arrays, and the rules over any of the libraries' columns."""

from pathlib import Path

import numpy as np

AMOUNTS = ["approved", "notified", "allocated", "received", "committed", "paid"]
CODES = ["agency", "province", "kind", "chapter", "programme", "affair", "county", "source"]
#: What workload B groups by; the empty one is the nation, the last the full cube.
GROUPINGS = [
    ["agency"],
    ["province"],
    [],
    ["kind", "chapter"],
    ["programme"],
    ["affair"],
    ["county"],
    ["source"],
    ["agency", "kind", "chapter", "programme"],
]


def load(folder: Path) -> dict[str, np.ndarray]:
    """Figures in 64 bits, codes in 32, and the packed key of each line and of the line before it (-1: none)."""
    columns = {name: np.fromfile(folder / name, np.int64) for name in [*AMOUNTS, "progress"]}
    columns |= {name: np.fromfile(folder / name, np.int32) for name in CODES}
    parts = {name: np.fromfile(folder / name, np.int32).astype(np.int64) for name in ["line", "period", "before"]}
    line = (columns["agency"].astype(np.int64) * 512 + parts["line"]) * 8
    columns["key"] = line + parts["period"]
    columns["key_before"] = np.where(parts["before"] > 0, line + parts["before"], -1)
    return columns


def local_failures(c):
    """The eleven rules of one row, as what fails; `c` gives a library's columns by name."""
    return [
        *(c[name] < 0 for name in AMOUNTS),
        (c["allocated"] > c["notified"]) | (c["notified"] > c["approved"]),
        (c["paid"] > c["received"]) | (c["received"] > c["allocated"]),
        c["committed"] > c["allocated"],
        (c["progress"] < 0) | (c["progress"] > 10_000),
        (c["paid"] > 0) & (c["paid"] * 2_000_000 >= c["approved"]) & (c["paid"] * 500_000 <= c["approved"]),
    ]
