//! The annexes.

use crate::law::Standing;
use crate::report::model::Annex;
use crate::text::{Text, day_and_time};

use super::chapters::seen;
use super::{Material, day};

/// Annexes I to V: subjects, single results, error list, grounds, digests of the evidence.
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
        title: Text::new("Danh mục đối tượng kiểm tra", "Subjects inspected"),
        columns: heads(&[("Mã", "Id"), ("Tên", "Name"), ("Loại", "Kind"), ("Tên miền, cổng", "Name and port")]),
        widths: vec![3, 5, 3, 5],
        rows: rows.collect(),
    }
}

fn results(material: Material<'_>) -> Annex {
    let rows = material.run.verdicts.iter().map(|verdict| {
        let place = match verdict.instance.as_str() {
            "" => verdict.subject.clone(),
            instance => format!("{}: {instance}", verdict.subject),
        };
        let witness = verdict.witnesses.first().map_or_else(String::new, |witness| {
            if witness.expected.is_empty() {
                format!("{}: {}", witness.path, witness.seen)
            } else {
                format!("{}: {} ({})", witness.path, witness.seen, witness.expected)
            }
        });
        vec![
            Text::same(&verdict.check),
            Text::same(place),
            seen(verdict.outcome).text(),
            verdict.message.clone(),
            Text::same(crate::text::shorten(&witness, 160)),
        ]
    });
    Annex {
        title: Text::new("Kết quả chi tiết theo từng tiêu chí", "Results by check"),
        columns: heads(&[
            ("Tiêu chí", "Check"),
            ("Đối tượng", "Subject"),
            ("Kết quả", "Outcome"),
            ("Ghi nhận", "Recorded"),
            ("Dữ kiện", "Fact"),
        ]),
        widths: vec![4, 4, 3, 7, 6],
        rows: rows.collect(),
    }
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
        vec![Text::same(&fact.probe), Text::same(place), Text::same(day_and_time(fact.taken)), Text::same(&fact.digest)]
    });
    Annex {
        title: Text::new("Giá trị băm của minh chứng", "Digests of the evidence"),
        columns: heads(&[("Bộ dò", "Probe"), ("Đối tượng", "Subject"), ("Thời điểm", "Taken"), ("Mã băm", "Digest")]),
        widths: vec![2, 4, 4, 7],
        rows: rows.collect(),
    }
}
