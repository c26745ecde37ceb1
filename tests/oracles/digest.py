#!/usr/bin/env python3
"""Recomputes the digest of every vector that states one, from the findings written in the vector; exit 1 if one differs.

The oracle shares nothing with the library: canonical JSON (RFC 8785) of values that hold no numbers but small integers
is what Python's own json module writes with sorted keys and no spaces. Such vectors state their findings in full.
"""
import hashlib
import json
import pathlib
import sys

RULES = pathlib.Path(__file__).resolve().parent.parent / "vectors" / "rules"


def digest(findings):
    """SHA-256 of the canonical JSON, in lower-case hexadecimal."""
    # Keys are ASCII, so Python's order of code points is RFC 8785's order of UTF-16 units.
    text = json.dumps(findings, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def main():
    checked, wrong = 0, 0
    for path in sorted(RULES.glob("*.json")):
        for case in json.loads(path.read_text(encoding="utf-8"))["cases"]:
            expect = case.get("expect") or {}
            if "digest" in expect and "findings" in expect:
                checked += 1
                if expect["digest"] != digest(expect["findings"]):
                    wrong += 1
                    print("DIFFERS", path.name, case["name"], digest(expect["findings"]))
    print(checked, "digests recomputed,", wrong, "differ")
    return 1 if wrong or not checked else 0


if __name__ == "__main__":
    sys.exit(main())
