//! The folder of the evidence: made once, then used again, so that its identifier stays the same from the first draft
//! of the minutes to the signed ones.

use std::path::Path;

use crate::audit::Run;
use crate::report::evidence::{Bundle, Claim, Holds, Line, Rendering, check};
use crate::report::{Material, Options, build, evidence_id, format};
use crate::text::{Text, text};
use crate::wire::Randomness;

use super::exit::Exit;
use super::failure::Failure;
use super::files;
use super::inspection::Rules;
use super::judge::again;
use super::session::Session;

/// The evidence of a run in a folder: read where it is there, made where it is not. Errors: the folder holds the
/// evidence of another run, or holds something else.
pub(super) fn kept(
    session: &Session,
    folder: &Path,
    run: &Run,
    document: &[u8],
    profile: &str,
) -> Result<Bundle, Failure> {
    let name = folder.display();
    let occupied = std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if occupied {
        let bundle = Bundle::read(folder).map_err(|text| Failure::new(Exit::Data, "K-EVI-001", text))?;
        if bundle.run() != document {
            let text = text!(
                "`{name}` là minh chứng của một lượt kiểm tra khác",
                "`{name}` holds the evidence of another run"
            );
            let hint = Text::new("mỗi lượt kiểm tra một thư mục minh chứng", "each run has a folder of its own");
            return Err(Failure::new(Exit::Data, "K-EVI-002", text).with_hint(hint));
        }
        return whole(session, bundle, profile);
    }
    let bundle = Bundle::compose(run, document, Randomness::key).ok_or_else(|| {
        let text = Text::new("không lấy được số ngẫu nhiên", "the random number generator fails");
        Failure::new(Exit::Software, "K-EVI-003", text)
    })?;
    for (path, bytes) in bundle.files() {
        files::write(&folder.join(path), bytes)?;
    }
    let id = bundle.id();
    session.tell(&text!("Đã lập hồ sơ minh chứng {name}: {id}", "Evidence written to {name}: {id}"));
    Ok(bundle)
}

/// The bundle, where its files are those of its manifest and its verdicts those of its facts: minutes are not made
/// from evidence that does not hold.
fn whole(session: &Session, bundle: Bundle, profile: &str) -> Result<Bundle, Failure> {
    let attached = Attached { manifest: Some(bundle.manifest()), run: Some(bundle.run()), ..Attached::default() };
    for line in lines(session, &bundle, attached, Some(profile), None) {
        if let Holds::No(Text { vi, en }) = line.holds {
            let Text { vi: what_vi, en: what_en } = line.what;
            let text = text!("không đúng: {what_vi} ({vi})", "does not hold: {what_en} ({en})");
            return Err(Failure::new(Exit::Permission, "K-EVI-004", text));
        }
    }
    Ok(bundle)
}

/// What a report says of its evidence.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Attached<'a> {
    /// The manifest inside the PDF.
    pub(super) manifest: Option<&'a [u8]>,
    /// The run inside the PDF.
    pub(super) run: Option<&'a [u8]>,
    /// The inputs of the rendering inside the PDF.
    pub(super) rendering: Option<&'a [u8]>,
    /// The PDF before its first signature: [`before_signing`](crate::seal::role::before_signing).
    pub(super) revision: Option<&'a [u8]>,
}

/// Holds a report against a folder of evidence: the three lines of which `verify --evidence` consists, behind those
/// on the signatures. `profile` is that of the run unless another is named; `fonts` the department's own faces.
pub(super) fn lines(
    session: &Session,
    bundle: &Bundle,
    attached: Attached<'_>,
    profile: Option<&str>,
    fonts: Option<&Path>,
) -> Vec<Line> {
    let rules = Run::from_bytes(bundle.run()).and_then(|run| {
        let rules = rules(session, &run, profile)?;
        Ok((run, rules))
    });
    let judged = rules.as_ref().map_err(Clone::clone).and_then(|(run, rules)| {
        again(run.clone(), rules).map(|run| run.to_bytes()).map_err(|failure| failure.text().clone())
    });
    let rendered = rules.as_ref().map_err(Clone::clone).and_then(|(run, rules)| {
        let rendering = attached.rendering.map(Rendering::from_bytes).transpose()?;
        let missing = || Text::new("báo cáo không đính kèm nội dung lập biên bản", "the report carries no inputs");
        rendered(bundle.run(), bundle.manifest(), run, rules, &rendering.ok_or_else(missing)?, fonts)
    });
    let Attached { manifest, run, revision, .. } = attached;
    check(bundle, &Claim { manifest, run, revision, judged, rendered })
}

