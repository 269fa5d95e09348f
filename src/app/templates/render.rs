//! The template engine, with what a message needs of it and no more.
//!
//! Plain text, no escaping; no files, no macros, no built-in filters but those here. A missing
//! field may be asked for (`{% if company %}`) and replaced (`{{ company | or("you") }}`); printing
//! it is an error. Work, memory and output are bounded.

use std::io::{self, Write};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::ValueKind;
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value};

use super::fields::Fields;

/// The longest subject or text that a template may make, in bytes.
pub(crate) const LONGEST: usize = 32 * 1024;
/// What a rendering may use up: about so many steps, or 64 bytes for each.
const FUEL: u64 = 20_000;

/// Why a template can not be rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    /// The line in the source, from 1, where it is known.
    pub(crate) line: Option<usize>,
    /// What is wrong, in words.
    pub(crate) reason: String,
}

/// A source that was read by the engine.
pub(crate) struct Compiled<'a>(minijinja::Template<'a, 'a>);

/// Returns an engine to compile with.
pub(crate) fn engine<'a>() -> Environment<'a> {
    let mut engine = Environment::empty();
    engine.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    engine.set_fuel(Some(FUEL));
    // Names the missing field in an error; nothing of it is shown beyond that.
    engine.set_debug(true);
    if let Ok(syntax) = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build() {
        engine.set_syntax(syntax);
    }
    for name in ["or", "default"] {
        engine.add_filter(name, or);
    }
    engine.add_filter("upper", |words: String| words.to_uppercase());
    engine.add_filter("lower", |words: String| words.to_lowercase());
    engine.set_formatter(|out, _, value| match value.kind() {
        ValueKind::String | ValueKind::Number | ValueKind::Undefined => Ok(write!(out, "{value}")?),
        kind => Err(Error::new(
            ErrorKind::InvalidOperation,
            format!("only words and numbers can be written, and this is a {kind}"),
        )),
    });
    engine
}

/// The value, or what to use instead where it is missing or blank.
fn or(value: &Value, instead: Value) -> Value {
    let is_blank = value.as_str().is_some_and(|words| words.trim().is_empty());
    if value.is_undefined() || value.is_none() || is_blank { instead } else { value.clone() }
}

impl<'a> Compiled<'a> {
    /// Reads a source.
    pub(crate) fn new(engine: &'a Environment<'a>, source: &'a str) -> Result<Self, Failure> {
        Ok(Self(engine.template_from_str(source)?))
    }

    /// Returns the names that the source uses and does not make itself.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.0.undeclared_variables(false).into_iter().collect();
        names.sort();
        names
    }

    /// Renders the source with the values of a message.
    pub(crate) fn render(&self, fields: &Fields) -> Result<String, Failure> {
        let mut page = Page(Vec::new());
        let result = self.0.render_captured_to(fields.to_value(), &mut page).map(|_| ());
        if page.0.len() > LONGEST {
            return Err(Failure { line: None, reason: too_long() });
        }
        result?;
        Ok(String::from_utf8_lossy(&page.0).into_owned())
    }
}

/// Says what is too long, in words.
fn too_long() -> String {
    format!("the message grows beyond {} KiB", LONGEST / 1024)
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let reason = match (error.kind(), error.detail()) {
            (ErrorKind::OutOfFuel, _) => "the template never comes to an end".to_owned(),
            (_, Some(detail)) => detail.to_owned(),
            (kind, None) => kind.to_string(),
        };
        Self { line: error.line(), reason }
    }
}

/// Takes what is rendered, up to the longest and a little more.
struct Page(Vec<u8>);

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() > LONGEST {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let room = LONGEST + 1 - self.0.len();
        self.0.extend_from_slice(&bytes[..bytes.len().min(room)]);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
