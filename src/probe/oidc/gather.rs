//! The order of the questions: both well-known forms, the keys that the metadata name, and both once
//! more as a page of another origin would ask.

use url::Url;

use super::document::{self, Document};
use super::facts::{Address, Form, KeySet, Metadata, Oidc, Outcome, Sharing};
use super::key_set::{self, Gathered};
use super::metadata::{self, Declared};
use super::reach::{self, What};
use crate::fact::{Fact, Gap, Reason};
use crate::probe::Target;
use crate::probe::rotation::rotation;
use crate::probe::walk::Walk;
use crate::system::Web;
use crate::text::Text;
use crate::wire::{Endpoint, Job, Response};

/// An origin that nobody can own (RFC 2606).
const FOREIGN_ORIGIN: &str = "https://kiemtra.invalid";

/// A provider as it is looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Provider<'a> {
    /// The target.
    pub(super) target: &'a Target<'a>,
    /// Where its issuer stands.
    pub(super) web: &'a Web,
    /// The back-end.
    pub(super) endpoint: &'a Endpoint,
    /// Whether OpenID Connect is declared, and not OAuth alone.
    pub(super) open_id: bool,
}

/// An answer to a question about metadata.
#[derive(Debug)]
struct Asked {
    job: Job,
    document: Document,
    answered: bool,
}

/// What was asked and answered.
#[derive(Debug)]
pub(super) struct Answers<'a> {
    asked: Vec<Asked>,
    /// The place of the chosen document in `asked`.
    chosen: Option<usize>,
    /// The answer of the chosen address.
    response: Option<&'a Response>,
    /// The same, asked from another origin.
    shared: Option<Result<&'a Response, Gap>>,
    keys: Keys<'a>,
}

/// How it went with the keys.
#[derive(Debug)]
enum Keys<'a> {
    /// No metadata tell where they are.
    Unknown,
    /// The metadata name no address.
    Unnamed,
    /// They stand where the inspection may not go.
    Elsewhere(String, Gap),
    /// They were asked for.
    Asked { url: Url, answer: Result<&'a Response, Gap>, shared: Option<Result<&'a Response, Gap>> },
}

impl Answers<'_> {
    /// Whether a key set was given.
    pub(super) fn has_keys(&self) -> bool {
        matches!(&self.keys, Keys::Asked { answer: Ok(response), .. } if response.status == 200)
    }

    /// The chosen document.
    pub(super) fn into_document(self) -> Result<super::json::Json, Gap> {
        let metadata = without_document(&self.asked);
        let chosen = self.chosen.and_then(|place| self.asked.into_iter().nth(place));
        match (chosen.and_then(|own| own.document.json), metadata) {
            (Some(document), _) => Ok(document),
            (None, Fact::Unknown(gap)) => Err(gap),
            (None, Fact::Known(_) | Fact::Absent) => Err(no_metadata()),
        }
    }
}

