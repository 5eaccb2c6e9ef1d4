use super::*;

fn steady(hours: i64) -> Vec<Sample> {
    (0..hours * 3_600).map(|second| sample(second.cast_unsigned(), second * 1_000, Class::Good)).collect()
}

#[test]
fn sqlite_is_new_enough_to_be_trusted_with_a_log() {
    // Several connections that write and checkpoint could corrupt a file before 3.51.3 (release notes of 2026-03-13).
    assert!(rusqlite::version_number() >= 3_051_003, "{}", rusqlite::version());
}

#[test]
fn sessions_clocks_and_series_come_back() {
    let mut world = World::new();
    let [first, second] = world.sessions;
    assert_eq!(world.store.series(&key("gateway")).expect("again"), world.series);
    let other = world.store.series(&key("far")).expect("another");
    assert_eq!(world.store.all_series("s").expect("all"), [(other, key("far")), (world.series, key("gateway"))]);
    assert!(world.store.all_series("other").expect("none").is_empty());
    let event = ClockEvent { at: Moment(MIDNIGHT + 5), step: -3_600_000, slept: true };
    world.store.note_clock(second, &event).expect("noted");
    world.store.end_session(first, Moment(MIDNIGHT + 10)).expect("ended");
    let ids = |world: &World, within| {
        let sessions = world.store.sessions("v", within).expect("sessions");
        sessions.into_iter().map(|(id, ..)| id).collect::<Vec<_>>()
    };
    assert_eq!(ids(&world, stretch(20, 30)), []);
    world.append(second, &[sample(0, 25, Class::Good)]);
    assert_eq!(ids(&world, stretch(20, 30)), [second], "one without an end reaches as far as its last sample");
    let ended = Session { ended: Some(Moment(MIDNIGHT + 10)), ..session(0) };
    let all = world.store.sessions("v", EVER).expect("all");
    assert_eq!(all, [(first, ended, vec![]), (second, session(1), vec![event])]);
    assert!(world.store.sessions("elsewhere", EVER).expect("none").is_empty());
}

#[test]
fn who_names_no_session_or_series_is_refused_and_nothing_is_stored() {
    let mut world = World::new();
    let [session, _] = world.sessions;
    let sample = sample(0, 0, Class::Good);
    assert!(world.store.append(SessionId(99), &[(world.series, sample)]).is_err());
    assert!(world.store.append(session, &[(world.series, sample), (SeriesId(99), sample)]).is_err());
    let far = Sample { sequence: u64::MAX, ..sample };
    let refused = world.store.append(session, &[(world.series, sample), (world.series, far)]);
    assert!(matches!(refused, Err(LedgerError::Refused(_))), "{refused:?}");
    assert!(matches!(world.store.end_session(SessionId(99), Moment(0)), Err(LedgerError::Missing(_))));
    assert!(world.shown(EVER).is_empty());
    assert_eq!(world.store.last(world.series).expect("none"), None);
}

#[test]
fn what_is_stored_stays_whatever_else_is_said_under_its_number() {
    let mut world = World::new();
    let [session, _] = world.sessions;
    let first = sample(3, 0, Class::Good);
    let other = |offset| Sample { code: 500, ..sample(3, offset, Class::Reset) };
    world.append(session, &[first, other(0), other(9 * HOUR)]);
    for _ in 0..2 {
        world.append(session, &[other(0)]);
        world.append(session, &[other(9 * HOUR), other(-40 * HOUR)]);
        assert_eq!(world.shown(EVER), [(session, first)]);
        world.store.pack(Moment(MIDNIGHT + 20 * HOUR)).expect("it is packed");
    }
    assert_eq!(world.runs(EVER), [Run::of(session, &first)]);
}

#[test]
fn moments_at_the_ends_of_time_are_packed_like_any_other() {
    let mut world = World::new();
    let [session, _] = world.sessions;
    let at = |sequence, at| Sample { sequence, at: Moment(at), ..sample(0, 0, Class::Good) };
    let samples = [at(0, i64::MIN), at(1, i64::MIN + 1_000), at(2, -1), at(3, 0), at(4, i64::MAX - 1)];
    world.append(session, &samples);
    let told = (world.runs(EVER), world.shown(EVER), world.latency(EVER));
    world.store.pack(Moment(i64::MAX)).expect("it is packed");
    assert_eq!((world.runs(EVER), world.shown(EVER), world.latency(EVER)), told);
    assert_eq!(told.1.len(), 5);
}

