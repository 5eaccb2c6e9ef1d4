//! The probe `exposed`: what a web root gives to outsiders in well-known places.
//!
//! Nothing counts but content: a path is exposed only where its answer has the signature of a rule in the right form,
//! and a random name of the same kind has not. Silence, throttling and whatever begins to step in between make a rule
//! unknown, never clean. At most [`course::MOST`] requests, one after the other at the calm pace, all of them GET.

mod baseline;
mod content;
mod course;
mod details;
mod errors;
mod fact;
mod front_page;
mod list;
mod magic;
mod more;
mod pattern;
mod pointed;
mod repeated;
mod root;
mod signature;
mod stacks;
mod survey;
mod unpack;

#[cfg(test)]
mod peers;
#[cfg(test)]
mod tests;

use super::{Aim, Probe, Seen, Spec, Target};
use crate::fact::{Fact, Factual, Gap, Reason, Shape, Value};
use crate::system::{Kind, Safety};
use crate::text::Text;
use crate::wire::Job;

pub use fact::{Baseline, Category, Coverage, Exposed, Exposure, Guarded, Manner, NotAsked};
use list::list;
use root::Root;
use survey::Survey;

/// The probe.
#[derive(Debug)]
pub struct ExposedProbe;

impl Probe for ExposedProbe {
    fn spec(&self) -> Spec {
        Spec {
            id: "exposed",
            title: Text::new("Những gì không được để lộ ở gốc trang web", "What a web root must not expose"),
            about: Text::new(
                "Hỏi bằng GET, giữ nhịp chậm, những nơi quen thuộc thường để lộ kho mã, cấu hình, bản sao lưu, nhật ký, công cụ \
                 quản trị, trang gỡ lỗi; hỏi tên ngẫu nhiên trước để biết máy chủ trả lời những gì không có ra sao; chỉ tính khi \
                 nội dung chứng minh. Đọc tối đa 4 KiB của tệp cấu hình, tệp nén, bản kết xuất, nhật ký; không đăng nhập, không \
                 giữ giá trị nào.",
                "Asks by GET, at the calm pace, the well-known places where repositories, configuration, backups, logs, consoles \
                 and debug pages lie open; asks random names first to learn how the server answers what it does not have; only \
                 content counts as proof. Reads at most 4 KiB of a configuration, archive, dump or log; signs in nowhere and \
                 keeps no value.",
            ),
            kinds: &[Kind::Api, Kind::SignIn, Kind::Site],
            safety: Safety::Passive,
            aim: Aim::OneBackEnd,
            most_jobs: course::MOST,
        }
    }

    fn is_calm(&self) -> bool {
        true
    }

    fn shape(&self) -> Shape {
        Exposed::shape()
    }

    fn wants(&self, target: &Target<'_>, seen: &Seen) -> Vec<Job> {
        let (Some(root), Some(list)) = (Root::of(target), list()) else { return Vec::new() };
        if root.coverage == Coverage::Elsewhere {
            return Vec::new();
        }
        // One at a time: whether the next is sent depends on how the last was answered.
        Survey::run(target, &root, list, seen).1.into_iter().collect()
    }

    fn fact(&self, target: &Target<'_>, seen: &Seen) -> Value {
        let Some(root) = Root::of(target) else { return Value::unknown(Reason::NotCollected) };
        let Some(list) = list() else {
            let detail = Text::new("danh mục quy tắc không đọc được", "the list of rules cannot be read");
            return unknown(&root, &Gap::new(Reason::ProbeFailed, detail)).into_value();
        };
        if root.coverage == Coverage::Elsewhere {
            return unknown(&root, &Reason::NotCollected.into()).into_value();
        }
        Survey::run(target, &root, list, seen).0.into_value()
    }
}

/// A root of which nothing is known.
fn unknown(root: &Root<'_>, gap: &Gap) -> Exposed {
    let none = || Fact::Unknown(gap.clone());
    Exposed {
        coverage: root.coverage,
        told_of: root.told_of.clone().into(),
        baseline: gap.clone().into(),
        asked: 0,
        not_asked: Vec::new(),
        guarded: Vec::new(),
        list: Fact::Absent,
        repositories: none(),
        configuration: none(),
        private_keys: none(),
        dumps: none(),
        backups: none(),
        management: none(),
        debugging: none(),
        directory_listings: none(),
        storage: none(),
        logs: none(),
        metrics: none(),
        consoles: none(),
        installers: none(),
        interface_documents: none(),
        source_maps: none(),
        verbose_errors: none(),
        default_pages: none(),
        developer_files: none(),
        cross_domain: none(),
    }
}
