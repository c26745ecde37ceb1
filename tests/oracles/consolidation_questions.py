"""What a consolidation can be asked, in Python's decimal: it makes the answers of tests/vectors/consolidation/questions.json.

It shares no code with the library; sums and coverage are those of `consolidation.py` beside it. Run with --write to make
the file anew, without arguments to compare. What a person can do in the head is asserted.
"""

import json
import pathlib
import sys
from decimal import Decimal

from consolidation import AGREED, BOOK, LINES, SAMPLE, cell, consolidate, digest, figure, fold, plan, ratio, shown, total

FILE = pathlib.Path(__file__).parent.parent / "vectors" / "consolidation" / "questions.json"

TREE_BOOK = """[rulebook]
id = "trees"
title = { fa = "سلسله‌مراتب", en = "Trees" }

[tables.lines]
title = { fa = "ردیف‌ها", en = "Lines" }
key = ["agency", "line", "period"]
fields = [
  { name = "agency", type = "code", title = { fa = "دستگاه", en = "Agency" } },
  { name = "line", type = "code", title = { fa = "ردیف", en = "Line" } },
  { name = "period", type = "code", title = { fa = "دوره", en = "Period" } },
  { name = "code", type = "code", title = { fa = "کد", en = "Code" } },
  { name = "year", type = "code", title = { fa = "سال", en = "Year" } },
  { name = "kind", type = "code", title = { fa = "نوع", en = "Kind" } },
  { name = "is_total", type = "flag", title = { fa = "سطر جمع", en = "A total" } },
  { name = "dated", type = "date", title = { fa = "تاریخ", en = "Date" } },
  { name = "approved", type = "amount", unit = "million_rial", scale = 6, title = { fa = "مصوب", en = "Approved" } },
  { name = "spent", type = "amount", unit = "million_rial", scale = 6, basis = "cumulative", title = { fa = "هزینه", en = "Spent" } },
]

[tables.previous]
title = { fa = "دوره پیش", en = "Previous" }
like = "lines"

[tables.tree]
title = { fa = "درخت", en = "Tree" }
key = ["code", "first"]
fields = [
  { name = "code", type = "code", title = { fa = "کد", en = "Code" } },
  { name = "above", type = "code", title = { fa = "بالادست", en = "Above" } },
  { name = "first", type = "code", title = { fa = "از", en = "From" } },
  { name = "last", type = "code", title = { fa = "تا", en = "To" } },
]

[tables.notices]
title = { fa = "ابلاغ‌ها", en = "Notices" }
key = ["letter"]
fields = [
  { name = "letter", type = "code", title = { fa = "شماره", en = "Letter" } },
  { name = "giver", type = "code", title = { fa = "دهنده", en = "Giver" } },
  { name = "receiver", type = "code", title = { fa = "گیرنده", en = "Receiver" } },
  { name = "given", type = "amount", unit = "million_rial", scale = 6, title = { fa = "داده", en = "Given" } },
  { name = "received", type = "amount", unit = "million_rial", scale = 6, title = { fa = "گرفته", en = "Received" } },
]
"""
MEASURES = ["approved", "allocated", "spent"]


def asked(tables, ask, **more):
    return plan(tables) | more | {"ask": ask}


def zero(number):
    return number if number is not None else Decimal(0)


def sums(cell):
    return {name: None if item["sum"] is None else Decimal(item["sum"]) for name, item in cell["measures"].items()}


def keyed(records):
    return {(tuple(cell["by"]), tuple(cell["key"])): cell for cell in records["cells"]}


def order(place):
    by, key = place
    return by, [(code is not None, code or "") for code in key]


# ---- bounds and policies ---------------------------------------------------------------------------------------------


def bounds(case):
    ask, records = case["ask"], consolidate(case)
    low, high = ask.get("low", 0), ask.get("high", 100)
    cells = []
    for place in [cell for cell in records["cells"] if cell["by"] == ask["by"]]:
        own = [row for row in case["tables"]["lines"] if [fold(row.get(field)) for field in ask["by"]] == place["key"]]
        coverage, measures = place.get("coverage"), {}
        for name, known in sums(place).items():
            lower = upper = None
            if coverage and coverage["approved_credit"] is not None:
                gap = Decimal(coverage["approved_credit"]) - Decimal(coverage["covered_credit"])
                empty = [figure(row.get("approved")) for row in own if row.get(name) is None]
                if None not in empty:
                    credit = gap + sum(empty, Decimal(0))
                    shares = (100, 100) if name == "approved" else (low, high)
                    lower, upper = sorted(zero(known) + credit * share / 100 for share in shares)
            measures[name] = {"sum": shown(known), "lower": shown(lower), "upper": shown(upper)}
        cells.append({"key": place["key"], "measures": measures})
    stated = {
        "fa": f"هر رقم گزارش‌نشده میان {low} و {high} درصد اعتبار مصوب ردیف خود است",
        "en": f"every figure that is missing lies between {low} and {high} percent of the approved credit of its line",
    }
    return {"assumption": {"low": low, "high": high}, "stated": stated, "cells": cells}


