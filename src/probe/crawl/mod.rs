//! The probe `crawl`: walks through a declared site as a polite visitor, and tells what of anybody's data and of the
//! system's secrets lies open there. Answers are read at the door ([`reader`]) and not kept.

mod address;
mod course;
mod fact;
mod gather;
mod ground;
mod injection;
mod label;
mod links;
mod once_only;
mod reader;
mod reading;
mod visit;
mod words;

use std::sync::Arc;

use super::exposure::Key;
use super::walk::Walk;
use super::{Aim, Probe, Seen, Spec, Target};
use crate::fact::{Factual, Reason, Shape, Value};
use crate::system::{Kind, Safety, Subject};
use crate::text::Text;
use crate::wire::{Job, Randomness, Reader};

pub(in crate::probe) use address::is_act;
pub use fact::{
    AskingForm, ClassTotal, Crawl, CrawlCourse, CrawlObstacle, Exposed, ExposedPage, Injected, NamedPage, NotInspected,
    TellingAddress,
};
pub use injection::InjectionSign;
pub use once_only::PopulationField;
pub use visit::{CrawlEnd, RobotsState};

use ground::{Ground, declared};

/// The probe.
#[derive(Debug)]
pub struct CrawlProbe;

/// The reader at the door that the probe needs; none where no key can be had to count by.
pub(super) fn reader() -> Option<Arc<dyn Reader>> {
    let key = Randomness::key().map(Key::new)?;
    Some(Arc::new(reader::SiteReader::new(key)))
}

impl Probe for CrawlProbe {
    fn spec(&self) -> Spec {
        Spec {
            id: "crawl",
            title: Text::new("Nội dung công khai của trang web", "What a site shows to everybody"),
            about: Text::new(
                "Đi qua trang đã khai báo như một người đọc lịch sự: chỉ GET, đúng máy chủ và cổng, theo robots.txt, có giới hạn số trang, độ sâu, dung lượng và thời gian; không gửi biểu mẫu, không mở liên kết đăng xuất hay xóa. Nội dung được xem ngay khi nhận và không lưu lại.",
                "Walks through the declared site as a polite reader: GET only, the same host and port, keeping to robots.txt, bounded in pages, depth, bytes and time; submits no form and opens no link that signs out or deletes. Content is inspected as it comes in and not kept.",
            ),
            kinds: &[Kind::Site],
            safety: Safety::Passive,
            aim: Aim::OneBackEnd,
            most_jobs: 200 + course::BESIDES,
        }
    }

    fn most_jobs(&self, target: &Target<'_>) -> usize {
        let pages = declared(&target.subject.place)
            .map_or(0, |(_, _, crawl)| usize::try_from(crawl.pages).unwrap_or(usize::MAX));
        pages.saturating_add(course::BESIDES)
    }

    fn concerns(&self, subject: &Subject) -> bool {
        declared(&subject.place).is_some()
    }

    fn is_patient(&self) -> bool {
        true
    }

    fn is_calm(&self) -> bool {
        true
    }

    fn shape(&self) -> Shape {
        Crawl::shape()
    }

    fn wants(&self, target: &Target<'_>, seen: &Seen) -> Vec<Job> {
        let Some(ground) = Ground::of(target) else { return Vec::new() };
        let mut walk = Walk::new(seen);
        drop(course::course(&ground, &mut walk));
        walk.into_jobs()
    }

    fn fact(&self, target: &Target<'_>, seen: &Seen) -> Value {
        if declared(&target.subject.place).is_none() {
            return Value::Absent;
        }
        let Some(ground) = Ground::of(target) else { return Value::unknown(Reason::NotCollected) };
        let mut walk = Walk::new(seen);
        let course = course::course(&ground, &mut walk);
        gather::fact(&ground, &course).into_value()
    }
}

#[cfg(test)]
mod tests;
