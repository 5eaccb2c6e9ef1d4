//! What can go wrong with the ledger.

use crate::text::{Text, text};

/// A failure of the ledger.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// Another run of the case holds the lock.
    #[error("busy: {0}")]
    Busy(Text),
    /// The stored chain of events does not hold.
    #[error("broken chain: {0}")]
    Broken(Text),
    /// What was asked for is not there.
    #[error("missing: {0}")]
    Missing(Text),
    /// What was asked for is not allowed in this state.
    #[error("refused: {0}")]
    Refused(Text),
    /// The file could not be used.
    #[error("file: {0}")]
    File(Text),
    /// The database failed.
    #[error("database: {0}")]
    Database(#[from] rusqlite::Error),
    /// A stored document could not be read.
    #[error("document: {0}")]
    Document(#[from] serde_json::Error),
}

impl LedgerError {
    /// The failure for people.
    pub fn text(&self) -> Text {
        match self {
            Self::Busy(text) | Self::Broken(text) | Self::Missing(text) | Self::Refused(text) | Self::File(text) => {
                text.clone()
            }
            Self::Database(error) => {
                text!("sổ theo dõi: lỗi cơ sở dữ liệu: {error}", "ledger: database error: {error}")
            }
            Self::Document(error) => {
                text!(
                    "sổ theo dõi: bản ghi không đọc được: {error}",
                    "ledger: a stored document is unreadable: {error}"
                )
            }
        }
    }

    /// A stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Busy(_) => "K-LED-001",
            Self::Broken(_) => "K-LED-002",
            Self::Missing(_) => "K-LED-003",
            Self::Refused(_) => "K-LED-004",
            Self::File(_) => "K-LED-005",
            Self::Database(_) => "K-LED-006",
            Self::Document(_) => "K-LED-007",
        }
    }
}
