//! How long a signature is to be provable: with a time stamp, with the evidence, with a time stamp over that.

use clap::{Arg, ArgAction, ArgMatches};
use jiff::Timestamp;

use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::network::{self, Network, Stamper};
use crate::cli::session::Session;
use crate::cli::verbs::pick;
use crate::seal::{
    FileRefusal, Level, PdfFile, SealError, Signature, TimeStamper, Trust, add_evidence, gather_evidence,
    stamp_document,
};
use crate::text::{Language, Text, text};

use super::paper::refused;

/// The options.
pub(super) fn arguments(language: Language) -> Vec<Arg> {
    let pick = |vi, en| pick(language, vi, en);
    let heading = pick("Giá trị lâu dài", "For long");
    let mut all = network::arguments(language).to_vec();
    all.push(Arg::new("long-term").long("long-term").action(ArgAction::SetTrue).requires("time-stamp").help(pick(
        "Giữ trong tệp bằng chứng chứng thư còn hiệu lực (B-LT), hỏi OCSP, CRL theo địa chỉ trong chứng thư; cần --trust",
        "Keeps in the file what shows that certificates were valid (B-LT), from the addresses in them; needs --trust",
    )));
    all.push(
        Arg::new("archive")
            .long("archive")
            .action(ArgAction::SetTrue)
            .requires("long-term")
            .help(pick("Thêm dấu thời gian cho toàn bộ tệp (B-LTA)", "Adds a time stamp over the whole file (B-LTA)")),
    );
    all.into_iter().map(|argument| argument.help_heading(heading)).collect()
}

/// The network, where any option needs it; without one nothing is ever sent.
pub(super) fn network(session: &Session, matches: &ArgMatches, trust: &Trust) -> Result<Option<Network>, Failure> {
    if matches.get_flag("long-term") && trust.anchors.is_empty() {
        let text = Text::new(
            "--long-term cần biết chứng thư gốc nào được tin cậy",
            "--long-term has to know which anchors are trusted",
        );
        return Err(Failure::new(Exit::Usage, "K-SIG-022", text).with_hint(Text::same("--trust DIR")));
    }
    if !matches.contains_id("time-stamp") {
        return Ok(None);
    }
    Network::new(session, &trust.anchors).map(Some)
}

/// What is done besides the bare signature.
pub(super) struct Steps<'n> {
    network: Option<&'n Network>,
    stamper: Option<Stamper<'n>>,
    long_term: bool,
    archive: bool,
}

impl<'n> Steps<'n> {
    pub(super) fn of(session: &Session, matches: &ArgMatches, network: Option<&'n Network>) -> Result<Self, Failure> {
        let stamper = match network {
            Some(network) => network.stamper(session, matches)?,
            None => None,
        };
        Ok(Self { network, stamper, long_term: matches.get_flag("long-term"), archive: matches.get_flag("archive") })
    }

    /// The authority that stamps the signature.
    pub(super) fn stamper(&self) -> Option<&dyn TimeStamper> {
        self.stamper.as_ref().map(|stamper| stamper as &dyn TimeStamper)
    }

    /// The level that comes of it.
    pub(super) fn level(&self) -> Level {
        match () {
            () if self.archive => Level::Lta,
            () if self.long_term => Level::Lt,
            () if self.stamper.is_some() => Level::T,
            () => Level::B,
        }
    }

    /// The level of a signature that was made: as it verifies or, where no anchor is named and no stamp can be judged,
    /// as it was made.
    pub(super) fn reached(&self, trust: &Trust, signature: &Signature) -> Level {
        signature.level.filter(|_| !trust.anchors.is_empty()).unwrap_or_else(|| self.level())
    }

    /// Adds evidence and the stamp over it to a signed file, as far as they were asked for.
    pub(super) fn completed(&self, bytes: Vec<u8>, trust: &Trust, now: Timestamp) -> Result<Vec<u8>, Failure> {
        let (Some(network), true) = (self.network, self.long_term) else { return Ok(bytes) };
        let failed = |error: SealError| refused(&error);
        let broken = |refusal: FileRefusal| refused(&refusal.into());
        let file = PdfFile::read(bytes).map_err(broken)?;
        let evidence = gather_evidence(&file, trust, &network.revocation(), now).map_err(failed)?;
        let kept = add_evidence(&file, &evidence).map_err(failed)?;
        match (self.archive, self.stamper()) {
            (true, Some(stamper)) => stamp_document(&PdfFile::read(kept).map_err(broken)?, stamper).map_err(failed),
            _ => Ok(kept),
        }
    }

    /// Tells whom the program has asked.
    pub(super) fn tell(&self, session: &Session) {
        for entry in self.network.iter().flat_map(|network| network.journal()) {
            let (what, endpoint, outcome) = (entry.what, entry.endpoint, entry.outcome);
            session.tell(&text!("Đã liên hệ: {endpoint} ({what}: {outcome})", "Asked: {endpoint} ({what}: {outcome})"));
        }
    }
}
