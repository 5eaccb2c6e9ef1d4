//! The key: from a file or on a token, opened with a password or PIN that is tried once.

use std::path::{Path, PathBuf};

use clap::ArgMatches;

use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::seal::{Archive, Certificate, KeyError, Signer, Token, TokenCertificate, TokenChoice};
use crate::text::{Text, day, text};

use super::arguments::{path, word};
use super::pin::Origin;
use super::place;
use super::uri::{SCHEME, Wanted};

/// Most certificates that are listed where the choice is not clear.
const MOST: usize = 8;

/// Where the key is, and where its PIN or password comes from.
pub(super) struct Source {
    kind: Kind,
    pin: Origin,
    /// Authorities that do not come along with the key.
    authorities: Vec<Certificate>,
}

enum Kind {
    File(PathBuf),
    Token { module: PathBuf, wanted: Box<Wanted> },
}

impl Source {
    /// As the arguments say; `known` are authorities that the caller trusts.
    pub(super) fn of(matches: &ArgMatches, known: &[Certificate]) -> Result<Self, Failure> {
        let mut authorities = match path(matches, "chain") {
            Some(file) => certificates(file)?,
            None => Vec::new(),
        };
        authorities.extend_from_slice(known);
        let usage = |text| Failure::new(Exit::Usage, "K-SIG-020", text);
        let module = path(matches, "token").cloned();
        let (kind, pin_file) = match word(matches, "key") {
            Some(uri) if uri.starts_with(SCHEME) => {
                let wanted = Wanted::of(uri).map_err(usage)?;
                let module = wanted.module.clone().or(module).ok_or_else(|| {
                    usage(Text::new(
                        "chưa rõ thư viện PKCS#11: thêm ?module-path=... vào URI, hoặc --token MODULE.so",
                        "the PKCS#11 module is not named: add ?module-path=... to the URI, or --token MODULE.so",
                    ))
                })?;
                let pin_file = wanted.pin_file.clone();
                (Kind::Token { module, wanted: Box::new(wanted) }, pin_file)
            }
            Some(_) if module.is_some() => {
                return Err(usage(Text::new(
                    "chọn một trong hai: --key FILE.p12 hoặc --token",
                    "either --key FILE.p12 or --token",
                )));
            }
            Some(file) => (Kind::File(file.into()), None),
            None => {
                let wanted = Wanted {
                    label: word(matches, "token-label").map(str::to_owned),
                    key: word(matches, "key-label").map(str::to_owned),
                    slot: matches.get_one::<u64>("slot").copied(),
                    ..Wanted::default()
                };
                (Kind::Token { module: module.unwrap_or_default(), wanted: Box::new(wanted) }, None)
            }
        };
        Ok(Self { kind, pin: Origin::of(matches, pin_file.as_ref()), authorities })
    }

    /// The certificate, where it shows without a PIN and is the only one that fits.
    pub(super) fn certificate(&self) -> Option<Certificate> {
        let Kind::Token { module, wanted } = &self.kind else { return None };
        let mut found = Token::certificates(module, &wanted.choice()).ok()?;
        let last = found.pop()?;
        found.is_empty().then_some(last.certificate)
    }

    /// Opens the key. The password or PIN is tried once and then wiped.
    pub(super) fn open(&self, session: &Session) -> Result<Box<dyn Signer>, Failure> {
        match &self.kind {
            Kind::File(file) => self.archive(session, file),
            Kind::Token { module, wanted } => self.token(session, module, wanted),
        }
    }

    fn archive(&self, session: &Session, file: &Path) -> Result<Box<dyn Signer>, Failure> {
        let bytes = zeroize::Zeroizing::new(place::read(file)?);
        let name = file.display();
        let question = text!("Mật khẩu của tệp khóa {name}: ", "Password of the key file {name}: ");
        let password = self.pin.take(session, &question)?;
        let opened = Archive::open(&bytes, &password).map_err(|error| refused(&error))?;
        Ok(Box::new(opened.with_authorities(&self.authorities)))
    }

    fn token(&self, session: &Session, module: &Path, wanted: &Wanted) -> Result<Box<dyn Signer>, Failure> {
        let choice = wanted.choice();
        // What can be known without the PIN is known before it is asked for.
        let tokens = Token::present(module, &choice).map_err(|error| refused(&error))?;
        let [token] = tokens.as_slice() else {
            return Err(listed(&KeyError::NoToken(tokens.len()), module, &TokenChoice::default()));
        };
        if let Some(Text { vi, en }) = token.tries.warning() {
            session.tell(&text!("Chú ý: {vi}", "Beware: {en}"));
        }
        let label = &token.label;
        let pin = if token.pin_pad {
            session.tell(&text!("Nhập mã PIN trên thiết bị {label}", "Type the PIN on the token {label}"));
            None
        } else {
            let question = text!("Mã PIN của thiết bị {label}: ", "PIN of the token {label}: ");
            Some(self.pin.take(session, &question)?)
        };
        let opened = Token::open(module, &choice, pin).map_err(|error| match error {
            KeyError::NoToken(_) => listed(&error, module, &TokenChoice { key: None, identifier: None, ..choice }),
            error => refused(&error),
        })?;
        Ok(Box::new(opened.with_authorities(&self.authorities)))
    }
}

/// The certificates of a file.
pub(super) fn certificates(file: &Path) -> Result<Vec<Certificate>, Failure> {
    Certificate::read_all(&place::read(file)?).map_err(|_| {
        let name = file.display();
        let text =
            text!("`{name}` không phải tệp chứng thư (PEM hoặc DER)", "`{name}` holds no certificates (PEM or DER)");
        Failure::new(Exit::Data, "K-SIG-010", text)
    })
}

/// A choice that does not lead to one key, with what there is to choose from.
fn listed(error: &KeyError, module: &Path, choice: &TokenChoice<'_>) -> Failure {
    let all = Token::certificates(module, choice).unwrap_or_default();
    all.iter().take(MOST).map(line).fold(refused(error), Failure::with_hint)
}

fn line(one: &TokenCertificate) -> Text {
    let TokenCertificate { token, name, certificate } = one;
    let (label, serial, slot) = (&token.label, &token.serial, token.slot);
    let (subject, until) = (&certificate.subject, day(certificate.not_after));
    text!(
        "thiết bị “{label}” (số {serial}, khe {slot}), khóa “{name}”: {subject}, hạn đến {until}",
        "token “{label}” (serial {serial}, slot {slot}), key “{name}”: {subject}, until {until}"
    )
}

fn refused(error: &KeyError) -> Failure {
    let exit = match error {
        KeyError::WrongPassword | KeyError::WrongPin(_) | KeyError::PinLocked | KeyError::LastTry => Exit::Permission,
        KeyError::Module(_) => Exit::Configuration,
        _ => Exit::Data,
    };
    Failure::new(exit, "K-SIG-010", error.text())
}
