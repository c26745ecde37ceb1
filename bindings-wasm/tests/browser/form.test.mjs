// The web form in a real Chromium, by keyboard.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../chromium.mjs";
import { serve } from "../serve.mjs";

let site, browser, page;
const said = [];
/** What the page has downloaded. */
const asked = [];

before(async () => {
  site = await serve();
  browser = await launch();
  page = await browser.newPage({ locale: "fa-IR" });
  page.on("console", (message) => said.push(message.text()));
  page.on("request", (request) => asked.push(request.url()));
  page.on("pageerror", (error) => said.push(String(error)));
  await page.goto(`${site.address}/demo/`);
  await page.waitForSelector("html[data-ready]", { timeout: 15_000 });
});

after(async () => {
  await browser?.close();
  site?.stop();
});

const cell = (row, field) => page.locator(`input[data-row="${row}"][data-field="${field}"]`);
const messages = () => page.locator("#findings > li > p:first-child").allTextContents();

test("it reads from right to left, in its own font", async () => {
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).direction), "rtl");
  assert.ok(await page.evaluate(async () => (await document.fonts.load("16px Vazirmatn", "بودجه")).length > 0));
});

test("it downloads the small module", () => {
  assert.deepEqual(asked.filter((address) => address.endsWith(".wasm")), [`${site.address}/form/pkg/amalkard_bg.wasm`]);
});

test("a mistake is said while typing, in Persian, and goes when it is corrected", async () => {
  await cell(1, "spent").fill("۴۱٬۵۰۰");
  assert.ok((await messages()).some((message) => message.includes("۴۱٬۵۰۰") && message.includes("تخصیص")));
  assert.equal(await cell(1, "spent").getAttribute("aria-invalid"), "true");
  assert.equal(await page.locator("#confirm").getAttribute("aria-disabled"), "true");
  await cell(1, "spent").fill("39000");
  assert.ok(!(await messages()).some((message) => message.includes("۴۱٬۵۰۰")));
});

test("an ambiguous figure is never guessed", async () => {
  await cell(2, "spent").fill("12/5");
  assert.ok((await messages()).some((message) => message.includes("12.5") || message.includes("۱۲٫۵")));
});

test("a finding says why: the tree with its values, opened by keyboard, following what is typed", async () => {
  await cell(1, "spent").fill("۴۱٬۵۰۰");
  const finding = page.locator("#findings > li").filter({ hasText: "۴۱٬۵۰۰" }).filter({ has: page.locator(".why") }).first();
  const why = finding.locator(".why");
  await why.focus();
  await page.keyboard.press("Enter");
  assert.equal(await finding.locator(".why").getAttribute("aria-expanded"), "true");
  const tree = finding.locator(".why-panel .tree").last();
  assert.match(await tree.innerText(), /هزینه/);
  assert.match(await tree.innerText(), /۴۱٬۵۰۰/);
  assert.ok((await finding.locator(".decides").count()) > 0);
  await cell(1, "spent").fill("۴۲٬۵۰۰");
  const open = page.locator("#findings .why-panel").first();
  assert.match(await open.innerText(), /۴۲٬۵۰۰/, "it follows what is typed");
});

test("a slip of the pen is proposed, and taken back by a button", async () => {
  // Rials where million rials are meant.
  await cell(1, "spent").fill("39000000000");
  const closed = page.locator('#findings > li .why[aria-expanded="false"]');
  for (let left = await closed.count(); left > 0; left = await closed.count()) await closed.first().click();
  const hint = page.locator(".hint").filter({ hasText: "۳۹٬۰۰۰" }).first();
  await hint.focus();
  await page.keyboard.press("Enter");
  assert.equal(await cell(1, "spent").inputValue(), "۳۹٬۰۰۰");
  assert.ok(!(await messages()).some((message) => message.includes("۳۹٬۰۰۰٬۰۰۰٬۰۰۰")));
});

test("the fewest cells that must change are looked for when asked, and taken by a button", async () => {
  await cell(1, "spent").fill("۴۱٬۵۰۰");
  const why = page.locator('#findings > li .why[aria-expanded="false"]');
  if (await why.count()) await why.first().click();
  await page.locator(".locate").first().focus();
  assert.ok(!asked.some((address) => address.endsWith("/dist/browser.js") && !address.includes("/form/")), "only when asked");
  await page.keyboard.press("Enter");
  // The whole package is on its way.
  await page.locator(".solution:focus").first().waitFor({ timeout: 30_000 });
  await page.keyboard.press("Enter");
  assert.ok(!(await messages()).some((message) => message.includes("۴۱٬۵۰۰")));
});

test("arrows and enter move between rows", async () => {
  await cell(0, "spent").focus();
  await page.keyboard.press("ArrowDown");
  assert.equal(await page.evaluate(() => document.activeElement.dataset.row), "1");
  await page.keyboard.press("ArrowUp");
  assert.equal(await page.evaluate(() => document.activeElement.dataset.row), "0");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.dataset.field), "paid");
});

test("what was typed is there after a reload", async () => {
  await cell(3, "allocated").fill("۱۲٬۰۰۰");
  await page.reload();
  await page.waitForSelector("html[data-ready]");
  assert.equal(await cell(3, "allocated").inputValue(), "۱۲٬۰۰۰");
});

test("nothing went wrong in the console", () => assert.deepEqual(said, []));
