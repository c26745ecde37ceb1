"""Answers the benches' commands, one line each: `versions`, `names WORKLOAD`, `run WORKLOAD NAME`."""

import gc
import hashlib
import importlib.metadata
import json
import sys
import time
from pathlib import Path

import numpy as np

import book
import columns
import csv_file
import with_duckdb
import with_pandas
import with_polars
import with_pyarrow


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


DIGESTS = {"A": digest_of_pairs, "E": digest_of_columns, "B": digest_of_cells, "R": lambda failing: digest_of_pairs(failing, 64)}


def main(folder):
    data = columns.load(Path(folder))
    contenders = {}
    for library in [with_polars, with_duckdb, with_pandas, with_pyarrow]:
        contenders |= library.contenders(data)
    for more in [book.Book(Path(folder) / "book").contenders(), csv_file.contenders(Path(folder) / "lines.csv")]:
        for name, workloads in more.items():
            contenders[name] = contenders.get(name, {}) | workloads
    for command in sys.stdin:
        print(answer(contenders, command.split(maxsplit=2)), flush=True)


def answer(contenders, words):
    match words:
        case ["versions"]:
            versions = [f"{name} {importlib.metadata.version(name)}" for name in ["polars", "duckdb", "pandas", "pyarrow"]]
            return ", ".join([*versions, f"Python {sys.version.split()[0]}"])
        case ["names", workload]:
            return ",".join(name for name, workloads in contenders.items() if workload in workloads)
        case ["run", workload, name]:
            gc.collect()
            start, busy = time.perf_counter_ns(), time.process_time_ns()
            results = contenders[name.strip()][workload]()
            nanoseconds, processor = time.perf_counter_ns() - start, time.process_time_ns() - busy
            if workload == "D":  # timed edit by edit
                return json.dumps(results)
            count, digest = DIGESTS[workload](results)
            return json.dumps({"nanoseconds": nanoseconds, "processor": processor, "results": count, "digest": digest})
    raise SystemExit(f"cannot read `{' '.join(words)}`")


main(sys.argv[1])
