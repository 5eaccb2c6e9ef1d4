//! `kiemtra link watch`: probes the declared hops, as a service or once for a timer.

use std::collections::BTreeMap;
use std::future::Future;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use crate::audit::permit;
use crate::ledger::samples::{Moment, SampleStore, SqliteSamples, State, Stretch};
use crate::ledger::{Holder, Lock};
use crate::link::watch::{Board, Call, Door, Lane, News, Prober, Setup, leave, metrics, once, watched};
use crate::probe::TrustStores;
use crate::profile::LinkPolicy;
use crate::system::{Place, System, duration, load};
use crate::text::{Language, Text, day_and_time, text};
use crate::wire::timed::{boot_id, tick};
use crate::wire::{Identities, Lent, Notice, Secrets, Showing, Wire};

use super::super::audit::system_argument;
use super::super::exit::Exit;
use super::super::failure::Failure;
use super::super::handover;
use super::super::inspection::{runtime, stopped};
use super::super::output;
use super::super::secret;
use super::super::session::{Session, set};
use super::super::setup;
use super::super::verbs::pick;
use super::changes::Changes;
use super::said::{self, Weight};

/// How often the file of figures is written anew.
const FILE_EVERY: Duration = Duration::from_secs(15);

/// How far back is looked for how a hop stood, in milliseconds: what changed before is in the windows.
const RECALLED: i64 = 2 * 24 * 3_600_000;

pub(super) fn command(language: Language) -> Command {
    let pick = |vi: &'static str, en: &'static str| pick(language, vi, en);
    let about = pick(
        "Thăm dò các chặng đã khai báo theo nhịp cố định, ghi từng mẫu",
        "Probes the declared hops at a fixed rate and stores every sample",
    );
    let codes = pick(
        "Mã thoát: 0 dừng theo yêu cầu (với --once: mọi chặng tốt); với --once: 2 có chặng gián đoạn, 3 có chặng chưa rõ;\n75 đã có tiến trình theo dõi cùng hệ thống và nơi đặt máy; 77 ngoài thời hạn cho phép; 78 tệp khai báo sai",
        "Exit codes: 0 ended as asked (with --once: every hop is well); with --once: 2 a hop is down, 3 a hop is unknown;\n75 another watcher of the same system and place is at work; 77 outside the authorised window; 78 a bad declaration",
    );
    Command::new("watch")
        .about(about)
        .after_long_help(codes)
        .arg(system_argument(language))
        .arg(Arg::new("once").long("once").action(ArgAction::SetTrue).help(pick(
            "Lấy một mẫu của mỗi chặng đã đến hạn rồi dừng, cho cron",
            "Takes one sample of every hop that is due and ends, for cron",
        )))
        .arg(Arg::new("vantage").long("vantage").value_name("ID").help(pick(
            "Mã nơi đặt máy theo dõi (mặc định: watch.vantage, scope.vantage, hoặc local)",
            "Id of the place that watches (default: watch.vantage, scope.vantage, or local)",
        )))
        .arg(
            Arg::new("metrics")
                .long("metrics")
                .value_name("ADDRESS:PORT")
                .value_parser(value_parser!(SocketAddr))
                .help(pick(
                    "Cho Prometheus lấy số liệu tại đây: 127.0.0.1:9464",
                    "Shows figures to Prometheus here: 127.0.0.1:9464",
                )),
        )
        .arg(Arg::new("textfile").long("textfile").value_name("FILE").value_parser(value_parser!(PathBuf)).help(pick(
            "Ghi số liệu vào tệp .prom cho node_exporter",
            "Leaves figures in a .prom file for node_exporter",
        )))
        .arg(Arg::new("changes").long("changes").value_name("FILE").value_parser(value_parser!(PathBuf)).help(pick(
            "Ghi thêm mỗi thay đổi trạng thái thành một dòng JSON vào tệp này",
            "Adds every change of state to this file as a line of JSON",
        )))
        .arg(Arg::new("profile").long("profile").value_name("ID").help(pick(
            "Hồ sơ quy định khi nào báo thay đổi: số lần hỏng, số lần tốt liên tiếp (mặc định: 2 và 1)",
            "The profile that says when a change is told: failures, good samples in a row (default: 2 and 1)",
        )))
        .arg(
            Arg::new("for")
                .long("for")
                .value_name("DURATION")
                .help(pick("Dừng sau khoảng thời gian này: 30s, 5m, 8h", "Ends after this long: 30s, 5m, 8h")),
        )
        .arg(
            Arg::new("quiet")
                .long("quiet")
                .action(ArgAction::SetTrue)
                .help(pick("Không in thay đổi trạng thái", "Does not print changes of state")),
        )
}

