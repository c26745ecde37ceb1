#!/usr/bin/env python3
"""Recomputes the answer of tests/vectors/rules/identities-20000.json from its input alone; exit 1 if it differs."""
import hashlib
import json
import pathlib
import sys

FILE = pathlib.Path(__file__).resolve().parent.parent / "vectors" / "rules" / "identities-20000.json"


def rows(seed, low, span, count):
    """The generator of tests/src/identities.rs, on Python's integers."""
    state = seed

    def draw():
        nonlocal state
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        return state >> 32

    def wide():
        upper = draw()
        return (upper << 32) + draw()

    for i in range(count):
        a = low + wide() % span
        b = low + wide() % span
        step = 1 if draw() % 2 == 0 else -1
        yield i, a + b + (step if i % 2 else 0), a, b


def persian(number):
    return f"{number:,}".replace(",", "٬").translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))


def answer(given):
    """Each wrong total as the finding that it must be."""
    findings = []
    # By the number of the row, which is the order of findings within a table.
    for i, total, a, b in rows(int(given["seed"]), int(given["low"]), int(given["span"]), given["count"]):
        if total != a + b:
            cells = [("total", total), ("a", a), ("b", b)]
            findings.append({
                "rule": "SUM", "severity": "error", "table": "lines", "row": i, "key": {"line": str(i)},
                "fields": [name for name, _ in cells], "left": str(total), "right": str(a + b), "residual": str(total - a - b),
                "blocks": "accept", "law": None,
                "operands": [{"name": n, "table": "lines", "row": i, "field": n, "value": str(v)} for n, v in cells],
                "message_fa": f"جمع {persian(total)} است نه {persian(a + b)}",
                "message_en": f"the total is {total:,}, not {a + b:,}", "repairs": [],
            })
    text = json.dumps(findings, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    first = [[str(v) for v in row[1:]] for row in rows(int(given["seed"]), int(given["low"]), int(given["span"]), 2)]
    return {"rows": given["count"], "first": first, "failing": len(findings), "false_alarms": 0, "missed": 0,
            "digest": hashlib.sha256(text.encode("utf-8")).hexdigest()}


def main():
    cases = json.loads(FILE.read_text(encoding="utf-8"))["cases"]
    wrong = [case["name"] for case in cases if case["expect"] != answer(case["input"])]
    print(len(cases), "answers recomputed,", len(wrong), "differ:", *wrong)
    return 1 if wrong or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
