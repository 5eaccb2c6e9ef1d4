//! Law as data: regimes, instruments, articles, and which of them may be printed as a ground.
//!
//! A ground is printed only when its instrument is in force on the date of the inspection, its
//! text was verified by a person (mark `S` or `V`), and nothing about it is open. Everything else
//! is shown by `kiemtra law show` as what a person still has to confirm.

mod read;

use jiff::civil::Date;

use crate::load::{Problems, embedded};
use crate::text::{Text, text};

pub use read::{KEYS, read};

/// A regime: the law of one period.
#[derive(Clone, Debug)]
pub struct Regime {
    /// Its id, such as `vn-2026`.
    pub id: String,
    /// Its name.
    pub title: Text,
    /// Its instruments, in the order in which a document cites them.
    pub instruments: Vec<Instrument>,
}

/// A law, decree, circular or standard.
#[derive(Clone, Debug)]
pub struct Instrument {
    /// The first part of a ground's key, such as `c39-2017`.
    pub key: String,
    /// `Thông tư`.
    pub kind: Text,
    /// Number and symbol.
    pub number: String,
    /// The date of issue, where known.
    pub date: Option<Date>,
    /// Who issued it.
    pub issuer: Text,
    /// What it is about.
    pub title: Text,
    /// The first day in force.
    pub valid_from: Date,
    /// The last day in force.
    pub valid_to: Option<Date>,
    /// How well it is known.
    pub mark: Mark,
    /// Why a person must look before it is printed.
    pub open: Option<Text>,
    /// The articles that checks rest on.
    pub articles: Vec<Article>,
}

/// One article, clause or section.
#[derive(Clone, Debug)]
pub struct Article {
    /// The second part of a ground's key, such as `4.2`.
    pub key: String,
    /// How a document cites the place.
    pub place: Text,
    /// What it demands.
    pub demand: Text,
    /// How well it is known, where that differs from the instrument.
    pub mark: Option<Mark>,
}

/// The provenance of a citation.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum Mark {
    /// Stated by an official text that the project rests on.
    Stated,
    /// Verified: the article was read, or two independent pages agree.
    Verified,
    /// One secondary source.
    Secondary,
    /// Recalled, with high, medium or low confidence.
    Recalled,
}

impl Mark {
    /// The mark for its letters in law files.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "S" => Some(Self::Stated),
            "V" => Some(Self::Verified),
            "V2" => Some(Self::Secondary),
            "R-h" | "R-m" | "R-l" => Some(Self::Recalled),
            _ => None,
        }
    }

    /// Whether a citation with this mark may be printed as a ground.
    pub fn is_confirmed(self) -> bool {
        matches!(self, Self::Stated | Self::Verified)
    }

    /// The mark for people.
    pub fn text(self) -> Text {
        match self {
            Self::Stated => Text::new("nêu trong văn bản gốc", "stated"),
            Self::Verified => Text::new("đã đối chiếu", "verified"),
            Self::Secondary => Text::new("một nguồn gián tiếp", "one secondary source"),
            Self::Recalled => Text::new("nhớ lại, chưa đối chiếu", "recalled"),
        }
    }
}

/// What a ground's key comes to on a date.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Standing {
    /// May be printed: the citation and what it demands.
    Confirmed {
        /// As a document cites it.
        citation: Text,
        /// What it demands.
        demand: Text,
    },
    /// Must not be printed as a ground: why.
    Withheld(Text),
    /// The regime does not have it.
    Missing,
}

impl Regime {
    /// What the ground `key` comes to on a date. A key is `instrument/article`, or an instrument
    /// alone where it speaks as a whole.
    pub fn standing(&self, key: &str, on: Date) -> Standing {
        let Some((instrument, article)) = self.find(key) else { return Standing::Missing };
        if let Some(why) = &instrument.open {
            return Standing::Withheld(why.clone());
        }
        let mark = article.and_then(|article| article.mark).unwrap_or(instrument.mark).max(instrument.mark);
        if !mark.is_confirmed() {
            return Standing::Withheld(mark.text());
        }
        if on < instrument.valid_from || instrument.valid_to.is_some_and(|last| last < on) {
            return Standing::Withheld(Text::new(
                "không còn hoặc chưa có hiệu lực vào ngày kiểm tra",
                "not in force on the date of the inspection",
            ));
        }
        let name = instrument.name();
        match article {
            None => Standing::Confirmed { citation: name, demand: instrument.title.clone() },
            Some(article) => Standing::Confirmed {
                citation: Text::new(
                    format!("{} {}", article.place.vi, name.vi),
                    format!("{}, {}", article.place.en, name.en),
                ),
                demand: article.demand.clone(),
            },
        }
    }

