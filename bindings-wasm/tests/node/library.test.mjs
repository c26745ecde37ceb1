// What JavaScript expects: big numbers that stay exact, coded errors, values that do not change.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import * as amalkard from "amalkard";

const BOOK = `
[rulebook]
id = "sample"
title = { fa = "نمونه", en = "Sample" }
[tables.lines]
title = { fa = "ردیف‌ها", en = "Lines" }
key = ["line"]
fields = [
  { name = "line", type = "code", required = true, title = { fa = "ردیف", en = "Line" } },
  { name = "allocated", type = "amount", unit = "million_rial", scale = 2, title = { fa = "تخصیص", en = "Allocated" } },
  { name = "spent", type = "amount", unit = "million_rial", scale = 2, title = { fa = "هزینه", en = "Spent" } },
]
[[rule]]
id = "C06"
severity = "error"
blocks = "confirm"
check = "spent <= allocated"
title = { fa = "هزینه بیش از تخصیص", en = "Spending above allocation" }
message = { fa = "هزینه {spent} از تخصیص {allocated} بیشتر است", en = "spent {spent} exceeds allocated {allocated}" }
`;
const book = amalkard.Rulebook.fromToml(BOOK);
const check = (lines) => book.check(new amalkard.Dataset({ lines }, { rulebook: book }));

test("a difference of one beyond the numbers of JavaScript is found", () => {
  const allocated = 9007199254740993n;
  const findings = check([{ line: "1", allocated, spent: allocated + 1n }, { line: "2", allocated, spent: allocated }]);
  assert.deepEqual([...findings].map(({ row, residual }) => [row, residual]), [[0, "1"]]);
});

test("a number that may have lost digits is a finding, and its row stays", () => {
  const lines = [1.5, 2 ** 53, 1e21, NaN, Infinity, 7].map((spent, line) => ({ line: String(line), spent }));
  const data = new amalkard.Dataset({ lines }, { rulebook: book });
  assert.deepEqual(data.tables, { lines: 6 });
  assert.deepEqual(data.intake.map(({ row }) => row), [0, 1, 2, 3, 4]);
  for (const finding of data.intake) assert.match(finding.rule, /^amount\./);
  for (const number of [1.5, 7, NaN]) {
    assert.throws(() => amalkard.parseAmount(number), { name: "AmalkardError", code: "amount.float" });
  }
});

test("a digest can be recomputed with what Node has", () => {
  const findings = check([{ line: "1", allocated: "1", spent: "۲" }]);
  const canonical = (value) =>
    Array.isArray(value)
      ? `[${value.map(canonical).join(",")}]`
      : value !== null && typeof value === "object"
        ? `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`
        : JSON.stringify(value);
  assert.equal(createHash("sha256").update(canonical(findings.items)).digest("hex"), findings.digest);
});

test("a mistake in a rulebook is placed, with a suggestion", () => {
  assert.throws(
    () => amalkard.Rulebook.fromToml(BOOK.replace("spent <=", "spemt <=")),
    (error) => {
      assert.ok(error instanceof amalkard.AmalkardError);
      assert.equal(error.code, "rulebook.invalid");
      assert.equal(error.causes[0].code, "rulebook.unknown_field");
      assert.match(error.causes[0].place, /^rulebook\.toml:\d+:\d+$/);
      return true;
    },
  );
});

test("values do not change", () => {
  const date = new amalkard.PersianDate("1404-06-31");
  assert.throws(() => (date.day = 1), TypeError);
  assert.equal(JSON.stringify({ date }), '{"date":"1404-06-31"}');
  assert.equal(String(date.addDays(1)), "1404-07-01");
  assert.throws(() => date.addDays(1.5), { code: "calendar.invalid_date" });
  assert.throws(() => amalkard.PersianDate.of(1404, 12, 30), { code: "calendar.invalid_date" });
  assert.throws(() => amalkard.isLeap(65536 + 1404), { code: "calendar.out_of_range" });
  assert.throws(() => amalkard.Rulebook.builtin("ir", 65536 + 1404), { code: "rulebook.unknown" });
});

test("a form gives the findings of the row that is typed in", () => {
  const form = new amalkard.Form({ rulebook: book, tables: { lines: [{ line: "1", allocated: "100" }] } });
  assert.deepEqual(form.set(0, "spent", "۹۹"), []);
  const [finding] = form.set(0, "spent", "۱۰۱");
  assert.equal(finding.rule, "C06");
  assert.equal(finding.message_fa, "هزینه ۱۰۱ از تخصیص ۱۰۰ بیشتر است");
  assert.equal(form.set(0, "spent", "12/5")[0].rule, "amount.ambiguous");
  assert.deepEqual(form.set(0, "spent", ""), []);
  const row = form.addRow({ line: "1" });
  assert.notEqual(form.rowFindings(row).length, 0, "the same line twice");
  form.removeRow(row);
  assert.equal(form.findings().length, 0);
  assert.deepEqual(form.toRows(), [{ line: "1", allocated: "100", spent: null }]);
  assert.throws(() => form.set(0, "spemt", "1"), { code: "form.unknown_field" });
  assert.throws(() => form.set(5, "spent", "1"), { code: "form.unknown_row" });
});

