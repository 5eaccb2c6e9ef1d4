//! What an import came to, and both sides beside each other, as people read them.

use crate::ledger::LedgerError;
use crate::ledger::samples::{Moment, SampleStore, SeriesId, SeriesKey, State, Stretch};
use crate::link::import::{Kept, Reading, Requests};
use crate::link::line::{FULL, LineUse, WEEK};
use crate::link::{Comparison, Outage, Share, Side, Timeline, compare, line_use, outages};
use crate::profile::LinkPolicy;
use crate::text::{Text, day, day_and_time, text};

use super::super::session::Session;

/// The most disagreements that are listed.
const LISTED: usize = 20;
/// Every time that samples can have: 1970 to 2100.
const EVER: Stretch = Stretch { from: Moment(0), to: Moment(4_102_444_800_000) };

/// What was read.
pub(super) fn reading(file: &str, reading: &Reading, session: &Session) -> String {
    let mut out = Lines { session, out: String::new() };
    let tally = &reading.tally;
    let (read, used, unreadable) = (tally.read, tally.used, tally.unreadable);
    out.line(&text!(
        "{file}: đọc {read}, dùng {used}, không đọc được {unreadable}",
        "{file}: read {read}, used {used}, unreadable {unreadable}"
    ));
    for (skip, count) in &tally.skipped {
        let Text { vi, en } = skip.text();
        out.line(&text!("  bỏ qua {count}: {vi}", "  skipped {count}: {en}"));
    }
    if let Some(requests) = &reading.requests {
        out.requests(requests);
    }
    if let Some(counters) = &reading.counters {
        out.line_use(&counters.line_use);
    }
    if let (Some(first), Some(last)) = (reading.samples.first(), reading.samples.last()) {
        let (from, to) = (time(first.at), time(last.at.plus(i64::from(last.every))));
        out.line(&text!("  nói về {from} đến {to}", "  tells of {from} to {to}"));
    }
    for Text { vi, en } in &reading.notes {
        out.line(&text!("  lưu ý: {vi}", "  note: {en}"));
    }
    out.out
}

/// What was stored.
pub(super) fn kept(kept: &Kept, session: &Session) -> String {
    let mut out = Lines { session, out: String::new() };
    out.line(&match kept {
        Kept::Stored { samples, .. } => text!("đã lưu, số mẫu: {samples}", "stored, samples: {samples}"),
        Kept::Counters { readings } => {
            text!(
                "đã lưu, số lần đọc bộ đếm chưa có trước đây: {readings}",
                "stored, readings not known before: {readings}"
            )
        }
        Kept::Already => Text::new(
            "tệp này đã được nhập trước đây: không có gì thay đổi",
            "this file was imported before: nothing changed",
        ),
        Kept::Nothing => Text::new("không có gì để lưu", "there is nothing to store"),
    });
    out.out
}

/// What all imports of a line come to together.
pub(super) fn whole_line(store: &dyn SampleStore, key: &SeriesKey, session: &Session) -> Result<String, LedgerError> {
    let mut out = Lines { session, out: String::new() };
    let hop = &key.hop;
    for (line, known) in store.all_lines(&key.system)? {
        if known != *key {
            continue;
        }
        out.line(&text!(
            "Đường truyền tới `{hop}`, theo mọi lần nhập:",
            "The line to `{hop}`, by everything that was imported:"
        ));
        out.line_use(&line_use(store, line, EVER)?);
    }
    Ok(out.out)
}

/// The imported series beside every other one of the same hop.
pub(super) fn beside(
    store: &dyn SampleStore,
    (own, key): (SeriesId, &SeriesKey),
    session: &Session,
) -> Result<String, LedgerError> {
    let mut out = Lines { session, out: String::new() };
    for (other, known) in store.all_series(&key.system)? {
        if other == own || known.subject != key.subject || known.hop != key.hop {
            continue;
        }
        let Some((first, second)) = both(store, (other, &known.vantage), (own, &key.vantage))? else { continue };
        let policy = LinkPolicy::default();
        let (first_outages, second_outages) = (outages(&first, &policy), outages(&second, &policy));
        let first = Side { timeline: &first, outages: &first_outages };
        let second = Side { timeline: &second, outages: &second_outages };
        out.comparison(&known.vantage, &key.vantage, first, second);
    }
    Ok(out.out)
}