    /// The instrument of a key, and the article where the key names one, whatever their standing.
    pub fn find(&self, key: &str) -> Option<(&Instrument, Option<&Article>)> {
        let (instrument, article) = match key.split_once('/') {
            Some((instrument, article)) => (instrument, Some(article)),
            None => (key, None),
        };
        let instrument = self.instruments.iter().find(|candidate| candidate.key == instrument)?;
        let Some(article) = article else { return Some((instrument, None)) };
        let article = instrument.articles.iter().find(|candidate| candidate.key == article)?;
        Some((instrument, Some(article)))
    }

    /// Every key of the regime.
    pub fn keys(&self) -> impl Iterator<Item = String> {
        self.instruments.iter().flat_map(|instrument| {
            let articles = instrument.articles.iter().map(|article| format!("{}/{}", instrument.key, article.key));
            std::iter::once(instrument.key.clone()).chain(articles)
        })
    }
}

impl Instrument {
    /// `Thông tư 39/2017/TT-BTTTT`, as a document cites it the second time.
    pub fn name(&self) -> Text {
        let number = &self.number;
        let (Text { vi, en }, Text { vi: title_vi, .. }) = (&self.kind, &self.title);
        match vi.as_str() {
            "Luật" => text!("Luật {title_vi} số {number}", "{en} {number}"),
            _ if number.starts_with("TCVN") => text!("{number}", "{number}"),
            _ => text!("{vi} số {number}", "{en} {number}"),
        }
    }

    /// As a document cites it the first time (Decree 30/2020, Annex I): laws by type and name, other
    /// instruments with number, date, body and subject.
    pub fn full_name(&self) -> Text {
        let number = &self.number;
        let (kind, issuer, title) = (&self.kind, &self.issuer, &self.title);
        let date_vi =
            self.date.map(|date| format!(" ngày {:02} tháng {} năm {}", date.day(), month(date), date.year()));
        let date_en = self.date.map(|date| format!(" of {date}"));
        let (date_vi, date_en) = (date_vi.unwrap_or_default(), date_en.unwrap_or_default());
        let (kind_vi, kind_en, title_vi, title_en) = (&kind.vi, &kind.en, &title.vi, &title.en);
        if kind.vi == "Luật" {
            return text!("Luật {title_vi} số {number}{date_vi}", "{kind_en} {number}{date_en}: {title_en}");
        }
        if number.starts_with("TCVN") {
            return text!("{kind_vi} {number} {title_vi}", "{kind_en} {number}: {title_en}");
        }
        let (issuer_vi, issuer_en, about) = (&issuer.vi, &issuer.en, about(title_vi));
        text!(
            "{kind_vi} số {number}{date_vi} của {issuer_vi} {about}",
            "{kind_en} {number}{date_en} of {issuer_en}: {title_en}"
        )
    }
}

/// The subject within a sentence: `quy định …` as it stands, anything else after `về`.
fn about(title: &str) -> String {
    let mut rest = title.chars();
    let first = rest.next().map(|first| first.to_lowercase().collect::<String>()).unwrap_or_default();
    let within = format!("{first}{}", rest.as_str());
    let verb =
        ["quy định", "hướng dẫn", "ban hành", "sửa đổi", "công bố", "về "].iter().any(|verb| within.starts_with(verb));
    if verb { within } else { format!("về {within}") }
}

fn month(date: Date) -> String {
    if date.month() < 3 { format!("{:02}", date.month()) } else { date.month().to_string() }
}

/// The regimes that ship with the program.
pub fn regimes() -> Result<Vec<Regime>, Problems> {
    embedded::sources(embedded::LAW).map(read).collect()
}
