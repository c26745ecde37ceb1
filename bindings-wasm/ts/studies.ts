// What writers of rules ask of a rulebook, and datasets as packages: the methods that `amalkard/form` does without.
import * as glue from "../pkg/amalkard.js";
import type { Analysis, Change, Impact } from "./analysis.js";
import { call } from "./error.js";
import { Form } from "./form.js";
import { stated, type Localization, type LocalizeOptions } from "./hints.js";
import { read, toJson } from "./json.js";
import { Dataset, Rulebook } from "./rules.js";

declare module "./rules.js" {
  interface Rulebook {
    /** The whole book as one TOML text, with what it extends; it reads back to the same digest. */
    inForce(): string;
    /**
     * The smallest sets of cells of a row whose change makes all its rules hold, each with the interval or value that its
     * cells may take (Fellegi and Holt). Proposed, never applied; `complete` says whether these are all.
     */
    localize(data: Dataset, table: string, row: number, options?: LocalizeOptions): Localization;
    /** The rulebook as one self-contained page of HTML; the findings in `examples` show what rules say. */
    catalogue(language?: "fa" | "en", options?: { examples?: Dataset }): string;
    /** What another book changes against this one, in words. */
    compare(other: Rulebook): Change[];
    /**
     * What a changed rulebook would say of datasets that were read by this one: rows that it would newly fail, and those
     * that it would no longer fail. Throws `rulebook.schema_differs`.
     */
    impact(changed: Rulebook, datasets: Iterable<readonly [name: string, data: Dataset]>): Impact;
    /**
     * What is doubtful in the rulebook itself: rules that contradict or imply each other, that never fail or never apply,
     * each with a witness; declarations that no rule reads.
     */
    analyse(): Analysis;
  }
  interface Dataset {
    /** The files of a Fiscal Data Package of these tables: texts by name, `datapackage.json` among them. */
    toPackage(about: { name: string; title?: string; description?: string }): Record<string, string>;
  }
  namespace Dataset {
    /** A dataset of the files of a Fiscal Data Package, texts by name. Throws `exchange.*`. */
    let fromPackage: (files: Readonly<Record<string, string>>, options: { rulebook: Rulebook }) => Dataset;
  }
}

declare module "./form.js" {
  interface Form {
    /** See `Rulebook.localize`. */
    localize(row: number, options?: LocalizeOptions): Localization;
  }
}

Rulebook.prototype.inForce = function () {
  return call(() => this.handle.inForce());
};

Rulebook.prototype.localize = function (data, table, row, options = {}) {
  return read(() => this.handle.localize(data.handle, table, row, stated(options)));
};

Rulebook.prototype.catalogue = function (language = "fa", { examples } = {}) {
  return call(() =>
    examples ? this.handle.catalogueWith(language, examples.handle) : this.handle.catalogue(language),
  );
};

Rulebook.prototype.compare = function (other) {
  return read(() => this.handle.compare(other.handle));
};

Rulebook.prototype.impact = function (changed, datasets) {
  const named = new glue.Datasets();
  for (const [name, data] of datasets) named.add(name, data.handle);
  return read(() => this.handle.impact(changed.handle, named));
};

Rulebook.prototype.analyse = function () {
  return read(() => this.handle.analyse());
};

Dataset.prototype.toPackage = function (about) {
  return read(() => this.handle.toPackage(toJson(about)));
};

Dataset.fromPackage = (files, { rulebook }) =>
  new Dataset(call(() => glue.Dataset.fromPackage(toJson(files), rulebook.handle)));

Form.prototype.localize = function (row, options = {}) {
  return read(() => this.handle.localize(row, stated(options)));
};

/** The TOML text of a rulebook in one form: comments stay, expressions are printed. Throws `rulebook.invalid`. */
export function formatRules(text: string): string {
  return call(() => glue.formatRules(text));
}
