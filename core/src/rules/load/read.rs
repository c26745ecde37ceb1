//! One file of TOML as sections: which keys each of them may have.

use super::super::problems::Problems;
use super::super::source::{
    DefinitionSource, FieldSource, File, Header, ListSource, ParameterSource, RelationSource, RepairSource, RuleSource,
    TableSource, Written,
};
use super::section::Section;
use toml::de::DeTable;

/// The sections of a file.
pub(super) fn file(table: &DeTable<'_>, file: usize, problems: &mut Problems<'_>) -> File {
    let mut whole = Section::file(table, file, problems);
    let read = File {
        header: whole.section("rulebook", header),
        groups: whole.headings("groups"),
        tables: whole.named("tables", table_source),
        relations: whole.named("relations", relation),
        parameters: whole.named("parameters", parameter),
        lists: whole.named("lists", list),
        definitions: whole.named("definitions", definition),
        rules: whole.each("rule", rule).map(Written::into_inner).unwrap_or_default(),
        changes: whole.named("change", change),
    };
    whole.finish();
    read
}

fn header(mut section: Section<'_, '_, '_>) -> Header {
    Header {
        id: section.text("id"),
        extends: section.text("extends"),
        title: section.bilingual("title"),
        fiscal_year: section.integer("fiscal_year"),
        version: section.text("version"),
        keys: section.finish(),
    }
}

fn table_source(mut section: Section<'_, '_, '_>) -> TableSource {
    TableSource {
        title: section.bilingual("title"),
        key: section.texts("key"),
        fields: section.each("fields", field).map(Written::into_inner).unwrap_or_default(),
        like: section.text("like"),
        optional: section.flag("optional"),
        keys: section.finish(),
    }
}

fn field(mut section: Section<'_, '_, '_>) -> FieldSource {
    FieldSource {
        name: section.text("name"),
        kind: section.text("type"),
        unit: section.text("unit"),
        scale: section.integer("scale"),
        required: section.flag("required"),
        non_negative: section.flag("non_negative"),
        basis: section.text("basis"),
        law: section.text("law"),
        title: section.bilingual("title"),
        keys: section.finish(),
    }
}

fn relation(mut section: Section<'_, '_, '_>) -> RelationSource {
    RelationSource {
        name: section.text("name"),
        from: section.text("from"),
        to: section.text("to"),
        on: section.texts("on"),
        equals: section.texts("equals").unwrap_or_default(),
        levels: section.integers("levels"),
        fill: section.text("fill"),
        keys: section.finish(),
    }
}

fn parameter(mut section: Section<'_, '_, '_>) -> ParameterSource {
    ParameterSource {
        value: section.literal("value"),
        unit: section.text("unit"),
        title: section.bilingual("title"),
        law: section.text("law"),
        keys: section.finish(),
    }
}

fn list(mut section: Section<'_, '_, '_>) -> ListSource {
    ListSource {
        classification: section.text("classification"),
        codes: section.texts("codes").unwrap_or_default(),
        title: section.bilingual("title"),
        law: section.text("law"),
        keys: section.finish(),
    }
}

fn definition(mut section: Section<'_, '_, '_>) -> DefinitionSource {
    DefinitionSource {
        value: section.text("value"),
        table: section.text("table"),
        title: section.bilingual("title"),
        law: section.text("law"),
        keys: section.finish(),
    }
}

fn rule(mut section: Section<'_, '_, '_>) -> RuleSource {
    let id = section.text("id");
    RuleSource { id, ..change(section) }
}

/// All that can be said of a rule but its id.
fn change(mut section: Section<'_, '_, '_>) -> RuleSource {
    RuleSource {
        id: None,
        severity: section.text("severity"),
        table: section.text("table"),
        per: section.texts("per"),
        when: section.text("when"),
        check: section.text("check"),
        missing: section.text("missing"),
        blocks: section.text("blocks"),
        law: section.text("law"),
        title: section.bilingual("title"),
        message: section.message("message"),
        repairs: section.each("repairs", repair),
        off: section.flag("off"),
        reason: section.text("reason"),
        keys: section.finish(),
    }
}

fn repair(mut section: Section<'_, '_, '_>) -> RepairSource {
    RepairSource {
        field: section.text("field"),
        value: section.text("value"),
        message: section.message("message"),
        keys: section.finish(),
    }
}
