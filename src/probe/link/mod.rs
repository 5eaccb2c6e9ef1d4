//! What a link was like over time: how often it was down, for how long, and whose matter that was.
//!
//! No packet is sent for it. The watch has been sampling the link for days; who carries out a run weighs the samples by
//! the profile's policy before the plan is made, and hands the ready figures over. A probe stays a pure function.

mod fact;
mod window;

use std::collections::BTreeMap;

use super::{Aim, Probe, Seen, Spec, Target};
use crate::fact::{Factual, Gap, Reason, Shape, Value};
use crate::system::{Kind, Safety};
use crate::text::Text;
use crate::wire::Job;

pub use fact::{
    Absence, Answers, Disagreement, ExpectedAnswer, Hop, LineUse, LinkBlame, LinkFault, Outage, Policy, Side, Slot,
    Stop, WatchedLink, Watcher,
};
pub use window::{Cause, Figures, Latency, Unknown, Window, Windows};

/// The figures of the links of a system, by subject, ready for the run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Watched(BTreeMap<String, WatchedLink>);

impl Watched {
    /// Notes the figures of a link.
    pub fn note(&mut self, subject: &str, link: WatchedLink) {
        self.0.insert(subject.to_owned(), link);
    }

    /// The figures of a link; `None` where nobody watched it.
    pub fn of(&self, subject: &str) -> Option<&WatchedLink> {
        self.0.get(subject)
    }
}

/// The probe `link`.
#[derive(Clone, Copy, Debug)]
pub struct LinkProbe;

impl Probe for LinkProbe {
    fn spec(&self) -> Spec {
        Spec {
            id: "link",
            title: Text::new("Đường kết nối theo thời gian", "The link over time"),
            about: Text::new(
                "Đọc kết quả theo dõi đường kết nối đã lưu cạnh sổ theo dõi: độ sẵn sàng, đợt gián đoạn, độ trễ, nguyên nhân; không gửi gói tin nào",
                "Reads what the watch over the link left beside the ledger: availability, outages, latency, causes; sends no packet",
            ),
            kinds: &[Kind::Link],
            safety: Safety::Passive,
            aim: Aim::Whole,
            most_jobs: 0,
        }
    }

    fn shape(&self) -> Shape {
        WatchedLink::shape()
    }

    fn wants(&self, _target: &Target<'_>, _seen: &Seen) -> Vec<Job> {
        Vec::new()
    }

    fn fact(&self, target: &Target<'_>, _seen: &Seen) -> Value {
        match target.watched.and_then(|watched| watched.of(&target.subject.id)) {
            Some(link) => link.clone().into_value(),
            None => Value::Unknown(Box::new(not_watched())),
        }
    }
}

fn not_watched() -> Gap {
    Gap::new(
        Reason::NotCollected,
        Text::new(
            "chưa có số đo nào của đường kết nối này: hãy chạy `kiemtra link watch` hoặc nhập số đo bằng `kiemtra link import`",
            "there is no sample of this link: run `kiemtra link watch`, or bring samples in by `kiemtra link import`",
        ),
    )
}
