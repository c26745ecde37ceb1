"""An independent consolidation in Python's decimal: it makes the answers of tests/vectors/consolidation/totals.json.

It shares no code with the library. Run with --write to make the file anew, without arguments to compare.
The cases are stated here; their answers are computed here, and the sums a person can do in the head are asserted.
"""

import hashlib
import json
import pathlib
import sys
from decimal import ROUND_HALF_UP, Decimal

FILE = pathlib.Path(__file__).parent.parent / "vectors" / "consolidation" / "totals.json"

BOOK = """[rulebook]
id = "totals"
title = { fa = "جمع‌ها", en = "Totals" }

[tables.lines]
title = { fa = "ردیف‌ها", en = "Lines" }
key = ["agency", "line"]
fields = [
  { name = "agency", type = "code", title = { fa = "دستگاه", en = "Agency" } },
  { name = "line", type = "code", title = { fa = "ردیف", en = "Line" } },
  { name = "province", type = "code", title = { fa = "استان", en = "Province" } },
  { name = "kind", type = "code", title = { fa = "نوع", en = "Kind" } },
  { name = "chapter", type = "code", title = { fa = "فصل", en = "Chapter" } },
  { name = "approved", type = "amount", unit = "million_rial", scale = 6, title = { fa = "مصوب", en = "Approved" } },
  { name = "amended", type = "amount", unit = "million_rial", scale = 6, title = { fa = "اصلاحی", en = "Amended" } },
  { name = "allocated", type = "amount", unit = "million_rial", scale = 6, title = { fa = "تخصیص", en = "Allocated" } },
  { name = "spent", type = "amount", unit = "million_rial", scale = 6, title = { fa = "هزینه", en = "Spent" } },
  { name = "paid", type = "amount", unit = "million_rial", scale = 6, title = { fa = "پرداخت", en = "Paid" } },
  { name = "cash", type = "amount", unit = "rial", title = { fa = "نقد", en = "Cash" } },
  { name = "quantity", type = "number", scale = 2, title = { fa = "مقدار", en = "Quantity" } },
  { name = "progress", type = "percent", scale = 1, title = { fa = "پیشرفت", en = "Progress" } },
]

[tables.agreement]
title = { fa = "موافقتنامه", en = "Agreement" }
key = ["agency", "line"]
fields = [
  { name = "agency", type = "code", title = { fa = "دستگاه", en = "Agency" } },
  { name = "agency_title", type = "text", title = { fa = "عنوان", en = "Title" } },
  { name = "line", type = "code", title = { fa = "ردیف", en = "Line" } },
  { name = "province", type = "code", title = { fa = "استان", en = "Province" } },
  { name = "kind", type = "code", title = { fa = "نوع", en = "Kind" } },
  { name = "approved", type = "amount", unit = "million_rial", scale = 6, title = { fa = "مصوب", en = "Approved" } },
]
"""
UNITS = dict.fromkeys(["approved", "amended", "allocated", "spent", "paid"], "million_rial") | {"cash": "rial", "quantity": None}
RATIOS = [
    ("allocation_rate", ["allocated"], ["amended", "approved"]),
    ("absorption_of_allocation", ["paid", "spent"], ["allocated"]),
    ("absorption_of_approved", ["spent", "paid"], ["approved"]),
    ("realisation", ["spent"], ["amended", "approved"]),
]
PERSIAN = str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")


def line(agency, number, province, kind, chapter, **figures):
    codes = {"agency": agency, "line": number, "province": province, "kind": kind, "chapter": chapter}
    return {name: value for name, value in (codes | figures).items() if value is not None}


def agreed(agency, title, number, province, kind, approved):
    return {"agency": agency, "agency_title": title, "line": number, "province": province, "kind": kind, "approved": approved}


