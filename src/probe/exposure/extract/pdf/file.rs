//! A PDF file: where its objects lie, by its cross-reference tables or, where these are wrong, by searching it.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::rc::Rc;

use memchr::memmem;

use super::super::super::document::Obstacle;
use super::cipher::Cipher;
use super::filter::{self, Unpacked};
use super::object::{Dictionary, Lexer, Object, Word, is_space};

/// The most objects of a file.
const MOST_OBJECTS: usize = 500_000;
/// The most cross-reference sections.
const MOST_SECTIONS: usize = 200;
/// The most objects that are kept once they are read.
const MOST_KEPT: usize = 50_000;

/// The bytes that may be looked at whatever the length of the file.
const LEAST_WORK: usize = 1 << 20;

/// Where an object lies.
#[derive(Clone, Copy, Debug)]
enum Place {
    At(usize),
    Within { stream: u32, index: usize },
}

/// An object of a file, and where its bytes lie if it is a stream.
#[derive(Clone, Debug)]
pub(super) struct Value {
    /// The object, or the dictionary of the stream.
    pub(super) object: Object,
    id: u32,
    generation: u16,
    stream: Option<Range<usize>>,
}

/// The objects that a stream holds: its bytes, and where each begins.
type Bundle = Option<Rc<(Vec<u8>, Vec<usize>)>>;

/// A file.
pub(super) struct File<'a> {
    bytes: &'a [u8],
    places: BTreeMap<u32, Place>,
    /// What the trailer says.
    pub(super) trailer: Dictionary,
    cipher: Option<Cipher>,
    kept: RefCell<BTreeMap<u32, Option<Rc<Value>>>>,
    bundles: RefCell<BTreeMap<u32, Bundle>>,
    /// How many bytes may still be unpacked for objects.
    room: Cell<usize>,
    /// How many bytes may still be looked at to find the ends of objects.
    work: Cell<usize>,
}

impl<'a> File<'a> {
    /// A file, whose objects may take `room` bytes unpacked.
    ///
    /// # Errors
    ///
    /// [`Obstacle::Encrypted`] if it needs a password, [`Obstacle::Damaged`] if there is no beginning in it.
    pub(super) fn new(bytes: &'a [u8], room: usize) -> Result<Self, Obstacle> {
        let mut file = Self {
            bytes,
            places: BTreeMap::new(),
            trailer: Dictionary::new(),
            cipher: None,
            kept: RefCell::default(),
            bundles: RefCell::default(),
            room: Cell::new(room),
            work: Cell::new(bytes.len().saturating_mul(8).saturating_add(LEAST_WORK)),
        };
        file.follow_tables();
        let mut opened = file.open();
        if opened != Err(Obstacle::Encrypted) && file.catalog().is_none() {
            file.search();
            opened = file.open();
            file.search_bundles();
        }
        opened?;
        if file.places.is_empty() { Err(Obstacle::Damaged) } else { Ok(file) }
    }

    /// The catalog, if it has one.
    pub(super) fn catalog(&self) -> Option<Rc<Value>> {
        let root = self.value(self.trailer.get("Root")?)?;
        root.object.dictionary()?.contains_key("Pages").then_some(root)
    }

    /// Whether reading stopped because objects overlap without end.
    pub(super) fn is_exhausted(&self) -> bool {
        self.work.get() == 0 || self.room.get() == 0
    }

    /// The numbers of all objects.
    pub(super) fn ids(&self) -> impl Iterator<Item = u32> {
        self.places.keys().copied()
    }

    /// What an object is once references are followed.
    pub(super) fn value(&self, object: &Object) -> Option<Rc<Value>> {
        let mut id = match object {
            Object::Reference(id) => *id,
            other => return Some(Rc::new(Value { object: other.clone(), id: 0, generation: 0, stream: None })),
        };
        for _ in 0..16 {
            let value = self.read(id)?;
            match value.object {
                Object::Reference(next) => id = next,
                _ => return Some(value),
            }
        }
        None
    }

    /// An entry of a dictionary, references followed.
    pub(super) fn get(&self, dictionary: &Dictionary, key: &str) -> Option<Object> {
        match dictionary.get(key)? {
            reference @ Object::Reference(_) => Some(self.value(reference)?.object.clone()),
            direct => Some(direct.clone()),
        }
    }

    /// An entry of a dictionary that is a dictionary.
    pub(super) fn dictionary(&self, dictionary: &Dictionary, key: &str) -> Option<Dictionary> {
        match self.get(dictionary, key)? {
            Object::Dictionary(entries) => Some(entries),
            _ => None,
        }
    }

