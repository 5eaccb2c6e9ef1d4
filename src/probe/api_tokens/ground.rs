//! The ground that trials stand on: a route that refuses, what it gives to a good token, and what
//! counts as being let in.

use super::facts::{Entry, Guard};
use crate::fact::{Fact, Gap, Reason};
use crate::probe::api::{
    Body, Heard, MOST_ROUTES, Service, Standing, alike, cache_control, contains, is_shared, refuses_in_words, same,
    shown, standing, throttled,
};
use crate::probe::certificate::Lendable;
use crate::probe::walk::Walk;
use crate::system::Route;
use crate::text::Text;
use crate::wire::{Piece, Request, Response, SecretName, Spelling};

/// A route that turns away whoever has no token.
#[derive(Clone, Debug)]
pub(super) struct Ground<'a> {
    /// The service.
    pub(super) service: Service<'a>,
    /// The id of its subject.
    pub(super) id: &'a str,
    /// The route.
    pub(super) route: &'a Route,
    /// Whether lent tokens may be shown, or why they may not.
    pub(super) lendable: Result<Lendable, Gap>,
    refusal: &'a Response,
    good: Option<&'a Response>,
    random: Vec<(&'a Response, String)>,
}

/// What is known of the guard before anything is tried.
pub(super) enum Gate<'a> {
    /// Every protected route is open to everybody.
    Open(Guard),
    /// This one refuses.
    Shut(Box<Ground<'a>>, Guard, Fact<Entry>),
}

/// A request with a lent token, where it may be shown.
pub(super) fn bearing(request: Request, _: Lendable, id: &str, part: &'static str) -> Request {
    let secret = Piece::Secret(SecretName::new(id, part), Spelling::Plain);
    request.with_lent_header("authorization", vec![Piece::plain("Bearer "), secret])
}

impl<'a> Ground<'a> {
    /// Looks for a route that refuses, and how the good token is taken there.
    pub(super) fn find(
        service: Service<'a>,
        id: &'a str,
        lendable: &Result<Lendable, Gap>,
        walk: &mut Walk<'a>,
    ) -> Result<Gate<'a>, Gap> {
        let paths = service.random_paths();
        let answers = paths.each_ref().map(|path| walk.response(service.job(service.get(path))));
        let asked: Vec<_> = service
            .protected()
            .take(MOST_ROUTES)
            .map(|route| (route, walk.response(service.job(service.get(&route.path)))))
            .collect();
        let random: Vec<_> =
            answers.into_iter().zip(paths).filter_map(|(answer, path)| Some((answer.ok()?, path))).collect();
        let mut hole = None;
        let mut open = None;
        for (route, answer) in asked {
            let found = answer.and_then(|response| {
                let random: Vec<_> = random.iter().map(|(response, path)| (*response, path.as_str())).collect();
                Ok((response, standing((response, &route.path), route.shows.as_deref(), &random)?))
            });
            match found {
                Err(gap) => hole = hole.or(Some(gap)),
                Ok((response, Standing::Open)) => open = open.or(Some((route, response))),
                Ok((refusal, standing)) => {
                    let lendable = lendable.clone();
                    let ground = Self { service, id, route, lendable, refusal, good: None, random };
                    return ground.entered(standing, walk);
                }
            }
        }
        match (open, hole) {
            (_, Some(gap)) => Err(gap),
            (Some((route, response)), None) => {
                Ok(Gate::Open(Guard { path: shown(&route.path), refuses: false, status: response.status.into() }))
            }
            (None, None) => Err(Gap::new(
                Reason::NotCollected,
                Text::new("chưa khai báo đường dẫn nào cần bảo vệ", "no protected route is declared"),
            )),
        }
    }

    fn entered(mut self, standing: Standing, walk: &mut Walk<'a>) -> Result<Gate<'a>, Gap> {
        let guard = Guard { path: shown(&self.route.path), refuses: true, status: self.refusal.status.into() };
        let entry = match (&self.service.interface.token, &self.lendable) {
            (None, _) => Fact::Absent,
            (Some(_), Err(gap)) => Fact::Unknown(gap.clone()),
            (Some(_), Ok(lendable)) => {
                let request = bearing(self.service.get(&self.route.path), *lendable, self.id, "token");
                match walk.response(self.service.job(request)).and_then(|good| Ok((good, self.is_let_in(good)?))) {
                    Ok((good, entered)) => {
                        self.good = entered.then_some(good);
                        let control = cache_control(good);
                        Fact::Known(Entry {
                            entered,
                            status: good.status.into(),
                            no_store: control.iter().any(|word| word == "no-store"),
                            shared_cache: is_shared(&control),
                        })
                    }
                    Err(gap) => Fact::Unknown(gap),
                }
            }
        };
        // A route that is not there refuses nobody.
        if standing == Standing::NotFound && self.good.is_none() {
            return Err(match entry {
                Fact::Unknown(gap) => gap,
                Fact::Absent | Fact::Known(_) => Gap::new(
                    Reason::LowCoverage,
                    Text::new(
                        "HTTP 404: không rõ đường dẫn được giấu hay không tồn tại; cần một mã truy cập hợp lệ để biết",
                        "HTTP 404: hidden or not there; only a good token can tell",
                    ),
                ),
            });
        }
        Ok(Gate::Shut(Box::new(self), guard, entry))
    }

    /// Whether the good token was let in.
    pub(super) fn is_entered(&self) -> bool {
        self.good.is_some()
    }

    /// Whether the answer to the good token can be known at all by its status.
    pub(super) fn refuses_by_status(&self) -> bool {
        !(200..300).contains(&self.refusal.status)
    }

    /// A path that the service does not have.
    pub(super) fn random_path(&self) -> String {
        let [beside, ..] = self.service.random_paths();
        beside
    }

    fn is_let_in(&self, good: &Response) -> Result<bool, Gap> {
        let heard = (good, self.route.path.as_str());
        if same(heard, (self.refusal, &self.route.path)) {
            return Ok(false);
        }
        Ok(standing(heard, self.route.shows.as_deref(), &self.random())? == Standing::Open)
    }

    fn random(&self) -> Vec<Heard<'_>> {
        self.random.iter().map(|(response, path)| (*response, path.as_str())).collect()
    }

    /// By what an answer is proved to let its reader in; `None` where it does not.
    pub(super) fn proof(&self, heard: Heard<'_>) -> Result<Option<&'static str>, Gap> {
        let (response, _) = heard;
        match response.status {
            429 | 503 => return Err(throttled(response.status)),
            200..=299 => {}
            _ => return Ok(None),
        }
        let shows = self.route.shows.as_deref();
        if shows.is_some_and(|shows| contains(response, shows)) {
            return Ok(Some("shows"));
        }
        let refused = refuses_in_words(response)
            || same(heard, (self.refusal, &self.route.path))
            || self.random().iter().any(|other| same(heard, *other));
        let body = Body::of(response);
        if refused || body == Body::Empty {
            return Ok(None);
        }
        match self.good {
            Some(good) if same(heard, (good, &self.route.path)) => Ok(Some("same")),
            Some(good) if shows.is_none() && alike(response, good) => Ok(Some("alike")),
            Some(good) if body == Body::Page && Body::of(good) != Body::Page => Ok(None),
            None if body == Body::Page => Ok(None),
            None if shows.is_none() && body.is_data() => Ok(Some("differs")),
            _ => Err(Gap::new(
                Reason::Parse,
                Text::new(
                    "câu trả lời không phải từ chối, cũng không giống câu trả lời cho người được phép",
                    "the answer is no refusal, and not what a reader who is let in gets",
                ),
            )),
        }
    }
}
