//! The tables of the file.

use super::lines;
use crate::ledger::database::Layout;
use crate::text::text;

/// What the file holds.
pub(super) const LAYOUT: Layout = Layout {
    steps: &[TABLES, lines::TABLES],
    // The newest pages of a thousand series.
    cache: 4_096,
    newer: |newer| {
        text!(
            "tệp mẫu đo thuộc phiên bản khác ({newer}); hãy nâng cấp kiemtra",
            "the file of samples is of another version ({newer}); upgrade kiemtra"
        )
    },
};

/// Rows are ordered by `slot`, eight numbers of a series, before the series: what is written at about the same time lies
/// on few pages, also of thousands of series, and one series is still found by its numbers. `holding` says where to look.
pub(super) const TABLES: &str = "
    CREATE TABLE session (
        id INTEGER PRIMARY KEY, vantage TEXT NOT NULL, watcher TEXT NOT NULL, boot TEXT NOT NULL,
        began INTEGER NOT NULL, monotonic INTEGER NOT NULL, ended INTEGER
    ) STRICT;
    CREATE INDEX session_by_vantage ON session (vantage, began);
    CREATE TABLE clock (
        id INTEGER PRIMARY KEY, session INTEGER NOT NULL REFERENCES session (id),
        at INTEGER NOT NULL, step INTEGER NOT NULL, slept INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX clock_by_session ON clock (session, at);
    CREATE TABLE series (
        id INTEGER PRIMARY KEY, system TEXT NOT NULL, subject TEXT NOT NULL, hop TEXT NOT NULL, vantage TEXT NOT NULL,
        UNIQUE (system, subject, hop, vantage)
    ) STRICT;
    CREATE TABLE holding (
        series INTEGER NOT NULL REFERENCES series (id), session INTEGER NOT NULL REFERENCES session (id),
        low INTEGER NOT NULL, high INTEGER NOT NULL, packed INTEGER NOT NULL,
        first INTEGER NOT NULL, last INTEGER NOT NULL,
        PRIMARY KEY (series, session)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX holding_by_session ON holding (session);
    CREATE TABLE sample (
        slot INTEGER NOT NULL, series INTEGER NOT NULL, session INTEGER NOT NULL, sequence INTEGER NOT NULL,
        at INTEGER NOT NULL, every INTEGER NOT NULL, lag INTEGER NOT NULL, class INTEGER NOT NULL,
        code INTEGER NOT NULL, name INTEGER, connect INTEGER, tls INTEGER, first_byte INTEGER, whole INTEGER,
        PRIMARY KEY (slot, series, session, sequence)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE block (
        series INTEGER NOT NULL, session INTEGER NOT NULL, hour INTEGER NOT NULL, hours INTEGER NOT NULL,
        samples INTEGER NOT NULL, low INTEGER NOT NULL, high INTEGER NOT NULL,
        first INTEGER NOT NULL, last INTEGER NOT NULL, detail INTEGER, track BLOB NOT NULL, halves BLOB,
        PRIMARY KEY (series, session, hour, hours)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX block_with_detail ON block (hour, series, session, hours) WHERE detail IS NOT NULL;
    CREATE TABLE detail (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
";
