//! Files that are encrypted, but open without a password (ISO 32000-2, 7.6): most that only forbid printing are.

use aws_lc_rs::cipher::{
    AES_128, AES_256, DecryptingKey, DecryptionContext, EncryptingKey, EncryptionContext, UnboundCipherKey,
};
use aws_lc_rs::digest;
use md5::{Digest, Md5};

use super::object::{Dictionary, Object};

/// What a password is filled up with (algorithm 2).
const PADDING: [u8; 32] = [
    0x28, 0xbf, 0x4e, 0x5e, 0x4e, 0x75, 0x8a, 0x41, 0x64, 0x00, 0x4e, 0x56, 0xff, 0xfa, 0x01, 0x08, 0x2e, 0x2e, 0x00,
    0xb6, 0xd0, 0x68, 0x3e, 0x80, 0x2f, 0x0c, 0xa9, 0xfe, 0x64, 0x53, 0x69, 0x7a,
];

/// How strings and streams are encrypted.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Method {
    /// Not at all.
    Identity,
    /// RC4 with a key of its own for each object.
    Rc4,
    /// AES in CBC with a key of its own for each object.
    Aes128,
    /// AES in CBC with the key of the file.
    Aes256,
}

/// Decrypts the objects of a file.
pub(super) struct Cipher {
    key: Vec<u8>,
    strings: Method,
    streams: Method,
}

impl Cipher {
    /// The cipher of a file whose user password is empty; `None` if it is not.
    pub(super) fn new(encrypt: &Dictionary, id: &[u8]) -> Option<Self> {
        let number = |name: &str| encrypt.get(name).and_then(Object::number);
        if encrypt.get("Filter").and_then(Object::name) != Some("Standard") {
            return None;
        }
        let version = number("V").unwrap_or(0.0);
        let revision = number("R").unwrap_or(2.0);
        let method = |name: &str| method(encrypt, name, version);
        let key = if revision >= 5.0 { newer(encrypt, revision)? } else { older(encrypt, id, version, revision)? };
        Some(Self { key, strings: method("StrF")?, streams: method("StmF")? })
    }

    /// A string of an object, readable.
    pub(super) fn string(&self, id: u32, generation: u16, bytes: &[u8]) -> Vec<u8> {
        self.decrypt(self.strings, id, generation, bytes)
    }

    /// The bytes of a stream, readable.
    pub(super) fn stream(&self, id: u32, generation: u16, bytes: &[u8]) -> Vec<u8> {
        self.decrypt(self.streams, id, generation, bytes)
    }

    fn decrypt(&self, method: Method, id: u32, generation: u16, bytes: &[u8]) -> Vec<u8> {
        match method {
            Method::Identity => bytes.to_vec(),
            Method::Rc4 => rc4(&self.of_object(id, generation, b""), bytes),
            Method::Aes128 => aes(&self.of_object(id, generation, b"sAlT"), bytes).unwrap_or_default(),
            Method::Aes256 => aes(&self.key, bytes).unwrap_or_default(),
        }
    }

    /// The key of one object (algorithm 1).
    fn of_object(&self, id: u32, generation: u16, salt: &[u8]) -> Vec<u8> {
        let mut hash = Md5::new();
        hash.update(&self.key);
        hash.update(id.to_le_bytes().get(..3).unwrap_or_default());
        hash.update(generation.to_le_bytes());
        hash.update(salt);
        let length = (self.key.len() + 5).min(16);
        hash.finalize().iter().copied().take(length).collect()
    }
}

fn method(encrypt: &Dictionary, name: &str, version: f64) -> Option<Method> {
    if version < 4.0 {
        return Some(Method::Rc4);
    }
    let filter = encrypt.get(name).and_then(Object::name).unwrap_or("Identity");
    if filter == "Identity" {
        return Some(Method::Identity);
    }
    let filter = encrypt.get("CF").and_then(Object::dictionary)?.get(filter)?.dictionary()?;
    match filter.get("CFM").and_then(Object::name).unwrap_or("None") {
        "None" => Some(Method::Identity),
        "V2" => Some(Method::Rc4),
        "AESV2" => Some(Method::Aes128),
        "AESV3" => Some(Method::Aes256),
        _ => None,
    }
}

