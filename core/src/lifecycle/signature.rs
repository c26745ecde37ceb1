//! Signatures of the host over events of a log.

use crate::error::{Error, Result};
use crate::text;
use ed25519_dalek::VerifyingKey;
use serde::{Deserialize, Serialize};

/// The host's signature of an event's hash, by Ed25519 (RFC 8032).
///
/// The chain shows that a log hangs together; whoever may write the whole of it anew can still make another chain. That
/// the host's key has signed the head excludes it. The private key never comes here: the host signs
/// [`Signature::message`] with whatever keeps its keys.
///
/// # Example
/// ```
/// use amalkard::lifecycle::Signature;
/// assert_eq!(Signature::message("ab12"), "amalkard event ab12");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// The public key: 32 bytes in lower-case hexadecimal.
    pub key: String,
    /// The signature: 64 bytes in lower-case hexadecimal.
    pub signature: String,
}

impl Signature {
    /// The bytes to sign for an event with this hash: ASCII text, so that no signature of something else can stand here.
    #[must_use]
    pub fn message(hash: &str) -> String {
        format!("amalkard event {hash}")
    }

    /// That it is a signature of an event with this hash.
    ///
    /// # Errors
    /// `lifecycle.bad_signature`.
    pub fn verify(&self, hash: &str) -> Result<()> {
        let key = bytes::<32>(&self.key).ok_or_else(|| bad(&self.key, "the key is not 32 bytes in hexadecimal"))?;
        let signature =
            bytes::<64>(&self.signature).ok_or_else(|| bad(&self.key, "it is not 64 bytes in hexadecimal"))?;
        let key = VerifyingKey::from_bytes(&key).map_err(|_| bad(&self.key, "the key is no point of the curve"))?;
        let signature = ed25519_dalek::Signature::from_bytes(&signature);
        key.verify_strict(Self::message(hash).as_bytes(), &signature)
            .map_err(|_| bad(&self.key, "it was made by another key, or of another event"))
    }
}

/// So many bytes of lower-case hexadecimal.
fn bytes<const N: usize>(hex: &str) -> Option<[u8; N]> {
    let digits: Vec<u8> = hex
        .bytes()
        .map(|sign| match sign {
            b'0'..=b'9' => sign.checked_sub(b'0'),
            b'a'..=b'f' => sign.checked_sub(b'a')?.checked_add(10),
            _ => None,
        })
        .collect::<Option<_>>()?;
    let (pairs, rest) = digits.as_chunks::<2>();
    let whole: Vec<u8> = pairs.iter().map(|[high, low]| (high << 4) | low).collect();
    if rest.is_empty() { whole.try_into().ok() } else { None }
}

fn bad(key: &str, why: &str) -> Error {
    Error::new(
        "lifecycle.bad_signature",
        format!("امضای رویداد درست نیست: {why}"),
        format!("the event's signature does not hold: {why}"),
    )
    .expected(r#"{"key": 64 hexadecimal digits, "signature": 128 hexadecimal digits} of "amalkard event HASH""#)
    .detail("key", text::excerpt(key))
    .help("امضا را از میزبان دوباره بگیرید", "take the signature from the host again")
}
