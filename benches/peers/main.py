"""Answers the benches' commands, one line each: `versions`, `names WORKLOAD`, `run WORKLOAD NAME`."""

import gc
import hashlib
import importlib
import importlib.metadata
import json
import sys
import time
from pathlib import Path

import numpy as np

import columns


def digest_of_pairs(failing, room=16):
    """Of (row, rule) pairs in ascending order: row x room + rule as 64 little-endian bits each."""
    pairs = [np.asarray(rows).astype(np.uint64) * room + rule for rule, rows in enumerate(failing)]
    pairs = np.sort(np.concatenate(pairs))
    return len(pairs), hashlib.sha256(pairs.astype("<u8").tobytes()).hexdigest()


def digest_of_cells(groupings):
    """Of every cell of every grouping in order: its codes, its count and its sums, 64 little-endian bits each."""
    whole, count = hashlib.sha256(), 0
    for by, cells in zip(columns.GROUPINGS, groupings, strict=True):
        table = np.column_stack([np.asarray(cells[name]).astype("<i8") for name in [*by, "count", *columns.AMOUNTS]])
        if by:
            table = table[np.lexsort([table[:, place] for place in reversed(range(len(by)))])]
        whole.update(np.ascontiguousarray(table).tobytes())
        count += len(table)
    return count, whole.hexdigest()


def digest_of_columns(figures):
    """Of every figure of every column in order, 64 little-endian bits each."""
    whole = np.concatenate([np.asarray(column).astype("<i8") for column in figures])
    return len(whole), hashlib.sha256(whole.tobytes()).hexdigest()


DIGESTS = {
    "A": digest_of_pairs,
    "B": digest_of_cells,
    "C": digest_of_cells,
    "E": digest_of_columns,
    "P": lambda pairs: digest_of_pairs([pairs["row"].to_numpy()[pairs["rule"].to_numpy() == rule] for rule in range(12)]),
    "R": lambda failing: digest_of_pairs(failing, 64),
}


def contenders(folder, workload):
    """Those who take part in a workload, their data loaded."""
    match workload:
        case "A" | "B":
            data = columns.load(folder)
            libraries = map(importlib.import_module, ["with_polars", "with_duckdb", "with_pandas", "with_pyarrow"])
            given = [library.contenders(data) for library in libraries]
        case "R" | "D":
            given = [importlib.import_module("book").Book(folder / "book").contenders()]
        case "E":
            given = [importlib.import_module("csv_file").contenders(folder / "lines.csv")]
        case "C":
            given = [importlib.import_module("replaced").contenders(folder)]
        case "P":
            given = [importlib.import_module("package").contenders(folder)]
        case _:
            given = []
    return {name: does[workload] for several in given for name, does in several.items() if workload in does}


def held(name):
    """Kilobytes that this process holds (`VmRSS:`) or held at most (`VmHWM:`), as Linux says."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))


def timed(work):
    """What a contender finds, its times, and the memory at its peak beyond what was held before."""
    gc.collect()
    extra = None
    try:
        Path("/proc/self/clear_refs").write_text("5")
        before = held("VmRSS:")
    except OSError:
        before = None
    start, busy = time.perf_counter_ns(), time.process_time_ns()
    results = work()
    nanoseconds, processor = time.perf_counter_ns() - start, time.process_time_ns() - busy
    if before is not None:
        extra = max(0, held("VmHWM:") - before)
    return results, {"nanoseconds": nanoseconds, "processor": processor, "extra": extra}


def main(folder, workload):
    given = contenders(Path(folder), workload)
    for command in sys.stdin:
        print(answer(given, command.split(maxsplit=2)), flush=True)


def answer(given, words):
    match words:
        case ["versions"]:
            versions = [f"{name} {importlib.metadata.version(name)}" for name in ["polars", "duckdb", "pandas", "pyarrow"]]
            return ", ".join([*versions, f"Python {sys.version.split()[0]}"])
        case ["names", _]:
            return json.dumps(list(given))
        case ["run", workload, name]:
            results, taken = timed(given[name.strip()])
            if workload == "D":  # timed edit by edit
                return json.dumps(results)
            if workload in ("C", "P"):  # they time a part of what they do
                taken["nanoseconds"], taken["processor"], results = results
                if workload == "C":
                    taken["extra"] = None
            count, digest = DIGESTS[workload](results)
            return json.dumps(taken | {"results": count, "digest": digest})
    raise SystemExit(f"cannot read `{' '.join(words)}`")


main(sys.argv[1], sys.argv[2])
