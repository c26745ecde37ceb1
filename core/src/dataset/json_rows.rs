//! Rows of JSON text: an object of tables, each a list of objects.

use super::{Cell, Row};
use crate::error::{Error, Result};
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

/// The rows of JSON text, before any schema: an object of tables, each a list of objects.
///
/// # Errors
/// `dataset.bad_json` with line and column, when the text is not such JSON or a name stands twice in one object.
pub fn rows_of_json(json: &str) -> Result<BTreeMap<String, Vec<Row>>> {
    let tables: Named<Vec<Named<Cell>>> = serde_json::from_str(json).map_err(|error| {
        Error::new(
            "dataset.bad_json",
            "متن JSON جدول‌ها خوانده نشد",
            format!("the JSON text of the tables could not be read: {error}"),
        )
        .at(format!("{}:{}", error.line(), error.column()))
        .expected(r#"{"lines": [{"agency": "…", "spent": "…"}, …], …}"#)
        .help("شیء جدول‌ها را بدهید؛ هر جدول فهرستی از سطرهاست", "give an object of tables, each a list of rows")
    })?;
    Ok(plain(tables))
}

/// For serde: rows whose objects name no field twice.
pub(crate) fn rows<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Vec<Row>, D::Error> {
    Ok(Vec::<Named<Cell>>::deserialize(deserializer)?.into_iter().map(|row| row.0).collect())
}

/// The same for several tables by name.
pub(crate) fn tables<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> std::result::Result<BTreeMap<String, Vec<Row>>, D::Error> {
    Ok(plain(Named::<Vec<Named<Cell>>>::deserialize(deserializer)?))
}

fn plain(tables: Named<Vec<Named<Cell>>>) -> BTreeMap<String, Vec<Row>> {
    tables.0.into_iter().map(|(name, rows)| (name, rows.into_iter().map(|row| row.0).collect())).collect()
}

/// The same where there may be none.
pub(crate) fn rows_if_any<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> std::result::Result<Option<Vec<Row>>, D::Error> {
    let rows = Option::<Vec<Named<Cell>>>::deserialize(deserializer)?;
    Ok(rows.map(|rows| rows.into_iter().map(|row| row.0).collect()))
}

/// An object that names nothing twice: most readers of JSON keep the last of two and lose the other in silence.
struct Named<V>(BTreeMap<String, V>);

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Named<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        deserializer.deserialize_map(NamedVisitor(PhantomData))
    }
}

struct NamedVisitor<V>(PhantomData<V>);

impl<'de, V: Deserialize<'de>> Visitor<'de> for NamedVisitor<V> {
    type Value = Named<V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> std::result::Result<Named<V>, A::Error> {
        let mut named = BTreeMap::new();
        while let Some(name) = object.next_key::<String>()? {
            if named.contains_key(&name) {
                return Err(A::Error::custom(format_args!("`{name}` stands twice in one object")));
            }
            let value = object.next_value()?;
            named.insert(name, value);
        }
        Ok(Named(named))
    }
}
