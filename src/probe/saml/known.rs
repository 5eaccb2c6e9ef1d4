//! Keys whose private part everybody has, because a product ships them (`data/known-certificates.yaml`).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::fact::{Fact, Gap, Reason};
use crate::load::{Limits, Node, Problems, Reader, Source, parse};
use crate::text::Text;

/// Products by the SHA-256 of a certificate or of a key.
type Known = BTreeMap<String, String>;

static DATA: LazyLock<Result<Known, Problems>> = LazyLock::new(|| {
    read(Source::new("known-certificates.yaml", include_str!("../../../data/known-certificates.yaml")))
});

/// The product that ships a certificate or its key (SHA-256 of either, in hexadecimal).
pub(super) fn published(fingerprint: &str, key_fingerprint: &str) -> Fact<String> {
    match &*DATA {
        Ok(known) => known.get(key_fingerprint).or_else(|| known.get(fingerprint)).cloned().into(),
        Err(_) => {
            let detail =
                Text::new("danh sách khóa đã công bố không đọc được", "the list of published keys cannot be read");
            Gap::new(Reason::ProbeFailed, detail).into()
        }
    }
}

fn read(source: Source) -> Result<Known, Problems> {
    let root = parse(&source, Limits::default())?;
    let reader = Reader::new(source);
    let known = known(&reader, &root);
    reader.finish(known)
}

fn known(reader: &Reader, root: &Node) -> Option<Known> {
    let mut map = reader.mapping(root, &["schema", "certificates"])?;
    let all = map.required("certificates", |reader, node| reader.each(node, certificate))?;
    Some(all.into_iter().flatten().collect())
}

/// The rows of one entry: by its key, and by its certificate where that is known.
fn certificate(reader: &Reader, node: &Node) -> Option<Vec<(String, String)>> {
    let mut map = reader.mapping(node, &["product", "subject", "certificate", "key", "source"])?;
    let product = map.required("product", Reader::text);
    let own = map.optional("certificate", digest);
    let key = map.required("key", digest);
    map.optional("subject", Reader::text)?;
    map.required("source", Reader::text)?;
    let (product, key) = (product?, key?);
    Some(own?.into_iter().chain([key]).map(|digest| (digest, product.clone())).collect())
}

fn digest(reader: &Reader, node: &Node) -> Option<String> {
    let given = reader.text(node)?;
    if given.len() == 64 && given.bytes().all(|own| matches!(own, b'0'..=b'9' | b'a'..=b'f')) {
        return Some(given);
    }
    reader.wrong_kind(node, "64 chữ số thập lục phân", "64 hexadecimal digits");
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_read_and_nothing_else_is_in_it() {
        let known = DATA.as_ref().expect("the list");
        assert_eq!(known.len(), 7);
        for (digest, product) in known {
            assert_eq!(published(digest, ""), Fact::Known(product.clone()));
            assert_eq!(published("", digest), Fact::Known(product.clone()));
        }
        assert_eq!(published(&"0".repeat(64), &"1".repeat(64)), Fact::Absent);
    }
}