pub(super) fn run(session: &Session, matches: &ArgMatches) -> Result<Exit, Failure> {
    let path = matches.get_one::<PathBuf>("system").cloned().unwrap_or_default();
    let system = load(&path)?;
    handover::leave_the_environment(session, &path, &system);
    let errand = Errand::new(session, matches, &system)?;
    runtime()?.block_on(async {
        match errand.once {
            true => errand.call().await,
            false => errand.watch().await,
        }
    })
}

/// What is to be watched, and how it is told.
struct Errand<'a> {
    session: &'a Session,
    system: &'a System,
    door: Arc<Door>,
    lanes: Vec<Lane>,
    vantage: String,
    once: bool,
    quiet: bool,
    time: Option<Duration>,
    metrics: Option<SocketAddr>,
    textfile: Option<PathBuf>,
    changes: Option<Changes>,
    policy: LinkPolicy,
    _lock: Lock,
}

impl<'a> Errand<'a> {
    fn new(session: &'a Session, matches: &ArgMatches, system: &'a System) -> Result<Self, Failure> {
        let now = session.clock.now();
        permit(system, now)?;
        let policy = policy(session, matches)?;
        let changes = changes(matches)?;
        let time = matches.get_one::<String>("for").map(|given| time(given)).transpose()?;
        let vantage = vantage(matches, system)?;
        let stores = TrustStores::declared(system)?;
        let variable = |name: &str| session.handed.variable(name);
        if Secrets::declared_for_watch(system) > 0 {
            secret::close();
        }
        let identities = Identities::load_for_watch(system, now, variable)?;
        let secrets = Secrets::load_for_watch(system, &variable, &|question| secret::ask(session, question))?;
        session.handed.forget();
        let lent = Lent { identities, secrets };
        let wire = Wire::with_lent(&system.scope, &system.resolver, session.clock, lent);
        let hops = watched(system, &stores, &wire, &vantage)
            .map_err(|text| Failure::new(Exit::Configuration, "K-LNK-001", text))?;
        if hops.is_empty() {
            let text = Text::new("không có đường kết nối nào khai báo `watch`", "no link declares `watch`");
            return Err(Failure::new(Exit::Configuration, "K-LNK-002", text).with_hint(Text::new(
                "thêm vào đối tượng loại link: watch: {}",
                "add to a subject of kind link: watch: {}",
            )));
        }
        let lane = |own: &crate::link::watch::Watched| Lane {
            key: own.key.clone(),
            every: own.hop.every,
            fast: own.hop.fast,
            timeout: own.hop.timeout,
        };
        let lanes = hops.iter().map(lane).collect();
        let holder = Holder(format!("pid {}, {}", std::process::id(), day_and_time(now)));
        let lock = Lock::take(&session.ledger(), &lock_name(system, &vantage), &holder)?;
        let flag = |name| matches.get_flag(name);
        Ok(Self {
            session,
            system,
            door: Arc::new(Door::new(wire, system.authorisation.clone(), hops)),
            lanes,
            vantage,
            once: flag("once"),
            quiet: flag("quiet"),
            time,
            metrics: matches.get_one("metrics").copied(),
            textfile: matches.get_one("textfile").cloned(),
            changes,
            policy,
            _lock: lock,
        })
    }

    /// How the hops stood when they were last watched: a watcher that begins anew tells nothing twice.
    fn board(&self, store: &dyn SampleStore) -> Result<Board, Failure> {
        let keys = self.lanes.iter().map(|lane| lane.key.clone());
        let now = Moment::of(self.session.clock.now());
        let mut board = Board::new(keys, now, &self.policy);
        let known: BTreeMap<_, _> =
            store.all_series(&self.system.id)?.into_iter().map(|(series, key)| (key, series)).collect();
        let before = Stretch { from: now.plus(-RECALLED), to: now };
        for (hop, lane) in self.lanes.iter().enumerate() {
            if let Some(series) = known.get(&lane.key) {
                board.recall(hop, &store.runs(*series, before)?);
            }
        }
        Ok(board)
    }

