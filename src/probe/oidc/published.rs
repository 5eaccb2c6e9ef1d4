//! Keys whose private half is public, because a product or a document came with it
//! (`data/known-keys.yaml`).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::fact::{Fact, Gap, Reason};
use crate::load::{Limits, Node, Problems, Reader, Source, parse};
use crate::text::Text;

static DATA: LazyLock<Result<BTreeMap<String, String>, Problems>> =
    LazyLock::new(|| read(Source::new("known-keys.yaml", include_str!("../../../data/known-keys.yaml"))));

/// The product that a thumbprint belongs to.
pub(super) fn product(thumbprint: &str) -> Fact<String> {
    match &*DATA {
        Ok(data) => data.get(thumbprint).cloned().into(),
        Err(_) => {
            let detail = Text::new("bảng khóa đã công bố không đọc được", "the table of published keys cannot be read");
            Fact::Unknown(Gap::new(Reason::ProbeFailed, detail))
        }
    }
}

fn read(source: Source) -> Result<BTreeMap<String, String>, Problems> {
    let root = parse(&source, Limits::default())?;
    let reader = Reader::new(source);
    let keys = keys(&reader, &root);
    reader.finish(keys)
}

fn keys(reader: &Reader, root: &Node) -> Option<BTreeMap<String, String>> {
    let mut map = reader.mapping(root, &["schema", "keys"])?;
    let keys = map.required("keys", |reader, node| reader.each(node, key));
    Some(keys?.into_iter().collect())
}

fn key(reader: &Reader, node: &Node) -> Option<(String, String)> {
    let mut map = reader.mapping(node, &["thumbprint", "product", "source"])?;
    let thumbprint = map.required("thumbprint", Reader::text);
    let product = map.required("product", Reader::text);
    map.required("source", Reader::text)?;
    Some((thumbprint?, product?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read_and_knows_a_published_key() {
        let data = DATA.as_ref().expect("the table");
        assert!(data.keys().all(|thumbprint| thumbprint.len() == 43), "{data:?}");
        let known = product("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
        assert!(known.known().is_some_and(|product| product.contains("RFC 7517")));
        assert_eq!(product("another"), Fact::Absent);
    }
}
