//! Which JSON object is only a wrapper around a list of records, told by its keys.
//!
//! A lead may hold a list of its own (leadclock's own export has `records` in each lead), so an
//! object is a wrapper only if nothing but data about the list stands before it. To read another
//! kind of answer, add a name to [`LISTS`] or [`ABOUT`].

/// Names of the list in a wrapper, in the form of [`plain`].
const LISTS: &[&str] =
    &["value", "leads", "records", "items", "data", "results", "entities", "rows"];

/// Names of what a wrapper says about its list, in the same form.
const ABOUT: &[&str] = &[
    "app",
    "count",
    "cursor",
    "done",
    "exportedat",
    "format",
    "generatedat",
    "generator",
    "hasmore",
    "kind",
    "limit",
    "links",
    "meta",
    "metadata",
    "next",
    "nextcursor",
    "nextlink",
    "nextpage",
    "nextrecordsurl",
    "object",
    "offset",
    "ok",
    "page",
    "pages",
    "pagesize",
    "paging",
    "pagination",
    "perpage",
    "requestid",
    "schema",
    "self",
    "size",
    "status",
    "success",
    "total",
    "totalcount",
    "totalpages",
    "totalrecords",
    "totalsize",
    "version",
];

/// The longest key that is looked at.
const KEY_BYTES: usize = 64;

/// What the keys of an object have shown so far.
#[derive(Clone, Debug)]
pub(super) struct WrapperKeys {
    only_about: bool,
    names_list: bool,
}

impl WrapperKeys {
    /// Begins before the first key.
    pub(super) fn new() -> Self {
        Self { only_about: true, names_list: false }
    }

    /// Takes the next key, as it stands between its quotes.
    pub(super) fn take(&mut self, key: &[u8]) {
        let key = plain(key);
        self.names_list = self.only_about && LISTS.contains(&key.as_str());
        // A list's name with something else behind it (`"records": 3`) is data about a list.
        self.only_about &= self.names_list
            || key.starts_with('@')
            || key.contains("odata")
            || ABOUT.contains(&key.as_str());
    }

    /// Returns whether an array behind the last key is the list of a wrapper.
    pub(super) fn list_follows(&self) -> bool {
        self.names_list
    }
}

/// Returns a key without case, spaces, hyphens and underscores.
fn plain(key: &[u8]) -> String {
    key.iter()
        .take(KEY_BYTES)
        .filter(|byte| !matches!(byte, b' ' | b'-' | b'_'))
        .map(|byte| char::from(byte.to_ascii_lowercase()))
        .collect()
}