/// The key of a file up to revision 4 (algorithms 2, 4 and 5).
fn older(encrypt: &Dictionary, id: &[u8], version: f64, revision: f64) -> Option<Vec<u8>> {
    let string = |name: &str| encrypt.get(name).and_then(Object::string);
    let permissions = encrypt.get("P").and_then(Object::number)?;
    #[expect(clippy::cast_possible_truncation, reason = "a number of 32 bits, with or without a sign")]
    let permissions = permissions as i64;
    let length = encrypt.get("Length").and_then(Object::length).unwrap_or(40);
    let length = if version < 2.0 {
        5
    } else if version >= 4.0 {
        16
    } else {
        (length / 8).clamp(5, 16)
    };
    let mut hash = Md5::new();
    hash.update(PADDING);
    hash.update(string("O")?.get(..32)?);
    hash.update(permissions.to_le_bytes().get(..4)?);
    hash.update(id);
    if revision >= 4.0 && encrypt.get("EncryptMetadata") == Some(&Object::Bool(false)) {
        hash.update([0xff; 4]);
    }
    let mut key: Vec<u8> = hash.finalize().to_vec();
    if revision >= 3.0 {
        for _ in 0..50 {
            key = Md5::digest(key.get(..length)?).to_vec();
        }
    }
    key.truncate(length);
    let expected = string("U")?;
    let is_right = if revision < 3.0 {
        rc4(&key, &PADDING) == expected.get(..32)?
    } else {
        let mut hash = Md5::new();
        hash.update(PADDING);
        hash.update(id);
        let mut check = rc4(&key, &hash.finalize());
        for round in 1..=19_u8 {
            let mixed: Vec<u8> = key.iter().map(|byte| byte ^ round).collect();
            check = rc4(&mixed, &check);
        }
        check.get(..16)? == expected.get(..16)?
    };
    is_right.then_some(key)
}

/// The key of a file of revision 5 or 6 (algorithms 2.A and 2.B).
fn newer(encrypt: &Dictionary, revision: f64) -> Option<Vec<u8>> {
    let string = |name: &str| encrypt.get(name).and_then(Object::string);
    let user = string("U")?;
    let hash = |salt: &[u8]| {
        if revision < 6.0 { Some(digest::digest(&digest::SHA256, salt).as_ref().to_vec()) } else { hardened(salt) }
    };
    if hash(user.get(32..40)?)? != user.get(..32)? {
        return None;
    }
    let between = hash(user.get(40..48)?)?;
    let mut key = string("UE")?.get(..32)?.to_vec();
    cbc_open(&between, &[0; 16], &mut key)?;
    Some(key)
}

/// The slow hash of revision 6, of an empty password.
fn hardened(salt: &[u8]) -> Option<Vec<u8>> {
    let mut key = digest::digest(&digest::SHA256, salt).as_ref().to_vec();
    for round in 0_u32.. {
        let mut block = key.repeat(64);
        let iv: [u8; 16] = key.get(16..32)?.try_into().ok()?;
        let unbound = UnboundCipherKey::new(&AES_128, key.get(..16)?).ok()?;
        let context = EncryptionContext::Iv128((&iv).into());
        EncryptingKey::cbc(unbound).ok()?.less_safe_encrypt(&mut block, context).ok()?;
        let sum: u32 = block.get(..16)?.iter().copied().map(u32::from).sum();
        let algorithm =
            [&digest::SHA256, &digest::SHA384, &digest::SHA512].get(usize::try_from(sum % 3).ok()?).copied()?;
        key = digest::digest(algorithm, &block).as_ref().to_vec();
        // The rounds depend on the data, but end soon: 256 are never reached.
        if round >= 63 && u32::from(*block.last()?) <= round.saturating_sub(31) || round > 400 {
            break;
        }
    }
    key.truncate(32);
    Some(key)
}

/// What AES in CBC mode holds, whose first block is the initialisation vector.
fn aes(key: &[u8], bytes: &[u8]) -> Option<Vec<u8>> {
    let (iv, data) = bytes.split_at_checked(16)?;
    let mut plain = data.get(..data.len() / 16 * 16)?.to_vec();
    cbc_open(key, iv, &mut plain)?;
    let padding = usize::from(*plain.last()?);
    if (1..=16).contains(&padding) {
        plain.truncate(plain.len().saturating_sub(padding));
    }
    Some(plain)
}

fn cbc_open(key: &[u8], iv: &[u8], data: &mut [u8]) -> Option<()> {
    let algorithm = if key.len() == 32 { &AES_256 } else { &AES_128 };
    let unbound = UnboundCipherKey::new(algorithm, key).ok()?;
    let iv: [u8; 16] = iv.try_into().ok()?;
    if data.is_empty() {
        return Some(());
    }
    DecryptingKey::cbc(unbound).ok()?.decrypt(data, DecryptionContext::Iv128((&iv).into())).ok()?;
    Some(())
}

fn rc4(key: &[u8], data: &[u8]) -> Vec<u8> {
    let mut state: [u8; 256] = std::array::from_fn(|at| u8::try_from(at).unwrap_or_default());
    let at = |state: &[u8; 256], index: u8| state.get(usize::from(index)).copied().unwrap_or_default();
    let mut second = 0_u8;
    for (first, byte) in (0..=255_u8).zip(key.iter().cycle()) {
        second = second.wrapping_add(at(&state, first)).wrapping_add(*byte);
        state.swap(usize::from(first), usize::from(second));
    }
    let (mut first, mut second) = (0_u8, 0_u8);
    data.iter()
        .map(|byte| {
            first = first.wrapping_add(1);
            second = second.wrapping_add(at(&state, first));
            state.swap(usize::from(first), usize::from(second));
            byte ^ at(&state, at(&state, first).wrapping_add(at(&state, second)))
        })
        .collect()
}
