// An explanation as a tree of elements: the page's own, because its policy allows no styles within HTML.
import { group, persianDigits } from "../form/dist/form/browser.js";

const shown = (number) => persianDigits(group(number));
const SIDES = { left: "سمت چپ", right: "سمت راست" };

/** An element with its attributes and what it holds. */
export function element(name, attributes = {}, ...content) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...content);
  return made;
}

/** What tells a finding from the others, while figures change. */
export function keyOf({ rule, table, row, key }) {
  return JSON.stringify([rule, table, row, row === null ? key : null]);
}

/** The elements of an explanation. */
export function explained({ when, check, larger, by, sums, law }) {
  const sentence = larger ? `${SIDES[larger]} به اندازه ${shown(String(by))} بزرگ‌تر است` : "این شرط برقرار نیست";
  return [
    element("p", {}, element("strong", {}, sentence), ...(law ? [" · مستند: ", code(law)] : [])),
    ...(when ? [element("details", {}, element("summary", {}, "چه ردیف‌هایی را در بر می‌گیرد"), tree(when))] : []),
    tree(check),
    ...sums.map(parts),
  ];
}

function code(text) {
  return element("code", { dir: "ltr" }, text);
}

function tree(node) {
  return element("ul", { class: "tree" }, branch(node));
}

function branch(node) {
  const answer = typeof node.value === "boolean" && node.title === null;
  const state = node.unknown ? "unknown" : answer ? (node.value ? "holds" : "fails") : "value";
  const marks = { unknown: "؟", holds: "✓", fails: "✗" };
  const words = [];
  if (marks[state]) words.push(element("span", { class: "mark", "aria-hidden": "true" }, marks[state]), " ");
  if (node.title) words.push(`${node.title.fa} `);
  words.push(code(node.text));
  if (!answer || node.unknown) words.push(" = ", element("b", {}, node.shown.fa));
  else words.push(element("span", { class: "spoken" }, node.value ? "برقرار است" : "برقرار نیست"));
  if (node.quotient && !node.shown.fa.endsWith("٪")) words.push(` (${node.quotient.percent.fa})`);
  if (node.zero_for_missing) words.push(" (خانه خالی است و صفر شمرده شد)");
  const inner = node.children.filter(({ literal }) => !literal).map(branch);
  const last = node.decisive && !node.children.some(({ decisive }) => decisive);
  if (last) words.push(element("span", { class: "decides" }, "تعیین‌کننده"));
  return element("li", { class: state }, element("div", {}, ...words), ...(inner.length ? [element("ul", {}, ...inner)] : []));
}

/** A sum, its largest parts first. */
function parts({ text, total, largest, left_out, left_out_total, unknown }) {
  const place = ({ term, row, key }) =>
    term === null ? `سطر ${persianDigits(String(row + 1))} (${Object.values(key).map(persianDigits).join("، ")})` : code(term);
  const rows = largest.map((part) =>
    element("li", {}, element("b", {}, shown(String(part.value))), part.share ? ` (${part.share.percent.fa}) ` : " ", place(part)),
  );
  if (left_out) rows.push(element("li", {}, `و ${persianDigits(String(left_out))} جزء دیگر، روی هم ${shown(String(left_out_total))}`));
  rows.push(...unknown.map((part) => element("li", {}, place(part), ": رقم آن معلوم نیست")));
  const heading = element("p", {}, "اجزای ", code(text), ...(total === null ? [] : [" = ", element("b", {}, shown(String(total)))]));
  return element("div", { class: "parts" }, heading, element("ul", {}, ...rows));
}

/** What a localization has found, each set of cells with a button that takes its example figures. */
export function solved({ solutions, complete, conflict }, title, take) {
  if (solutions.length === 0) {
    const words = conflict.length ? `این قاعده‌ها با هم جمع نمی‌شوند: ${conflict.join("، ")}` : "با تغییر این خانه‌ها چاره‌ای پیدا نشد";
    return element("p", { tabindex: "-1" }, words);
  }
  const range = ({ value, least, greatest }) => {
    if (value !== null) return ` = ${shown(String(value))}`;
    const ends = [least === null ? "" : `از ${shown(String(least))}`, greatest === null ? "" : `تا ${shown(String(greatest))}`];
    return ` ${ends.filter(Boolean).join(" ")}`;
  };
  const items = solutions.map(({ cells }) => {
    const example = cells.map((cell) => `${title(cell.field)} ${shown(String(cell.example))}`).join("، ");
    const button = element("button", { type: "button", class: "solution" }, `بپذیر: ${example}`);
    button.addEventListener("click", () => take(cells.map(({ field, example: to }) => ({ field, to }))));
    return element("li", {}, cells.map((cell) => `${title(cell.field)}${range(cell)}`).join("، "), " ", button);
  });
  const rest = complete ? [] : [element("p", {}, "جست‌وجو پیش از پایان ایستاد؛ شاید چاره‌های دیگری هم باشد")];
  return element("div", { tabindex: "-1" }, element("ul", { class: "hints" }, ...items), ...rest);
}
