import type { Bilingual, Finding } from "./rules.js";

/** Rows by table, as a dataset takes them; the row in question is the first of its table. */
export type Witness = Record<string, Record<string, string | boolean | null>[]>;

/** What is doubtful in a rulebook itself; rules are named by their ids. */
export interface Analysis {
  /** Sets of rules that can apply to one row but cannot all be passed by any; none can be left out. */
  contradictory: { rules: string[]; table: string; witness: Witness; reason: Bilingual }[];
  /** Rules whose every failure other rules find as well. */
  redundant: Redundancy[];
  /** The same, though the others weigh less or block later. */
  stricter: Redundancy[];
  never_failing: Idle[];
  never_applying: Idle[];
  /** Questions that have no answer. */
  undecided: { rules: string[]; question: string; reason: Bilingual }[];
  unused_parameters: string[];
  unused_lists: string[];
  unused_definitions: string[];
  unused_relations: string[];
  unused_fields: string[];
}

/** A rule and the fewest others of which one fails wherever it does. */
export interface Redundancy {
  rule: string;
  implied_by: string[];
  /** The cells that must be given for that. */
  given: string[];
  reason: Bilingual;
}

/** A rule that does nothing, with a row that it applies to where there is one. */
export interface Idle {
  rule: string;
  witness: Witness | null;
  reason: Bilingual;
}

/** One difference of two rulebooks, in words. */
export interface Change {
  /** What happened to what: `rule_added`, `parameter_changed`, … */
  code: string;
  /** The rule's id or the name of what changed; a field as `table.field`. */
  id: string;
  /** What of it changed; none where the whole came or went. */
  key: string | null;
  from: string | null;
  to: string | null;
  message_fa: string;
  message_en: string;
}

/** What a changed rulebook would change in datasets that are already there. */
export interface Impact {
  added: string[];
  removed: string[];
  reweighed: {
    rule: string;
    severity_from: Finding["severity"];
    severity_to: Finding["severity"];
    blocks_from: string | null;
    blocks_to: string | null;
  }[];
  datasets: DatasetImpact[];
  listed_at_most: number;
  complete: boolean;
}

/** What changes in one dataset. */
export interface DatasetImpact {
  name: string;
  newly_failing: RuleImpact[];
  newly_passing: RuleImpact[];
  reweighed: RuleImpact[];
  newly_blocked: string[];
  newly_free: string[];
  not_run: string[];
  summary: Bilingual;
}

/** The rows or groups of one rule: all are counted, the first of them listed. */
export interface RuleImpact {
  rule: string;
  table: string;
  count: number;
  subjects: { row: number | null; key: Record<string, string> }[];
  complete: boolean;
}
