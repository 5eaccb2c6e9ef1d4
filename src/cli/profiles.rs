//! `kiemtra profiles`: list, explain.

use clap::{Arg, ArgMatches, Command};

use crate::profile::{Profile, Shelf};
use crate::text::{Language, Text, text};

use super::exit::Exit;
use super::failure::Failure;
use super::session::Session;
use super::setup;
use super::verbs::{Verb, pick, verb};

pub(super) const VERB: Verb = Verb { name: "profiles", command, run };

fn command(language: Language) -> Command {
    let pick = |vi, en| pick(language, vi, en);
    let about = Text::new("Hồ sơ kiểm tra: liệt kê, giải thích", "Profiles: list, explain");
    let examples = Text::same("  kiemtra profiles list\n  kiemtra profiles explain population-db-connection");
    verb("profiles", &about, &examples, language)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(Command::new("list").about(pick("Mọi hồ sơ có sẵn", "Every built-in profile")))
        .subcommand(
            Command::new("explain")
                .about(pick("Hồ sơ chọn gì, với tham số nào", "What a profile selects, and how it is set"))
                .arg(Arg::new("id").value_name("ID").required(true).help(pick("Mã hoặc tệp hồ sơ", "An id or a file"))),
        )
}

fn run(session: &Session, matches: &ArgMatches) -> Result<Exit, Failure> {
    let vocabulary = setup::vocabulary();
    let pack = setup::pack(session, &vocabulary)?;
    let Some((verb, own)) = matches.subcommand() else { return Ok(Exit::Usage) };
    if verb == "explain" {
        let id = own.get_one::<String>("id").map_or("", String::as_str);
        let profile = setup::profile(id, &pack)?;
        session.print(&explained(session, &profile));
        return Ok(Exit::Ready);
    }
    let shelf = Shelf::built_in()?;
    for id in shelf.ids() {
        let profile = setup::profile(id, &pack)?;
        let (version, number) = (&profile.version, profile.choices.len());
        let title = session.say(&profile.title);
        let line =
            text!("{id}  {version}  {number} tiêu chí  {title}\n", "{id}  {version}  {number} checks  {title}\n");
        session.print(session.say(&line));
    }
    Ok(Exit::Ready)
}

fn explained(session: &Session, profile: &Profile) -> String {
    let say = |text: Text| session.say(&text).to_owned();
    let (id, version, digest, regime) = (&profile.id, &profile.version, profile.digest, &profile.regime);
    let mut out = format!("{id} {version}  {}\n{}\n\n", session.say(&profile.title), session.say(&profile.purpose));
    out.push_str(&say(text!("Bộ căn cứ: {regime}\nMã băm: {digest}\n", "Law regime: {regime}\nDigest: {digest}\n")));
    let gate = profile.gate;
    let (passes, hours) = (gate.passes_to_verify, gate.hours_between_passes);
    out.push_str(&say(text!(
        "Lỗi coi là đã khắc phục sau {passes} lượt đạt cách nhau {hours} giờ kể từ khi báo, hoặc một lượt phúc tra đạt\n\n",
        "An error counts as fixed after {passes} passes {hours} hours apart since the claim, or one re-inspection that passes\n\n"
    )));
    out.push_str(&format!("{}\n\n", session.say(&profile.link.text())));
    for (check, choice) in &profile.choices {
        let blocking = if choice.blocking { "*" } else { " " };
        let parameters: Vec<_> =
            choice.parameters.iter().map(|(name, value)| format!("{name} = {}", value.shown())).collect();
        out.push_str(&format!(
            "{blocking} {check}  {}  {}\n",
            session.say(&choice.severity.text()),
            parameters.join("; ")
        ));
    }
    if !profile.deviations.is_empty() {
        out.push_str(&say(Text::new("\nNới lỏng so với hồ sơ gốc:\n", "\nLoosened against the parents:\n")));
        for deviation in &profile.deviations {
            let by = &deviation.decided_by;
            let (what, why) = (session.say(&deviation.what), session.say(&deviation.reason));
            out.push_str(&format!("  {}: {what} ({why}; {by})\n", deviation.check));
        }
    }
    out
}
