//! Names of units that no longer exist, in a certificate that still does: whoever answers there
//! speaks for a body that was dissolved (`data/dissolved-units.yaml`).

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jiff::Timestamp;
use x509_parser::prelude::X509Certificate;

use super::name::shown_names;
use crate::fact::{Fact, Gap, Reason};
use crate::load::{Limits, Node, Problems, Reader, Source, parse};
use crate::text::Text;

/// The units that ended together.
#[derive(Debug)]
struct Dissolved {
    /// Since when they are no more.
    from: Timestamp,
    /// What stands after the label.
    suffix: String,
    /// Their labels.
    labels: BTreeSet<String>,
}

static DATA: LazyLock<Result<Dissolved, Problems>> =
    LazyLock::new(|| read(Source::new("dissolved-units.yaml", include_str!("../../../data/dissolved-units.yaml"))));

/// The names of the certificate that belong to a unit dissolved by then, in their order.
pub(super) fn names(certificate: &X509Certificate<'_>, now: Timestamp) -> Fact<Vec<String>> {
    let Ok(data) = &*DATA else {
        let detail = Text::new("bảng đơn vị đã sáp nhập không đọc được", "the table of dissolved units cannot be read");
        return Fact::Unknown(Gap::new(Reason::ProbeFailed, detail));
    };
    let all = shown_names(certificate).into_iter();
    Fact::Known(all.filter(|name| data.from <= now && data.takes_in(name)).collect())
}

impl Dissolved {
    /// Whether a name is that of a unit, or below it.
    fn takes_in(&self, name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        let above = name.strip_suffix(&self.suffix).and_then(|rest| rest.strip_suffix('.'));
        above.and_then(|above| above.rsplit('.').next()).is_some_and(|label| self.labels.contains(label))
    }
}

fn read(source: Source) -> Result<Dissolved, Problems> {
    let root = parse(&source, Limits::default())?;
    let reader = Reader::new(source);
    let dissolved = dissolved(&reader, &root);
    reader.finish(dissolved)
}

fn dissolved(reader: &Reader, root: &Node) -> Option<Dissolved> {
    let mut map = reader.mapping(root, &["schema", "from", "suffix", "units"])?;
    let from = map.required("from", Reader::instant);
    let suffix = map.required("suffix", Reader::text);
    let labels = map.required("units", |reader, node| reader.each(node, label));
    Some(Dissolved { from: from?, suffix: suffix?, labels: labels?.into_iter().collect() })
}

fn label(reader: &Reader, node: &Node) -> Option<String> {
    let mut map = reader.mapping(node, &["label", "name", "into"])?;
    let label = map.required("label", Reader::text);
    map.required("name", Reader::text)?;
    map.required("into", Reader::text)?;
    label
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data() -> &'static Dissolved {
        DATA.as_ref().expect("the table")
    }

    #[test]
    fn twenty_nine_provinces_ended_on_one_day() {
        assert_eq!(data().labels.len(), 29);
        assert_eq!(data().from, "2025-06-30T17:00:00Z".parse().expect("a time"));
    }

    #[test]
    fn names_of_ended_provinces_are_told_from_all_others() {
        for name in ["bacgiang.gov.vn", "dichvucong.BacGiang.gov.vn", "*.baria-vungtau.gov.vn", "a.b.quangnam.gov.vn"] {
            assert!(data().takes_in(name), "{name}");
        }
        // A ward that bears the name, a business below the place's own second level, a province that went on.
        for name in
            ["bacgiang.bacninh.gov.vn", "shop.bacgiang.vn", "bacninh.gov.vn", "xbacgiang.gov.vn", "gov.vn", "192.0.2.1"]
        {
            assert!(!data().takes_in(name), "{name}");
        }
    }

    #[test]
    fn before_that_day_nothing_was_dissolved() {
        let key = rcgen::KeyPair::generate().expect("a key");
        let names = ["bacgiang.gov.vn", "bacninh.gov.vn"].map(str::to_owned).to_vec();
        let own = rcgen::CertificateParams::new(names).and_then(|own| own.self_signed(&key)).expect("a certificate");
        let (_, certificate) = x509_parser::parse_x509_certificate(own.der()).expect("a certificate");
        let at = |time: &str| super::names(&certificate, time.parse().expect("a time"));
        assert_eq!(at("2025-06-30T16:59:59Z"), Fact::Known(Vec::new()));
        assert_eq!(at("2025-06-30T17:00:00Z"), Fact::Known(vec!["bacgiang.gov.vn".to_owned()]));
    }
}