def parent(mode, children, missing):
    """('absent',) or the figure of a parent: the six policies, stated once more."""
    zero_mode = mode.endswith("_zero") and mode != "non_zero" or mode == "non_zero"
    there = {
        "non_null": bool(children) and not missing and None not in children,
        "non_zero": any(child for child in children if child is not None),
        "partial_null": bool(children),
        "partial_zero": bool(children),
        "always_null": True,
        "always_zero": True,
    }[mode]
    if not there:
        return ("absent",)
    if None in children or (missing and not zero_mode):
        return None
    return sum(children, Decimal(0))


def rollup(case):
    ask, records = case["ask"], consolidate(case)
    by, mode = ask["by"], ask["mode"]
    places = [cell for cell in records["cells"] if cell["by"] == by]
    level = {tuple(cell["key"]): sums(cell) for cell in places if cell["lines"]}
    missing = {tuple(cell["key"]) for cell in places if not cell["lines"]}
    missing |= {tuple(map(fold, key)) for key in ask.get("expected", [])} - set(level)
    sort = lambda keys: sorted(keys, key=lambda key: [(code is not None, code or "") for code in key])
    node = lambda by, key, figures, children, gone: {
        "by": by, "key": list(key), "measures": {name: shown(value) for name, value in figures.items()},
        "children": children, "missing": gone,
    }
    levels = [[node(by, key, level[key], None, None) for key in sort(level)]]
    for length in reversed(range(len(by))):
        above, absent, nodes = {}, set(), []
        for key in sort({key[:length] for key in [*level, *missing]} | ({()} if length == 0 else set())):
            below = [level[child] for child in level if child[:length] == key]
            gone = sum(1 for child in missing if child[:length] == key)
            figures, most = {}, gone
            for name in case["measures"]:
                there = [child[name] for child in below if name in child]
                lacking = len(below) + gone - len(there)
                most = max(most, lacking)
                value = parent(mode, there, lacking)
                if value != ("absent",):
                    figures[name] = value
            nodes.append(node(by[:length], key, figures, len(below) + gone, most))
            if figures or not case["measures"]:
                above[key] = figures
            else:
                absent.add(key)
        levels.append(nodes)
        level, missing = above, absent
    return [node for nodes in reversed(levels) for node in nodes]


# ---- differences -----------------------------------------------------------------------------------------------------


def change(before, after, digits=1):
    delta = zero(after) - zero(before)
    growth = ratio(delta, before, digits) if before is not None and after is not None else None
    return {"before": shown(before), "after": shown(after), "delta": shown(delta), "growth": growth}


def difference(case, was=None, now=None):
    old = keyed(was or consolidate(case | {"tables": case["ask"]["before"]}))
    new = keyed(now or consolidate(case))
    changed = []
    for place in sorted(old.keys() | new.keys(), key=order):
        a, b = old.get(place), new.get(place)
        lines = [a["lines"] if a else 0, b["lines"] if b else 0]
        pair = lambda name: [None if c is None or c["measures"][name]["sum"] is None else Decimal(c["measures"][name]["sum"]) for c in (a, b)]
        measures = {name: change(*pair(name)) for name in case["measures"] if pair(name)[0] != pair(name)[1]}
        if not measures and lines[0] == lines[1]:
            continue
        names = (a or b)["ratios"]
        ratios = {name: [a and a["ratios"][name], b and b["ratios"][name]] for name in names}
        kind = "new" if not lines[0] else "vanished" if not lines[1] else "changed"
        changed.append({"by": list(place[0]), "key": list(place[1]), "kind": kind, "lines": lines, "measures": measures,
                        "ratios": {name: pair for name, pair in ratios.items() if pair[0] != pair[1]}})
    return changed


