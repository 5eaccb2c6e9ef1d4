//! The minutes that are to be signed: what they are about, who has signed them, and whether a role may sign now.

use std::path::Path;

use jiff::Timestamp;

use crate::audit::Run;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::cli::setup;
use crate::profile::Profile;
use crate::report::evidence::{MANIFEST, RENDERING, RUN, Rendering};
use crate::report::{evidence_id, number_of, proposed};
use crate::seal::role::{Finding, Requirement, SeatState, before_signing, requirements, seats};
use crate::seal::{
    Certificate, Change, PdfFile, Policy, Reason, SealError, Tier, Trust, Verification, fit_to_sign, verify_file,
};
use crate::text::{Language, Text, shorten, text, visible};

/// The minutes, and all that is known of them.
pub(super) struct Paper {
    pub(super) file: PdfFile,
    pub(super) run: Run,
    pub(super) verification: Verification,
    pub(super) requirements: Vec<Requirement>,
    pub(super) trust: Trust,
    /// `05/BB-TKT`.
    pub(super) number: String,
    /// The conclusion, and who set it where a person did.
    pub(super) conclusion: (Text, Option<String>),
    /// The identifier of the evidence that is printed on every page.
    pub(super) evidence: String,
    /// The language of the minutes.
    pub(super) language: Language,
    /// Whether the rules here are those of the run.
    pub(super) same_rules: bool,
}

impl Paper {
    /// Reads the minutes and verifies what is signed in them.
    pub(super) fn read(
        session: &Session,
        bytes: Vec<u8>,
        name: &Path,
        profile: Option<&str>,
        trust: Trust,
    ) -> Result<Self, Failure> {
        let shown = name.display();
        let file = PdfFile::read(bytes).map_err(|refusal| {
            let Text { vi, en } = refusal.text();
            let text = text!("không ký được `{shown}`: {vi}", "`{shown}` cannot be signed: {en}");
            Failure::new(Exit::Data, "K-SIG-001", text)
        })?;
        let attached = file.attachments();
        let content = |name: &str| attached.iter().find(|one| one.name == name).map(|one| one.content.as_slice());
        let Some(run_bytes) = content(RUN) else {
            let text = text!(
                "`{shown}` không phải biên bản của kiemtra (không đính kèm {RUN})",
                "`{shown}` is no report of kiemtra ({RUN} is not attached)"
            );
            let hint = Text::same("kiemtra report CASE --format pdf --minutes FILE --evidence DIR --out FILE");
            return Err(Failure::new(Exit::Data, "K-SIG-002", text).with_hint(hint));
        };
        let damaged = |Text { vi, en }: Text| {
            let text =
                text!("dữ liệu đính kèm `{shown}` bị hỏng: {vi}", "what is attached to `{shown}` is damaged: {en}");
            Failure::new(Exit::Data, "K-SIG-002", text)
        };
        let run = Run::from_bytes(run_bytes).map_err(damaged)?;
        let rendering = content(RENDERING).map(Rendering::from_bytes).transpose().map_err(damaged)?;
        let profile = rules(session, profile, &run.profile.id)?;
        let sitting = rendering.as_ref().and_then(|rendering| rendering.sitting.as_ref());
        let named = |role: &str| sitting.and_then(|sitting| sitting.signer(role)).map(|person| person.name.as_str());
        let verification = verify_file(&file, &trust, &Policy::default(), session.clock.now());
        let verification = verification.map_err(|refusal| damaged(refusal.text()))?;
        let concluded = rendering.as_ref().and_then(|rendering| rendering.concluded(&run, run_bytes));
        let conclusion = match concluded {
            Some((event, concluded)) => (concluded.ruling.text(), Some(event.by.clone())),
            None => (proposed(&run), None),
        };
        let mut requirements = requirements(&profile, named);
        for requirement in &mut requirements {
            // The file may be anybody's: a name that is no plain text matches no certificate and hurts no terminal.
            requirement.name = requirement.name.take().map(|name| shorten(&visible(&name), 200));
        }
        Ok(Self {
            requirements,
            number: number_of(&profile.report, sitting),
            evidence: evidence_id(content(MANIFEST).unwrap_or(run_bytes)),
            same_rules: profile.digest.to_string() == run.profile.digest,
            conclusion,
            language: rendering.as_ref().map_or(session.language, Rendering::language),
            verification,
            run,
            trust,
            file,
        })
    }

