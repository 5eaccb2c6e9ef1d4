//! Where one is led after signing in, where the address may be chosen by whoever wrote the link.

use url::Url;

use super::fact::ReturnAddress;
use crate::fact::{Fact, Gap};
use crate::probe::browse::{Arrival, Course, Jar, Login, Sending, Site, hand_in_at};
use crate::probe::page::Page;
use crate::wire::Piece;

/// A host that nobody can own (RFC 2606).
const FOREIGN: &str = "kiemtra.invalid";
/// The ways in which it is written: browsers take all of them for another host.
const WRITINGS: &[(&str, &str)] = &[
    ("absolute", "https://kiemtra.invalid/"),
    ("two-slashes", "//kiemtra.invalid/"),
    ("backslash", "/\\kiemtra.invalid/"),
];
/// Names of parameters that hold an address to return to, lower case and without `_` and `-`.
const NAMES: &[&str] = &[
    "next",
    "return",
    "returnurl",
    "returnto",
    "returnuri",
    "returnpath",
    "redirect",
    "redirecturl",
    "redirectto",
    "redirecturi",
    "continue",
    "goto",
    "url",
    "dest",
    "destination",
    "target",
    "backurl",
    "callback",
    "callbackurl",
    "service",
    "relaystate",
    "from",
    "ref",
    "forward",
    "successurl",
    "rurl",
    "r",
    "tiep",
    "tieptuc",
    "quaylai",
    "trangtiep",
    "duongdan",
];

/// Signs in with a foreign address to return to, in one writing after the other until one leads there.
pub(super) fn seen(
    site: &Site<'_>,
    login: &Login,
    named: &[Url],
    page: &Arrival<'_>,
    course: &mut Course<'_>,
) -> Fact<ReturnAddress> {
    let Some(parameter) = parameter(site, named, page) else { return Fact::Absent };
    for (word, address) in WRITINGS {
        match leads_away(site, login, &parameter, address, course) {
            Ok(true) => {
                return Fact::Known(ReturnAddress { parameter, leads_away: true, by: Fact::Known((*word).to_owned()) });
            }
            Ok(false) => {}
            Err(gap) => return Fact::Unknown(gap),
        }
    }
    Fact::Known(ReturnAddress { parameter, leads_away: false, by: Fact::Absent })
}

/// The parameter, where the sign-in shows one: in the address to which strangers are sent, in the
/// page's own, in a field of its form, or in the form's address.
fn parameter(site: &Site<'_>, named: &[Url], page: &Arrival<'_>) -> Option<String> {
    let own = site.page().ok();
    let document = Page::of(page.response, &page.url).ok().flatten();
    let forms: Vec<_> = document.iter().flat_map(|page| &page.forms).filter(|form| form.asks_password()).collect();
    let addresses =
        named.iter().chain(own.as_ref()).chain([&page.url]).chain(forms.iter().filter_map(|form| form.action.as_ref()));
    let queried = addresses.flat_map(|url| {
        url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect::<Vec<_>>()
    });
    let hidden = forms.iter().flat_map(|form| &form.fields).filter(|field| field.is_hidden());
    let mut all = queried.chain(hidden.map(|field| (field.name().to_owned(), field.value().to_owned())));
    all.find(|(name, value)| returns(name, value)).map(|(name, _)| crate::text::visible(&name))
}

/// Whether a parameter is an address to return to: by its name, or because it holds one.
fn returns(name: &str, value: &str) -> bool {
    let plain = name.to_lowercase().replace(['_', '-'], "");
    let address = ["/", "http://", "https://"].iter().any(|start| value.starts_with(start));
    !name.is_empty() && name.len() <= 64 && (address || NAMES.contains(&plain.as_str()))
}

fn leads_away(
    site: &Site<'_>,
    login: &Login,
    parameter: &str,
    address: &str,
    course: &mut Course<'_>,
) -> Result<bool, Gap> {
    let at = with_parameter(site.page()?, parameter, address);
    let change = |sending: &mut Sending| {
        // A page that carries it on in a field shows there what the link asked for.
        let first = sending.body.as_mut().and_then(|(_, pieces)| pieces.first_mut());
        if let Some(Piece::Plain(bytes)) = first {
            replace(bytes, parameter, address);
        }
        if sending.url.query_pairs().any(|(name, _)| name == parameter) {
            sending.url = with_parameter(sending.url.clone(), parameter, address);
        }
    };
    let attempt = hand_in_at(course, site, Jar::default(), login, at, &change)?;
    Ok(attempt.arrival.named.iter().any(|url| url.host_str() == Some(FOREIGN)))
}

fn with_parameter(mut url: Url, parameter: &str, address: &str) -> Url {
    let others: Vec<_> = url
        .query_pairs()
        .filter(|(name, _)| name != parameter)
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    url.query_pairs_mut().clear().extend_pairs(others).append_pair(parameter, address);
    url
}

/// The value of a field of a form that is already spelt.
fn replace(form: &mut Vec<u8>, parameter: &str, address: &str) {
    let spelt = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let text = String::from_utf8_lossy(form).into_owned();
    let key = format!("{}=", spelt(parameter));
    if !text.split('&').any(|pair| pair.starts_with(&key)) {
        return;
    }
    let pairs = text
        .split('&')
        .map(|pair| if pair.starts_with(&key) { format!("{key}{}", spelt(address)) } else { pair.to_owned() });
    *form = pairs.collect::<Vec<_>>().join("&").into_bytes();
}