def changes(case):
    ask = case["ask"]
    belongs = lambda row: [fold(row.get(field)) for field in ask["by"]] == [fold(code) for code in ask["key"]]
    lines = lambda tables: {(fold(row["agency"]), fold(row["line"])): (at, row) for at, row in enumerate(tables["lines"]) if belongs(row)}
    old, new = lines(ask["before"]), lines(case["tables"])
    changed = []
    for key in sorted(old.keys() | new.keys()):
        a, b = old.get(key), new.get(key)
        value = lambda item, name: None if item is None else figure(item[1].get(name))
        measures = {name: change(value(a, name), value(b, name)) for name in case["measures"] if value(a, name) != value(b, name)}
        if a and b and not measures:
            continue
        place = lambda item, source: [] if item is None else [[source, item[0]]]
        changed.append({"key": dict(zip(("agency", "line"), key)), "kind": "new" if not a else "vanished" if not b else "changed",
                        "before": place(a, "before"), "after": place(b, "after"), "measures": measures})
    first = case["measures"][0]
    weight = lambda line: -abs(Decimal(line["measures"].get(first, {"delta": "0"})["delta"]))
    return sorted(changed, key=weight)


def compare(case):
    ask = case["ask"]
    cells = lambda tables: {tuple(c["key"]): c for c in consolidate(case | {"tables": tables})["cells"] if c["by"] == ask["by"]}
    old, new = cells(ask["before"]), cells(case["tables"])
    answers = []
    for key in sorted(old.keys() | new.keys(), key=lambda key: [(code is not None, code or "") for code in key]):
        a, b = old.get(key), new.get(key)
        measures = {}
        for name in case["measures"]:
            before, after = (None if c is None or c["measures"][name]["sum"] is None else Decimal(c["measures"][name]["sum"]) for c in (a, b))
            delta = None if before is None or after is None else after - before
            measures[name] = {"before": shown(before), "after": shown(after), "delta": shown(delta),
                              "growth": None if delta is None else ratio(delta, before, 1)}
        ratios = {name: [a and a["ratios"][name], b and b["ratios"][name]] for name in (a or b)["ratios"]}
        answers.append({"key": list(key), "lines": [a["lines"] if a else 0, b["lines"] if b else 0], "measures": measures, "ratios": ratios})
    return answers


def restatement(case):
    ask = case["ask"]
    run = lambda tables: consolidate(case | {"tables": tables})
    later, answers = keyed(run(case["tables"])), []
    for changed in difference(case, run(ask["first"]), run(ask["now"])):
        there = later.get((tuple(changed["by"]), tuple(changed["key"])))
        for name, item in sorted(changed["measures"].items()):
            sum_ = None if there is None or there["measures"][name]["sum"] is None else Decimal(there["measures"][name]["sum"])
            own = lambda earlier: None if sum_ is None or earlier is None else sum_ - Decimal(earlier)
            answers.append({"by": changed["by"], "key": changed["key"], "measure": name, "before": item["before"], "after": item["after"],
                            "delta": item["delta"], "later": shown(sum_), "own_before": shown(own(item["before"])),
                            "own_after": shown(own(item["after"])), "falls": (own(item["after"]) or 0) < 0})
    return answers


# ---- parts and stated totals -----------------------------------------------------------------------------------------


def contributors(case):
    ask = case["ask"]
    codes = lambda row, fields: tuple(fold(row.get(field)) for field in fields)
    rows = [row for row in case["tables"]["lines"] if codes(row, ask["by"]) == tuple(map(fold, ask["key"]))]
    keys = sorted({codes(row, ask["per"]) for row in rows})
    parts = [(key, [row for row in rows if codes(row, ask["per"]) == key]) for key in keys]
    parts = [(key, len(own), total([figure(row.get(ask["measure"])) for row in own])) for key, own in parts]
    parts.sort(key=lambda part: (-1 if part[2] is None else abs(part[2])), reverse=True)
    whole, limit = total([part[2] for part in parts]), ask["limit"]
    return {
        "sum": shown(whole),
        "parts": [{"key": list(key), "lines": lines, "sum": shown(own), "share": ratio(own, whole, 1)} for key, lines, own in parts[:limit]],
        "others": len(parts[limit:]),
        "others_sum": shown(total([part[2] for part in parts[limit:]])),
    }


def verdict(gap, children, unit):
    allowance = None if unit is None else (children + 1) * abs(unit) / 2
    if gap is None:
        return "unknown", allowance
    if gap == 0:
        return "equal", allowance
    return "rounding" if allowance is not None and abs(gap) <= allowance else "wrong", allowance