    /// One sample of every hop that is due.
    async fn call(&self) -> Result<Exit, Failure> {
        let mut store = SqliteSamples::open(&self.session.ledger())?;
        let call = Call {
            lanes: &self.lanes,
            vantage: &self.vantage,
            watcher: concat!("kiemtra ", env!("CARGO_PKG_VERSION"), " link watch --once"),
            boot: &boot_id(),
            prober: Arc::clone(&self.door) as Arc<dyn Prober>,
            tick: tick(),
        };
        let mut board = self.board(&store)?;
        let taken = once(call, &mut store).await?;
        for own in &taken {
            if !own.fresh {
                board.stand(own.hop, &own.sample);
                continue;
            }
            if let Some(change) = board.take(own.hop, &own.sample) {
                tell(&News::Change(change), self.session.language, self.quiet, self.changes.as_ref());
            }
        }
        if let Some(path) = &self.textfile {
            leave(path, &metrics(&board)).map_err(|error| unwritten(path, &error))?;
        }
        let any = |state| taken.iter().any(|own| own.sample.class.state() == state);
        Ok(match (any(State::Down), any(State::Unknown)) {
            (true, _) => Exit::NotReady,
            (false, true) => Exit::Incomplete,
            (false, false) => Exit::Ready,
        })
    }

    /// Samples until it is asked to end.
    async fn watch(&self) -> Result<Exit, Failure> {
        let stop = self.stop();
        let store: Box<dyn SampleStore + Send> = Box::new(SqliteSamples::open(&self.session.ledger())?);
        let board = Arc::new(Mutex::new(self.board(&*store)?));
        let shown = self.show(&board).await?;
        let (language, quiet, changes) = (self.session.language, self.quiet, self.changes.clone());
        let setup = Setup {
            lanes: self.lanes.clone(),
            vantage: self.vantage.clone(),
            watcher: concat!("kiemtra ", env!("CARGO_PKG_VERSION"), " link watch").to_owned(),
            boot: boot_id(),
            prober: Arc::clone(&self.door) as Arc<dyn Prober>,
            board: Arc::clone(&board),
            clocks: Box::new(tick),
            tell: Box::new(move |news| tell(&news, language, quiet, changes.as_ref())),
            notice: notice(),
            watchdog: watchdog(),
            status: Box::new(move |board| said::status(board).in_language(language).to_owned()),
        };
        tracing::info!(system = %self.system.id, vantage = %self.vantage, hops = self.lanes.len(), "watching");
        let left = crate::link::watch::run(setup, store, stop).await?;
        shown.iter().for_each(tokio::task::JoinHandle::abort);
        if left == 0 {
            return Ok(Exit::Ready);
        }
        let text = text!(
            "dừng khi chưa ghi xong; số mục chưa ghi: {left}, được tính là chưa rõ",
            "ended before everything was stored; not stored, and counted as unknown: {left}"
        );
        Err(Failure::new(Exit::Software, "K-LNK-003", text))
    }

