//! Keys that sign: in a PKCS#12 file, on a PKCS#11 token, or anywhere else behind [`Signer`].

mod archive;
mod token;

use thiserror::Error;

use super::algorithm::{Algorithm, PublicKey};
use super::asn1::write;
use super::certificate::Certificate;
use crate::text::{Text, text};

pub use archive::Archive;
pub use token::{Token, TokenCertificate, TokenChoice, TokenState};

/// A key with its certificate.
pub trait Signer {
    /// The signer's certificate first, then those of the authorities above it, as far as they are known.
    fn chain(&self) -> &[Certificate];

    /// How it signs.
    fn algorithm(&self) -> Algorithm;

    /// Signs a message, which is digested here. ECDSA gives `SEQUENCE { r, s }`.
    ///
    /// # Errors
    /// The key is not usable, or not any more.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError>;
}

/// What a token tells of the wrong PINs that it still bears; no token tells the number.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Tries {
    /// It tells nothing: no wrong PIN was given since the last right one, or it does not count aloud.
    #[default]
    Untold,
    /// A wrong PIN was given since the last right one.
    Fewer,
    /// The next wrong PIN locks it.
    Last,
    /// The PIN is locked.
    Locked,
}

impl Tries {
    /// What one should know before the next try; nothing where nothing is told.
    pub fn warning(self) -> Option<Text> {
        match self {
            Self::Untold => None,
            Self::Fewer => Some(Text::new(
                "thiết bị báo đã có lần nhập sai mã PIN, số lần còn lại ít hơn bình thường",
                "the token tells that a wrong PIN was given before, so fewer tries than usual are left",
            )),
            Self::Last => Some(Text::new(
                "chỉ còn một lần nhập mã PIN, sai nữa thiết bị sẽ bị khóa",
                "one try is left, one more wrong PIN locks the token",
            )),
            Self::Locked => Some(Text::new("mã PIN của thiết bị đã bị khóa", "the PIN of the token is locked")),
        }
    }
}

/// Why a key cannot be used.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("{}", self.text())]
pub enum KeyError {
    /// Wrong password of a file.
    WrongPassword,
    /// The file is damaged or locked in a way that is not read.
    Unreadable,
    /// Not exactly one private key: so many.
    NotOneKey(usize),
    /// No certificate belongs to the key.
    NoCertificate,
    /// A key of a kind that does not sign documents here.
    Kind,
    /// The module of the token cannot be loaded.
    Module(String),
    /// No token fits the choice, or several do.
    NoToken(usize),
    /// Wrong PIN, and what the token tells of the tries left. It is never tried again: three in a row lock a token.
    WrongPin(Tries),
    /// The PIN is locked.
    PinLocked,
    /// One more wrong PIN locks the token, so the PIN was not even tried.
    LastTry,
    /// The token asks for a PIN.
    PinMissing,
    /// The token refused: its word for it.
    Token(String),
    /// The signature could not be made.
    Failed,
}

impl KeyError {
    /// The reason for people.
    pub fn text(&self) -> Text {
        match self {
            Self::WrongPassword => Text::new("sai mật khẩu của tệp khóa", "wrong password of the key file"),
            Self::Unreadable => Text::new(
                "tệp khóa bị hỏng hoặc mã hóa theo cách không hỗ trợ",
                "the key file is damaged or encrypted in a way that is not supported",
            ),
            Self::NotOneKey(count) => text!(
                "phải có đúng một khóa riêng (đang có: {count})",
                "there must be exactly one private key (found: {count})"
            ),
            Self::NoCertificate => {
                Text::new("không có chứng thư nào ứng với khóa riêng", "no certificate belongs to the private key")
            }
            Self::Kind => Text::new(
                "loại khóa này không dùng được để ký (cần RSA từ 2048 bit, hoặc ECDSA P-256, P-384)",
                "this kind of key does not sign here (RSA from 2048 bits, or ECDSA P-256, P-384)",
            ),
            Self::Module(words) => {
                text!("không nạp được thư viện PKCS#11 ({words})", "the PKCS#11 module cannot be loaded ({words})")
            }
            Self::NoToken(0) => Text::new(
                "không tìm thấy thiết bị ký hoặc chứng thư đã chọn",
                "no token or certificate fits the choice",
            ),
            Self::NoToken(count) => text!(
                "có nhiều thiết bị ký hoặc chứng thư phù hợp (số lượng: {count}), hãy chọn rõ hơn",
                "several tokens or certificates fit the choice ({count}), choose more narrowly"
            ),
            Self::WrongPin(tries) => {
                let Text { vi, en } =
                    tries.warning().map_or_else(Text::default, |Text { vi, en }| text!("; {vi}", "; {en}"));
                text!(
                    "sai mã PIN; chương trình không thử lại để tránh khóa thiết bị{vi}",
                    "wrong PIN; it is not tried again, so that the token is not locked{en}"
                )
            }
            Self::PinLocked => Text::new("mã PIN của thiết bị đã bị khóa", "the PIN of the token is locked"),
            Self::LastTry => Text::new(
                "thiết bị chỉ còn một lần nhập mã PIN; hãy kiểm tra mã PIN bằng phần mềm của thiết bị trước",
                "one more wrong PIN locks the token; check the PIN with the token's own software first",
            ),
            Self::PinMissing => Text::new("thiết bị yêu cầu mã PIN", "the token asks for a PIN"),
            Self::Token(words) => text!("thiết bị ký từ chối ({words})", "the token refused ({words})"),
            Self::Failed => Text::new("không tạo được chữ ký", "the signature could not be made"),
        }
    }
}

/// The certificate of the key first, then its authorities one above the other; others are left out.
fn arranged(certificates: &[Certificate], is_own: impl Fn(&Certificate) -> bool) -> Result<Vec<Certificate>, KeyError> {
    let own = certificates.iter().find(|one| is_own(one)).ok_or(KeyError::NoCertificate)?.clone();
    let mut chain = vec![own];
    complete(&mut chain, certificates);
    Ok(chain)
}

/// Goes up from the last of the chain as far as authorities are known.
fn complete(chain: &mut Vec<Certificate>, authorities: &[Certificate]) {
    while let Some(last) = chain.last()
        && let Some(above) = authorities.iter().find(|one| one.subject_der == last.issuer_der && !chain.contains(one))
    {
        chain.push(above.clone());
    }
}

/// How the key of a certificate signs here.
fn algorithm(certificate: &Certificate) -> Result<Algorithm, KeyError> {
    PublicKey::read(&certificate.public_key).map_err(|_| KeyError::Kind)?;
    Algorithm::of_key(&certificate.public_key).ok_or(KeyError::Kind)
}

/// `SEQUENCE { r, s }` from two halves, as tokens give a signature of ECDSA.
pub(super) fn sequence_of_halves(halves: &[u8]) -> Vec<u8> {
    let (r, s) = halves.split_at(halves.len() / 2);
    write::sequence(&[&write::integer(r), &write::integer(s)])
}
