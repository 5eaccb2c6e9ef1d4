//! What is declared of a link that is watched over time: the hops on its way, how often each is probed, what counts as
//! an answer, and which stops were announced.

use std::net::IpAddr;
use std::ops::Range;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;

use super::identity::ClientCertificate;
use super::secret::Secret;
use crate::text::Text;

/// How often a hop of the far side or of the platform is probed at most, where the authorisation names no other rate:
/// every probe counts there as an exploitation.
pub(super) const FAR_LEAST: Duration = Duration::from_secs(300);
/// How often any hop is probed at most.
pub(super) const LEAST: Duration = Duration::from_secs(1);

/// A duration in words: `10s`, `5m`, `1h`.
pub fn duration(given: &str) -> Option<Duration> {
    let (number, factor) = [("s", 1), ("m", 60), ("h", 3_600)]
        .into_iter()
        .find_map(|(unit, factor)| Some((given.strip_suffix(unit)?, factor)))?;
    let plain = !number.is_empty() && number.len() <= 6 && number.bytes().all(|b| b.is_ascii_digit());
    let seconds = plain.then(|| number.parse::<u64>().ok()).flatten()?.checked_mul(factor)?;
    Some(Duration::from_secs(seconds))
}

/// How a link is watched.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LinkWatch {
    /// From where it is watched, where one declaration serves one place.
    pub vantage: Option<String>,
    /// How long the application itself waits for an answer of the far side, where the operator says so.
    pub application_timeout: Option<Duration>,
    /// What is probed, from this side outwards; ids are unique, and there is at least one.
    pub hops: Vec<Hop>,
    /// Stops that were planned.
    pub stops: Vec<PlannedStop>,
}

/// One thing on the way that is probed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Hop {
    /// Its id, part of the key of its samples: keep it.
    pub id: String,
    /// Its name in reports.
    pub title: Text,
    /// Whose it is.
    pub side: Side,
    /// How far up the ladder it is probed.
    pub rung: Rung,
    /// What is probed.
    pub target: Target,
    /// The address that is connected to, or that a name must lead to; looked up where it is `None`.
    pub address: Option<IpAddr>,
    /// How often.
    pub every: Duration,
    /// How often for a while after a failure; at most [`Self::every`].
    pub fast: Duration,
    /// How long a whole probing may take.
    pub timeout: Duration,
    /// What is asked (`http`, `soap`).
    pub request: HopRequest,
    /// What must be answered (`http`, `soap`).
    pub expect: Expect,
    /// The certificate that is presented there, where it is another than the link's own, or the hop is elsewhere.
    pub client: Option<ClientCertificate>,
    /// Where it stands in `system.yaml`.
    pub span: Range<usize>,
}

/// Whose a hop is.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum Side {
    /// This side's: its gateway, its resolver.
    Own,
    /// On the way of the operator: it fails where the line fails.
    Control,
    /// The platform between.
    Platform,
    /// The far side.
    Far,
}

impl Side {
    /// Every side, from here outwards.
    pub const ALL: &[Self] = &[Self::Own, Self::Control, Self::Platform, Self::Far];

    /// The word in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Control => "control",
            Self::Platform => "platform",
            Self::Far => "far",
        }
    }

    /// The side for a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|side| side.word() == word)
    }

    /// Whether every probe is an exploitation there.
    pub const fn is_far(self) -> bool {
        matches!(self, Self::Platform | Self::Far)
    }

    /// The side for people.
    pub fn text(self) -> Text {
        match self {
            Self::Own => Text::new("phía ta", "own side"),
            Self::Control => Text::new("điểm đối chứng", "control point"),
            Self::Platform => Text::new("nền tảng trung gian", "platform between"),
            Self::Far => Text::new("phía xa", "far side"),
        }
    }
}

/// How far up the ladder a hop is probed. Each includes those before it, save the first.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum Rung {
    /// The name is looked up.
    Name,
    /// A machine answers a connect, if only by refusing it.
    Route,
    /// A port accepts.
    Tcp,
    /// A handshake, with the declared certificate where there is one.
    Tls,
    /// A request and its answer.
    Http,
    /// A request of a web service: its faults are told apart.
    Soap,
}

impl Rung {
    /// Every rung, from below.
    pub const ALL: &[Self] = &[Self::Name, Self::Route, Self::Tcp, Self::Tls, Self::Http, Self::Soap];

    /// The word in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Route => "route",
            Self::Tcp => "tcp",
            Self::Tls => "tls",
            Self::Http => "http",
            Self::Soap => "soap",
        }
    }

    /// The rung for a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|rung| rung.word() == word)
    }

    /// Whether something is asked there.
    pub const fn asks(self) -> bool {
        matches!(self, Self::Http | Self::Soap)
    }

    /// The rung for people.
    pub fn text(self) -> Text {
        match self {
            Self::Name => Text::new("tên miền", "name"),
            Self::Route => Text::new("đường đi", "route"),
            Self::Tcp => Text::same("TCP"),
            Self::Tls => Text::same("TLS"),
            Self::Http => Text::same("HTTP"),
            Self::Soap => Text::same("SOAP"),
        }
    }
}