    fn stop(&self) -> impl Future<Output = ()> + use<> {
        let (asked, time) = (stopped(), self.time);
        async move {
            let over = async {
                match time {
                    Some(time) => tokio::time::sleep(time).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = asked => {}
                () = over => {}
            }
        }
    }

    /// Starts what shows figures.
    async fn show(&self, board: &Arc<Mutex<Board>>) -> Result<Vec<tokio::task::JoinHandle<()>>, Failure> {
        let own = Arc::clone(board);
        let page = Arc::new(move || metrics(&own.lock().unwrap_or_else(PoisonError::into_inner)));
        let mut tasks = Vec::new();
        if let Some(address) = self.metrics {
            let showing = Showing::bind(address).await.map_err(|error| {
                let text =
                    text!("không mở được cổng số liệu {address}: {error}", "cannot listen on {address}: {error}");
                Failure::new(Exit::Software, "K-LNK-004", text)
            })?;
            let page = Arc::clone(&page);
            tasks.push(tokio::spawn(showing.serve(page)));
        }
        if let Some(path) = self.textfile.clone() {
            // Told at once where it cannot work, and then never again.
            leave(&path, &page()).map_err(|error| unwritten(&path, &error))?;
            tasks.push(tokio::spawn(async move {
                loop {
                    tokio::time::sleep(FILE_EVERY).await;
                    let (path, text) = (path.clone(), page());
                    drop(tokio::task::spawn_blocking(move || leave(&path, &text)).await);
                }
            }));
        }
        Ok(tasks)
    }
}

/// Tells a piece of news wherever it is to be told.
fn tell(news: &News, language: Language, quiet: bool, changes: Option<&Changes>) {
    let (weight, text) = said::of(news);
    // A store that fails is the watcher's own failure, and never kept quiet.
    if !quiet || matches!(news, News::StoreFails(_) | News::StoreWorks(_)) {
        speak(text.in_language(language), weight);
    }
    if let Some(Err(error)) = changes.map(|changes| changes.note(news)) {
        let Text { vi, en } = crate::text::io_failure(&error);
        let text = text!("không ghi được tệp thay đổi: {vi}", "the change cannot be written to its file: {en}");
        speak(text.in_language(language), Weight::Error);
    }
}

/// When a change is told: as the profile says, where one is named.
fn policy(session: &Session, matches: &ArgMatches) -> Result<LinkPolicy, Failure> {
    let Some(name) = matches.get_one::<String>("profile") else { return Ok(LinkPolicy::default()) };
    let vocabulary = setup::vocabulary();
    let pack = setup::pack(session, &vocabulary)?;
    Ok(setup::profile(name, &pack)?.link)
}

fn changes(matches: &ArgMatches) -> Result<Option<Changes>, Failure> {
    let Some(path) = matches.get_one::<PathBuf>("changes") else { return Ok(None) };
    match Changes::open(path.clone()) {
        Ok(changes) => Ok(Some(changes)),
        Err(error) => {
            let (name, Text { vi, en }) = (path.display(), crate::text::io_failure(&error));
            let text = text!("không ghi được tệp thay đổi `{name}`: {vi}", "cannot write changes to `{name}`: {en}");
            Err(Failure::new(Exit::Software, "K-LNK-008", text))
        }
    }
}

fn unwritten(path: &std::path::Path, error: &std::io::Error) -> Failure {
    let (name, Text { vi, en }) = (path.display(), crate::text::io_failure(error));
    let text = text!("không ghi được tệp số liệu `{name}`: {vi}", "cannot write the figures to `{name}`: {en}");
    Failure::new(Exit::Software, "K-LNK-005", text)
}

fn time(given: &str) -> Result<Duration, Failure> {
    duration(given.trim()).ok_or_else(|| {
        let text = text!("`{given}` không phải khoảng thời gian", "`{given}` is no duration");
        Failure::new(Exit::Usage, "K-LNK-006", text).with_hint(Text::same("30s, 5m, 8h"))
    })
}

/// From where is watched: as told, as declared, or nobody says.
fn vantage(matches: &ArgMatches, system: &System) -> Result<String, Failure> {
    if let Some(given) = matches.get_one::<String>("vantage") {
        let word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        if given.len() <= 64 && given.split('-').all(word) {
            return Ok(given.clone());
        }
        let text = text!("`{given}` không phải mã hợp lệ", "`{given}` is no valid id");
        return Err(Failure::new(Exit::Usage, "K-LNK-007", text));
    }
    Ok(place(system))
}

/// The place from which a system is watched where nobody says otherwise.
pub(in crate::cli) fn place(system: &System) -> String {
    let declared = system.subjects.iter().find_map(|subject| match &subject.place {
        Place::Web(web) => web.watch()?.vantage.clone(),
        _ => None,
    });
    let of_scope = || system.scope.vantage.map(|vantage| vantage.word().to_owned());
    declared.or_else(of_scope).unwrap_or_else(|| "local".to_owned())
}

/// What names the lock that a watcher holds: one for each system and place.
pub(in crate::cli) fn lock_name(system: &System, vantage: &str) -> String {
    format!("link {} {vantage}", system.id)
}

/// The way to the service manager, where one listens.
fn notice() -> Option<Notice> {
    let name = set("NOTIFY_SOCKET")?;
    match Notice::new(&name) {
        Ok(notice) => Some(notice),
        Err(error) => {
            tracing::warn!(%error, "NOTIFY_SOCKET cannot be used");
            None
        }
    }
}

/// How long the service manager waits for a sign of life of this very process.
fn watchdog() -> Option<Duration> {
    let meant = set("WATCHDOG_PID").is_none_or(|pid| pid == std::process::id().to_string());
    let time = set("WATCHDOG_USEC")?.parse().ok().filter(|time| *time > 0)?;
    meant.then(|| Duration::from_micros(time))
}

/// Writes a line; with its weight in front where the journal reads it (sd-daemon(3)).
fn speak(text: &str, weight: Weight) {
    let weight = if set("JOURNAL_STREAM").is_some() { format!("<{}>", weight as u8) } else { String::new() };
    output::notice(&format!("{weight}{text}\n"));
}
