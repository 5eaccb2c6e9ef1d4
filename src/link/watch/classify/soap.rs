//! The faults of web services: SOAP 1.1 (section 4.4) and 1.2 (part 1, section 5.4), told by their codes.

use quick_xml::Reader;
use quick_xml::events::Event;

/// The deepest element that is looked into.
const DEEPEST: usize = 128;
/// The most codes of one fault that are kept.
const MOST_CODES: usize = 8;

/// An answer of a web service.
#[derive(Debug)]
pub(super) struct Envelope {
    fault: Option<Vec<String>>,
}

impl Envelope {
    /// Reads an envelope; an error where it is none.
    pub(super) fn read(body: &[u8]) -> Result<Self, ()> {
        let mut reader = Reader::from_str(std::str::from_utf8(body).map_err(drop)?);
        let (mut path, mut fault): (Vec<String>, Option<Vec<String>>) = (Vec::new(), None);
        let mut whole = false;
        loop {
            match reader.read_event().map_err(drop)? {
                Event::Start(element) => {
                    path.push(element.local_name().as_ref().to_owned());
                    if path.len() > DEEPEST {
                        return Err(());
                    }
                    note(&path, &mut fault);
                }
                Event::Empty(element) => {
                    path.push(element.local_name().as_ref().to_owned());
                    note(&path, &mut fault);
                    path.pop();
                }
                Event::End(_) => {
                    path.pop();
                    whole = path.is_empty();
                }
                Event::Text(text) if is_code(&path) => {
                    let text = text.trim().chars().take(200).collect::<String>();
                    if let Some(codes) = fault.as_mut().filter(|codes| codes.len() < MOST_CODES && !text.is_empty()) {
                        codes.push(text);
                    }
                }
                Event::Eof => break,
                _ => {}
            }
            if path.len() == 1 && path.first().is_some_and(|root| root != "Envelope") {
                return Err(());
            }
        }
        if whole { Ok(Self { fault }) } else { Err(()) }
    }

    /// The codes of its fault, the general one first; `None` where it holds none.
    pub(super) fn fault(&self) -> Option<&[String]> {
        self.fault.as_deref()
    }
}

fn note(path: &[String], fault: &mut Option<Vec<String>>) {
    if let [_, body, own] = path
        && body == "Body"
        && own == "Fault"
    {
        fault.get_or_insert_default();
    }
}

/// Whether the text here is a code: `faultcode` of 1.1, every `Value` below `Code` of 1.2.
fn is_code(path: &[String]) -> bool {
    match path {
        [_, _, fault, code] => fault == "Fault" && code == "faultcode",
        [_, _, fault, code, .., value] => fault == "Fault" && code == "Code" && value == "Value",
        _ => false,
    }
}

/// Whether a declared code is one of these: with or without its prefix, or the beginning of one up to a dot.
pub(super) fn is_one_of(declared: &str, codes: &[String]) -> bool {
    codes.iter().any(|code| {
        let local = code.rsplit_once(':').map_or(code.as_str(), |(_, local)| local);
        [code.as_str(), local]
            .iter()
            .any(|own| own.strip_prefix(declared).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
    })
}

/// Whether the codes say that who asks is not let in (WS-Security 1.1, section 12).
pub(super) fn is_denial(codes: &[String]) -> bool {
    ["FailedAuthentication", "FailedCheck", "InvalidSecurity", "InvalidSecurityToken", "SecurityTokenUnavailable"]
        .iter()
        .any(|code| is_one_of(code, codes))
}
