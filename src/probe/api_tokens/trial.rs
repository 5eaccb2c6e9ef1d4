//! One trial: several requests that must not be let in, one after the other.

use super::facts::Trial;
use super::ground::Ground;
use crate::fact::{Fact, Gap};
use crate::probe::api::same;
use crate::probe::walk::Walk;
use crate::wire::{Request, Response};

/// A request that must not be let in.
#[derive(Clone, Debug)]
pub(super) struct Attempt {
    /// Its name in the facts.
    pub(super) name: String,
    /// The request.
    pub(super) request: Request,
    /// What must be answered otherwise, or the answer proves nothing.
    pub(super) control: Option<Request>,
}

impl Attempt {
    /// A request by its name.
    pub(super) fn new(name: impl Into<String>, request: Request) -> Self {
        Self { name: name.into(), request, control: None }
    }

    /// The same, held against another request.
    pub(super) fn against(self, control: Request) -> Self {
        Self { control: Some(control), ..self }
    }
}

/// What was tried and what was heard.
#[derive(Debug)]
pub(super) struct Tried<'a> {
    /// The fact.
    pub(super) fact: Fact<Trial>,
    /// The answers by the names of the requests.
    pub(super) heard: Vec<(String, &'a Response)>,
}

impl Tried<'_> {
    /// Nothing was tried.
    pub(super) fn not() -> Self {
        Self { fact: Fact::Absent, heard: Vec::new() }
    }

    /// It could not be tried.
    pub(super) fn hole(gap: Gap) -> Self {
        Self { fact: Fact::Unknown(gap), heard: Vec::new() }
    }

    /// Whether one was let in; `None` while that is not known.
    pub(super) fn is_accepted(&self) -> Option<bool> {
        self.fact.known().map(|trial| trial.accepted)
    }
}

/// Makes the requests in turn until one is let in. What had no answer leaves the trial open, unless another
/// request is let in.
pub(super) fn trial<'a>(ground: &Ground<'a>, attempts: Vec<Attempt>, walk: &mut Walk<'a>) -> Tried<'a> {
    let (mut heard, mut tried, mut hole) = (Vec::new(), Vec::new(), None);
    let mut status = Fact::Absent;
    for Attempt { name, request, control } in attempts {
        let path = request.path.clone();
        let head = request.method == "HEAD";
        let job = ground.service.job(request);
        let waiting = !walk.is_answered(&job);
        let found = walk.response(job).and_then(|response| {
            heard.push((name.clone(), response));
            status = Fact::Known(response.status.into());
            // What everybody is answered anyway proves nothing.
            if let Some(control) = control.filter(|_| (200..300).contains(&response.status)) {
                let other_path = control.path.clone();
                let other = walk.response(ground.service.job(control))?;
                let equal = match head {
                    true => by_status(other).is_some(),
                    false => same((response, &path), (other, &other_path)),
                };
                if equal {
                    return Ok(None);
                }
            }
            match head {
                true => Ok(by_status(response)),
                false => ground.proof((response, &path)),
            }
        });
        tried.push(name.clone());
        match found {
            Ok(None) => {}
            Ok(Some(proof)) => {
                let (by, proof) = (Fact::Known(name), Fact::Known(proof.to_owned()));
                let fact = Fact::Known(Trial { accepted: true, by, proof, status, tried });
                return Tried { fact, heard };
            }
            Err(gap) if waiting || !walk.is_settled() => return Tried { fact: Fact::Unknown(gap), heard },
            Err(gap) => hole = hole.or(Some(gap)),
        }
    }
    let fact = match hole {
        Some(gap) => Fact::Unknown(gap),
        None => Fact::Known(Trial { accepted: false, by: Fact::Absent, proof: Fact::Absent, status, tried }),
    };
    Tried { fact, heard }
}

/// HEAD gives no body: only the status can tell.
fn by_status(response: &Response) -> Option<&'static str> {
    (200..300).contains(&response.status).then_some("status")
}