/// What a hop is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Target {
    /// Host name in lower-case ASCII, or an address in text.
    pub name: String,
    /// Its port; nought where only the name is looked up.
    pub port: u16,
    /// Whether it is reached over TLS.
    pub tls: bool,
    /// Path and query of the request.
    pub path: String,
}

/// What is asked of a hop.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct HopRequest {
    /// The method; GET, or POST where there is a body.
    pub method: Option<String>,
    /// Fields of the head, in the order of the file.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Option<String>,
    /// The action of a web service (SOAP 1.1: the field SOAPAction; 1.2: the parameter `action`).
    pub soap_action: Option<String>,
    /// Fields of the head whose values are lent; only over TLS.
    pub lent: Vec<LentField>,
}

/// A field of the head whose value is lent.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LentField {
    /// Its name.
    pub name: String,
    /// How the secret stands in it.
    pub form: LentForm,
    /// Where the secret is.
    pub secret: Secret,
}

/// How a lent secret stands in a field.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum LentForm {
    /// As the password of a user (RFC 7617).
    Basic(String),
    /// As a bearer's token (RFC 6750).
    Bearer,
    /// As it is.
    Plain,
}

impl HopRequest {
    /// Whether anything of it is lent.
    pub const fn lends(&self) -> bool {
        !self.lent.is_empty()
    }
}

/// What must be answered. Nothing declared: any status from 200 to 299, and no fault.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Expect {
    /// The statuses that are right.
    pub status: Vec<u16>,
    /// What the body must hold.
    pub contains: Vec<String>,
    /// What it must not hold.
    pub lacks: Vec<String>,
    /// What stands at a path of a JSON body, parts joined by dots.
    pub json: Vec<(String, serde_json::Value)>,
    /// How old the answer may be.
    pub fresh: Option<Fresh>,
    /// Answers that say that there is no such record.
    pub no_data: Vec<Pattern>,
    /// Answers that say that there is one, and that it may not be shown.
    pub not_permitted: Vec<Pattern>,
    /// Answers that say that the record differs from what was asked.
    pub mismatch: Vec<Pattern>,
    /// Answers that say that a quota is used up.
    pub quota: Vec<Pattern>,
    /// Faults of the platform between, not of the service.
    pub platform: Vec<Pattern>,
    /// What the declared request must be answered with: a request for a test person whom nobody has is to be answered
    /// by that there is no such record.
    pub answer: ExpectedAnswer,
}

/// What a request must be answered with.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum ExpectedAnswer {
    /// The record.
    #[default]
    Good,
    /// That there is no such record.
    NoData,
    /// That there is one, and that it may not be shown.
    NotPermitted,
    /// That it differs from what was asked.
    Mismatch,
}

impl ExpectedAnswer {
    /// Every answer.
    pub const ALL: &[Self] = &[Self::Good, Self::NoData, Self::NotPermitted, Self::Mismatch];

    /// The word in files: that of the class.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::NoData => "no-data",
            Self::NotPermitted => "not-permitted",
            Self::Mismatch => "mismatch",
        }
    }

    /// The answer for a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|answer| answer.word() == word)
    }
}

/// How old an answer may be.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Fresh {
    /// Where its time stands.
    pub place: TimePlace,
    /// The most that it may lie back.
    pub within: Duration,
}

/// Where the time of an answer stands.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum TimePlace {
    /// In a field of the head.
    Header(String),
    /// At a path of a JSON body.
    Json(String),
    /// In the body, between two texts.
    Between(String, String),
}

/// The sign of an answer that is no failure, or of one of a known kind: everything that is declared of it holds.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Pattern {
    /// What the body holds.
    pub contains: Option<String>,
    /// The status.
    pub status: Option<u16>,
    /// The code of a SOAP fault, with or without its prefix, or the beginning of one up to a dot.
    pub fault: Option<String>,
}

/// A stop that was planned.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PlannedStop {
    /// When it begins.
    pub from: Timestamp,
    /// When it ends.
    pub to: Timestamp,
    /// When it was announced; `None` where nobody says so.
    pub announced: Option<Date>,
    /// The paper that announces it.
    pub document: Option<String>,
    /// Why.
    pub reason: Option<Text>,
}

impl LinkWatch {
    /// The hop with an id.
    pub fn hop(&self, id: &str) -> Option<&Hop> {
        self.hops.iter().find(|hop| hop.id == id)
    }
}

impl Expect {
    /// Whether the answer must be JSON.
    pub fn wants_json(&self) -> bool {
        let fresh = matches!(self.fresh, Some(Fresh { place: TimePlace::Json(_), .. }));
        fresh || !self.json.is_empty()
    }
}