    /// What a stream holds, up to `limit` bytes.
    pub(super) fn unpack(&self, value: &Value, limit: usize) -> Option<Unpacked> {
        let dictionary = value.object.dictionary()?;
        let raw = self.bytes.get(value.stream.clone()?)?;
        let is_plain = dictionary.get("Type").and_then(Object::name) == Some("XRef");
        let packed = match &self.cipher {
            Some(cipher) if !is_plain => cipher.stream(value.id, value.generation, raw),
            _ => raw.to_vec(),
        };
        Some(filter::unpack(packed, &self.filters(dictionary), limit))
    }

    /// How long a stream is before it is unpacked.
    pub(super) fn packed_length(value: &Value) -> usize {
        value.stream.as_ref().map_or(0, ExactSizeIterator::len)
    }

    fn filters(&self, dictionary: &Dictionary) -> Vec<(String, Dictionary)> {
        let list = |short: &str, long: &str| match self.get(dictionary, long).or_else(|| self.get(dictionary, short)) {
            Some(Object::Array(objects)) => objects,
            Some(object) => vec![object],
            None => Vec::new(),
        };
        let mut parameters = list("DP", "DecodeParms").into_iter();
        list("F", "Filter")
            .into_iter()
            .filter_map(|filter| {
                let own = parameters.next().and_then(|object| self.value(&object)?.object.dictionary().cloned());
                let name = self.value(&filter)?.object.name()?.to_owned();
                Some((name, own.unwrap_or_default()))
            })
            .collect()
    }

    fn read(&self, id: u32) -> Option<Rc<Value>> {
        if let Some(known) = self.kept.borrow().get(&id) {
            return known.clone();
        }
        // An object that needs itself to be read (a length that is its own stream) is none.
        self.kept.borrow_mut().insert(id, None);
        let value = match *self.places.get(&id)? {
            Place::At(at) => self.read_at(at, Some(id)),
            Place::Within { stream, index } => self.read_within(stream, id, index),
        };
        let value = value.map(Rc::new);
        let mut kept = self.kept.borrow_mut();
        if kept.len() > MOST_KEPT {
            kept.clear();
        }
        kept.insert(id, value.clone());
        value
    }

    fn read_at(&self, at: usize, expected: Option<u32>) -> Option<Value> {
        if self.work.get() == 0 {
            return None;
        }
        let mut lexer = Lexer::file(self.bytes, at);
        let id = u32::try_from(lexer.object()?.length()?).ok()?;
        let generation = u16::try_from(lexer.object()?.length()?).ok()?;
        if lexer.word()? != Word::Operator(b"obj") || expected.is_some_and(|expected| expected != id) {
            return None;
        }
        let object = lexer.object();
        self.work.set(self.work.get().saturating_sub(lexer.at.saturating_sub(at)));
        let mut object = object?;
        let behind = lexer.clone().word();
        let mut stream = None;
        if behind == Some(Word::Operator(b"stream")) {
            lexer.word();
            stream = self.stream_range(object.dictionary()?, lexer.at);
        }
        if let Some(cipher) = &self.cipher {
            decrypt(&mut object, cipher, id, generation);
        }
        Some(Value { object, id, generation, stream })
    }

    /// Where the bytes of a stream lie that begins behind its keyword.
    fn stream_range(&self, dictionary: &Dictionary, keyword_end: usize) -> Option<Range<usize>> {
        let start = match self.bytes.get(keyword_end..)? {
            [b'\r', b'\n', ..] => keyword_end + 2,
            [b'\n' | b'\r', ..] => keyword_end + 1,
            _ => keyword_end,
        };
        let told = self.get(dictionary, "Length").and_then(|length| length.length());
        if let Some(end) = told.and_then(|length| start.checked_add(length)) {
            let behind = self.bytes.get(end..(end + 20).min(self.bytes.len())).unwrap_or_default();
            let word = behind.iter().position(|byte| !is_space(*byte)).and_then(|skip| behind.get(skip..));
            if word.is_some_and(|word| word.starts_with(b"endstream")) {
                return Some(start..end);
            }
        }
        let rest = self.bytes.get(start..)?;
        let length = memmem::find(rest, b"endstream").unwrap_or(rest.len());
        self.work.set(self.work.get().saturating_sub(length));
        Some(start..start + length)
    }

    fn read_within(&self, stream: u32, id: u32, index: usize) -> Option<Value> {
        let bundle = self.bundle(stream)?;
        let at = *bundle.1.get(index)?;
        let object = Lexer::file(&bundle.0, at).object()?;
        Some(Value { object, id, generation: 0, stream: None })
    }

