//! The watcher: one loop that begins what is due, takes in what is over, and looks to its own health.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::{Instant, sleep_until};

use crate::ledger::LedgerError;
use crate::ledger::samples::{ClockEvent, Moment, Sample, SampleStore, SeriesId, SeriesKey};
use crate::text::Text;
use crate::wire::Notice;
use crate::wire::timed::{Tick, now};

use super::board::{Board, Change};
use super::classify::Finding;
use super::course::Course;
use super::lateness::{LATE, Lateness};
use super::prober::Prober;
use super::schedule::{Beat, Due, Rate};
use super::writer::{Entry, Note, Writer};

/// How often the loop looks up, whether anything is due or not: so lateness is seen.
const LOOK_UP: Duration = Duration::from_millis(50);
/// How often figures are passed on.
const FIGURES: Duration = Duration::from_secs(1);
/// How often what is old is packed.
const PACKING: Duration = Duration::from_secs(3_600);
/// The most findings that are taken in at once.
const BATCH: usize = 256;

/// A hop that is to be watched.
#[derive(Clone, Debug)]
pub struct Lane {
    /// Its key.
    pub key: SeriesKey,
    /// How often.
    pub every: Duration,
    /// How often for a while after a failure.
    pub fast: Duration,
    /// How long a probing may take.
    pub timeout: Duration,
}

/// Something that people want to know of.
#[derive(Clone, Debug)]
pub enum News {
    /// A hop changed.
    Change(Change),
    /// The clock jumped, or the machine slept.
    Clock(ClockEvent),
    /// The store fails.
    StoreFails(Text),
    /// The store works again; so many samples are lost.
    StoreWorks(u64),
}

/// What a watcher is given.
pub struct Setup {
    /// The hops.
    pub lanes: Vec<Lane>,
    /// From where it watches.
    pub vantage: String,
    /// What it calls itself in its sessions.
    pub watcher: String,
    /// The machine's boot.
    pub boot: String,
    /// Who probes.
    pub prober: Arc<dyn Prober>,
    /// How the hops stand.
    pub board: Arc<Mutex<Board>>,
    /// Where the clocks are read.
    pub clocks: Box<dyn Fn() -> Tick + Send>,
    /// Who is told the news.
    pub tell: Box<dyn FnMut(News) + Send>,
    /// The service manager.
    pub notice: Option<Notice>,
    /// How long the service manager waits for a sign of life.
    pub watchdog: Option<Duration>,
    /// The state in words, for the service manager.
    pub status: Box<dyn Fn(&Board) -> String + Send>,
}

/// A probing that is over.
struct Done {
    generation: u64,
    hop: usize,
    due: Due,
    began: Instant,
    ended: Instant,
    finding: Finding,
}

struct Run {
    setup: Setup,
    beats: Vec<(Beat, SeriesId)>,
    queue: BinaryHeap<Reverse<(Moment, usize)>>,
    course: Course,
    generation: u64,
    lateness: Lateness,
    writer: Writer,
    done: UnboundedSender<Done>,
    figures: Instant,
    sign: Instant,
    packing: Instant,
}

/// Watches until `stop` is ready. Gives the number of entries that could not be stored.
pub async fn run(
    setup: Setup,
    mut store: Box<dyn SampleStore + Send>,
    stop: impl Future<Output = ()>,
) -> Result<usize, LedgerError> {
    let series: Vec<_> = setup.lanes.iter().map(|lane| store.series(&lane.key)).collect::<Result<_, _>>()?;
    let writer = Writer::start(store)?;
    let tick = (setup.clocks)();
    let (done, findings) = unbounded_channel();
    let mut run = Run {
        beats: Vec::new(),
        queue: BinaryHeap::new(),
        course: Course::new(&tick),
        generation: 0,
        lateness: Lateness::default(),
        writer,
        done,
        figures: tick.instant,
        sign: tick.instant,
        packing: tick.instant + PACKING,
        setup,
    };
    run.begin_session(&tick, &series);
    run.notify("READY=1");
    run.go(&series, findings, stop).await?;
    run.notify("STOPPING=1");
    let end = run.course.at(now());
    run.writer.write(Entry::End(end));
    Ok(run.writer.finish())
}

impl Run {
    async fn go(
        &mut self,
        series: &[SeriesId],
        mut findings: UnboundedReceiver<Done>,
        stop: impl Future<Output = ()>,
    ) -> Result<(), LedgerError> {
        let mut stop = pin!(stop);
        let mut batch = Vec::with_capacity(BATCH);
        let mut looked = now();
        loop {
            let due = self.queue.peek().map(|Reverse((due, _))| self.course.instant(*due));
            let wake = due.map_or(looked + LOOK_UP, |due| due.min(looked + LOOK_UP));
            tokio::select! {
                biased;
                () = &mut stop => return Ok(()),
                _ = findings.recv_many(&mut batch, BATCH) => {}
                () = sleep_until(wake) => {}
            }
            let tick = (self.setup.clocks)();
            looked = tick.instant;
            if tick.instant.saturating_duration_since(wake) > LATE {
                self.lateness.note(tick.instant);
            }
            if let Some(jump) = self.course.look(&tick) {
                if let Some(event) = jump.event {
                    self.writer.write(Entry::Clock(event));
                    self.board(|board| board.jumps += 1);
                    (self.setup.tell)(News::Clock(event));
                }
                if jump.anew {
                    self.writer.write(Entry::End(self.course.at(tick.instant)));
                    self.course = Course::new(&tick);
                    self.begin_session(&tick, series);
                }
            }
            self.take_in(&mut batch);
            self.begin_due(self.course.at(tick.instant));
            self.look_after(tick.instant)?;
        }
    }

