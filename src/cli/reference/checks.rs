//! The page of the checks.

use crate::check::{Check, Guard, Heading, Mode, Parameter, Rule};
use crate::fact::Value;
use crate::text::{Language, Text, text};

use super::Material;
use super::law::state;
use super::page::{Page, code, plain, value};

pub(super) fn page(material: &Material, language: Language) -> String {
    let number = material.pack.checks.len();
    let title = Text::new("Tiêu chí kiểm tra", "Checks");
    let about = text!(
        "{number} tiêu chí có sẵn, theo chương của biên bản. Trên dòng lệnh: `kiemtra checks explain MÃ`. Mỗi tiêu chí là một tệp trong thư mục `checks`; lược đồ của tệp: `kiemtra schema check`.",
        "The {number} built-in checks, by chapter of the minutes. On the command line: `kiemtra checks explain ID`. Each check is one file in the folder `checks`; the schema of the file: `kiemtra schema check`."
    );
    let mut page = Page::new(language, &title, &about);
    let chapters: Vec<(Heading, Vec<&Check>)> = Heading::ALL
        .iter()
        .map(|heading| (*heading, material.pack.checks.values().filter(|check| check.heading == *heading).collect()))
        .filter(|(_, checks): &(Heading, Vec<_>)| !checks.is_empty())
        .collect();
    for (heading, checks) in &chapters {
        page.raw(&format!("**{}**\n\n", plain(page.say(&heading.text()))));
        overview(&mut page, checks);
    }
    for (heading, checks) in &chapters {
        page.heading(2, &heading.text());
        for check in checks {
            one(&mut page, check, material);
        }
    }
    page.finish()
}

fn overview(page: &mut Page, checks: &[&Check]) {
    let head = [
        page.pick("Mã", "Id"),
        page.pick("Danh mục", "Catalogue"),
        page.pick("Yêu cầu", "Demand"),
        page.pick("Mức độ", "Severity"),
        page.pick("Chặn kết nối", "Blocks"),
    ];
    let rows: Vec<_> = checks
        .iter()
        .map(|check| {
            vec![
                format!("[{}](#{})", code(&check.id), check.id),
                check.catalogue.clone().unwrap_or_default(),
                plain(page.say(&check.title)),
                page.say(&check.severity.text()).to_owned(),
                page.yes_or_no(check.blocking).to_owned(),
            ]
        })
        .collect();
    page.table(&head, rows);
}

fn one(page: &mut Page, check: &Check, material: &Material) {
    page.anchored(3, &check.id, &plain(page.say(&check.title)));
    properties(page, check);
    page.labelled(page.pick("Vì sao", "Why"), &check.why);
    page.list(page.pick("Căn cứ", "Grounds"), &grounds(page, check, material));
    page.labelled(page.pick("Cách khắc phục", "How to mend it"), &check.fix.text);
    for (product, lines) in &check.fix.examples {
        page.raw(&format!("{}:\n\n", plain(product)));
        page.code(lines);
    }
    if !check.parameters.is_empty() {
        page.raw(&format!("**{}**\n\n", page.pick("Tham số", "Parameters")));
        parameters(page, check);
    }
    if let Rule::Attested { questions, valid_for_days } = &check.rule {
        let label = text!(
            "Câu hỏi cho người có trách nhiệm (trả lời có giá trị {valid_for_days} ngày)",
            "Questions for the responsible person (answers hold {valid_for_days} days)"
        );
        let items: Vec<_> = questions
            .iter()
            .map(|question| {
                format!("{} ({})", plain(page.say(&question.title)), page.say(&kind_of_answer(&question.kind)))
            })
            .collect();
        page.list(label.in_language(page.language), &items);
    }
}

