//! `kiemtra ledger verify`: is the chain of events whole?

use clap::{ArgMatches, Command};

use crate::ledger::{RunState, Sqlite, Store, chain_of_gate, fold};
use crate::text::{Language, Text, text};

use super::exit::Exit;
use super::failure::Failure;
use super::session::Session;
use super::verbs::{Verb, pick, verb};

pub(super) const VERB: Verb = Verb { name: "ledger", command, run };

fn command(language: Language) -> Command {
    let about =
        Text::new("Sổ theo dõi: kiểm tra chuỗi ghi nhận còn nguyên vẹn", "The ledger: is its chain of events whole");
    let examples = Text::same("  kiemtra ledger verify");
    verb("ledger", &about, &examples, language)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(Command::new("verify").about(pick(language, "Kiểm tra mọi vụ việc", "Verifies every case")))
}

fn run(session: &Session, _matches: &ArgMatches) -> Result<Exit, Failure> {
    let store = Sqlite::open_existing(&session.ledger())?;
    for case in store.cases()? {
        let events = store.events(&case)?;
        let chain = store.chain(&case)?;
        let defects = fold(&events);
        let runs = store.runs(&case)?;
        let interrupted = runs.iter().filter(|run| run.state != RunState::Complete).count();
        let (length, head, fixed, issued, runs) =
            (chain.length, chain.head, defects.fixed(), defects.issued(), runs.len());
        let head = if head.is_empty() { "-".to_owned() } else { head };
        let line = text!(
            "{case}: nguyên vẹn; {length} ghi nhận, {runs} lượt ({interrupted} bị ngắt), đã khắc phục {fixed}/{issued} lỗi\n  đầu chuỗi: {head}\n",
            "{case}: whole; {length} events, {runs} runs ({interrupted} interrupted), {fixed} of {issued} errors fixed\n  head: {head}\n"
        );
        session.print(session.say(&line));
        answers(session, &store, Some(&case))?;
    }
    answers(session, &store, None)?;
    Ok(Exit::Ready)
}

/// Verifies the answers of the gate about a case, where there are any.
fn answers(session: &Session, store: &Sqlite, case: Option<&str>) -> Result<(), Failure> {
    let name = chain_of_gate(case);
    let answers = store.events(&name)?.len();
    if answers > 0 {
        let head = store.chain(&name)?.head;
        let line = text!(
            "{name}: nguyên vẹn; {answers} câu trả lời của cổng\n  đầu chuỗi: {head}\n",
            "{name}: whole; answers of the gate: {answers}\n  head: {head}\n"
        );
        session.print(session.say(&line));
    }
    Ok(())
}
