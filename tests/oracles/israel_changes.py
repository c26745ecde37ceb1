"""Israel's budget of 2012 in Python's decimal: original budget and approved change requests against the revised budget.

Prints JSON: how many programmes there are, for how many the sums differ, and how many have a net change that is not zero.
"""

import csv
import gzip
import json
import pathlib
import sys
from collections import defaultdict
from decimal import Decimal


def rows(name):
    with gzip.open(pathlib.Path(sys.argv[1]) / name, "rt", encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def number(text):
    return Decimal(text.replace(",", "") or 0)


original, revised, changes = defaultdict(Decimal), defaultdict(Decimal), defaultdict(Decimal)
for row in rows("execution2012.csv.gz"):
    original[row[5]] += number(row[11])
    revised[row[5]] += number(row[18])
for row in rows("changes-2012.csv.gz"):
    changes[row[9]] += number(row[11])
wrong = [code for code in revised if revised[code] != original[code] + changes[code]]
changed = [code for code in revised if changes[code] != 0]
print(json.dumps({"programmes": len(revised), "wrong": len(wrong), "changed": len(changed)}))
