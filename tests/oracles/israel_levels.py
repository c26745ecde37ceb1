"""Israel's executed budgets of 1997 to 2000 summed at five levels of codes, in Python's decimal and in DuckDB.

Only the finest codes are added: a code with which a longer one begins states a total. Prints JSON: for each year the sum
of each column for every beginning of 2, 4, 6, 8 and 10 digits, under `level/code/column`; `duckdb` is null where it is
not installed; `verdicts` counts the stated totals.
"""

import csv
import gzip
import json
import pathlib
import sys
from collections import defaultdict
from decimal import Decimal

COLUMNS = {"original": 1, "revised": 2, "executed": 3}
LEVELS = (2, 4, 6, 8, 10)


def rows(path):
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        found = [row for row in csv.reader(file) if len(row) > 3]
    return [(row[0].partition(" - ")[0].strip(), *(row[at].strip() for at in COLUMNS.values())) for row in found]


def in_decimal(lines):
    inner = {code[:length] for code, *_ in lines for length in LEVELS if length < len(code)}
    sums = defaultdict(Decimal)
    for code, *figures in lines:
        if code in inner:
            continue
        for length in LEVELS:
            if length <= len(code):
                for name, figure in zip(COLUMNS, figures):
                    sums[f"{length}/{code[:length]}/{name}"] += Decimal(figure or 0)
    return {key: str(total) for key, total in sums.items()}


def verdicts(lines):
    """How many stated totals are exact, rounded or wrong against the rows right below: where a code has no row, those below it."""
    figures = {code: [Decimal(figure or 0) for figure in rest] for code, *rest in lines}
    below = defaultdict(set)
    for code in figures:
        while len(code) > 2:
            below[code[:-2]].add(code)
            code = code[:-2]
    parts = lambda code: [part for child in below[code] for part in ([child] if child in figures else parts(child))]
    counts = {name: {"exact": 0, "rounding": 0, "wrong": 0} for name in COLUMNS}
    for code in figures:
        if not (children := parts(code)):
            continue
        for at, name in enumerate(COLUMNS):
            gap = abs(figures[code][at] - sum(figures[child][at] for child in children))
            allowed = (len(children) + 1) / Decimal(2)
            counts[name]["exact" if gap == 0 else "rounding" if gap <= allowed else "wrong"] += 1
    return counts


def in_duckdb(lines):
    try:
        import duckdb
    except ImportError:
        return None
    connection = duckdb.connect()
    connection.execute("create table lines (code varchar, original varchar, revised varchar, executed varchar)")
    connection.executemany("insert into lines values (?, ?, ?, ?)", lines)
    connection.execute("""create table leaves as select * from lines a where not exists
        (select 1 from lines b where length(b.code) > length(a.code) and starts_with(b.code, a.code))""")
    sums = {}
    for length in LEVELS:
        for name in COLUMNS:
            query = f"""select left(code, {length}) as part, sum(coalesce(nullif({name}, ''), '0')::decimal(18, 0))
                        from leaves where length(code) >= {length} group by part"""
            sums |= {f"{length}/{code}/{name}": str(total) for code, total in connection.execute(query).fetchall()}
    return sums


answers = {}
for year in range(1997, 2001):
    lines = rows(pathlib.Path(sys.argv[1]) / f"history{year}.csv.gz")
    answers[year] = {"decimal": in_decimal(lines), "duckdb": in_duckdb(lines), "verdicts": verdicts(lines)}
print(json.dumps(answers))
