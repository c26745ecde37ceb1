// Compiled, never run: what TypeScript must accept, and what it must not.
import * as amalkard from "amalkard";
import * as small from "amalkard/form";
import { init as initForm } from "amalkard/form/slim";
import { init } from "amalkard/slim";

const book: amalkard.Rulebook = amalkard.Rulebook.builtin("ir", 1404);
const data = new amalkard.Dataset({ lines: [{ line: "1", spent: 12345678901234567890n, done: null }] }, { rulebook: book });
const findings: amalkard.Findings = book.check(data);
for (const finding of findings) {
  const severity: "error" | "warning" | "info" = finding.severity;
  const residual: string | boolean | null = finding.residual;
  void [severity, residual];
}
const amount: string = amalkard.parseAmount("۱٬۲۳۴", { separators: "law_1401" });
const total = amalkard.consolidate(data, { by: [["kind", "chapter"]], measures: ["spent"] });
const sum: string | null | undefined = total.cell(["kind"], ["expense"])?.measures["spent"]?.sum;
const form = new amalkard.Form({ rulebook: book });
const code: string = new amalkard.AmalkardError({ code: "a.b", message_fa: "", message_en: "" }).code;
const explanation: amalkard.Explanation = form.explain("C06", 0);
const because: boolean = explanation.parts.check.decisive;
const slips: amalkard.Hint[] = form.hints(0);
const whole: boolean = form.localize(0, { frozen: ["allocated"] }).complete;
void [because, slips, whole];
void [amount, sum, form.set(0, "spent", "۱۲"), code, init];

const why: amalkard.Explanation = book.explain(data, "C06", 0);
const residual: amalkard.Scalar = why.parts.check.children[0]?.value ?? null;
const localization: amalkard.Localization = book.localize(data, "lines", 0, { frozen: ["approved"], mostSolutions: 3 });
const hints: amalkard.Hint[] = book.hints(data, "lines", 0);
const update: amalkard.Update = new amalkard.LiveCheck(book, data).set("lines", 0, "spent", 7n);
const province: amalkard.Rulebook = book.extended({ "a.toml": "" });
void [residual, localization.solutions[0]?.cells[0]?.least, hints[0]?.kind, update.rules_run, province.switchedOff];
const changes: amalkard.Change[] = book.compare(province);
const impact: amalkard.Impact = book.impact(province, new Map([["1404/6m", data]]));
const analysis: amalkard.Analysis = book.analyse();
void [changes[0]?.message_fa, impact.datasets[0]?.newly_failing[0]?.count, analysis.contradictory[0]?.witness, amalkard.formatRules("")];
// @ts-expect-error a group is named by texts
book.explain(data, "C06", { agency: 1 });
// @ts-expect-error there is no such option
book.localize(data, "lines", 0, { most_solutions: 3 });

// @ts-expect-error an amount is never a number
amalkard.parseAmount(1.5);
// @ts-expect-error a sum is no number
const wrong: number = total.cell([], [])?.measures["spent"]?.sum;
// @ts-expect-error there is no such unit
amalkard.convert("1", "dollar", "rial");
// @ts-expect-error a dataset needs its rulebook
new amalkard.Dataset({ lines: [] });
// @ts-expect-error frozen
book.id = "other";
void wrong;

const process_: amalkard.Process = amalkard.Process.standard().withLayers(["agency_manager", "agency_head"]);
declare const past: amalkard.Round;
const merged: amalkard.Edit[] = past.merge("967001", { lines: [] }, 3).edits;
const clash: amalkard.Clash | undefined = past.merge("967001", { lines: [] }, { lines: [] }).clashes[0];
const verified: amalkard.Verified = amalkard.verifyLog(past.log(), { head: { seq: 1, hash: past.head }, keys: [] });
const times: amalkard.StageTime[] = past.asOf({ at: new Date() }).stageTimes();
void [process_.moves()[0]?.guards, merged, clash?.theirs, verified.signed, past.forecast(times, { at: "", percent: 90 })];
past.act(null, "delegate", { by: { person: "a", role: "approver" }, at: new Date(), delegation: { delegate: { person: "b", role: "approver" } } });
// @ts-expect-error a past is asked by its event or its time
past.asOf({ hash: "0" });

const reports = new amalkard.Reports(data, { scope: "Ilam", period: "1404/6m", rulebook: book });
const rounded: amalkard.ReportTable | undefined = reports.tables("R1")[0]?.rounded("milliard_rial", 1);
const unkept: readonly amalkard.Unkept[] | undefined = rounded?.unkept;
const svg: string | undefined = reports.chart("R2")?.toSvg("en");
const page: string = reports.page().toHtml();
const files: Record<string, string> = data.toPackage({ name: "ilam" });
const again: string = amalkard.Dataset.fromPackage(files, { rulebook: book }).digest;
void [unkept, svg, page, again, rounded?.toCsv({ language: "fa", digits: "persian", bom: true })];
// @ts-expect-error whose figures these are must be said
new amalkard.Reports(data, { period: "1404/6m" });

const smallBook: small.Rulebook = small.Rulebook.builtin("ir", 1404);
const smallForm = new small.Form({ rulebook: smallBook });
const found: small.Finding[] = smallForm.set(0, "spent", "۱۲");
void [found, smallForm.hints(0), initForm];
// @ts-expect-error: the module for forms has no analysis
smallBook.analyse();
// @ts-expect-error: nor localization
smallForm.localize(0);
