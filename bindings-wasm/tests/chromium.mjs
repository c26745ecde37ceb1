// A real Chromium, as `cargo xtask` found or installed it.
import { chromium } from "playwright-core";

/** Starts it with an empty profile. What it would look up on the network by itself is turned off. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
