import { toJson } from "./json.js";
import type { Scalar } from "./rules.js";

/** What may have gone wrong in one cell, or in two that were swapped. */
export interface Hint {
  kind: "unit" | "sign" | "in_period" | "swap" | "transposition" | "digit" | "dropped_digit" | "doubled_digit";
  changes: { field: string; from: Scalar; to: Scalar }[];
  /** Failing rules that would hold. */
  repaired: string[];
  /** Rules for information that would fail. */
  broken: string[];
  message_fa: string;
  message_en: string;
}

/** What a localization may change and how far it goes. */
export interface LocalizeOptions {
  /** Fields that may not change. */
  readonly frozen?: readonly string[];
  /** How reluctantly a field is changed; 1 where nothing is stated. */
  readonly weights?: Readonly<Record<string, number>>;
  /** How much heavier than the lightest solution another may be; 0. */
  readonly extraWeight?: number;
  /** How many solutions are given at most; 20. */
  readonly mostSolutions?: number;
  /** How much work may be done: some ten million in a second. */
  readonly effort?: number;
}

/** @internal */
export function stated(options: LocalizeOptions): string {
  const { extraWeight: extra_weight, mostSolutions: most_solutions, ...rest } = options;
  return toJson({ ...rest, extra_weight, most_solutions });
}

/** Where the errors of a row may lie. */
export interface Localization {
  table: string;
  row: number;
  key: Record<string, string>;
  /** The rules that were considered, those of them that fail, and those that cannot be stated as linear conditions. */
  rules: string[];
  failing: string[];
  left_out: { rule: string; why: "not_linear" | "too_large" }[];
  /** The lightest sets of cells, best first. */
  solutions: Solution[];
  /** Where no change of cells suffices: rules that cannot hold together. */
  conflict: string[];
  complete: boolean;
  reason: "solutions" | "effort" | "overflow" | "not_linear" | null;
}

/** A set of cells that can make all considered rules hold; no part of it can. */
export interface Solution {
  weight: number;
  strokes: number;
  cells: LocalizedCell[];
  still_failing: string[];
}

/** A cell that is to change, with figures as they are typed. */
export interface LocalizedCell {
  field: string;
  from: Scalar;
  least: Scalar;
  greatest: Scalar;
  /** The figure, where it is determined. */
  value: Scalar;
  /** Its figure in an example of all cells that makes every considered rule hold. */
  example: Scalar;
}