test("a form says why a row fails, and which slip of the pen would explain it", () => {
  const form = new amalkard.Form({ rulebook: book, tables: { lines: [{ line: "1", allocated: "100", spent: "910" }] } });
  const [finding] = form.rowFindings(0);
  const explanation = form.explain(finding);
  assert.equal(explanation.parts.by, "810");
  assert.deepEqual(explanation.parts.check.children.map(({ value }) => value), ["910", "100"]);
  assert.match(explanation.toText("en"), /^C06 Spending above allocation\n/);
  const hint = form.hints(0).find(({ changes }) => changes.length === 1 && changes[0].to === "91");
  assert.deepEqual(hint.repaired, ["C06"]);
  assert.deepEqual(form.set(0, hint.changes[0].field, String(hint.changes[0].to)), []);
  assert.equal(form.explain("C06", 0).parts.outcome, "holds");
  assert.throws(() => form.explain("C07", 0), { code: "rule.unknown" });
});

test("an explanation is a tree, of a finding or of a rule and a row", () => {
  const data = new amalkard.Dataset({ lines: [{ line: "1", allocated: "100", spent: "101.5" }] }, { rulebook: book });
  const [finding] = book.check(data);
  const explanation = book.explain(data, finding);
  assert.deepEqual(explanation.parts, book.explain(data, "C06", 0).parts);
  assert.equal(explanation.parts.by, "1.5");
  assert.match(explanation.toHtml(), /^<div lang="fa" dir="rtl">/);
  assert.match(explanation.toText("en"), /the left side is larger by 1\.5/);
  assert.throws(() => book.explain(data, "nothing", 0), { code: "rule.unknown" });
  assert.throws(() => book.explain(data, "C06", 7), { code: "dataset.unknown_row" });
});

test("a live check leaves what it was given as it was", () => {
  const data = new amalkard.Dataset({ lines: [{ line: "1", allocated: "100", spent: "1" }] }, { rulebook: book });
  const live = new amalkard.LiveCheck(book, data);
  assert.deepEqual(live.set("lines", 0, "spent", 101n).new.map(({ rule }) => rule), ["C06"]);
  assert.equal(live.set("lines", 0, "spent", 1.5).new[0].rule, "amount.float");
  assert.equal(live.addRow("lines", { line: "2", allocated: "1", spent: "2" }).new.length, 1);
  assert.deepEqual([live.data.tables, data.tables], [{ lines: 2 }, { lines: 1 }]);
  assert.equal(book.check(data).length, 0);
  assert.equal(live.findings().digest, book.check(live.data).digest);
});

test("a changed rulebook is compared, in words and by what it would newly fail", () => {
  const stricter = book.extended({ "a.toml": '[change.C06]\ncheck = "spent < allocated"\n' });
  assert.ok(book.compare(stricter).some(({ id, key }) => id === "C06" && key === "check"));
  const data = new amalkard.Dataset({ lines: [{ line: "1", allocated: "100", spent: "100" }] }, { rulebook: book });
  const [impact] = book.impact(stricter, [["1404/6m", data]]).datasets;
  assert.deepEqual(impact.newly_failing.map(({ rule, count }) => [rule, count]), [["C06", 1]]);
  assert.equal(amalkard.Rulebook.fromToml(stricter.inForce()).digest, stricter.digest);
});

test("the reports of a round know who is late, and draw it", () => {
  const rulebook = amalkard.Rulebook.builtin("ir", 1404);
  const by = { person: "sara", role: "consolidation" };
  const lines = [{ line: "101", kind: "expense", title: "نگهداری راه‌ها", approved: "12000" }];
  const agreement = { id: "67-1", agency: "967001", agency_title: "راه (فرضی)", province: "67", year: 1404, exchanged_on: "1404-02-15", lines };
  const round = amalkard.Round.open({ id: "r", period: "1404/6m", agreements: [agreement], rulebook, by, at: "2025-09-23T06:00:00Z" });
  round.act(null, "publish", { by, at: "2025-09-24T06:00:00Z" });
  const late = amalkard.Reports.ofRound(round, { scope: "ایلام", at: new Date("2025-10-11T06:00:00Z"), unit: "milliard_rial" });
  assert.equal(late.tables("R10")[0].toDicts()[0].late_days, "11");
  assert.deepEqual(late.chart("R10").bars.map((bar) => bar.against), ["14", "7"]);
  assert.match(late.chart("R10").toSvg("en"), /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" role="img"/);
  assert.match(late.page().toHtml(), /<html lang="fa" dir="rtl">/);
  assert.equal(late.chart("R1"), null);
  assert.throws(() => late.tables("R7"), { code: "report.missing_table" });
});
