// Looks at the web form once in Chromium and leaves a picture: `node tests/look.mjs FOLDER`.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { launch } from "./chromium.mjs";
import { serve } from "./serve.mjs";

const folder = process.argv[2] ?? ".";
mkdirSync(folder, { recursive: true });
const { address, stop } = await serve();
const browser = await launch();
try {
  const page = await browser.newPage({ locale: "fa-IR", viewport: { width: 1280, height: 1000 } });
  await page.goto(`${address}/demo/`);
  await page.waitForSelector("html[data-ready]");
  await page.evaluate(() => document.fonts.ready);
  const picture = join(folder, "form.png");
  await page.screenshot({ path: picture, fullPage: true });
  console.log(`${await page.title()}: ${await page.locator("#findings li").count()} findings, picture in ${picture}`);
} finally {
  await browser.close();
  stop();
}
