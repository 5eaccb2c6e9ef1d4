//! Protecting records, rightly or wrongly (RFC 5246, section 6.2.3).

use aws_lc_rs::aead::{self, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::cipher::{
    AES_128, AES_256, DecryptingKey, DecryptionContext, EncryptingKey, EncryptionContext, UnboundCipherKey,
};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::iv::FixedLength;
use aws_lc_rs::rand::fill;

use super::act::RecordForm;
use super::cipher::{Cipher, Mode};
use super::prf::{Prf, sign};
use crate::wire::TlsVersion;

/// The block of AES.
const BLOCK: usize = 16;

/// One direction of a protected connection.
#[derive(Debug)]
pub(super) struct Protection {
    version: TlsVersion,
    cipher: Cipher,
    mac: Vec<u8>,
    key: Vec<u8>,
    iv: Vec<u8>,
    sequence: u64,
}

/// Why a record cannot be opened.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Fault {
    /// It has a length that no such record has.
    Length,
    /// Its padding does not fit into it, or nothing in it fits.
    Padding,
    /// Its padding is wrong in a byte that does not tell its length; its integrity code is right.
    Filler,
    /// Its integrity code is wrong.
    Mac,
}

/// The protections of client and server out of the master secret (RFC 5246, section 6.3).
pub(super) fn protections(
    version: TlsVersion,
    cipher: Cipher,
    master: &[u8],
    server_random: &[u8],
    client_random: &[u8],
) -> (Protection, Protection) {
    let mac = match cipher.mode {
        Mode::Cbc(algorithm) => algorithm.digest_algorithm().output_len(),
        Mode::Gcm | Mode::ChaCha => 0,
    };
    let iv = match cipher.mode {
        Mode::Cbc(_) => BLOCK,
        Mode::Gcm => 4,
        Mode::ChaCha => 12,
    };
    let prf: Prf = cipher.prf(version);
    let seed = [server_random, client_random].concat();
    let block = prf.expand(master, "key expansion", &seed, 2 * (mac + cipher.key + iv));
    let mut rest = block.as_slice();
    let mut take = |length: usize| {
        let (head, tail) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        rest = tail;
        head.to_vec()
    };
    let (client_mac, server_mac) = (take(mac), take(mac));
    let (client_key, server_key) = (take(cipher.key), take(cipher.key));
    let (client_iv, server_iv) = (take(iv), take(iv));
    let side = |mac, key, iv| Protection { version, cipher, mac, key, iv, sequence: 0 };
    (side(client_mac, client_key, client_iv), side(server_mac, server_key, server_iv))
}

impl Protection {
    /// The body of a record around some content. A form other than the right one is for CBC alone.
    pub(super) fn seal(&mut self, kind: u8, content: &[u8], form: RecordForm) -> Result<Vec<u8>, Unspecified> {
        let body = match self.cipher.mode {
            Mode::Cbc(_) => {
                let plain = self.padded(kind, content, form);
                self.encrypt(plain)
            }
            Mode::Gcm | Mode::ChaCha => self.seal_whole(kind, content),
        };
        self.sequence += 1;
        body
    }

    /// The content of a record.
    pub(super) fn open(&mut self, kind: u8, body: &[u8]) -> Result<Vec<u8>, Fault> {
        let content = match self.cipher.mode {
            Mode::Cbc(_) => self.open_padded(kind, body),
            Mode::Gcm | Mode::ChaCha => self.open_whole(kind, body),
        };
        self.sequence += 1;
        content
    }

    /// The head over which integrity is computed.
    fn head(&self, kind: u8, length: usize) -> Vec<u8> {
        let mut head = self.sequence.to_be_bytes().to_vec();
        head.push(kind);
        head.extend(self.version.code().to_be_bytes());
        head.extend(u16::try_from(length).unwrap_or(u16::MAX).to_be_bytes());
        head
    }

    fn code(&self, kind: u8, content: &[u8]) -> Vec<u8> {
        match self.cipher.mode {
            Mode::Cbc(algorithm) => sign(algorithm, &self.mac, &[&self.head(kind, content.len()), content].concat()),
            Mode::Gcm | Mode::ChaCha => Vec::new(),
        }
    }

    /// Content, integrity code and padding. What is told apart by its padding alone has the same length.
    fn padded(&self, kind: u8, content: &[u8], form: RecordForm) -> Vec<u8> {
        let content = match form {
            RecordForm::EmptyWrongMac | RecordForm::EmptyWrongFiller => &[],
            _ => content,
        };
        let mut plain = [content.to_vec(), self.code(kind, content)].concat();
        let code = plain.len().saturating_sub(1);
        let short = BLOCK - plain.len() % BLOCK;
        // Application data gets a block more than it needs, so that there is filler to be wrong.
        let count = if kind == 23 { short + BLOCK } else { short };
        plain.extend(vec![u8::try_from(count - 1).unwrap_or(u8::MAX); count]);
        let (first, last) = (plain.len() - count, plain.len().saturating_sub(2));
        let spoilt = match form {
            RecordForm::Right => None,
            RecordForm::WrongMac | RecordForm::EmptyWrongMac => Some(code),
            RecordForm::WrongFirstFiller | RecordForm::EmptyWrongFiller => Some(first),
            RecordForm::WrongLastFiller => Some(last),
            RecordForm::PaddingTooLong => {
                let length = plain.len().min(BLOCK * 15);
                return vec![0xff; length];
            }
            RecordForm::OnlyPadding => return vec![0x4f; BLOCK * 5],
        };
        if let Some(byte) = spoilt.and_then(|place| plain.get_mut(place)) {
            *byte ^= 0x01;
        }
        plain
    }

