// The web form of one agency: every keystroke is checked by the same rules that the planning organisation applies.
import { Form, Rulebook, group, persianDigits } from "../form/dist/form/browser.js";
import { element, explained, keyOf, solved } from "./explained.js";
import { agency, agreement, previous, typed } from "./sample.js";

const MEASURES = ["allocated", "received", "secured", "committed", "spent", "paid", "physical_progress"];
const SEVERITIES = { error: "خطا", warning: "هشدار", info: "اطلاع" };
const STORED = "amalkard-demo";

const book = Rulebook.builtin("ir", 1404);
const fields = new Map(book.schema.find(({ name }) => name === "lines").fields.map((field) => [field.name, field]));
const $ = (id) => document.getElementById(id);
const shown = (number) => persianDigits(group(number));

const rules = new Set(book.rules.map(({ id }) => id));

let form;
const inputs = new Map();
/** The findings whose explanation is open. */
const opened = new Set();

function start(figures) {
  const lines = agreement.map(({ agency_title, ...terms }) => ({ ...terms, period: "6m", ...figures[terms.line] }));
  form = new Form({ rulebook: book, tables: { lines, previous, agreement } });
  draw();
  show();
}

function draw() {
  $("agency").textContent = `${agency.title} · کد ${persianDigits(agency.code)}`;
  const heads = ["ردیف اعتبار", fields.get("amended").title.fa, ...MEASURES.map((name) => fields.get(name).title.fa)];
  $("head").replaceChildren(...heads.map((title) => element("th", { scope: "col" }, title)));
  inputs.clear();
  $("body").replaceChildren(...agreement.map(rowOf));
}

function rowOf(terms, row) {
  const kind = terms.kind === "capital" ? "تملک دارایی سرمایه‌ای" : "هزینه‌ای";
  const cells = MEASURES.map((field) => {
    const input = element("input", {
      inputmode: "decimal",
      autocomplete: "off",
      "aria-label": `${fields.get(field).title.fa}، ${terms.title}`,
      "data-row": row,
      "data-field": field,
    });
    input.value = form.get(row, field);
    inputs.set(`${row}/${field}`, input);
    return element("td", {}, input);
  });
  const name = element("th", { scope: "row" }, terms.title, element("small", {}, `${persianDigits(terms.line)} · ${kind}`));
  return element("tr", {}, name, element("td", { class: "fixed" }, shown(terms.amended)), ...cells);
}

/** What the rules say now: colours of the cells, the list, the summary. */
function show() {
  const findings = form.findings();
  for (const input of inputs.values()) {
    delete input.dataset.severity;
    input.removeAttribute("aria-invalid");
    input.removeAttribute("title");
  }
  for (const finding of [...findings].reverse()) {
    for (const input of cellsOf(finding)) mark(input, finding);
  }
  $("findings").replaceChildren(...[...findings].map(item));
  const count = (severity) => `${persianDigits(String(findings.count(severity)))} ${SEVERITIES[severity]}`;
  $("summary").textContent = findings.length ? `${count("error")}، ${count("warning")}` : "همه قاعده‌ها برقرارند";
  $("summary").className = findings.length ? "" : "good";
  $("confirm").setAttribute("aria-disabled", String(findings.blocking("confirm").length > 0));
  localStorage.setItem(STORED, JSON.stringify(form.toRows()));
}

/** The cells that a finding is about: the empty ones among those it read, or all of them. */
function cellsOf(finding) {
  if (finding.table !== "lines") return [];
  const empty = finding.operands.filter(({ row, value }) => row === finding.row && value === null).map(({ field }) => field);
  const named = finding.fields.filter((field) => empty.length === 0 || empty.includes(field));
  return named.map((field) => inputs.get(`${finding.row}/${field}`)).filter(Boolean);
}

function mark(input, finding) {
  input.dataset.severity = finding.severity;
  input.title = finding.message_fa;
  input.setAttribute("aria-invalid", String(finding.severity === "error"));
}

function item(finding) {
  const terms = finding.table === "lines" ? agreement[finding.row] : undefined;
  const where = `${terms ? `${terms.title} · ` : ""}${SEVERITIES[finding.severity]} ${finding.rule}`;
  const [target] = cellsOf(finding);
  const go = target ? [element("button", { type: "button", class: "go" }, "برو به خانه")] : [];
  for (const button of go) button.addEventListener("click", () => target.focus());
  const repairs = finding.repairs.map((repair) => {
    const button = element("button", { type: "button" }, repair.message_fa);
    button.addEventListener("click", () => accept(finding, repair));
    return button;
  });
  const why = rules.has(finding.rule) ? [whyButton(finding)] : [];
  return element(
    "li",
    { "data-severity": finding.severity },
    element("p", {}, finding.message_fa),
    element("p", { class: "where" }, `${where} `, ...go, " ", ...why),
    element("div", { class: "repairs" }, ...repairs),
    ...(opened.has(keyOf(finding)) ? [panel(finding)] : []),
  );
}

