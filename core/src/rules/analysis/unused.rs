//! What is declared and never read.

use crate::rules::plan::Reads;
use crate::rules::rulebook::Rulebook;

impl Rulebook {
    pub(super) fn unused_fields(&self) -> Vec<String> {
        let mut unused = Vec::new();
        for table in self.schema().tables() {
            for (position, field) in table.fields().iter().enumerate() {
                let in_relation = self.declared.relations.iter().any(|relation| {
                    (relation.from == table.name() && relation.on.contains(&position))
                        || (relation.to == table.name() && relation.equals.contains(&position))
                });
                if !in_relation && !table.key().contains(&field.name) && !self.is_read(table.name(), position) {
                    unused.push(format!("{}.{}", table.name(), field.name));
                }
            }
        }
        unused
    }

    pub(super) fn unused_relations(&self) -> Vec<String> {
        let mut unused = Vec::new();
        for (position, relation) in self.declared.relations.iter().enumerate() {
            let is_followed = self.tables.iter().any(|rules| {
                let of_rows = rules.slots.iter().any(|slot| slot.relation == Some(position));
                let asked = rules.rules.iter().any(|rule| {
                    rule.when.iter().chain([&rule.check]).any(|part| Reads::of(part).relations.contains(&position))
                });
                let summed = rules.aggregates.iter().any(|plan| {
                    let inner = plan.slots.iter().any(|slot| slot.relation == Some(position));
                    let over = rules.table == relation.from
                        && plan.table == relation.to
                        && plan.group_by.starts_with(&relation.equals)
                        && plan.found_by.starts_with(&relation.on);
                    inner || over
                });
                of_rows || asked || summed
            });
            if !is_followed {
                unused.push(format!("{}.{}", relation.from, relation.name));
            }
        }
        unused
    }

    fn is_read(&self, table: &str, field: usize) -> bool {
        self.tables.iter().any(|rules| {
            let grouped = |own: &str, fields: &[usize]| own == table && fields.contains(&field);
            rules.slots.iter().any(|slot| slot.table == table && slot.field == field)
                || rules.uniques.iter().any(|fields| grouped(&rules.table, fields))
                || rules.aggregates.iter().any(|aggregate| {
                    grouped(&aggregate.table, &aggregate.group_by)
                        || aggregate.slots.iter().any(|slot| slot.table == table && slot.field == field)
                })
        })
    }
}
