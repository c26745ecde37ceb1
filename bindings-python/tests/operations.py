"""What each operation of the vectors does in Python. An operation that is not here fails its cases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import amalkard
from amalkard import classification

Input = dict[str, Any]
OPERATIONS: dict[str, Callable[[Input], Any]] = {}


def operation(name: str) -> Callable[[Callable[[Input], Any]], Callable[[Input], Any]]:
    def register(run: Callable[[Input], Any]) -> Callable[[Input], Any]:
        OPERATIONS[name] = run
        return run

    return register


@operation("text.fold")
def _(case: Input) -> Any:
    return {"text": amalkard.fold(case["text"])}


@operation("text.normalize")
def _(case: Input) -> Any:
    return {"text": amalkard.normalize(case["text"])}


@operation("amount.parse")
def _(case: Input) -> Any:
    amount = amalkard.parse_amount(case["text"])
    if "unit" not in case:
        return {"amount": amount}
    return {"amount": amount, "rials": amalkard.convert(amount, case["unit"], "rial")}


@operation("amount.add")
def _(case: Input) -> Any:
    return {"amount": amalkard.add(case["a"], case["b"])}


@operation("amount.convert")
def _(case: Input) -> Any:
    return {"amount": amalkard.convert(case["amount"], case["from"], case["to"])}


@operation("calendar.parse_date")
def _(case: Input) -> Any:
    return {"date": str(amalkard.PersianDate.parse(case["text"]))}


@operation("calendar.to_gregorian")
def _(case: Input) -> Any:
    return {"gregorian": amalkard.PersianDate.parse(case["date"]).to_date().isoformat()}


@operation("calendar.from_gregorian")
def _(case: Input) -> Any:
    return {"date": str(amalkard.PersianDate.from_date(date.fromisoformat(case["gregorian"])))}


@operation("calendar.period_bounds")
def _(case: Input) -> Any:
    first, last = amalkard.FiscalPeriod(case["period"]).window(case["basis"])
    return {"first": str(first), "last": str(last)}


@operation("calendar.is_leap")
def _(case: Input) -> Any:
    return {"leap": amalkard.is_leap(case["year"])}


@operation("classification.lookup")
def _(case: Input) -> Any:
    return classification.lookup(case["list"], case["code"], case["year"])


@operation("classification.crosswalk")
def _(case: Input) -> Any:
    code = classification.crosswalk(case["code"], case["from"], case["to"], list=case.get("list", "province"))
    return {"code": code}


@operation("classification.plan_code")
def _(case: Input) -> Any:
    return classification.plan_code(case["text"], schemes=case.get("schemes"))


@operation("classification.misc_row")
def _(case: Input) -> Any:
    return classification.misc_row(case["text"])


@operation("classification.agency_code")
def _(case: Input) -> Any:
    return {"code": classification.agency_code(case["text"])}


@operation("agreement.terms")
def _(case: Input) -> Any:
    return {"terms": amalkard.Agreement(case["agreement"]).terms_on(case["date"])}


@operation("agreement.amend")
def _(case: Input) -> Any:
    return {"terms": amalkard.Agreement(case["agreement"]).amend(case["amendment"]).latest_terms()}