impl Provider<'_> {
    /// The issuer as it is declared.
    pub(super) fn issuer(&self) -> String {
        let Web { name, port, tls, .. } = self.web;
        let name = if name.contains(':') { format!("[{name}]") } else { name.clone() };
        let standard = if *tls { 443 } else { 80 };
        let scheme = if *tls { "https" } else { "http" };
        let port = if *port == standard { String::new() } else { format!(":{port}") };
        format!("{scheme}://{name}{port}{}", self.path())
    }

    /// The issuer's path, nothing where there is none.
    fn path(&self) -> &str {
        let path = self.web.path.split(['?', '#']).next().unwrap_or_default();
        if path == "/" { "" } else { path }
    }

    /// The path of a well-known address: a slash at the issuer's end counts once.
    fn well_known(&self, form: Form) -> String {
        let path = self.path().trim_end_matches('/');
        match form {
            Form::Append => format!("{path}/.well-known/openid-configuration"),
            Form::Insert => format!("/.well-known/oauth-authorization-server{path}"),
            Form::InsertOpenId => format!("/.well-known/openid-configuration{path}"),
        }
    }

    /// The forms that are asked at once, the declared protocol's own first.
    fn forms(&self) -> [Form; 2] {
        if self.open_id { [Form::Append, Form::Insert] } else { [Form::Insert, Form::Append] }
    }

    /// Asks what there is to ask, as far as the answers allow.
    pub(super) fn ask<'s>(&self, walk: &mut Walk<'s>) -> Answers<'s> {
        let base = Url::parse(&self.issuer()).ok();
        let mut responses = Vec::new();
        let mut asked: Vec<Asked> =
            self.forms().into_iter().map(|form| self.question(form, walk, base.as_ref(), &mut responses)).collect();
        let unsuccessful = asked.iter().all(|own| own.answered && own.document.json.is_none());
        // The third form is one of the second's, for providers that know OpenID Connect only.
        if unsuccessful
            && !self.path().is_empty()
            && asked.iter().any(|own| own.document.address.outcome.known().is_some())
        {
            asked.push(self.question(Form::InsertOpenId, walk, base.as_ref(), &mut responses));
        }
        // A later form counts only once the earlier ones have answered without a document.
        let decided = asked.iter().position(|own| !own.answered || own.document.json.is_some());
        let chosen = decided.filter(|place| asked.get(*place).is_some_and(|own| own.document.json.is_some()));
        let response = chosen.and_then(|place| responses.get(place).copied().flatten());
        let (mut shared, mut keys) = (None, Keys::Unknown);
        if let Some(own) = chosen.and_then(|place| asked.get(place)) {
            shared = Some(walk.response(reach::from_origin(&own.job, FOREIGN_ORIGIN)));
            keys = self.keys(own.document.json.as_ref().and_then(metadata::key_address), walk);
        }
        Answers { asked, chosen, response, shared, keys }
    }

    fn question<'s>(
        &self,
        form: Form,
        walk: &mut Walk<'s>,
        base: Option<&Url>,
        responses: &mut Vec<Option<&'s Response>>,
    ) -> Asked {
        let path = self.well_known(form);
        let job = reach::own(self.web, self.endpoint, &path, What::Metadata);
        let answered = walk.is_answered(&job);
        let answer = walk.response(job.clone());
        responses.push(answer.as_ref().ok().copied());
        Asked { document: Document::read(Some(form), &path, answer, base), job, answered }
    }

    fn keys<'s>(&self, url: Option<Url>, walk: &mut Walk<'s>) -> Keys<'s> {
        let Some(url) = url else { return Keys::Unnamed };
        match reach::named(self.target, self.web, self.endpoint, &url, What::Keys) {
            Err(gap) => Keys::Elsewhere(metadata::shown_address(&url), gap),
            Ok(job) => {
                let answer = walk.response(job.clone());
                let read = answer.as_ref().is_ok_and(|response| response.status == 200);
                let shared = read.then(|| walk.response(reach::from_origin(&job, FOREIGN_ORIGIN)));
                Keys::Asked { url, answer, shared }
            }
        }
    }

    /// What the answers say, with the public keys for comparisons.
    pub(super) fn tell(&self, answers: Answers<'_>) -> (Oidc, Option<Gathered>) {
        let is_declared = |host: &str| reach::is_declared(self.target, self.web, host);
        let declared = Declared { issuer: self.issuer(), open_id: self.open_id, is_declared: &is_declared };
        let chosen = answers.chosen.and_then(|place| answers.asked.get(place));
        let document = chosen.and_then(|own| own.document.json.as_ref());
        let metadata = match document {
            Some(document) => Fact::Known(shared(metadata::read(document, &declared), answers.shared)),
            None => without_document(&answers.asked),
        };
        let algorithms: Vec<&str> = metadata.known().map(metadata::token_algorithms).into_iter().flatten().collect();
        let (keys, gathered) = match answers.keys {
            Keys::Unknown => (without_metadata(&metadata), None),
            Keys::Unnamed => (Fact::Absent, None),
            Keys::Elsewhere(place, gap) => (Fact::Known(key_set::foreign(&place, &gap)), None),
            Keys::Asked { url, answer, shared } => {
                let document = Document::read(None, url.path(), answer, Some(&url));
                let mut gathered = Gathered::read(document, &algorithms, self.target.now);
                share_keys(&mut gathered.facts, shared);
                (Fact::Known(gathered.facts.clone()), Some(gathered))
            }
        };
        let clock = answers.response.and_then(|response| self.clock(response));
        let facts = Oidc {
            differing_members: differing(&answers.asked),
            discovery: self.discovery(&answers.asked, answers.chosen),
            clock_behind_seconds: match (clock, document) {
                (Some(seconds), _) => Fact::Known(seconds),
                (None, Some(_)) => Fact::Absent,
                (None, None) => Fact::Unknown(Reason::NotCollected.into()),
            },
            addresses: Fact::Known(answers.asked.into_iter().map(|own| own.document.address).collect()),
            metadata,
            rotation: rotation(self.target, "oidc", key_set::signing(&keys)),
            keys,
        };
        (facts, gathered)
    }

    /// The facts of the address that counts: the chosen one, else the first whose answer is open, else
    /// the first. Who speaks OpenID Connect asks behind the issuer only, so what stands there counts,
    /// even if it is no document and the other form has one.
    fn discovery(&self, asked: &[Asked], chosen: Option<usize>) -> Fact<Address> {
        let broken = asked.first().filter(|own| {
            self.open_id && matches!(own.document.address.outcome, Fact::Known(Outcome::NotJson | Outcome::NotObject))
        });
        let open = || asked.iter().position(|own| matches!(own.document.address.outcome, Fact::Unknown(_)));
        let place = if broken.is_some() { 0 } else { chosen.or_else(open).unwrap_or(0) };
        asked.get(place).map(|own| own.document.address.clone()).into()
    }

    /// Seconds by which the header `Date` is behind the run's start.
    fn clock(&self, response: &Response) -> Option<i64> {
        let theirs = jiff::fmt::rfc2822::parse(response.header("date")?).ok()?.timestamp();
        Some(self.target.now.as_second().saturating_sub(theirs.as_second()))
    }
}

