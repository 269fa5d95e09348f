//! The certificate: read from its files, and again when they have changed.

use std::fs::File;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{InconsistentKeys, ServerConfig};
use sha2::{Digest, Sha256};

use super::error::ReceiverError;
use super::settings::TlsFiles;

/// The certificate that is shown to whoever connects.
#[derive(Debug)]
pub(super) struct Certificate {
    files: TlsFiles,
    provider: Arc<CryptoProvider>,
    shown: RwLock<Shown>,
}

#[derive(Debug)]
struct Shown {
    key: Arc<CertifiedKey>,
    /// The hash of both files.
    hash: [u8; 32],
}

/// What came of looking at the files again.
#[derive(Debug)]
pub(super) enum Renewal {
    /// They are as they were.
    Same,
    /// They were taken.
    Taken,
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.shown.read().unwrap_or_else(PoisonError::into_inner).key))
    }
}

impl Certificate {
    /// Reads the files.
    ///
    /// # Errors
    /// Names the file and what is wrong with it.
    pub(super) fn read(files: TlsFiles) -> Result<Arc<Self>, ReceiverError> {
        let provider = Arc::new(ring::default_provider());
        let shown = read(&files, &provider, None)?;
        let shown = shown.ok_or_else(|| wrong(&files.cert, "can not be read"))?;
        Ok(Arc::new(Self { files, provider, shown: RwLock::new(shown) }))
    }

    /// Returns how TLS is spoken: 1.2 or later, HTTP/1.1 alone.
    ///
    /// # Errors
    /// Where the library can not do that.
    pub(super) fn config(self: &Arc<Self>) -> Result<Arc<ServerConfig>, ReceiverError> {
        let mut config = ServerConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_safe_default_protocol_versions()
            .map_err(|error| wrong(&self.files.cert, &error.to_string()))?
            .with_no_client_auth()
            .with_cert_resolver(Arc::<Self>::clone(self));
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }

    /// Takes the files again where they have changed. Reads files, so it blocks.
    ///
    /// # Errors
    /// Names the file and what is wrong with it; the former certificate stays.
    pub(super) fn renew(&self) -> Result<Renewal, ReceiverError> {
        let known = self.shown.read().unwrap_or_else(PoisonError::into_inner).hash;
        match read(&self.files, &self.provider, Some(known))? {
            None => Ok(Renewal::Same),
            Some(shown) => {
                *self.shown.write().unwrap_or_else(PoisonError::into_inner) = shown;
                Ok(Renewal::Taken)
            }
        }
    }
}

fn wrong(path: &Path, problem: &str) -> ReceiverError {
    ReceiverError::Certificate { path: path.to_owned(), problem: problem.to_owned() }
}

fn content(path: &Path, is_secret: bool) -> Result<Vec<u8>, ReceiverError> {
    let unreadable = |error: std::io::Error| wrong(path, &format!("can not be read: {error}"));
    let mut file = File::open(path).map_err(unreadable)?;
    let mode = file.metadata().map_err(unreadable)?.permissions().mode();
    if is_secret && mode & 0o077 != 0 {
        return Err(wrong(
            path,
            &format!(
                "others than its owner may use the key (mode {:03o}); run `chmod 600` on it",
                mode & 0o777
            ),
        ));
    }
    let mut content = Vec::new();
    file.read_to_end(&mut content).map_err(unreadable)?;
    Ok(content)
}

/// Reads both files; nothing where they have the hash that is known.
fn read(
    files: &TlsFiles,
    provider: &CryptoProvider,
    known: Option<[u8; 32]>,
) -> Result<Option<Shown>, ReceiverError> {
    let (cert, key) = (content(&files.cert, false)?, content(&files.key, true)?);
    let hash = Sha256::new().chain_update(&cert).chain_update(&key).finalize().into();
    if known == Some(hash) {
        return Ok(None);
    }
    // What the library says of a broken file may repeat lines of it, so it is not told.
    let chain = CertificateDer::pem_slice_iter(&cert)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|_| wrong(&files.cert, "is not PEM"))?;
    if chain.is_empty() {
        return Err(wrong(&files.cert, "holds no certificate in PEM"));
    }
    let key = PrivateKeyDer::from_pem_slice(&key).map_err(|_| {
        wrong(&files.key, "holds no private key in PEM without a password (PKCS#8, RSA or SEC1)")
    })?;
    let key = CertifiedKey::from_der(chain, key, provider).map_err(|error| match error {
        rustls::Error::InconsistentKeys(InconsistentKeys::KeyMismatch) => {
            wrong(&files.key, &format!("does not belong to {}", files.cert.display()))
        }
        rustls::Error::InvalidCertificate(_) => wrong(&files.cert, "holds a broken certificate"),
        _ => wrong(&files.key, "holds a key that can not be used"),
    })?;
    Ok(Some(Shown { key: Arc::new(key), hash }))
}
