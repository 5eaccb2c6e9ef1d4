//! The way through a site: level by level, in the order of addresses, within its budgets. A pure function of the answers:
//! what comes first in the order counts, not what answers first.
//!
//! A page that scripts build shows nothing as it comes. Where the declaration says so it is opened in the browser, and the
//! same reader looks at what the scripts built.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::ground::{Ground, SEARCH};
use super::reader::MOST_OF_FILE;
use super::reading::{Extent, Link, Location, PageReading};
use super::visit::{Course, CrawlEnd, Left, RobotsState, Visit};
use crate::fact::{Gap, Reason};
use crate::probe::exposure::extract::Robots;
use crate::probe::walk::Walk;
use crate::wire::{Answer, Job, Phase};

/// How many addresses are asked for at a time, before what they lead to is looked at.
const WAVE: usize = 40;
/// How many addresses of one form are asked before others go first, and how many of them may say the same.
const ALIKE: u32 = 30;
/// How many redirects are followed from one address.
const MOST_HOPS: u32 = 5;
/// How many site maps are read.
const MOST_MAPS: usize = 10;
/// How many addresses in a row that do not answer end the way.
const MOST_SILENT: usize = 10;
/// The longest pause between two requests that a site is given, in milliseconds; who asks for more gets this one.
const LONGEST_DELAY: u32 = 30_000;
/// How many inner pages are asked for once more as others are answered.
const MOST_INNER: usize = 12;
/// What is asked besides pages: robots with a redirect, the page that does not exist, the start page twice and inner
/// pages once as others are answered.
pub(super) const BESIDES: usize = 2 + 1 + MOST_MAPS + 2 + MOST_INNER;

/// Walks as far as there are answers. The jobs in the walk are everything that was asked and is to be asked next.
pub(super) fn course<'a>(ground: &'a Ground<'a>, walk: &mut Walk<'a>) -> Course<'a> {
    let mut way = Way::new(ground);
    let end = way.go(walk);
    way.course.left.unasked = way.frontier.len();
    way.course.end = match end {
        CrawlEnd::Whole if way.course.left.deep > 0 => CrawlEnd::Depth,
        other => other,
    };
    if !walk.is_waiting() && !matches!(way.course.end, CrawlEnd::Throttled | CrawlEnd::Unreachable | CrawlEnd::Budget) {
        way.as_others(walk);
    }
    way.course
}

struct Way<'a> {
    ground: &'a Ground<'a>,
    course: Course<'a>,
    /// What is to be asked: those of which there are many alike come last, then by level and address.
    frontier: BTreeSet<(bool, u32, &'a str)>,
    known: HashSet<&'a str>,
    hops: HashMap<&'a str, u32>,
    forms: HashMap<&'a str, u64>,
    /// How many addresses of a form were met, and how many said what another had said.
    met: HashMap<u64, u32>,
    same: HashMap<u64, u32>,
    said: HashSet<(u64, u64)>,
    missing: Option<u64>,
    elapsed_ms: i64,
    asked: usize,
}

impl<'a> Way<'a> {
    fn new(ground: &'a Ground<'a>) -> Self {
        let course = Course {
            visits: Vec::new(),
            as_others: Vec::new(),
            left: Left::default(),
            end: CrawlEnd::Whole,
            robots: RobotsState::None,
            rules: None,
            mapped: HashSet::new(),
            bytes: 0,
            silent: None,
        };
        Self {
            ground,
            course,
            frontier: BTreeSet::new(),
            known: HashSet::new(),
            hops: HashMap::new(),
            forms: HashMap::new(),
            met: HashMap::new(),
            same: HashMap::new(),
            said: HashSet::new(),
            missing: None,
            elapsed_ms: 0,
            asked: 0,
        }
    }

    fn go(&mut self, walk: &mut Walk<'a>) -> CrawlEnd {
        if let Some(end) = self.begin(walk) {
            return end;
        }
        while !walk.is_waiting() {
            if let Some(end) = self.is_over() {
                return end;
            }
            let wave = self.next_wave();
            if wave.is_empty() {
                return CrawlEnd::Whole;
            }
            let answers = self.ask(&wave, walk);
            let built = self.built(&wave, &answers, walk);
            if walk.is_waiting() {
                return CrawlEnd::Whole;
            }
            if let Some(end) = self.take(&wave, answers, &built) {
                return end;
            }
        }
        CrawlEnd::Whole
    }