def compare_stated(case):
    ask, answers = case["ask"], []
    records = keyed(consolidate(case))
    unit = None if ask.get("unit") is None else Decimal(ask["unit"])
    for item in ask["totals"]:
        key = [fold(code) for code in item["key"]]
        place = records.get((tuple(item["by"]), tuple(key)))
        computed = sums(place)[item["measure"]] if place else None
        stated = figure(str(item["amount"]))
        gap = None if computed is None else stated - computed
        children = item.get("children", place["lines"] if place else 0)
        found, allowance = verdict(gap, children, unit)
        belongs = lambda row: [fold(row.get(field)) for field in item["by"]] == key
        lines = [["sample", at] for at, row in enumerate(case["tables"]["lines"]) if belongs(row)] if found == "wrong" else []
        answers.append({"by": item["by"], "key": key, "measure": item["measure"], "stated": shown(stated), "computed": shown(computed),
                        "gap": shown(gap), "children": children, "allowance": shown(allowance), "verdict": found, "lines": lines})
    return answers


def gaps(case):
    ask, answers = case["ask"], []
    names = set(ask["left"]) | set(ask["right"])
    for place in [cell for cell in consolidate(case)["cells"] if cell["by"] == ask["by"]]:
        side = lambda measures: sum((zero(sums(place)[name]) for name in measures), Decimal(0))
        left, right = side(ask["left"]), side(ask["right"])
        if left == right:
            continue
        rows = [(at, row) for at, row in enumerate(case["tables"]["lines"]) if [fold(row.get(f)) for f in ask["by"]] == place["key"]]
        lines = [{"source": "sample", "row": at, "measures": {n: row[n] for n in sorted(names) if row.get(n) is not None}} for at, row in rows]
        answers.append({"key": place["key"], "left": shown(left), "right": shown(right), "gap": shown(left - right),
                        "lines": [line for line in lines if line["measures"]]})
    return answers


# ---- trees -----------------------------------------------------------------------------------------------------------


def row(agency, line, code, spent, **more):
    return {"agency": agency, "line": line, "code": code, "spent": spent} | more


def tree(lines, by, hierarchy, **more):
    case = {"rulebook": TREE_BOOK, "tables": {"lines": lines}, "by": by, "measures": ["spent"]} | more
    return case | ({"hierarchies": [hierarchy]} if hierarchy else {})


def path(code, hierarchy, tables, year=None):
    """From the top down to the code; None where it stands nowhere."""
    parents = hierarchy["parents"]
    if "prefix" in parents or "scheme" in parents:
        digits = parents["prefix"]["digits"] if "prefix" in parents else [2, 4, 7, 10]
        fill = parents["prefix"].get("fill") if "prefix" in parents else "0"
        own = [n for n in digits if len(code) == n or (fill and len(code) == digits[-1] and set(code[n:]) <= {fill})]
        return None if not own else [code[:n] for n in digits if n <= own[0]]
    if "codes" in parents:
        links = [(link["code"], link.get("parent"), link.get("valid_from"), link.get("valid_to")) for link in parents["codes"]]
    else:
        links = [(r["code"], r.get("above"), r.get("first"), r.get("last")) for r in tables["tree"]]
    valid = lambda link: year is None or ((link[2] is None or int(link[2]) <= year) and (link[3] is None or year <= int(link[3])))
    above = {fold(link[0]).lower(): link[1] and fold(link[1]).lower() for link in links if valid(link)}
    if code not in above and code not in above.values():
        return None
    found = [code]
    while above.get(found[0]):
        found.insert(0, above[found[0]])
    return found


def placed(case):
    """The lines that are added, with their levels, and those that are not."""
    lines = [dict(line) for line in case["tables"]["lines"]]
    left = {at: ("heading", case.get("totals_marked_by")) for at, line in enumerate(lines) if case.get("totals_marked_by") and line.get(case["totals_marked_by"]) is True}
    if "until" in case:
        late = lambda line: line.get(case["until"]["field"], "") > case["until"]["day"]
        left |= {at: ("later", case["until"]["field"]) for at, line in enumerate(lines) if late(line)}
    for hierarchy in case.get("hierarchies", []):
        context = [*hierarchy.get("within", []), *([hierarchy["year_field"]] if "year_field" in hierarchy else [])]
        paths = {}
        for at, line in enumerate(lines):
            year = int(line[hierarchy["year_field"]]) if "year_field" in hierarchy else hierarchy.get("year")
            paths[at] = path(fold(line[hierarchy["field"]]).lower(), hierarchy, case["tables"], year) or []
            for depth, level in enumerate(hierarchy.get("levels", [])):
                line[level] = paths[at][depth] if depth < len(paths[at]) else None
        where = lambda at: tuple(fold(lines[at].get(field)) for field in context)
        inner = {(code, where(at)) for at, found in paths.items() if at not in left for code in found[:-1]}
        if hierarchy.get("parent_rows", "stated") == "stated":
            left |= {at: ("parent", hierarchy["field"]) for at, found in paths.items() if at not in left and found and (found[-1], where(at)) in inner}
    return [line for at, line in enumerate(lines) if at not in left], left


