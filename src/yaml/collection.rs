//! Writes the items of a sequence and the entries of a mapping, one finished piece at a time.

use serde::{
    Serialize,
    ser::{
        SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple, SerializeTupleStruct,
        SerializeTupleVariant,
    },
};

use super::{
    Error,
    scalar::indent,
    serializer::{Place, Serializer, Written},
};

/// In bytes; YAML lets a key without a `?` before it have 1024 characters.
const LONGEST_IMPLICIT_KEY: usize = 1000;

pub(super) struct Collection<'a> {
    out: &'a mut String,
    /// Whether the first piece continues the line on which the collection begins.
    starts_inline: bool,
    column: usize,
    /// Where in `out` the first piece begins.
    start: usize,
    /// Where in `out` the entry being written begins.
    entry: usize,
    /// Where in `out` a field goes that readers look for first; none: fields stay as they come.
    front: Option<usize>,
}

impl<'a> Collection<'a> {
    pub(super) fn new(out: &'a mut String, starts_inline: bool, column: usize) -> Self {
        let start = out.len();
        Self { out, starts_inline, column, start, entry: start, front: None }
    }

    /// Begins the entry `key`, whose value the serializer is for.
    pub(super) fn into_entry(mut self, key: &str) -> Result<Serializer<'a>, Error> {
        self.write_key(key)?;
        Ok(Serializer::new(self.out, Place::Entry, self.column))
    }

    fn begin_piece(&mut self) {
        self.entry = self.out.len();
        if self.entry > self.start {
            indent(self.out, self.column);
        } else if !self.starts_inline {
            self.out.push('\n');
            indent(self.out, self.column);
        }
    }

    fn write_item<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), Error> {
        self.begin_piece();
        self.out.push_str("- ");
        let written = item.serialize(Serializer::new(self.out, Place::Item, self.column + 2))?;
        if written == Written::Nothing {
            self.out.push_str("null\n");
        }
        Ok(())
    }

    fn write_key<K: Serialize + ?Sized>(&mut self, key: &K) -> Result<(), Error> {
        self.begin_piece();
        let start = self.out.len();
        key.serialize(Serializer::new(self.out, Place::Key, self.column))?;
        if self.out.len() - start > LONGEST_IMPLICIT_KEY {
            self.out.insert_str(start, "? ");
            self.out.push('\n');
            indent(self.out, self.column);
        }
        self.out.push(':');
        Ok(())
    }

    fn write_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let written = value.serialize(Serializer::new(self.out, Place::Entry, self.column))?;
        if written == Written::Nothing {
            self.out.truncate(self.entry);
        }
        Ok(())
    }

    fn write_field<T: Serialize + ?Sized>(&mut self, key: &str, value: &T) -> Result<(), Error> {
        self.write_key(key)?;
        self.write_value(value)?;
        match key {
            "kind" if self.column == 0 => self.front = Some(self.out.len()),
            "metadata" if self.column == 0 => self.move_entry_to_front(),
            "name" => self.move_entry_to_front(),
            _ => {}
        }
        Ok(())
    }

    /// From here on, fields that readers look for first are moved to where the next one begins: `name` before all
    /// others, `metadata` of a document behind its `kind`.
    pub(super) fn sorted(mut self) -> Self {
        self.front = Some(self.start);
        self
    }

    /// Moves the entry just written to the front. The first entry of an item follows a dash and is not indented.
    fn move_entry_to_front(&mut self) {
        let (Some(front), entry, end) = (self.front, self.entry, self.out.len()) else { return };
        if front >= entry || entry >= end {
            return;
        }
        if front == self.start && self.starts_inline {
            self.out.extend_from_within(entry..entry + self.column);
            self.out.extend_from_within(front..entry);
            self.out.drain(front..entry + self.column);
        } else {
            // The first entry of a block begins with the newline that ends its key's line.
            let front = if front == self.start { front + 1 } else { front };
            self.out.extend_from_within(front..entry);
            self.out.drain(front..entry);
        }
    }

    fn finish(self, empty: &str) -> Written {
        if self.out.len() == self.start {
            if !self.starts_inline {
                self.out.push(' ');
            }
            self.out.push_str(empty);
            self.out.push('\n');
        }
        Written::Value
    }
}

impl SerializeSeq for Collection<'_> {
    type Ok = Written;
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), Error> {
        self.write_item(item)
    }

    fn end(self) -> Result<Written, Error> {
        Ok(self.finish("[]"))
    }
}

impl SerializeTuple for Collection<'_> {
    type Ok = Written;
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), Error> {
        self.write_item(item)
    }

    fn end(self) -> Result<Written, Error> {
        Ok(self.finish("[]"))
    }
}

impl SerializeTupleStruct for Collection<'_> {
    type Ok = Written;
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), Error> {
        self.write_item(item)
    }

    fn end(self) -> Result<Written, Error> {
        Ok(self.finish("[]"))
    }
}

impl SerializeTupleVariant for Collection<'_> {
    type Ok = Written;
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), Error> {
        self.write_item(item)
    }

    fn end(self) -> Result<Written, Error> {
        Ok(self.finish("[]"))
    }
}

impl SerializeMap for Collection<'_> {
    type Ok = Written;
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.write_key(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.write_value(value)
    }

    fn end(self) -> Result<Written, Error> {
        Ok(self.finish("{}"))
    }
}

impl SerializeStruct for Collection<'_> {
    type Ok = Written;
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Error> {
        self.write_field(key, value)
    }

    fn end(self) -> Result<Written, Error> {
        Ok(self.finish("{}"))
    }
}

impl SerializeStructVariant for Collection<'_> {
    type Ok = Written;
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Error> {
        self.write_field(key, value)
    }

    fn end(self) -> Result<Written, Error> {
        Ok(self.finish("{}"))
    }
}
