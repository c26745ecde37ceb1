"""pandas with 64-bit integers: whole-column arithmetic, the previous period by an index of the packed keys."""

import numpy as np
import pandas as pd
from columns import AMOUNTS, GROUPINGS, local_failures


def contenders(columns):
    frame = pd.DataFrame(columns)
    # Each figure in its own contiguous array, which pandas' own operators work on without its alignment costs.
    arrays = {name: frame[name].to_numpy() for name in frame}
    return {"pandas int64": {"A": lambda: check(arrays), "B": lambda: totals(frame)}}


def check(arrays):
    failing = [np.flatnonzero(mask) for mask in local_failures(arrays)]
    now = np.flatnonzero(arrays["key_before"] >= 0)
    before = pd.Index(arrays["key"]).get_indexer(arrays["key_before"][now])
    paid = arrays["paid"]
    failing.append(now[(before >= 0) & (paid[now] < paid[before])])
    return failing


def totals(frame):
    cells = []
    for by in GROUPINGS:
        if by:
            groups = frame.groupby(by, sort=False, observed=True)
            sums = groups[AMOUNTS].sum()
            sums["count"] = groups.size()
            sums = sums.reset_index()
        else:
            sums = frame[AMOUNTS].sum().to_frame().T
            sums["count"] = len(frame)
        sums["paid_of_approved"] = sums["paid"] / sums["approved"]
        sums["paid_of_allocated"] = sums["paid"] / sums["allocated"]
        cells.append({name: sums[name].to_numpy() for name in [*by, "count", *AMOUNTS]})
    return cells