    /// Learns what binds the walk, and where it starts.
    fn begin(&mut self, walk: &mut Walk<'a>) -> Option<CrawlEnd> {
        let ground = self.ground;
        let robots = perused(walk, ground.job("/robots.txt", 0));
        let missing = perused(walk, ground.job(&ground.missing, 0));
        if walk.is_waiting() {
            return Some(CrawlEnd::Whole);
        }
        if let Ok((reading, _)) = missing {
            self.missing = (reading.status == 200 && reading.page.is_some()).then_some(reading.shape);
        }
        let (state, rules) = self.robots(robots, walk);
        if walk.is_waiting() {
            return Some(CrawlEnd::Whole);
        }
        let state = if ground.ignores_robots && state != RobotsState::None { RobotsState::Ignored } else { state };
        (self.course.robots, self.course.rules) = (state, rules);
        if state == RobotsState::Unknown {
            return Some(CrawlEnd::RobotsUnknown);
        }
        for address in &ground.starts {
            self.add(address, super::address::form_of(address), 0);
        }
        if let (RobotsState::Ignored, Some(rules)) = (state, rules) {
            // What it names as not to be visited, for whomever: patterns name nothing.
            let plain = |path: &&String| path.starts_with('/') && path.len() > 1 && !path.contains(['*', '$']);
            for address in rules.paths.iter().filter(plain) {
                self.add(address, super::address::form_of(address), 1);
            }
        }
        self.maps(walk);
        walk.is_waiting().then_some(CrawlEnd::Whole)
    }

    fn robots(&mut self, first: Perused<'a>, walk: &mut Walk<'a>) -> (RobotsState, Option<&'a Robots>) {
        let mut answer = first;
        if let Ok((PageReading { location: Some(Location::Own(link)), .. }, _)) = &answer {
            answer = perused(walk, self.ground.job(&link.address, 0));
        }
        match answer {
            Ok((reading, _)) if reading.robots.is_some() => (RobotsState::Kept, reading.robots.as_ref()),
            Ok((reading, _)) if reading.status >= 500 => (RobotsState::Unknown, None),
            Ok(_) => (RobotsState::None, None),
            Err(gap) => {
                self.course.silent = Some(gap);
                (RobotsState::Unknown, None)
            }
        }
    }

    /// Reads the site maps: the usual one and those that robots are told of; maps of maps one level deep.
    fn maps(&mut self, walk: &mut Walk<'a>) {
        let ground = self.ground;
        let told = self.course.rules.into_iter().flat_map(|rules| &rules.sitemaps);
        let own = told.filter_map(|given| ground.own(given));
        let mut wanted: BTreeSet<String> = own.chain(["/sitemap.xml".to_owned()]).take(MOST_MAPS / 2).collect();
        let mut read = 0;
        for _ in 0..2 {
            let answers: Vec<_> =
                wanted.iter().map(|address| perused(walk, ground.job(address, self.delay()))).collect();
            read += answers.len();
            if walk.is_waiting() {
                return;
            }
            let mut further = BTreeSet::new();
            for (reading, _) in
                answers.into_iter().flatten().filter(|(reading, _)| reading.page.is_none() && reading.robots.is_none())
            {
                further.extend(reading.maps.iter().cloned());
                for link in &reading.links {
                    self.course.mapped.insert(&link.address);
                    self.add(&link.address, link.form, 1);
                }
            }
            wanted = further
                .into_iter()
                .filter(|address| !wanted.contains(address))
                .take(MOST_MAPS.saturating_sub(read))
                .collect();
        }
    }

    /// Whether a budget is spent.
    fn is_over(&self) -> Option<CrawlEnd> {
        let Ground { limits, .. } = self.ground;
        let silent = self.course.visits.iter().rev().take_while(|visit| visit.outcome.is_err()).count();
        let whole = self.frontier.is_empty();
        match () {
            () if self.asked > 0 && silent == self.course.visits.len() && whole => Some(CrawlEnd::Unreachable),
            () if silent >= MOST_SILENT => Some(CrawlEnd::Unreachable),
            () if whole => None,
            () if self.asked >= limits.pages => Some(CrawlEnd::Pages),
            () if self.course.bytes >= limits.bytes => Some(CrawlEnd::Bytes),
            () if self.spent_ms() >= limits.milliseconds => Some(CrawlEnd::Time),
            () => None,
        }
    }

    /// How long the walk took at least: by its pace, or by the answers where those were slower.
    fn spent_ms(&self) -> i64 {
        let asked = i64::try_from(self.asked).unwrap_or(i64::MAX);
        let paced = asked.saturating_mul(i64::from(self.delay().max(self.ground.interval_ms)));
        paced.max(self.elapsed_ms / i64::from(self.ground.at_once.max(1)))
    }

    fn delay(&self) -> u32 {
        self.course.rules.and_then(|rules| rules.delay).unwrap_or(0).min(LONGEST_DELAY)
    }

