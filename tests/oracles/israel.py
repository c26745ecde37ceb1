"""Israel's executed budgets of 1997 to 2000: stated totals against the exact sums of their children, in Python's decimal.

A code of n digits is the parent of the codes of n + 2 digits that begin with it. Figures are rounded to thousands of
shekels, so a stated total and the sum of its n children may differ by (n + 1) / 2 units and both be right.
Prints JSON: for each year and column how many parents agree exactly, by rounding, or not at all.
"""

import csv
import gzip
import json
import pathlib
import sys
from collections import Counter, defaultdict
from decimal import Decimal

COLUMNS = {"original": 1, "revised": 2, "executed": 3}


def figures(path):
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = [row for row in csv.reader(file) if len(row) > 3]
    return {row[0].partition(" - ")[0].strip(): row for row in rows}, len(rows)


def compare(rows, column):
    number = lambda code: Decimal(rows[code][column].strip() or 0)
    children = defaultdict(list)
    for code in rows:
        children[code[:-2]].append(code)
    counts = Counter(parents=0, exact=0, rounding=0, wrong=0)
    for parent in filter(children.get, rows):
        gap = abs(number(parent) - sum(map(number, children[parent])))
        allowed = (len(children[parent]) + 1) / Decimal(2)
        counts["parents"] += 1
        counts["exact" if gap == 0 else "rounding" if gap <= allowed else "wrong"] += 1
    return counts


answers = {}
for year in range(1997, 2001):
    rows, lines = figures(pathlib.Path(sys.argv[1]) / f"history{year}.csv.gz")
    assert len(rows) == lines, "a code stands twice"
    answers[year] = {"rows": lines} | {name: compare(rows, column) for name, column in COLUMNS.items()}
print(json.dumps(answers))
