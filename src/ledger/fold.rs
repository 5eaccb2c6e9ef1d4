//! The error list as a fold over the events of a case.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::audit::Kind;
use crate::check::Severity;
use crate::profile::Gate;
use crate::text::Text;

use super::event::{Event, Happening, Saw};

/// A numbered entry of the error list. (An *error* in words; `Defect` here so that it never reads
/// like `std::error::Error`.)
#[derive(Clone, Debug, PartialEq)]
pub struct Defect {
    /// Its number.
    pub number: u32,
    /// What it is recognised by.
    pub fingerprint: String,
    /// The check.
    pub check: String,
    /// The subject.
    pub subject: String,
    /// The instance.
    pub instance: String,
    /// The harm.
    pub severity: Severity,
    /// Whether it blocks.
    pub blocking: bool,
    /// What was seen last.
    pub message: Text,
    /// Its state.
    pub state: State,
    /// When it was issued.
    pub issued: Timestamp,
    /// What the inspected side said of it last: what was done, or a remark.
    pub note: Option<String>,
    /// When the fix was claimed, if it stands claimed.
    pub claimed: Option<Timestamp>,
    /// Passes that count towards verification.
    pub passes: Vec<Timestamp>,
    /// When it was last looked at, and what was seen.
    pub last_seen: Option<(Timestamp, Saw)>,
}

/// The state of an error.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum State {
    /// Said to be mended, not yet proved.
    Claimed,
    /// Pointed out.
    Issued,
    /// Came back after its fix had been verified.
    Reopened,
    /// The fix is proved.
    Verified,
}

impl State {
    /// The word in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Claimed => "claimed",
            Self::Issued => "issued",
            Self::Reopened => "reopened",
            Self::Verified => "verified",
        }
    }

    /// The state for people (the words of domain 3.1).
    pub fn text(self) -> Text {
        match self {
            Self::Claimed => Text::new("Đã báo khắc phục, chờ phúc tra", "Said to be fixed, awaiting re-inspection"),
            Self::Issued => Text::new("Mới ghi nhận", "Pointed out"),
            Self::Reopened => Text::new("Tái diễn", "Came back"),
            Self::Verified => Text::new("Đã phúc tra đạt", "Verified as fixed"),
        }
    }
}

/// The error list of a case, by number.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Defects(pub BTreeMap<u32, Defect>);

impl Defects {
    /// How many are verified as fixed.
    pub fn fixed(&self) -> usize {
        self.0.values().filter(|defect| defect.state == State::Verified).count()
    }

    /// How many were issued.
    pub fn issued(&self) -> usize {
        self.0.len()
    }

    /// The entry with a fingerprint.
    pub fn with_fingerprint(&self, fingerprint: &str) -> Option<&Defect> {
        self.0.values().find(|defect| defect.fingerprint == fingerprint)
    }

    /// The number that the next error gets.
    pub fn next_number(&self) -> u32 {
        self.0.keys().next_back().map_or(1, |last| last + 1)
    }
}

/// Folds events into the error list.
pub fn fold<'a>(events: impl IntoIterator<Item = &'a Event>) -> Defects {
    let mut defects = Defects::default();
    for event in events {
        apply(&mut defects, event);
    }
    defects
}

pub(super) fn apply(defects: &mut Defects, event: &Event) {
    match &event.what {
        Happening::Issued { number, fingerprint, check, subject, instance, severity, blocking, message } => {
            let defect = Defect {
                number: *number,
                fingerprint: fingerprint.clone(),
                check: check.clone(),
                subject: subject.clone(),
                instance: instance.clone(),
                severity: *severity,
                blocking: *blocking,
                message: message.clone(),
                state: State::Issued,
                issued: event.at,
                note: None,
                claimed: None,
                passes: Vec::new(),
                last_seen: Some((event.at, Saw::Fail)),
            };
            defects.0.insert(*number, defect);
        }
        // About the run, not about an error.
        Happening::Concluded(_) | Happening::Gated(_) => {}
        Happening::Noted { number, note } => change(defects, *number, |defect| defect.note = Some(note.clone())),
        Happening::Claimed { number, note } => change(defects, *number, |defect| {
            defect.state = State::Claimed;
            defect.note = Some(note.clone());
            defect.claimed = Some(event.at);
            // Only what is seen after the claim proves the claim.
            defect.passes.clear();
        }),
        Happening::Observed { number, saw, message, .. } => change(defects, *number, |defect| {
            defect.last_seen = Some((event.at, *saw));
            match saw {
                Saw::Pass => defect.passes.push(event.at),
                // Not seeing breaks the streak and closes nothing.
                Saw::Undetermined => defect.passes.clear(),
                Saw::Fail => {
                    defect.passes.clear();
                    defect.message = message.clone();
                    if defect.state == State::Claimed {
                        defect.state = State::Issued;
                        defect.claimed = None;
                    }
                }
            }
        }),
        Happening::Reopened { number } => change(defects, *number, |defect| {
            defect.state = State::Reopened;
            defect.claimed = None;
            defect.passes.clear();
        }),
        Happening::Verified { number } => change(defects, *number, |defect| defect.state = State::Verified),
    }
}

fn change(defects: &mut Defects, number: u32, change: impl FnOnce(&mut Defect)) {
    if let Some(defect) = defects.0.get_mut(&number) {
        change(defect);
    }
}

/// Whether a pass at this moment, in a run of this kind, proves the fix.
///
/// One pass of a re-inspection does: it is an inspector's own observation, made because the
/// inspected side presents the fix. Otherwise the fix must have been claimed, and as many passes as
/// the profile asks must follow the claim, each far enough from the one before.
pub(super) fn is_proved(defect: &Defect, kind: Kind, gate: &Gate) -> bool {
    if defect.passes.is_empty() {
        return false;
    }
    if kind == Kind::ReInspection {
        return true;
    }
    if defect.claimed.is_none() {
        return false;
    }
    let apart = SignedDuration::from_hours(gate.hours_between_passes);
    let mut counted = 0;
    let mut last: Option<Timestamp> = None;
    for pass in &defect.passes {
        if last.is_none_or(|last| pass.duration_since(last) >= apart) {
            counted += 1;
            last = Some(*pass);
        }
    }
    counted >= gate.passes_to_verify
}
