//! Our receiver with the least store that keeps its promise: a file, synced for each batch.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;

use chrono::DateTime;
use leadclock::app::receive::Receipt;
use leadclock::receiver::{Door, Receiver, Settings, TlsFiles};
use secrecy::SecretString;

use crate::{Outcome, Words};

/// Serves until it is killed.
pub(crate) fn serve(words: &Words) -> Outcome<()> {
    let tls = words.file("cert").zip(words.file("key")).map(|(cert, key)| TlsFiles { cert, key });
    let settings = Settings { listen: words.target()?.address, tls, ..Settings::default() };
    let secret = words.get("secret", "bench".to_owned())?;
    let path: PathBuf = words.file("file").ok_or("--file is missing")?;
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    Receiver::bind(settings)?.run(
        move || {
            let secrets = vec![SecretString::from(secret.clone())];
            Ok(vec![Door { feed: "bench".to_owned(), secrets }])
        },
        move |deliveries| {
            let mut lines = Vec::new();
            for delivery in deliveries {
                lines.extend_from_slice(&delivery.body);
                lines.push(b'\n');
            }
            let stored = file.write_all(&lines).and_then(|()| file.sync_data());
            stored.map_err(|_| leadclock::app::StoreError::Full)?;
            Ok(deliveries.iter().map(|_| Receipt::Taken { added: 1, repeated: 0 }).collect())
        },
        || DateTime::UNIX_EPOCH,
        |_| {},
        std::future::pending(),
    )?;
    Ok(())
}