    /// The requirement of a role that may sign now.
    pub(super) fn permitted(&self, role: &str) -> Result<&Requirement, Failure> {
        let requirement = self.requirement(role)?;
        self.is_sound()?;
        let field = &requirement.field;
        let signed = self.verification.signatures.iter().any(|one| one.field == *field);
        if signed {
            let text = text!("vai `{role}` đã ký biên bản này", "the role `{role}` has signed these minutes already");
            return Err(Failure::new(Exit::Permission, "K-SIG-005", text));
        }
        if !self.verification.empty_fields.contains(field) {
            return Err(refused(&SealError::NoField(field.clone())).with_hint(Text::new(
                "lập lại biên bản bằng `kiemtra report --format pdf`: mỗi vai ký của hồ sơ có sẵn một ô ký",
                "make the minutes anew by `kiemtra report --format pdf`: each signing role of the profile has its field",
            )));
        }
        self.in_turn(requirement)?;
        Ok(requirement)
    }

    /// The requirement of a role of the profile that signs.
    pub(super) fn requirement(&self, role: &str) -> Result<&Requirement, Failure> {
        self.requirements.iter().find(|one| one.role == role).ok_or_else(|| {
            let (role, profile) = (shorten(&visible(role), 60), visible(&self.run.profile.id));
            let known: Vec<_> = self.requirements.iter().map(|one| one.role.as_str()).collect();
            let known = known.join(", ");
            let text = text!(
                "hồ sơ `{profile}` không có vai ký `{role}`",
                "the profile `{profile}` has no role `{role}` that signs"
            );
            Failure::new(Exit::Usage, "K-SIG-003", text)
                .with_hint(text!("các vai ký: {known}", "roles that sign: {known}"))
        })
    }

    /// Nothing is added to minutes whose signatures do not hold.
    fn is_sound(&self) -> Result<(), Failure> {
        if let Some(waiting) = self.verification.signatures.iter().find(|one| one.is_waiting()) {
            let field = &waiting.field;
            let text = text!(
                "đây là tệp chờ ký ở ô “{field}”, chưa phải biên bản đã ký",
                "this is a file that waits for the signature of “{field}” and no signed report"
            );
            let hint = Text::new(
                "đưa chữ ký vào bằng `kiemtra sign --finish`, hoặc ký chính tệp biên bản gốc",
                "put the signature in by `kiemtra sign --finish`, or sign the report itself",
            );
            return Err(Failure::new(Exit::Permission, "K-SIG-017", text).with_hint(hint));
        }
        self.is_as_made()?;
        for signature in &self.verification.signatures {
            if let Some(reason) = signature.reasons.first() {
                let (field, Text { vi, en }) = (&signature.field, reason.text());
                let text = text!(
                    "không ký thêm: chữ ký đã có ở ô “{field}” không hợp lệ: {vi}",
                    "nothing is signed: the signature in “{field}” does not hold: {en}"
                );
                return Err(Failure::new(Exit::Permission, "K-SIG-006", text));
            }
        }
        self.is_well_seated()
    }

    /// Nor to minutes that somebody has signed in a role that is not theirs.
    fn is_well_seated(&self) -> Result<(), Failure> {
        let seats = seats(&self.verification, &self.requirements);
        let Some(seat) = seats.iter().find(|seat| seat.state == SeatState::Refused) else { return Ok(()) };
        let why = seat.findings.iter().map(Finding::text).map(|Text { vi, en }| (vi, en));
        let (vi, en): (Vec<_>, Vec<_>) = why.unzip();
        let (Text { vi: title_vi, en: title_en }, vi, en) = (&seat.title, vi.join("; "), en.join("; "));
        let text = text!(
            "không ký thêm: chữ ký đã có của vai “{title_vi}” không đạt: {vi}",
            "nothing is signed: the signature of “{title_en}” is not as it should be: {en}"
        );
        Err(Failure::new(Exit::Permission, "K-SIG-006", text))
    }

    /// Before the first signature nothing is in the file but what kiemtra made: the rendering, its empty fields, and
    /// scans that were attached.
    fn is_as_made(&self) -> Result<(), Failure> {
        let made = before_signing(&self.file);
        let base = (1..=self.file.revision_count()).find(|number| self.file.revision_bytes(*number) == Some(made));
        let first = self.verification.signatures.iter().map(|one| one.revision).min().unwrap_or(usize::MAX);
        let open = base.unwrap_or(1) + 1..first;
        let before = self.verification.changes.iter().filter(|(number, _)| open.contains(number));
        let strange = |change: &&Change| change.tier() == Tier::Refused && !matches!(change, Change::Paper(_));
        let Some(change) = before.flat_map(|(_, changes)| changes).find(strange) else { return Ok(()) };
        let Text { vi, en } = change.text();
        let text = text!(
            "biên bản đã bị sửa sau khi lập, trước khi có chữ ký: {vi}",
            "the minutes were changed after they were made and before anybody signed: {en}"
        );
        let hint = Text::new("lập lại biên bản bằng `kiemtra report`", "make the minutes anew by `kiemtra report`");
        Err(Failure::new(Exit::Permission, "K-SIG-006", text).with_hint(hint))
    }