def answer(case):
    """The totals of a case with trees: those of its added lines, levels being fields like others."""
    lines, _ = placed(case)
    tables = {"lines": lines}
    if conversion := case.get("conversion"):
        lines = [converted(line, case["tables"].get("previous", []), conversion) for line in lines]
        tables = {"lines": lines}
    records = consolidate({key: value for key, value in case.items() if key not in ("hierarchies",)} | {"tables": tables})
    return records | {"digest": digest(records)}


def converted(line, previous, conversion):
    """The line with its own spending of the period, or its cumulative spending."""
    before = [other for other in previous if all(fold(other[name]) == fold(line[name]) for name in ("agency", "line"))]
    figures = [figure(other.get("spent")) for other in before]
    if not before:
        known = Decimal(0) if conversion.get("absent") == "zero" else None
    elif conversion["to"] == "in_period":
        known = figures[0] if len(figures) == 1 else None
    else:
        known = None if None in figures else sum(figures)
    now = figure(line.get("spent"))
    if now is None or known is None:
        return line | {"spent": None}
    return line | {"spent": shown(now - known if conversion["to"] == "in_period" else now + known)}


def not_added(case):
    _, left = placed(case)
    lines = case["tables"]["lines"]
    key = lambda at: {name: lines[at].get(name, "") for name in ("agency", "line", "period")}
    return [{"source": "sample", "row": at, "key": key(at), "why": why, "field": field} for at, (why, field) in sorted(left.items())]


PLANS = [row("1", "1", "1306012000", "13"), row("1", "2", "1306012024", "5", kind="capital"), row("2", "1", "۱۳۰۶۰۱۲۰۲۵", "7", kind="expense"),
         row("2", "2", "1307002000", "4", kind="expense"), row("3", "1", "15", "9"), row("3", "2", "1501001001", "2"), row("3", "3", "99", "1")]
SCHEME = {"field": "code", "levels": ["affair", "chapter", "programme"], "parents": {"scheme": "plan-10"}}
LINKS = [("min", None), ("dept", "min"), ("office", "dept"), ("court", None)]
RAGGED = {"field": "code", "levels": ["top", "middle", "low"], "parents": {"codes": [{"code": code} | ({"parent": above} if above else {}) for code, above in LINKS]}}
OFFICES = [row("1", "1", "office", "1"), row("1", "2", "dept", "2"), row("2", "1", "court", "4"), row("2", "2", "stranger", "8")]
YEARS = {"field": "code", "levels": ["ministry"], "parents": {"table": {"name": "tree", "code": "code", "parent": "above", "valid_from": "first", "valid_to": "last"}}, "year_field": "year"}
TREE = [{"code": "a", "above": "old", "last": "1402"}, {"code": "a", "above": "new", "first": "1403"}, {"code": "b", "above": "new", "first": "1403"}]
DATED = [row("1", "1", "a", "1", year="1402"), row("1", "2", "a", "2", year="1403"), row("2", "1", "b", "4", year="1403"), row("2", "2", "b", "8", year="1402")]
MARKED = [row("1", "1", "101000", "300", is_total=True), row("1", "2", "101000", "200", is_total=False), row("1", "3", "101001", "100")]
PERIODS = {"lines": [row("1", "1", "x", "70", period="6m"), row("1", "2", "x", "5", period="6m"), row("2", "1", "y", None, period="6m")],
           "previous": [row("۱", "1", "x", "40", period="3m"), row("2", "1", "y", "1", period="3m")]}

TREES = [
    ("levels of digits cross with another field", tree(PLANS, [["affair", "chapter", "programme"], ["kind", "affair"]], SCHEME)),
    ("parents beside children with figures of their own", tree(PLANS, [["affair"]], SCHEME | {"parent_rows": "own"})),
    ("a parent within the kind of credit alone", tree(PLANS, [["affair"]], SCHEME | {"within": ["kind"]})),
    ("a ragged tree and a code that is not in it", tree(OFFICES, [["top", "middle", "low"]], RAGGED)),
    ("codes with years", tree(DATED, [["year", "ministry"]], YEARS) | {"tables": {"lines": DATED, "tree": TREE}}),
    ("lines that are marked as totals", tree(MARKED, [["code"]], None, totals_marked_by="is_total")),
    ("what is dated later is left out",
     tree([row("1", "1", "x", "1", dated="1404-06-31"), row("1", "2", "x", "2", dated="1404-07-01"), row("1", "3", "x", "4")], [["code"]], None, until={"field": "dated", "day": "1404-06-31"})),
    ("in-period figures of cumulative ones", tree([], [["code"]], None, conversion={"to": "in_period"}) | {"tables": PERIODS}),
    ("in-period figures where what is new had nothing before", tree([], [["code"]], None, conversion={"to": "in_period", "absent": "zero"}) | {"tables": PERIODS}),
]

