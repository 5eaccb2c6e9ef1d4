//! From the declaration to what is probed.

use std::collections::BTreeMap;

use crate::ledger::samples::SeriesKey;
use crate::probe::TrustStores;
use crate::system::{Hop, LentField, LentForm, Place, Rung, Subject, System, Web};
use crate::text::Text;
use crate::wire::timed::{Aim, Depth, Roots, Sounder, request};
use crate::wire::{Identity, Piece, SecretName, Spelling, Wire};

/// A hop that is watched.
#[derive(Debug)]
pub struct Watched {
    /// The key of its samples.
    pub key: SeriesKey,
    /// What is declared of it.
    pub hop: Hop,
    /// It, ready to be probed.
    pub sounder: Sounder,
}

/// Every hop that a system declares, in the order of its file.
pub fn watched(system: &System, stores: &TrustStores, wire: &Wire, vantage: &str) -> Result<Vec<Watched>, Text> {
    let roots: BTreeMap<_, _> = stores.iter().map(|(name, store)| (name, Roots::new(store.anchors()))).collect();
    let mut all = Vec::new();
    for subject in &system.subjects {
        let Place::Web(web) = &subject.place else { continue };
        for hop in web.watch().into_iter().flat_map(|watch| &watch.hops) {
            let sounder = wire.sounder(aim(&subject.id, web, hop, &roots))?;
            all.push(Watched { key: key(system, subject, hop, vantage), hop: hop.clone(), sounder });
        }
    }
    Ok(all)
}

fn key(system: &System, subject: &Subject, hop: &Hop, vantage: &str) -> SeriesKey {
    SeriesKey {
        system: system.id.clone(),
        subject: subject.id.clone(),
        hop: hop.id.clone(),
        vantage: vantage.to_owned(),
    }
}

fn aim(subject: &str, web: &Web, hop: &Hop, roots: &BTreeMap<&str, Roots>) -> Aim {
    // What is declared of the link's own place holds there, and nowhere else: above all its certificate.
    let own = hop.target.name == web.name;
    let pinned = match hop.address {
        Some(address) => vec![address],
        None if own => web.addresses.clone(),
        None => Vec::new(),
    };
    Aim {
        name: hop.target.name.clone(),
        port: hop.target.port,
        pinned,
        depth: depth(hop.rung),
        tls: hop.target.tls,
        request: if hop.rung.asks() { asked(subject, hop) } else { Vec::new() },
        bodiless: hop.request.method.as_deref() == Some("HEAD"),
        identity: hop.client.as_ref().or(web.client.own.as_ref().filter(|_| own)).map(Identity::declared),
        roots: roots.get(web.store.as_str()).filter(|_| hop.target.tls).cloned(),
        timeout: hop.timeout,
    }
}

fn depth(rung: Rung) -> Depth {
    match rung {
        Rung::Name => Depth::Name,
        Rung::Route | Rung::Tcp => Depth::Connect,
        Rung::Tls => Depth::Tls,
        Rung::Http | Rung::Soap => Depth::Http,
    }
}

/// The namespace of the envelope of SOAP 1.2.
const SOAP_12: &str = "http://www.w3.org/2003/05/soap-envelope";

/// The request of a hop in pieces.
fn asked(subject: &str, hop: &Hop) -> Vec<Piece> {
    let target = &hop.target;
    let name = if target.name.contains(':') { format!("[{}]", target.name) } else { target.name.clone() };
    let usual = if target.tls { 443 } else { 80 };
    let host = if target.port == usual { name } else { format!("{name}:{}", target.port) };
    let body = hop.request.body.as_deref();
    let method = hop.request.method.as_deref().unwrap_or(if body.is_some() { "POST" } else { "GET" });
    let mut fields = hop.request.headers.clone();
    if hop.rung == Rung::Soap {
        let action = hop.request.soap_action.as_deref().unwrap_or_default();
        let modern = body.is_some_and(|body| body.contains(SOAP_12));
        let kind = match (modern, action) {
            (false, _) => "text/xml; charset=utf-8".to_owned(),
            (true, "") => "application/soap+xml; charset=utf-8".to_owned(),
            (true, action) => format!("application/soap+xml; charset=utf-8; action=\"{action}\""),
        };
        if !fields.iter().any(|(own, _)| own.eq_ignore_ascii_case("content-type")) {
            fields.push(("Content-Type".to_owned(), kind));
        }
        if !modern {
            fields.push(("SOAPAction".to_owned(), format!("\"{action}\"")));
        }
    }
    let lent = hop.request.lent.iter().map(|own| (own.name.clone(), lent(subject, hop, own))).collect();
    request(method, &target.path, &host, &fields, lent, body)
}

/// The value of a field that is lent.
fn lent(subject: &str, hop: &Hop, own: &LentField) -> Vec<Piece> {
    let name = SecretName::of_hop(subject, &hop.id, &own.name);
    match &own.form {
        LentForm::Basic(user) => vec![Piece::plain("Basic "), Piece::Credentials(user.clone(), name)],
        LentForm::Bearer => vec![Piece::plain("Bearer "), Piece::Secret(name, Spelling::Plain)],
        LentForm::Plain => vec![Piece::Secret(name, Spelling::Plain)],
    }
}