    fn begin_session(&mut self, tick: &Tick, series: &[SeriesId]) {
        let Setup { vantage, watcher, boot, lanes, .. } = &self.setup;
        let session = self.course.session(tick, vantage, watcher, boot);
        let began = session.began;
        self.generation += 1;
        self.beats = lanes
            .iter()
            .zip(series)
            .map(|(lane, series)| {
                let rate = Rate { every: lane.every, fast: lane.fast, timeout: lane.timeout };
                (Beat::new(&lane.key, rate, began, 0), *series)
            })
            .collect();
        self.queue = self.beats.iter().enumerate().map(|(hop, (beat, _))| Reverse((beat.due(), hop))).collect();
        self.writer.write(Entry::Begin(session));
        self.board(|board| board.began = began);
    }

    /// Begins every probing that is due.
    fn begin_due(&mut self, at: Moment) {
        while let Some(Reverse((due, hop))) = self.queue.peek().copied().filter(|Reverse((due, _))| *due <= at) {
            self.queue.pop();
            // A failure may have brought the hop forward: then an older entry of it is left over.
            let Some((beat, _)) = self.beats.get_mut(hop).filter(|(beat, _)| beat.due() == due) else { continue };
            let begun = beat.begin(at);
            self.queue.push(Reverse((beat.due(), hop)));
            let Some(due) = begun else { continue };
            let (prober, done) = (Arc::clone(&self.setup.prober), self.done.clone());
            let generation = self.generation;
            drop(tokio::spawn(async move {
                let began = now();
                let finding = prober.probe(hop, due.sequence).await;
                let ended = now();
                drop(done.send(Done { generation, hop, due, began, ended, finding }));
            }));
        }
    }

    /// Takes in what is over. First of all what it tells of the watcher's own lateness, by which it is judged.
    fn take_in(&mut self, batch: &mut Vec<Done>) {
        // What began in an earlier session knows nothing of the clock of this one.
        batch.retain(|done| done.generation == self.generation);
        for done in batch.iter() {
            let Some(lane) = self.setup.lanes.get(done.hop) else { continue };
            let due = self.course.instant(done.due.at);
            if done.began.saturating_duration_since(due) > LATE {
                self.lateness.note(done.began);
            }
            if done.ended.saturating_duration_since(done.began) > lane.timeout + LATE {
                self.lateness.note(done.ended);
            }
        }
        for done in batch.drain(..) {
            let Some((beat, series)) = self.beats.get_mut(done.hop) else { continue };
            let class = self.lateness.judged(done.finding.class, done.began, done.ended);
            let at = self.course.at(done.ended);
            if beat.ended(calls_for_more(class), at) {
                self.queue.push(Reverse((beat.due(), done.hop)));
            }
            let lag = done.began.saturating_duration_since(self.course.instant(done.due.at)).as_millis();
            let sample = Sample {
                sequence: done.due.sequence,
                at: done.due.at,
                every: beat.every(),
                lag: u32::try_from(lag).unwrap_or(u32::MAX),
                class,
                code: done.finding.code,
                phases: done.finding.phases,
            };
            self.writer.write(Entry::Sample(*series, sample));
            let mut board = self.setup.board.lock().unwrap_or_else(PoisonError::into_inner);
            let change = board.take(done.hop, &sample);
            drop(board);
            if let Some(change) = change {
                (self.setup.tell)(News::Change(change));
            }
        }
    }

    /// Passes figures on, gives a sign of life, and has what is old packed.
    fn look_after(&mut self, at: Instant) -> Result<(), LedgerError> {
        if at >= self.packing {
            self.packing = at + PACKING;
            let before = self.course.at(at).plus(-i64::try_from(PACKING.as_millis()).unwrap_or_default());
            self.writer.write(Entry::Pack(before));
        }
        if at < self.figures {
            return Ok(());
        }
        self.figures = at + FIGURES;
        while let Some(note) = self.writer.hear() {
            let (_, dropped) = self.writer.backlog();
            (self.setup.tell)(match note {
                Note::Failing(text) => News::StoreFails(text),
                Note::Working => News::StoreWorks(dropped),
            });
        }
        let ((waiting, dropped), late) = (self.writer.backlog(), self.lateness.total());
        let failing = self.writer.is_failing();
        self.board(|board| {
            (board.waiting, board.dropped, board.late, board.failing) = (waiting, dropped, late, failing);
        });
        if !self.writer.is_alive() {
            return Err(LedgerError::File(Text::new(
                "luồng ghi mẫu đã dừng",
                "the thread that stores samples has ended",
            )));
        }
        // The sign of life is given here and nowhere else: whoever hears it knows that this loop goes round.
        let patience = self.setup.watchdog.map_or(Duration::from_secs(10), |watchdog| watchdog / 3);
        if at >= self.sign {
            self.sign = at + patience;
            let board = self.setup.board.lock().unwrap_or_else(PoisonError::into_inner);
            let status = (self.setup.status)(&board);
            drop(board);
            self.notify(&format!("WATCHDOG=1\nSTATUS={status}"));
        }
        Ok(())
    }

    fn board(&self, change: impl FnOnce(&mut Board)) {
        change(&mut self.setup.board.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn notify(&self, assignments: &str) {
        if let Some(notice) = &self.setup.notice {
            notice.send(assignments);
        }
    }
}

/// Whether a class makes a hop be looked at more often: it failed, or this side's line did. A watcher that runs late
/// takes on nothing more.
fn calls_for_more(class: crate::ledger::samples::Class) -> bool {
    use crate::ledger::samples::{Class, State};
    match class {
        Class::OwnLine => true,
        class => class.state() == State::Down,
    }
}
