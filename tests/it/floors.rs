//! An import only points down.

use std::path::{Path, PathBuf};

/// The floors, from the ground up. A floor may import those below it, and `store` and `sources`
/// are blind to each other.
const FLOORS: [(&str, &[&str]); 9] = [
    ("language", &[]),
    ("domain", &["language"]),
    ("store", &["domain"]),
    ("sources", &["language", "domain"]),
    ("app", &["language", "domain", "store", "sources"]),
    ("tui", &["language", "domain", "app"]),
    ("plain", &["language", "domain", "app"]),
    ("receiver", &["app"]),
    ("cli", &["language", "domain", "app", "tui", "plain", "receiver"]),
];

/// The order inside the floors whose files may name each other, lowest first. A file may import
/// those of the groups before its own.
const ORDERS: [(&str, &[&[&str]]); 6] = [
    (
        "domain",
        &[
            &["text", "ids", "zone", "span", "stats", "time", "count"],
            &["dates"],
            &["address", "contact", "lead_source", "when", "country", "hours"],
            &["record", "person", "phone"],
            &["funnel", "place", "similar", "heartbeat"],
            &["policy", "event"],
            &["undo"],
            &["lead"],
            &["clock", "scope", "reach", "traces", "counterpart"],
            &["checklist", "cadence", "guard"],
            &["practice"],
            &["refusal"],
            &["command", "queue", "why"],
            &["decide", "history", "links", "query", "waits"],
            &["testing"],
        ],
    ),
    (
        "store",
        &[
            &["error"],
            &["schema", "haystack", "cipher"],
            &["open", "filter"],
            &["log"],
            &["row", "feeds", "counterparts"],
            &["rejects", "outbox"],
            &["lookup"],
            &["group", "clues", "waits"],
            &["project"],
            &["erase"],
            &["copy"],
            &["write", "ahead", "counts", "search", "spot"],
            &["window", "check", "keep"],
        ],
    ),
    (
        "app",
        &[
            &[
                "config",
                "crm",
                "triage",
                "query",
                "today",
                "chronicle",
                "backup",
                "present",
                "calendar",
                "views",
                "numbers",
            ],
            &["people", "take", "secrets", "report"],
            &["ways"],
            &["templates", "ingest", "export", "receive", "feeds"],
            &["sync"],
            &["demo"],
        ],
    ),
    (
        "tui",
        &[
            &["keyname", "colours", "layout", "who", "fuzzy", "privacy"],
            &["theme"],
            &["keys", "menu", "queue", "msg", "edit"],
            &["question", "board", "palette", "hits", "errand"],
            &["model"],
            &["words", "request", "marks", "held"],
            &["letter", "people", "verbs", "decided", "pages", "walk", "on_errand", "alerts"],
            &["on_board", "feeds"],
            &["filter"],
            &["views"],
            &["on_palette", "mouse"],
            &["prompt"],
            &["update"],
            &["view"],
            &["runner"],
        ],
    ),
    ("plain", &[&["spoken", "order", "talk"], &["listing", "portrait"], &["wishes"], &["session"]]),
    (
        "receiver",
        &[
            &["error", "settings", "outcome"],
            &["metrics", "tls"],
            &["pulse"],
            &["crowd", "doors"],
            &["writer"],
            &["desk"],
            &["connection"],
            &["accept"],
        ],
    ),
];

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The paths behind every `crate::` in a text, comments left out, a braced list taken apart.
fn crate_paths(text: &str) -> Vec<String> {
    let code: String = text
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join("\n");
    let mut paths = Vec::new();
    for (place, _) in code.match_indices("crate::") {
        let rest = &code[place + "crate::".len()..];
        let path: String =
            rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_' || *c == ':').collect();
        match path.strip_suffix("::") {
            Some(parent) if rest[path.len()..].starts_with('{') => {
                let end = rest.find('}').unwrap_or(rest.len());
                for name in rest[path.len() + 1..end].split(',') {
                    paths.push(format!("{parent}::{}", name.trim()));
                }
            }
            _ => paths.push(path),
        }
    }
    paths
}

#[test]
fn floors_import_only_what_lies_below_them() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for (floor, below) in FLOORS {
        for file in files(&source.join(floor)) {
            for path in crate_paths(&std::fs::read_to_string(&file).unwrap()) {
                let target = path.split("::").next().unwrap_or_default();
                if target != floor && !below.contains(&target) {
                    wrong.push(format!("{} imports crate::{path}", file.display()));
                }
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn files_of_a_floor_keep_its_order() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for (floor, order) in ORDERS {
        let rank = |module: &str| order.iter().position(|group| group.contains(&module));
        for file in files(&source.join(floor)) {
            let inside = file.strip_prefix(source.join(floor)).unwrap();
            let module =
                inside.iter().next().unwrap().to_string_lossy().trim_end_matches(".rs").to_owned();
            if module == "mod" || inside.ends_with("tests.rs") {
                continue;
            }
            let Some(own) = rank(&module) else {
                wrong.push(format!("{floor}::{module} has no place in the order"));
                continue;
            };
            let text = std::fs::read_to_string(&file).unwrap();
            let depth = inside.iter().count();
            let climb = "super::".repeat(depth);
            let mut names: Vec<String> = crate_paths(&text)
                .iter()
                .filter_map(|path| path.strip_prefix(&format!("{floor}::")).map(str::to_owned))
                .collect();
            for line in
                text.lines().filter(|line| line.starts_with("use ") || line.starts_with("pub use "))
            {
                if let Some((_, rest)) = line.split_once(&climb)
                    && !rest.starts_with("super::")
                    && (depth > 1 || line.contains("use super::"))
                {
                    let rest = rest.trim_start_matches('{');
                    names.extend(rest.split(',').map(|name| name.trim().to_owned()));
                }
            }
            for name in names {
                let target: String =
                    name.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if target != module
                    && let Some(theirs) = rank(&target)
                    && theirs >= own
                {
                    wrong.push(format!(
                        "{floor}::{module} imports {target}, which does not lie below it"
                    ));
                }
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn sql_stands_in_the_store_alone() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for file in files(&source) {
        let text = std::fs::read_to_string(&file).unwrap();
        let in_store = file.starts_with(source.join("store"));
        assert!(in_store || !text.contains("rusqlite"), "{} knows SQLite", file.display());
    }
}

#[test]
fn words_of_strangers_reach_the_screen_through_one_door() {
    let screen = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tui");
    for file in files(&screen) {
        let text = std::fs::read_to_string(&file).unwrap();
        let is_door = file.ends_with("privacy.rs");
        for way in [".shown()", ".raw()", "Text::shown", "Text::raw"] {
            assert!(is_door || !text.contains(way), "{} has {way}", file.display());
        }
    }
}
