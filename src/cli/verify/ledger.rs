//! The report against the ledger: the events it was made from, the run, and no later conclusion.

use std::path::Path;

use crate::ledger::{Chain, Happening, Sqlite, Store};
use crate::report::evidence::Holds;
use crate::text::{Text, text};

use super::papers::Papers;

/// Whether the report is that of the ledger; with the head of the case's chain.
pub(super) fn holds(path: &Path, papers: &Papers) -> (Holds, Option<Chain>) {
    match compared(path, papers) {
        Ok((holds, chain)) => (holds, Some(chain)),
        Err(holds) => (holds, None),
    }
}

fn compared(path: &Path, papers: &Papers) -> Result<(Holds, Chain), Holds> {
    let broken = |error: crate::ledger::LedgerError| match &error {
        crate::ledger::LedgerError::Broken(_) => Holds::No(error.text()),
        _ => Holds::NotChecked(error.text()),
    };
    let store = Sqlite::open_existing(path).map_err(broken)?;
    let (case, run) = (&papers.run.run.case, &papers.run.run.id);
    let events = store.events(case).map_err(broken)?;
    let chain = store.chain(case).map_err(broken)?;
    let Some(document) = store.document(run).map_err(broken)? else {
        let why = text!("sổ không có lượt kiểm tra {run}", "the ledger does not have the run {run}");
        return Ok((Holds::NotChecked(why), chain));
    };
    if document != papers.document {
        let why = text!("lượt {run} trong sổ có kết quả khác", "the run {run} in the ledger says otherwise");
        return Ok((Holds::No(why), chain));
    }
    let Some(rendering) = &papers.rendering else {
        let why = Text::new(
            "báo cáo không đính kèm các ghi nhận đã dùng",
            "the report does not carry the events that it was made from",
        );
        return Ok((Holds::NotChecked(why), chain));
    };
    for own in &rendering.events {
        if !events.contains(own) {
            let sequence = own.sequence;
            let why = text!(
                "ghi nhận {sequence} của biên bản không có trong sổ",
                "the event {sequence} of the report is not in the ledger"
            );
            return Ok((Holds::No(why), chain));
        }
    }
    let last = rendering.events.iter().map(|event| event.sequence).max().unwrap_or(0);
    let anew = events.iter().find(|event| {
        event.sequence > last && matches!(&event.what, Happening::Concluded(concluded) if concluded.run == *run)
    });
    if let Some(event) = anew {
        let by = &event.by;
        let why = text!(
            "sau khi lập biên bản, {by} đã đặt kết luận khác cho lượt này",
            "after the report was made, {by} set another conclusion of this run"
        );
        return Ok((Holds::No(why), chain));
    }
    Ok((Holds::Yes, chain))
}
