//! The annexes.

use std::collections::BTreeMap;

use crate::judge::{Outcome, Verdict, Witness};
use crate::law::Standing;
use crate::report::model::Annex;
use crate::text::{Text, day_and_time, shorten, text};

use super::chapters::{seen, subject_title};
use super::{Material, day};

/// Annexes I, II, V and VI: subjects, single results, grounds, digests of the evidence. Annex III is the error list,
/// annex IV the link.
pub(super) fn annexes(material: Material<'_>) -> Vec<Annex> {
    vec![subjects(material), results(material), grounds(material), evidence(material)]
}

fn heads(columns: &[(&str, &str)]) -> Vec<Text> {
    columns.iter().map(|(vi, en)| Text::new(*vi, *en)).collect()
}

fn subjects(material: Material<'_>) -> Annex {
    let rows = material.run.system.subjects.iter().map(|subject| {
        let place = match (&subject.name, subject.port) {
            (Some(name), Some(port)) => format!("{name}:{port}"),
            (Some(name), None) => name.clone(),
            (None, _) => "-".to_owned(),
        };
        vec![Text::same(&subject.id), subject.title.clone(), subject.kind.text(), Text::same(place)]
    });
    Annex {
        number: 1,
        title: Text::new("Danh mục đối tượng kiểm tra", "Subjects inspected"),
        columns: heads(&[("Mã", "Id"), ("Tên", "Name"), ("Loại", "Kind"), ("Tên miền, cổng", "Name and port")]),
        widths: vec![3, 5, 3, 5],
        rows: rows.collect(),
    }
}

/// What one line of the results says but for the subjects it holds for.
type Line<'a> = (&'a str, Outcome, &'a Text, Text);

fn results(material: Material<'_>) -> Annex {
    let mut places: BTreeMap<Line<'_>, Vec<Text>> = BTreeMap::new();
    for verdict in &material.run.verdicts {
        let witness = verdict.witnesses.first().map(fact).unwrap_or_default();
        let line = (verdict.check.as_str(), verdict.outcome, &verdict.message, witness);
        places.entry(line).or_default().push(place(material, verdict));
    }
    let row = |((check, outcome, message, witness), places): (Line<'_>, Vec<Text>)| {
        let all =
            |pick: fn(&Text) -> &String| places.iter().map(|text| pick(text).as_str()).collect::<Vec<_>>().join("; ");
        let joined = Text::new(all(|text| &text.vi), all(|text| &text.en));
        let (Text { vi, en }, Text { vi: fact_vi, en: fact_en }) = (message, &witness);
        let seen_text = if fact_vi.is_empty() { message.clone() } else { text!("{vi}\n{fact_vi}", "{en}\n{fact_en}") };
        vec![Text::same(check), joined, seen(outcome).text(), seen_text]
    };
    Annex {
        number: 2,
        title: Text::new("Kết quả chi tiết theo từng tiêu chí", "Results by check"),
        columns: heads(&[
            ("Tiêu chí", "Check"),
            ("Đối tượng", "Subject"),
            ("Kết quả", "Outcome"),
            ("Ghi nhận và dữ kiện", "What was seen, and the fact"),
        ]),
        widths: vec![31, 39, 22, 73],
        rows: places.into_iter().map(row).collect(),
    }
}

/// The subject's name, with the instance where the verdict is of one.
fn place(material: Material<'_>, verdict: &Verdict) -> Text {
    let Text { vi, en } = subject_title(material, &verdict.subject);
    match verdict.instance.as_str() {
        "" => Text::new(vi, en),
        // A list that could not be read has no instance to name.
        instance if instance.starts_with('?') => Text::new(vi, en),
        instance => text!("{vi}: {instance}", "{en}: {instance}"),
    }
}

/// The value that decided, and what was demanded of it, in words where the sign is not one of every typeface.
fn fact(witness: &Witness) -> Text {
    let (path, seen) = (&witness.path, shorten(&witness.seen, 120));
    if witness.expected.is_empty() {
        return Text::same(format!("{path}: {seen}"));
    }
    let expected = shorten(&witness.expected, 120);
    let (vi, en) = match expected.split_once(' ') {
        Some(("∈", list)) => (format!("thuộc {list}"), format!("one of {list}")),
        Some(("∉", list)) => (format!("không thuộc {list}"), format!("none of {list}")),
        Some(("∩", list)) => {
            let list = list.trim_end_matches("= ∅").trim_end();
            (format!("không có gì trong {list}"), format!("nothing of {list}"))
        }
        Some(("=", value)) => (value.to_owned(), value.to_owned()),
        Some(("#", number)) => (format!("số mục {number}"), format!("items {number}")),
        Some(("≠", "-")) => ("phải có".to_owned(), "present".to_owned()),
        _ => (expected.clone(), expected),
    };
    text!("{path}: {seen} (yêu cầu: {vi})", "{path}: {seen} (demanded: {en})")
}

fn grounds(material: Material<'_>) -> Annex {
    let on = day(material.run);
    let mut rows = Vec::new();
    for check in material.profile.choices.keys().filter_map(|id| material.pack.checks.get(id)) {
        for key in &check.grounds {
            if let Standing::Confirmed { citation, demand } = material.regime.standing(key, on) {
                rows.push(vec![Text::same(&check.id), citation, demand]);
            }
        }
    }
    Annex {
        number: 5,
        title: Text::new("Bảng đối chiếu căn cứ pháp lý đã xác nhận", "Confirmed legal grounds"),
        columns: heads(&[("Tiêu chí", "Check"), ("Căn cứ", "Ground"), ("Yêu cầu", "Demand")]),
        widths: vec![3, 5, 7],
        rows,
    }
}

fn evidence(material: Material<'_>) -> Annex {
    let rows = material.run.facts.iter().map(|fact| {
        let place = match &fact.endpoint {
            Some(endpoint) => format!("{} {endpoint}", fact.subject),
            None => fact.subject.clone(),
        };
        let taken = day_and_time(fact.taken);
        let digest = fact.digest.strip_prefix("sha256:").unwrap_or(&fact.digest);
        vec![Text::same(format!("{}\n{place}", fact.probe)), Text::same(taken), Text::same(digest)]
    });
    Annex {
        number: 6,
        title: Text::new("Giá trị băm của minh chứng", "Digests of the evidence"),
        columns: heads(&[
            ("Bộ dò, đối tượng", "Probe and subject"),
            ("Thời điểm", "Taken"),
            ("Mã băm SHA-256", "SHA-256 digest"),
        ]),
        widths: vec![50, 40, 75],
        rows: rows.collect(),
    }
}
