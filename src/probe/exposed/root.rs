//! A web root: which paths are asked there, and how.

use std::borrow::Cow;

use super::fact::Coverage;
use super::list::Rule;
use crate::fact::Digest;
use crate::probe::{Target, bearing, http};
use crate::system::{Place, Web};
use crate::text::{in_vietnam, shorten};
use crate::wire::{Endpoint, Job, Request};

/// The most bytes of a page that are read.
const PAGE_LIMIT: usize = 32 << 10;

/// A declared web address and the root above it.
#[derive(Clone, Debug)]
pub(super) struct Root<'a> {
    /// Where it answers.
    pub(super) web: &'a Web,
    /// The back-end.
    pub(super) endpoint: Endpoint,
    /// What of it is told of this subject.
    pub(super) coverage: Coverage,
    /// The subject of which the root is told, where it is another.
    pub(super) told_of: Option<String>,
    base: String,
    year: String,
}

impl<'a> Root<'a> {
    /// The root of what a probe is pointed at.
    pub(super) fn of(target: &Target<'a>) -> Option<Self> {
        let (Place::Web(web), Some(endpoint)) = (&target.subject.place, target.endpoint) else { return None };
        let base = folder(&web.path);
        // Several subjects may stand below one root; its flaws are told once, of the first that is declared.
        let before = target.neighbours.iter().map(|own| own.subject).take_while(|own| own.id != target.subject.id);
        let same = before.filter_map(|own| match &own.place {
            Place::Web(other) if (&other.name, other.port, other.tls) == (&web.name, web.port, web.tls) => {
                Some((own.id.clone(), folder(&other.path)))
            }
            _ => None,
        });
        let same: Vec<_> = same.collect();
        let coverage = match same.first() {
            None => Coverage::Whole,
            Some(_) if base == "/" || same.iter().any(|(_, other)| *other == base) => Coverage::Elsewhere,
            Some(_) => Coverage::Folder,
        };
        let told_of = same.into_iter().next().map(|(id, _)| id);
        let year = in_vietnam(target.now).year().to_string();
        Some(Self { web, endpoint: endpoint.at_port(web.port), coverage, told_of, base, year })
    }

    /// The paths of a rule here, in order, each once.
    pub(super) fn paths<'r>(&self, rule: &'r Rule) -> Vec<Cow<'r, str>> {
        let mut paths = Vec::new();
        if self.coverage == Coverage::Whole {
            paths.extend(rule.paths.iter().filter_map(|path| self.filled(path)));
        }
        if self.base != "/" {
            let below = |path| Some(Cow::Owned(self.filled(&format!("{}{path}", self.base))?.into_owned()));
            paths.extend(rule.base.iter().filter_map(below));
        }
        let mut known: Vec<Cow<'r, str>> = Vec::new();
        for path in paths {
            if !known.contains(&path) {
                known.push(path);
            }
        }
        known
    }

    /// A GET at the calm pace; of at most some bytes, where a rule says how many.
    pub(super) fn job(&self, path: &str, bytes: Option<usize>) -> Job {
        // The declared page is read by other probes as well: the same request serves all of them.
        if path == self.web.path && bytes.is_none() {
            return http::start(self.web, &self.endpoint).job();
        }
        Job::Fetch(self.endpoint.clone(), self.request(path, bytes))
    }

    /// [`Root::job`] after a pause.
    pub(super) fn job_after(&self, path: &str, pause_ms: u32) -> Job {
        Job::Fetch(self.endpoint.clone(), self.request(path, None).after_ms(pause_ms))
    }

    /// A name that no server has, made from its name so that equal runs ask equal things.
    pub(super) fn random(&self, number: usize, ending: &str) -> String {
        format!("/kiemtra-{}{ending}", self.mark(number))
    }

    /// [`Root::random`], as a name that begins with a dot.
    pub(super) fn random_dot(&self, number: usize) -> String {
        format!("/.kiemtra-{}", self.mark(number))
    }

    /// A name of the same kind as a path that no server has; `None` for the root itself.
    pub(super) fn sibling(&self, path: &str) -> Option<String> {
        let (bare, query) = path.split_once('?').map_or((path, None), |(bare, query)| (bare, Some(query)));
        let last = bare.trim_end_matches('/').rsplit('/').next().filter(|last| !last.is_empty())?;
        let sibling = if bare.ends_with('/') {
            self.random(2, "/")
        } else {
            let is_dotted = last.starts_with('.') || bare.starts_with("/.");
            let last = last.trim_start_matches('.');
            let ending = last.find('.').and_then(|at| last.get(at..)).unwrap_or_default();
            // Of a name with a point in it, such as that of a host, only what follows the last one is its ending.
            let dots = ending.matches('.').count();
            let double = ending.starts_with(".tar.") || ending.starts_with(".sql.") || ending.starts_with(".php.");
            let ending = if dots > 1 && !double {
                last.rfind('.').and_then(|at| last.get(at..)).unwrap_or_default()
            } else {
                ending
            };
            if is_dotted { format!("{}{ending}", self.random_dot(3)) } else { self.random(0, ending) }
        };
        Some(query.map_or_else(|| sibling.clone(), |query| format!("{sibling}?{query}")))
    }

    fn request(&self, path: &str, bytes: Option<usize>) -> Request {
        let request = Request::get(self.web.tls, &self.endpoint.name, self.endpoint.port, path)
            .with_identity(bearing::identity(self.web))
            .with_header("accept-encoding", "identity")
            .calm();
        match bytes {
            Some(bytes) => {
                let range = format!("bytes=0-{}", bytes.saturating_sub(1));
                request.with_header("range", &range).with_body_limit(bytes)
            }
            None => request.with_body_limit(PAGE_LIMIT),
        }
    }

    fn mark(&self, number: usize) -> String {
        let number = number.to_string();
        let digest = Digest::of_parts([b"exposed" as &[u8], self.endpoint.name.as_bytes(), number.as_bytes()]);
        digest.short_hex().chars().take(12).collect()
    }

    /// A path with its placeholders filled; `None` where the server has no name to fill in.
    pub(super) fn filled<'r>(&self, path: &'r str) -> Option<Cow<'r, str>> {
        if !path.contains('{') {
            return Some(Cow::Borrowed(path));
        }
        let host = self.endpoint.name.as_str();
        if (path.contains("{host}") || path.contains("{name}")) && host.parse::<std::net::IpAddr>().is_ok() {
            return None;
        }
        let own = host.split('.').find(|label| *label != "www").unwrap_or(host);
        Some(Cow::Owned(path.replace("{host}", host).replace("{name}", own).replace("{year}", &self.year)))
    }
}

