import * as glue from "../pkg/amalkard.js";
import { call } from "./error.js";
import { read, toJson, type Input } from "./json.js";
import type { Bilingual } from "./rules.js";

/** One row of a table of moves. */
export interface Move {
  state: string;
  action: string;
  role: string;
  next: string;
  guards: string[];
}

/** The process of monitoring in an office: its stages, allowances and table of moves. */
export class Process {
  readonly #handle: glue.Process;

  private constructor(handle: glue.Process) {
    this.#handle = handle;
    Object.freeze(this);
  }

  /** The process sheet's: four stages, three months. */
  static standard(): Process {
    return new Process(call(() => glue.Process.standard()));
  }

  /** Another office's. Throws `lifecycle.bad_process` with a cause for each mistake, `lifecycle.unknown_*`. */
  static of(process: Input): Process {
    return new Process(call(() => glue.Process.read(toJson(process))));
  }

  /** The same, but that the agency signs in layers: each of these roles in turn, the last one confirms. */
  withLayers(roles: readonly string[]): Process {
    return new Process(call(() => this.#handle.withLayers(toJson(roles))));
  }

  moves(): Move[] {
    return read(() => this.#handle.moves());
  }

  /** What the process allows that the process sheet does not. */
  remarks(): Bilingual[] {
    return read(() => this.#handle.remarks());
  }

  /** Its stages, a diagram of its states (Mermaid) and its moves. */
  toMarkdown(language: "fa" | "en" = "fa"): string {
    return call(() => this.#handle.toMarkdown(language));
  }

  /** All of it as data: also what `JSON.stringify` makes of it, so that it goes into an opening as it is. */
  toJSON(): Record<string, Input> {
    return read(() => this.#handle.data());
  }
}

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