/// Absent where every address was answered without a document, else unknown.
fn without_document(asked: &[Asked]) -> Fact<Metadata> {
    let gap = asked.iter().find_map(|own| match &own.document.address.outcome {
        Fact::Unknown(gap) => Some(gap.clone()),
        Fact::Known(_) | Fact::Absent => None,
    });
    gap.map_or(Fact::Absent, Fact::Unknown)
}

/// Without metadata nobody knows where keys are; that there is no such document proves nothing of them.
fn without_metadata(metadata: &Fact<Metadata>) -> Fact<KeySet> {
    match metadata {
        Fact::Unknown(gap) => Fact::Unknown(gap.clone()),
        Fact::Known(_) | Fact::Absent => Fact::Unknown(no_metadata()),
    }
}

fn no_metadata() -> Gap {
    let detail =
        Text::new("không có siêu dữ liệu để biết địa chỉ", "there are no metadata that would tell the address");
    Gap::new(Reason::NotCollected, detail)
}

/// Names of members that differ, where both of the first two forms gave a document.
fn differing(asked: &[Asked]) -> Fact<Vec<String>> {
    let mut documents = asked.iter().map(|own| own.document.json.as_ref());
    match (documents.next().flatten(), documents.next().flatten()) {
        (Some(one), Some(two)) => Fact::Known(metadata::differences(one, two)),
        _ => Fact::Absent,
    }
}

fn shared(metadata: Metadata, answer: Option<Result<&Response, Gap>>) -> Metadata {
    let (sharing, sharing_credentials) = sharing(answer);
    Metadata { sharing, sharing_credentials, ..metadata }
}

fn share_keys(facts: &mut KeySet, answer: Option<Result<&Response, Gap>>) {
    if facts.address.outcome == Fact::Known(Outcome::Document) {
        (facts.sharing, facts.sharing_credentials) = sharing(answer);
    }
}

fn sharing(answer: Option<Result<&Response, Gap>>) -> (Fact<Sharing>, Fact<bool>) {
    match answer {
        Some(Ok(response)) => {
            let (sharing, credentials) = document::sharing(response, FOREIGN_ORIGIN);
            (Fact::Known(sharing), Fact::Known(credentials))
        }
        Some(Err(gap)) => (gap.clone().into(), gap.into()),
        None => (Gap::from(Reason::NotCollected).into(), Gap::from(Reason::NotCollected).into()),
    }
}
