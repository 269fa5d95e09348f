//! The database under a key; and without the feature, that nothing is written openly by mistake.

use crate::cli::Shell;

const KEY: &str = "correct horse battery staple";

fn keyed(shell: &Shell, key: &str, arguments: &[&str]) -> (i32, String) {
    let output = shell.command(arguments).env("LEADCLOCK_KEY", key).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap(), String::from_utf8(said).unwrap())
}

#[cfg(not(feature = "encryption"))]
#[test]
fn a_key_is_refused_where_nothing_can_be_encrypted() {
    let shell = Shell::new();
    let (code, said) = keyed(&shell, KEY, &["list"]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("built without encryption") && said.contains("--features encryption"));
    assert!(!shell.path("leads.db").exists());
}

#[cfg(feature = "encryption")]
mod with_a_key {
    use std::io::Write;
    use std::path::PathBuf;
    use std::process::Stdio;

    use super::*;

    fn files(shell: &Shell) -> Vec<PathBuf> {
        let mut folders = vec![shell.path("")];
        let mut found = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { folders.push(path) } else { found.push(path) }
            }
        }
        found
    }

    fn canaries(shell: &Shell) -> Vec<PathBuf> {
        let speaks = |path: &PathBuf| {
            let bytes = std::fs::read(path).unwrap().to_ascii_lowercase();
            memchr::memmem::find(&bytes, b"canarybird").is_some()
        };
        files(shell).into_iter().filter(speaks).collect()
    }

    fn desk() -> Shell {
        let shell = Shell::new();
        let file = shell.file(
            "leads.csv",
            "first name,email,company,source,action\nCanarybird,canarybird@example.org,Canarybird Ltd,AppSource,PLT\n",
        );
        let (code, said) = keyed(&shell, KEY, &["import", &file]);
        assert_eq!(code, 0, "{said}");
        std::fs::remove_file(file).unwrap();
        shell
    }

    #[test]
    fn no_word_of_a_lead_stands_in_a_file() {
        let shell = desk();
        // While it is open, there is a journal too.
        let mut open = shell.command(&["--plain"]);
        let open = open.env("LEADCLOCK_KEY", KEY).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut open = open.spawn().unwrap();
        let (code, said) =
            keyed(&shell, KEY, &["note", "canarybird@example.org", "canarybird sings"]);
        assert_eq!(code, 0, "{said}");
        assert_eq!(keyed(&shell, KEY, &["backup"]).0, 0);
        assert!(files(&shell).len() >= 3, "database, journal, backup: {:?}", files(&shell));
        assert_eq!(canaries(&shell), Vec::<PathBuf>::new());
        open.stdin.take().unwrap().write_all(b"quit\n").unwrap();
        assert!(open.wait().unwrap().success());
        assert_eq!(canaries(&shell), Vec::<PathBuf>::new());
        assert!(keyed(&shell, KEY, &["list"]).1.contains("Canarybird"));
        let doctor = keyed(&shell, KEY, &["doctor"]);
        assert!(doctor.1.contains("all is well"), "{doctor:?}");
        // The look itself finds an export.
        let exported =
            keyed(&shell, KEY, &["export", "--format", "csv", "-o", &shell.file("out.csv", "")]);
        assert!(exported.0 != 0 || !canaries(&shell).is_empty(), "{exported:?}");
    }

    #[test]
    fn without_the_key_nothing_is_shown_and_nothing_changes() {
        let shell = desk();
        let before = std::fs::read(shell.path("leads.db")).unwrap();
        for (key, hint) in [("another", "the key does not open"), ("", "LEADCLOCK_KEY")] {
            for arguments in [&["list"][..], &["doctor"], &["import", "-"]] {
                let (code, said) = keyed(&shell, key, arguments);
                assert_eq!(code, 1, "{arguments:?}: {said}");
                assert!(said.contains(hint) && !said.contains("Canarybird"), "{said}");
            }
        }
        assert!(std::fs::read(shell.path("leads.db")).unwrap() == before);
    }

    #[test]
    fn a_backup_is_put_back_and_a_flipped_byte_is_seen() {
        let shell = desk();
        assert_eq!(keyed(&shell, KEY, &["backup"]).0, 0);
        let mut bytes = std::fs::read(shell.path("leads.db")).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(shell.path("leads.db"), bytes).unwrap();
        let (code, said) = keyed(&shell, KEY, &["doctor"]);
        assert_eq!(code, 1, "{said}");
        let (code, said) = keyed(&shell, KEY, &["restore", "--yes"]);
        assert_eq!(code, 0, "{said}");
        assert!(keyed(&shell, KEY, &["doctor"]).1.contains("all is well"));
    }
}