LINES = [
    line("129000", "1", "67", "expense", "1", approved="100", allocated="80", spent="60"),
    line("129000", "2", "67", "capital", "1", approved="50", allocated="0"),
    line("127500", "1", "67", "expense", "1", approved="7", allocated="7", spent="-1"),
    line("131500", "1", "56", "expense", "2", approved="30", allocated="20", spent="20"),
]
AGREED = [
    agreed("129000", "بهداشت", "1", "67", "expense", "100"),
    agreed("129000", "بهداشت", "2", "67", "capital", "50"),
    agreed("127500", "آموزش و پرورش", "1", "67", "expense", "7"),
    agreed("128500", "ورزش و جوانان", "1", "67", "capital", "43"),
    agreed("151000", "جهاد کشاورزی", "1", "51", "expense", "20"),
    agreed("131500", "بهزیستی", "1", "56", "expense", "30"),
]
BY = [["province", "agency"], ["kind", "chapter"]]
MEASURES = ["approved", "allocated", "spent"]
STATES = {"129000": "approved", "127500": "control", "131500": "approved", "128500": "entering"}


def plan(tables, by=BY, measures=MEASURES, **more):
    return {"rulebook": BOOK, "tables": tables, "by": by, "measures": measures} | more


CASES = [
    ("two hierarchies with subtotals and the grand total", plan({"lines": LINES})),
    ("the order of rows leaves no trace", plan({"lines": LINES[::-1]})),
    ("no table rows: a grand total of nothing", plan({"lines": []})),
    ("no groupings: the grand total alone", plan({"lines": LINES}, by=[])),
    ("a grouping that begins another is the same grouping", plan({"lines": LINES}, by=[["province"], ["province", "agency"]])),
    ("no measures: only lines are counted", plan({"lines": LINES}, measures=[])),
    ("coverage names the missing agencies and keeps groups of which nothing has come", plan({"lines": LINES, "agreement": AGREED})),
    ("only approved submissions count", plan({"lines": LINES, "agreement": AGREED}, statuses=STATES)),
    ("a preliminary total says so", plan({"lines": LINES, "agreement": AGREED}, statuses=STATES, preliminary=True)),
    ("a preliminary total of approved submissions alone is approved",
     plan({"lines": LINES}, statuses=dict.fromkeys(["129000", "127500", "131500"], "approved"), preliminary=True)),
    ("lines outside the agreements are unexpected", plan({"lines": LINES + [line("127500", "9", "67", "expense", "3", spent="5")], "agreement": AGREED})),
    ("agreements of which nothing has come", plan({"lines": [], "agreement": AGREED})),
    ("lines without a code make a group of their own", plan({"lines": [line("1", "1", None, "expense", "1", spent="3"), line("2", "1", "", "expense", "1", spent="4")]}, by=[["province"]], measures=["spent"])),
    ("Persian digits are the same codes and figures", plan({"lines": [line("۱۲۹۰۰۰", "1", "۶۷", "expense", "1", spent="۱٬۲۵۰"), line("129000", "2", "67", "expense", "1", spent="750")]}, measures=["spent"])),
    ("sums beyond 64 bits", plan({"lines": [line("1", str(n), "67", "expense", "1", spent="9000000000000000") for n in range(3)]}, measures=["spent"])),
    ("amounts exact to the rial", plan({"lines": [line("1", str(n), "67", "expense", "1", spent="0.000001") for n in range(7)] + [line("1", "8", "67", "expense", "1", spent="-0.1")]}, measures=["spent"])),
    ("paid before spent and amended before approved, by the definition of each ratio",
     plan({"lines": [line("1", "1", "67", "expense", "1", approved="200", amended="160", allocated="120", spent="60", paid="90")]}, measures=["approved", "amended", "allocated", "spent", "paid"])),
    ("a zero base leaves a ratio undefined", plan({"lines": [line("1", "1", "67", "expense", "1", approved="0", allocated="0", spent="5")]})),
    ("percentages round half away from zero, for showing only",
     plan({"lines": [line("1", "1", "67", "expense", "1", approved="8", allocated="1"), line("2", "1", "67", "expense", "2", approved="8", allocated="-1"), line("3", "1", "67", "expense", "3", approved="3", allocated="2")]}, measures=["approved", "allocated"], percent_digits=0)),
    ("quantities are summed beside amounts", plan({"lines": [line("1", "1", "67", "expense", "1", spent="1", quantity="0.25"), line("1", "2", "67", "expense", "1", spent="2", quantity="0.75")]}, measures=["spent", "quantity"])),
]
ERRORS = [
    ("an unknown field of a grouping", plan({"lines": LINES}, by=[["provinc"]]), "consolidation.unknown_field", "lines/provinc"),
    ("an unknown measure", plan({"lines": LINES}, measures=["spend"]), "consolidation.unknown_field", "lines/spend"),
    ("a code is not a measure", plan({"lines": LINES}, measures=["agency"]), "consolidation.not_a_measure", "lines/agency"),
    ("percentages are not summed", plan({"lines": LINES}, measures=["progress"]), "consolidation.not_a_measure", "lines/progress"),
    ("two units in one total", plan({"lines": LINES}, measures=["spent", "cash"]), "consolidation.mixed_units", "cash"),
    ("a measure named twice", plan({"lines": LINES}, measures=["spent", "spent"]), "consolidation.repeated_field", "spent"),
    ("a field named twice in a grouping", plan({"lines": LINES}, by=[["kind", "kind"]]), "consolidation.repeated_field", "kind"),
    ("a table that is not there", plan({"lines": LINES}, table="line"), "consolidation.unknown_table", "line"),
]


