"""Reports as they leave: Excel read by openpyxl and LibreOffice, packages by frictionless, drawings by an XML parser."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import amalkard
import openpyxl
import pyarrow as pa
import pytest

LARGE = 2**53 + 1


def line(agency: str, number: int, kind: str, source: str, **figures: str) -> dict[str, Any]:
    return {"agency": agency, "line": str(number), "kind": kind, "source": source, "chapter": "210000", **figures}


LINES = [
    line("129000", 1, "expense", "PROV_EXPENSE", amended="1400.5", allocated="500", paid="400"),
    line("129000", 2, "capital", "OIL_2", amended="3300", allocated="1000.25", paid="500"),
    line("127500", 1, "expense", "PROV_EXPENSE", amended="4300", allocated="1500", paid="900"),
    line("105500", 1, "capital", "OIL_2", amended="0", allocated="0", paid="0"),
]


def reports(lines: list[dict[str, Any]] = LINES, **more: Any) -> amalkard.Reports:
    book = amalkard.Rulebook.builtin("ir", 1404)
    data = amalkard.Dataset({"lines": lines}, rulebook=book)
    return amalkard.Reports(data, scope={"fa": "استان ایلام", "en": "Ilam"}, period="1404/6m", rulebook=book, **more)


def cross(lines: list[dict[str, Any]] = LINES) -> amalkard.ReportTable:
    """R5: the credit of each agency by source, with totals below and beside."""
    return reports(lines).tables("R5")[1]


def test_a_workbook_is_what_it_promises() -> None:
    book = openpyxl.load_workbook(io.BytesIO(cross().to_excel()))
    sheet = book.active
    assert sheet.sheet_view.rightToLeft
    assert sheet.freeze_panes == "B4"
    assert sheet["A2"].value == "مبالغ به میلیون ریال"
    assert [cell.value for cell in sheet[3]][-1] == "جمع"
    # Agencies 105500, 127500, 129000; figures are numbers, a cell without a line is words.
    assert [cell.value for cell in sheet[4]] == ["۱۰۵۵۰۰", 0, "–", "=SUM(B4,C4)"]
    assert sheet["C6"].value == 1400.5 and sheet["C6"].data_type == "n"
    assert sheet["B7"].value == "=SUM(B4:B6)"
    kept = openpyxl.load_workbook(io.BytesIO(cross().to_excel()), data_only=True).active
    assert [Decimal(str(cell.value)) for cell in kept[7][1:]] == [Decimal("3300"), Decimal("5700.5"), Decimal("9000.5")]


def test_english_sheets_run_from_left_to_right_and_a_page_has_a_sheet_for_each_table(tmp_path: Path) -> None:
    page = reports().page()
    path = tmp_path / "page.xlsx"
    assert page.to_excel(path, language="en") == path.read_bytes()
    book = openpyxl.load_workbook(path)
    assert len(book.sheetnames) == len(page.tables) == len(set(book.sheetnames))
    assert not book.active.sheet_view.rightToLeft
    assert page.to_excel(language="en") == path.read_bytes(), "the same bytes again"


def test_a_figure_that_no_binary_number_is_stands_as_text() -> None:
    lines = [line("1", 1, "expense", "OIL_1", amended=str(LARGE)), line("2", 1, "expense", "OIL_1", amended="1")]
    sheet = openpyxl.load_workbook(io.BytesIO(cross(lines).to_excel())).active
    assert sheet["B4"].value == str(LARGE) and sheet["B4"].data_type == "s"
    assert sheet["B5"].value == 1
    # A sum over text would be wrong: the total is its own figure, as text too.
    assert sheet["B6"].value == str(LARGE + 1)


def soffice() -> str:
    found = shutil.which("soffice")
    if found is None:
        print("ORACLE ABSENT: soffice; no workbook was opened by LibreOffice", file=sys.stderr)
        pytest.skip("ORACLE ABSENT: soffice (LibreOffice Calc) is not installed")
    return found


def converted(folder: Path, workbook: Path) -> list[list[str]]:
    """The first sheet as LibreOffice computes and shows it."""
    command = [soffice(), "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
    command += ["--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false", "--outdir", str(folder), str(workbook)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return list(csv.reader(io.StringIO(workbook.with_suffix(".csv").read_text(encoding="utf-8"))))


def figure(shown: str) -> Decimal:
    """A figure in the numeral shapes of Persian, which LibreOffice knows by the format of its cell."""
    return Decimal(amalkard.ascii_digits(shown).replace("٬", "").replace("٫", "."))


def test_libreoffice_computes_the_exact_totals(tmp_path: Path) -> None:
    soffice()
    exact = cross()
    workbook = tmp_path / "cross.xlsx"
    # Written again by openpyxl the kept results are gone: whoever opens it must compute.
    book = openpyxl.load_workbook(io.BytesIO(exact.to_excel()))
    book.save(workbook)
    rows = converted(tmp_path, workbook)[3 : 3 + len(exact)]
    names = [column["name"] for column in exact.columns][1:]
    for row, record in zip(rows, exact.to_dicts(), strict=True):
        shown = [None if cell == "–" else figure(cell) for cell in row[1 : 1 + len(names)]]
        assert shown == [record[name] for name in names]


def test_rounded_figures_add_up() -> None:
    table = cross()
    rounded = table.rounded("milliard_rial")
    assert rounded.unkept == [] and rounded.header == {"fa": "مبالغ به میلیارد ریال", "en": "Amounts in milliard rials"}
    *rows, total = rounded.to_dicts()
    names = [column["name"] for column in rounded.columns][1:]
    for name in names:
        assert sum(row[name] or 0 for row in rows) == total[name]
    for exact, row in zip(table.to_dicts(), rounded.to_dicts(), strict=True):
        assert sum(row[name] or 0 for name in names[:-1]) == row["total"]
        assert all(row[name] is None or abs(row[name] * 1000 - exact[name]) < 1000 for name in names)
    assert any("so that they add up" in note["en"] for note in rounded.notes)


def test_a_table_goes_into_a_data_frame_and_into_csv() -> None:
    table = reports().tables("R1")[0]
    frame = pa.table(table.to_arrow())
    assert frame["amended"].to_pylist() == [Decimal("3300"), Decimal("5700.5"), Decimal("9000.5")]
    rows = list(csv.DictReader(io.StringIO(table.to_csv())))
    assert [row["amended"] for row in rows] == ["3300", "5700.5", "9000.5"]
    assert table.to_csv(language="fa", digits="persian", bom=True).startswith("\ufeff")


def test_a_drawing_is_xml_with_its_words() -> None:
    chart = reports().chart("R2")
    assert chart is not None and reports().chart("R1") is None
    for language, direction in (("fa", "rtl"), ("en", "ltr")):
        root = ElementTree.fromstring(chart.to_svg(language))  # type: ignore[arg-type]
        assert root.attrib["role"] == "img" and root.attrib["direction"] == direction
        named = {element.attrib["id"]: element.text for element in root if "id" in element.attrib}
        title, description = (named[name] for name in root.attrib["aria-labelledby"].split())
        assert title == chart.title[language] and description
        assert not [element for element in root.iter() if element.tag.endswith("script")]
    assert chart._repr_html_() == chart.to_svg()


def test_a_page_says_what_is_missing() -> None:
    page = reports().page()
    html = page.to_html("en")
    assert "report R7 needs the table `allocations`" in html and "<svg" in html
    assert page._repr_html_().startswith('<div lang="fa" dir="rtl">')
    with pytest.raises(amalkard.AmalkardError) as refused:
        reports().tables("R7")
    assert refused.value.code == "report.missing_table"


def test_frictionless_finds_a_package_valid_and_reads_the_same_figures(tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    book = amalkard.Rulebook.builtin("ir", 1404)
    exchanges = [{"agency": "129000", "kind": "expense", "exchanged": "1404-06-31"}]
    data = amalkard.Dataset({"lines": LINES, "exchanges": exchanges}, rulebook=book)
    files = data.to_package(name="ilam-1404-6m", title="ایلام")
    for name, text in files.items():
        (tmp_path / name).write_bytes(text.encode())
    # The schema of the fiscal profile is fetched from the network; what it extends comes with the library.
    descriptor = {**json.loads(files["datapackage.json"]), "profile": "tabular-data-package"}
    (tmp_path / "tabular.json").write_text(json.dumps(descriptor))
    report = frictionless.validate(str(tmp_path / "tabular.json"))
    assert report.valid, report.flatten(["type", "note"])
    package = frictionless.Package(str(tmp_path / "tabular.json"))
    rows = package.get_resource("lines").read_rows()
    assert [row["amended"] for row in rows] == [Decimal(str(line["amended"])) for line in LINES]
    assert [row["agency"] for row in rows] == [line["agency"] for line in LINES]
    assert package.get_resource("exchanges").read_rows()[0]["exchanged"] == "1404-06-31"
    again = amalkard.Dataset.from_package(files, rulebook=book)
    assert again.digest == data.digest and again.tables == data.tables


AGREEMENT = {
    "id": "67-1", "agency": "967001", "agency_title": "دستگاه راه (فرضی)", "province": "67", "year": 1404,
    "exchanged_on": "1404-02-15",
    "lines": [{"line": "101", "kind": "expense", "title": "نگهداری راه‌ها", "approved": "12000"}],
}  # fmt: skip


def test_the_reports_of_a_round_know_who_is_late() -> None:
    group = {"person": "sara", "role": "consolidation"}
    book = amalkard.Rulebook.builtin("ir", 1404)
    round_ = amalkard.Round.open([AGREEMENT], period="1404/6m", rulebook=book, at="2025-09-23T06:00:00Z", by=group)
    round_.act(None, "publish", by=group, at="2025-09-24T06:00:00Z")
    late = amalkard.Reports.of_round(round_, scope="ایلام", at="2025-10-11T06:00:00Z", unit="milliard_rial")
    completeness, stages = late.tables("R10")
    # Entry lasts a week, 2 to 8 Mehr; on 19 Mehr it is eleven days over.
    assert completeness.to_dicts()[0]["late_days"] == Decimal(11)
    assert [row["late"] for row in stages.to_dicts() if row["stage"] == "entry"] == [Decimal(1)]
    chart = late.chart("R10")
    assert chart is not None and [bar["against"] for bar in chart.bars] == [Decimal(14), Decimal(7)]
    summary = late.tables("R1")[0]
    assert summary.header == {"fa": "مبالغ به میلیارد ریال", "en": "Amounts in milliard rials"}
    assert any("0 of the 1 agencies" in note["en"] for note in summary.notes)