    /// The next addresses of one level.
    fn next_wave(&mut self) -> Vec<(u32, &'a str)> {
        let room = WAVE.min(self.ground.limits.pages.saturating_sub(self.asked));
        let (mut wave, mut here) = (Vec::new(), HashMap::<u64, u32>::new());
        let level = self.frontier.first().map(|(many, depth, _)| (*many, *depth));
        while let Some(&(many, depth, address)) = self.frontier.first() {
            if wave.len() >= room || Some((many, depth)) != level && !wave.is_empty() {
                break;
            }
            let form = self.forms.get(address).copied().unwrap_or_default();
            if many {
                let same = self.same.get(&form).copied().unwrap_or_default();
                let here = here.entry(form).or_default();
                if same < ALIKE && same + *here >= ALIKE {
                    // What these say decides whether the next are asked.
                    break;
                }
                *here += 1;
                if same >= ALIKE {
                    self.frontier.pop_first();
                    self.course.left.alike += 1;
                    continue;
                }
            }
            self.frontier.pop_first();
            wave.push((depth, address));
        }
        wave
    }

    /// Asks a wave, and again where a file turned out longer than a page, or the server asked to be asked later.
    fn ask(&mut self, wave: &[(u32, &'a str)], walk: &mut Walk<'a>) -> Vec<Perused<'a>> {
        let (ground, delay) = (self.ground, self.delay());
        let mut answers: Vec<_> = wave.iter().map(|(_, address)| perused(walk, ground.job(address, delay))).collect();
        if walk.is_waiting() {
            return answers;
        }
        self.asked += wave.len();
        let mut room = ground.limits.pages.saturating_sub(self.asked);
        for (answer, (_, address)) in answers.iter_mut().zip(wave) {
            let again = match answer {
                Ok((reading, _)) if matches!(reading.status, 429 | 503) => ground.job_again(address, delay),
                Ok((PageReading { read: Extent::Longer, .. }, _)) => ground.job_of(address, delay, MOST_OF_FILE),
                _ => continue,
            };
            if room == 0 {
                break;
            }
            room -= 1;
            self.asked += 1;
            *answer = perused(walk, again);
        }
        answers
    }

    /// Opens pages that their scripts build in the browser, where the declaration says so.
    fn built(
        &mut self,
        wave: &[(u32, &'a str)],
        answers: &[Perused<'a>],
        walk: &mut Walk<'a>,
    ) -> HashMap<&'a str, Perused<'a>> {
        let mut built = HashMap::new();
        if walk.is_waiting() || !self.ground.opens_browser {
            return built;
        }
        let silent = |answer: &Perused<'a>| {
            answer.as_ref().is_ok_and(|(reading, _)| reading.page.is_some_and(|page| page.built_by_script))
        };
        let room = self.ground.limits.pages.saturating_sub(self.asked);
        let pages = wave.iter().zip(answers).filter(|(_, answer)| silent(answer)).take(room);
        for (_, address) in pages.map(|(own, _)| own) {
            built.insert(*address, perused(walk, self.ground.job_built(address, self.delay())));
        }
        self.asked += built.len();
        built
    }

    /// Takes the answers of a wave in; an end where the server wants no more.
    fn take(
        &mut self,
        wave: &[(u32, &'a str)],
        answers: Vec<Perused<'a>>,
        built: &HashMap<&'a str, Perused<'a>>,
    ) -> Option<CrawlEnd> {
        let mut end = None;
        for ((depth, address), answer) in wave.iter().zip(answers) {
            let outcome = match answer {
                Ok((reading, cost)) => {
                    self.course.bytes = self.course.bytes.saturating_add(cost.bytes);
                    self.elapsed_ms = self.elapsed_ms.saturating_add(cost.elapsed_ms);
                    Ok(reading)
                }
                Err(gap) => {
                    end = match gap.reason {
                        Reason::RateLimited => Some(CrawlEnd::Throttled),
                        Reason::Budget if is_of_run(&gap) => end.or(Some(CrawlEnd::Budget)),
                        _ => end,
                    };
                    Err(gap)
                }
            };
            let built = built.get(address).and_then(|answer| answer.as_ref().ok()).map(|(reading, _)| *reading);
            let is_soft = outcome.as_ref().is_ok_and(|reading| self.is_soft(address, reading));
            if let (Ok(reading), false) = (&outcome, is_soft) {
                self.follow(address, *depth, reading);
                if let Some(built) = built {
                    self.follow(address, *depth, built);
                }
            }
            self.course.visits.push(Visit { address, outcome, built, is_soft });
        }
        end
    }

    /// Whether an answer is what the site shows for pages that do not exist. Its own start is never that: there are
    /// sites that show it for everything.
    fn is_soft(&self, address: &str, reading: &PageReading) -> bool {
        let is_start = self.ground.starts.iter().any(|start| start == address);
        !is_start && reading.status == 200 && reading.page.is_some() && self.missing == Some(reading.shape)
    }

    fn follow(&mut self, address: &'a str, depth: u32, reading: &'a PageReading) {
        let form = self.forms.get(address).copied().unwrap_or_default();
        if reading.page.is_some() && !self.said.insert((form, reading.shape)) {
            *self.same.entry(form).or_default() += 1;
        }
        self.course.left.acts += usize::try_from(reading.acts).unwrap_or_default();
        if let Some(Location::Own(Link { address: to, form })) = &reading.location {
            let hops = self.hops.get(address).copied().unwrap_or_default() + 1;
            if hops <= MOST_HOPS && self.add(to, *form, depth) {
                self.hops.insert(to, hops);
            }
        }
        for link in &reading.links {
            self.add(&link.address, link.form, depth + 1);
        }
    }

    /// Adds an address to what is to be asked; whether it is new and may be.
    fn add(&mut self, address: &'a str, form: u64, depth: u32) -> bool {
        if !self.known.insert(address) {
            return false;
        }
        let Ground { limits, .. } = self.ground;
        let left = &mut self.course.left;
        let kept = self.course.robots == RobotsState::Kept;
        if self.ground.skip.iter().any(|beginning| address.starts_with(beginning.as_str())) {
            left.declared += 1;
        } else if kept && self.course.rules.is_some_and(|rules| !rules.allows(address)) {
            left.robots += 1;
        } else if depth > limits.depth {
            left.deep += 1;
        } else {
            let met = self.met.entry(form).or_default();
            *met += 1;
            self.forms.insert(address, form);
            return self.frontier.insert((*met > ALIKE, depth, address));
        }
        false
    }

    /// Asks for the start page as search engines do, and as those who come from them: what is slipped in is often shown
    /// to them alone. Often it is slipped into inner pages only, so a few of them, of as many forms as there are, are
    /// asked for as both at once.
    fn as_others(&mut self, walk: &mut Walk<'a>) {
        let Some(first) = self.course.visits.iter().find(|visit| visit.outcome.is_ok()).map(|visit| visit.address)
        else {
            return;
        };
        let delay = self.delay();
        let start = SEARCH.iter().map(|header| (first, self.ground.job_as(first, delay, &[*header])));
        let inner = self.inner(first).into_iter().map(|address| (address, self.ground.job_as(address, delay, &SEARCH)));
        let jobs: Vec<_> = start.chain(inner).collect();
        let answers: Vec<_> = jobs.into_iter().map(|(address, job)| (address, perused(walk, job))).collect();
        let told = answers.into_iter().filter_map(|(address, answer)| Some((address, answer.ok()?.0)));
        self.course.as_others = told.collect();
    }

    /// Inner pages that came with content: one of each form, the forms of most pages first, then a second one of each,
    /// and so on.
    fn inner(&self, first: &str) -> Vec<&'a str> {
        let is_page = |visit: &&Visit<'_>| {
            let page = visit.outcome.as_ref().is_ok_and(|own| own.status == 200 && own.page.is_some());
            page && !visit.is_soft && visit.address != first
        };
        let mut pages: BTreeMap<u64, Vec<&'a str>> = BTreeMap::new();
        for visit in self.course.visits.iter().filter(is_page) {
            let form = self.forms.get(visit.address).copied().unwrap_or_default();
            pages.entry(form).or_default().push(visit.address);
        }
        let mut forms: Vec<Vec<&'a str>> = pages.into_values().collect();
        forms.sort_by_key(|own| (Reverse(own.len()), own.first().copied()));
        let most = forms.first().map_or(0, Vec::len);
        let in_turn = (0..most).flat_map(|at| forms.iter().filter_map(move |own| own.get(at).copied()));
        in_turn.take(MOST_INNER).collect()
    }
}

/// What an answer cost.
#[derive(Clone, Copy, Debug, Default)]
struct Cost {
    bytes: usize,
    elapsed_ms: i64,
}

/// Whether what is spent is the run's, and not one answer's.
fn is_of_run(gap: &Gap) -> bool {
    gap.detail.en.starts_with(Phase::Permit.word())
}

type Perused<'a> = Result<(&'a PageReading, Cost), Gap>;

fn perused<'a>(walk: &mut Walk<'a>, job: Job) -> Perused<'a> {
    match walk.ask(job)? {
        Answer::Perusal(perusal) => {
            let cost = Cost { bytes: perusal.bytes, elapsed_ms: perusal.elapsed_ms };
            perusal.reading.kept().map(|reading| (reading, cost)).ok_or_else(|| Reason::ProbeFailed.into())
        }
        _ => Err(Reason::ProbeFailed.into()),
    }
}
