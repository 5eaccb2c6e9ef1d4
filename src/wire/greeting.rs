//! Opening a port and listening for a moment to what it says by itself.

use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::time::timeout;

use super::dial::Line;
use super::job::Connected;
use crate::text::visible;

/// The most bytes of a greeting that are kept.
const MOST_BYTES: usize = 64;

/// Waits shortly for a greeting. Silence, a close and an error all mean that there is none: the
/// port did accept, and that is the answer.
pub(super) async fn listen(mut line: Line, patience: Duration) -> Connected {
    let elapsed_ms = line.connect_ms();
    let mut buffer = [0; MOST_BYTES];
    let length = match timeout(patience, line.read(&mut buffer)).await {
        Ok(Ok(length)) => length,
        Ok(Err(_)) | Err(_) => 0,
    };
    let said = buffer.get(..length).unwrap_or_default();
    let greeting = (!said.is_empty()).then(|| visible(String::from_utf8_lossy(said).trim_end()));
    Connected { elapsed_ms, greeting }
}
