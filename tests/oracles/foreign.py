"""Quarterly reports of invented Philippine agencies, some of them wrong, and what tests/rulebooks/foreign.toml must find.

Prints JSON: the tables, and the failing rules by row, judged in Python's decimal by the columns of the form, without
the rulebook. Cells are left out, empty or null where they are zero; codes come in upper, lower and mixed case.
With a file of vectors as argument: recomputes its answers instead; exit 1 if one differs.
"""

import json
import random
import sys
from collections import defaultdict
from decimal import Decimal

FUNDS, CLASSES = ["RAF", "CONT", "AUTO", "TRUST"], ["PS", "MOOE", "FinEx", "CO"]
QUARTERS = [1, 2, 3, 4]
KEY = ["department", "agency", "fund", "class"]


def number(row, field):
    return Decimal(row.get(field) or 0)


def code(row, field):
    return (row.get(field) or "").strip().casefold()


def key(row, fields=KEY):
    return tuple(code(row, field) for field in fields)


def statement_fails(row, act, released):
    """The rules of one statement, by the numbers of the form's columns."""
    n = lambda field: number(row, field)
    adjusted, allotments, obligated, disbursed = n("adjusted"), n("allotments"), n("obligated"), n("disbursed")
    final = code(row, "status") == "final"
    yield "FAR1-05", adjusted != n("authorized") + n("transferred") + n("augmented")
    yield "FAR1-10", allotments != n("allotted") + n("reductions") - n("given") + n("taken")
    yield "FAR1-15", obligated != sum(n(f"obligated_q{quarter}") for quarter in QUARTERS)
    yield "FAR1-20", disbursed != sum(n(f"disbursed_q{quarter}") for quarter in QUARTERS)
    yield "FAR1-21", n("unreleased") != adjusted - allotments
    yield "FAR1-22", n("unobligated") != allotments - obligated
    yield "FAR1-24", final and n("due") + n("not_due") != obligated - disbursed
    yield "FAR1-A", not row.get("consolidated") and not disbursed <= obligated <= allotments <= adjusted
    yield "FAR1-B", code(row, "class") in ("ps", "finex") and n("augmented") > 0
    yield "GAA-1", final and code(row, "fund") not in ("cont", "auto") and n("authorized") != act[key(row)]
    yield "SARO-1", n("allotted") != released[key(row)]


def authority_fails(row, disbursed):
    n = lambda field: number(row, field)
    come = sum(map(n, ["cash_allocation", "working_fund", "tax_remittance", "ceiling", "non_cash", "transfers_in"]))
    yield "FAR4-1", n("balance") != come - n("transfers_out") - n("lapsed") - n("disbursed")
    yield "FAR4-2", n("disbursed") != disbursed[key(row, KEY[:3])]


def judge(tables):
    act, released, disbursed = defaultdict(Decimal), defaultdict(Decimal), defaultdict(Decimal)
    for row in tables.get("appropriations", []):
        act[key(row)] += number(row, "amount")
    for row in tables.get("releases", []):
        released[key(row)] += number(row, "amount")
    for row in tables["statements"]:
        if not row.get("consolidated"):
            disbursed[key(row, KEY[:3])] += number(row, "disbursed")
    failing = []
    for at, row in enumerate(tables.get("authorities", [])):
        failing += [["authorities", at, rule] for rule, wrong in authority_fails(row, disbursed) if wrong]
    for at, row in enumerate(tables["statements"]):
        failing += [["statements", at, rule] for rule, wrong in statement_fails(row, act, released) if wrong]
    return sorted(failing)


