import * as glue from "../pkg/amalkard.js";
import { call } from "./error.js";
import { read, toJson, type Input } from "./json.js";
import { Dataset, Findings, type Finding, type Row, type Rulebook } from "./rules.js";

/** What an edit has changed in the findings, and what it cost. */
export interface Update {
  /** Findings that were not there before; one whose figures changed is new, and the one before is gone. */
  new: Finding[];
  gone: Finding[];
  rules_run: number;
  rows_run: number;
}

/** A dataset with its findings, kept up to date edit by edit: only the rules that depend on a changed cell run again. */
export class LiveCheck {
  readonly #handle: glue.LiveCheck;

  /** A dataset that is checked once as a whole. The one that is given does not change. */
  constructor(rulebook: Rulebook, data: Dataset) {
    this.#handle = call(() => new glue.LiveCheck(rulebook.handle, data.handle));
    Object.freeze(this);
  }

  /** Puts a value in place of a cell. What is wrong in it is a finding. Throws `dataset.unknown_table`, `…_row`, `…_field`. */
  set(table: string, row: number, field: string, value: Input): Update {
    return read(() => this.#handle.set(table, row, field, toJson(value)));
  }

  /** Adds a row below the others; its number is the table's last. */
  addRow(table: string, row: Row): Update {
    return read(() => this.#handle.addRow(table, toJson(row)));
  }

  /** Takes a row away; those below it move up, and with them their findings. */
  removeRow(table: string, row: number): Update {
    return read(() => this.#handle.removeRow(table, row));
  }

  /** All findings, in order: those of `Rulebook.check` on the data as it now is. */
  findings(): Findings {
    return new Findings(read(() => this.#handle.findings()));
  }

  /** The findings of one row. */
  rowFindings(table: string, row: number): Finding[] {
    return read(() => this.#handle.rowFindings(table, row));
  }

  /** The data as it now is. */
  get data(): Dataset {
    return new Dataset(call(() => this.#handle.data()));
  }
}
