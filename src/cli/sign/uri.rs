//! A key on a token by its URI (RFC 7512): `pkcs11:token=...;object=...?module-path=...`.

use std::path::PathBuf;

use crate::seal::TokenChoice;
use crate::text::{Text, text};

/// How every such URI begins.
pub(super) const SCHEME: &str = "pkcs11:";
/// Longer than any honest URI.
const LONGEST: usize = 4096;

/// Which key is meant, and where the module and the PIN are.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Wanted {
    pub(super) module: Option<PathBuf>,
    pub(super) pin_file: Option<PathBuf>,
    pub(super) label: Option<String>,
    pub(super) serial: Option<String>,
    pub(super) manufacturer: Option<String>,
    pub(super) model: Option<String>,
    pub(super) slot: Option<u64>,
    pub(super) key: Option<String>,
    pub(super) identifier: Option<Vec<u8>>,
}

impl Wanted {
    /// Reads a URI. An attribute that is not known here would choose another key than is meant, so it is refused.
    pub(super) fn of(uri: &str) -> Result<Self, Text> {
        let rest = uri
            .strip_prefix(SCHEME)
            .filter(|_| uri.len() <= LONGEST)
            .ok_or_else(|| Text::new("URI phải bắt đầu bằng `pkcs11:`", "the URI must begin with `pkcs11:`"))?;
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let mut wanted = Self::default();
        for attribute in path.split(';').filter(|attribute| !attribute.is_empty()) {
            let (name, value) = parts(attribute)?;
            let taken = match name {
                "token" => set(&mut wanted.label, letters(&value, name)?),
                "serial" => set(&mut wanted.serial, letters(&value, name)?),
                "manufacturer" => set(&mut wanted.manufacturer, letters(&value, name)?),
                "model" => set(&mut wanted.model, letters(&value, name)?),
                "object" => set(&mut wanted.key, letters(&value, name)?),
                "id" => set(&mut wanted.identifier, value),
                "slot-id" => set(&mut wanted.slot, letters(&value, name)?.parse().map_err(|_| unfit(name))?),
                "type" if value == b"private" || value == b"cert" => true,
                _ => return Err(unfit(name)),
            };
            once(name, taken)?;
        }
        for attribute in query.split('&').filter(|attribute| !attribute.is_empty()) {
            let (name, value) = parts(attribute)?;
            let taken = match name {
                "module-path" => set(&mut wanted.module, letters(&value, name)?.into()),
                "pin-source" => {
                    let source = letters(&value, name)?;
                    // A program to be run (`|command`) is nothing that a name of a key should start.
                    let file =
                        source.strip_prefix("file://").or_else(|| source.strip_prefix("file:")).unwrap_or(&source);
                    if !file.starts_with('/') {
                        return Err(unfit(name));
                    }
                    set(&mut wanted.pin_file, file.into())
                }
                "pin-value" => {
                    return Err(Text::new(
                        "không ghi mã PIN trong URI (pin-value): dòng lệnh ai cũng xem được; dùng --pin-fd hoặc --pin-file",
                        "no PIN in the URI (pin-value): everybody can see a command line; use --pin-fd or --pin-file",
                    ));
                }
                _ => return Err(unfit(name)),
            };
            once(name, taken)?;
        }
        Ok(wanted)
    }

    /// As the library takes it.
    pub(super) fn choice(&self) -> TokenChoice<'_> {
        TokenChoice {
            label: self.label.as_deref(),
            serial: self.serial.as_deref(),
            manufacturer: self.manufacturer.as_deref(),
            model: self.model.as_deref(),
            slot: self.slot,
            key: self.key.as_deref(),
            identifier: self.identifier.as_deref(),
            certificate: None,
        }
    }
}

fn set<T>(place: &mut Option<T>, value: T) -> bool {
    place.replace(value).is_none()
}

fn once(name: &str, first: bool) -> Result<(), Text> {
    if first { Ok(()) } else { Err(text!("`{name}` có hai lần trong URI", "`{name}` stands in the URI twice")) }
}

fn parts(attribute: &str) -> Result<(&str, Vec<u8>), Text> {
    let (name, value) = attribute.split_once('=').ok_or_else(|| unfit(attribute))?;
    Ok((name, decoded(value).ok_or_else(|| unfit(name))?))
}

/// Percent signs with two digits each stand for a byte.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let mut bytes = text.bytes();
    let mut found = Vec::with_capacity(text.len());
    let digit = |byte: Option<u8>| char::from(byte?).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    while let Some(byte) = bytes.next() {
        found.push(if byte == b'%' { digit(bytes.next())? << 4 | digit(bytes.next())? } else { byte });
    }
    Some(found)
}

fn letters(bytes: &[u8], name: &str) -> Result<String, Text> {
    String::from_utf8(bytes.to_vec()).map_err(|_| unfit(name))
}

fn unfit(name: &str) -> Text {
    let name = crate::text::shorten(&crate::text::visible(name), 60);
    text!(
        "`{name}` trong URI không dùng được (dùng được: token, serial, manufacturer, model, slot-id, object, id, type=private, module-path, pin-source=file:/...)",
        "`{name}` in the URI cannot be used (known: token, serial, manufacturer, model, slot-id, object, id, type=private, module-path, pin-source=file:/...)"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uri_is_read_as_the_standard_writes_it() {
        let uri = "pkcs11:token=Nguy%E1%BB%85n%20V%C4%83n%20A;serial=0A1B;id=%0a%FF;object=k%3by;slot-id=7;type=private?module-path=/usr/lib/cp.so&pin-source=file:/run/pin";
        let wanted = Wanted::of(uri).expect("a URI");
        assert_eq!(wanted.label.as_deref(), Some("Nguyễn Văn A"));
        assert_eq!((wanted.identifier.as_deref(), wanted.key.as_deref()), (Some(&[0x0a, 0xff][..]), Some("k;y")));
        assert_eq!((wanted.slot, wanted.serial.as_deref()), (Some(7), Some("0A1B")));
        assert_eq!(wanted.module, Some("/usr/lib/cp.so".into()));
        assert_eq!(wanted.pin_file, Some("/run/pin".into()));
        assert_eq!(Wanted::of("pkcs11:"), Ok(Wanted::default()));
    }

    #[test]
    fn what_would_choose_another_key_or_show_a_pin_is_refused() {
        for (uri, word) in [
            ("pkcs12:token=a", "begin with"),
            ("pkcs11:tokn=a", "`tokn`"),
            ("pkcs11:token=a;token=b", "twice"),
            ("pkcs11:token", "`token`"),
            ("pkcs11:token=%4", "`token`"),
            ("pkcs11:token=%FF", "`token`"),
            ("pkcs11:slot-id=-1", "`slot-id`"),
            ("pkcs11:type=public", "`type`"),
            ("pkcs11:token=a?pin-value=1234", "--pin-fd"),
            ("pkcs11:token=a?pin-source=%7Cprogram", "`pin-source`"),
            ("pkcs11:token=a?module-name=cp", "`module-name`"),
        ] {
            let told = Wanted::of(uri).expect_err(uri);
            assert!(told.en.contains(word) && !told.en.contains("1234"), "{uri}: {}", told.en);
        }
        assert!(Wanted::of(&format!("pkcs11:token={}", "a".repeat(5000))).is_err());
    }
}
