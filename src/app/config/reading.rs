//! Reading a settings file as a whole: everything that is wrong with its form at once, each with
//! its place, and what is left when that is taken out.
//!
//! What a good value is it does not know: the readers of the sections say so by path, and the places
//! that are kept here say where that is.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use toml::de::{DeTable, DeValue};
use toml::{Spanned, Table, Value};

use super::shape::{Field, SETTINGS, Shape, nearest};

/// Where something stands in a file, both counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The character in the line.
    pub column: usize,
}

/// One thing that is wrong with a settings file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Where.
    pub at: Position,
    /// Which setting, such as `guards.most_touches` or `cadences[2].steps`, the first being 1;
    /// empty where it is none.
    pub path: String,
    /// What, and what would be right.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { at, path, what } = self;
        write!(f, "{}:{}: ", at.line, at.column)?;
        if !path.is_empty() {
            write!(f, "{path}: ")?;
        }
        f.write_str(what)
    }
}

/// What is wrong with values, by the path of the setting.
#[derive(Clone, Debug, Default)]
pub struct Wrongs(Vec<(String, String)>);

impl Wrongs {
    /// Notes what is wrong with the setting of a path.
    pub fn add(&mut self, path: impl Into<String>, what: impl Into<String>) {
        self.0.push((path.into(), what.into()));
    }

    /// Returns how many there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

/// A settings file as it was read.
#[derive(Clone, Debug, Default)]
pub(super) struct Document {
    /// The settings of a good form.
    pub(super) table: Table,
    /// What is wrong, in the order of the file.
    pub(super) problems: Vec<Problem>,
    places: BTreeMap<String, Position>,
    /// Of each list, by its path, the numbers in the file of the items that are left.
    left: BTreeMap<String, Vec<usize>>,
}

impl Document {
    /// Reads a text.
    pub(super) fn read(text: &str) -> Self {
        let (root, errors) = DeTable::parse_recoverable(text);
        let mut reader = Reader { text, document: Self::default() };
        for error in errors {
            let span = error.span().unwrap_or_default();
            let what = match error.message() {
                "duplicate key" => {
                    let key = text.get(span.clone()).unwrap_or_default();
                    format!("{key} stands here a second time; keep one")
                }
                message => format!("this is no TOML: {message}"),
            };
            reader.problem(&span, "", what);
        }
        if let Shape::Table(fields) = SETTINGS {
            reader.document.table = reader.fields(root.get_ref(), fields, "", &root.span()).0;
        }
        // Where the form of a line is wrong its content says nothing.
        let Self { problems, .. } = &mut reader.document;
        let broken: Vec<usize> =
            problems.iter().filter(|it| it.path.is_empty()).map(|it| it.at.line).collect();
        problems.retain(|it| it.path.is_empty() || !broken.contains(&it.at.line));
        problems.sort();
        reader.document
    }

    /// Adds what is wrong with values. Of one whose form is wrong already nothing more is said.
    pub(super) fn add(&mut self, wrongs: Wrongs) {
        let before: Vec<String> = self.problems.iter().map(|it| it.path.clone()).collect();
        for (path, what) in wrongs.0 {
            let path = self.in_file(&path);
            if before.iter().any(|known| is_within(known, &path)) {
                continue;
            }
            let at = self.place(&path);
            self.problems.push(Problem { at, path, what });
        }
        self.problems.sort();
        self.problems.dedup();
    }

    /// Returns a path as the file counts: items that can not be read count there too.
    fn in_file(&self, path: &str) -> String {
        let mut whole = String::new();
        for part in path.split_inclusive(']') {
            let number = part.rsplit_once('[').and_then(|(before, number)| {
                let number: usize = number.strip_suffix(']')?.parse().ok()?;
                let list = format!("{whole}{before}");
                let left = self.left.get(&list)?.get(number.checked_sub(1)?)?;
                Some(format!("{list}[{left}]"))
            });
            whole = number.unwrap_or_else(|| format!("{whole}{part}"));
        }
        whole
    }

    /// Returns where a setting stands, or else what holds it.
    fn place(&self, path: &str) -> Position {
        let mut path = path;
        loop {
            if let Some(at) = self.places.get(path) {
                return *at;
            }
            match path.rfind(['.', '[']) {
                Some(end) => path = &path[..end],
                None => return Position { line: 1, column: 1 },
            }
        }
    }

    /// Returns where a setting stands; `None` where the file does not say it.
    pub(super) fn written(&self, path: &str) -> Option<Position> {
        self.places.get(path).copied()
    }
}

struct Reader<'t> {
    text: &'t str,
    document: Document,
}