    /// Those who have to sign before this role have done so.
    fn in_turn(&self, requirement: &Requirement) -> Result<(), Failure> {
        let seats = seats(&self.verification, &self.requirements);
        let missing = |role: &&String| {
            let seat = seats.iter().find(|seat| seat.role == **role);
            let is_waiting = seat.is_none_or(|seat| seat.state == SeatState::Waiting);
            is_waiting && !self.verification.is_on_paper(role)
        };
        let Some(before) = requirement.after.iter().find(missing) else { return Ok(()) };
        let before = self
            .requirements
            .iter()
            .find(|one| one.role == *before)
            .map_or(Text::same(before), |one| one.title.clone());
        let (Text { vi, en }, Text { vi: own_vi, en: own_en }) = (&before, &requirement.title);
        let text = text!(
            "chưa đến lượt “{own_vi}”: “{vi}” phải ký trước",
            "it is not the turn of “{own_en}” yet: “{en}” has to sign first"
        );
        Err(Failure::new(Exit::Permission, "K-SIG-007", text))
    }

    /// Refuses a certificate that is not that of the role, or that nobody may sign with now.
    pub(super) fn accepts(
        &self,
        requirement: &Requirement,
        chain: &[Certificate],
        now: Timestamp,
    ) -> Result<(), Failure> {
        let certificate = chain.first().ok_or_else(|| unfit(&Reason::CertificateMissing))?;
        fit_to_sign(certificate, now).map_err(|reason| unfit(&reason))?;
        let title = &requirement.title;
        requirement.accepts(certificate).map_err(|mismatch| wrong(title, &mismatch.text()))?;
        if self.is_another_role(requirement, certificate) {
            let text = Text::new(
                "chứng thư này đã ký cho một vai khác của biên bản",
                "this certificate has signed for another role of the minutes",
            );
            return Err(wrong(title, &text));
        }
        if self.trust.anchors.is_empty() {
            return Ok(());
        }
        let path = self.trust.path_of(chain, now).map_err(|reason| unfit(&reason))?;
        let stores = path.last().map(|anchor| self.trust.stores_of(anchor)).unwrap_or_default();
        requirement.accepts_stores(&stores).map_err(|mismatch| wrong(title, &mismatch.text()))
    }

    /// Two parties cannot be one person.
    fn is_another_role(&self, requirement: &Requirement, certificate: &Certificate) -> bool {
        let mut others =
            self.verification.signatures.iter().filter(|one| one.field != requirement.field && !one.is_stamp);
        others.any(|one| one.signer.as_ref() == Some(certificate))
    }
}

/// The profile that the user names, else that of the run. What the report says is never a path: a file beside it would
/// bring roles of its own.
fn rules(session: &Session, given: Option<&str>, own: &str) -> Result<Profile, Failure> {
    let name = setup::named(given, own).map_err(|text| Failure::new(Exit::Configuration, "K-SIG-003", text))?;
    let pack = setup::pack(session, &setup::vocabulary())?;
    Ok(setup::profile(name, &pack)?)
}

/// A certificate that may not sign at all.
fn unfit(reason: &Reason) -> Failure {
    let Text { vi, en } = reason.text();
    let text = text!("chứng thư không dùng để ký được: {vi}", "the certificate cannot sign: {en}");
    Failure::new(Exit::Permission, "K-SIG-009", text)
}

/// A certificate that is not that of the role.
fn wrong(title: &Text, why: &Text) -> Failure {
    let (Text { vi, en }, Text { vi: why_vi, en: why_en }) = (title, why);
    let text =
        text!("chứng thư không phải của vai “{vi}”: {why_vi}", "the certificate is not that of “{en}”: {why_en}");
    Failure::new(Exit::Permission, "K-SIG-008", text)
}

/// What the sealing refused.
pub(super) fn refused(error: &SealError) -> Failure {
    let (exit, code) = match error {
        SealError::File(_) | SealError::NeedsAppearances | SealError::Place(_) => (Exit::Data, "K-SIG-001"),
        SealError::NoField(_) | SealError::FieldName(_) => (Exit::Data, "K-SIG-004"),
        SealError::AlreadySigned | SealError::FieldSigned(_) | SealError::Forbidden(_) => {
            (Exit::Permission, "K-SIG-005")
        }
        SealError::NoHole(_) => (Exit::Data, "K-SIG-017"),
        SealError::NoRoom => (Exit::Data, "K-SIG-013"),
        SealError::Key(_) => (Exit::Permission, "K-SIG-010"),
        SealError::Signature(_) => (Exit::Permission, "K-SIG-019"),
        SealError::TimeStamp(_) | SealError::Revocation(_) => (Exit::Busy, "K-SIG-013"),
    };
    Failure::new(exit, code, error.text())
}
