import * as glue from "../pkg/amalkard.js";
import { call } from "./error.js";
import { Explanation } from "./explanation.js";
import type { Hint } from "./hints.js";
import { read, toJson, type Input } from "./json.js";

/** Words in Persian and English. */
export interface Bilingual {
  fa: string;
  en: string;
}

/** A value in a finding: an exact number is text. */
export type Scalar = null | boolean | string;

/** A cell that a failing check has read. */
export interface Operand {
  name: string;
  table: string;
  row: number | null;
  field: string;
  value: Scalar;
}

/** A correction that would make the check hold; proposed, never applied by itself. */
export interface Repair {
  field: string | null;
  from: Scalar;
  to: Scalar;
  message_fa: string;
  message_en: string;
}

/** One thing that is wrong or doubtful. Its keys are the same in every language. */
export interface Finding {
  rule: string;
  severity: "error" | "warning" | "info";
  table: string;
  /** 0-based; none for a finding about a whole table. */
  row: number | null;
  key: Record<string, string>;
  fields: string[];
  left: Scalar;
  right: Scalar;
  residual: Scalar;
  blocks: string | null;
  law: string | null;
  operands: Operand[];
  message_fa: string;
  message_en: string;
  repairs: Repair[];
}

/** The findings of one check, in order: table, row, rule. */
export class Findings implements Iterable<Finding> {
  readonly items: readonly Finding[];
  /** The SHA-256 of their canonical JSON: equal in every language. */
  readonly digest: string;
  readonly #html: readonly [fa: string, en: string];

  /** @internal */
  constructor(found: { findings: Finding[]; digest: string; html: [string, string] }) {
    this.items = Object.freeze(found.findings);
    this.digest = found.digest;
    this.#html = found.html;
    Object.freeze(this);
  }

  get length(): number {
    return this.items.length;
  }

  [Symbol.iterator](): Iterator<Finding> {
    return this.items[Symbol.iterator]();
  }

  /** As plain data: the same keys in every language. */
  toDicts(): Finding[] {
    return [...this.items];
  }

  /** How many are of a severity. */
  count(severity: Finding["severity"]): number {
    return this.items.filter((finding) => finding.severity === severity).length;
  }

  /** Those that block a stage: `confirm`, `accept`, `approve`. */
  blocking(stage: string): Finding[] {
    return this.items.filter((finding) => finding.blocks === stage);
  }

  /** A readable list as a fragment of HTML. */
  toHtml(language: "fa" | "en" = "fa"): string {
    return this.#html[language === "fa" ? 0 : 1];
  }

  toJSON(): readonly Finding[] {
    return this.items;
  }
}

/** A field of a table, as the rulebook declares it. */
export interface Field {
  name: string;
  type: "amount" | "percent" | "number" | "code" | "text" | "date" | "flag";
  unit?: string;
  scale?: number;
  required: boolean;
  /** Whether a figure below zero is a finding of intake. */
  non_negative: boolean;
  basis: "cumulative" | "in_period" | null;
  title: Bilingual;
}

/** A table, as the rulebook declares it. */
export interface TableSchema {
  name: string;
  title: Bilingual;
  key: string[];
  fields: Field[];
}

/** A constant that a province can change. */
export interface Parameter {
  /** As it is written: `20%`, `100000`. */
  value: string;
  title: Bilingual | null;
  law: string | null;
}

/** An expression with a name, read in rules as if it were a field. */
export interface Definition {
  table: string;
  value: string;
  title: Bilingual | null;
  law: string | null;
}

/** A rule that could not run, and the tables that the data lacks. */
export interface NotRun {
  rule: string;
  tables: string[];
}

/** A correction as the writer of its rule stated it. */
export interface StatedRepair {
  field: string | null;
  value: string | null;
  message: Bilingual;
}

/** A rule, as its writer stated it. */
export interface Rule {
  id: string;
  severity: Finding["severity"];
  table: string;
  /** The fields by whose groups it judges; none where it judges each row. */
  per: string[];
  when: string | null;
  check: string;
  missing: "skip" | "fail" | "zero";
  blocks: string | null;
  law: string | null;
  title: Bilingual;
  /** What its findings say, with expressions in braces. */
  message: Bilingual;
  repairs: StatedRepair[];
}

/** Rules as data: read from TOML, checked when they are read, run over whole tables. */
export class Rulebook {
  /** @internal */
  readonly handle: glue.Rulebook;
  readonly id: string;
  readonly title: Bilingual;
  readonly version: string | null;
  readonly fiscalYear: number | null;
  /** The SHA-256 of its canonical form: what a round is pinned to. */
  readonly digest: string;
  readonly rules: readonly Rule[];
  readonly schema: readonly TableSchema[];
  /** Its parameters by name. */
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** Its definitions by name. */
  readonly definitions: Readonly<Record<string, Definition>>;
  /** The headings of its groups of rules, by what the ids of their rules begin with. */
  readonly groups: Readonly<Record<string, Bilingual>>;
  /** The rules that it keeps and does not run, with the reason. */
  readonly switchedOff: Readonly<Record<string, string>>;
  /** Its files by name: what a host keeps beside a round. */
  readonly files: Readonly<Record<string, string>>;

