//! The stop-watch of one job: how long it runs, how far it came, and the words for what went wrong.

use std::io::{Error, ErrorKind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use tokio::time::Instant;

use super::job::{Phase, Trouble};
use crate::fact::Reason;
use crate::text::{Text, shorten, text};

/// The phases in the order of time; the position is what [`Watch`] keeps.
const PHASES: [Phase; 6] = [Phase::Permit, Phase::Name, Phase::Connect, Phase::Opening, Phase::Tls, Phase::Http];

/// One job's stop-watch. Clones show the same time and the same phase.
#[derive(Clone, Debug)]
pub(super) struct Watch {
    started: Instant,
    phase: Arc<AtomicU8>,
}

/// The read error of a line whose far side sent more than a job may take in.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("more than {0} bytes were sent")]
pub(super) struct TooMuch(pub(super) u64);

impl Watch {
    /// Starts now, in the phase of permission.
    pub(super) fn start() -> Self {
        Self { started: Instant::now(), phase: Arc::new(AtomicU8::new(0)) }
    }

    /// Notes that the job entered a phase.
    pub(super) fn enter(&self, phase: Phase) {
        let position = PHASES.iter().position(|known| *known == phase).unwrap_or_default();
        self.phase.store(u8::try_from(position).unwrap_or_default(), Ordering::Relaxed);
    }

    /// The phase entered last.
    pub(super) fn phase(&self) -> Phase {
        let position = usize::from(self.phase.load(Ordering::Relaxed));
        PHASES.get(position).copied().unwrap_or(Phase::Permit)
    }

    /// The time since the start.
    pub(super) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    /// Milliseconds since the start.
    pub(super) fn elapsed_ms(&self) -> i64 {
        i64::try_from(self.elapsed().as_millis()).unwrap_or(i64::MAX)
    }

    /// A trouble at this moment.
    pub(super) fn trouble(&self, phase: Phase, reason: Reason, detail: Text) -> Trouble {
        Trouble { reason, phase, elapsed_ms: self.elapsed_ms(), detail }
    }

    /// The trouble of a deadline that passed in the phase entered last.
    pub(super) fn overdue(&self, deadline: Duration) -> Trouble {
        let limit = deadline.as_secs_f32();
        let detail = text!("không nhận được trả lời đầy đủ trong {limit} giây", "no complete answer within {limit} s");
        self.trouble(self.phase(), Reason::Timeout, detail)
    }

    /// The trouble of a failed read, write or connect.
    pub(super) fn io_trouble(&self, phase: Phase, error: &Error) -> Trouble {
        if let Some(TooMuch(limit)) = error.get_ref().and_then(|inner| inner.downcast_ref::<TooMuch>()) {
            let detail = text!(
                "máy chủ gửi quá {limit} byte nên dừng đọc theo giới hạn",
                "the far side sent more than {limit} bytes, reading stopped at the limit"
            );
            return self.trouble(phase, Reason::Budget, detail);
        }
        let raw = shorten(&error.to_string(), 160);
        let (reason, detail) = match error.kind() {
            ErrorKind::ConnectionRefused => (
                Reason::Refused,
                Text::new("cổng đóng, máy chủ từ chối kết nối", "the port is closed, the connection was refused"),
            ),
            ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe => {
                (Reason::Refused, Text::new("máy chủ ngắt kết nối đột ngột (RST)", "the far side reset the connection"))
            }
            ErrorKind::UnexpectedEof => {
                (Reason::Refused, text!("máy chủ đóng kết nối giữa chừng: {raw}", "the far side closed early: {raw}"))
            }
            ErrorKind::TimedOut => (Reason::Timeout, Text::new("không nhận được trả lời", "there was no answer")),
            ErrorKind::InvalidData => {
                (Reason::Parse, text!("câu trả lời không đọc được: {raw}", "the answer could not be read: {raw}"))
            }
            _ => (Reason::Unreachable, text!("không tới được địa chỉ: {raw}", "the address cannot be reached: {raw}")),
        };
        self.trouble(phase, reason, detail)
    }
}