#[test]
fn a_packed_file_takes_few_bytes_and_whole_hours_alone_are_packed() {
    let mut world = World::new();
    let [session, _] = world.sessions;
    world.append(session, &steady(3));
    let packed = world.store.pack(Moment(MIDNIGHT + 3 * HOUR - 1)).expect("it is packed");
    assert_eq!((packed.samples, packed.blocks), (2 * 3_600, 2));
    assert!(packed.bytes < 5 * packed.samples, "{packed:?}");
    assert_eq!(world.store.pack(Moment(MIDNIGHT + 3 * HOUR - 1)).expect("again"), Packed::default());
    assert_eq!(world.shown(EVER).len(), 3 * 3_600);
    assert_eq!(world.store.thin(Moment(MIDNIGHT + 2 * HOUR)).expect("thinned"), 2 * 3_600);
    assert_eq!(world.shown(EVER).len(), 3_600);
    assert_eq!(world.runs(EVER).len(), 1);
    assert_eq!(world.latency(EVER).count(), 3 * 3_600);
}

#[test]
fn an_hour_with_more_than_a_block_may_hold_stays_in_rows_and_is_told_all_the_same() {
    let mut world = World::new();
    let [session, _] = world.sessions;
    let most = crate::ledger::samples::block::MOST as u64;
    let samples: Vec<_> = (0..most + 10).map(|turn| sample(turn, (turn / 100).cast_signed(), Class::Good)).collect();
    samples.chunks(1_000).for_each(|samples| world.append(session, samples));
    world.store.pack(Moment(MIDNIGHT + HOUR)).expect("it is packed");
    assert_eq!(world.latency(EVER).count(), most + 10);
    assert_eq!(world.shown(EVER).len() as u64, most + 10);
}

#[test]
fn a_reading_within_a_reading_sees_the_same() {
    let mut world = World::new();
    let [session, _] = world.sessions;
    world.append(session, &steady(1));
    let mut counts = Vec::new();
    let mut show = |_, _: &Sample| counts.push(world.runs(EVER).len());
    world.store.samples(world.series, stretch(0, 3_000), &mut show).expect("the samples");
    assert_eq!(counts, [1, 1, 1]);
}

#[test]
fn a_damaged_block_is_told_with_its_place_and_keeps_nothing_else_from_being_packed() {
    let mut world = World::new();
    let [session, _] = world.sessions;
    world.append(session, &steady(3));
    world.store.pack(Moment(MIDNIGHT + 2 * HOUR)).expect("it is packed");
    let hour = MIDNIGHT / HOUR;
    let damage = "UPDATE block SET track = zeroblob(40) WHERE hour = ?1";
    world.store.connection.execute(damage, [hour]).expect("damaged");
    let error = world.store.runs(world.series, EVER).expect_err("it is damaged");
    assert!(matches!(error, LedgerError::Broken(_)), "{error:?}");
    let told = error.to_string();
    assert!(told.contains("2024-10-04T00:00:00Z") && told.contains("checksum"), "{told}");
    assert!(world.store.samples(world.series, EVER, &mut |_, _| {}).is_err());
    assert_eq!(world.runs(stretch(HOUR, 4 * HOUR)).len(), 1, "what does not touch it is told");
    // A late one into the damaged hour, and a new hour.
    world.append(session, &[sample(1_000_000, 500, Class::Good)]);
    assert!(matches!(world.store.pack(Moment(MIDNIGHT + 3 * HOUR)), Err(LedgerError::Broken(_))));
    let rows: i64 =
        world.store.connection.query_row("SELECT count(*) FROM sample", [], |row| row.get(0)).expect("a count");
    assert_eq!(rows, 1, "the late one stays, the rest is packed");
    assert!(matches!(world.store.thin(Moment(MIDNIGHT + 3 * HOUR)), Err(LedgerError::Broken(_))));
}

#[test]
fn a_detail_that_is_gone_or_altered_is_told() {
    let mut world = World::new();
    let [session, _] = world.sessions;
    world.append(session, &steady(2));
    world.store.pack(Moment(MIDNIGHT + 2 * HOUR)).expect("it is packed");
    for damage in ["UPDATE detail SET body = substr(body, 1, 100)", "DELETE FROM detail"] {
        world.store.connection.execute(damage, []).expect("damaged");
        let told = world.store.samples(world.series, EVER, &mut |_, _| {}).expect_err("it is damaged");
        assert!(matches!(told, LedgerError::Broken(_)), "{told:?}");
        assert_eq!(world.runs(EVER).len(), 1, "runs do not need it");
        assert_eq!(world.latency(EVER).count(), 7_200, "nor do whole sketches");
    }
}

#[test]
fn a_file_of_something_else_or_of_a_later_version_is_refused() {
    let (world, folder) = World::on_disk();
    let ledger = folder.path().join("other");
    assert!(matches!(SqliteSamples::open_existing(&ledger), Err(LedgerError::Missing(_))));
    std::fs::write(SqliteSamples::path(&ledger), [b'x'; 5_000]).expect("written");
    let told = SqliteSamples::open(&ledger).expect_err("not a database");
    assert!(matches!(told, LedgerError::Broken(_)), "{told:?}");
    world.store.connection.pragma_update(None, "user_version", 3).expect("the pragma");
    let told = SqliteSamples::open(&folder.path().join("ledger")).expect_err("of a later version");
    assert!(matches!(told, LedgerError::File(_)), "{told:?}");
}

