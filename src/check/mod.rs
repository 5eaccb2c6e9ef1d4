//! The checks: what must hold of the facts, why, and how to mend it.
//!
//! A check is one YAML file. Reading it compiles its conditions against the shapes of the facts, so
//! that a misspelt path, a wrong type or an unknown key is an error at load, with its place. A
//! check is data: no code, no shell, no template runs from it.

mod case;
mod condition;
mod message;
mod pack;
mod parameter;
mod path;
mod read;
mod scope;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::load::Source;
use crate::system::{Kind, Safety};
use crate::text::Text;

pub use case::{Case, Expectation};
pub use condition::{Compare, Condition, Operand, Order, Over, Test};
pub use message::{Message, Part};
pub use pack::{Pack, id_of_path};
pub use parameter::{Guard, Parameter};
pub use path::{Path, Root};
pub use read::{KEYS, read};
pub use scope::{Vocabulary, subject_shape};

/// One check.
#[derive(Clone, Debug)]
pub struct Check {
    /// Its id: the path below `checks/`, with dots. Never reused.
    pub id: String,
    /// Its number in the catalogue, such as `TLS-02`.
    pub catalogue: Option<String>,
    /// Raised on any change of meaning.
    pub rev: i64,
    /// The passing state.
    pub title: Text,
    /// Why it matters.
    pub why: Text,
    /// How to mend it.
    pub fix: Fix,
    /// Keys into the law regimes.
    pub grounds: Vec<String>,
    /// The chapter of the report.
    pub heading: Heading,
    /// The harm.
    pub severity: Severity,
    /// Whether a failure keeps the system from being connected.
    pub blocking: bool,
    /// Who answers it.
    pub mode: Mode,
    /// How much its probes touch the system.
    pub safety: Safety,
    /// The kinds of subject it applies to.
    pub kinds: Vec<Kind>,
    /// A further condition for it to apply.
    pub when: Option<Condition>,
    /// Its parameters.
    pub parameters: BTreeMap<String, Parameter>,
    /// What is judged.
    pub rule: Rule,
    /// What is said of the outcomes.
    pub messages: Messages,
    /// Worked examples that must come out as they say.
    pub cases: Vec<Case>,
    /// The probes whose facts it reads, sorted.
    pub probes: Vec<String>,
    /// The file.
    pub source: Source,
}

/// How to mend it.
#[derive(Clone, Debug)]
pub struct Fix {
    /// In words.
    pub text: Text,
    /// By product: `nginx` and the lines.
    pub examples: BTreeMap<String, String>,
}

/// What is judged.
#[derive(Clone, Debug)]
pub enum Rule {
    /// Conditions over facts.
    Facts(Box<FactRule>),
    /// Questions that a person answers and signs.
    Attested {
        /// The questions.
        questions: Vec<Question>,
        /// For how many days an answer holds.
        valid_for_days: i64,
    },
}

/// Conditions over facts.
#[derive(Clone, Debug)]
pub struct FactRule {
    /// One verdict per item, where given; otherwise one verdict.
    pub for_each: Option<ForEach>,
    /// A condition on the evidence itself; false means undetermined.
    pub requires_evidence: Option<Condition>,
    /// What must hold.
    pub assert: Condition,
}

/// One verdict per item of a list.
#[derive(Clone, Debug)]
pub struct ForEach {
    /// The list, its name for an item, and which items count.
    pub over: Over,
    /// What names an instance: a path below the item.
    pub instance_key: Path,
    /// A condition on the evidence of an item; false means that the item is undetermined.
    pub requires_evidence: Option<Condition>,
    /// Fewer items than this prove nothing.
    pub min_items: i64,
}

/// One question of a manual check.
#[derive(Clone, Debug)]
pub struct Question {
    /// Its id.
    pub id: String,
    /// The kind of answer: `text`, `date`, `number` or `file`.
    pub kind: String,
    /// The question.
    pub title: Text,
}

/// What is said of the outcomes; a missing message has a plain default.
#[derive(Clone, Debug, Default)]
pub struct Messages {
    /// Of a failure.
    pub fail: Option<Message>,
    /// Of a pass.
    pub pass: Option<Message>,
    /// Of an undetermined outcome, before the reason.
    pub undetermined: Option<Message>,
}

macro_rules! words {
    ($(#[doc = $about:literal])+ $name:ident { $($(#[doc = $meaning:literal])+ $member:ident = $word:literal, $vi:literal, $en:literal;)+ }) => {
        $(#[doc = $about])+
        #[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash, Serialize, Deserialize, JsonSchema)]
        pub enum $name {
            $($(#[doc = $meaning])+ #[serde(rename = $word)] $member,)+
        }

        impl $name {
            /// Every member, in order.
            pub const ALL: &[Self] = &[$(Self::$member),+];
            /// Every word, in order.
            pub const WORDS: &[&str] = &[$($word),+];

            /// The word in files.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$member => $word),+ }
            }

            /// The member for a word.
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|member| member.word() == word)
            }

            /// The member for people.
            pub fn text(self) -> Text {
                match self { $(Self::$member => Text::new($vi, $en)),+ }
            }
        }
    };
}

words! {
    /// The chapters of part V of the minutes: the five headings of Circular 46/2022/TT-BCA,
    /// Article 6.2, then the link and personal data.
    Heading {
        /// Heading a.
        Configuration = "configuration",
            "Cấu hình bảo mật thiết bị, máy chủ, ứng dụng, cơ sở dữ liệu",
            "Secure configuration of devices, servers, applications and databases";
        /// Heading b.
        Weaknesses = "weaknesses", "Mã độc, lỗ hổng, điểm yếu, thử nghiệm xâm nhập",
            "Malware, vulnerabilities, weaknesses and penetration testing";
        /// Heading c.
        SourceCode = "source-code", "An toàn mã nguồn", "Source-code security";
        /// Heading d.
        Hardware = "hardware", "An toàn phần cứng", "Hardware security";
        /// Heading đ.
        Regulations = "regulations", "Quy định, quy chế, cam kết", "Regulations and commitments";
        /// The link and its availability.
        Link = "link", "Kết nối, tính sẵn sàng của đường truyền", "Connection and availability of the link";
        /// Personal data.
        PersonalData = "personal-data", "Bảo vệ dữ liệu cá nhân", "Protection of personal data";
    }
}

words! {
    /// The harm of a failure, worst first.
    Severity {
        /// Nghiêm trọng.
        Critical = "critical", "Nghiêm trọng", "Critical";
        /// Cao.
        High = "high", "Cao", "High";
        /// Trung bình.
        Medium = "medium", "Trung bình", "Medium";
        /// Thấp.
        Low = "low", "Thấp", "Low";
        /// Khuyến nghị.
        Info = "info", "Khuyến nghị", "Advice";
    }
}

words! {
    /// Who answers a check.
    Mode {
        /// The program, from outside.
        Automated = "automated", "tự động", "automated";
        /// The program, with material from inside.
        Assisted = "assisted", "có hỗ trợ", "assisted";
        /// A person.
        Manual = "manual", "thủ công", "manual";
    }
}
