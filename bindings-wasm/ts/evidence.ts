// A process as a document, and what can be said of a log and of a bundle without a round: not in `amalkard/form`.
import * as glue from "../pkg/amalkard.js";
import { call } from "./error.js";
import { read, toJson } from "./json.js";
import { Process } from "./lifecycle.js";
import type { Bilingual } from "./rules.js";

declare module "./lifecycle.js" {
  interface Process {
    /** Its stages, a diagram of its states (Mermaid) and its moves. */
    toMarkdown(language?: "fa" | "en"): string;
  }
}

Process.prototype.toMarkdown = function (language = "fa") {
  return call(() => this.handle.toMarkdown(language));
};

/** What a sound log says of itself. */
export interface Verified {
  round: string;
  events: number;
  head: { seq: number; hash: string };
  signed: { seq: number; key: string }[];
}

/**
 * Verifies the bytes of a log: hashes, links, signatures, and what is known of it from elsewhere. Throws `lifecycle.*` at
 * `log/` and the number of the event.
 */
export function verifyLog(
  log: string,
  options: { head?: { seq: number; hash: string }; keys?: readonly string[] } = {},
): Verified {
  return read(() => glue.verifyLog(log, toJson(options)));
}

/** What a bundle says and what a replay finds. */
export interface Replayed {
  same: boolean;
  differences: { place: string; stated: string | null; found: string | null; message: Bilingual }[];
  engines: [string, string];
  standing?: string;
}

/** Replays an evidence bundle. Throws `lifecycle.bad_bundle` for what is no bundle. */
export function replayBundle(bundle: string): Replayed {
  return read(() => glue.replayBundle(bundle));
}
