//! Scope, methods and limitations.

use std::collections::{BTreeMap, BTreeSet};

use crate::audit::Run;
use crate::check::{Check, Severity};
use crate::judge::{Outcome, interrupted};
use crate::profile::Profile;
use crate::report::model::LabelledText;
use crate::system::{Kind, Safety};
use crate::text::{Text, day_and_time, text};

use super::Material;
use super::chapters::subject_title;

fn line(label: Text, text: Text) -> LabelledText {
    LabelledText { label, text }
}

/// Part III: what was inspected.
pub(super) fn scope(run: &Run) -> Vec<LabelledText> {
    let system = &run.system;
    let names: BTreeSet<_> = system.subjects.iter().filter_map(|subject| subject.name.clone()).collect();
    let addresses: BTreeSet<_> =
        run.facts.iter().filter_map(|fact| fact.endpoint.clone()).filter(|place| place != "?").collect();
    let paper = &system.authorisation;
    let (document, from, until) = (&paper.document, day_and_time(paper.from), day_and_time(paper.until));
    let Text { vi: issuer_vi, en: issuer_en } = &paper.issuer;
    let level = match system.level {
        Some(level) => text!("Cấp độ {level}", "Level {level}"),
        None => Text::new("Chưa khai báo", "Not declared"),
    };
    let mut lines = vec![
        line(Text::new("Tên hệ thống", "System"), system.title.clone()),
        line(Text::new("Mã hệ thống", "System id"), Text::same(&system.id)),
        line(Text::new("Cấp độ an toàn", "Security level"), level),
    ];
    let joined = |items: BTreeSet<String>| Text::same(items.into_iter().collect::<Vec<_>>().join(", "));
    if !names.is_empty() {
        lines.push(line(Text::new("Tên miền", "Names"), joined(names)));
    }
    if !addresses.is_empty() {
        lines.push(line(Text::new("Địa chỉ đã kiểm tra", "Addresses inspected"), joined(addresses)));
    }
    lines.push(line(
        Text::new("Văn bản cho phép", "Authorisation"),
        text!("{document} của {issuer_vi}, từ {from} đến {until}", "{document} of {issuer_en}, {from} to {until}"),
    ));
    lines
}

/// The title of the profile with its id and version, as people tell profiles apart.
pub(super) fn profile_name(run: &Run, profile: &Profile) -> Text {
    let (id, version) = (&run.profile.id, &run.profile.version);
    let Text { vi, en } = &profile.title;
    text!("{vi} ({id} {version})", "{en} ({id} {version})")
}

/// How it was looked at, as far as it was permitted.
fn method(safety: &[Safety]) -> Text {
    let level = match safety.iter().max() {
        None | Some(Safety::Passive) => Text::new("không xâm nhập", "not intrusive"),
        Some(Safety::Active) => Text::new("có phép thử chủ động", "with active trials"),
        Some(Safety::Intrusive) => Text::new("có phép thử xâm nhập", "with intrusive trials"),
    };
    let Text { vi, en } = level;
    text!(
        "Hộp đen, từ bên ngoài, {vi}; nội dung thủ công do người có trách nhiệm xác nhận",
        "Black box, from outside, {en}; manual items are attested by people"
    )
}

/// A digest's digits alone: the label says which kind it is, and so they fit a line.
fn digits(digest: &str) -> Text {
    Text::same(digest.strip_prefix("sha256:").unwrap_or(digest))
}

/// Part IV: methods and tools.
pub(super) fn methods(run: &Run, profile: &Profile) -> Vec<LabelledText> {
    let traffic = &run.journal;
    let (connections, datagrams) = (traffic.connections, traffic.datagrams);
    let (requests, lookups) = (traffic.requests, traffic.lookups);
    let (jobs, merged, refused) = (run.plan.jobs, run.plan.merged, traffic.refused_by_scope);
    vec![
        line(Text::new("Phương pháp", "Method"), method(&run.system.authorisation.safety)),
        line(Text::new("Loại lượt kiểm tra", "Kind of run"), run.run.kind.text()),
        line(Text::new("Công cụ", "Tool"), Text::same(format!("{} {}", run.tool.name, run.tool.version))),
        line(Text::new("Hồ sơ kiểm tra", "Profile"), profile_name(run, profile)),
        line(Text::new("Mã băm hồ sơ (SHA-256)", "Digest of the profile (SHA-256)"), digits(&run.profile.digest)),
        line(Text::new("Mã băm bộ tiêu chí (SHA-256)", "Digest of the checks (SHA-256)"), digits(&run.pack.digest)),
        line(
            Text::new("Mã băm khai báo hệ thống (SHA-256)", "Digest of the declaration (SHA-256)"),
            digits(&run.system.digest),
        ),
        line(
            Text::new("Lưu lượng kiểm tra", "Traffic"),
            text!(
                "{connections} kết nối, {datagrams} gói UDP, {requests} yêu cầu HTTP, {lookups} truy vấn DNS; {jobs} việc, {merged} việc trùng được gộp; {refused} kết nối bị chặn vì ngoài phạm vi",
                "TCP connections: {connections}, UDP datagrams: {datagrams}, HTTP requests: {requests}, DNS questions: {lookups}; jobs: {jobs}, merged: {merged}; refused as outside the scope: {refused}"
            ),
        ),
    ]
}