/// The rules by which a run was judged; or why they are not to be had.
fn rules(session: &Session, run: &Run, profile: Option<&str>) -> Result<Rules, Text> {
    let profile = profile.unwrap_or(&run.profile.id);
    let rules = Rules::load(session, profile, &[]).map_err(|failure| failure.text().clone())?;
    same_rules(run, &rules)?;
    Ok(rules)
}

/// Holds checks and profile against those that a run was judged by.
pub(super) fn same_rules(run: &Run, rules: &Rules) -> Result<(), Text> {
    let digests = [
        (&run.pack.digest, rules.pack.digest().to_string(), Text::new("bộ tiêu chí", "checks")),
        (&run.profile.digest, rules.profile.digest.to_string(), Text::new("hồ sơ kiểm tra", "profile")),
    ];
    for (used, own, Text { vi, en }) in digests {
        if *used != own {
            return Err(text!(
                "{vi} ở đây khác bản đã dùng khi kiểm tra ({own}); cần đúng bản {used}",
                "the {en} here is another than the run used ({own}); {used} is needed"
            ));
        }
    }
    Ok(())
}

/// The minutes, rendered again from what they carry; or why they cannot be.
pub(super) fn rendered(
    document: &[u8],
    manifest: &[u8],
    run: &Run,
    rules: &Rules,
    rendering: &Rendering,
    fonts: Option<&Path>,
) -> Result<Vec<u8>, Text> {
    let own = Rendering::tool_name();
    if rendering.tool != own {
        let used = &rendering.tool;
        return Err(text!(
            "biên bản do {used} lập, đây là {own}: cần đúng phiên bản để lập lại từng byte",
            "the minutes were made by {used}, this is {own}: the same version is needed for the same bytes"
        ));
    }
    if rendering.fonts != crate::report::faces(fonts).map_err(|error| error.text())? {
        return Err(Text::new(
            "biên bản dùng phông chữ riêng của đơn vị: cần --font-dir",
            "the minutes use the department's own fonts: --font-dir is needed",
        ));
    }
    let (defects, id, inputs) = (rendering.defects(), evidence_id(manifest), rendering.to_bytes());
    let report = build(Material {
        run,
        pack: &rules.pack,
        profile: &rules.profile,
        regime: &rules.regime,
        defects: &defects,
        document,
        sitting: rendering.sitting.as_ref(),
        concluded: rendering.concluded(run, document),
        evidence: Some(&id),
    });
    let options = Options {
        language: rendering.language(),
        run_json: document,
        manifest,
        rendering: &inputs,
        fonts: fonts.map(Path::to_owned),
        ..Options::default()
    };
    let format = format("pdf").ok_or_else(|| Text::same("pdf"))?;
    super::report::bytes(format, &report, &options).map_err(|failure| failure.text().clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::{
        Head, InspectedSystem, Kind, PackDigest, Permission, Planned, ProfileDigest, SCHEMA, Tool, Traffic,
    };
    use crate::judge::{Conclusion, Inspected, Proposed};
    use crate::ledger::{Decision, Ruling, conclude};
    use crate::report::sitting::{Person, Sitting};
    use crate::text::Language;

    fn session() -> Session {
        let matches = super::super::verbs::command(Language::Vi).get_matches_from(["kiemtra", "law", "show"]);
        Session::new(&matches, Language::Vi)
    }

    /// A run of nothing, judged by the rules that ship.
    fn run(rules: &Rules) -> Run {
        let at = "2026-12-05T01:00:00Z".parse().expect("an instant");
        let nothing = Run {
            conclusion: Conclusion { proposed: Proposed::Incomplete, reasons: Vec::new() },
            facts: Vec::new(),
            journal: Traffic::default(),
            pack: PackDigest { digest: String::new() },
            plan: Planned::default(),
            profile: ProfileDigest { digest: String::new(), id: rules.profile.id.clone(), version: String::new() },
            run: Head {
                case: "c".to_owned(),
                cut_short: false,
                ended: at,
                id: "r".to_owned(),
                kind: Kind::Own,
                started: at,
            },
            schema: SCHEMA.to_owned(),
            system: InspectedSystem {
                authorisation: Permission {
                    document: "01/QĐ".to_owned(),
                    from: at,
                    issuer: Text::same("UBND"),
                    safety: Vec::new(),
                    until: at,
                },
                digest: String::new(),
                id: "s".to_owned(),
                level: Some(3),
                operator: None,
                owner: None,
                subjects: Vec::<Inspected>::new(),
                title: Text::same("Cổng mẫu"),
            },
            tool: Tool { name: "kiemtra".to_owned(), version: "0".to_owned() },
            verdicts: Vec::new(),
        };
        again(nothing, rules).expect("a run")
    }

    #[test]
    fn minutes_are_judged_and_rendered_again_byte_for_byte_from_what_they_carry() {
        let session = session();
        let rules = Rules::load(&session, "self-check", &[]).expect("rules");
        let run = run(&rules);
        let document = run.to_bytes();
        let bundle = Bundle::compose(&run, &document, || Some([7; 16])).expect("a bundle");
        let decision = Decision {
            ruling: Ruling::NotReady,
            by: "Nguyễn Văn A",
            position: "Trưởng đoàn",
            reason: "Chưa có dữ kiện nào",
            number: None,
        };
        let history = [conclude(&[], &run, &document, decision, run.run.ended).expect("an event")];
        let mut inputs = Rendering::new(&run, &document, &history, &rules.profile.gate);
        let role = rules.profile.roles.first().expect("a party").key.clone();
        let person =
            Person { role, name: "Trần Thị B".to_owned(), rank: None, position: None, body: None, signs: false };
        inputs.sitting = Some(Sitting { participants: vec![person], ..Sitting::default() });
        let pdf = rendered(bundle.run(), bundle.manifest(), &run, &rules, &inputs, None).expect("minutes");
        let bytes = inputs.to_bytes();
        let attached = Attached {
            manifest: Some(bundle.manifest()),
            run: Some(bundle.run()),
            rendering: Some(&bytes),
            revision: Some(&pdf),
        };
        let told = |attached: Attached<'_>| -> Vec<Holds> {
            lines(&session, &bundle, attached, None, None).into_iter().map(|line| line.holds).collect()
        };
        assert_eq!(told(attached), [Holds::Yes, Holds::Yes, Holds::Yes]);
        // Another conclusion, another name, another language: each is another document.
        for change in [("not-ready", "incomplete"), ("Trần Thị B", "Trần Thị C"), ("\"vi\"", "\"en\"")] {
            let other = String::from_utf8(bytes.clone()).expect("UTF-8").replace(change.0, change.1);
            assert_ne!(other.as_bytes(), bytes, "{change:?}");
            let told = told(Attached { rendering: Some(other.as_bytes()), ..attached });
            assert!(matches!(told[2], Holds::No(_)), "{change:?}: {told:?}");
        }
        // A run whose verdicts were bettered by hand is not what the facts give.
        let text = String::from_utf8(document).expect("UTF-8").replace("\"incomplete\"", "\"ready\"");
        let better = Run::from_bytes(text.as_bytes()).expect("a run");
        let bettered = Bundle::compose(&better, &better.to_bytes(), || Some([7; 16])).expect("a bundle");
        assert!(whole(&session, bettered, "self-check").is_err());
    }
}
