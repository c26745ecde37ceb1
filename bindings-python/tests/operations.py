"""What each operation of the vectors does in Python. An operation that is not here fails its cases."""

from __future__ import annotations

import json
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


def named(text: str) -> amalkard.Rulebook:
    """The rulebook that is named, or written out."""
    return amalkard.Rulebook.builtin("ir", 1404) if text == "ir/1404" else amalkard.Rulebook.from_toml(text)


def rulebook(case: Input) -> amalkard.Rulebook:
    """The rulebook of a case, changed by the files where there are some."""
    book = named(case["rulebook"])
    return book.extended(case["files"]) if case.get("files") else book


def other(case: Input) -> amalkard.Rulebook | None:
    """The book that a case compares with its own: another, or its own changed by the files."""
    if "other" in case:
        return named(case["other"])
    return rulebook(case) if case.get("files") else None


def dataset(case: Input, name: str = "tables") -> amalkard.Dataset:
    return amalkard.Dataset(case[name], rulebook=rulebook(case))


@operation("rules.load")
def _(case: Input) -> Any:
    book = rulebook(case)
    return {"id": book.id, "rules": len(book.rules)}


def data_of(case: Input, book: amalkard.Rulebook) -> amalkard.Dataset:
    return amalkard.Dataset.from_json(json.dumps(case["tables"]), rulebook=book)


@operation("rules.impact")
def _(case: Input) -> Any:
    book = rulebook(case)
    datasets = {data["name"]: data_of(data, book) for data in case["datasets"]}
    return book.impact(named(case["changed"]), datasets)


@operation("rules.explain")
def _(case: Input) -> Any:
    book = rulebook(case)
    explanation = book.explain(data_of(case, book), case["rule"], case.get("row"), key=case.get("key"))
    text = {language: explanation.to_text(language).splitlines() for language in ("fa", "en")}
    html = [explanation.to_html("fa"), explanation.to_html("en")]
    return {"explanation": explanation.to_dict(), **text, "html": html}


@operation("rules.hints")
def _(case: Input) -> Any:
    book = rulebook(case)
    return {"hints": book.hints(data_of(case, book), case["table"], case["row"])}


@operation("rules.localize")
def _(case: Input) -> Any:
    book = rulebook(case)
    return book.localize(data_of(case, book), case["table"], case["row"], **case.get("options", {}))


@operation("rules.live")
def _(case: Input) -> Any:
    book = rulebook(case)
    live = amalkard.LiveCheck(book, data_of(case, book))
    steps = []
    for edit in case["edits"]:
        if "add" in edit:
            update = live.add_row(edit["table"], edit["add"])
        elif "remove" in edit:
            update = live.remove_row(edit["table"], edit["remove"])
        else:
            update = live.set(edit["table"], edit["row"], edit["field"], edit["cell"])
        steps.append({"update": update, "findings": live.findings().to_dicts()})
    findings = live.findings()
    assert findings == book.check(live.data)
    return {"steps": steps, "digest": findings.digest}


@operation("rules.digest")
def _(case: Input) -> Any:
    book, compared = rulebook(case), other(case)
    return {"canonical": book.canonical(), "digest": book.digest, "same": compared and compared == book}


@operation("rules.in_force")
def _(case: Input) -> Any:
    book = rulebook(case)
    text = book.in_force()
    return {"text": text, "same": amalkard.Rulebook.from_toml(text) == book}


@operation("rules.compare")
def _(case: Input) -> Any:
    compared = other(case)
    assert compared is not None
    return {"changes": named(case["rulebook"]).compare(compared)}


@operation("rules.format")
def _(case: Input) -> Any:
    return {"text": amalkard.format_rules(case["text"])}


@operation("rules.not_run")
def _(case: Input) -> Any:
    book = rulebook(case)
    return {"rules": book.not_run(data_of(case, book))}


@operation("rules.catalogue")
def _(case: Input) -> Any:
    book = rulebook(case)
    data = data_of(case, book)
    return {language: book.catalogue(language, examples=data) for language in ("fa", "en")}


@operation("rules.analyse")
def _(case: Input) -> Any:
    return rulebook(case).analyse()


@operation("rules.check")
def _(case: Input) -> Any:
    findings = rulebook(case).check(dataset(case))
    return {"findings": findings.to_dicts(), "digest": findings.digest}


@operation("dataset.read")
def _(case: Input) -> Any:
    # As JSON text: Python's own integers are exact whatever their size, those of JSON may have lost digits.
    data = amalkard.Dataset.from_json(json.dumps(case["tables"]), rulebook=rulebook(case))
    return {"rows": data.tables, "findings": data.intake}


