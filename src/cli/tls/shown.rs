//! What `kiemtra tls` prints: the chapter, what does not pass and how to mend it, the counts; or one JSON document.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::audit::StoredFact;
use crate::check::Pack;
use crate::cli::report::outcome_text;
use crate::cli::session::Session;
use crate::judge::{Inspected, Outcome, Verdict};
use crate::report::{Options, tls};
use crate::text::{Text, text, wrap};

use super::Request;

/// The format of the JSON document.
const SCHEMA: &str = "kiemtra/tls@1";

/// Everything that was seen and judged.
pub(super) struct Seen<'a> {
    pub(super) request: &'a Request,
    pub(super) subjects: &'a [Inspected],
    pub(super) facts: &'a [StoredFact],
    pub(super) verdicts: &'a [Verdict],
    pub(super) pack: &'a Pack,
}

/// The JSON document; its keys are a contract.
#[derive(Serialize)]
struct Document<'a> {
    facts: &'a [StoredFact],
    host: &'a str,
    port: u16,
    schema: &'static str,
    verdicts: &'a [Verdict],
}

impl Seen<'_> {
    /// The facts and verdicts as one document, keys sorted.
    pub(super) fn document(&self) -> String {
        let document = Document {
            facts: self.facts,
            host: &self.request.name,
            port: self.request.port,
            schema: SCHEMA,
            verdicts: self.verdicts,
        };
        let tree = serde_json::to_value(&document).unwrap_or_default();
        let mut written = serde_json::to_string_pretty(&tree).unwrap_or_default();
        written.push('\n');
        written
    }

    /// The screen for people; with `--quiet` only what does not pass.
    pub(super) fn text(&self, session: &Session) -> String {
        let mut out = String::new();
        if !self.request.quiet {
            let options = Options {
                language: session.language,
                color: session.color,
                width: session.width,
                ..Options::default()
            };
            let screens = tls::screens(self.subjects, self.facts, session.clock.now());
            tls::write(&screens, &options, &mut out);
            out.push('\n');
        }
        self.failures(session, &mut out);
        self.open(session, &mut out);
        if !self.request.quiet {
            self.counts(session, &mut out);
        }
        out
    }

    /// What fails, check by check, what blocks and harms most first.
    fn failures(&self, session: &Session, out: &mut String) {
        let mut failing: Vec<(&str, Vec<&Verdict>)> = Vec::new();
        for verdict in self.of(Outcome::Fail) {
            match failing.iter_mut().find(|(check, _)| *check == verdict.check) {
                Some((_, verdicts)) => verdicts.push(verdict),
                None => failing.push((&verdict.check, vec![verdict])),
            }
        }
        failing.sort_by_key(|(check, verdicts)| {
            let worst = verdicts.first().map(|verdict| (!verdict.blocking, verdict.severity));
            (worst, *check)
        });
        for (check, verdicts) in failing {
            let Some(first) = verdicts.first() else { continue };
            let severity = first.severity.text();
            let blocking = Text::new(", chặn kết nối", ", blocks the connection");
            let blocking = if first.blocking { session.say(&blocking) } else { "" };
            let word = outcome_text(Outcome::Fail);
            let word = colored(session.say(&word), "31", session);
            out.push_str(&format!("{word}  {check} [{}{blocking}]\n", session.say(&severity)));
            for verdict in &verdicts {
                item(session, verdict, out);
            }
            let fix = self.pack.checks.get(check).and_then(|check| session.say(&check.fix.text).lines().next());
            if let Some(fix) = fix.filter(|fix| !fix.is_empty()) {
                let label = session.say(&Text::new("Cách sửa", "How to mend it")).to_owned();
                hanging("  ", &format!("{label}: {fix}"), session, out);
            }
            out.push('\n');
        }
    }

    /// What could not be determined: the checks that share a reason together.
    fn open(&self, session: &Session, out: &mut String) {
        let mut reasons: BTreeMap<Text, Vec<&str>> = BTreeMap::new();
        for verdict in self.of(Outcome::Undetermined) {
            let checks = reasons.entry(tls::timeless(&without_place(verdict))).or_default();
            if !checks.contains(&verdict.check.as_str()) {
                checks.push(&verdict.check);
            }
        }
        if reasons.is_empty() {
            return;
        }
        out.push_str(&format!("{}\n", colored(session.say(&outcome_text(Outcome::Undetermined)), "33", session)));
        for (reason, checks) in &reasons {
            hanging("  - ", &format!("{}: {}", session.say(reason), checks.join(", ")), session, out);
        }
        out.push('\n');
    }

    fn counts(&self, session: &Session, out: &mut String) {
        let outcomes = [Outcome::Fail, Outcome::Undetermined, Outcome::Pass, Outcome::NotApplicable, Outcome::Info];
        let numbers = outcomes.map(|outcome| (outcome, self.of(outcome).count()));
        let told = numbers.iter().enumerate().filter(|(place, (_, number))| *place < 3 || *number > 0);
        let told: Vec<_> =
            told.map(|(_, (outcome, number))| format!("{number} {}", session.say(&outcome_text(*outcome)))).collect();
        out.push_str(&format!("{}\n", wrap(&told.join(" · "), session.width)));
        for (probe, safety) in self.request.barred() {
            let (Text { vi, en }, word) = (safety.text(), safety.word());
            let text = text!(
                "Chưa xem: {probe} (mức {vi}; thêm --safety {word})",
                "Not looked at: {probe} (level {en}; add --safety {word})"
            );
            out.push_str(&format!("{}\n", wrap(session.say(&text), session.width)));
        }
    }

    fn of(&self, outcome: Outcome) -> impl Iterator<Item = &Verdict> {
        self.verdicts.iter().filter(move |verdict| verdict.outcome == outcome)
    }
}

/// The message of a verdict without the back-end at its end, which the screens name.
fn without_place(verdict: &Verdict) -> Text {
    let cut = |text: &str, mark: &str| text.rsplit_once(mark).map_or(text, |(head, _)| head).to_owned();
    Text::new(cut(&verdict.message.vi, " (tại "), cut(&verdict.message.en, " (at "))
}

/// One instance: what was seen.
fn item(session: &Session, verdict: &Verdict, out: &mut String) {
    let message = session.say(&verdict.message);
    let text = match verdict.instance.as_str() {
        "" => message.to_owned(),
        instance if message.contains(instance) => message.to_owned(),
        instance => format!("{instance}: {message}"),
    };
    hanging("  - ", &text, session, out);
}

/// Text behind a mark, its further lines below its first word.
fn hanging(mark: &str, text: &str, session: &Session, out: &mut String) {
    let depth = mark.chars().count();
    for (place, part) in wrap(text, session.width.saturating_sub(depth)).lines().enumerate() {
        let before = if place == 0 { mark.to_owned() } else { " ".repeat(depth) };
        out.push_str(&format!("{before}{part}\n"));
    }
}

fn colored(word: &str, code: &str, session: &Session) -> String {
    if session.color { format!("\u{1b}[{code}m{word}\u{1b}[0m") } else { word.to_owned() }
}