NOTICES = {
    "lines": [row("1", "1", "67", "0", approved="1000"), row("2", "1", "67", "260", approved="500"), row("3", "1", "56", "100", approved="700")],
    "notices": [{"letter": "a", "giver": "1", "receiver": "2", "given": "200", "received": "190"},
                {"letter": "b", "giver": "۱", "receiver": "3", "given": "100", "received": "100"},
                {"letter": "c", "giver": "900", "receiver": "2", "given": "60"}],
}


def eliminations(case):
    ask, tables = case["ask"], case["tables"]
    groups = {fold(line["agency"]): [fold(line[field]) for field in ask["by"]] for line in tables["lines"]}
    transfers = []
    for at, notice in enumerate(tables["notices"]):
        giver, receiver = fold(notice["giver"]), fold(notice["receiver"])
        given, received = figure(notice.get("given")), figure(notice.get("received"))
        both = given is not None and received is not None
        inside = both and giver in groups and groups.get(giver) == groups.get(receiver)
        transfers.append({"row": at, "key": {"letter": notice["letter"]}, "giver": giver, "receiver": receiver, "given": shown(given),
                          "received": shown(received), "gap": shown(given - received) if both else None,
                          "sides": "one_sided" if not both else "agree" if given == received else "differ",
                          "giver_group": groups.get(giver), "receiver_group": groups.get(receiver),
                          "cancelled": shown(min(given, received)) if inside else "0"})
    cells = []
    for place in [cell for cell in consolidate(case)["cells"] if cell["by"] == ask["by"]]:
        key = place["key"]
        gives = [t for t in transfers if t["giver_group"] == key]
        gets = [t for t in transfers if t["receiver_group"] == key]
        amount = lambda items, name: sum((zero(figure(t[name])) for t in items), Decimal(0))
        own = sums(place)
        cancelled = amount([t for t in gives if t in gets], "cancelled")
        gross = own["approved"] + own["spent"]
        cells.append({"key": key, "inside": sum(1 for t in gives if t in gets), "cancelled": shown(cancelled),
                      "given_outside": shown(amount([t for t in gives if t not in gets], "given")),
                      "received_outside": shown(amount([t for t in gets if t not in gives], "received")),
                      "gave_gap": None, "received_gap": shown(own["spent"] - amount(gets, "received")),
                      "gross": shown(gross), "net": shown(gross - cancelled)})
    return {"cells": cells, "transfers": transfers}


# ---- live ------------------------------------------------------------------------------------------------------------


def live(case):
    tables, states, updates = dict(case["tables"]), dict(case.get("statuses", {})), []
    run = lambda: consolidate(case | {"tables": tables} | ({"statuses": states} if states else {}))
    before = keyed(run())
    for step in case["ask"]["steps"]:
        agency = fold(step["agency"])
        lines = 0, 0
        if "state" in step:
            states[agency] = step["state"]
        else:
            new = step.get("lines", [])
            rest = [line for line in tables["lines"] if fold(line["agency"]) != agency]
            lines = len(tables["lines"]) - len(rest), len(new)
            tables["lines"] = rest + new
        after = keyed(run())
        names = lambda places: [{"by": list(by), "key": list(key)} for by, key in sorted(places, key=order)]
        updates.append({"lines_out": lines[0], "lines_in": lines[1], "new": names(after.keys() - before.keys()), "vanished": names(before.keys() - after.keys())})
        before = after
    records = run()
    return {"updates": updates, "total": records | {"digest": digest(records)}}


LATER = {"lines": [LINES[0] | {"allocated": "90", "spent": "88"}, LINES[1] | {"spent": "0"}, LINES[3] | {"chapter": "3"}], "agreement": AGREED}
STATED = [{"by": ["province"], "key": ["67"], "measure": "approved", "amount": amount} | more
          for amount, more in [("157", {}), ("159", {}), (160, {}), ("159", {"children": 1}), ("-0.5", {})]]
