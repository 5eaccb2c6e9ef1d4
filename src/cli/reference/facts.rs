//! The page of the facts.

use std::collections::BTreeMap;

use crate::check::subject_shape;
use crate::fact::{Enumeration, Shape};
use crate::probe::{Aim, PROBES, Probe};
use crate::text::{Language, Text, text};

use super::page::{Page, code, plain};

pub(super) fn page(language: Language) -> String {
    let title = Text::new("Dữ kiện", "Facts");
    let about = Text::new(
        "Mỗi bộ dò nhìn thấy gì, và tiêu chí đọc chúng bằng đường dẫn nào. Trường có dấu “?” có thể được chứng minh là không có, hoặc chưa rõ vì một lý do; trong danh sách, `[]` là một phần tử. Trên dòng lệnh: `kiemtra probes explain MÃ`.",
        "What each probe sees, and by which path checks read it. A field marked “?” may be proved absent, or unknown for a reason; in lists, `[]` is an item. On the command line: `kiemtra probes explain ID`.",
    );
    let mut page = Page::new(language, &title, &about);
    let mut enumerations = BTreeMap::new();
    for probe in PROBES {
        one(&mut page, *probe);
        collect(&probe.shape(), &mut enumerations);
    }
    let subject = Text::new("Đối tượng", "The subject");
    page.anchored(2, "subject", &format!("{} ({})", page.say(&subject), code("subject")));
    page.paragraph(&Text::new(
        "Điều tiêu chí được biết về chính đối tượng, từ tệp khai báo.",
        "What a check may know of its subject, from the declaration.",
    ));
    fields(&mut page, &subject_shape(), "subject");
    collect(&subject_shape(), &mut enumerations);
    words(&mut page, &enumerations);
    page.finish()
}

fn one(page: &mut Page, probe: &dyn Probe) {
    let spec = probe.spec();
    page.anchored(2, spec.id, &format!("{} ({})", plain(page.say(&spec.title)), code(spec.id)));
    page.paragraph(&spec.about);
    let kinds: Vec<_> = spec.kinds.iter().map(|kind| page.say(&kind.text()).to_owned()).collect();
    let (kinds, safety, most) = (kinds.join(", "), page.say(&spec.safety.text()).to_owned(), spec.most_jobs);
    let each = match spec.aim {
        Aim::EachBackEnd => page.pick("từng địa chỉ của đối tượng", "each address of the subject"),
        Aim::OneBackEnd => page.pick("một địa chỉ của đối tượng", "one address of the subject"),
        Aim::Whole => page.pick("cả đối tượng", "the subject as a whole"),
    };
    let lines = text!(
        "- Nhìn vào: {kinds} ({each})\n- Mức tác động: {safety}\n- Kết nối tối đa cho mỗi đích: {most}\n\n",
        "- Looks at: {kinds} ({each})\n- Touches the system: {safety}\n- Connections at most for each target: {most}\n\n"
    );
    page.raw(lines.in_language(page.language));
    fields(page, &probe.shape(), spec.id);
}

fn fields(page: &mut Page, shape: &Shape, root: &str) {
    let mut rows = Vec::new();
    below(page, shape, root, &mut rows);
    let head = [page.pick("Đường dẫn", "Path"), page.pick("Kiểu", "Type"), page.pick("Ý nghĩa", "Meaning")];
    page.table(&head, rows);
}

fn below(page: &Page, shape: &Shape, path: &str, rows: &mut Vec<Vec<String>>) {
    let Shape::Record(record) = shape else { return };
    for field in record.fields.iter() {
        let path = format!("{path}.{}", field.name);
        let kind = match &field.shape {
            Shape::Record(_) => page.pick("bản ghi", "record").to_owned(),
            Shape::List(item) if matches!(**item, Shape::Record(_)) => {
                page.pick("danh sách bản ghi", "list of records").to_owned()
            }
            Shape::Enumeration(own) => format!("[{}](#{})", code(own.name), own.name),
            other => code(&other.name()),
        };
        let partial = if field.partial { " ?" } else { "" };
        rows.push(vec![format!("{}{partial}", code(&path)), kind, plain(page.say(&field.meaning))]);
        match &field.shape {
            Shape::List(item) => below(page, item, &format!("{path}[]"), rows),
            other => below(page, other, &path, rows),
        }
    }
}

fn collect(shape: &Shape, into: &mut BTreeMap<&'static str, &'static Enumeration>) {
    match shape {
        Shape::Enumeration(own) => drop(into.insert(own.name, own)),
        Shape::List(item) => collect(item, into),
        Shape::Record(record) => record.fields.iter().for_each(|field| collect(&field.shape, into)),
        Shape::Bool | Shape::Instant | Shape::Int | Shape::Ratio | Shape::Text => {}
    }
}

fn words(page: &mut Page, enumerations: &BTreeMap<&'static str, &'static Enumeration>) {
    page.heading(2, &Text::new("Danh sách từ", "Closed lists of words"));
    page.paragraph(&Text::new(
        "Theo thứ tự của `lt` và `gt`, thấp nhất trước.",
        "In the order of `lt` and `gt`, lowest first.",
    ));
    let rows: Vec<_> = enumerations
        .values()
        .map(|own| {
            let members: Vec<_> = own.members.iter().map(|member| code(member)).collect();
            vec![format!("<a id=\"{}\"></a>{}", own.name, code(own.name)), members.join(", ")]
        })
        .collect();
    page.table(&[page.pick("Kiểu", "Type"), page.pick("Từ", "Words")], rows);
}
