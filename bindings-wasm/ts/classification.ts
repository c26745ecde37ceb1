import * as glue from "../pkg/amalkard.js";
import { call } from "./error.js";
import { read } from "./json.js";

/** An entry of a code list. */
export interface Entry {
  code: string;
  /** Its title in Persian and in English. */
  fa: string;
  en: string;
  /** The code it belongs to, in the list's parent list. */
  parent?: string;
  /** The first and last fiscal year in which it is valid; absent where no bound is known. */
  valid_from?: number;
  valid_to?: number;
  /** The codes that correspond to it in other systems. */
  links?: Record<string, string[]>;
  /** Whether it only sums others and is never the code of a line. */
  heading?: boolean;
  outside_total?: boolean;
  confidence?: "derived" | "well_known" | "guess";
  note?: string;
}

/** The names of the code lists that come with the library. */
export const codeLists = (): string[] => glue.codeLists();

/** Every entry of a code list. Throws `code.unknown_list`. */
export const codeList = (id: string): Entry[] => read(() => glue.codeList(id));

/** The entry of a code of a list in a fiscal year. Throws `code.unknown_list`, `code.unknown`, `code.not_in_year`. */
export const lookup = (list: string, code: string, year: number): Entry => read(() => glue.lookup(list, code, String(year)));

/** Whether a line of a fiscal year may carry the code of a list. */
export const contains = (list: string, code: string, year: number): boolean => call(() => glue.contains(list, code, String(year)));

/**
 * The code that another system has for a code of a list: a province in `budget` (51 to 81), `sci` (00 to 30), `iso`.
 *
 * Throws `code.unknown_system`, `code.unknown`, `code.not_one_to_one`.
 */
export const crosswalk = (code: string, source: string, to: string, options: { list?: string } = {}): string =>
  call(() => glue.crosswalk(options.list ?? "province", code, source, to));

/** The chapter of a code, which means something only with its kind of credit and its scheme. */
export const chapter = (kind: "expense" | "capital", scheme: "classic" | "accrual", code: string, year: number): Entry =>
  read(() => glue.chapter(kind, scheme, code, String(year)));

/** The code of an agency, six digits, as it should be stored. Throws `code.bad_form`. */
export const agencyCode = (text: string): string => call(() => glue.agencyCode(text));

/** A row of miscellaneous credits, `530000-1` or `1-530000`: its one form, its group and its item. */
export const miscRow = (text: string): { row: string; group: string; item: number } => read(() => glue.miscRow(text));

/** What a plan's code says. */
export interface PlanCode {
  code: string;
  scheme: string;
  segments: Record<string, string>;
  prefixes: string[];
  is_programme: boolean;
  parent: string | null;
}

/** The code of a plan or programme; `schemes` names the schemes to try. Throws `code.bad_form`, `code.unknown`. */
export const planCode = (text: string, options: { schemes?: string[] } = {}): PlanCode =>
  read(() => glue.planCode(text, options.schemes));