@operation("rules.identities")
def _(case: Input) -> Any:
    rows = identities(int(case["seed"]), int(case["low"]), int(case["span"]), case["count"])
    book = rulebook(case)
    lines = [
        {"line": str(line), "total": str(total), "a": str(a), "b": str(b)} for line, (total, a, b) in enumerate(rows)
    ]
    findings = book.check(amalkard.Dataset({"lines": lines}, rulebook=book))
    found = {finding["row"] for finding in findings}
    wrong = set(range(1, len(rows), 2))
    return {
        "rows": len(rows),
        "first": [[str(value) for value in row] for row in rows[:2]],
        "failing": len(findings),
        "false_alarms": len(found - wrong),
        "missed": len(wrong - found),
        "digest": findings.digest,
    }


def identities(state: int, low: int, span: int, count: int) -> list[tuple[int, int, int]]:
    """What tests/src/identities.rs describes: sums in rials, every second one wrong by one rial."""

    def draw() -> int:
        nonlocal state
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        return state >> 32

    def part() -> int:
        upper = draw() << 32
        return low + (upper | draw()) % span

    def row(index: int) -> tuple[int, int, int]:
        a, b = part(), part()
        step = 1 if draw() % 2 == 0 else -1
        return a + b + (step if index % 2 else 0), a, b

    return [row(index) for index in range(count)]


@operation("round.story")
def _(case: Input) -> Any:
    book = rulebook(case)
    round_ = amalkard.Round.open(**case["opening"], rulebook=book)
    errors: list[str | None] = []
    for step in case["acts"]:
        try:
            round_.act(step["agency"], **step["act"])
            errors.append(None)
        except amalkard.AmalkardError as error:
            errors.append(error.code)
    assert amalkard.Round.replay(round_.log(), rulebook=book).digest == round_.digest
    submissions = {item["agency"]: item for item in round_.submissions()}
    return {
        "round": round_.state,
        "states": round_.statuses(),
        "revisions": {agency: item["revision"] for agency, item in submissions.items()},
        "errors": errors,
        "event_count": len(round_.events()),
    }


OTHER_THAN_PLAN = {"rulebook", "tables", "parts", "agency", "update", "of", "key"}


def consolidated(case: Input, name: str = "tables", source: str = "") -> amalkard.Consolidation:
    plan = {key: value for key, value in case.items() if key not in OTHER_THAN_PLAN}
    return amalkard.consolidate(dataset(case, name), **plan, source=source)


def records(total: amalkard.Consolidation) -> Any:
    return {**total.to_dict(), "digest": total.digest}


@operation("consolidate")
def _(case: Input) -> Any:
    return records(consolidated(case))


@operation("consolidation.merge")
def _(case: Input) -> Any:
    parts = [consolidated({**case, "tables": part}, source=source) for part, source in zip(case["parts"], "abcd")]
    total = parts[0]
    for part in parts[1:]:
        total = total.merge(part)
    return records(total)


@operation("consolidation.update")
def _(case: Input) -> Any:
    return records(consolidated(case).update(case["agency"], dataset(case, "update")))


@operation("consolidation.lineage")
def _(case: Input) -> Any:
    return consolidated(case, source="sample").lineage(case["of"], case["key"])


@operation("consolidation.table")
def _(case: Input) -> Any:
    return consolidated(case).table(case["of"]).to_dicts()


def reports(case: Input) -> amalkard.Reports:
    data = amalkard.Dataset(case["tables"], rulebook=rulebook(case))
    return amalkard.Reports(data, scope=case["scope"], period=case["period"], statuses=case.get("statuses"))


@operation("report.tables")
def _(case: Input) -> Any:
    tables = reports(case).tables(case["report"])
    return [{"title": table.title, "header": table.header, "rows": table.to_dicts()} for table in tables]


@operation("report.chart")
def _(case: Input) -> Any:
    chart = reports(case).chart(case["report"])
    return {"chart": chart and {"title": chart.title, "bars": chart.bars}}


@operation("report.rounded")
def _(case: Input) -> Any:
    table = reports(case).tables(case["report"])[case["table"]].rounded(case["unit"])
    return {"rows": table.to_dicts(), "unkept": table.unkept, "header": table.header}


@operation("report.csv")
def _(case: Input) -> Any:
    return reports(case).tables(case["report"])[0].to_csv(**case["style"])


@operation("package.round_trip")
def _(case: Input) -> Any:
    book = rulebook(case)
    data = amalkard.Dataset(case["tables"], rulebook=book)
    files = data.to_package(name=case["name"])
    again = amalkard.Dataset.from_package(files, rulebook=book)
    return {"files": sorted(files), "lines": files["lines.csv"], "digest": data.digest, "again": again.digest}


@operation("package.read")
def _(case: Input) -> Any:
    return {"digest": amalkard.Dataset.from_package(case["files"], rulebook=named(case["rulebook"])).digest}
