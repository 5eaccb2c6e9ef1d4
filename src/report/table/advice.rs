//! Failing checks one by one: what was seen, what is required, how to mend it.

use std::collections::BTreeMap;

use super::super::{Options, Report, Row, Seen, words};
use super::{indented, line};

/// Writes one block for each failing check, in the order of the chapters.
pub(super) fn write(report: &Report, options: &Options<'_>, out: &mut String) {
    let failing = report.chapters.iter().flat_map(|chapter| &chapter.rows).filter(|row| row.seen == Seen::Fail);
    let mut order = Vec::new();
    let mut by_check: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in failing {
        if !by_check.contains_key(row.check.as_str()) {
            order.push(row.check.as_str());
        }
        by_check.entry(&row.check).or_default().push(row);
    }
    for check in order {
        if let Some(rows) = by_check.get(check) {
            block(rows, options, out);
            out.push('\n');
        }
    }
}

fn block(rows: &[&Row], options: &Options<'_>, out: &mut String) {
    let Some(first) = rows.first() else { return };
    let language = options.language;
    let pick = |vi, en| words::pick(language, vi, en);
    let blocking = if first.blocking { pick(", chặn kết nối", ", blocks the connection") } else { "" };
    let severity = first.severity.in_language(language);
    line(&format!("{} [{severity}{blocking}]", first.check), options, out);
    for row in rows {
        for detail in row.details.iter().filter(|detail| detail.seen == Seen::Fail) {
            let number = detail.error.map_or_else(String::new, |number| format!("#{number} "));
            let place = match detail.instance.as_str() {
                "" => row.subject.clone(),
                instance => format!("{} {instance}", row.subject),
            };
            let message = detail.message.in_language(language);
            indented("  - ", &format!("{number}{place}: {message}"), options, out);
        }
    }
    let grounds: Vec<_> = first.grounds.iter().map(|ground| ground.in_language(language)).collect();
    let grounds = match grounds.as_slice() {
        [] => pick("chưa có căn cứ đã xác nhận", "no confirmed ground").to_owned(),
        some => some.join("; "),
    };
    let required = first.title.in_language(language);
    indented("  ", &format!("{}: {required} ({grounds})", pick("Yêu cầu", "Required")), options, out);
    indented(
        "  ",
        &format!("{}: {}", pick("Cách sửa", "How to mend it"), first.fix.in_language(language)),
        options,
        out,
    );
    if let Some((product, lines)) = example(first) {
        for text in lines.lines() {
            indented(&format!("    {product}| "), text, options, out);
        }
    }
    indented("  ", &format!("kiemtra checks explain {}", first.check), options, out);
}

/// The example to show in a terminal: nginx's where there is one, and not a whole page of it.
fn example(row: &Row) -> Option<(&str, &str)> {
    let nginx = row.examples.iter().find(|(product, _)| product == "nginx");
    let (product, lines) = nginx.or_else(|| row.examples.first())?;
    (lines.lines().count() <= 6).then_some((product.as_str(), lines.trim_end()))
}
