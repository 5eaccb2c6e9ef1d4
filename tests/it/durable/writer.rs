//! The process that writes, and is killed, cut or starved: this test's own program, started again for one test.

use std::io::{BufRead, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use kiemtra::ledger::LedgerError;
use kiemtra::ledger::samples::{Moment, SampleStore, Session, SqliteSamples};

use super::script::{EVER, batch, held, keep_house, series};

/// The ledger beside which it writes, and how many batches at most.
const LEDGER: &str = "KIEMTRA_TEST_LEDGER";
const BATCHES: &str = "KIEMTRA_TEST_BATCHES";
const TEST: &str = "durable::writer::what_is_written_is_what_is_held";

/// How to start a writer of so many batches, behind the words of another program.
pub(super) fn command(before: &[&str], ledger: &Path, batches: u64) -> Command {
    let own = std::env::current_exe().expect("the test's own program");
    let mut command = match before {
        [] => Command::new(&own),
        [program, arguments @ ..] => {
            let mut command = Command::new(program);
            command.args(arguments).arg(&own);
            command
        }
    };
    command.args(["--exact", TEST, "--nocapture", "--test-threads=1"]);
    command.env(LEDGER, ledger).env(BATCHES, batches.to_string());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

/// How many batches it has acknowledged in all, as what it said tells.
pub(super) fn acknowledged(said: &str) -> u64 {
    let mut whole = said.split_inclusive('\n').filter_map(|line| line.strip_prefix("ack ")?.strip_suffix('\n'));
    whole.next_back().map_or(0, |number| number.parse::<u64>().expect("a number") + 1)
}

/// Everything that it still has to say.
pub(super) fn rest(child: &mut Child) -> String {
    let mut said = String::new();
    child.stdout.take().expect("its output").read_to_string(&mut said).expect("its words");
    said
}

#[test]
fn what_is_written_is_what_is_held() {
    if let (Ok(ledger), Ok(batches)) = (std::env::var(LEDGER), std::env::var(BATCHES)) {
        write(Path::new(&ledger), batches.parse().expect("a number"));
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let ledger = folder.path().join("ledger");
    for batches in [30, 50] {
        write(&ledger, batches);
        assert_eq!(held(&ledger), Ok(batches));
    }
}

/// Writes batches from where the file ends, and says of each that it is stored, as soon as it is. What finds no room
/// waits until it is told to try again.
fn write(ledger: &Path, batches: u64) {
    // The line that the test's frame has begun ends here.
    say("\n");
    let mut store = SqliteSamples::open(ledger).expect("it opens");
    let session = match store.sessions("here", EVER).expect("sessions").first() {
        Some((session, ..)) => *session,
        None => store.begin_session(&life()).expect("a session"),
    };
    let series = series(&mut store);
    let last = series.last().and_then(|series| store.last(*series).expect("the last"));
    let begin = last.map_or(0, |(_, sample)| sample.sequence.div_ceil(2));
    for number in begin..batches {
        while let Err(error) = store.append(session, &batch(&series, number)) {
            is_full(&error);
            say(&format!("full {error}\n"));
            std::io::stdin().lock().read_line(&mut String::new()).expect("a word");
        }
        say(&format!("ack {number}\n"));
        // What cannot be packed today is packed another day.
        if let Err(error) = keep_house(&mut store, number) {
            is_full(&error);
        }
    }
}

fn is_full(error: &LedgerError) {
    assert!(matches!(error, LedgerError::File(_)), "{error:?}");
}

fn life() -> Session {
    let [vantage, watcher, boot] = ["here", "test", ""].map(str::to_owned);
    Session { vantage, watcher, boot, began: Moment(0), monotonic: 0, ended: None }
}

fn say(words: &str) {
    let mut out = std::io::stdout().lock();
    out.write_all(words.as_bytes()).and_then(|()| out.flush()).expect("somebody listens");
}
