//! What a status in somebody's log says of the hop behind them.

use crate::ledger::samples::Class;

use super::mapping::Mapping;
use super::tally::Skip;

/// Who gave the status, as far as the log tells.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Giver {
    /// The log does not say.
    Unsaid,
    /// The upstream.
    Upstream,
}

/// The class of a status. What may be the fault of the one who asked says nothing of the hop, unless it is known that
/// the upstream said it: a stranger's bad password must not read as an outage.
pub(super) fn class(status: u16, giver: Giver, waited: Option<i64>, mapping: &Mapping) -> Result<Class, Skip> {
    if let Some(declared) = mapping.statuses.get(&status) {
        return declared.ok_or(Skip::Ambiguous);
    }
    match (status, giver) {
        (200..=299 | 304, _) => Ok(Class::Good),
        (401 | 403, Giver::Upstream) => Ok(Class::Authentication),
        (429, Giver::Upstream) => Ok(Class::Quota),
        // 499 is nginx's word for a requester who went away; one that had waited long enough proves the silence.
        (499 | 408, _) => match waited {
            Some(waited) if status == 499 && waited >= mapping.gave_up_after => Ok(Class::ServiceTimeout),
            _ => Err(Skip::GaveUp),
        },
        (400..=499, _) => Err(Skip::Requester),
        (502..=504, _) => Ok(Class::GatewayStatus),
        (500..=599, _) => Ok(Class::ServiceStatus),
        _ => Err(Skip::Ambiguous),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stranger_s_failure_is_no_outage() {
        let mapping = Mapping::default();
        let of = |status, giver, waited| class(status, giver, waited, &mapping);
        assert_eq!(of(401, Giver::Unsaid, None), Err(Skip::Requester));
        assert_eq!(of(401, Giver::Upstream, None), Ok(Class::Authentication));
        assert_eq!(of(404, Giver::Upstream, None), Err(Skip::Requester));
        assert_eq!(of(499, Giver::Unsaid, Some(2_000)), Err(Skip::GaveUp));
        assert_eq!(of(499, Giver::Unsaid, Some(30_000)), Ok(Class::ServiceTimeout));
        assert_eq!(of(302, Giver::Unsaid, None), Err(Skip::Ambiguous));
        assert_eq!(of(503, Giver::Unsaid, None), Ok(Class::GatewayStatus));
        assert_eq!(of(500, Giver::Upstream, None), Ok(Class::ServiceStatus));
        let declared = Mapping { statuses: [(404, Some(Class::NoData)), (200, None)].into(), ..Mapping::default() };
        assert_eq!(class(404, Giver::Unsaid, None, &declared), Ok(Class::NoData));
        assert_eq!(class(200, Giver::Unsaid, None, &declared), Err(Skip::Ambiguous));
    }
}
