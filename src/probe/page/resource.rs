//! What a tag makes the browser load or send to.

use url::Url;

use super::attribute::Attributes;

/// The most candidates of one `srcset` that are read.
const MOST_CANDIDATES: usize = 20;
/// Links that load something; the others (`canonical`, `alternate`) only point.
const LOADING: &[(&str, ResourceKind)] = &[
    ("stylesheet", ResourceKind::Style),
    ("modulepreload", ResourceKind::Script),
    ("manifest", ResourceKind::Manifest),
    ("preload", ResourceKind::Preload),
    ("prefetch", ResourceKind::Preload),
    ("icon", ResourceKind::Image),
    ("apple-touch-icon", ResourceKind::Image),
];

/// What is done with a resource.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum ResourceKind {
    /// It is run.
    Script,
    /// It dresses the page, and can read parts of it.
    Style,
    /// It stands in a frame of the page.
    Frame,
    /// A plug-in or the browser shows it (`<object>`, `<embed>`).
    Object,
    /// A web application's manifest.
    Manifest,
    /// Loaded for later, for what nobody knows yet.
    Preload,
    /// It is shown.
    Image,
    /// It is played.
    Media,
    /// A form sends there.
    Form,
}

impl ResourceKind {
    /// Whether it can take over or change the page: browsers block such where it is unencrypted
    /// (Mixed Content, 3.2).
    pub const fn is_active(self) -> bool {
        !matches!(self, Self::Image | Self::Media | Self::Form)
    }

    /// The word in facts.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Script => "script",
            Self::Style => "style",
            Self::Frame => "frame",
            Self::Object => "object",
            Self::Manifest => "manifest",
            Self::Preload => "preload",
            Self::Image => "image",
            Self::Media => "media",
            Self::Form => "form",
        }
    }
}

/// Something that the page loads or sends to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Resource {
    /// What is done with it.
    pub kind: ResourceKind,
    /// Its address.
    pub address: Url,
    /// `integrity` (Subresource Integrity), where there is one.
    pub integrity: Option<String>,
    /// `crossorigin`, where there is one.
    pub cross_origin: Option<String>,
}

/// What a tag loads; forms are not among it.
pub(super) fn loads(name: &str, attributes: &Attributes, base: &Url) -> Vec<Resource> {
    let mut given = Vec::new();
    let kind = match name {
        "script" => Some((ResourceKind::Script, "src")),
        "img" => Some((ResourceKind::Image, "src")),
        "input" if is_image(attributes) => Some((ResourceKind::Image, "src")),
        "iframe" | "frame" => Some((ResourceKind::Frame, "src")),
        "audio" | "video" | "source" | "track" => Some((ResourceKind::Media, "src")),
        "embed" => Some((ResourceKind::Object, "src")),
        "object" => Some((ResourceKind::Object, "data")),
        "link" => relation(attributes).map(|kind| (kind, "href")),
        _ => None,
    };
    given.extend(kind.and_then(|(kind, place)| Some((kind, attributes.value(place)?))));
    if let ("img" | "source", Some(set)) = (name, attributes.value("srcset")) {
        let candidates = set.split(',').filter_map(|candidate| candidate.split_ascii_whitespace().next());
        given.extend(candidates.take(MOST_CANDIDATES).map(|candidate| (ResourceKind::Image, candidate)));
    }
    if let ("video", Some(poster)) = (name, attributes.value("poster")) {
        given.push((ResourceKind::Image, poster));
    }
    let own = |name| attributes.value(name).map(str::to_owned);
    given
        .into_iter()
        .filter_map(|(kind, given)| {
            let address = base.join(given.trim()).ok()?;
            Some(Resource { kind, address, integrity: own("integrity"), cross_origin: own("crossorigin") })
        })
        .collect()
}

fn is_image(attributes: &Attributes) -> bool {
    attributes.value("type").is_some_and(|kind| kind.eq_ignore_ascii_case("image"))
}

/// A link with several relations counts as its weightiest.
fn relation(attributes: &Attributes) -> Option<ResourceKind> {
    let relation = attributes.value("rel")?.to_ascii_lowercase();
    let found = |known: &str| relation.split_ascii_whitespace().any(|word| word == known);
    let (word, kind) = LOADING.iter().copied().find(|(known, _)| found(known))?;
    let purpose = attributes.value("as").unwrap_or_default().to_ascii_lowercase();
    Some(match (word, purpose.as_str()) {
        ("preload" | "prefetch", "script") => ResourceKind::Script,
        ("preload" | "prefetch", "style") => ResourceKind::Style,
        ("preload" | "prefetch", "image") => ResourceKind::Image,
        _ => kind,
    })
}
