//! Reading what is declared of a site.

use super::role::path;
use crate::load::{Mapping, Node, Problem, Reader};
use crate::system::portal::{CODE, Crawl, DossierLookUp, Portal};
use crate::text::{Text, text};

/// The keys of a site besides those of every web subject.
pub(super) const KEYS: &[&str] = &["crawl", "look_up", "attachments", "results", "test_system"];

/// Reads what is declared of a site; without a word of it, it is walked through as far as is usual.
pub(super) fn portal(map: &mut Mapping<'_>) -> Option<Portal> {
    let crawl = map.or("crawl", Some(Crawl::default()), crawl);
    let look_up = map.optional("look_up", look_up);
    let attachments = map.or("attachments", Vec::new(), |reader, node| reader.each(node, path));
    let results = map.or("results", Vec::new(), |reader, node| reader.each(node, path));
    let test_system = map.or("test_system", false, Reader::bool);
    Some(Portal {
        crawl: crawl?,
        look_up: look_up?,
        attachments: attachments?,
        results: results?,
        test_system: test_system?,
    })
}

/// `none`, or how far.
fn crawl(reader: &Reader, node: &Node) -> Option<Option<Crawl>> {
    if node.entries().is_none() {
        return reader.word(node, &["none"], |word| (word == "none").then_some(None));
    }
    let mut map = reader.mapping(node, &["pages", "depth", "minutes", "megabytes", "start", "skip", "browser"])?;
    let usual = Crawl::default();
    let mut number = |key: &str, default: u32, most: i64| {
        map.or(key, default, |reader, node| reader.int(node, 1, most).and_then(|own| u32::try_from(own).ok()))
    };
    let pages = number("pages", usual.pages, 20_000);
    let depth = number("depth", usual.depth, 50);
    let minutes = number("minutes", usual.minutes, 24 * 60);
    let megabytes = number("megabytes", usual.megabytes, 10_000);
    let start = map.or("start", Vec::new(), |reader, node| reader.each(node, path));
    let skip = map.or("skip", Vec::new(), |reader, node| reader.each(node, path));
    let browser = map.or("browser", false, Reader::bool);
    Some(Some(Crawl {
        pages: pages?,
        depth: depth?,
        minutes: minutes?,
        megabytes: megabytes?,
        start: start?,
        skip: skip?,
        browser: browser?,
    }))
}

fn look_up(reader: &Reader, node: &Node) -> Option<DossierLookUp> {
    let mut map = reader.mapping(node, &["path", "interface", "dossiers"])?;
    let address = map.required("path", coded);
    let interface = map.optional("interface", coded);
    let dossiers = map.required("dossiers", |reader, node| {
        let codes = reader.each(node, code)?;
        let two = <[String; 2]>::try_from(codes).ok().filter(|[first, second]| first != second);
        if two.is_none() {
            let what = Text::new("cần mã của đúng hai hồ sơ khác nhau", "the codes of exactly two dossiers are needed");
            let problem = Problem::at("K-SYS-027", reader.source(), node.span.clone(), what);
            reader.note(problem.with_hint(Text::new(
                "lập hai hồ sơ thử bằng tài khoản của đơn vị, liền nhau, rồi ghi mã của chúng ở đây",
                "make two test dossiers with the body's own account, one after the other, and write their codes here",
            )));
        }
        two
    });
    Some(DossierLookUp { path: address?, interface: interface?, dossiers: dossiers? })
}

/// A path with one place for the code.
fn coded(reader: &Reader, node: &Node) -> Option<String> {
    let given = path(reader, node)?;
    if given.matches('{').count() == 1 && given.contains(CODE) {
        return Some(given);
    }
    let what = text!("`{given}` không có đúng một chỗ ghi `{{code}}`", "`{given}` does not hold `{{code}}` once");
    let problem = Problem::at("K-SYS-026", reader.source(), node.span.clone(), what);
    reader.note(problem.with_hint(Text::new(
        "ghi {code} vào chỗ của mã hồ sơ: /tra-cuu?ma={code}",
        "write {code} where the dossier's code stands: /look-up?code={code}",
    )));
    None
}

fn code(reader: &Reader, node: &Node) -> Option<String> {
    let given = reader.text(node)?;
    let plain = (4..=64).contains(&given.len()) && given.bytes().all(|b| b.is_ascii_graphic());
    if plain {
        return Some(given);
    }
    let what = text!("`{given}` không phải mã hồ sơ", "`{given}` is no code of a dossier");
    reader.problem("K-SYS-028", node.span.clone(), what);
    None
}