STATED.append({"by": ["province"], "key": ["۵۱"], "measure": "spent", "amount": "0"})
STATES = {"129000": "approved", "127500": "control", "131500": "approved"}
STEPS = [{"agency": "129000", "lines": [LINES[0] | {"spent": "88"}, LINES[1] | {"chapter": "7"}]}, {"agency": "131500"},
         {"agency": "۱۵۱۰۰۰", "lines": [LINES[3] | {"agency": "151000", "line": "9", "province": "51"}]}]


def questions():
    sample = dict(SAMPLE)
    for by in (["province"], ["province", "agency"], []):
        yield f"bounds by {by}", "bounds", bounds, asked(sample, {"by": by})
    yield "bounds under another assumption", "bounds", bounds, asked(sample, {"by": ["province"], "low": 40, "high": 110})
    yield "bounds where the agreements know nothing", "bounds", bounds, asked(sample, {"by": ["kind", "chapter"]})
    for mode in ("non_null", "non_zero", "partial_null", "partial_zero", "always_null", "always_zero"):
        yield f"a rollup under {mode}", "rollup", rollup, asked(sample, {"by": ["province", "agency"], "mode": mode})
        yield f"a rollup with a named child under {mode}", "rollup", rollup, asked({"lines": LINES}, {"by": ["kind", "chapter"], "mode": mode, "expected": [["expense", "۹"], ["other", None]]})
    yield "the difference from another consolidation", "difference", difference, asked(LATER, {"before": sample})
    yield "no difference from itself", "difference", difference, asked(sample, {"before": sample})
    yield "why a total is different", "changes", changes, asked(LATER, {"before": sample, "by": ["kind"], "key": ["expense"]})
    yield "why the grand total is different", "changes", changes, asked(LATER, {"before": sample, "by": [], "key": []})
    yield "a year beside another", "compare", compare, asked(LATER, {"before": sample, "by": ["kind", "chapter"]})
    yield "a restatement of an earlier period", "restatement", restatement, asked(sample, {"first": {"lines": LINES[:2]}, "now": {"lines": [LINES[0] | {"spent": "99"}, LINES[1]]}})
    yield "the largest contributors", "contributors", contributors, asked(sample, {"by": [], "key": [], "measure": "approved", "per": ["agency"], "limit": 2})
    yield "the lines of a province as contributors", "contributors", contributors, asked(sample, {"by": ["province"], "key": ["67"], "measure": "spent", "per": ["agency", "line"], "limit": 9})
    yield "stated totals, exact", "compare_stated", compare_stated, asked(sample, {"totals": STATED})
    yield "stated totals, rounded", "compare_stated", compare_stated, asked(sample, {"totals": STATED, "unit": "1"})
    yield "two sides that should agree", "gaps", gaps, asked(sample, {"by": ["province"], "left": ["allocated"], "right": ["spent"]})
    for name, case in TREES:
        yield name, None, answer, case
        if placed(case)[1]:
            yield f"{name}: which lines are not added", "not_added", not_added, case | {"ask": {}}
    yield "transfers between agencies", "eliminations", eliminations, {
        "rulebook": TREE_BOOK, "tables": NOTICES, "by": [["code"]], "measures": ["approved", "spent"],
        "ask": {"by": ["code"], "given": "given", "received": "received", "credit": "approved", "lines_received": "spent", "lines_gave": "-"}}
    full = lambda case: (lambda records: records | {"digest": digest(records)})(consolidate(case | {"tables": SAMPLE}))
    split = [{"lines": [LINES[i] for i in lines], "agreement": agreed} for lines, agreed in [((3, 0), AGREED), ((2,), []), ((), []), ((1,), AGREED[:2])]]
    for lines in (False, True):
        yield f"parts that travel as text{', with their lines' if lines else ''}", "partial", full, asked(None, {"parts": split, "lines": lines}, statuses=STATES)
    yield "submissions that come, go and change", "live", live, asked(sample, {"steps": STEPS})
    yield "submissions whose states change", "live", live, asked(sample, {"steps": [{"agency": "127500", "state": "approved"}, {"agency": "129000", "state": "returned"}, *STEPS]}, statuses=STATES)
    yield "preliminary totals whose states change", "live", live, asked(sample, {"steps": [{"agency": "127500", "state": "approved"}, {"agency": "129000", "state": "returned"}]}, statuses=STATES, preliminary=True)