    /// The objects of a stream of objects (7.5.7).
    fn bundle(&self, id: u32) -> Bundle {
        if let Some(known) = self.bundles.borrow().get(&id) {
            return known.clone();
        }
        self.bundles.borrow_mut().insert(id, None);
        let Some(Place::At(at)) = self.places.get(&id).copied() else { return None };
        let value = self.read_at(at, Some(id))?;
        let dictionary = value.object.dictionary()?;
        let count = self.get(dictionary, "N")?.length()?.min(MOST_OBJECTS);
        let first = self.get(dictionary, "First")?.length()?;
        let out = self.unpack(&value, self.room.get())?.bytes;
        self.room.set(self.room.get().saturating_sub(out.len()));
        let mut lexer = Lexer::content(&out);
        let mut starts = Vec::new();
        for _ in 0..count {
            let (Some(_), Some(offset)) = (lexer.object(), lexer.object()) else { break };
            starts.push(first.saturating_add(offset.length()?));
        }
        let bundle = Some(Rc::new((out, starts)));
        self.bundles.borrow_mut().insert(id, bundle.clone());
        bundle
    }

    /// Finds out whether the file is encrypted, and opens it if no password is needed.
    fn open(&mut self) -> Result<(), Obstacle> {
        let Some(encrypt) = self.dictionary(&self.trailer, "Encrypt") else { return Ok(()) };
        let id = self.get(&self.trailer, "ID");
        let id = id.as_ref().and_then(|id| id.array()?.first()?.string()).unwrap_or_default();
        let mut whole = Dictionary::new();
        for key in encrypt.keys() {
            if let Some(value) = self.get(&encrypt, key) {
                whole.insert(key.clone(), value);
            }
        }
        self.cipher = Some(Cipher::new(&whole, id).ok_or(Obstacle::Encrypted)?);
        self.kept.borrow_mut().clear();
        self.bundles.borrow_mut().clear();
        Ok(())
    }

    /// Follows the cross-reference sections from the last to the first (7.5.4, 7.5.8).
    fn follow_tables(&mut self) {
        let tail = self.bytes.len().saturating_sub(2048);
        let end = self.bytes.get(tail..).unwrap_or_default();
        let Some(at) = end.windows(9).rposition(|window| window == b"startxref") else { return };
        let mut next = Lexer::file(self.bytes, tail + at + 9).object().and_then(|at| at.length());
        let mut seen = BTreeSet::new();
        while let Some(at) = next.filter(|at| seen.len() < MOST_SECTIONS && seen.insert(*at)) {
            let Some(trailer) = self.section(at) else { break };
            if let Some(hybrid) = trailer.get("XRefStm").and_then(Object::length) {
                self.table_stream(hybrid);
            }
            next = trailer.get("Prev").and_then(Object::length);
            for (key, value) in trailer {
                self.trailer.entry(key).or_insert(value);
            }
        }
    }

    fn section(&mut self, at: usize) -> Option<Dictionary> {
        let mut lexer = Lexer::file(self.bytes, at);
        if lexer.clone().word()? != Word::Operator(b"xref") {
            return self.table_stream(at);
        }
        lexer.word();
        loop {
            let first = match lexer.word()? {
                Word::Operator(b"trailer") => break,
                Word::Object(first) => first.length()?,
                Word::Operator(_) => return None,
            };
            let count = lexer.object()?.length()?;
            for id in first..first.saturating_add(count) {
                let (offset, _, kind) = (lexer.object()?.length()?, lexer.object()?, lexer.word()?);
                if kind == Word::Operator(b"n") {
                    self.place(id, Place::At(offset));
                }
            }
        }
        lexer.object()?.dictionary().cloned()
    }

    fn table_stream(&mut self, at: usize) -> Option<Dictionary> {
        let value = self.read_at(at, None)?;
        let dictionary = value.object.dictionary()?.clone();
        let widths: Vec<usize> =
            dictionary.get("W")?.array()?.iter().map(|width| width.length().unwrap_or(0).min(8)).collect();
        let [kind, second, third] = *widths.as_slice() else { return None };
        let size = dictionary.get("Size").and_then(Object::number).unwrap_or(0.0);
        let whole = [Object::Number(0.0), Object::Number(size)];
        let index = dictionary.get("Index").and_then(Object::array).unwrap_or(&whole);
        let out = self.unpack(&value, self.room.get())?.bytes;
        self.room.set(self.room.get().saturating_sub(out.len()));
        let mut rows = out.chunks_exact((kind + second + third).max(1));
        for pair in index.chunks_exact(2) {
            let [first, count] = pair else { continue };
            let first = first.length()?;
            for (id, row) in (first..first.saturating_add(count.length()?)).zip(&mut rows) {
                let field = |from: usize, width: usize| {
                    row.get(from..from + width)
                        .unwrap_or_default()
                        .iter()
                        .fold(0, |all, byte| all << 8 | usize::from(*byte))
                };
                match if kind == 0 { 1 } else { field(0, kind) } {
                    1 => self.place(id, Place::At(field(kind, second))),
                    2 => {
                        let stream = u32::try_from(field(kind, second)).ok()?;
                        self.place(id, Place::Within { stream, index: field(kind + second, third) });
                    }
                    _ => {}
                }
            }
        }
        Some(dictionary)
    }

