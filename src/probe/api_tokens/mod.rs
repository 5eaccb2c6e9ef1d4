//! The probe `api_tokens`: whom a data service lets in that it must not.
//!
//! Being let in needs proof: the answer is what a good token gets, or shows what is declared, or, where
//! neither is known, is data and not the refusal. Everything only reads; the look-ups come last, so that
//! their limit does not blur the rest.

mod facts;
mod graphql;
mod ground;
mod look_up;
mod owned;
mod provider;
mod steps;
mod tokens;
mod trial;
mod ways;

#[cfg(test)]
mod tests;

use crate::fact::{Fact, Factual, Gap, Reason, Shape, Value};
use crate::probe::api::{MOST_ROUTES, Service, reveals};
use crate::system::{Interface, Kind, Place, Role, Safety, Subject};
use crate::text::Text;
use crate::wire::{Claims, Job, Response};

use super::certificate::lendable;
use super::walk::Walk;
use super::{Aim, Probe, Seen, Spec, Target};
use facts::ApiTokens;
use ground::{Gate, Ground};
use provider::Issuer;
use tokens::{Maker, Tokens};
use trial::{Tried, trial};

/// Requests that are made whatever is declared: random paths, the good token, tokens, ways, the
/// provider's documents and GraphQL; and the handshake that shows the certificate.
const MOST: usize = 1 + 3 + 1 + tokens::MOST + ways::MOST + provider::MOST + graphql::MOST;

/// The probe.
#[derive(Debug)]
pub struct ApiTokensProbe;

impl Probe for ApiTokensProbe {
    fn spec(&self) -> Spec {
        Spec {
            id: "api_tokens",
            title: Text::new(
                "Mã truy cập và đường vòng của dịch vụ dữ liệu",
                "Tokens of data services, and ways round them",
            ),
            about: Text::new(
                "Trên một đường dẫn cần bảo vệ: xuất trình các mã truy cập phải bị từ chối (tự tạo hoặc được cho mượn), thử \
                 phương thức, cách viết đường dẫn và tiêu đề khác; hỏi đường dẫn của một chủ bằng mã của người khác; lặp lại \
                 các chức năng tra cứu đã khai báo; hỏi lược đồ GraphQL bằng POST. Chỉ đọc (GET, HEAD, OPTIONS, PROPFIND, một câu truy vấn GraphQL), giữ nhịp chậm.",
                "On one protected route: shows tokens that must be refused (made or lent), tries other methods, spellings of \
                 the path and headers; asks one owner's routes with another's token; repeats the declared look-ups; asks \
                 GraphQL by POST for its schema. Reads only (GET, HEAD, OPTIONS, PROPFIND, one query of GraphQL), at the \
                 calm pace.",
            ),
            kinds: &[Kind::Api],
            safety: Safety::Active,
            aim: Aim::OneBackEnd,
            most_jobs: MOST + 3 * MOST_ROUTES + 1000,
        }
    }

    fn most_jobs(&self, target: &Target<'_>) -> usize {
        let Some(service) = Service::of(target) else { return 0 };
        let attempts = service.interface.look_ups.iter().map(|own| usize::try_from(own.attempts).unwrap_or(0));
        MOST + service.protected().count().min(MOST_ROUTES)
            + 2 * owned::routes(&service).len()
            + attempts.sum::<usize>()
    }

    fn shared_jobs(&self, target: &Target<'_>) -> usize {
        Service::of(target).map_or(0, |service| 3 + service.protected().count().min(MOST_ROUTES))
    }

    fn concerns(&self, subject: &Subject) -> bool {
        let Place::Web(web) = &subject.place else { return false };
        let Role::Interface(interface) = &web.role else { return false };
        interface.routes.iter().any(|route| !route.public || graphql::is_named(&route.path))
            || !interface.look_ups.is_empty()
            || graphql::is_named(&web.path)
    }

    fn steps(&self, target: &Target<'_>) -> Vec<Text> {
        Service::of(target).map(|service| steps::steps(target, &service)).unwrap_or_default()
    }

    fn is_calm(&self) -> bool {
        true
    }

    fn shape(&self) -> Shape {
        ApiTokens::shape()
    }

    fn wants(&self, target: &Target<'_>, seen: &Seen) -> Vec<Job> {
        let mut walk = Walk::new(seen);
        if let Some(service) = Service::of(target).filter(|_| self.concerns(target.subject)) {
            drop(gather(target, service, &mut walk));
        }
        walk.into_jobs()
    }

    fn fact(&self, target: &Target<'_>, seen: &Seen) -> Value {
        match Service::of(target).filter(|_| self.concerns(target.subject)) {
            Some(service) => gather(target, service, &mut Walk::new(seen)).into_value(),
            None => Value::Absent,
        }
    }
}

