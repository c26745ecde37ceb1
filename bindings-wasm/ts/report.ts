import type * as glue from "../pkg/amalkard.js";
import { call } from "./error.js";
import { read, toJson } from "./json.js";
import type { Bilingual, Scalar } from "./rules.js";

/** A column of a table of a report. */
export interface ReportColumn {
  name: string;
  title: Bilingual;
  kind: "text" | "number" | "percent" | "date";
  /** The unit of amounts. */
  unit?: string;
  /** The columns that a total sums. */
  parts?: string[];
  labels?: Record<string, Bilingual>;
}

/** A figure at which a rounded table does not keep what it promises. */
export interface Unkept {
  what: "rows" | "columns" | "unit";
  row: number;
  column: string;
  shown: string;
  against: string;
  /** Whether the exact figures do not add up there either. */
  inexact: boolean;
}

/** How a table is written as CSV. */
export interface CsvStyle {
  /** The language of titles and words; without one the form for programs. */
  language?: "fa" | "en" | null;
  digits?: "ascii" | "persian";
  /** Whether the text begins with the mark by which spreadsheets know UTF-8. */
  bom?: boolean;
}

/** A table of a report: exact cells, titles in both languages. */
export class ReportTable {
  readonly #handle: glue.ReportTable;
  readonly title: Bilingual;
  /** What stands above its columns, such as the unit. */
  readonly header: Bilingual | null;
  readonly columns: readonly ReportColumn[];
  readonly notes: readonly Bilingual[];
  /** What rounding could not keep. */
  readonly unkept: readonly Unkept[];

  /** @internal */
  constructor(handle: glue.ReportTable) {
    const data = read<{
      title: Bilingual;
      header?: Bilingual;
      columns: ReportColumn[];
      notes: Bilingual[];
      unkept?: Unkept[];
    }>(() => handle.data());
    this.#handle = handle;
    this.title = data.title;
    this.columns = data.columns;
    this.notes = data.notes;
    this.header = data.header ?? null;
    this.unkept = data.unkept ?? [];
    Object.freeze(this);
  }

  /** Its rows by column name; `row_kind` is `line`, `subtotal` or `total`. */
  toDicts(): Record<string, Scalar>[] {
    return read(() => this.#handle.records());
  }

  /** The same table in another unit (`"milliard_rial"`), rounded so that rows, columns and totals still add up. */
  rounded(unit: string, places = 0): ReportTable {
    return new ReportTable(call(() => this.#handle.rounded(unit, places)));
  }

  /** The table as CSV (RFC 4180). */
  toCsv(style: CsvStyle = {}): string {
    return call(() => this.#handle.toCsv(toJson(style)));
  }

  toText(language: "fa" | "en" = "fa"): string {
    return call(() => this.#handle.toText(language));
  }

  /** The table as a fragment of HTML. */
  toHtml(language: "fa" | "en" = "fa"): string {
    return call(() => this.#handle.toHtml(language));
  }
}
