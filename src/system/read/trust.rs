//! Reading `trust` and `trust_folder`, and holding a subject's `store` against them.

use std::path::Path;

use super::{identifier, path};
use crate::load::{Kind as NodeKind, Mapping, Node, Problem, Reader};
use crate::system::Kind;
use crate::system::trust::{FOLDER, Purpose, TrustStore, WEB};
use crate::text::{Text, text};

/// Every declared store, that of `trust_folder` first.
pub(super) fn stores(reader: &Reader, map: &mut Mapping<'_>, folder: &Path) -> Option<Vec<TrustStore>> {
    let short = map.optional("trust_folder", |reader, node| path(reader, node, folder));
    let span = map.key_span("trust_folder");
    let named = map.or("trust", Vec::new(), |reader, node| named(reader, node, folder));
    let mut stores: Vec<_> = short?.map(|own| TrustStore::of_folder(own, span)).into_iter().collect();
    let both = !stores.is_empty();
    let named = named?;
    if both && named.iter().any(|store| store.name == FOLDER) {
        let what = text!(
            "kho `{FOLDER}` được khai báo hai lần: trong `trust` và bằng `trust_folder`",
            "store `{FOLDER}` is declared twice: in `trust` and by `trust_folder`"
        );
        reader.problem("K-SYS-016", map.key_span("trust_folder"), what);
        return None;
    }
    stores.extend(named);
    Some(stores)
}

fn named(reader: &Reader, node: &Node, folder: &Path) -> Option<Vec<TrustStore>> {
    let NodeKind::Mapping(entries) = &node.kind else {
        reader.wrong_kind(node, "một ánh xạ `tên kho: ...`", "a mapping `name of a store: ...`");
        return None;
    };
    let stores: Vec<_> = entries
        .iter()
        .filter_map(|entry| {
            // A name is an id: it stands in facts and reports.
            let name = Node { kind: NodeKind::Text(entry.key.clone()), span: entry.key_span.clone() };
            let name = identifier(reader, &name);
            let store = store(reader, &entry.value, folder);
            let (name, store) = (name?, store?);
            if name == WEB {
                let what = Text::new(
                    "tên `web` dành cho gốc của trình duyệt có sẵn trong chương trình",
                    "the name `web` stands for the browsers' roots that are built in",
                );
                reader.problem("K-SYS-013", entry.key_span.clone(), what);
                return None;
            }
            Some(TrustStore { name, span: entry.key_span.clone(), ..store })
        })
        .collect();
    (stores.len() == entries.len()).then_some(stores)
}

/// One store, its name still empty.
fn store(reader: &Reader, node: &Node, folder: &Path) -> Option<TrustStore> {
    let mut map = reader.mapping(node, &["purpose", "folder", "files"])?;
    let words: Vec<_> = Purpose::DECLARED.iter().map(|purpose| purpose.word()).collect();
    let purpose = map.required("purpose", |reader, node| reader.word(node, &words, Purpose::from_word));
    let own = map.optional("folder", |reader, node| path(reader, node, folder));
    let files =
        map.or("files", Vec::new(), |reader, node| reader.each(node, |reader, node| path(reader, node, folder)));
    let (own, files) = (own?, files?);
    if own.is_none() && files.is_empty() {
        let problem = Problem::at(
            "K-SYS-014",
            reader.source(),
            map.span(),
            Text::new("kho tin cậy không có chứng thư nào", "the trust store has no certificates"),
        );
        reader.note(problem.with_hint(Text::new(
            "thêm `folder:` (thư mục) hoặc `files:` (danh sách tệp)",
            "add `folder:` or `files:` (a list)",
        )));
        return None;
    }
    Some(TrustStore { name: String::new(), purpose: purpose?, folder: own, files, span: map.span() })
}

/// The name of the store that a subject is judged by: a declared one whose purpose fits.
pub(super) fn chosen(reader: &Reader, node: &Node, kind: Kind, stores: Option<&[TrustStore]>) -> Option<String> {
    let given = identifier(reader, node)?;
    // Where the stores themselves could not be read, that is the mistake to mend first.
    let Some(stores) = stores else { return Some(given) };
    if given == WEB {
        return Some(given);
    }
    let Some(store) = stores.iter().find(|store| store.name == given) else {
        let known: Vec<_> = [WEB].into_iter().chain(stores.iter().map(|store| store.name.as_str())).collect();
        let what =
            text!("hệ thống không khai báo kho tin cậy `{given}`", "the system declares no trust store `{given}`");
        reader.unknown_name("K-SYS-015", node.span.clone(), what, &given, &known);
        return None;
    };
    if store.purpose.serves(kind) {
        return Some(given);
    }
    reader.note(unfit(reader, node, kind, store));
    None
}

fn unfit(reader: &Reader, node: &Node, kind: Kind, store: &TrustStore) -> Problem {
    let (name, whose, what) = (&store.name, store.purpose.text(), kind.text());
    let told = Text::new(
        format!("kho `{name}` ({}) không dùng để xét chứng thư của {}", whose.vi, what.vi),
        format!("store `{name}` ({}) does not judge a {}", whose.en, what.en),
    );
    let hint = match store.purpose {
        Purpose::NationalRoot => Text::new(
            "gốc quốc gia dùng cho chữ ký số và dấu thời gian, không cho máy chủ; dùng `web`, hoặc kho của CA đã cấp chứng thư",
            "the national roots serve signatures and time stamps, not servers; use `web`, or the store of the issuing CA",
        ),
        _ => Text::new(
            "máy của người dân không có gốc này: trang cho người dân dùng `web`; chỉ `api` và `link` dùng được kho này",
            "citizens' devices do not know this root: pages for citizens use `web`; only `api` and `link` may use this store",
        ),
    };
    Problem::at("K-SYS-017", reader.source(), node.span.clone(), told).with_hint(hint)
}