/** Opens and closes the explanation of a finding; what is open stays open while figures are typed. */
function whyButton(finding) {
  const key = keyOf(finding);
  const button = element("button", { type: "button", class: "why", "aria-expanded": opened.has(key) }, "چرا؟");
  button.addEventListener("click", () => {
    if (!opened.delete(key)) opened.add(key);
    const again = item(finding);
    button.closest("li").replaceWith(again);
    again.querySelector(".why").focus();
  });
  return button;
}

/** The tree of the rule with its values, and the slips of the pen that would explain what the row fails. */
function panel(finding) {
  const hints = finding.table === "lines" && finding.row !== null ? form.hints(finding.row) : [];
  const proposals = hints.map((hint) => {
    const button = element("button", { type: "button", class: "hint" }, hint.message_fa);
    button.addEventListener("click", () => apply(finding.row, hint.changes));
    return element("li", {}, button);
  });
  const proposed = proposals.length
    ? [element("h3", {}, "شاید لغزش قلم است؛ با زدن هر دکمه همان پیشنهاد پذیرفته می‌شود"), element("ul", { class: "hints" }, ...proposals)]
    : [];
  const located = finding.table === "lines" && finding.row !== null ? [locating(finding.row)] : [];
  return element("section", { class: "why-panel", "aria-label": `توضیح ${finding.rule}` }, ...explained(form.explain(finding).parts), ...proposed, ...located);
}

/** Looks, when asked, for the fewest cells that must change; what the agreement fixes stays as it is. */
function locating(row) {
  const button = element("button", { type: "button", class: "locate" }, "کم‌ترین خانه‌هایی که باید عوض شوند");
  const frozen = [...fields.keys()].filter((name) => !MEASURES.includes(name));
  button.addEventListener("click", async () => {
    button.disabled = true;
    const whole = await wholeForm();
    const found = whole.localize(row, { frozen, mostSolutions: 5, effort: 5_000_000 });
    const solutions = solved(found, (name) => fields.get(name).title.fa, (cells) => apply(row, cells));
    button.replaceWith(solutions);
    (solutions.querySelector("button") ?? solutions).focus();
  });
  return button;
}

/** The same form in the whole package, which has the solver: most who fill in a form never download it. */
async function wholeForm() {
  const whole = await import("../dist/browser.js");
  const rulebook = whole.Rulebook.builtin("ir", 1404);
  return new whole.Form({ rulebook, tables: { lines: form.toRows(), previous, agreement } });
}

/** Takes a proposed slip back in all its cells; nothing is corrected without this. */
function apply(row, changes) {
  for (const { field, to } of changes) {
    const text = to === null ? "" : shown(String(to));
    const input = inputs.get(`${row}/${field}`);
    if (input) input.value = text;
    form.set(row, field, text);
  }
  show();
  inputs.get(`${row}/${changes[0].field}`)?.focus();
}

/** Takes a proposed correction into its cell; nothing is corrected without this. */
function accept(finding, repair) {
  const input = inputs.get(`${finding.row}/${repair.field}`);
  if (!input || repair.to === null) return;
  input.value = shown(String(repair.to));
  form.set(finding.row, repair.field, input.value);
  input.focus();
  show();
}

document.addEventListener("input", ({ target }) => {
  const { row, field } = target.dataset;
  if (field === undefined) return;
  form.set(Number(row), field, target.value);
  show();
});

document.addEventListener("keydown", (event) => {
  const { row, field } = event.target.dataset;
  if (field === undefined) return;
  const step = { ArrowUp: -1, ArrowDown: 1, Enter: event.altKey ? 0 : 1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  if (step !== 0) {
    inputs.get(`${Number(row) + step}/${field}`)?.select();
    return;
  }
  const finding = form.rowFindings(Number(row)).find(({ repairs }) => repairs.some((repair) => repair.field !== null));
  if (finding) accept(finding, finding.repairs.find((repair) => repair.field !== null));
});

$("confirm").addEventListener("click", () => {
  if (form.findings().blocking("confirm").length) $("findings").querySelector("li .go")?.focus();
  else $("summary").textContent = "گزارش آماده ارسال است";
});

$("save").addEventListener("click", () => {
  const file = new Blob([JSON.stringify({ lines: form.toRows() }, null, 2)], { type: "application/json" });
  const link = element("a", { href: URL.createObjectURL(file), download: `${agency.code}-1404-6m.json` });
  link.click();
  URL.revokeObjectURL(link.href);
});

$("restart").addEventListener("click", () => {
  localStorage.removeItem(STORED);
  start(typed);
});

const stored = JSON.parse(localStorage.getItem(STORED) ?? "null");
start(stored ? Object.fromEntries(stored.map((row) => [row.line, row])) : typed);
document.documentElement.dataset.ready = "true";