impl Reader<'_> {
    fn position(&self, offset: usize) -> Position {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line = before.rsplit('\n').next().unwrap_or_default();
        Position { line: before.matches('\n').count() + 1, column: line.chars().count() + 1 }
    }

    fn problem(&mut self, span: &Range<usize>, path: &str, what: impl Into<String>) {
        let at = self.position(span.start);
        let (path, what) = (path.to_owned(), what.into());
        self.document.problems.push(Problem { at, path, what });
    }

    /// Reads a table, and whether nothing that it needs is missing.
    fn fields(
        &mut self,
        table: &DeTable<'_>,
        fields: &[Field],
        path: &str,
        span: &Range<usize>,
    ) -> (Table, bool) {
        let mut read = Table::new();
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            let inner = join(path, name);
            match fields.iter().find(|field| field.name == name) {
                Some(field) => {
                    if let Some(value) = self.value(value, &field.shape, &inner) {
                        read.insert(name.to_owned(), value);
                    }
                }
                None => {
                    let known = fields.iter().map(|field| field.name);
                    let meant = nearest(name, known.clone()).map_or_else(
                        || format!("there are: {}", known.collect::<Vec<_>>().join(", ")),
                        |meant| format!("did you mean {}?", join(path, meant)),
                    );
                    self.problem(&key.span(), &inner, format!("there is no such setting; {meant}"));
                }
            }
        }
        let mut whole = true;
        for field in fields.iter().filter(|field| field.is_required) {
            let is_there = table.keys().any(|key| key.get_ref() == field.name);
            if !is_there {
                let what = format!("it is missing: {}", field.shape.words());
                self.problem(span, &join(path, field.name), what);
            }
            whole &= read.contains_key(field.name);
        }
        (read, whole)
    }

    /// Reads a value; `None` where it has another form, which is told.
    fn value(&mut self, value: &Spanned<DeValue<'_>>, shape: &Shape, path: &str) -> Option<Value> {
        let at = self.position(value.span().start);
        self.document.places.insert(path.to_owned(), at);
        match (shape, value.get_ref()) {
            (Shape::Text | Shape::Date | Shape::TextOrList, DeValue::String(text)) => {
                return Some(Value::String(text.to_string()));
            }
            (Shape::Texts, DeValue::String(text)) => {
                return Some(Value::Array(vec![Value::String(text.to_string())]));
            }
            (Shape::Flag, DeValue::Boolean(flag)) => return Some(Value::Boolean(*flag)),
            (Shape::Date, DeValue::Datetime(date)) => return Some(Value::Datetime(*date)),
            (Shape::Number(most), DeValue::Integer(number)) => {
                let read = i64::from_str_radix(number.as_str(), number.radix()).ok();
                if let Some(number) =
                    read.filter(|number| u64::try_from(*number).is_ok_and(|number| number <= *most))
                {
                    return Some(Value::Integer(number));
                }
            }
            (Shape::Word(words), DeValue::String(text)) if words.contains(&text.as_ref()) => {
                return Some(Value::String(text.to_string()));
            }
            (Shape::List(each), DeValue::Array(items)) => {
                return Some(self.list(items, each, path));
            }
            (Shape::Texts | Shape::TextOrList, DeValue::Array(items)) => {
                return Some(self.list(items, &Shape::Text, path));
            }
            (Shape::Table(fields), DeValue::Table(table)) => {
                let (read, whole) = self.fields(table, fields, path, &value.span());
                return whole.then_some(Value::Table(read));
            }
            (Shape::Named(each), DeValue::Table(table)) => {
                let mut read = Table::new();
                for (key, value) in table {
                    let name = key.get_ref().as_ref();
                    if let Some(value) = self.value(value, each, &join(path, name)) {
                        read.insert(name.to_owned(), value);
                    }
                }
                return Some(Value::Table(read));
            }
            _ => {}
        }
        let what = format!("{} is not {}", told(value.get_ref(), shape), shape.words());
        self.problem(&value.span(), path, what);
        None
    }

    fn list<'d, 'i: 'd>(
        &mut self,
        items: impl IntoIterator<Item = &'d Spanned<DeValue<'i>>>,
        each: &Shape,
        path: &str,
    ) -> Value {
        let (mut left, mut read) = (Vec::new(), Vec::new());
        for (item, number) in items.into_iter().zip(1..) {
            if let Some(item) = self.value(item, each, &format!("{path}[{number}]")) {
                left.push(number);
                read.push(item);
            }
        }
        self.document.left.insert(path.to_owned(), left);
        Value::Array(read)
    }
}

/// Says what stands there. A text is repeated only where no secret can have been meant.
fn told(value: &DeValue<'_>, shape: &Shape) -> String {
    match (value, shape) {
        (DeValue::String(text), Shape::Number(_) | Shape::Flag | Shape::Word(_)) => {
            format!("{text:?}")
        }
        (DeValue::Integer(number), Shape::Number(_)) => number.to_string(),
        (DeValue::String(_), _) => "a text".to_owned(),
        (DeValue::Integer(_) | DeValue::Float(_), _) => "a number".to_owned(),
        (DeValue::Boolean(_), _) => "true or false".to_owned(),
        (DeValue::Datetime(_), _) => "a date".to_owned(),
        (DeValue::Array(_), _) => "a list".to_owned(),
        (DeValue::Table(_), _) => "a table".to_owned(),
    }
}

/// Returns whether a path is another one, or lies in it.
pub(super) fn is_within(path: &str, other: &str) -> bool {
    path.strip_prefix(other).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// Returns the path of a setting in the table of another path.
pub(super) fn join(path: &str, name: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let name = match !name.is_empty() && name.chars().all(is_plain) {
        true => name.to_owned(),
        false => format!("{name:?}"),
    };
    if path.is_empty() { name } else { format!("{path}.{name}") }
}
