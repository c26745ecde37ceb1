import * as glue from "../pkg/amalkard.js";
import { call } from "./error.js";
import { read, toJson } from "./json.js";
import { Explanation } from "./explanation.js";
import type { Hint } from "./hints.js";
import { Findings, type Finding, type Row, type Rulebook } from "./rules.js";

/** A form that is being filled in: one cell is set, the findings of its row come back. */
export class Form {
  /** @internal */
  readonly handle: glue.Form;

  /** A form of the rows of `table` (`lines`), beside the tables that they are compared with. */
  constructor(options: { rulebook: Rulebook; tables?: Readonly<Record<string, readonly Row[]>>; table?: string }) {
    const { rulebook, tables = {}, table = "lines" } = options;
    this.handle = call(() => new glue.Form(rulebook.handle, toJson(tables), table));
    Object.freeze(this);
  }

  /** Sets a cell to what was typed, in any digits; empty text empties it. Gives the findings of its row. */
  set(row: number, field: string, text: string): Finding[] {
    return read(() => this.handle.set(row, field, text));
  }

  /** What a cell holds now, as it was typed. */
  get(row: number, field: string): string {
    return this.handle.get(row, field);
  }

  /** Adds a row; gives its number. */
  addRow(row: Row = {}): number {
    return call(() => this.handle.addRow(toJson(row)));
  }

  /** Takes a row away; those below it move up. */
  removeRow(row: number): void {
    call(() => this.handle.removeRow(row));
  }

  /** The findings of a row. */
  rowFindings(row: number): Finding[] {
    return read(() => this.handle.rowFindings(row));
  }

  /** All findings: of the rows, and of what is missing among them. */
  findings(): Findings {
    return new Findings(read(() => this.handle.findings()));
  }

  /**
   * Why a rule says what it says of a row of its table, or of a group of rows by its key; or why there is a finding.
   * Throws `rule.unknown`, `rule.not_run`, `rule.no_group`, `dataset.unknown_row`.
   */
  explain(rule: string | Finding, place?: number | Readonly<Record<string, string>>): Explanation {
    const [id, at] = typeof rule === "string" ? [rule, place ?? {}] : [rule.rule, rule.row ?? rule.key];
    const [row, key] = typeof at === "number" ? [at, {}] : [undefined, at];
    return new Explanation(read(() => this.handle.explain(id, row, toJson(key))));
  }

  /**
   * The slips of the pen that would explain what a row fails: unit, sign, swapped fields, digits. Proposed, never
   * applied; the likeliest first.
   */
  hints(row: number): Hint[] {
    return read(() => this.handle.hints(row));
  }

  /** The rows as they are now, for sending: every cell is the text that was typed. */
  toRows(): Record<string, string | boolean | null>[] {
    return read(() => this.handle.toRows());
  }
}
