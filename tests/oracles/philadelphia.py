"""Philadelphia's 61 quarterly manager's reports in Python's decimal and, where it is installed, in DuckDB.

Prints JSON: sums of each report by fiscal year, period and variable, and by department and variable; and how many
series (department, fiscal year, variable, period) a later report states differently.
"""

import csv
import json
import pathlib
import sys
from collections import defaultdict
from decimal import Decimal

COLUMNS = [("fiscal_year", "time_period", "variable"), ("dept_major_code", "variable")]


def shown(number):
    return format(number.normalize() if number else Decimal(0), "f")


def in_decimal(rows):
    sums = defaultdict(lambda: [Decimal(0), 0])
    for row in rows:
        for fields in COLUMNS:
            key = "|".join([row["report_fiscal_year"], row["report_quarter"], *(row[field] for field in fields)])
            cell = sums[key]
            cell[0] += Decimal(row["total"])
            cell[1] += 1
    return {key: {"sum": shown(total), "lines": lines} for key, (total, lines) in sums.items()}


def in_duckdb(path):
    try:
        import duckdb
    except ImportError:
        return None
    connection = duckdb.connect()
    answers = {}
    for fields in COLUMNS:
        columns = ", ".join(("report_fiscal_year", "report_quarter", *fields))
        query = f"""select {columns}, sum(cast(total as decimal(18, 2))), count(*)
                    from read_csv(?, all_varchar = true, header = true) group by all"""
        for *key, total, lines in connection.execute(query, [str(path)]).fetchall():
            answers["|".join(key)] = {"sum": shown(Decimal(total)), "lines": lines}
    return answers


def restatements(rows):
    series = defaultdict(list)
    report = lambda row: (int(row["report_fiscal_year"]), int(row["report_quarter"]))
    for row in sorted(rows, key=report):
        series[row["dept_name_raw"], row["fiscal_year"], row["variable"], row["time_period"]].append(Decimal(row["total"]))
    changes = [sum(1 for a, b in zip(totals, totals[1:]) if a != b) for totals in series.values()]
    return {"series": len(series), "restated": sum(1 for count in changes if count), "changes": sum(changes)}


path = pathlib.Path(sys.argv[1]) / "department-obligations.csv"
with open(path, encoding="utf-8", newline="") as file:
    rows = list(csv.DictReader(file))
print(json.dumps({"rows": len(rows), "decimal": in_decimal(rows), "duckdb": in_duckdb(path), **restatements(rows)}))
