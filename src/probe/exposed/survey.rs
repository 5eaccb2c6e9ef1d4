//! The survey of a root: every rule, then what the site itself points at.

use std::collections::{BTreeMap, BTreeSet};

use super::baseline::{Baseline, is_away};
use super::content::Content;
use super::course::Course;
use super::details::told;
use super::fact::{Category, Exposed, Exposure, Guarded, NotAsked};
use super::list::{List, Rule};
use super::repeated::is_only_repeated;
use super::root::{Root, shown};
use super::{errors, front_page, more, pointed, stacks};
use crate::fact::{Fact, Gap, Reason};
use crate::probe::{Seen, Target};
use crate::system::Kind;
use crate::text::Text;
use crate::wire::{Job, Response};

/// What was found so far, and what proves nothing.
#[derive(Debug)]
pub(super) struct Survey<'a> {
    /// The requests.
    pub(super) course: Course<'a>,
    found: BTreeMap<Category, Vec<Exposure>>,
    proved: BTreeSet<String>,
    guarded: Vec<(usize, Guarded)>,
    settled: Vec<(Category, usize)>,
    holes: BTreeMap<Category, Vec<Gap>>,
    kind: Kind,
    /// Whether everything that decides on absence was asked.
    is_settled: bool,
}

/// How an answer reads in the light of a rule.
enum Reading<'r> {
    Proved(&'r str),
    Guarded,
    Nothing,
    Unread(Gap),
}

impl<'a> Survey<'a> {
    /// Surveys a root as far as there are answers; gives the facts and the job that is wanted next.
    pub(super) fn run(target: &Target<'a>, root: &'a Root<'a>, list: &List, seen: &'a Seen) -> (Exposed, Option<Job>) {
        let mut survey = Self {
            course: Course::new(seen, root),
            found: BTreeMap::new(),
            proved: BTreeSet::new(),
            guarded: Vec::new(),
            settled: Vec::new(),
            holes: BTreeMap::new(),
            kind: target.subject.kind,
            is_settled: false,
        };
        let baseline = survey.look(target, list);
        if survey.course.is_waiting() {
            return (super::unknown(root, &Reason::NotCollected.into()), survey.course.into_fresh());
        }
        (survey.into_fact(root, list, baseline), None)
    }

