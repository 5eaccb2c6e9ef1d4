//! `kiemtra law show`: which grounds hold, and which a person still has to confirm.

use clap::{Arg, ArgMatches, Command};

use crate::law::{Instrument, Regime, Standing, regimes};
use crate::text::{Language, Text, in_vietnam, text};

use super::exit::Exit;
use super::failure::Failure;
use super::session::Session;
use super::verbs::{Verb, pick, verb};

pub(super) const VERB: Verb = Verb { name: "law", command, run };

fn command(language: Language) -> Command {
    let pick = |vi, en| pick(language, vi, en);
    let about = Text::new(
        "Căn cứ pháp lý: điều nào in được, điều nào còn phải xác nhận",
        "Legal grounds: which may be printed, which are open",
    );
    let examples = Text::same("  kiemtra law show\n  kiemtra law show --regime vn-2022");
    verb("law", &about, &examples, language).subcommand_required(true).arg_required_else_help(true).subcommand(
        Command::new("show")
            .about(pick("Liệt kê căn cứ theo từng bộ", "Lists the grounds of each regime"))
            .arg(Arg::new("regime").long("regime").value_name("ID").help(pick("Chỉ một bộ căn cứ", "One regime only"))),
    )
}

fn run(session: &Session, matches: &ArgMatches) -> Result<Exit, Failure> {
    let Some((_, own)) = matches.subcommand() else { return Ok(Exit::Usage) };
    let wanted = own.get_one::<String>("regime");
    let all = regimes()?;
    let known = all.iter().map(|regime| regime.id.as_str()).collect::<Vec<_>>().join(", ");
    let chosen: Vec<_> = all.iter().filter(|regime| wanted.is_none_or(|wanted| *wanted == regime.id)).collect();
    if chosen.is_empty() {
        let given = wanted.cloned().unwrap_or_default();
        let text = text!("không có bộ căn cứ `{given}` (có: {known})", "there is no regime `{given}` (known: {known})");
        return Err(Failure::new(Exit::Usage, "K-USE-006", text));
    }
    for regime in chosen {
        session.print(&shown(session, regime));
    }
    Ok(Exit::Ready)
}

fn shown(session: &Session, regime: &Regime) -> String {
    let mut out = format!("{}  {}\n", regime.id, session.say(&regime.title));
    for instrument in &regime.instruments {
        out.push_str(&format!("\n  {}: {}\n", instrument.key, session.say(&instrument.full_name())));
        out.push_str(&articles(session, regime, instrument));
    }
    out.push('\n');
    out
}

fn articles(session: &Session, regime: &Regime, instrument: &Instrument) -> String {
    let on = in_vietnam(session.clock.now()).date();
    let mut out = String::new();
    for article in &instrument.articles {
        let key = format!("{}/{}", instrument.key, article.key);
        let text = match regime.standing(&key, on) {
            Standing::Confirmed { demand, .. } => {
                let Text { vi, en } = demand;
                text!("IN ĐƯỢC  {key}: {vi}", "PRINTED  {key}: {en}")
            }
            Standing::Withheld(why) => {
                let Text { vi, en } = why;
                text!("CÒN MỞ   {key}: {vi}", "OPEN     {key}: {en}")
            }
            Standing::Missing => continue,
        };
        out.push_str(&format!("    {}\n", session.say(&text)));
    }
    out
}