def fold(code):
    return None if code is None or code.strip() == "" else code.strip().translate(PERSIAN)


def figure(text):
    return None if text is None else Decimal(text.translate(PERSIAN).replace("٬", ""))


def shown(number):
    return None if number is None else format(number.normalize() if number else Decimal(0), "f")


def ratio(above, below, digits):
    if above is None or below is None or below == 0:
        return None
    percent = (above * 100 / below).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return {"numerator": shown(above), "denominator": shown(below), "percent": shown(percent)}


def total(numbers):
    there = [number for number in numbers if number is not None]
    return sum(there, Decimal(0)) if there else None


def consolidate(case):
    tables, measures, digits = case["tables"], case["measures"], case.get("percent_digits", 1)
    states = {fold(agency): state for agency, state in case.get("statuses", {}).items()}
    approved = lambda row: states.get(fold(row.get("agency"))) == "approved"
    every = tables["lines"]
    counted = [row for row in every if not states or case.get("preliminary") or approved(row)]
    status = "unstated" if not states else "approved" if all(map(approved, counted)) else "preliminary"
    rules = []
    for name, above, below in RATIOS:
        above, below = (next((m for m in names if m in measures), None) for names in (above, below))
        if above and below:
            rules.append({"name": name, "numerator": above, "denominator": below})
    groupings = sorted({tuple(by[:n]) for by in case["by"] for n in range(len(by) + 1)} | {()})
    cells = [cell for by in groupings for cell in cells_of(case, by, every, counted, approved, states, rules, digits)]
    return {"status": status, "measures": [{"name": m, "unit": UNITS[m]} for m in measures], "ratios": rules, "cells": cells}


def cells_of(case, by, every, counted, approved, states, rules, digits):
    key = lambda row: tuple(fold(row.get(field)) for field in by)
    agreement = case["tables"].get("agreement")
    known = agreement is not None and all(field in {"agency", "line", "province", "kind", "agency_title"} for field in by)
    keys = {key(row) for row in counted} | ({key(row) for row in agreement} if known else set()) | ({()} if not by else set())
    for group in sorted(keys, key=lambda key: [(code is not None, code or "") for code in key]):
        rows = [row for row in counted if key(row) == group]
        figures = {m: [figure(row.get(m)) for row in rows] for m in case["measures"]}
        sums = {m: total(numbers) for m, numbers in figures.items()}
        cell = {
            "by": list(by),
            "key": list(group),
            "lines": len(rows),
            "measures": {m: {"sum": shown(sums[m]), "missing": figures[m].count(None)} for m in figures},
            "ratios": {rule["name"]: ratio(sums[rule["numerator"]], sums[rule["denominator"]], digits) for rule in rules},
        }
        if known:
            expected = [row for row in agreement if key(row) == group]
            strays = [row for row in every if key(row) == group]
            cell["coverage"] = coverage(expected, strays, agreement, every, counted, approved, states, digits)
        yield cell