    /// What a later section said of an object stands.
    fn place(&mut self, id: usize, place: Place) {
        if let Ok(id) = u32::try_from(id)
            && self.places.len() < MOST_OBJECTS
        {
            self.places.entry(id).or_insert(place);
        }
    }

    /// Finds objects by their beginnings, when the tables lead nowhere.
    fn search(&mut self) {
        self.places.clear();
        self.kept.borrow_mut().clear();
        self.bundles.borrow_mut().clear();
        let mut at = 0;
        while let Some(found) = self.bytes.get(at..).and_then(|rest| memmem::find(rest, b"obj")).map(|found| at + found)
        {
            at = found + 3;
            if let Some((id, start)) = beginning(self.bytes, found).filter(|_| self.places.len() < MOST_OBJECTS) {
                self.places.insert(id, Place::At(start));
            }
        }
        let mut at = 0;
        while let Some(found) =
            self.bytes.get(at..).and_then(|rest| memmem::find(rest, b"trailer")).map(|found| at + found)
        {
            at = found + 7;
            if let Some(Object::Dictionary(trailer)) = Lexer::file(self.bytes, at).object() {
                self.trailer.extend(trailer);
            }
        }
    }

    /// Takes in what streams of objects hold, when no table names it, and finds the catalog.
    fn search_bundles(&mut self) {
        for id in self.ids().collect::<Vec<_>>() {
            let Some(value) = self.read(id) else { continue };
            let Some(dictionary) = value.object.dictionary() else { continue };
            match dictionary.get("Type").and_then(Object::name) {
                Some("Catalog") => drop(self.trailer.insert("Root".to_owned(), Object::Reference(id))),
                Some("XRef") => {
                    for key in ["Root", "Info", "Encrypt", "ID"] {
                        if let Some(entry) = dictionary.get(key) {
                            self.trailer.insert(key.to_owned(), entry.clone());
                        }
                    }
                }
                Some("ObjStm") => self.search_bundle(id),
                _ => {}
            }
        }
    }

    fn search_bundle(&mut self, stream: u32) {
        let Some(bundle) = self.bundle(stream) else { return };
        let mut lexer = Lexer::content(&bundle.0);
        for index in 0..bundle.1.len() {
            let (Some(id), Some(_)) = (lexer.object().and_then(|id| id.length()), lexer.object()) else { break };
            if let Ok(id) = u32::try_from(id) {
                self.places.entry(id).or_insert(Place::Within { stream, index });
                let is_catalog = self.read(id).is_some_and(|value| {
                    value.object.dictionary().and_then(|entries| entries.get("Type")).and_then(Object::name)
                        == Some("Catalog")
                });
                if is_catalog {
                    self.trailer.insert("Root".to_owned(), Object::Reference(id));
                }
            }
        }
    }
}

/// The number of the object whose keyword stands at `keyword`, and where it begins.
fn beginning(bytes: &[u8], keyword: usize) -> Option<(u32, usize)> {
    let back = |mut at: usize, matches: fn(u8) -> bool| {
        while at > 0 && bytes.get(at - 1).copied().is_some_and(matches) {
            at -= 1;
        }
        at
    };
    let is_digit = |byte: u8| byte.is_ascii_digit();
    let generation_end = back(keyword, is_space);
    let generation = back(generation_end, is_digit);
    let id_end = back(generation, is_space);
    let id = back(id_end, is_digit);
    if generation == generation_end || id == id_end || id_end == generation || id_end - id > 10 {
        return None;
    }
    let number = std::str::from_utf8(bytes.get(id..id_end)?).ok()?.parse().ok()?;
    Some((number, id))
}

/// Makes the strings of an object readable.
fn decrypt(object: &mut Object, cipher: &Cipher, id: u32, generation: u16) {
    match object {
        Object::String(bytes) => *bytes = cipher.string(id, generation, bytes),
        Object::Array(objects) => objects.iter_mut().for_each(|object| decrypt(object, cipher, id, generation)),
        Object::Dictionary(entries) => {
            entries.values_mut().for_each(|object| decrypt(object, cipher, id, generation));
        }
        _ => {}
    }
}
