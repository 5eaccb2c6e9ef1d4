//! Reading the hops of a link.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::ops::Range;
use std::time::Duration;

use super::expect::expect;
use super::{LEAST, MOST, Usual, duration};
use crate::load::{Mapping, Node, Problem, Reader};
use crate::system::identity::{certificate, needs_tls};
use crate::system::link::{Expect, FAR_LEAST, Hop, HopRequest, LentField, LentForm, Rung, Side, Target};
use crate::system::read::identifier;
use crate::system::scope::host_name;
use crate::system::secret::{PASSWORD, Secret, TOKEN, secret};
use crate::text::{Text, text};

const KEYS: &[&str] =
    &["id", "title", "side", "probe", "at", "every", "timeout", "address", "request", "expect", "client_certificate"];
/// How often a hop of this side is probed where nothing is said.
const NEAR_USUAL: Duration = Duration::from_secs(10);
/// Fields of the head that are the wire's own.
const OWN_FIELDS: &[&str] =
    &["host", "connection", "content-length", "transfer-encoding", "upgrade", "te", "trailer", "expect"];

/// Reads the hops; without a word of them, they are the rungs of the link's own address.
pub(super) fn hops(reader: &Reader, map: &mut Mapping<'_>, usual: &Usual) -> Option<Vec<Hop>> {
    let span = map.span();
    let Some(hops) = map.optional("hops", |reader, node| reader.each(node, |reader, node| hop(reader, node, usual)))?
    else {
        // Where the link's own address could not be read, that is the mistake to mend first.
        let target = usual.target.clone()?;
        let rungs = [Rung::Name, Rung::Tcp, Rung::Tls, Rung::Http];
        let named = target.name.parse::<IpAddr>().is_err();
        let fits = |rung: &Rung| match rung {
            Rung::Name => named,
            Rung::Tls => target.tls,
            _ => true,
        };
        return Some(rungs.into_iter().filter(fits).map(|rung| of_rung(rung, &target, usual, span.clone())).collect());
    };
    let mut ids = BTreeSet::new();
    for hop in &hops {
        if !ids.insert(hop.id.as_str()) {
            let id = &hop.id;
            let what = text!("mã chặng `{id}` lặp lại", "hop id `{id}` is given twice");
            reader.problem("K-SYS-033", hop.span.clone(), what);
        }
    }
    if hops.is_empty() {
        let what = Text::new("cần ít nhất một chặng", "at least one hop is needed");
        reader.problem("K-SYS-033", map.key_span("hops"), what);
    }
    Some(hops)
}

fn of_rung(rung: Rung, target: &Target, usual: &Usual, span: Range<usize>) -> Hop {
    let every = usual.every.unwrap_or(FAR_LEAST);
    Hop {
        id: rung.word().to_owned(),
        title: rung.text(),
        side: Side::Far,
        rung,
        target: target.clone(),
        address: None,
        every,
        fast: every,
        timeout: usual.timeout,
        request: HopRequest::default(),
        expect: Expect::default(),
        client: None,
        span,
    }
}