/// The timelines of two series over the time of which both tell; `None` where there is none.
fn both(
    store: &dyn SampleStore,
    first: (SeriesId, &str),
    second: (SeriesId, &str),
) -> Result<Option<(Timeline, Timeline)>, LedgerError> {
    let runs = (store.runs(first.0, EVER)?, store.runs(second.0, EVER)?);
    let reach = |runs: &[crate::ledger::samples::Run]| {
        let from = runs.iter().map(|run| run.first).min()?;
        let to = runs.iter().map(|run| run.last.plus(i64::from(run.every))).max()?;
        Some(Stretch { from, to })
    };
    let common = reach(&runs.0).zip(reach(&runs.1)).and_then(|(first, second)| first.common(second));
    let Some(within) = common else { return Ok(None) };
    let of = |runs: &[_], vantage| Ok::<_, LedgerError>(Timeline::of(within, runs, &store.sessions(vantage, EVER)?));
    Ok(Some((of(&runs.0, first.1)?, of(&runs.1, second.1)?)))
}

struct Lines<'s> {
    session: &'s Session,
    out: String,
}

impl Lines<'_> {
    fn line(&mut self, text: &Text) {
        self.out.push_str(self.session.say(text));
        self.out.push('\n');
    }

    fn requests(&mut self, requests: &Requests) {
        for (class, count) in &requests.classes {
            let Text { vi, en } = class.text();
            self.line(&text!("  yêu cầu {count}: {vi}", "  requests {count}: {en}"));
        }
        let mixed = requests.mixed;
        if mixed > 0 {
            self.line(&text!(
                "  giây vừa có yêu cầu thành công vừa có yêu cầu hỏng: {mixed}",
                "  seconds in which some requests failed and others did not: {mixed}"
            ));
        }
        let at = |part| requests.whole.quantile(part).map(|ticks| f64::from(ticks) / 100.0);
        if let (Some(half), Some(most), Some(all)) = (at(0.5), at(0.95), at(0.99)) {
            self.line(&text!(
                "  thời gian trả lời p50 {half:.0} ms, p95 {most:.0} ms, p99 {all:.0} ms",
                "  time to answer p50 {half:.0} ms, p95 {most:.0} ms, p99 {all:.0} ms"
            ));
        }
    }

    fn line_use(&mut self, line: &LineUse) {
        let Some(worst) = line.telling() else {
            return self.line(&Text::new("  không có mẫu 5 phút nào đo được", "  no sample of five minutes is known"));
        };
        let known = worst.known * 100 / WEEK;
        let (from, to) = (day_of(worst.days.from), day_of(worst.days.to.plus(-1)));
        self.line(&text!(
            "  7 ngày liên tục nặng nhất trong những ngày đo đủ, {from} đến {to} (đo được {known} % số mẫu 5 phút):",
            "  the heaviest seven days in a row of which enough is known, {from} to {to} ({known} % of the samples of five minutes):"
        ));
        for (vi, en, percentile) in [("vào", "in", worst.inward), ("ra", "out", worst.outward)] {
            let [share, least, most] =
                [percentile.known, percentile.least, percentile.most].map(|share| share.div_ceil(FULL / 100));
            let verdict = match percentile.keeps() {
                Some(true) => Text::new("trong mức 90 %", "within the 90 %"),
                Some(false) => Text::new("vượt mức 90 %", "above the 90 %"),
                None => Text::new("chưa đủ số đo để kết luận", "too little is known to conclude"),
            };
            let Text { vi: verdict_vi, en: verdict_en } = verdict;
            self.line(&text!(
                "    chiều {vi}: p95 = {share} % dung lượng (từ {least} đến {most} % nếu tính cả lúc không đo): {verdict_vi}",
                "    {en}: p95 = {share} % of the capacity ({least} to {most} % with what is unknown): {verdict_en}"
            ));
        }
    }

    fn comparison(&mut self, own: &str, other: &str, first: Side<'_>, second: Side<'_>) {
        let told = compare(first, second);
        let (from, to) = (time(told.within.from), time(told.within.to));
        self.line(&text!("So `{own}` với `{other}`, {from} đến {to}:", "`{own}` beside `{other}`, {from} to {to}:"));
        let of = |first, second| seconds(told.matrix.milliseconds(first, second));
        let (up, down) = (of(State::Up, State::Up), of(State::Down, State::Down));
        let (denied, claimed) = (of(State::Down, State::Up), of(State::Up, State::Down));
        self.line(&text!(
            "  cùng nói thông {up} s, cùng nói hỏng {down} s; chỉ `{own}` nói hỏng {denied} s, chỉ `{other}` nói hỏng {claimed} s",
            "  both say up {up} s, both say down {down} s; only `{own}` says down {denied} s, only `{other}` says down {claimed} s"
        ));
        if let (Some(own_share), Some(other_share)) = (told.matrix.first_share(), told.matrix.second_share()) {
            let (own_share, other_share) = (percent(own_share), percent(other_share));
            self.line(&text!(
                "  độ sẵn sàng trong thời gian cả hai cùng biết: `{own}` {own_share} %, `{other}` {other_share} %",
                "  availability over the time of which both know: `{own}` {own_share} %, `{other}` {other_share} %"
            ));
        }
        self.offset(other, &told);
        let unmatched = |outages: &[Outage], alone: usize| format!("{alone}/{}", outages.len());
        let (own_alone, other_alone) =
            (unmatched(first.outages, told.first_alone.len()), unmatched(second.outages, told.second_alone.len()));
        self.line(&text!(
            "  đợt gián đoạn bên kia không thấy: của `{own}` {own_alone}, của `{other}` {other_alone}",
            "  outages that the other side did not see: of `{own}` {own_alone}, of `{other}` {other_alone}"
        ));
        let disputed: Vec<_> = told.disagreements.iter().filter(|one| !one.edge).collect();
        for one in disputed.iter().take(LISTED) {
            let (from, to, length) = (time(one.stretch.from), time(one.stretch.to), seconds(one.stretch.length()));
            let down = if one.first == State::Down { own } else { other };
            self.line(&text!(
                "  bất đồng {from} đến {to} ({length} s): `{down}` nói hỏng, bên kia nói thông",
                "  disagreement {from} to {to} ({length} s): `{down}` says down, the other up"
            ));
        }
        let more = disputed.len().saturating_sub(LISTED);
        if more > 0 {
            self.line(&text!("  … và {more} bất đồng khác", "  … and more disagreements: {more}"));
        }
    }

    fn offset(&mut self, other: &str, told: &Comparison) {
        let Some(offset) = told.offset else { return };
        let (likely, tolerance, outages) = (seconds(offset.likely()), seconds(offset.tolerance()), offset.outages);
        self.line(&text!(
            "  đồng hồ của `{other}` lệch {likely} s (± {tolerance} s), theo số đợt cùng thấy: {outages}",
            "  the clock of `{other}` is {likely} s ahead (± {tolerance} s), by outages that both saw: {outages}"
        ));
    }
}

fn seconds(milliseconds: i64) -> String {
    let (whole, part) = (milliseconds / 1_000, (milliseconds % 1_000).abs());
    let sign = if milliseconds < 0 && whole == 0 { "-" } else { "" };
    match part {
        0 => whole.to_string(),
        part => format!("{sign}{whole}.{part:03}"),
    }
}

fn percent(share: Share) -> String {
    let parts = share.parts_per_million();
    format!("{}.{:04}", parts / 10_000, parts % 10_000)
}

fn time(at: Moment) -> String {
    day_and_time(at.timestamp())
}

fn day_of(at: Moment) -> String {
    day(at.timestamp())
}