def coverage(expected, here, agreement, every, counted, approved, states, digits):
    line_of = lambda row: (fold(row["agency"]), fold(row["line"]))
    reported, summed = {line_of(row) for row in every}, {line_of(row) for row in counted}
    passed = {line_of(row) for row in every if approved(row)}
    agreed_lines = {line_of(row) for row in agreement}
    agencies = sorted({fold(row["agency"]) for row in expected})
    of = lambda agency: [row for row in expected if fold(row["agency"]) == agency]
    some = lambda agency, lines: any(line_of(row) in lines for row in of(agency))
    count = lambda things, test: sum(1 for thing in things if test(thing))
    credit = lambda rows: total([figure(row["approved"]) for row in rows])
    whole = credit(expected)
    covered = None if whole is None else credit([row for row in expected if line_of(row) in summed]) or Decimal(0)
    return {
        "agencies": {
            "expected": len(agencies),
            "reported": count(agencies, lambda agency: some(agency, reported)),
            "approved": count(agencies, lambda agency: some(agency, passed)) if states else None,
        },
        "lines": {
            "expected": len(expected),
            "reported": count(expected, lambda row: line_of(row) in reported),
            "approved": count(expected, lambda row: line_of(row) in passed) if states else None,
        },
        "unexpected": count(here, lambda row: line_of(row) not in agreed_lines),
        "approved_credit": shown(whole),
        "covered_credit": shown(covered),
        "share": ratio(covered, whole, digits),
        "missing": [
            {"agency": agency, "title": of(agency)[0]["agency_title"], "stage": states.get(agency),
             "lines": len(of(agency)), "credit": shown(credit(of(agency)))}
            for agency in agencies if not some(agency, summed)
        ],
    }


