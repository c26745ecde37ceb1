//! From whatever the core serialises to plain Python objects.

use super::decimal;
use amalkard::scaled::NUMBER;
use pyo3::BoundObject as _;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};
use serde::ser::{self, Serialize};
use std::fmt;

/// A value of the core as plain Python objects: `dict`, `list`, `str`, `int`, `bool`, `None`, and `Decimal` for exact
/// numbers.
pub(crate) fn to_python<'py>(py: Python<'py>, value: &(impl Serialize + ?Sized)) -> PyResult<Bound<'py, PyAny>> {
    value.serialize(Outwards(py)).map_err(|error| error.0)
}

/// The serialiser: each value becomes a Python object.
#[derive(Clone, Copy)]
struct Outwards<'py>(Python<'py>);

/// What Python raised, or what serde had to say.
#[derive(Debug)]
struct Raised(PyErr);

impl From<PyErr> for Raised {
    fn from(error: PyErr) -> Self {
        Self(error)
    }
}

impl fmt::Display for Raised {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Raised {}

impl ser::Error for Raised {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(PyTypeError::new_err(message.to_string()))
    }
}

type Object<'py> = Bound<'py, PyAny>;
type Made<'py> = Result<Object<'py>, Raised>;

impl<'py> Outwards<'py> {
    fn object<T: IntoPyObject<'py>>(self, value: T) -> Made<'py> {
        let bound = value.into_pyobject(self.0).map_err(|error| Raised(error.into()))?;
        Ok(bound.into_any().into_bound())
    }

    fn list(self, length: Option<usize>) -> Items<'py> {
        Items { py: self, items: Vec::with_capacity(length.unwrap_or_default()), variant: None }
    }

    fn dict(self) -> Entries<'py> {
        Entries { py: self, dict: PyDict::new(self.0), key: None, variant: None }
    }

    /// An enum's variant with content: `{variant: content}`, as in JSON.
    fn tagged(self, variant: Option<&'static str>, content: Object<'py>) -> Made<'py> {
        let Some(variant) = variant else { return Ok(content) };
        let dict = PyDict::new(self.0);
        dict.set_item(variant, content)?;
        Ok(dict.into_any())
    }
}

macro_rules! plain {
    ($($method:ident: $type:ty),*) => {
        $(fn $method(self, value: $type) -> Made<'py> {
            self.object(value)
        })*
    };
}

impl<'py> ser::Serializer for Outwards<'py> {
    type Ok = Object<'py>;
    type Error = Raised;
    type SerializeSeq = Items<'py>;
    type SerializeTuple = Items<'py>;
    type SerializeTupleStruct = Items<'py>;
    type SerializeTupleVariant = Items<'py>;
    type SerializeMap = Entries<'py>;
    type SerializeStruct = Entries<'py>;
    type SerializeStructVariant = Entries<'py>;

    plain!(serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_i128: i128, serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64,
        serialize_u128: u128, serialize_char: char, serialize_str: &str);

    #[expect(clippy::disallowed_types, reason = "named only to refuse it")]
    fn serialize_f32(self, _: f32) -> Made<'py> {
        Err(ser::Error::custom("a result holds no floats"))
    }

    #[expect(clippy::disallowed_types, reason = "named only to refuse it")]
    fn serialize_f64(self, _: f64) -> Made<'py> {
        Err(ser::Error::custom("a result holds no floats"))
    }

    fn serialize_bytes(self, value: &[u8]) -> Made<'py> {
        self.object(value)
    }

    fn serialize_none(self) -> Made<'py> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Made<'py> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Made<'py> {
        Ok(self.0.None().into_bound(self.0))
    }

    fn serialize_unit_struct(self, _: &'static str) -> Made<'py> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Made<'py> {
        self.object(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Made<'py> {
        let inner = value.serialize(self)?;
        if name == NUMBER {
            Ok(decimal(self.0, inner.extract::<std::borrow::Cow<'_, str>>()?.as_ref())?)
        } else {
            Ok(inner)
        }
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Made<'py> {
        let content = value.serialize(self)?;
        self.tagged(Some(variant), content)
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<Items<'py>, Raised> {
        Ok(self.list(length))
    }

    fn serialize_tuple(self, length: usize) -> Result<Items<'py>, Raised> {
        Ok(self.list(Some(length)))
    }

    fn serialize_tuple_struct(self, _: &'static str, length: usize) -> Result<Items<'py>, Raised> {
        Ok(self.list(Some(length)))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Items<'py>, Raised> {
        Ok(Items { variant: Some(variant), ..self.list(Some(length)) })
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Entries<'py>, Raised> {
        Ok(self.dict())
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Entries<'py>, Raised> {
        Ok(self.dict())
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Entries<'py>, Raised> {
        Ok(Entries { variant: Some(variant), ..self.dict() })
    }
}

/// A list being made.
struct Items<'py> {
    py: Outwards<'py>,
    items: Vec<Object<'py>>,
    variant: Option<&'static str>,
}

impl<'py> Items<'py> {
    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Raised> {
        self.items.push(value.serialize(self.py)?);
        Ok(())
    }

    fn finish(self) -> Made<'py> {
        let list = PyList::new(self.py.0, self.items)?;
        self.py.tagged(self.variant, list.into_any())
    }
}

macro_rules! items {
    ($($trait:ident $method:ident),*) => {
        $(impl<'py> ser::$trait for Items<'py> {
            type Ok = Object<'py>;
            type Error = Raised;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Raised> {
                self.push(value)
            }

            fn end(self) -> Made<'py> {
                self.finish()
            }
        })*
    };
}

items!(
    SerializeSeq serialize_element,
    SerializeTuple serialize_element,
    SerializeTupleStruct serialize_field,
    SerializeTupleVariant serialize_field
);

/// A dict being made.
struct Entries<'py> {
    py: Outwards<'py>,
    dict: Bound<'py, PyDict>,
    key: Option<Object<'py>>,
    variant: Option<&'static str>,
}

impl<'py> Entries<'py> {
    fn finish(self) -> Made<'py> {
        self.py.tagged(self.variant, self.dict.into_any())
    }
}

impl<'py> ser::SerializeMap for Entries<'py> {
    type Ok = Object<'py>;
    type Error = Raised;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Raised> {
        self.key = Some(key.serialize(self.py)?);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Raised> {
        let value = value.serialize(self.py)?;
        Ok(self.dict.set_item(self.key.take(), value)?)
    }

    fn end(self) -> Made<'py> {
        self.finish()
    }
}

macro_rules! entries {
    ($($trait:ident),*) => {
        $(impl<'py> ser::$trait for Entries<'py> {
            type Ok = Object<'py>;
            type Error = Raised;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Raised> {
                Ok(self.dict.set_item(name, value.serialize(self.py)?)?)
            }

            fn end(self) -> Made<'py> {
                self.finish()
            }
        })*
    };
}

entries!(SerializeStruct, SerializeStructVariant);
