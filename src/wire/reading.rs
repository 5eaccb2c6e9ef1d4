//! Reading at the door: what may hold personal data is looked at where it comes in, and not handed on.
//!
//! A request may name a reader. Then the body goes to that reader alone, on a thread of its own, and is dropped with
//! everything that was made of it; the job's answer is what the reader kept.

#[cfg(test)]
mod tests;
mod unpack;

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::spawn_blocking;

use super::http::{Request, Response};
use super::job::{Answer, Endpoint, Job, Outcome, Phase, Trouble};
use crate::fact::Reason;
use crate::text::Text;

use unpack::{Packing, unpack};

/// The most MiB of bodies that are held at once, in all.
const MOST_HELD: u32 = 48;
/// The most bodies that are read at once: reading is the processor's work alone.
const MOST_AT_ONCE: usize = 2;
/// The most bytes that a body may unpack to.
const MOST_UNPACKED: usize = 16 << 20;

/// Reads answers at the door. It keeps nothing of them but what it returns, and that holds no personal data and no
/// secret but what the next requests need (addresses), which no fact may hold.
pub trait Reader: fmt::Debug + Send + Sync {
    /// The name by which requests ask for it.
    fn name(&self) -> &'static str;

    /// How many bytes of a body are worth taking, once the head of the answer is there: what is no document is cut
    /// off, not downloaded. Names of headers are in lower case.
    fn room(&self, request: &Request, status: u16, headers: &[(String, String)]) -> usize;

    /// Reads an answer.
    fn read(&self, delivery: &Delivery<'_>) -> Reading;
}

/// An answer as a reader gets it.
#[derive(Clone, Copy)]
pub struct Delivery<'a> {
    /// Where it came from.
    pub endpoint: &'a Endpoint,
    /// What was asked.
    pub request: &'a Request,
    /// The status.
    pub status: u16,
    /// The headers: lower-case names, values escaped visibly.
    pub headers: &'a [(String, String)],
    /// The body, unpacked.
    pub body: &'a [u8],
    /// Whether more of it was left where it is, or did not unpack.
    pub truncated: bool,
    /// Whether it came packed in a way that is not undone here; then the body is as it came.
    pub packed: bool,
}

impl<'a> Delivery<'a> {
    /// The first header of a lower-case name.
    pub fn header(&self, name: &str) -> Option<&'a str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// Every header of a lower-case name.
    pub fn all_headers<'n>(&self, name: &'n str) -> impl Iterator<Item = &'a str> + use<'a, 'n> {
        self.headers.iter().filter(move |(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// The length alone: the body may be anybody's data.
impl fmt::Debug for Delivery<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery").field("status", &self.status).field("body", &self.body.len()).finish_non_exhaustive()
    }
}

/// What a reader kept of an answer. Clones share it.
#[derive(Clone)]
pub struct Reading(Arc<dyn Any + Send + Sync>);

impl Reading {
    /// Keeps this.
    pub fn new(kept: impl Any + Send + Sync) -> Self {
        Self(Arc::new(kept))
    }

    /// What was kept, where it is of this type.
    pub fn kept<T: Any>(&self) -> Option<&T> {
        self.0.downcast_ref()
    }
}

/// What was kept is not told.
impl fmt::Debug for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reading(..)")
    }
}

/// An answer that was read at the door.
#[derive(Clone, Debug)]
pub struct Perusal {
    /// The status.
    pub status: u16,
    /// How many bytes of the body were taken.
    pub bytes: usize,
    /// Milliseconds from the start until the end of the answer.
    pub elapsed_ms: i64,
    /// What the reader kept.
    pub reading: Reading,
}

/// Room for one body; free again when this is dropped.
#[derive(Debug)]
pub(super) struct Place(#[expect(dead_code, reason = "held, and never looked at")] OwnedSemaphorePermit);

/// The readers of a run, and the room for what they read.
#[derive(Clone)]
pub(super) struct Readers {
    own: Arc<[Arc<dyn Reader>]>,
    held: Arc<Semaphore>,
    at_once: Arc<Semaphore>,
}

impl Readers {
    /// These readers.
    pub(super) fn new(own: Vec<Arc<dyn Reader>>) -> Self {
        let held = Semaphore::new(usize::try_from(MOST_HELD).unwrap_or(1));
        Self { own: own.into(), held: Arc::new(held), at_once: Arc::new(Semaphore::new(MOST_AT_ONCE)) }
    }

    /// The reader that a job's request names.
    pub(super) fn named(&self, job: &Job) -> Option<&Arc<dyn Reader>> {
        let name = job.reading()?;
        self.own.iter().find(|reader| reader.name() == name)
    }

    /// Waits until there is room for the body of a job that is read.
    pub(super) async fn place(&self, job: &Job) -> Option<Place> {
        let Job::Fetch(_, request) = job else { return None };
        request.reading?;
        let mebibytes = u32::try_from(request.body_limit.div_ceil(1 << 20)).unwrap_or(MOST_HELD).clamp(1, MOST_HELD);
        Arc::clone(&self.held).acquire_many_owned(mebibytes).await.ok().map(Place)
    }

    /// Reads the answer to a job that names a reader; the body ends here.
    pub(super) async fn read(&self, job: &Arc<Job>, response: Response) -> Outcome {
        let elapsed_ms = response.elapsed_ms;
        let (Some(reader), Ok(_turn)) = (self.named(job).cloned(), self.at_once.acquire().await) else {
            return Err(failed(elapsed_ms));
        };
        let job = Arc::clone(job);
        let work = move || {
            let Job::Fetch(endpoint, request) = &*job else { return None };
            Some(peruse(reader.as_ref(), endpoint, request, response))
        };
        // A reader that panics ends its own thread's work and nothing else.
        match spawn_blocking(work).await {
            Ok(Some(perusal)) => Ok(Answer::Perusal(perusal)),
            Ok(None) | Err(_) => Err(failed(elapsed_ms)),
        }
    }
}

/// The names alone.
impl fmt::Debug for Readers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.own.iter().map(|reader| reader.name())).finish()
    }
}

fn peruse(reader: &dyn Reader, endpoint: &Endpoint, request: &Request, response: Response) -> Perusal {
    let Response { status, headers, mut body, mut truncated, elapsed_ms, .. } = response;
    let bytes = body.len();
    let mut packed = false;
    match Packing::of(&headers) {
        Packing::None => {}
        Packing::Unknown => packed = true,
        known => {
            let whole;
            (body, whole) = unpack(known, &body, MOST_UNPACKED);
            truncated |= !whole;
        }
    }
    let delivery = Delivery { endpoint, request, status, headers: &headers, body: &body, truncated, packed };
    Perusal { status, bytes, elapsed_ms, reading: reader.read(&delivery) }
}

fn failed(elapsed_ms: i64) -> Trouble {
    let detail = Text::new("không đọc được câu trả lời này", "this answer could not be read");
    Trouble { reason: Reason::ProbeFailed, phase: Phase::Http, elapsed_ms, detail }
}