fn hop(reader: &Reader, node: &Node, usual: &Usual) -> Option<Hop> {
    let mut map = reader.mapping(node, KEYS)?;
    let id = map.required("id", identifier);
    let title = map.optional("title", Reader::bilingual_or_same);
    let sides: Vec<_> = Side::ALL.iter().map(|side| side.word()).collect();
    let side = map.or("side", Side::Far, |reader, node| reader.word(node, &sides, Side::from_word));
    let rungs: Vec<_> = Rung::ALL.iter().map(|rung| rung.word()).collect();
    let rung = map.required("probe", |reader, node| reader.word(node, &rungs, Rung::from_word));
    let every = map.optional("every", |reader, node| duration(reader, node, LEAST..=MOST));
    let timeout = map.or("timeout", usual.timeout, |reader, node| duration(reader, node, LEAST..=MOST));
    let address = map.optional("address", address);
    let request = map.or("request", HopRequest::default(), request);
    let expected = map.or("expect", Expect::default(), expect);
    let client = map.optional("client_certificate", certificate);
    let rung = rung?;
    let target = match map.optional("at", |reader, node| at(reader, node, rung))? {
        Some(target) => target,
        None => usual.target.clone()?,
    };
    for key in ["request", "expect"].iter().filter(|key| !rung.asks() && map.node(key).is_some()) {
        let word = rung.word();
        let what = text!("thăm dò `{word}` không có khóa `{key}`", "probe `{word}` has no key `{key}`");
        reader.problem("K-SYS-034", map.key_span(key), what);
    }
    let (id, side, client, request) = (id?, side?, client?, request?);
    if let Some(node) = map.node("client_certificate").filter(|_| !target.tls) {
        needs_tls(reader, node);
    }
    if request.lends() && !target.tls {
        let what = Text::new(
            "bí mật cho mượn chỉ được gửi tới địa chỉ https",
            "a lent secret is only sent to an https address",
        );
        reader.problem("K-SYS-039", map.key_span("request"), what);
    }
    let own = if side.is_far() { FAR_LEAST } else { NEAR_USUAL };
    let every = every?.unwrap_or_else(|| match usual.every {
        // What is said of the whole link is said for the far side; nearer hops may be probed more often.
        Some(given) if side.is_far() => given,
        Some(given) => given.min(own),
        None => own,
    });
    if rung == Rung::Soap && request.body.is_none() {
        let what = Text::new("thăm dò `soap` cần `request.body`", "probe `soap` needs `request.body`");
        reader.problem("K-SYS-034", map.span(), what);
    }
    Some(Hop {
        title: title?.unwrap_or_else(|| Text::same(id.clone())),
        id,
        side,
        rung,
        target,
        address: address?,
        every,
        fast: every,
        timeout: timeout?,
        request,
        expect: expected?,
        client,
        span: node.span.clone(),
    })
}

fn address(reader: &Reader, node: &Node) -> Option<IpAddr> {
    let given = reader.text(node)?;
    let address = given.parse().ok();
    if address.is_none() {
        let what = text!("`{given}` không phải địa chỉ IP", "`{given}` is no IP address");
        reader.problem("K-SYS-007", node.span.clone(), what);
    }
    address
}

/// Where a hop is: a web address for what is asked, `host:port` for what is connected to, a name for what is looked up.
fn at(reader: &Reader, node: &Node, rung: Rung) -> Option<Target> {
    let given = reader.text(node)?;
    let target = if given.contains("://") { of_url(&given) } else { of_pair(&given, rung) };
    let target = target.filter(|target| match rung {
        Rung::Name => target.name.parse::<IpAddr>().is_err(),
        _ => target.port != 0,
    });
    let Some(mut target) = target else {
        let (word, probe) = (rung.word(), given);
        let what = text!(
            "`{probe}` không phải nơi có thể thăm dò bằng `{word}`",
            "`{probe}` is no place for a probe `{word}`"
        );
        let problem = Problem::at("K-SYS-031", reader.source(), node.span.clone(), what);
        reader.note(problem.with_hint(Text::new(
            "name: tên miền; route, tcp, tls: máy:cổng; http, soap: địa chỉ http(s) đầy đủ",
            "name: a host name; route, tcp, tls: host:port; http, soap: a whole http(s) address",
        )));
        return None;
    };
    match rung {
        Rung::Name => target.port = 0,
        Rung::Tls => target.tls = true,
        Rung::Route | Rung::Tcp | Rung::Http | Rung::Soap => {}
    }
    Some(target)
}

fn of_url(given: &str) -> Option<Target> {
    let url = url::Url::parse(given).ok().filter(|url| {
        matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none()
    })?;
    let path = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
    let port = url.port_or_known_default()?;
    Some(Target { name: host_name(url.host_str()?)?, port, tls: url.scheme() == "https", path })
}

/// `host:port`; a host alone is a name to look up. What is asked needs a whole address.
fn of_pair(given: &str, rung: Rung) -> Option<Target> {
    let target = |name: &str, port| Some(Target { name: host_name(name)?, port, tls: false, path: "/".to_owned() });
    match (rung, given.rsplit_once(':')) {
        (Rung::Http | Rung::Soap, _) => None,
        (Rung::Name, None) => target(given, 0),
        (_, Some((name, port))) if !name.contains(':') || name.starts_with('[') => target(name, port.parse().ok()?),
        _ => None,
    }
}