LIST = {"field": "code", "levels": ["top"], "parents": {"list": "countys"}}
links = lambda *pairs: {"field": "code", "levels": ["top"], "parents": {"codes": [{"code": a, "parent": b} for a, b in pairs]}}
ERRORS = [
    ("codes in a circle", None, tree(OFFICES, [["top"]], links(("a", "b"), ("b", "a"))), "consolidation.cycle", None),
    ("a code above itself", None, tree(OFFICES, [["top"]], links(("a", "a"))), "consolidation.cycle", "hierarchies/0/a"),
    ("a code with two parents", None, tree(OFFICES, [["top"]], links(("a", "b"), ("a", "c"))), "consolidation.two_parents", "hierarchies/0/a"),
    ("a level with the name of a field", None, tree(OFFICES, [["kind"]], RAGGED | {"levels": ["kind"]}), "consolidation.repeated_field", "lines/kind"),
    ("digits that do not grow", None, tree(OFFICES, [], {"field": "code", "parents": {"prefix": {"digits": [4, 2]}}}), "consolidation.bad_hierarchy", None),
    ("a code list that is not there", None, tree(OFFICES, [["top"]], LIST), "code.unknown_list", None),
    ("a table of parents that is not there", None, tree(OFFICES, [["ministry"]], YEARS), "consolidation.unknown_table", "tree"),
    ("a mark that is no flag", None, tree(OFFICES, [], None, totals_marked_by="kind"), "consolidation.not_a_flag", "lines/kind"),
    ("a day of what is no date", None, tree(OFFICES, [], None, until={"field": "kind", "day": "1404-01-01"}), "consolidation.not_a_date", "lines/kind"),
    ("a conversion without the period before", None, tree(OFFICES, [], None, conversion={"to": "in_period"}), "consolidation.unknown_table", "previous"),
    ("bounds that are the wrong way round", "bounds", asked(SAMPLE, {"by": [], "low": 5, "high": 4}), "consolidation.bad_assumption", "low"),
    ("an expected key of another length", "rollup", asked(SAMPLE, {"by": ["province"], "mode": "non_null", "expected": [[]]}), "consolidation.key_length", None),
    ("contributors in a measure that is not summed", "contributors", asked(SAMPLE, {"by": [], "key": [], "measure": "paid", "per": [], "limit": 1}), "consolidation.unknown_measure", "paid"),
    ("a stated total that is no number", "compare_stated", asked(SAMPLE, {"totals": [STATED[0] | {"amount": "12/5"}]}), "consolidation.not_a_number", "0/amount"),
    ("a live update with lines of another agency", "live", asked(SAMPLE, {"steps": [{"agency": "129000", "lines": [LINES[3]]}]}), "consolidation.other_agency", "lines/0/agency"),
]


def check_by_hand(answers):
    whole = answers["bounds by []"]["cells"][0]["measures"]["spent"]
    assert whole == {"sum": "79", "lower": "79", "upper": "192"}, whole  # 63 of the missing and 50 of an empty figure
    nodes = answers["a rollup under partial_zero"]
    assert next(node for node in nodes if node["key"] == ["67"])["measures"]["spent"] == "59"
    trees = answers["levels of digits cross with another field"]
    assert cell(trees, ["affair"], ["13"])["measures"]["spent"]["sum"] == "16"  # 5 + 7 + 4; the 13 is their stated total
    assert cell(trees, [], [])["measures"]["spent"]["sum"] == "19"  # and 2, and the 1 that stands nowhere
    verdicts = [item["verdict"] for item in answers["stated totals, rounded"]]
    assert verdicts == ["equal", "rounding", "wrong", "wrong", "wrong", "unknown"], verdicts
    periods = answers["in-period figures of cumulative ones"]
    assert cell(periods, [], [])["measures"]["spent"] == {"sum": "30", "missing": 2}
    cut = answers["transfers between agencies"]["cells"]
    assert [item["net"] for item in cut] == ["800", "1570"], cut


def vectors():
    answers, cases = {}, []
    for name, op, solve, case in questions():
        answers[name] = solve(case)
        op = "consolidate" if op is None else f"consolidation.{op}"
        cases.append({"name": name, "op": op, "input": case, "expect": answers[name]})
    check_by_hand(answers)
    for name, op, case, code, place in ERRORS:
        op = "consolidate" if op is None else f"consolidation.{op}"
        cases.append({"name": name, "op": op, "input": case, "error": {"code": code} | ({"place": place} if place else {})})
    return {"area": "consolidation", "cases": cases}


if __name__ == "__main__":
    text = json.dumps(vectors(), ensure_ascii=False, indent=1) + "\n"
    if "--write" in sys.argv:
        FILE.write_text(text, encoding="utf-8")
    elif FILE.read_text(encoding="utf-8") != text:
        sys.exit(f"{FILE} is not what this oracle computes")
    print(len(json.loads(text)["cases"]), "vectors")