fn gather<'a>(target: &Target<'a>, service: Service<'a>, walk: &mut Walk<'a>) -> ApiTokens {
    let id = target.subject.id.as_str();
    let per_second = target.system.scope.pace.requests_per_second;
    // First of all: where the certificate is not trusted, no lent token leaves.
    let lendable = match lends(service.interface) {
        true => lendable(target, walk),
        false => Err(Reason::NotCollected.into()),
    };
    if walk.is_waiting() {
        let gap = Gap::from(Reason::NotCollected);
        let look_ups = look_up::unseen(&service, per_second, &gap);
        let owned = owned::owned(&service, id, &Err(gap.clone()), &[], walk);
        return ApiTokens { owned, look_ups, ..blank(&Fact::Unknown(gap)) };
    }
    let mut facts = match service.protected().next().map(|_| Ground::find(service, id, &lendable, walk)) {
        None => blank(&Fact::Absent),
        Some(Err(gap)) => blank(&Fact::Unknown(gap)),
        Some(Ok(Gate::Open(guard))) => ApiTokens { guard: Fact::Known(guard), ..blank(&Fact::Absent) },
        Some(Ok(Gate::Shut(ground, guard, entry))) => {
            // The good token first: what the others get is held against it.
            let tried = match walk.is_settled() {
                true => tried(target, &ground, walk),
                false => blank(&Fact::Unknown(Reason::NotCollected.into())),
            };
            ApiTokens { guard: Fact::Known(guard), entry, ..tried }
        }
    };
    let random_paths = service.random_paths();
    let random: Vec<_> = random_paths
        .iter()
        .filter(|_| !owned::routes(&service).is_empty())
        .filter_map(|path| Some((walk.response(service.job(service.get(path))).ok()?, path.as_str())))
        .collect();
    facts.owned = owned::owned(&service, id, &lendable, &random, walk);
    facts.graphql = graphql::graphql(&service, walk);
    // Last of all, once everything else has ended.
    facts.look_ups = match walk.is_settled() {
        true => look_up::look_ups(&service, id, &lendable, per_second, walk),
        false => look_up::unseen(&service, per_second, &Reason::NotCollected.into()),
    };
    facts
}

/// Whether any token is lent: only then it matters whom it would be shown to.
fn lends(interface: &Interface) -> bool {
    let Interface { token, second_token, expired_token, foreign_audience_token, foreign_realm_token, .. } = interface;
    [token, second_token, expired_token, foreign_audience_token, foreign_realm_token].iter().any(|own| own.is_some())
}

fn tried<'a>(target: &Target<'a>, ground: &Ground<'a>, walk: &mut Walk<'a>) -> ApiTokens {
    let issuer = Issuer::of(target, &ground.service);
    let keys = provider::keys(target, &ground.service, issuer, walk);
    if !walk.is_settled() {
        return blank(&Fact::Unknown(Reason::NotCollected.into()));
    }
    let claims = Claims {
        issuer: issuer.map(|issuer| issuer.address()),
        audience: ground.service.interface.audience.clone(),
        now: target.now.as_second(),
    };
    let tokens = Maker { ground, claims, keys }.show(walk);
    let methods = trial(ground, ways::methods(ground), walk);
    let paths = trial(ground, ways::paths(ground), walk);
    let headers = trial(ground, ways::headers(ground), walk);
    told(tokens, [methods, paths, headers])
}

/// The facts of what was tried.
fn told(tokens: Tokens<'_>, [methods, paths, headers]: [Tried<'_>; 3]) -> ApiTokens {
    let Tokens {
        malformed,
        alg_none,
        bad_signature,
        embedded_key,
        key_address,
        fetches_keys,
        key_confusion,
        key_id,
        foreign_issuer,
        expired,
        foreign_audience,
        foreign_realm,
        in_query,
    } = tokens;
    let all = [
        &malformed,
        &alg_none,
        &bad_signature,
        &embedded_key,
        &key_address,
        &key_confusion,
        &key_id,
        &foreign_issuer,
        &expired,
        &foreign_audience,
        &foreign_realm,
        &in_query,
        &methods,
        &paths,
        &headers,
    ];
    let answers: Vec<(String, &Response)> = all.iter().flat_map(|tried| tried.heard.iter().cloned()).collect();
    let errors = answers.iter().filter(|(_, response)| response.status == 500);
    let mut server_errors: Vec<_> = errors.map(|(name, _)| name.clone()).collect();
    server_errors.sort_unstable();
    server_errors.dedup();
    ApiTokens {
        guard: Fact::Absent,
        entry: Fact::Absent,
        reveals: Fact::Known(reveals(answers.iter().map(|(_, response)| *response))),
        server_errors: Fact::Known(server_errors),
        fetches_keys,
        malformed: malformed.fact,
        alg_none: alg_none.fact,
        bad_signature: bad_signature.fact,
        embedded_key: embedded_key.fact,
        key_address: key_address.fact,
        key_confusion: key_confusion.fact,
        key_id: key_id.fact,
        foreign_issuer: foreign_issuer.fact,
        expired: expired.fact,
        foreign_audience: foreign_audience.fact,
        foreign_realm: foreign_realm.fact,
        in_query: in_query.fact,
        methods: methods.fact,
        paths: paths.fact,
        headers: headers.fact,
        owned: Vec::new(),
        graphql: Fact::Absent,
        look_ups: Vec::new(),
    }
}

/// The facts where nothing was tried: there was no need, or no way.
fn blank(why: &Fact<()>) -> ApiTokens {
    fn same<T>(why: &Fact<()>) -> Fact<T> {
        match why {
            Fact::Unknown(gap) => Fact::Unknown(gap.clone()),
            Fact::Absent | Fact::Known(()) => Fact::Absent,
        }
    }
    ApiTokens {
        guard: same(why),
        entry: same(why),
        malformed: same(why),
        alg_none: same(why),
        bad_signature: same(why),
        embedded_key: same(why),
        key_address: same(why),
        fetches_keys: same(why),
        key_confusion: same(why),
        key_id: same(why),
        foreign_issuer: same(why),
        expired: same(why),
        foreign_audience: same(why),
        foreign_realm: same(why),
        in_query: same(why),
        methods: same(why),
        paths: same(why),
        headers: same(why),
        owned: Vec::new(),
        graphql: same(why),
        look_ups: Vec::new(),
        reveals: same(why),
        server_errors: same(why),
    }
}
