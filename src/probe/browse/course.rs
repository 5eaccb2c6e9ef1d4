//! A course of requests, one after the other.

use crate::fact::{Gap, Reason};
use crate::probe::certificate::{Lendable, lendable};
use crate::probe::walk::Walk;
use crate::probe::{Seen, Target};
use crate::text::Text;
use crate::wire::{Endpoint, Job, Request, Response};

/// The header that numbers the requests of a course. It keeps equal requests from being merged into
/// one, and lets the owner find them in the logs.
pub(in crate::probe) const STEP: &str = "x-kiemtra-step";

/// Requests in their order. Once one has no answer yet, those after it are not asked for.
#[derive(Debug)]
pub(in crate::probe) struct Course<'a> {
    walk: Walk<'a>,
    name: &'static str,
    most: usize,
    sent: usize,
    waiting: bool,
    halted: Option<Gap>,
    /// Whether a server that asks to be left alone is left alone.
    heeds: bool,
    echoed: Vec<String>,
    last: Option<&'a Response>,
    pause_ms: u32,
}

impl<'a> Course<'a> {
    /// A course of at most so many requests.
    pub(in crate::probe) fn new(seen: &'a Seen, name: &'static str, most: usize) -> Self {
        let walk = Walk::new(seen);
        Self {
            walk,
            name,
            most,
            sent: 0,
            waiting: false,
            halted: None,
            heeds: true,
            echoed: Vec::new(),
            last: None,
            pause_ms: 0,
        }
    }

    /// The course that goes on after 429, because it looks for it.
    pub(in crate::probe) fn heedless(mut self) -> Self {
        self.heeds = false;
        self
    }

    /// Whether lent passwords may be handed in at the back-end of a target. The handshake that tells is none of the
    /// course's requests; while it is awaited, nothing is sent.
    ///
    /// # Errors
    ///
    /// Why they may not.
    pub(super) fn lendable(&mut self, target: &Target<'_>) -> Result<Lendable, Gap> {
        let found = lendable(target, &mut self.walk);
        self.waiting |= self.walk.is_waiting();
        found
    }

    /// Sends the next request.
    ///
    /// # Errors
    ///
    /// Why there is no answer; `not-collected` while one before it is awaited.
    pub(in crate::probe) fn send(&mut self, endpoint: &Endpoint, request: Request) -> Result<&'a Response, Gap> {
        if self.waiting {
            return Err(Reason::NotCollected.into());
        }
        if let Some(gap) = &self.halted {
            return Err(gap.clone());
        }
        if self.sent >= self.most {
            let detail =
                Text::new("đã dùng hết số yêu cầu đã nêu trong kế hoạch", "the requests that the plan names are spent");
            return Err(Gap::new(Reason::Budget, detail));
        }
        self.sent += 1;
        let step = format!("{}-{}", self.name, self.sent);
        let pause = request.pause_ms.max(std::mem::take(&mut self.pause_ms));
        let job = Job::Fetch(endpoint.clone(), request.with_header(STEP, &step).calm().after_ms(pause));
        if !self.walk.is_answered(&job) {
            self.waiting = true;
        }
        let response = self.walk.response(job)?;
        self.last = Some(response);
        if response.echo.body {
            self.note("body");
        }
        for header in &response.echo.headers {
            self.note(header);
        }
        if self.heeds && response.status == 429 {
            let detail = Text::new("máy chủ yêu cầu gửi chậm lại (429)", "the server asks to be left alone (429)");
            let gap = Gap::new(Reason::RateLimited, detail);
            self.halted = Some(gap.clone());
            return Err(gap);
        }
        Ok(response)
    }

    /// Holds still before the next request.
    pub(in crate::probe) fn pause_ms(&mut self, pause_ms: u32) {
        self.pause_ms = pause_ms;
    }

    /// The status of the last answer.
    pub(in crate::probe) fn last_status(&self) -> Option<u16> {
        self.last.map(|response| response.status)
    }

    /// The seconds after which the last answer lets one try again.
    pub(in crate::probe) fn last_retry(&self) -> Option<u32> {
        self.last.and_then(|response| response.header("retry-after")).and_then(|value| value.trim().parse().ok())
    }

    /// Where answers gave the password back, each place once: `body`, or the name of a header.
    pub(in crate::probe) fn echoed(&self) -> &[String] {
        &self.echoed
    }

    /// Every job asked for.
    pub(in crate::probe) fn into_jobs(self) -> Vec<Job> {
        self.walk.into_jobs()
    }

    fn note(&mut self, place: &str) {
        if !self.echoed.iter().any(|known| known == place) && self.echoed.len() < 20 {
            self.echoed.push(place.to_owned());
        }
    }
}