def digest(records):
    """RFC 8785 for what occurs here: text, whole numbers, null; names in ASCII."""
    text = json.dumps(records, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def cell(records, by, key):
    return next(cell for cell in records["cells"] if cell["by"] == by and cell["key"] == key)


def check_by_hand(answers):
    plain = answers["two hierarchies with subtotals and the grand total"]
    assert cell(plain, [], [])["measures"]["spent"] == {"sum": "79", "missing": 1}
    assert cell(plain, ["province"], ["67"])["measures"]["approved"]["sum"] == "157"
    assert cell(plain, ["kind"], ["capital"])["measures"]["spent"] == {"sum": None, "missing": 1}
    assert cell(plain, [], [])["ratios"]["allocation_rate"]["percent"] == "57.2"  # 107 / 187
    covered = answers["only approved submissions count"]
    assert [m["agency"] for m in cell(covered, [], [])["coverage"]["missing"]] == ["127500", "128500", "151000"]
    assert cell(covered, [], [])["measures"]["approved"]["sum"] == "180"
    assert cell(answers["sums beyond 64 bits"], [], [])["measures"]["spent"]["sum"] == "27000000000000000"
    assert cell(answers["amounts exact to the rial"], [], [])["measures"]["spent"]["sum"] == "-0.099993"
    rounded = answers["percentages round half away from zero, for showing only"]
    halves = [cell(rounded, ["kind", "chapter"], ["expense", c])["ratios"]["allocation_rate"]["percent"] for c in "123"]
    assert halves == ["13", "-13", "67"], halves  # 12.5, -12.5 and 66.7


def parts(*split):
    """The sample in parts: (positions of lines, positions of agreement lines)."""
    return [{"lines": [LINES[i] for i in lines], "agreement": [AGREED[i] for i in agreed]} for lines, agreed in split]


def plan_of_parts(split):
    case = plan(None) | {"parts": parts(*split)}
    del case["tables"]
    return case


REVISED = [LINES[0] | {"allocated": "90", "spent": "88"}, LINES[1] | {"spent": "0"}]
SAMPLE = {"lines": LINES, "agreement": AGREED}
ALL = range(len(AGREED))


def of_key(row, source, number):
    figures = {measure: row.get(measure) for measure in MEASURES}
    return {"source": source, "row": number, "key": {"agency": row["agency"], "line": row["line"]}, "measures": figures}


def changes():
    """Operations on totals: each answer is that of one run over all the lines, or written by hand."""
    full = lambda tables: (lambda records: records | {"digest": digest(records)})(consolidate(plan(tables)))
    yield "parts that share the agreements make the whole", "consolidation.merge", plan_of_parts([([0, 3], ALL), ([1, 2], ALL)]), full(SAMPLE)
    yield "three parts in another order make the whole", "consolidation.merge", plan_of_parts([([2], [3, 4]), ([1], [5]), ([3, 0], [0, 1, 2])]), full(SAMPLE)
    yield "a part without lines changes nothing", "consolidation.merge", plan_of_parts([([], []), ([0, 1, 2, 3], ALL)]), full(SAMPLE)
    yield "new lines of one agency equal a full run", "consolidation.update", plan(SAMPLE) | {"agency": "129000", "update": {"lines": REVISED}}, full(
        {"lines": REVISED + LINES[2:], "agreement": AGREED}
    )
    yield "a withdrawn agency is missing again", "consolidation.update", plan(SAMPLE) | {"agency": "۱۳۱۵۰۰", "update": {"lines": []}}, full(
        {"lines": LINES[:3], "agreement": AGREED}
    )
    yield "the lines of a total", "consolidation.lineage", plan(SAMPLE) | {"of": ["province", "kind"], "key": ["67", "expense"]}, [
        of_key(LINES[0], "sample", 0), of_key(LINES[2], "sample", 2)
    ]
    yield "the lines of the grand total", "consolidation.lineage", plan({"lines": LINES}) | {"of": [], "key": []}, [
        of_key(row, "sample", number) for number, row in enumerate(LINES)
    ]
    yield "a table with its subtotals, by hand", "consolidation.table", plan({"lines": LINES}, measures=["approved", "spent"]) | {"of": ["kind", "chapter"]}, [
        dict(row_kind=kind, kind=code, chapter=chapter, lines=lines, approved=approved, spent=spent, absorption_of_approved=percent)
        for kind, code, chapter, lines, approved, spent, percent in [
            ("line", "capital", "1", "1", "50", None, None),
            ("subtotal", "capital", None, "1", "50", None, None),
            ("line", "expense", "1", "2", "107", "59", "55.1"),
            ("line", "expense", "2", "1", "30", "20", "66.7"),
            ("subtotal", "expense", None, "3", "137", "79", "57.7"),
            ("total", None, None, "4", "187", "79", "42.2"),
        ]
    ]


CHANGE_ERRORS = [
    ("one agreement line with two credits", "consolidation.merge",
     plan_of_parts([([0], [0])]) | {"parts": [{"lines": [], "agreement": [AGREED[0]]}, {"lines": [], "agreement": [AGREED[0] | {"approved": "101"}]}]},
     "consolidation.agreement_conflict", "agreement/129000/1/approved"),
    ("an update with lines of another agency", "consolidation.update", plan(SAMPLE) | {"agency": "129000", "update": {"lines": [LINES[0], LINES[3]]}},
     "consolidation.other_agency", "lines/1/agency"),
    ("a key without a code for each field", "consolidation.lineage", plan(SAMPLE) | {"of": ["province"], "key": []}, "consolidation.key_length", None),
    ("a grouping that was not planned", "consolidation.table", plan(SAMPLE) | {"of": ["agency"]}, "consolidation.unknown_grouping", "[agency]"),
]


def vectors():
    answers = {name: consolidate(case) for name, case in CASES}
    check_by_hand(answers)
    good = [
        {"name": name, "op": "consolidate", "input": case, "expect": answers[name] | {"digest": digest(answers[name])}}
        for name, case in CASES
    ]
    good += [{"name": name, "op": op, "input": case, "expect": answer} for name, op, case, answer in changes()]
    errors = [(name, "consolidate", *rest) for name, *rest in ERRORS] + CHANGE_ERRORS
    bad = [
        {"name": name, "op": op, "input": case, "error": {"code": code} | ({"place": place} if place else {})}
        for name, op, case, code, place in errors
    ]
    return {"area": "consolidation", "cases": good + bad}


if __name__ == "__main__":
    text = json.dumps(vectors(), ensure_ascii=False, indent=1) + "\n"
    if "--write" in sys.argv:
        FILE.write_text(text, encoding="utf-8")
    elif FILE.read_text(encoding="utf-8") != text:
        sys.exit(f"{FILE} is not what this oracle computes")
    print(len(json.loads(text)["cases"]), "vectors")