fn request(reader: &Reader, node: &Node) -> Option<HopRequest> {
    let mut map =
        reader.mapping(node, &["method", "headers", "body", "soap_action", "account", "token", "secret_headers"])?;
    let method = map.optional("method", |reader, node| {
        reader.word(node, &["GET", "HEAD", "POST"], |word| {
            matches!(word, "GET" | "HEAD" | "POST").then(|| word.to_owned())
        })
    });
    let headers = map.or("headers", Vec::new(), headers);
    let body = map.optional("body", Reader::text);
    let soap_action = map.optional("soap_action", |reader, node| {
        reader.text(node).filter(|text| field(reader, node, "SOAPAction", text))
    });
    let account = map.optional("account", account);
    let token = map.optional("token", |reader, node| of_token(reader, node).map(|secret| (LentForm::Bearer, secret)));
    let secret_headers = map.or("secret_headers", Vec::new(), secret_headers);
    let (headers, mut lent) = (headers?, secret_headers?);
    let authorisations = [account?, token?].into_iter().flatten();
    lent.extend(authorisations.map(|(form, secret)| LentField { name: "Authorization".to_owned(), form, secret }));
    let mut names: Vec<_> = headers.iter().map(|(name, _)| name).chain(lent.iter().map(|own| &own.name)).collect();
    names.sort_by_key(|name| name.to_ascii_lowercase());
    let twice = names.windows(2).find(|pair| matches!(pair, [one, two] if one.eq_ignore_ascii_case(two)));
    if let Some([name, _]) = twice.filter(|_| !lent.is_empty()) {
        let what = text!("trường `{name}` được khai báo hai lần", "field `{name}` is declared twice");
        reader.problem("K-SYS-036", map.span(), what);
    }
    Some(HopRequest { method: method?, headers, body: body?, soap_action: soap_action?, lent })
}

/// A user and a lent password: HTTP Basic.
fn account(reader: &Reader, node: &Node) -> Option<(LentForm, Secret)> {
    let mut map = reader.mapping(node, &["user", "password_env", "password_file", "password_prompt"])?;
    let user = map.required("user", Reader::text);
    let password = secret(reader, &mut map, PASSWORD);
    let user = user?;
    // It would be read as the end of the name.
    if user.contains(':') || user.chars().any(char::is_control) {
        let what = Text::new("tên người dùng không được có dấu hai chấm", "a user's name holds no colon");
        reader.problem("K-SYS-036", node.span.clone(), what);
        return None;
    }
    Some((LentForm::Basic(user), password?))
}

fn of_token(reader: &Reader, node: &Node) -> Option<Secret> {
    secret(reader, &mut reader.mapping(node, &TOKEN)?, TOKEN)
}

/// Other fields whose values are lent: `{X-Api-Key: {token_env: KEY}}`.
fn secret_headers(reader: &Reader, node: &Node) -> Option<Vec<LentField>> {
    let Some(entries) = node.entries() else {
        reader.wrong_kind(node, "một ánh xạ `tên: {token_env: …}`", "a mapping `name: {token_env: …}`");
        return None;
    };
    let read: Vec<_> = entries
        .iter()
        .filter_map(|entry| {
            let secret = of_token(reader, &entry.value)?;
            field(reader, &entry.value, &entry.key, "").then(|| LentField {
                name: entry.key.clone(),
                form: LentForm::Plain,
                secret,
            })
        })
        .collect();
    (read.len() == entries.len()).then_some(read)
}

fn headers(reader: &Reader, node: &Node) -> Option<Vec<(String, String)>> {
    let Some(entries) = node.entries() else {
        reader.wrong_kind(node, "một ánh xạ `tên: giá trị`", "a mapping `name: value`");
        return None;
    };
    let read: Vec<_> = entries
        .iter()
        .filter_map(|entry| {
            let value = reader.text(&entry.value)?;
            field(reader, &entry.value, &entry.key, &value).then(|| (entry.key.clone(), value))
        })
        .collect();
    (read.len() == entries.len()).then_some(read)
}

/// Whether a field may stand in a head; noted where it may not.
fn field(reader: &Reader, node: &Node, name: &str, value: &str) -> bool {
    let token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    let own = OWN_FIELDS.contains(&name.to_ascii_lowercase().as_str());
    let plain = !name.is_empty() && name.bytes().all(token) && value.bytes().all(|b| (b' '..=b'~').contains(&b));
    if plain && !own {
        return true;
    }
    let what = text!("trường `{name}` không đặt được ở đây", "field `{name}` cannot be set here");
    reader.problem("K-SYS-036", node.span.clone(), what);
    false
}
