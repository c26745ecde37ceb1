import * as glue from "../pkg/amalkard.js";
import type { FiscalPeriod } from "./calendar.js";
import { call } from "./error.js";
import { read, toJson } from "./json.js";
import { ReportTable } from "./report.js";
import type { InstantInput, Round } from "./round.js";
import type { Bilingual, Dataset, Rulebook } from "./rules.js";

/** Whose reports these are, of which period, and which submissions count. */
export interface ReportsOptions {
  /** Whose figures: one text for both languages, or both. */
  scope: string | Bilingual;
  period: FiscalPeriod | string;
  /** The state of each agency's submission. */
  statuses?: Readonly<Record<string, string>>;
  /** Whether submissions that are not approved count too. */
  preliminary?: boolean;
  /** The unit in which amounts are shown (`"milliard_rial"`), rounded so that they add up. */
  unit?: string;
  /** The data of the same period of last year (R9). */
  earlier?: Dataset;
  /** The rules whose findings R11 tells. */
  rulebook?: Rulebook;
}

/** One bar of a chart. */
export interface Bar {
  label: Bilingual;
  value: string | null;
  against: string | null;
}

/** A chart: bars with their figures, drawn as SVG without scripts. */
export class Chart {
  readonly #handle: glue.Chart;
  readonly title: Bilingual;
  readonly bars: readonly Bar[];

  /** @internal */
  constructor(handle: glue.Chart) {
    const data = read<{ title: Bilingual; bars: Bar[] }>(() => handle.data());
    this.#handle = handle;
    this.title = data.title;
    this.bars = data.bars;
    Object.freeze(this);
  }

  toSvg(language: "fa" | "en" = "fa"): string {
    return call(() => this.#handle.toSvg(language));
  }

  /** Every figure in words. */
  toText(language: "fa" | "en" = "fa"): string {
    return call(() => this.#handle.toText(language));
  }
}

/** A page of tables and charts. */
export class Page {
  readonly #handle: glue.Page;
  readonly title: Bilingual;
  readonly tables: readonly ReportTable[];

  /** @internal */
  constructor(handle: glue.Page) {
    this.#handle = handle;
    this.title = read(() => handle.title());
    this.tables = handle.tables().map((table) => new ReportTable(table));
    Object.freeze(this);
  }

  /** One HTML document: no script, nothing fetched, right to left in Persian, with a style for print. */
  toHtml(language: "fa" | "en" = "fa"): string {
    return call(() => this.#handle.toHtml(language));
  }

  toText(language: "fa" | "en" = "fa"): string {
    return call(() => this.#handle.toText(language));
  }
}

/** The reports R1 to R13 of one set of figures. */
export class Reports {
  readonly #handle: glue.Reports;

  constructor(data: Dataset, options: ReportsOptions);
  /** @internal */
  constructor(handle: glue.Reports);
  constructor(data: Dataset | glue.Reports, options?: ReportsOptions) {
    if (options === undefined) {
      this.#handle = data as glue.Reports;
    } else {
      const { scope, period, earlier, rulebook, unit, ...rest } = options;
      const frame = toJson({ ...rest, scope: both(scope), period: String(period) });
      let handle = call(() => new glue.Reports((data as Dataset).handle, frame));
      if (unit) handle = call(() => handle.inUnit(unit));
      if (earlier) handle = handle.withEarlier(earlier.handle);
      if (rulebook) handle = call(() => handle.checked(rulebook.handle));
      this.#handle = handle;
    }
    Object.freeze(this);
  }

  /** The reports of a round as it stands at a moment, its findings and clocks among them. */
  static ofRound(
    round: Round,
    options: {
      scope: string | Bilingual;
      at: InstantInput;
      include?: "approved" | "entered";
      unit?: string;
      earlier?: Dataset;
    },
  ): Reports {
    const { scope, at, include = "approved", unit, earlier } = options;
    let handle = call(() => glue.Reports.ofRound(round.handle, toJson(both(scope)), include, typeof at === "string" ? at : at.toISOString()));
    if (unit) handle = call(() => handle.inUnit(unit));
    return new Reports(earlier ? handle.withEarlier(earlier.handle) : handle);
  }

  /** The tables of a report, `"R1"` to `"R13"`. Throws `report.missing_table` and its like for what the data lacks. */
  tables(report: string): ReportTable[] {
    return call(() => this.#handle.tables(report)).map((table) => new ReportTable(table));
  }

  /** The chart of a report (R2, R8, R10), or `null`. */
  chart(report: string): Chart | null {
    const handle = call(() => this.#handle.chart(report));
    return handle ? new Chart(handle) : null;
  }

  /** All reports as one page; one that the data does not allow is named with the reason. */
  page(): Page {
    return new Page(call(() => this.#handle.page()));
  }
}

const both = (words: string | Bilingual): Bilingual =>
  typeof words === "string" ? { fa: words, en: words } : words;