fn properties(page: &mut Page, check: &Check) {
    let kinds: Vec<_> = check.kinds.iter().map(|kind| page.say(&kind.text()).to_owned()).collect();
    let kinds = kinds.join(", ");
    let kinds = match check.when {
        Some(_) => format!(
            "{kinds}{}",
            page.pick("; chỉ khi điều kiện `when` của tệp đúng", "; only where the file's `when` holds")
        ),
        None => kinds,
    };
    let probes: Vec<_> = check.probes.iter().map(|probe| format!("[{}](facts.md#{probe})", code(probe))).collect();
    let mode = format!("{}, {}", page.say(&check.mode.text()), page.say(&check.safety.text()));
    let file = check.source.name.trim_start_matches("built-in:");
    let mut rows = vec![
        (page.pick("Mã", "Id"), code(&check.id)),
        (page.pick("Danh mục", "Catalogue"), check.catalogue.clone().unwrap_or_else(|| "-".to_owned())),
        (page.pick("Mức độ", "Severity"), page.say(&check.severity.text()).to_owned()),
        (page.pick("Chặn kết nối", "Blocks"), page.yes_or_no(check.blocking).to_owned()),
        (page.pick("Áp dụng cho", "Applies to"), kinds),
        (page.pick("Cách thực hiện", "Mode"), mode),
    ];
    if check.mode != Mode::Manual {
        rows.push((page.pick("Dữ kiện", "Facts"), probes.join(", ")));
    }
    rows.push((page.pick("Tệp", "File"), format!("[{file}](../../../{file})")));
    let lines: Vec<_> = rows.into_iter().map(|(label, value)| format!("- {label}: {value}\n")).collect();
    page.raw(&format!("{}\n", lines.concat()));
}

/// The grounds in every regime that has them, each with whether it may be printed.
fn grounds(page: &Page, check: &Check, material: &Material) -> Vec<String> {
    let mut items = Vec::new();
    for key in &check.grounds {
        let before = items.len();
        for regime in &material.regimes {
            let Some((instrument, article)) = regime.find(key) else { continue };
            let name = instrument.name();
            let (id, name, state) = (&regime.id, plain(page.say(&name)), state(instrument, article));
            let place = article
                .map(|own| format!("{}{}", plain(page.say(&own.place)), page.pick(" ", ", ")))
                .unwrap_or_default();
            let demand = article.map(|own| format!(": {}", plain(page.say(&own.demand)))).unwrap_or_default();
            let (link, state) = (format!("[{key}](law.md#{id}.{key})"), page.say(&state));
            items.push(format!("{place}{name} ({}, {link}, {state}){demand}", code(id)));
        }
        if items.len() == before {
            let missing = page.pick("không có trong bộ căn cứ nào", "in no law regime");
            items.push(format!("{}: {missing}", code(key)));
        }
    }
    if items.is_empty() {
        items.push(page.pick("thông lệ tốt, chưa gắn căn cứ", "good practice, no ground attached").to_owned());
    }
    items
}

fn parameters(page: &mut Page, check: &Check) {
    let head = [
        page.pick("Tham số", "Parameter"),
        page.pick("Kiểu", "Type"),
        page.pick("Mặc định", "Default"),
        page.pick("Chốt chặn", "Guard"),
    ];
    let rows: Vec<_> = check
        .parameters
        .iter()
        .map(|(name, own)| vec![code(name), code(&own.shape.name()), code(&value(&own.default)), guards(page, own)])
        .collect();
    page.table(&head, rows);
}

fn guards(page: &Page, parameter: &Parameter) -> String {
    let list = |items: &[Value]| {
        if let Value::List(own) = &parameter.default
            && **own == *items
        {
            return page.pick("mặc định", "the default").to_owned();
        }
        value(&Value::List(items.into()))
    };
    let shown: Vec<_> = parameter
        .guards
        .iter()
        .map(|guard| match guard {
            Guard::AtLeast(least) => format!("≥ {least}"),
            Guard::AtMost(most) => format!("≤ {most}"),
            Guard::In(items) => format!("∈ {}", list(items)),
            Guard::SubsetOf(items) => format!("⊆ {}", list(items)),
            Guard::SupersetOf(items) => format!("⊇ {}", list(items)),
        })
        .collect();
    shown.join(", ")
}

fn kind_of_answer(kind: &str) -> Text {
    match kind {
        "date" => Text::new("ngày", "date"),
        "file" => Text::new("tệp minh chứng", "file of evidence"),
        "number" => Text::new("số", "number"),
        _ => Text::new("văn bản", "text"),
    }
}
