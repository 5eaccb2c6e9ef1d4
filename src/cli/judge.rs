//! `kiemtra judge`: judges stored facts again, without network.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command, value_parser};

use crate::audit::{PackDigest, ProfileDigest, Run};
use crate::judge::{Matter, Proposed, judge, propose};
use crate::text::{Language, Text};

use super::exit::Exit;
use super::failure::Failure;
use super::files;
use super::inspection::{Rules, exit_of, partial};
use super::session::Session;
use super::verbs::{Verb, pick, verb};

pub(super) const VERB: Verb = Verb { name: "judge", command, run };

fn command(language: Language) -> Command {
    let about =
        Text::new("Kết luận lại từ dữ kiện đã lưu, không dùng mạng", "Judges stored facts again, without network");
    let examples = Text::same(
        "  kiemtra judge run.json | cmp - run.json\n  kiemtra judge run.json --profile population-db-connection",
    );
    verb("judge", &about, &examples, language).arg(run_argument(language)).arg(stored_profile_argument(language))
}

/// The argument RUN.json.
pub(super) fn run_argument(language: Language) -> Arg {
    Arg::new("run").value_name("RUN.json").required(true).value_parser(value_parser!(PathBuf)).help(pick(
        language,
        "Tệp run.json của một lượt kiểm tra",
        "The run.json of a run",
    ))
}

/// The option `--profile` of verbs that work on a stored run.
pub(super) fn stored_profile_argument(language: Language) -> Arg {
    Arg::new("profile").long("profile").value_name("ID").help(pick(
        language,
        "Hồ sơ: mã hoặc tệp .yaml (mặc định: hồ sơ của lượt kiểm tra)",
        "The profile: an id or a .yaml file (default: the run's own)",
    ))
}

/// Reads a run from a file.
pub(super) fn read(path: &std::path::Path) -> Result<Run, Failure> {
    let bytes = files::read(path)?;
    Run::from_bytes(&bytes).map_err(|text| {
        let name = path.display();
        let Text { vi, en } = text;
        Failure::new(Exit::Data, "K-DAT-001", Text::new(format!("{name}: {vi}"), format!("{name}: {en}")))
    })
}

fn run(session: &Session, matches: &ArgMatches) -> Result<Exit, Failure> {
    let path = matches.get_one::<PathBuf>("run").cloned().unwrap_or_default();
    let stored = read(&path)?;
    let profile = matches.get_one::<String>("profile").cloned().unwrap_or_else(|| stored.profile.id.clone());
    let rules = Rules::load(session, &profile, &[])?;
    let run = again(stored, &rules)?;
    session.print(&String::from_utf8_lossy(&run.to_bytes()));
    Ok(exit_of(&run))
}

/// Judges a stored run by the present rules. Equal rules give equal bytes.
pub(super) fn again(stored: Run, rules: &Rules) -> Result<Run, Failure> {
    let Rules { vocabulary, pack, profile, .. } = rules;
    let samples = stored.samples(vocabulary).map_err(|text| Failure::new(Exit::Data, "K-DAT-002", text))?;
    let subjects = stored.system.subjects.clone();
    // A run that looked at a part of the profile is judged on that part again: the rest was never
    // gathered, and saying so of every check would be a different document.
    let was_partial = stored.conclusion.reasons.contains(&partial());
    let mut profile = profile.clone();
    if was_partial {
        profile.choices.retain(|id, _| stored.verdicts.iter().any(|verdict| verdict.check == *id));
    }
    let mut verdicts =
        judge(Matter { subjects: &subjects, samples: &samples, pack, profile: &profile, now: stored.run.ended });
    let numbers: BTreeMap<_, _> =
        stored.verdicts.iter().map(|verdict| (verdict.fingerprint.clone(), verdict.error)).collect();
    for verdict in &mut verdicts {
        verdict.error = numbers.get(&verdict.fingerprint).copied().flatten();
    }
    let interrupted = stored.run.cut_short && !was_partial;
    let mut conclusion = propose(&profile, &subjects, &verdicts, interrupted);
    if was_partial {
        conclusion.reasons.push(partial());
        if conclusion.proposed == Proposed::Ready {
            conclusion.proposed = Proposed::Incomplete;
        }
    }
    Ok(Run {
        conclusion,
        pack: PackDigest { digest: pack.digest().to_string() },
        profile: ProfileDigest {
            digest: profile.digest.to_string(),
            id: profile.id.clone(),
            version: profile.version.clone(),
        },
        verdicts,
        ..stored
    })
}
