import type * as glue from "../pkg/amalkard.js";
import { call } from "./error.js";
import { read } from "./json.js";
import type { Bilingual, Scalar } from "./rules.js";

/** A column of a table of a report. */
export interface ReportColumn {
  name: string;
  title: Bilingual;
  kind: "text" | "number" | "percent" | "date";
  labels?: Record<string, Bilingual>;
}

/** A table of a report: exact cells, titles in both languages. */
export class ReportTable {
  readonly #handle: glue.ReportTable;
  readonly title: Bilingual;
  readonly columns: readonly ReportColumn[];
  readonly notes: readonly Bilingual[];

  /** @internal */
  constructor(handle: glue.ReportTable) {
    const data = read<{ title: Bilingual; columns: ReportColumn[]; notes: Bilingual[] }>(() => handle.data());
    this.#handle = handle;
    this.title = data.title;
    this.columns = data.columns;
    this.notes = data.notes;
    Object.freeze(this);
  }

  /** Its rows by column name; `row_kind` is `line`, `subtotal` or `total`. */
  toDicts(): Record<string, Scalar>[] {
    return read(() => this.#handle.records());
  }

  toText(language: "fa" | "en" = "fa"): string {
    return call(() => this.#handle.toText(language));
  }

  /** The table as a fragment of HTML. */
  toHtml(language: "fa" | "en" = "fa"): string {
    return call(() => this.#handle.toHtml(language));
  }
}
