import * as glue from "../pkg/amalkard.js";
import { call } from "./error.js";
import { read, toJson } from "./json.js";
import { ReportTable } from "./report.js";
import type {
  Bounds,
  ChangedCell,
  ChangedLine,
  ComparedCell,
  ComparedTotal,
  Contributors,
  Eliminations,
  Gap,
  Hierarchy,
  LineNotAdded,
  MissingChildren,
  Restated,
  RolledUp,
  StatedLine,
  StatedTotal,
  TracedRow,
  Transfers,
} from "./totals.js";
import type { Round } from "./round.js";
import { type Dataset, Findings, type Scalar } from "./rules.js";

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
  /** Which codes stand above which; their levels are fields that groupings can name. */
  hierarchies?: readonly Hierarchy[];
  /** The field that marks lines which only state totals (true or false). */
  totals_marked_by?: string;
  /** The last day that counts, by a date of the lines. */
  until?: { field: string; day: string };
  /** Figures on another basis than the lines report them on. */
  conversion?: {
    to: "cumulative" | "in_period";
    previous?: string;
    apart_from?: readonly string[];
    absent?: "missing" | "zero";
  };
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

  /** The totals after one agency's lines were taken out. */
  withdraw(agency: string): Consolidation {
    return new Consolidation(call(() => this.#handle.withdraw(agency)));
  }

  /** Between which sums each total must lie once all lines have their figures, and under which assumption. */
  bounds(by: readonly string[], assumption: { low?: number; high?: number } = {}): Bounds {
    return read(() => this.#handle.bounds([...by], toJson(assumption)));
  }

  /** The totals along a grouping, level by level, under a policy for missing children. */
  rollup(
    by: readonly string[],
    options: { mode?: MissingChildren; expected?: readonly (readonly (string | null)[])[] } = {},
  ): RolledUp[] {
    const { mode = "non_null", expected = [] } = options;
    return read(() => this.#handle.rollup([...by], toJson(mode), toJson(expected)));
  }

  /** The totals that are different from an earlier consolidation. */
  difference(before: Consolidation): ChangedCell[] {
    return read(() => this.#handle.difference(before.#handle));
  }

  /** Why a total is different from an earlier consolidation: lines that came, went or changed; they sum to it. */
  changes(before: Consolidation, by: readonly string[], key: readonly (string | null)[]): ChangedLine[] {
    return read(() => this.#handle.changes(before.#handle, [...by], toJson(key)));
  }

  /** Every total of a grouping beside that of another period or year. */
  compare(before: Consolidation, by: readonly string[]): ComparedCell[] {
    return read(() => this.#handle.compare(before.#handle, [...by]));
  }

  /** What the correction of an earlier period (`first` stated, `now` corrected) does to this later one. */
  restatement(first: Consolidation, now: Consolidation): Restated[] {
    return read(() => this.#handle.restatement(first.#handle, now.#handle));
  }

  /** The largest parts of a total by further fields, and what the others sum to. */
  contributors(
    by: readonly string[],
    key: readonly (string | null)[],
    measure: string,
    options: { per: readonly string[]; limit?: number },
  ): Contributors {
    const { per, limit = 10 } = options;
    return read(() => this.#handle.contributors([...by], toJson(key), measure, [...per], limit));
  }

  /** Totals as somebody states them against those computed here; `unit` is what figures are rounded to. */
  compareStated(totals: readonly StatedTotal[], options: { unit?: string } = {}): ComparedTotal[] {
    return read(() => this.#handle.compareStated(toJson(totals), options.unit));
  }

  /** The totals that lines state of the lines below them in a hierarchy, against those lines. */
  statedLines(options: { unit?: string; emptyIsZero?: boolean } = {}): StatedLine[] {
    return read(() => this.#handle.statedLines(options.unit, options.emptyIsZero ?? false));
  }

  /** The groups in which two sums that should be equal are not, with their lines. */
  gaps(by: readonly string[], left: readonly string[], right: readonly string[]): Gap[] {
    return read(() => this.#handle.gaps([...by], [...left], [...right]));
  }

  /** The lines that are not added, and why. */
  notAdded(): LineNotAdded[] {
    return read(() => this.#handle.notAdded());
  }

  /** What is to be said of codes that the hierarchies do not know; their lines count all the same. */
  findings(): Findings {
    return new Findings(read(() => this.#handle.findings()));
  }

  /** Transfers between agencies, both sides compared, and what of them is cancelled in each total. */
  eliminations(data: Dataset, by: readonly string[], transfers: Transfers = {}): Eliminations {
    return read(() => this.#handle.eliminations(data.handle, [...by], toJson(transfers)));
  }

  /** The lines of a total with the revision they stand in and the events about it. */
  lineageIn(round: Round, by: readonly string[], key: readonly (string | null)[]): TracedRow[] {
    return read(() => this.#handle.lineageIn(round.handle, [...by], toJson(key)));
  }

  /** These totals as JSON text, to be merged elsewhere and later. With `lines`, lineage and updates work on it too. */
  partial(options: { lines?: boolean } = {}): string {
    return call(() => this.#handle.partial(options.lines ?? false));
  }

  /** The totals of a partial. Throws `consolidation.bad_partial`, `json.bad_shape`. */
  static fromPartial(text: string): Consolidation {
    return new Consolidation(call(() => glue.Consolidation.fromPartial(text)));
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

/** What a change of a live consolidation has done. */
export interface LiveUpdate {
  lines_out: number;
  lines_in: number;
  changed: number;
  new: { by: string[]; key: (string | null)[] }[];
  vanished: { by: string[]; key: (string | null)[] }[];
}

/**
 * A consolidation that follows its submissions: replacing one touches only the totals that its lines are in, and leaves
 * what a full run leaves, to the digest. Nothing has changed when it throws.
 */
export class LiveConsolidation {
  readonly #handle: glue.LiveConsolidation;

  /** The totals of a dataset by a plan, to be kept up to date. */
  constructor(data: Dataset, plan: Plan) {
    this.#handle = call(() => new glue.LiveConsolidation(data.handle, toJson(plan)));
    Object.freeze(this);
  }

  /** Puts the lines of `data` in the place of those that an agency has so far. Throws `consolidation.other_agency`. */
  replace(agency: string, data: Dataset): LiveUpdate {
    return read(() => this.#handle.replace(agency, data.handle));
  }

  /** Takes the lines of an agency out. */
  withdraw(agency: string): LiveUpdate {
    return read(() => this.#handle.withdraw(agency));
  }

  /** Says in which state an agency's submission is now. */
  setStatus(agency: string, state: string): LiveUpdate {
    return read(() => this.#handle.setStatus(agency, state));
  }

  /** The total of one group as it is now. */
  cell(by: readonly string[], key: readonly (string | null)[]): Cell | null {
    return read(() => this.#handle.cell([...by], toJson(key)));
  }

  get status(): "approved" | "preliminary" | "unstated" {
    return read<Pick<Consolidation, "status">>(() => this.#handle.describe()).status;
  }

  /** Who is missing and what share of the approved credit has reported; `null` where there are no agreements. */
  get coverage(): Coverage | null {
    return read<Pick<Consolidation, "coverage">>(() => this.#handle.describe()).coverage;
  }

  /** The digest of the totals as they are now: that of a full run. */
  get digest(): string {
    return call(() => this.#handle.digest());
  }

  /** All totals as they are now, as a consolidation that stays as it is. */
  consolidation(): Consolidation {
    return new Consolidation(call(() => this.#handle.consolidation()));
  }
}
