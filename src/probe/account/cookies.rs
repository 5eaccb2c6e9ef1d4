//! The cookies of somebody who is signed in, without their values.

use jiff::Timestamp;

use super::fact::SessionCookie;
use super::token;
use crate::fact::Fact;
use crate::probe::browse::{Jar, StoredCookie};
use crate::text::shorten;

/// A cookie as a fact shows it.
pub(super) fn shown(cookie: &StoredCookie, carries: Fact<bool>, before: &Jar, now: Timestamp) -> SessionCookie {
    let prefix = ["__Host-", "__Secure-"].into_iter().find(|prefix| cookie.name.starts_with(prefix));
    let minutes = |end: Timestamp| end.duration_since(now).as_mins();
    SessionCookie {
        name: shorten(&cookie.name, 64),
        carries_session: carries,
        set_at_sign_in: before.named(&cookie.name).is_none_or(|earlier| earlier.value != cookie.value),
        secure: cookie.secure,
        http_only: cookie.http_only,
        same_site: cookie.same_site.as_deref().map(same_site).into(),
        prefix: prefix.map(str::to_owned).into(),
        domain: (!cookie.host_only).then(|| shorten(&cookie.domain, 100)).into(),
        lifetime_minutes: cookie.expires.map(minutes).into(),
        token_minutes: token::minutes(&cookie.value, now).into(),
    }
}

fn same_site(value: &str) -> String {
    let known = ["Strict", "Lax", "None"].into_iter().find(|known| known.eq_ignore_ascii_case(value));
    known.map_or_else(|| shorten(value, 32), str::to_owned)
}

/// After how many minutes the session ends whatever happens: the first end of what carries it.
pub(super) fn end(cookies: &[SessionCookie]) -> Fact<i64> {
    let carrying = cookies.iter().filter(|cookie| cookie.carries_session == Fact::Known(true));
    let ends = carrying.flat_map(|cookie| [cookie.lifetime_minutes.known(), cookie.token_minutes.known()]).flatten();
    ends.min().copied().into()
}
