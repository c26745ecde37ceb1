import * as glue from "../pkg/amalkard.js";
import { call } from "./error.js";
import { read, toJson } from "./json.js";
import { ReportTable } from "./report.js";
import type { Dataset, Scalar } from "./rules.js";

/** What to sum, over which groupings, and which submissions count. Every beginning of a grouping is one too. */
export interface Plan {
  by: readonly (readonly string[])[];
  measures: readonly string[];
  table?: string;
  agreement?: string;
  agency?: string;
  credit?: string;
  /** The state of each agency's submission. */
  statuses?: Readonly<Record<string, string>>;
  approved_state?: string;
  /** Whether submissions in other states are summed too. */
  preliminary?: boolean;
  percent_digits?: number;
  /** The name under which lineage knows this dataset. */
  source?: string;
}

/** A ratio of two sums; exact numbers are text. */
export interface NamedRatio {
  numerator: string;
  denominator: string;
  percent: string | null;
}

/** How many are expected, reported and approved. */
export interface Count {
  expected: number;
  reported: number;
  approved: number | null;
}

/** What a total knows of what should be in it. */
export interface Coverage {
  agencies: Count;
  lines: Count;
  unexpected: number;
  approved_credit: string | null;
  covered_credit: string | null;
  share: NamedRatio | null;
  missing: { agency: string; title: string | null; stage: string | null; lines: number; credit: string | null }[];
}

/** The total of one group of lines. */
export interface Cell {
  by: string[];
  key: (string | null)[];
  lines: number;
  measures: Record<string, { sum: string | null; missing: number }>;
  ratios: Record<string, NamedRatio | null>;
  coverage?: Coverage;
}

/** One line of a total. */
export interface LineageRow {
  source: string;
  row: number;
  key: Record<string, string>;
  measures: Record<string, Scalar>;
}

/** Exact totals over several groupings, with what is missing and where they come from. */
export class Consolidation {
  readonly #handle: glue.Consolidation;
  readonly status: "approved" | "preliminary" | "unstated";
  readonly groupings: readonly (readonly string[])[];
  /** Who is missing and what share of the approved credit has reported; `null` where there are no agreements. */
  readonly coverage: Coverage | null;
  /** The SHA-256 of its records: equal in every language, for any order and any partition of the lines. */
  readonly digest: string;

  /** @internal */
  constructor(handle: glue.Consolidation) {
    const parts = read<Pick<Consolidation, "status" | "groupings" | "coverage" | "digest">>(() => handle.describe());
    this.#handle = handle;
    this.status = parts.status;
    this.groupings = parts.groupings;
    this.coverage = parts.coverage;
    this.digest = parts.digest;
    Object.freeze(this);
  }

  /** The totals of a grouping, or all of them. Throws `consolidation.unknown_grouping`. */
  cells(by?: readonly string[]): Cell[] {
    return by ? read(() => this.#handle.cells([...by])) : this.toJSON().cells;
  }

  /** The total of one group: `cell(["kind", "chapter"], ["expense", "1"])`. */
  cell(by: readonly string[], key: readonly (string | null)[]): Cell | null {
    return read(() => this.#handle.cell([...by], toJson(key)));
  }

  /** The lines that make the total of a group: their figures sum to it exactly. */
  lineage(by: readonly string[], key: readonly (string | null)[]): LineageRow[] {
    return read(() => this.#handle.lineage([...by], toJson(key)));
  }

  /** The totals of a grouping as a table to show. */
  table(by: readonly string[]): ReportTable {
    return new ReportTable(call(() => this.#handle.table([...by])));
  }

  /** The totals after one agency has sent new lines; equal to a full run. */
  update(agency: string, data: Dataset): Consolidation {
    return new Consolidation(call(() => this.#handle.update(agency, data.handle)));
  }

  /** The totals of both: associative and in any order. */
  merge(other: Consolidation): Consolidation {
    return new Consolidation(call(() => this.#handle.merge(other.#handle)));
  }

  /** All of it as plain data. */
  toJSON(): { status: string; measures: unknown[]; ratios: unknown[]; cells: Cell[] } {
    return read(() => this.#handle.records());
  }
}

/** The totals of a dataset by a plan. Throws `consolidation.*`. */
export const consolidate = (data: Dataset, plan: Plan): Consolidation =>
  new Consolidation(call(() => new glue.Consolidation(data.handle, toJson(plan))));