/// A path as a fact keeps it: without its query, and without long numbers, which may be somebody's.
pub(super) fn shown(path: &str) -> String {
    let text = match path.split_once('?') {
        Some((path, _)) => format!("{path}?…"),
        None => path.to_owned(),
    };
    shorten(&without_numbers(&text), 200)
}

/// A text in which every number of nine digits or more is covered.
pub(super) fn without_numbers(text: &str) -> String {
    let (mut covered, mut digits) = (String::with_capacity(text.len()), String::new());
    let flush = |digits: &mut String, covered: &mut String| {
        if digits.len() < 9 {
            covered.push_str(digits);
        } else {
            covered.push('#');
        }
        digits.clear();
    };
    for character in text.chars() {
        if character.is_ascii_digit() {
            digits.push(character);
        } else {
            flush(&mut digits, &mut covered);
            covered.push(character);
        }
    }
    flush(&mut digits, &mut covered);
    covered
}

/// The folder of an address: `/` or what ends with a slash.
fn folder(path: &str) -> String {
    let bare = path.split('?').next().unwrap_or("/");
    bare.rfind('/').and_then(|at| bare.get(..=at)).unwrap_or("/").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe::scene::Scene;

    const SITE: &str =
        "{id: cong, kind: site, url: \"https://www.cong.test:443/dvc/trang?x=1\", addresses: [127.0.0.1]}";

    #[test]
    fn placeholders_are_filled_and_siblings_are_of_the_same_kind() {
        let scene = Scene::new(SITE);
        let root = Root::of(&scene.target()).expect("a root");
        assert_eq!(root.filled("/{host}.zip").as_deref(), Some("/www.cong.test.zip"));
        assert_eq!(root.filled("/{name}-{year}.zip").as_deref(), Some("/cong-2026.zip"));
        let sibling = |path: &str| root.sibling(path).expect("a sibling");
        assert!(sibling("/backup.tar.gz").ends_with(".tar.gz"));
        assert!(sibling("/www.cong.test.zip").ends_with(".zip") && !sibling("/www.cong.test.zip").contains("test"));
        assert!(sibling("/.git/HEAD").starts_with("/.kiemtra-"));
        assert!(sibling("/.env.bak").starts_with("/.kiemtra-") && sibling("/.env.bak").ends_with(".bak"));
        // Whoever hands names with `.php` in them to a handler does so of names with a dot before them, too.
        assert!(sibling("/.config.php.swp").ends_with(".php.swp"));
        assert!(sibling("/uploads/").ends_with('/'));
        assert!(sibling("/a.asmx?wsdl").ends_with(".asmx?wsdl"));
        assert_eq!(root.sibling("/"), None);
        assert_ne!(root.random(0, ""), root.random(1, ""));
        assert_eq!(root.coverage, Coverage::Whole);
        assert_eq!(root.base, "/dvc/");
    }

    #[test]
    fn long_numbers_and_queries_are_not_kept() {
        assert_eq!(shown("/a/001099000001/b?cccd=1"), "/a/#/b?…");
        assert_eq!(shown("/2026/11/a1"), "/2026/11/a1");
    }
}
