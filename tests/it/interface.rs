//! The command line as people and scripts meet it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use kiemtra::cli;
use kiemtra::demo::{Character, Flaw};
use kiemtra::text::Language;
use serde_json::Value;

use crate::support::{Declaration, Document, Raw, Running, SilentResolver, World, free_ports, required, wait_until};

/// What an English help would say, and a Vietnamese one must not.
const ENGLISH: &[&str] = &["Usage:", "Options:", "Print help", "possible values", "default:", "Commands:"];

#[test]
fn alone_it_says_in_fourteen_lines_what_to_do_first() {
    let world = World::new();
    for language in ["vi", "en"] {
        let done = world.kiemtra(&["--lang", language]);
        assert_eq!((done.code, done.stderr.as_str()), (0, ""));
        let lines: Vec<_> = done.stdout.lines().collect();
        assert!(lines.len() <= 14 && lines.iter().all(|line| line.chars().count() <= 90), "{}", done.stdout);
        for verb in ["demo", "init", "plan", "audit", "errors list", "checks explain"] {
            assert!(done.stdout.contains(&format!("kiemtra {verb}")), "{verb}");
        }
    }
    assert!(world.kiemtra(&[]).stdout.contains("Bốn bước đầu tiên"), "Vietnamese unless asked otherwise");
    let mut english = world.command(&[]);
    let output = english.env("KIEMTRA_LANG", "en").output().expect("it runs");
    assert!(String::from_utf8_lossy(&output.stdout).contains("The first four steps"));
}

#[test]
fn the_short_help_fits_a_screen_and_the_long_one_says_more() {
    let world = World::new();
    for language in ["vi", "en"] {
        let short = world.kiemtra(&["-h", "--lang", language]);
        let long = world.kiemtra(&["--help", "--lang", language]);
        assert_eq!((short.code, long.code), (0, 0));
        assert!(short.stdout.lines().count() <= 24, "{}", short.stdout);
        for verb in cli::VERBS {
            assert!(short.stdout.contains(verb.name), "{} is not in: {}", verb.name, short.stdout);
            assert!(long.stdout.contains(&format!("  {} ", verb.name)), "{}", verb.name);
        }
        assert!(long.stdout.len() > short.stdout.len() && long.stdout.contains("--ledger"));
        assert!(short.stderr.is_empty() && long.stderr.is_empty());
    }
    let version = world.kiemtra(&["--version"]);
    assert_eq!((version.code, version.stdout.trim()), (0, concat!("kiemtra ", env!("CARGO_PKG_VERSION"))));
}

/// Every verb and subcommand, as words.
fn verbs(command: &clap::Command, before: &[String], found: &mut Vec<Vec<String>>) {
    for own in command.get_subcommands() {
        let words = [before, &[own.get_name().to_owned()]].concat();
        found.push(words.clone());
        verbs(own, &words, found);
    }
}

#[test]
fn every_verb_explains_itself_and_each_of_its_flags_in_both_languages() {
    let world = World::new();
    let mut all = Vec::new();
    verbs(&cli::command(Language::Vi), &[], &mut all);
    assert!(all.len() > 20, "{all:?}");
    for words in &all {
        let help = |language: &str| {
            let words = words.iter().map(String::as_str).chain(["--help", "--lang", language]);
            let done = world.kiemtra(&words.collect::<Vec<_>>());
            assert_eq!((done.code, done.stderr.as_str()), (0, ""), "{language}");
            done.stdout
        };
        let (vi, en) = (help("vi"), help("en"));
        for word in ENGLISH {
            assert!(!vi.contains(word), "{words:?}: `{word}` in\n{vi}");
        }
        assert_ne!(vi.lines().next(), en.lines().next(), "{words:?}");
        assert!(vi.lines().next().is_some_and(|line| line.chars().count() > 8), "{words:?}");
    }
    for language in [Language::Vi, Language::En] {
        undocumented(&cli::command(language));
    }
}

fn undocumented(command: &clap::Command) {
    let name = command.get_name();
    assert!(command.get_about().is_some(), "{name} says nothing about itself");
    for argument in command.get_arguments() {
        assert!(argument.get_help().is_some(), "{name}: {} says nothing about itself", argument.get_id());
    }
    command.get_subcommands().for_each(undocumented);
}

