// What a consolidation can be asked, and its answers. Exact numbers are text.
import type { NamedRatio } from "./consolidation.js";
import type { Actor } from "./round.js";
import type { Scalar } from "./rules.js";

type Key = (string | null)[];

/** Which code of a field stands above which, and what the levels are called. */
export interface Hierarchy {
  field: string;
  levels?: readonly string[];
  parents:
    | { list: string }
    | { table: { name: string; code: string; parent: string; title?: string; valid_from?: string; valid_to?: string } }
    | { scheme: string }
    | { prefix: { digits: readonly number[]; fill?: string } }
    | {
        codes: readonly {
          code: string;
          parent?: string;
          title?: string;
          valid_from?: number;
          valid_to?: number;
          heading?: boolean;
          outside_total?: boolean;
        }[];
      };
  year?: number;
  year_field?: string;
  /** What a line is whose code stands above those of other lines: it states their total, or has figures of its own. */
  parent_rows?: "stated" | "own";
  within?: readonly string[];
}

/** What to do with a parent of which children are missing: the six policies of SDMX-VTL. */
export type MissingChildren =
  | "non_null"
  | "non_zero"
  | "partial_null"
  | "partial_zero"
  | "always_null"
  | "always_zero";

/** The bounds of every total of a grouping, and what is assumed. */
export interface Bounds {
  assumption: { low: number; high: number };
  stated: { fa: string; en: string };
  cells: { key: Key; measures: Record<string, { sum: string | null; lower: string | null; upper: string | null }> }[];
}

/** One node of a rollup; a measure under which it is not there is not in it. */
export interface RolledUp {
  by: string[];
  key: Key;
  measures: Record<string, string | null>;
  children: number | null;
  missing: number | null;
}

export type ChangeKind = "new" | "vanished" | "changed";

/** A sum that is different. */
export interface ChangedSum {
  before: string | null;
  after: string | null;
  delta: string;
  growth: NamedRatio | null;
}

/** A total that is different. */
export interface ChangedCell {
  by: string[];
  key: Key;
  kind: ChangeKind;
  lines: [number, number];
  measures: Record<string, ChangedSum>;
  ratios: Record<string, [NamedRatio | null, NamedRatio | null]>;
}

/** A line that makes a total different. */
export interface ChangedLine {
  key: Record<string, string>;
  kind: ChangeKind;
  before: [source: string, row: number][];
  after: [source: string, row: number][];
  measures: Record<string, ChangedSum>;
}

/** A total beside that of another period or year. */
export interface ComparedCell {
  key: Key;
  lines: [number, number];
  measures: Record<
    string,
    { before: string | null; after: string | null; delta: string | null; growth: NamedRatio | null }
  >;
  ratios: Record<string, [NamedRatio | null, NamedRatio | null]>;
}

/** What a correction of an earlier period does to a later one, in one sum. */
export interface Restated {
  by: string[];
  key: Key;
  measure: string;
  before: string | null;
  after: string | null;
  delta: string;
  later: string | null;
  own_before: string | null;
  own_after: string | null;
  falls: boolean;
}

/** What a total is made of. */
export interface Contributors {
  sum: string | null;
  parts: { key: Key; lines: number; sum: string | null; share: NamedRatio | null }[];
  others: number;
  others_sum: string | null;
}

/** A total as somebody states it. */
export interface StatedTotal {
  by: readonly string[];
  key: readonly (string | null)[];
  measure: string;
  amount: string | bigint;
  children?: number;
}

export type Verdict = "equal" | "rounding" | "wrong" | "unknown";

/** A stated total beside the computed one. */
export interface ComparedTotal {
  by: string[];
  key: Key;
  measure: string;
  stated: string;
  computed: string | null;
  gap: string | null;
  children: number;
  allowance: string | null;
  verdict: Verdict;
  lines: [source: string, row: number][];
}

/** A line that states a total, beside the lines right below it. */
export interface StatedLine {
  field: string;
  code: string;
  within: Record<string, string | null>;
  measure: string;
  stated: string | null;
  computed: string | null;
  gap: string | null;
  children: number;
  empty: number;
  allowance: string | null;
  verdict: Verdict;
  rows: [source: string, row: number][];
  parts: [source: string, row: number][];
}

/** A group in which two sums that should be equal are not. */
export interface Gap {
  key: Key;
  left: string;
  right: string;
  gap: string;
  lines: { source: string; row: number; measures: Record<string, Scalar> }[];
}

/** A line that is not added. */
export interface LineNotAdded {
  source: string;
  row: number;
  key: Record<string, string>;
  why: "parent" | "heading" | "outside" | "later";
  field: string;
}

/** The names of the table of transfers, of its fields, and of the measures of the lines. */
export interface Transfers {
  table?: string;
  giver?: string;
  receiver?: string;
  giver_line?: string;
  receiver_line?: string;
  given?: string;
  received?: string;
  credit?: string;
  lines_gave?: string;
  lines_received?: string;
}

/** What is cancelled in each total of a grouping, and every transfer. */
export interface Eliminations {
  cells: {
    key: Key;
    inside: number;
    cancelled: string;
    given_outside: string;
    received_outside: string;
    gave_gap: string | null;
    received_gap: string | null;
    gross: string | null;
    net: string | null;
  }[];
  transfers: {
    row: number;
    key: Record<string, string>;
    giver: string | null;
    receiver: string | null;
    given: string | null;
    received: string | null;
    gap: string | null;
    sides: "agree" | "differ" | "one_sided";
    giver_group: Key | null;
    receiver_group: Key | null;
    cancelled: string;
  }[];
}

/** A line of a total with where its figures come from. */
export interface TracedRow {
  source: string;
  row: number;
  key: Record<string, string>;
  measures: Record<string, Scalar>;
  agency: string;
  revision: number;
  approved: boolean;
  events: { seq: number; hash: string; action: string; actor: Actor; at: string }[];
}
