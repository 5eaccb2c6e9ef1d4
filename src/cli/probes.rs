//! `kiemtra probes`: list, explain.

use clap::{Arg, ArgMatches, Command};

use crate::fact::Shape;
use crate::load::nearest;
use crate::probe::{PROBES, Probe, probe};
use crate::text::{Language, Text, text};

use super::exit::Exit;
use super::failure::Failure;
use super::session::Session;
use super::verbs::{Verb, pick, verb};

pub(super) const VERB: Verb = Verb { name: "probes", command, run };

fn command(language: Language) -> Command {
    let pick = |vi, en| pick(language, vi, en);
    let about = Text::new("Bộ dò: liệt kê, giải thích dữ kiện", "Probes: list, explain their facts");
    let examples = Text::same("  kiemtra probes list\n  kiemtra probes explain tls");
    verb("probes", &about, &examples, language)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(Command::new("list").about(pick("Mọi bộ dò", "Every probe")))
        .subcommand(
            Command::new("explain")
                .about(pick("Bộ dò thu thập dữ kiện nào", "Which facts a probe gathers"))
                .arg(Arg::new("id").value_name("ID").required(true).help(pick("Mã bộ dò", "The probe's id"))),
        )
}

fn run(session: &Session, matches: &ArgMatches) -> Result<Exit, Failure> {
    let Some((verb, own)) = matches.subcommand() else { return Ok(Exit::Usage) };
    if verb == "explain" {
        let id = own.get_one::<String>("id").map_or("", String::as_str);
        let Some(probe) = probe(id) else {
            let failure =
                Failure::new(Exit::Usage, "K-USE-005", text!("không có bộ dò `{id}`", "there is no probe `{id}`"));
            return Err(match nearest(id, PROBES.iter().map(|probe| probe.spec().id)) {
                Some(near) => failure.with_hint(text!("có phải ý bạn là `{near}`?", "did you mean `{near}`?")),
                None => failure.with_hint(Text::new("xem `kiemtra probes list`", "see `kiemtra probes list`")),
            });
        };
        session.print(&explained(session, probe));
        return Ok(Exit::Ready);
    }
    for probe in PROBES {
        let spec = probe.spec();
        session.print(&format!("{:12} {}\n", spec.id, session.say(&spec.about)));
    }
    Ok(Exit::Ready)
}

fn explained(session: &Session, probe: &dyn Probe) -> String {
    let spec = probe.spec();
    let say = |text: Text| session.say(&text).to_owned();
    let kinds: Vec<_> = spec.kinds.iter().map(|kind| say(kind.text())).collect();
    let (kinds, most, safety) = (kinds.join(", "), spec.most_jobs, say(spec.safety.text()));
    let mut out = format!("{}  {}\n{}\n\n", spec.id, session.say(&spec.title), session.say(&spec.about));
    out.push_str(&say(text!(
        "Nhìn vào: {kinds}\nMức: {safety}; tối đa {most} kết nối cho mỗi đích\n\nDữ kiện (? có thể không có hoặc chưa rõ):\n",
        "Looks at: {kinds}\nLevel: {safety}; at most {most} connections for each target\n\nFacts (? may be absent or unknown):\n"
    )));
    fields(session, &probe.shape(), spec.id, &mut out);
    out
}

fn fields(session: &Session, shape: &Shape, path: &str, out: &mut String) {
    let Shape::Record(record) = shape else { return };
    for field in record.fields.iter() {
        let partial = if field.partial { "?" } else { "" };
        let path = format!("{path}.{}", field.name);
        let kind = match &field.shape {
            Shape::Record(_) => String::new(),
            Shape::List(item) if matches!(**item, Shape::Record(_)) => ": list".to_owned(),
            other => format!(": {}", other.name()),
        };
        out.push_str(&format!("  {path}{partial}{kind}  {}\n", session.say(&field.meaning)));
        match &field.shape {
            Shape::List(item) => fields(session, item, &format!("{path}[]"), out),
            other => fields(session, other, &path, out),
        }
    }
}
