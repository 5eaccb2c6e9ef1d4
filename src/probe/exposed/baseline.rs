//! How a server answers names that it does not have: what every other answer is held against.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::bytes::{Regex, RegexBuilder};

use super::content::Content;
use super::course::Course;
use super::fact::{self, Manner};
use crate::fact::{Gap, Reason};
use crate::probe::api::leads_to_sign_in;
use crate::probe::http::leaks;
use crate::text::Text;
use crate::wire::Response;

/// Endings whose names go to a handler of their own on many servers.
pub(super) const HANDLED: &[&str] = &[".php", ".aspx", ".jsp"];

/// Words of pages that stand between a program and the site.
static CHALLENGE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    RegexBuilder::new(
        r"(?i)g-recaptcha|h-captcha|hcaptcha\.com|cf-turnstile|cf-chl|cdn-cgi/challenge|just a moment\.\.\.|_incapsula_resource|incident id:|request rejected|support id is|attention required!|verify (?:that )?you are (?:a )?human|checking your browser|access denied.{0,200}reference #|xác (?:minh|nhận) (?:bạn )?(?:không phải|là) (?:robot|người)",
    )
    .unicode(false)
    .build()
    .ok()
});

/// What random names were answered.
#[derive(Debug)]
pub(super) struct Baseline<'a> {
    plain: Vec<&'a Response>,
    dot: Option<&'a Response>,
    handled: Vec<(&'static str, &'a Response)>,
}

impl<'a> Baseline<'a> {
    /// Asks three names of the root, then one of each kind that many servers treat apart.
    ///
    /// # Errors
    ///
    /// A gap where not even the three are answered.
    pub(super) fn learn(course: &mut Course<'a>) -> Result<Self, Gap> {
        let root = course.root();
        let names = [root.random(0, ""), root.random(1, ".html"), root.random(2, "/")];
        let dot = root.random_dot(3);
        let handled = HANDLED.iter().map(|ending| (*ending, root.random(0, ending))).collect::<Vec<_>>();
        let mut plain = Vec::new();
        for name in names {
            plain.push(course.first(&name)?);
        }
        let dot = course.first(&dot).ok();
        let handled = handled.into_iter().filter_map(|(ending, name)| Some((ending, course.first(&name).ok()?)));
        Ok(Self { plain, dot, handled: handled.collect() })
    }

    /// How names without an ending are answered.
    pub(super) fn manner(&self) -> Manner {
        self.plain.first().map_or(Manner::NotFound, |response| manner(response))
    }

    /// The statuses, as a fact.
    pub(super) fn fact(&self) -> fact::Baseline {
        let all = self.plain.iter().chain(&self.dot).copied().chain(self.handled.iter().map(|(_, own)| *own));
        fact::Baseline { manner: self.manner(), statuses: all.map(|own| own.status.into()).collect() }
    }

    /// Everything that random names were answered.
    pub(super) fn answers(&self) -> impl Iterator<Item = &'a Response> {
        self.plain.iter().copied().chain(self.dot).chain(self.handled.iter().map(|(_, own)| *own))
    }

    /// Why nothing that this server says proves anything: it turns away whoever asks, or has broken down.
    pub(super) fn blindness(&self, front: Option<&Response>) -> Option<Gap> {
        let same = front.is_none_or(|front| manner(front) == self.manner());
        let challenged = self.plain.iter().all(|own| {
            let content = Content::of(own);
            own.status != 404 && CHALLENGE.as_ref().is_some_and(|words| words.is_match(content.bytes()))
        });
        if challenged && same {
            return Some(turned_away());
        }
        match self.manner() {
            Manner::Refused if same => Some(turned_away()),
            Manner::Error if same => Some(Gap::new(
                Reason::Unreachable,
                Text::new("máy chủ báo lỗi với mọi đường dẫn", "the server answers every path with an error"),
            )),
            _ => None,
        }
    }

    /// Whether an answer to a random name is still of the first kind; where not, somebody began to step in between.
    pub(super) fn agrees(&self, response: &Response) -> bool {
        let Some(first) = self.plain.first() else { return true };
        if manner(first) != manner(response) {
            return false;
        }
        let (own, other) = (Content::of(first), Content::of(response));
        let challenged = |content: &Content<'_>| CHALLENGE.as_ref().is_some_and(|own| own.is_match(content.bytes()));
        own.is_page() == other.is_page() && challenged(&own) == challenged(&other)
    }

    /// Whether an answer is to the byte that to a random name: then it is no answer to the path.
    pub(super) fn is_same(&self, response: &Response) -> bool {
        self.plain.iter().any(|own| own.status == response.status && own.body == response.body)
    }

    /// Whether names like this path are turned away whether they exist or not.
    pub(super) fn turns_away(&self, path: &str) -> bool {
        let bare = path.split('?').next().unwrap_or_default();
        let handled = self.handled.iter().find(|(ending, _)| bare.ends_with(ending)).map(|(_, own)| *own);
        let dot = self.dot.filter(|_| bare.contains("/."));
        let folder = self.plain.get(2).copied().filter(|_| bare.ends_with('/'));
        let own = dot.or(handled).or(folder).or(self.plain.first().copied());
        own.is_some_and(is_away)
    }

    /// What the plain names tell of the inside: that is told of the error page.
    pub(super) fn leaks(&self) -> BTreeSet<String> {
        self.plain.iter().flat_map(|own| leaks(Content::of(own).bytes())).collect()
    }

    /// The answers to names that go to a handler of their own.
    pub(super) fn handled(&self) -> &[(&'static str, &'a Response)] {
        &self.handled
    }
}

/// Whether an answer turns its reader away, or sends it to where one signs in.
pub(super) fn is_away(response: &Response) -> bool {
    matches!(manner(response), Manner::Guarded | Manner::SignIn) || response.status == 403
}

fn manner(response: &Response) -> Manner {
    match response.status {
        200..=299 => Manner::Page,
        300..=399 if leads_to_sign_in(response) => Manner::SignIn,
        300..=399 => Manner::Redirect,
        401 => Manner::Guarded,
        404 | 410 => Manner::NotFound,
        500..=599 => Manner::Error,
        _ => Manner::Refused,
    }
}

fn turned_away() -> Gap {
    Gap::new(
        Reason::Denied,
        Text::new(
            "máy chủ hoặc tường lửa chặn mọi yêu cầu của lần kiểm tra",
            "the server or a firewall turns every request of the inspection away",
        ),
    )
}
