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
  /** @internal */
  readonly handle: glue.Process;

  private constructor(handle: glue.Process) {
    this.handle = handle;
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
    return new Process(call(() => this.handle.withLayers(toJson(roles))));
  }

  moves(): Move[] {
    return read(() => this.handle.moves());
  }

  /** What the process allows that the process sheet does not. */
  remarks(): Bilingual[] {
    return read(() => this.handle.remarks());
  }

  /** All of it as data: also what `JSON.stringify` makes of it, so that it goes into an opening as it is. */
  toJSON(): Record<string, Input> {
    return read(() => this.handle.data());
  }
}
