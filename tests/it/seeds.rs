//! The seeds of the fuzzer, and whatever it found: of all of them the same must be true each time.

use std::path::Path;

#[path = "../fuzz/targets.rs"]
#[expect(unreachable_pub, reason = "the fuzzer sees it from another crate")]
mod targets;

/// Goes through the seeds of a target.
fn all(name: &str, holds: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/seeds").join(name);
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        holds(&std::fs::read(entry.unwrap().path()).unwrap());
        count += 1;
    }
    assert!(count > 0, "{name} has seeds");
}

macro_rules! seeds {
    ($($name:ident)*) => {$(
        #[test]
        fn $name() {
            all(stringify!($name), targets::$name);
        }
    )*};
}

seeds! { csv json lead_source times query text }
