"""Every vector of tests/vectors, in Python: operations and their answers, the same files that Rust and JavaScript run."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import amalkard
import pytest
from operations import OPERATIONS

VECTORS = Path(__file__).parents[2] / "tests" / "vectors"


def cases() -> Iterator[Any]:
    for file in sorted(VECTORS.rglob("*.json")):
        for case in json.loads(file.read_text(encoding="utf-8"))["cases"]:
            name = f"{file.relative_to(VECTORS).as_posix()}: {case['name']}"
            case["input"] = {key: shared_rulebook(value) for key, value in case["input"].items()}
            yield pytest.param(name, case, id=name)


def shared_rulebook(value: Any) -> Any:
    """The text of a file of tests/rulebooks, where the value is its name."""
    if isinstance(value, str) and re.fullmatch(r"[\w-]+\.toml", value):
        return (VECTORS.parent / "rulebooks" / value).read_text(encoding="utf-8")
    return value


ANSWERS: dict[str, str] = {}


@pytest.fixture(scope="module", autouse=True)
def leave_answers() -> Iterator[None]:
    """Leaves the digest of every answer where `cargo xtask test` compares them with those of the other languages."""
    yield
    place = os.environ.get("AMALKARD_ANSWERS")
    if place:
        lines = "\n".join(f"{name}\t{answer}" for name, answer in ANSWERS.items())
        (Path(place) / "python.tsv").write_text(lines, encoding="utf-8")


@pytest.mark.parametrize(("name", "case"), list(cases()))
def test_vector(name: str, case: dict[str, Any]) -> None:
    assert case["op"] in OPERATIONS, f"no runner for `{case['op']}`"
    try:
        result = OPERATIONS[case["op"]](case["input"])
    except amalkard.AmalkardError as error:
        ANSWERS[name] = error.code
        assert "error" in case, f"expected an answer, got {error}"
        wanted = {"code": case["error"]} if isinstance(case["error"], str) else case["error"]
        assert part_of(as_json(parts(error)), wanted) == wanted
        return
    answer = as_json(result)
    ANSWERS[name] = amalkard.digest_of(answer)
    assert "error" not in case, f"expected a refusal {case['error']}, got {result!r}"
    # What rules find is stated in part: a vector names the keys that it is about.
    if case["op"].startswith(("rules.", "dataset.")):
        answer = part_of(answer, case["expect"])
    assert answer == case["expect"]


def parts(error: amalkard.AmalkardError) -> dict[str, Any]:
    return {
        "code": error.code,
        "place": error.place,
        "expected": error.expected,
        "message_fa": error.message_fa,
        "message_en": error.message_en,
        "details": error.details,
        "readings": [value for name, value in error.details if name == "reading"],
        "suggestion": next((value for name, value in error.details if name == "suggestion"), None),
        "causes": [parts(cause) for cause in error.causes],
    }


def as_json(value: Any) -> Any:
    """A result as JSON has it: a Decimal is its text."""
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_json(item) for item in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    return value


def part_of(got: Any, wanted: Any) -> Any:
    """What of `got` is asked for in `wanted`."""
    if isinstance(got, dict) and isinstance(wanted, dict):
        return {key: part_of(got.get(key), item) for key, item in wanted.items()}
    if isinstance(got, list) and isinstance(wanted, list) and len(got) == len(wanted):
        return [part_of(one, other) for one, other in zip(got, wanted, strict=True)]
    return got