def invented(chance):
    """Sound reports of 40 agencies; cells as decimals."""
    money = lambda most: Decimal(chance.randrange(most)) / 100
    tables = {name: [] for name in ["statements", "appropriations", "releases", "authorities"]}
    for agency in range(40):
        for fund in chance.sample(FUNDS, 2):
            paid = Decimal(0)
            for kind in chance.sample(CLASSES, 3):
                row = {"department": f"D{agency % 7}", "agency": f"ag-{agency:03}", "fund": fund, "class": kind}
                row["status"] = chance.choice(["FINAL", "Final", "final", "Preliminary", "PRELIMINARY", None])
                n = lambda most: money(most) if chance.random() < 0.6 else Decimal(0)
                row["authorized"] = 10**7 + money(10**12)
                row["transferred"] = n(10**8) - n(10**8)
                row["augmented"] = n(10**7) if kind in ("MOOE", "CO") else -n(10**7)
                row["adjusted"] = row["authorized"] + row["transferred"] + row["augmented"]
                orders = [10**5 + money(int(row["adjusted"] * 20)) for _ in range(chance.randrange(1, 4))]
                row["allotted"], row["reductions"] = sum(orders, Decimal(0)), -n(10**4)
                row["given"], row["taken"] = n(10**4), n(10**4)
                row["allotments"] = row["allotted"] + row["reductions"] - row["given"] + row["taken"]
                for what, most in [("obligated", row["allotments"]), ("disbursed", None)]:
                    most = row["obligated"] if most is None else most
                    for quarter in QUARTERS:
                        row[f"{what}_q{quarter}"] = money(max(1, int(most * 25))) if chance.random() < 0.8 else Decimal(0)
                    row[what] = sum(row[f"{what}_q{quarter}"] for quarter in QUARTERS)
                row["unreleased"] = row["adjusted"] - row["allotments"]
                row["unobligated"] = row["allotments"] - row["obligated"]
                row["due"] = money(int((row["obligated"] - row["disbursed"]) * 100) + 1)
                row["not_due"] = row["obligated"] - row["disbursed"] - row["due"]
                paid += row["disbursed"]
                tables["statements"].append(row)
                named = {field: chance.choice([str.upper, str.lower, str.title])(row[field]) for field in KEY}
                if fund not in ("CONT", "AUTO") or chance.random() < 0.5:
                    tables["appropriations"].append(named | {"amount": row["authorized"]})
                for amount in orders:
                    tables["releases"].append({"number": f"R{len(tables['releases'])}"} | named | {"amount": amount})
            row = {"department": f"d{agency % 7}", "agency": f"AG-{agency:03}", "fund": fund.lower(), "disbursed": paid}
            come = ["working_fund", "tax_remittance", "ceiling", "non_cash", "transfers_in"]
            row |= {field: money(10**9) if chance.random() < 0.5 else Decimal(0) for field in come}
            row |= {"transfers_out": n(10**5), "lapsed": n(10**5), "cash_allocation": paid + money(10**9)}
            have = sum(row[field] for field in [*come, "cash_allocation"])
            row["balance"] = have - row["transfers_out"] - row["lapsed"] - paid
            tables["authorities"].append(row)
    return tables


def spoil(tables, chance):
    """Every third row or so is changed in one place, most by one centavo."""
    for table, rows in tables.items():
        for row in rows:
            if chance.random() < 0.3:
                figure = chance.choice([field for field in row if isinstance(row[field], Decimal)])
                row[figure] += chance.choice([Decimal("0.01"), Decimal("-0.01"), Decimal(1), row[figure] * 9])
            elif chance.random() < 0.05 and table == "statements":
                row["consolidated"] = chance.choice([True, False])
            elif chance.random() < 0.1 and table == "statements":
                # Still adds up, but more is allotted than was granted; or the agency has helped itself.
                less, more = chance.choice([("transferred", 0), ("augmented", 10**6)])
                by = more - (0 if more else row["unreleased"] + 1)
                for figure in [less, "adjusted", "unreleased"]:
                    row[figure] += by
    for _ in range(8):
        rows = tables[chance.choice(["appropriations", "releases"])]
        rows.pop(chance.randrange(len(rows)))


def written(row, chance):
    """The row as it is sent: a zero is "0", "", null or nothing."""
    sent = {}
    for field, value in row.items():
        if isinstance(value, Decimal) and value == 0:
            value = chance.choice(["0", "", None, "absent"])
        if value != "absent":
            sent[field] = f"{value:f}" if isinstance(value, Decimal) else value
    return sent


def main():
    if len(sys.argv) > 1:
        cases = json.load(open(sys.argv[1], encoding="utf-8"))["cases"]
        found = lambda case: sorted([f["table"], f["row"], f["rule"]] for f in case["expect"]["findings"])
        wrong = [case["name"] for case in cases if found(case) != judge(case["input"]["tables"])]
        print(len(cases), "answers recomputed,", len(wrong), "differ:", *wrong)
        return 1 if wrong or not cases else 0
    chance = random.Random(2019)
    sound = invented(chance)
    assert judge(sound) == [], "an invented report is wrong before it is spoiled"
    spoil(sound, chance)
    tables = {name: [written(row, chance) for row in rows] for name, rows in sound.items()}
    print(json.dumps({"tables": tables, "failing": judge(tables)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