    fn look(&mut self, target: &Target<'a>, list: &List) -> Result<Baseline<'a>, Gap> {
        let learnt = Baseline::learn(&mut self.course);
        let baseline = learnt.inspect_err(|gap| {
            self.course.halt(gap.clone());
        })?;
        let front = self.course.ask("/", None, &baseline);
        if self.course.is_waiting() {
            return Ok(baseline);
        }
        if let Some(gap) = baseline.blindness(front.ok()) {
            self.course.halt(gap);
        }
        let kind = self.kind;
        for rule in list.rules.iter().filter(|rule| is_asked(kind, rule.category)) {
            if rule.unless.iter().any(|id| self.proved.contains(id)) {
                continue;
            }
            for path in self.course.root().paths(rule) {
                let proved = self.try_path(rule, &path, &baseline);
                if self.course.is_waiting() {
                    return Ok(baseline);
                }
                if proved && !rule.every {
                    break;
                }
            }
        }
        errors::handlers(self, &baseline);
        if let Some(gap) = self.course.halted().cloned() {
            for category in [Category::SourceMaps, Category::VerboseErrors] {
                self.note_hole(category, gap.clone());
            }
            return Ok(baseline);
        }
        pointed::robots(self, list, &baseline);
        if !self.course.is_waiting() {
            front_page::look(self, target, list, &baseline);
        }
        self.course.finish(&baseline);
        if !self.course.is_waiting() && self.course.halted().is_none() {
            self.look_further(list, &baseline);
        }
        Ok(baseline)
    }

    /// Spends what is left of the budget. Only a proof counts here: what was asked of every root is settled before, and
    /// whoever loses patience now takes none of that back.
    fn look_further(&mut self, list: &List, baseline: &Baseline<'a>) {
        self.is_settled = true;
        let front = self.course.ask("/", None, baseline).ok();
        let stacks = stacks::told(baseline.answers().chain(front));
        more::look(self, list, &stacks, baseline);
        if !self.course.is_waiting() && self.course.halted().is_none() {
            errors::malformed_path(self, baseline);
        }
    }

    /// Looks at one place in the light of a rule; tells whether it is proved.
    pub(super) fn try_path(&mut self, rule: &Rule, path: &str, baseline: &Baseline<'_>) -> bool {
        let root = self.course.root();
        self.try_job(rule, path, || root.job(path, rule.bytes), baseline)
    }

    /// [`Survey::try_path`] by a request of its own make.
    pub(super) fn try_job(
        &mut self,
        rule: &Rule,
        path: &str,
        job: impl FnOnce() -> Job,
        baseline: &Baseline<'_>,
    ) -> bool {
        let response = match self.course.ask_as(path, job, baseline) {
            Ok(response) => response,
            Err(gap) => {
                self.note_hole(rule.category, gap);
                return false;
            }
        };
        let content = Content::of(response);
        let stretch = self.course.stretch();
        match self.reading(rule, path, response, &content, baseline) {
            Reading::Proved(proof) => {
                self.note(exposure(rule, path, response, &content, proof), rule.category);
                self.proved.insert(rule.id.clone());
                return true;
            }
            _ if self.is_settled => {}
            Reading::Guarded => {
                let guarded = Guarded { rule: rule.id.clone(), path: shown(path), status: response.status.into() };
                self.guarded.push((stretch, guarded));
                self.settled.push((rule.category, stretch));
            }
            Reading::Nothing => self.settled.push((rule.category, stretch)),
            Reading::Unread(gap) => self.note_hole(rule.category, gap),
        }
        false
    }

    /// What kind of subject the root is looked at for.
    pub(super) fn kind(&self) -> Kind {
        self.kind
    }

    /// Whether a rule is proved somewhere.
    pub(super) fn is_proved(&self, rule: &str) -> bool {
        self.proved.contains(rule)
    }

    /// Notes an exposed thing, each place once.
    pub(super) fn note(&mut self, exposure: Exposure, category: Category) {
        let found = self.found.entry(category).or_default();
        if !found.iter().any(|known| known.path.eq_ignore_ascii_case(&exposure.path)) {
            found.push(exposure);
        }
    }

    /// Notes that something of a category is not known.
    pub(super) fn note_hole(&mut self, category: Category, gap: Gap) {
        if !self.course.is_waiting() && !self.is_settled {
            self.holes.entry(category).or_default().push(gap);
        }
    }

    /// Notes an answer that shows nothing of a category.
    pub(super) fn settle(&mut self, category: Category) {
        let stretch = self.course.stretch();
        self.settled.push((category, stretch));
    }

    fn reading<'r>(
        &mut self,
        rule: &'r Rule,
        path: &str,
        response: &Response,
        content: &Content<'_>,
        baseline: &Baseline<'_>,
    ) -> Reading<'r> {
        if path != "/" && content.is_given() && baseline.is_same(response) {
            return Reading::Nothing;
        }
        let sign = rule.signs.iter().find(|sign| sign.holds(content)).filter(|_| !is_reflected(rule, path, content));
        if let Some(sign) = sign {
            return match self.is_everywhere(rule, path, response, baseline) {
                Ok(false) => Reading::Proved(&sign.proof),
                Ok(true) => Reading::Nothing,
                Err(gap) => Reading::Unread(gap),
            };
        }
        if is_away(response) && !baseline.turns_away(path) {
            return Reading::Guarded;
        }
        if content.is_unreadable() {
            let detail = Text::new("nội dung bị nén theo cách lạ", "the body is packed in an unknown way");
            return Reading::Unread(Gap::new(Reason::Parse, detail));
        }
        Reading::Nothing
    }

    /// Whether a random name of the same kind gives the same proof: then it is the server's manner and no thing.
    fn is_everywhere(
        &mut self,
        rule: &Rule,
        path: &str,
        response: &Response,
        baseline: &Baseline<'_>,
    ) -> Result<bool, Gap> {
        let Some(sibling) = self.course.root().sibling(path) else { return Ok(false) };
        let other = self.course.ask(&sibling, rule.bytes, baseline)?;
        let content = Content::of(other);
        let holds = rule.signs.iter().any(|sign| sign.holds(&content));
        Ok(holds || is_only_repeated(rule, path, response, &sibling, &content))
    }

    fn into_fact(mut self, root: &Root<'_>, list: &List, baseline: Result<Baseline<'_>, Gap>) -> Exposed {
        let spoiled: Vec<_> = self
            .settled
            .iter()
            .filter_map(|(category, stretch)| Some((*category, self.course.spoiled(*stretch)?.clone())))
            .collect();
        for (category, gap) in spoiled {
            self.holes.entry(category).or_default().push(gap);
        }
        if let Some(gap) = self.course.halted().cloned() {
            // What was not come to at all.
            let reached: BTreeSet<_> = self.settled.iter().map(|(category, _)| *category).collect();
            for category in Category::ALL.iter().filter(|category| !reached.contains(category)) {
                self.holes.entry(*category).or_default().push(gap.clone());
            }
        }
        let course = &self.course;
        let mut places = BTreeSet::new();
        self.guarded
            .retain(|(stretch, guarded)| course.spoiled(*stretch).is_none() && places.insert(guarded.path.clone()));
        let mut exposed = super::unknown(root, &Reason::NotCollected.into());
        exposed.asked = i64::try_from(self.course.asked()).unwrap_or(i64::MAX);
        exposed.baseline = baseline.map_or_else(Fact::Unknown, |baseline| Fact::Known(baseline.fact()));
        exposed.list = Fact::Known(list.date);
        exposed.guarded = self.guarded.iter().map(|(_, guarded)| guarded.clone()).collect();
        exposed.not_asked = not_asked(&self.holes);
        for category in Category::ALL {
            *field(&mut exposed, *category) = self.told(*category);
        }
        exposed
    }

    /// What is told of a category: what was found, or why it is not known whether there is anything.
    fn told(&mut self, category: Category) -> Fact<Vec<Exposure>> {
        if !is_asked(self.kind, category) {
            return Fact::Absent;
        }
        match (self.found.remove(&category), self.holes.get(&category).and_then(|gaps| gaps.first())) {
            (Some(mut found), _) => {
                found.sort_by(|one, other| one.path.cmp(&other.path));
                Fact::Known(found)
            }
            (None, Some(gap)) => Fact::Unknown(gap.clone()),
            (None, None) => Fact::Known(Vec::new()),
        }
    }
}

