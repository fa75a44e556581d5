//! Serializes one value at its place in the document; collections go on in `collection`.

use std::fmt::{Display, Write};

use serde::{Serialize, ser};

use super::{
    Error,
    collection::Collection,
    scalar::{self, Style},
};

/// Where a value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Document,
    /// Before the colon of a mapping entry.
    Key,
    /// Behind the colon of an entry of the mapping at this column.
    Entry,
    /// Behind the dash of an item whose content begins at this column.
    Item,
}

/// Whether a value left any text; `None` leaves it to its container what stands for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    Value,
    Nothing,
}

pub(super) struct Serializer<'a> {
    out: &'a mut String,
    place: Place,
    column: usize,
}

impl<'a> Serializer<'a> {
    pub(super) fn new(out: &'a mut String, place: Place, column: usize) -> Self {
        Self { out, place, column }
    }

    fn write_scalar(self, write: impl FnOnce(&mut String)) -> Result<Written, Error> {
        if self.place == Place::Entry {
            self.out.push(' ');
        }
        write(self.out);
        if self.place != Place::Key {
            self.out.push('\n');
        }
        Ok(Written::Value)
    }

    /// Writes a number or a boolean, in quotes where it is a key: keys are strings.
    fn write_displayed(self, value: impl Display) -> Result<Written, Error> {
        let is_key = self.place == Place::Key;
        self.write_scalar(|out| {
            let form = if is_key { format_args!("\"{value}\"") } else { format_args!("{value}") };
            out.write_fmt(form).expect("a String takes any text");
        })
    }

    /// Writes all digits, as YAML 1.1 and 1.2 differ on exponents, and a point, to stay a float.
    fn write_float(self, value: impl Display, is_finite: bool) -> Result<Written, Error> {
        if !is_finite {
            return Err(ser::Error::custom("a float in YAML must be finite"));
        }
        if self.place == Place::Key {
            return Err(unfit_key("a float"));
        }
        self.write_scalar(|out| {
            let start = out.len();
            write!(out, "{value}").expect("a String takes any text");
            if !out[start..].contains('.') {
                out.push_str(".0");
            }
        })
    }

    fn write_nothing(self) -> Result<Written, Error> {
        match self.place {
            Place::Key => Err(unfit_key("nothing")),
            Place::Document | Place::Entry | Place::Item => Ok(Written::Nothing),
        }
    }

    fn sequence(self) -> Result<Collection<'a>, Error> {
        match self.place {
            Place::Key => Err(unfit_key("a sequence")),
            Place::Entry => Ok(Collection::new(self.out, false, self.column)),
            Place::Document | Place::Item => Ok(Collection::new(self.out, true, self.column)),
        }
    }

    fn mapping(self) -> Result<Collection<'a>, Error> {
        match self.place {
            Place::Key => Err(unfit_key("a mapping")),
            Place::Entry => Ok(Collection::new(self.out, false, self.column + 2)),
            Place::Document | Place::Item => Ok(Collection::new(self.out, true, self.column)),
        }
    }

    /// Begins a mapping whose one entry is `variant`, whose content the serializer is for.
    fn variant(self, variant: &str) -> Result<Self, Error> {
        self.mapping()?.into_entry(variant)
    }
}

fn unfit_key(what: &str) -> Error {
    ser::Error::custom(format_args!("{what} cannot be a key in YAML"))
}

impl<'a> ser::Serializer for Serializer<'a> {
    type Ok = Written;
    type Error = Error;
    type SerializeSeq = Collection<'a>;
    type SerializeTuple = Collection<'a>;
    type SerializeTupleStruct = Collection<'a>;
    type SerializeTupleVariant = Collection<'a>;
    type SerializeMap = Collection<'a>;
    type SerializeStruct = Collection<'a>;
    type SerializeStructVariant = Collection<'a>;

    fn serialize_bool(self, value: bool) -> Result<Written, Error> {
        self.write_displayed(value)
    }

    fn serialize_i8(self, value: i8) -> Result<Written, Error> {
        self.write_displayed(value)
    }

    fn serialize_i16(self, value: i16) -> Result<Written, Error> {
        self.write_displayed(value)
    }

    fn serialize_i32(self, value: i32) -> Result<Written, Error> {
        self.write_displayed(value)
    }

    fn serialize_i64(self, value: i64) -> Result<Written, Error> {
        self.write_displayed(value)
    }

    fn serialize_i128(self, value: i128) -> Result<Written, Error> {
        self.write_displayed(value)
    }

    fn serialize_u8(self, value: u8) -> Result<Written, Error> {
        self.write_displayed(value)
    }

    fn serialize_u16(self, value: u16) -> Result<Written, Error> {
        self.write_displayed(value)
    }

    fn serialize_u32(self, value: u32) -> Result<Written, Error> {
        self.write_displayed(value)
    }

    fn serialize_u64(self, value: u64) -> Result<Written, Error> {
        self.write_displayed(value)
    }

    fn serialize_u128(self, value: u128) -> Result<Written, Error> {
        self.write_displayed(value)
    }

    fn serialize_f32(self, value: f32) -> Result<Written, Error> {
        self.write_float(value, value.is_finite())
    }

    fn serialize_f64(self, value: f64) -> Result<Written, Error> {
        self.write_float(value, value.is_finite())
    }

    fn serialize_char(self, value: char) -> Result<Written, Error> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<Written, Error> {
        let (place, column) = (self.place, self.column);
        self.write_scalar(|out| match (scalar::style_of(value), place) {
            (Style::Plain, _) => out.push_str(value),
            (Style::Literal, Place::Entry) => scalar::write_literal(out, value, column + 2),
            (Style::Literal, Place::Item) => scalar::write_literal(out, value, column),
            (Style::Quoted | Style::Literal, _) => scalar::write_quoted(out, value),
        })
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<Written, Error> {
        Err(ser::Error::custom("bytes have no form in this YAML"))
    }

    fn serialize_none(self) -> Result<Written, Error> {
        self.write_nothing()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Written, Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Written, Error> {
        self.write_nothing()
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Written, Error> {
        self.write_nothing()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<Written, Error> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<Written, Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Written, Error> {
        match value.serialize(self.variant(variant)?)? {
            Written::Value => Ok(Written::Value),
            Written::Nothing => Err(ser::Error::custom(format_args!(
                "the variant {variant} holds nothing, and a mapping in this YAML holds no null"
            ))),
        }
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Collection<'a>, Error> {
        self.sequence()
    }

    fn serialize_tuple(self, _: usize) -> Result<Collection<'a>, Error> {
        self.sequence()
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Collection<'a>, Error> {
        self.sequence()
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Collection<'a>, Error> {
        self.variant(variant)?.sequence()
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Collection<'a>, Error> {
        self.mapping()
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Collection<'a>, Error> {
        Ok(self.mapping()?.sorted())
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Collection<'a>, Error> {
        self.variant(variant)?.mapping()
    }
}
