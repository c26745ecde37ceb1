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


def acted(case: Input, **options: Any) -> tuple[amalkard.Round, list[str | None]]:
    """A round after its acts, and what each refused was refused with."""
    round_ = amalkard.Round.open(**case["opening"], **options, rulebook=rulebook(case))
    errors: list[str | None] = []
    for step in case["acts"]:
        try:
            round_.act(step["agency"], **step["act"])
            errors.append(None)
        except amalkard.AmalkardError as error:
            errors.append(error.code)
    return round_, errors


def passed(case: Input) -> amalkard.Round:
    """A round whose acts all pass."""
    round_, errors = acted(case)
    assert not any(errors), errors
    return round_


def story(case: Input, **options: Any) -> Any:
    round_, errors = acted(case, **options)
    assert amalkard.Round.replay(round_.log(), rulebook=rulebook(case)).digest == round_.digest
    return {
        "round": round_.state,
        "states": round_.statuses(),
        "revisions": {item["agency"]: item["revision"] for item in round_.submissions()},
        "errors": errors,
        "event_count": len(round_.events()),
    }


@operation("round.story")
def _(case: Input) -> Any:
    return story(case)


@operation("process.layers")
def _(case: Input) -> Any:
    return story(case, process=amalkard.Process().with_layers(case["layers"]))


@operation("process.check")
def _(case: Input) -> Any:
    process = amalkard.Process(case["process"])
    return {"moves": len(process.moves()), "remarks": [remark["en"] for remark in process.remarks()]}


@operation("round.merge")
def _(case: Input) -> Any:
    return passed(case).merge(case["agency"], case["form"], base=case["base"])


@operation("round.past")
def _(case: Input) -> Any:
    round_, seq = passed(case), case["seq"]
    then = round_.as_of(seq)
    tail = "".join(round_.log().splitlines(keepends=True)[seq:])
    resumed = amalkard.Round.resume(then.snapshot(), tail, rulebook=rulebook(case))
    return {
        "states": then.statuses(),
        "resumed": resumed.digest == round_.digest,
        "evidence": amalkard.replay_bundle(round_.bundle())["same"],
    }


@operation("round.deadlines")
def _(case: Input) -> Any:
    round_ = passed(case)
    rows = round_.punctuality(at=case["at"])
    forecast = round_.forecast(case["past"], percent=case["percent"], at=case["at"])
    return {
        "punctuality": next(row for row in rows if "agency" not in row and "stage" not in row),
        "forecast": {
            "ends": forecast["ends"],
            "due": forecast["due"],
            "agencies": {
                item["agency"]: [item["stage_ends"], item["ends"], item["basis"]] for item in forecast["agencies"]
            },
        },
    }


@operation("bundle.replay")
def _(case: Input) -> Any:
    text, (old, new) = passed(case).bundle(case["agency"]), case["replace"]
    assert old in text
    replayed = amalkard.replay_bundle(text.replace(old, new, 1))
    return {"same": replayed["same"], "places": [item["place"] for item in replayed["differences"]]}


@operation("bundle.read")
def _(case: Input) -> Any:
    return amalkard.replay_bundle(case["text"])


@operation("log.verify")
def _(case: Input) -> Any:
    round_ = passed(case)
    lines = round_.log().splitlines()
    match case["change"]:
        case ["drop", number]:
            del lines[number - 1]
        case ["swap", number]:
            lines[number - 1 : number + 1] = reversed(lines[number - 1 : number + 1])
        case ["repeat", number]:
            lines.insert(number, lines[number - 1])
        case ["cut", number]:
            del lines[number:]
        case ["replace", old, new]:
            lines = "\n".join(lines).replace(old, new, 1).split("\n")
    seq = case.get("head")
    head = {"seq": seq, "hash": round_.events()[seq - 1]["hash"]} if seq else None
    verified = amalkard.verify_log("\n".join(lines), head=head, keys=case.get("keys", ()))
    return {name: verified[name] for name in ("events", "round", "signed")}


OTHER_THAN_PLAN = {"rulebook", "tables", "parts", "agency", "update", "of", "key", "ask"}


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


def before_of(case: Input, name: str = "before") -> amalkard.Consolidation:
    return consolidated({**case, "tables": case["ask"][name]}, source="before")


def asked(case: Input) -> tuple[amalkard.Consolidation, Input]:
    return consolidated(case, source="sample"), dict(case["ask"])


@operation("consolidation.bounds")
def _(case: Input) -> Any:
    total, ask = asked(case)
    return total.bounds(**ask)


@operation("consolidation.rollup")
def _(case: Input) -> Any:
    total, ask = asked(case)
    return total.rollup(**ask)


@operation("consolidation.difference")
def _(case: Input) -> Any:
    return consolidated(case).difference(before_of(case))


@operation("consolidation.changes")
def _(case: Input) -> Any:
    ask = case["ask"]
    return consolidated(case, source="after").changes(before_of(case), ask["by"], ask["key"])


@operation("consolidation.compare")
def _(case: Input) -> Any:
    return consolidated(case).compare(before_of(case), case["ask"]["by"])


@operation("consolidation.restatement")
def _(case: Input) -> Any:
    return consolidated(case).restatement(before_of(case, "first"), before_of(case, "now"))


@operation("consolidation.contributors")
def _(case: Input) -> Any:
    total, ask = asked(case)
    return total.contributors(**ask)


@operation("consolidation.compare_stated")
def _(case: Input) -> Any:
    total, ask = asked(case)
    return total.compare_stated(ask["totals"], unit=ask.get("unit"))


@operation("consolidation.gaps")
def _(case: Input) -> Any:
    total, ask = asked(case)
    return total.gaps(**ask)


@operation("consolidation.not_added")
def _(case: Input) -> Any:
    return asked(case)[0].not_added()


@operation("consolidation.eliminations")
def _(case: Input) -> Any:
    total, ask = asked(case)
    return total.eliminations(dataset(case), **ask)


@operation("consolidation.partial")
def _(case: Input) -> Any:
    """Half of the parts go through JSON, half through Arrow."""
    total = None
    for number, tables in enumerate(case["ask"]["parts"]):
        part = consolidated({**case, "tables": tables})
        if number % 2:
            part = amalkard.Consolidation.from_partial(part.partial(lines=case["ask"]["lines"]))
        else:
            part = amalkard.Consolidation.from_partial_arrow(*part.partial_arrow(lines=case["ask"]["lines"]))
        total = part if total is None else part.merge(total)
    assert total is not None
    return records(total)


@operation("consolidation.live")
def _(case: Input) -> Any:
    plan = {key: value for key, value in case.items() if key not in OTHER_THAN_PLAN}
    live = amalkard.LiveConsolidation(dataset(case), **plan)
    updates = []
    for step in case["ask"]["steps"]:
        if "state" in step:
            update = live.set_status(step["agency"], step["state"])
        elif "lines" in step:
            lines = dataset({**case, "tables": {"lines": step["lines"]}})
            update = live.replace(step["agency"], lines)
        else:
            update = live.withdraw(step["agency"])
        del update["changed"]
        updates.append(update)
    total = live.consolidation()
    assert total.digest == live.digest
    return {"updates": updates, "total": records(total)}


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