/// Whether the title of a page names a product only because it repeats the path that was asked.
fn is_reflected(rule: &Rule, path: &str, content: &Content<'_>) -> bool {
    let path = path.trim_end_matches('/');
    matches!(rule.category, Category::Consoles | Category::Installers)
        && !path.is_empty()
        && content.title().is_some_and(|title| title.contains(path))
}

/// The interface of a declared data service is told of by the probe `api`.
pub(super) fn is_asked(kind: Kind, category: Category) -> bool {
    category != Category::InterfaceDocuments || kind != Kind::Api
}

fn exposure(rule: &Rule, path: &str, response: &Response, content: &Content<'_>, proof: &str) -> Exposure {
    Exposure {
        rule: rule.id.clone(),
        path: shown(path),
        what: rule.what.clone(),
        stack: rule.stack.clone().into(),
        severity: rule.severity.to_owned(),
        status: response.status.into(),
        proof: proof.to_owned(),
        details: told(rule.details, content),
        bytes_read: i64::try_from(response.body.len()).unwrap_or(i64::MAX),
    }
}

fn not_asked(holes: &BTreeMap<Category, Vec<Gap>>) -> Vec<NotAsked> {
    let mut told = Vec::new();
    for (category, gaps) in holes {
        let reasons: BTreeSet<_> = gaps.iter().map(|gap| gap.reason).collect();
        for reason in reasons {
            let places = gaps.iter().filter(|gap| gap.reason == reason).count();
            let places = i64::try_from(places).unwrap_or(i64::MAX);
            told.push(NotAsked { category: *category, places, reason: reason.word().to_owned() });
        }
    }
    told
}

/// Where a category stands in the facts.
pub(super) fn field(exposed: &mut Exposed, category: Category) -> &mut Fact<Vec<Exposure>> {
    match category {
        Category::Repositories => &mut exposed.repositories,
        Category::Configuration => &mut exposed.configuration,
        Category::PrivateKeys => &mut exposed.private_keys,
        Category::Dumps => &mut exposed.dumps,
        Category::Backups => &mut exposed.backups,
        Category::Management => &mut exposed.management,
        Category::Debugging => &mut exposed.debugging,
        Category::DirectoryListing => &mut exposed.directory_listings,
        Category::Storage => &mut exposed.storage,
        Category::Logs => &mut exposed.logs,
        Category::Metrics => &mut exposed.metrics,
        Category::Consoles => &mut exposed.consoles,
        Category::Installers => &mut exposed.installers,
        Category::InterfaceDocuments => &mut exposed.interface_documents,
        Category::SourceMaps => &mut exposed.source_maps,
        Category::VerboseErrors => &mut exposed.verbose_errors,
        Category::DefaultPages => &mut exposed.default_pages,
        Category::DeveloperFiles => &mut exposed.developer_files,
        Category::CrossDomain => &mut exposed.cross_domain,
    }
}