/// A reading at so many minutes from midnight.
fn counted(minute: i64, inward: u64, outward: u64) -> LineReading {
    LineReading { at: Moment(MIDNIGHT + minute * 60_000), inward, outward }
}

#[test]
fn readings_of_a_line_count_once_and_the_latest_import_of_a_moment_holds() {
    let (mut world, folder) = World::on_disk();
    let line = key("line");
    let terms = LineTerms { values: LineValues::Counter(64), every: 300_000, capacity: (10_000_000, 2_000_000) };
    let first = [counted(0, 1, u64::MAX), counted(5, 2, 0), counted(10, 3, 1)];
    let store = &mut world.store;
    assert_eq!(store.keep_readings(&line, "a", &terms, &first).expect("kept"), Some(3));
    assert_eq!(store.keep_readings(&line, "a", &terms, &first).expect("kept"), None, "the same import");
    // A file that overlaps brings only what it has more.
    let second = [counted(5, 2, 0), counted(10, 3, 1), counted(15, 4, 2)];
    assert_eq!(store.keep_readings(&line, "b", &terms, &second).expect("kept"), Some(1));
    // A wrong capacity is set right by reading the file by a right map; what was there stays beneath.
    let right = LineTerms { capacity: (100_000_000, 2_000_000), ..terms };
    assert_eq!(store.keep_readings(&line, "a by another map", &right, &first).expect("kept"), Some(3));
    let mut store = SqliteSamples::open(&folder.path().join("ledger")).expect("opened again");
    let [(id, known)] = store.all_lines("s").expect("the lines").try_into().expect("one line");
    assert_eq!((known, store.all_lines("other").expect("none")), (line.clone(), Vec::new()));
    let shown = |store: &SqliteSamples, within| {
        let mut shown = Vec::new();
        store.readings(id, within, &mut |terms, reading| shown.push((terms.capacity.0, *reading))).expect("shown");
        shown
    };
    let wide = 100_000_000;
    let whole = [(wide, first[0]), (wide, first[1]), (wide, first[2]), (10_000_000, second[2])];
    assert_eq!(shown(&store, EVER), whole);
    assert_eq!(shown(&store, stretch(5 * 60_000, 15 * 60_000)), whole[1..3]);
    assert_eq!(store.all_series("s").expect("the series").len(), 1, "a line is no hop");
    // Nothing of an import that fails is there.
    store.connection.execute_batch("CREATE TRIGGER t BEFORE INSERT ON reading WHEN new.at = 2000000000000 BEGIN SELECT RAISE(ABORT, 'no'); END").expect("a trigger");
    let late = [counted(20, 5, 3), LineReading { at: Moment(2_000_000_000_000), inward: 0, outward: 0 }];
    store.keep_readings(&line, "c", &terms, &late).expect_err("it fails");
    assert_eq!(shown(&store, EVER), whole);
}

#[test]
fn a_file_of_the_first_version_is_taken_over() {
    let folder = TempDir::new().expect("a folder");
    let ledger = folder.path().join("ledger");
    let old = Connection::open(SqliteSamples::path(&ledger)).expect("a database");
    old.execute_batch(tables::TABLES).expect("the tables of the first version");
    old.pragma_update(None, "user_version", 1).expect("the pragma");
    drop(old);
    let mut world = World::of(SqliteSamples::open(&ledger).expect("it is taken over"));
    let terms = LineTerms { values: LineValues::Bits, every: 300_000, capacity: (1, 1) };
    let kept = world.store.keep_readings(&key("line"), "a", &terms, &[counted(0, 1, 1)]).expect("kept");
    assert_eq!(kept, Some(1));
    SqliteSamples::open(&ledger).expect("and opens again");
}

#[test]
fn two_processes_write_and_pack_at_the_same_time_and_nothing_is_lost() {
    let (mut world, folder) = World::on_disk();
    let [first, second] = world.sessions;
    let ledger = folder.path().join("ledger");
    let series = world.series;
    let writer = std::thread::spawn(move || {
        let mut store = SqliteSamples::open(&ledger).expect("a second store");
        for chunk in steady(2).chunks(300) {
            let samples: Vec<_> = chunk.iter().map(|sample| (series, *sample)).collect();
            store.append(second, &samples).expect("they are stored");
        }
    });
    for chunk in steady(2).chunks(300) {
        world.append(first, chunk);
        world.store.pack(Moment(MIDNIGHT + 2 * HOUR)).expect("it is packed");
        let shown = world.shown(EVER).len();
        assert!(world.latency(EVER).count() >= shown as u64, "nothing disappears");
    }
    writer.join().expect("it ends well");
    assert_eq!(world.shown(EVER).len(), 2 * 7_200);
    assert_eq!(world.runs(EVER).len(), 2);
}