    fn encrypt(&mut self, mut plain: Vec<u8>) -> Result<Vec<u8>, Unspecified> {
        let mut iv = [0; BLOCK];
        if self.version >= TlsVersion::Tls11 {
            fill(&mut iv)?;
        } else {
            iv = self.iv.as_slice().try_into().map_err(|_| Unspecified)?;
        }
        let context = EncryptionContext::Iv128(FixedLength::from(&iv));
        EncryptingKey::cbc(self.cipher_key()?)?.less_safe_encrypt(&mut plain, context)?;
        if self.version >= TlsVersion::Tls11 {
            return Ok([iv.to_vec(), plain].concat());
        }
        self.iv = plain.last_chunk::<BLOCK>().ok_or(Unspecified)?.to_vec();
        Ok(plain)
    }

    fn cipher_key(&self) -> Result<UnboundCipherKey, Unspecified> {
        UnboundCipherKey::new(if self.cipher.key == 16 { &AES_128 } else { &AES_256 }, &self.key)
    }

    fn open_padded(&mut self, kind: u8, body: &[u8]) -> Result<Vec<u8>, Fault> {
        let (iv, hidden) = if self.version >= TlsVersion::Tls11 {
            body.split_at_checked(BLOCK).ok_or(Fault::Length)?
        } else {
            (self.iv.as_slice(), body)
        };
        let mut plain = hidden.to_vec();
        if plain.is_empty() || !plain.len().is_multiple_of(BLOCK) {
            return Err(Fault::Length);
        }
        let context: [u8; BLOCK] = iv.try_into().map_err(|_| Fault::Length)?;
        let key = self.cipher_key().and_then(DecryptingKey::cbc).map_err(|_| Fault::Length)?;
        let context = DecryptionContext::Iv128(FixedLength::from(&context));
        key.decrypt(&mut plain, context).map_err(|_| Fault::Length)?;
        if self.version < TlsVersion::Tls11 {
            self.iv = hidden.last_chunk::<BLOCK>().ok_or(Fault::Length)?.to_vec();
        }
        let filler = plain.last().copied().unwrap_or_default();
        let inside = plain.len().checked_sub(usize::from(filler) + 1).ok_or(Fault::Padding)?;
        let uneven = plain.iter().skip(inside).any(|byte| *byte != filler);
        plain.truncate(inside);
        let content = inside.checked_sub(self.code(kind, &[]).len()).ok_or(Fault::Padding)?;
        let given = plain.split_off(content);
        match (uneven, given == self.code(kind, &plain)) {
            (false, true) => Ok(plain),
            (false, false) => Err(Fault::Mac),
            (true, true) => Err(Fault::Filler),
            (true, false) => Err(Fault::Padding),
        }
    }

    fn whole_key(&self) -> Result<LessSafeKey, Unspecified> {
        let algorithm = match (self.cipher.mode, self.cipher.key) {
            (Mode::ChaCha, _) => &aead::CHACHA20_POLY1305,
            (_, 16) => &aead::AES_128_GCM,
            _ => &aead::AES_256_GCM,
        };
        UnboundKey::new(algorithm, &self.key).map(LessSafeKey::new)
    }

    /// The nonce, and what of it is sent along.
    fn nonce(&self) -> Result<([u8; 12], [u8; 8]), Unspecified> {
        let sequence = self.sequence.to_be_bytes();
        let whole = match self.cipher.mode {
            Mode::ChaCha => {
                let mut nonce: [u8; 12] = self.iv.as_slice().try_into().map_err(|_| Unspecified)?;
                nonce.iter_mut().skip(4).zip(sequence).for_each(|(byte, own)| *byte ^= own);
                nonce
            }
            _ => [self.iv.as_slice(), &sequence].concat().try_into().map_err(|_| Unspecified)?,
        };
        Ok((whole, sequence))
    }

    fn seal_whole(&self, kind: u8, content: &[u8]) -> Result<Vec<u8>, Unspecified> {
        let (nonce, sequence) = self.nonce()?;
        let mut hidden = content.to_vec();
        let head = Aad::from(self.head(kind, content.len()));
        self.whole_key()?.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), head, &mut hidden)?;
        let explicit: &[u8] = if self.cipher.mode == Mode::Gcm { &sequence } else { &[] };
        Ok([explicit, &hidden].concat())
    }

    fn open_whole(&self, kind: u8, body: &[u8]) -> Result<Vec<u8>, Fault> {
        let (mut nonce, _) = self.nonce().map_err(|_| Fault::Length)?;
        let explicit = if self.cipher.mode == Mode::Gcm { 8 } else { 0 };
        let (sent, hidden) = body.split_at_checked(explicit).ok_or(Fault::Length)?;
        nonce.iter_mut().skip(4).zip(sent).for_each(|(byte, own)| *byte = *own);
        let length = hidden.len().checked_sub(16).ok_or(Fault::Length)?;
        let head = Aad::from(self.head(kind, length));
        let mut plain = hidden.to_vec();
        let key = self.whole_key().map_err(|_| Fault::Length)?;
        key.open_in_place(Nonce::assume_unique_for_key(nonce), head, &mut plain).map_err(|_| Fault::Mac)?;
        plain.truncate(length);
        Ok(plain)
    }
}