#[test]
fn five_shells_get_completions_and_man_gets_a_page() {
    let world = World::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let done = world.kiemtra(&["completions", shell]);
        assert_eq!((done.code, done.stderr.as_str()), (0, ""), "{shell}");
        assert!(done.stdout.contains("kiemtra") && done.stdout.contains("re-inspection"), "{shell}");
    }
    let script = world.write("kiemtra.bash", world.kiemtra(&["completions", "bash"]).stdout);
    let checked = Command::new(required("bash", "bash")).arg("-n").arg(script).status().expect("bash runs");
    assert!(checked.success());
    assert_eq!(world.kiemtra(&["completions", "tcsh"]).code, 64);
    let page = world.kiemtra(&["man"]).stdout;
    assert!(page.contains(".TH kiemtra 1") && page.contains("audit"), "{page}");
}

#[test]
fn a_reader_that_has_enough_ends_the_program_quietly() {
    let world = World::new();
    for (arguments, read_one) in [
        (&["checks", "list"] as &[&str], true),
        (&["checks", "list"], false),
        (&["man"], false),
        (&["schema", "run"], false),
    ] {
        let mut command = world.command(arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        let mut reader = BufReader::new(child.stdout.take().expect("its output"));
        if read_one {
            let mut line = String::new();
            reader.read_line(&mut line).expect("a line");
            let whole = world.kiemtra(arguments).stdout;
            assert_eq!(whole.lines().next(), Some(line.trim_end()));
        }
        drop(reader);
        let output = child.wait_with_output().expect("its end");
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        let usual = world.kiemtra(arguments).stderr;
        assert_eq!(String::from_utf8_lossy(&output.stderr), usual, "nothing more than at other times: {arguments:?}");
    }
}

#[test]
fn quiet_tells_changes_and_nothing_else() {
    let world = World::new();
    let portal = Running::start(Character::Flawed);
    let system = portal.system.display().to_string();
    let arguments = ["audit", system.as_str(), "--quiet", "--only", "tls.*", "--only", "crt.*"];
    let first = world.kiemtra(&arguments);
    assert!(
        first.stdout.contains("tls.versions cong 1.0") && first.stdout.contains("đã khắc phục 0/"),
        "{}",
        first.stdout
    );
    let second = world.kiemtra(&arguments);
    assert_eq!((second.stdout.as_str(), second.stderr.as_str(), second.code), ("", "", first.code));
    assert!(!world.path("kiemtra-out").exists(), "a timer wants no files");
    let whole = world.kiemtra(&["audit", &system, "--quiet"]);
    assert!(whole.stdout.contains(" web.csp cong"), "{}", whole.stdout);
    let part = world.kiemtra(&arguments);
    assert_eq!(part.stdout, "", "what a partial run leaves out is not gone");
    let position = Flaw::ALL.iter().position(|flaw| *flaw == Flaw::OldVersions).expect("a flaw");
    let better = Running::start(Character::Mended { fixed: position + 1 });
    let system = better.system.display().to_string();
    let third = world.kiemtra(&["audit", &system, "--quiet", "--only", "tls.*", "--only", "crt.*"]);
    assert!(third.stdout.contains("KHÔNG ĐẠT -> ĐẠT"), "{}", third.stdout);
    assert!(third.stdout.lines().any(|line| line.contains(" crt.name dang-nhap")), "{}", third.stdout);
}

#[test]
fn monitoring_gets_one_line_and_its_own_codes() {
    let world = World::new();
    let line = |system: &str, code: i32, word: &str| {
        let done = world.kiemtra(&["audit", system, "--format", "nagios", "--case", "giam-sat", "--lang", "en"]);
        assert_eq!(done.stdout.lines().count(), 1, "{}", done.stdout);
        assert!(done.stdout.starts_with(&format!("KIEMTRA {word} - ")), "{}", done.stdout);
        assert_eq!((done.code, done.stderr.as_str()), (code, ""), "{}", done.stdout);
        done.stdout
    };
    let flawed = Running::start(Character::Flawed);
    let text = line(&flawed.system.display().to_string(), 2, "CRITICAL");
    assert!(text.contains(" | pass=") && text.contains(" fail="), "{text}");
    let sound = Running::start(Character::Sound);
    // Without the month of its link it is not known how the link was: nothing fails, and something stands.
    line(&sound.system.display().to_string(), 1, "WARNING");
    sound.watched_in(&world, Character::Sound);
    line(&sound.system.display().to_string(), 0, "OK");
    line("khong-co.yaml", 3, "UNKNOWN");
    let [port] = free_ports();
    let silent = Declaration::new(SilentResolver::start()).site(port, None).write(&world);
    line(&silent.display().to_string(), 3, "UNKNOWN");
    let expired = Declaration::new(SilentResolver::start()).site(port, None);
    let expired = expired.window("2020-01-01T00:00:00+07:00", "2020-01-02T00:00:00+07:00").write(&world);
    assert!(line(&expired.display().to_string(), 3, "UNKNOWN").contains("has expired"));
    assert!(!world.path("kiemtra-out").exists());
}

#[test]
fn data_goes_to_standard_output_and_everything_else_elsewhere() {
    let world = World::new();
    let portal = Running::start(Character::Flawed);
    let system = portal.system.display().to_string();
    let done = world.kiemtra(&["audit", &system, "--log", "json", "--quiet", "--out", "out", "--format", "csv"]);
    let lines: Vec<Value> = done
        .stderr
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect();
    assert!(lines.len() > 5 && lines.iter().all(|line| line["timestamp"].is_string() && line["level"] == "INFO"));
    assert!(lines.iter().any(|line| line["fields"]["message"] == "run ended"), "{}", done.stderr);
    assert!(!done.stdout.contains("timestamp") && done.stdout.contains("tls.versions"));
    let run = world.path("out/run.json").display().to_string();
    let json = world.kiemtra(&["report", &run, "--format", "json", "-vv"]);
    assert!(json.stdout.as_bytes() == Document::read(&world.path("out/run.json")).bytes);
}

#[test]
fn a_run_holds_against_the_schema_that_the_program_prints() {
    let (world, portal) = (World::new(), Running::start(Character::Flawed));
    let (_, document) = world.audit(&portal.system, &["--profile", "population-db-connection"]);
    let schema: Value = serde_json::from_str(&world.kiemtra(&["schema", "run"]).stdout).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let errors: Vec<_> = validator.iter_errors(&document.value).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let mut wrong = document.value;
    wrong["conclusion"]["proposed"] = "perhaps".into();
    assert!(!validator.is_valid(&wrong), "a schema that takes anything says nothing");
}

#[test]
fn colour_is_for_terminals_that_want_it() {
    let world = World::new();
    world.write("hong.yaml", "schema: [kiemtra\n");
    assert!(!world.kiemtra(&["plan", "hong.yaml"]).stderr.contains('\x1b'), "a pipe is no terminal");
    assert!(world.kiemtra(&["plan", "hong.yaml", "--color", "always"]).stderr.contains('\x1b'));
    // `script` gives the program a terminal.
    let on_terminal = |more: &str, no_color: bool| {
        let program = env!("CARGO_BIN_EXE_kiemtra");
        let mut command = Command::new(required("script", "bsdutils"));
        command.args(["-qec", &format!("{program} plan hong.yaml {more}"), "/dev/null"]);
        command
            .current_dir(world.path(""))
            .env_clear()
            .env("TERM", "xterm")
            .env("HOME", world.path(""))
            .stdin(Stdio::null());
        if no_color {
            command.env("NO_COLOR", "1");
        }
        String::from_utf8_lossy(&command.output().expect("script runs").stdout).into_owned()
    };
    assert!(on_terminal("", false).contains('\x1b'));
    let plain = on_terminal("", true);
    assert!(!plain.contains('\x1b') && plain.contains("K-YAML-001"), "{plain}");
    assert!(!on_terminal("--color never", false).contains('\x1b'));
}

#[test]
fn a_run_that_is_stopped_writes_what_it_has_and_calls_the_rest_undetermined() {
    for signal in ["-INT", "-TERM"] {
        let world = World::new();
        let reached = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&reached);
        let port = Raw::start(move |mut stream| {
            counter.fetch_add(1, Ordering::SeqCst);
            drop(std::io::copy(&mut stream, &mut std::io::sink()));
        });
        let system = Declaration::new(SilentResolver::start()).site(port, None).write(&world).display().to_string();
        let mut command = world.command(&["audit", &system, "--out", "out", "--format", "markdown"]);
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        wait_until("the server was reached", || reached.load(Ordering::SeqCst) > 0);
        let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().expect("kill runs");
        assert!(sent.success());
        let output = child.wait_with_output().expect("its end");
        assert_eq!(output.status.code(), Some(3), "{}", String::from_utf8_lossy(&output.stderr));
        let document = Document::read(&world.path("out/run.json"));
        assert_eq!(document.at("/run/cut_short"), true);
        assert_eq!(document.at("/conclusion/proposed"), "incomplete");
        assert_eq!(document.outcome("tls.versions", "cong"), "undetermined");
        assert_eq!(document.reasons("web.csp", "cong"), ["not-collected"].into());
        assert!(fs::read_to_string(world.path("out/report.md")).is_ok_and(|report| report.len() > 500));
        assert_eq!(world.kiemtra(&["ledger", "verify"]).code, 0);
        let again = world.kiemtra(&["judge", &world.path("out/run.json").display().to_string()]);
        assert!(again.stdout.as_bytes() == document.bytes, "a run cut short replays, too");
    }
}
