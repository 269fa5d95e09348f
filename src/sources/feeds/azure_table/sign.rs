//! SharedKey: a question signed with the key of the account, which itself never travels.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Returns the value of `Authorization` for a question to read `path`, asked at `date` as HTTP
/// writes it. `path` stands as in the address, encoded, and begins with a slash; the emulator's
/// holds the account already and so names it twice.
pub(super) fn authorization(account: &str, key: &[u8], date: &str, path: &str) -> String {
    // The empty lines are Content-MD5 and Content-Type. Of the query only `comp` would be signed.
    let text = format!("GET\n\n\n{date}\n/{account}{path}");
    format!("SharedKey {account}:{}", signature(key, &text))
}

/// Returns the signature of a text.
fn signature(key: &[u8], text: &str) -> String {
    // HMAC takes a key of any length.
    let Ok(mut hmac) = Hmac::<Sha256>::new_from_slice(key) else { return String::new() };
    hmac.update(text.as_bytes());
    STANDARD.encode(hmac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DATE: &str = "Mon, 06 Jan 2025 09:30:00 GMT";

    fn key() -> Vec<u8> {
        STANDARD
            .decode("Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==")
            .expect("the public key")
    }

    #[test]
    fn a_question_is_signed_as_the_service_signs_it() {
        let path = "/devstoreaccount1/MarketplaceLeads()";
        assert_eq!(
            authorization("devstoreaccount1", &key(), DATE, path),
            "SharedKey devstoreaccount1:DOzf4X9aMiBus+Cbieut34pjOFsxgwL1dHDSdo67wJQ="
        );
    }

    #[test]
    fn signatures_agree_with_known_ones() {
        let lite = |resource: &str| signature(&key(), &format!("{DATE}\n{resource}"));
        assert_eq!(
            lite("/devstoreaccount1/devstoreaccount1/MarketplaceLeads()"),
            "SCBhHFIJuZbK6oEZeX+10c6IHfYEyF17Eu/UuhtybKQ="
        );
        assert_eq!(
            lite("/devstoreaccount1/MarketplaceLeads()"),
            "3LX3S4Hlrmi/PefbYpHadByxZRZXS8JnINISf2G4K50="
        );
        let sas = "r\n\n2030-01-01T00:00:00Z\n/table/devstoreaccount1/marketplaceleads\n\n\n\n\
                   2019-02-02\n\n\n\n";
        assert_eq!(signature(&key(), sas), "iFuEtdD/Xj8f+KqMy8cWxq4n1MF+4PPebubcX0I5t2U=");
    }
}