  /** @internal */
  constructor(handle: glue.Rulebook) {
    const parts = read<RulebookParts>(() => handle.describe());
    this.handle = handle;
    this.id = parts.id;
    this.title = parts.title;
    this.version = parts.version;
    this.fiscalYear = parts.fiscal_year;
    this.digest = parts.digest;
    this.rules = parts.rules;
    this.schema = parts.schema.tables;
    this.parameters = parts.parameters;
    this.definitions = parts.definitions;
    this.groups = parts.groups;
    this.switchedOff = parts.switched_off;
    this.files = parts.files;
    Object.freeze(this);
  }

  /** A rulebook that comes with the library, by country (ISO 3166) and fiscal year. Throws `rulebook.unknown`. */
  static builtin(country: string, year: number): Rulebook {
    return new Rulebook(call(() => glue.Rulebook.builtin(country, String(year))));
  }

  /** A rulebook of one TOML text. Throws `rulebook.invalid`, whose causes are all mistakes with line and column. */
  static fromToml(text: string): Rulebook {
    return Rulebook.fromFiles({ "rulebook.toml": text });
  }

  /** A rulebook of several TOML texts by name, read as one. */
  static fromFiles(files: Record<string, string>): Rulebook {
    return new Rulebook(call(() => glue.Rulebook.fromFiles(toJson(Object.entries(files)))));
  }

  /**
   * This book changed by files of another, as a province or a later year changes it: their parameters, lists and
   * definitions take the place of those of the same name, `[change.ID]` changes rules, what has a new name is added.
   */
  extended(files: Record<string, string>): Rulebook {
    return new Rulebook(call(() => this.handle.extended(toJson(Object.entries(files)))));
  }

  /** Its canonical form: JSON text whose SHA-256 is the digest. */
  canonical(): string {
    return call(() => this.handle.canonical());
  }

  /** All findings in a dataset, in order. */
  check(data: Dataset): Findings {
    return new Findings(read(() => this.handle.check(data.handle)));
  }

  /**
   * Why a rule says what it says of a row, or of a group of rows by its key; or why there is a finding. Throws
   * `rule.unknown`, `rule.not_run`, `rule.no_group`, `dataset.unknown_row`.
   */
  explain(data: Dataset, rule: string | Finding, place?: number | Readonly<Record<string, string>>): Explanation {
    const [id, at] = typeof rule === "string" ? [rule, place ?? {}] : [rule.rule, rule.row ?? rule.key];
    const [row, key] = typeof at === "number" ? [at, {}] : [undefined, at];
    return new Explanation(read(() => this.handle.explain(data.handle, id, row, toJson(key))));
  }

  /**
   * The slips of the pen that would explain what a row fails: unit, sign, swapped fields, digits. Proposed, never
   * applied; the likeliest first.
   */
  hints(data: Dataset, table: string, row: number): Hint[] {
    return read(() => this.handle.hints(data.handle, table, row));
  }

  /** The rules that could not run on a dataset, and the tables that it lacks. */
  notRun(data: Dataset): NotRun[] {
    return read(() => this.handle.notRun(data.handle));
  }
}

interface RulebookParts {
  parameters: Record<string, Parameter>;
  definitions: Record<string, Definition>;
  groups: Record<string, Bilingual>;
  switched_off: Record<string, string>;
  id: string;
  title: Bilingual;
  version: string | null;
  fiscal_year: number | null;
  digest: string;
  rules: Rule[];
  schema: { tables: TableSchema[] };
  files: Record<string, string>;
}

/** A row as it goes in: amounts are text or `bigint`. A fraction that is a `number` is a finding. */
export type Row = Readonly<Record<string, Input | undefined>>;

/** Tables of one report or many, column by column, with what was wrong in them when they were read. */
export class Dataset {
  /** @internal */
  readonly handle: glue.Dataset;

  /** A dataset of tables by name. Throws `dataset.unknown_table`, `dataset.bad_json`; a bad cell is a finding. */
  constructor(tables: Readonly<Record<string, readonly Row[]>>, options: { rulebook: Rulebook });
  /** @internal */
  constructor(handle: glue.Dataset);
  constructor(tables: Readonly<Record<string, readonly Row[]>> | glue.Dataset, options?: { rulebook: Rulebook }) {
    this.handle = options
      ? call(() => new glue.Dataset(toJson(tables), options.rulebook.handle))
      : (tables as glue.Dataset);
    Object.freeze(this);
  }

  /** A dataset of JSON text: an object of tables, each a list of objects. */
  static fromJson(text: string, options: { rulebook: Rulebook }): Dataset {
    return new Dataset(call(() => new glue.Dataset(text, options.rulebook.handle)));
  }

  /** The SHA-256 of the canonical JSON of its tables, in the order of their rows: equal in every language. */
  get digest(): string {
    return call(() => this.handle.digest());
  }

  /** The names of its tables with their numbers of rows. */
  get tables(): Record<string, number> {
    return read(() => this.handle.tables());
  }

  /** What was wrong when the tables were read; `Rulebook.check` gives it among its findings. */
  get intake(): Finding[] {
    return read(() => this.handle.intake());
  }
}
