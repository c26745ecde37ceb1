//! Which declarations a rule reads, and which are read by none.

use super::super::declarations::Declarations;
use super::super::language::{self, Expr, ExprKind, List, MessagePart};
use super::super::source::{Book, RuleSource, Written};
use super::DEFAULT_TABLE;
use std::collections::BTreeSet;

/// Declarations that no rule reads, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in super::super) struct Unused {
    pub(in super::super) parameters: Vec<String>,
    pub(in super::super) lists: Vec<String>,
    pub(in super::super) definitions: Vec<String>,
}

/// The declarations that rules read, themselves or by definitions, by name.
#[derive(Debug, Default)]
pub(in super::super) struct Read {
    pub(in super::super) parameters: BTreeSet<String>,
    lists: BTreeSet<String>,
    pub(in super::super) definitions: BTreeSet<String>,
}

pub(super) fn unused(book: &Book, declared: &Declarations) -> Unused {
    let mut read = Read::default();
    for rule in book.rules.iter().filter(|rule| rule.off.as_ref().is_none_or(|off| !off.get_ref())) {
        read.rule(rule, declared);
    }
    let left = |names: &mut dyn Iterator<Item = &String>, read: &BTreeSet<String>| {
        names.filter(|name| !read.contains(*name)).cloned().collect()
    };
    Unused {
        parameters: left(&mut declared.parameters.keys(), &read.parameters),
        lists: left(&mut declared.lists.keys(), &read.lists),
        definitions: left(&mut declared.definitions.keys(), &read.definitions),
    }
}

impl Read {
    /// What one rule reads, its message and repairs included.
    pub(in super::super) fn by(rule: &RuleSource, declared: &Declarations) -> Self {
        let mut read = Self::default();
        read.rule(rule, declared);
        read
    }

    fn rule(&mut self, rule: &RuleSource, declared: &Declarations) {
        let table = rule.table.as_ref().map_or(DEFAULT_TABLE, |table| table.get_ref().as_str());
        let repairs = rule.repairs.iter().flat_map(Written::get_ref);
        let expressions =
            rule.when.iter().chain(&rule.check).chain(repairs.clone().filter_map(|repair| repair.value.as_ref()));
        for expression in expressions {
            self.text(expression.get_ref(), table, declared);
        }
        for message in rule.message.iter().chain(repairs.filter_map(|repair| repair.message.as_ref())) {
            for words in [&message.fa, &message.en] {
                for part in language::message_parts(words.get_ref()).unwrap_or_default() {
                    if let MessagePart::Expression { text, .. } = part {
                        self.text(text, table, declared);
                    }
                }
            }
        }
    }

    fn text(&mut self, text: &str, table: &str, declared: &Declarations) {
        if let Ok(tree) = language::parse(text) {
            self.tree(&tree, table, declared);
        }
    }

    fn tree(&mut self, tree: &Expr, table: &str, declared: &Declarations) {
        match &tree.kind {
            ExprKind::Path(first, name) if first == "param" => {
                self.parameters.insert(name.clone());
            }
            ExprKind::In(_, List::Named(name) | List::InYear(name, _)) => {
                self.lists.insert(name.text.clone());
            }
            ExprKind::Name(name) => {
                if let Some(definition) = declared.definition(table, name)
                    && self.definitions.insert(name.clone())
                {
                    self.text(&definition.value, table, declared);
                }
            }
            _ => {}
        }
        let inner = declared.table_below(tree, table);
        for part in tree.parts() {
            self.tree(part, inner, declared);
        }
    }
}