/// What could not be looked at, and why.
pub(super) fn limitations(material: Material<'_>) -> Vec<Text> {
    let run = material.run;
    let mut lines = Vec::new();
    // A run of a part of the profile is no whole one either, but it came to its end.
    if run.run.cut_short && run.conclusion.reasons.contains(&interrupted()) {
        lines.push(Text::new(
            "Lượt kiểm tra bị dừng trước khi kết thúc; phần chưa thu thập được ghi là chưa xác định",
            "The run was stopped before its end; what was not gathered is undetermined",
        ));
    }
    lines.extend(undetermined(material));
    if run.pack.digest != material.pack.digest().to_string()
        || run.profile.digest != material.profile.digest.to_string()
    {
        lines.push(Text::new(
            "Biên bản được lập với bộ tiêu chí hoặc hồ sơ khác bản đã dùng khi kiểm tra (mã băm không trùng)",
            "The report was made with other checks or another profile than the run (their digests differ)",
        ));
    }
    lines.extend(not_declared(material));
    let refused = run.journal.refused_by_scope;
    if refused > 0 {
        lines.push(text!(
            "{refused} kết nối không được thực hiện vì nằm ngoài phạm vi cho phép",
            "{refused} connections were not made because they lie outside the authorised scope"
        ));
        lines.extend(run.journal.refusals.iter().map(Text::same));
    }
    let revocation = material.profile.choices.iter().any(|(id, _)| id.starts_with("crt."));
    if revocation {
        lines.push(Text::new(
            "Không liên hệ bên thứ ba (OCSP, CRL, nhật ký chứng thư) ngoài phạm vi, nên trạng thái thu hồi chưa được tra cứu trực tuyến",
            "No third party outside the scope (OCSP, CRL, certificate logs) was contacted, so revocation was not looked up on line",
        ));
    }
    lines
}

/// What was not determined, each reason once, with the subjects and checks that it holds for.
fn undetermined(material: Material<'_>) -> Vec<Text> {
    let mut by_subject: BTreeMap<(&Text, &str), BTreeSet<&str>> = BTreeMap::new();
    for verdict in material.run.verdicts.iter().filter(|verdict| verdict.outcome == Outcome::Undetermined) {
        by_subject.entry((&verdict.message, &verdict.subject)).or_default().insert(&verdict.check);
    }
    let mut alike: BTreeMap<(&Text, Vec<&str>), Vec<Text>> = BTreeMap::new();
    for ((message, subject), checks) in by_subject {
        let checks = checks.into_iter().collect();
        alike.entry((message, checks)).or_default().push(subject_title(material, subject));
    }
    let line = |((message, checks), subjects): ((&Text, Vec<&str>), Vec<Text>)| {
        let names = |pick: fn(&Text) -> &String| subjects.iter().map(|text| pick(text).as_str()).collect::<Vec<_>>();
        let (vi, en) = (names(|text| &text.vi).join(", "), names(|text| &text.en).join(", "));
        let Text { vi: why_vi, en: why_en } = message;
        let checks = checks.join(", ");
        text!("{vi} ({checks}): {why_vi}", "{en} ({checks}): {why_en}")
    };
    alike.into_iter().map(line).collect()
}

/// Chosen checks that no declared subject can carry: said aloud, so that nobody reads silence as a
/// pass.
fn not_declared(material: Material<'_>) -> Option<Text> {
    let subjects = &material.run.system.subjects;
    let idle: Vec<_> = material
        .profile
        .choices
        .keys()
        .filter_map(|id| material.pack.checks.get(id))
        .filter(|check| check.severity != Severity::Info)
        .filter(|check| subjects.iter().all(|subject| !check.kinds.contains(&subject.kind)))
        .collect();
    if idle.is_empty() {
        return None;
    }
    let number = idle.len();
    let (vi, en) = (by_kind(&idle, |kind| kind.text().vi), by_kind(&idle, |kind| kind.text().en));
    Some(text!(
        "{number} tiêu chí không được xem xét vì system.yaml không khai báo đối tượng thuộc loại tương ứng: {vi}",
        "{number} checks were not looked at because system.yaml declares no subject of their kind: {en}"
    ))
}

/// Checks by the kind of subject that they lack, the few of a kind by name and the many by number.
fn by_kind(idle: &[&Check], name: impl Fn(Kind) -> String) -> String {
    const FEW: usize = 6;
    let mut groups: BTreeMap<Kind, Vec<&str>> = BTreeMap::new();
    for check in idle {
        if let Some(kind) = check.kinds.first() {
            groups.entry(*kind).or_default().push(&check.id);
        }
    }
    let group = |(kind, checks): (Kind, Vec<&str>)| {
        let what = if checks.len() <= FEW { checks.join(", ") } else { checks.len().to_string() };
        format!("{} ({what})", name(kind))
    };
    groups.into_iter().map(group).collect::<Vec<_>>().join("; ")
}
