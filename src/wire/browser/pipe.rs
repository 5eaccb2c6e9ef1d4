//! The browser's remote control over two pipes: messages of JSON, each ended by a zero byte.
//!
//! Chromium reads them from its descriptor 3 and writes to 4 (`--remote-debugging-pipe`), so no port is opened for it.

use std::collections::VecDeque;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{ChildStdin, ChildStdout};
use tokio::time::timeout;
use zeroize::Zeroizing;

/// The most bytes of one message: a page of the greatest size that is kept, escaped.
const MOST_BYTES: usize = 48 << 20;
/// How long the browser may take to answer a command.
const PATIENCE: Duration = Duration::from_secs(10);
/// The most events that wait to be looked at.
const MOST_EVENTS: usize = 10_000;

/// Why the browser does not answer, in plain English; whoever shows it says the rest in both languages.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub(super) enum Silence {
    /// The process ended or closed its pipe.
    #[error("it ended")]
    Ended,
    /// It took too long.
    #[error("no answer within {} s", PATIENCE.as_secs())]
    Slow,
    /// It said something that is too long or no JSON.
    #[error("its answer could not be understood")]
    Garbled,
    /// It refused a command.
    #[error("it refused {0}")]
    Refused(&'static str),
}

/// The two pipes.
#[derive(Debug)]
pub(super) struct Pipe {
    input: ChildStdin,
    output: ChildStdout,
    /// What was read and not yet understood.
    buffer: Zeroizing<Vec<u8>>,
    /// Up to here no zero byte stands in the buffer.
    searched: usize,
    events: VecDeque<Value>,
    last: u64,
}

impl Pipe {
    /// The remote control over a child's pipes.
    pub(super) fn new(input: ChildStdin, output: ChildStdout) -> Self {
        Self { input, output, buffer: Zeroizing::default(), searched: 0, events: VecDeque::new(), last: 0 }
    }

    /// Sends a command and gives its number; its answer comes among the events.
    pub(super) async fn send(&mut self, session: Option<&str>, method: &str, params: Value) -> Result<u64, Silence> {
        self.last += 1;
        let mut message = json!({"id": self.last, "method": method, "params": params});
        if let (Some(session), Some(object)) = (session, message.as_object_mut()) {
            object.insert("sessionId".to_owned(), session.into());
        }
        let mut bytes = Zeroizing::new(message.to_string().into_bytes());
        bytes.push(0);
        match timeout(PATIENCE, self.input.write_all(&bytes)).await {
            Ok(Ok(())) => Ok(self.last),
            Ok(Err(_)) => Err(Silence::Ended),
            Err(_) => Err(Silence::Slow),
        }
    }

    /// Sends a command and waits for what it gives; events that come before wait.
    pub(super) async fn call(
        &mut self,
        session: Option<&str>,
        method: &'static str,
        params: Value,
    ) -> Result<Value, Silence> {
        let number = self.send(session, method, params).await?;
        let answer = async {
            loop {
                let message = self.read().await?;
                if message.get("id").and_then(Value::as_u64) == Some(number) {
                    return Ok(message);
                }
                self.wait_with(message);
            }
        };
        let mut message = timeout(PATIENCE, answer).await.map_err(|_| Silence::Slow)??;
        match message.get_mut("result") {
            Some(result) => Ok(result.take()),
            None => Err(Silence::Refused(method)),
        }
    }

    /// The next event; `None` where none came in this time.
    pub(super) async fn event(&mut self, within: Duration) -> Result<Option<Value>, Silence> {
        if let Some(event) = self.events.pop_front() {
            return Ok(Some(event));
        }
        match timeout(within, self.read()).await {
            Ok(message) => message.map(Some),
            Err(_) => Ok(None),
        }
    }

    fn wait_with(&mut self, event: Value) {
        if self.events.len() < MOST_EVENTS {
            self.events.push_back(event);
        }
    }

    /// The next message. What is read of a message is kept where the waiting is given up.
    async fn read(&mut self) -> Result<Value, Silence> {
        loop {
            let fresh = self.buffer.get(self.searched..).unwrap_or_default();
            if let Some(end) = fresh.iter().position(|byte| *byte == 0) {
                let rest = Zeroizing::new(self.buffer.split_off(self.searched + end + 1));
                self.buffer.pop();
                let message = serde_json::from_slice(&self.buffer).map_err(|_| Silence::Garbled);
                self.buffer = rest;
                self.searched = 0;
                return message;
            }
            self.searched = self.buffer.len();
            if self.searched > MOST_BYTES {
                return Err(Silence::Garbled);
            }
            match self.output.read_buf(&mut *self.buffer).await {
                Ok(0) | Err(_) => return Err(Silence::Ended),
                Ok(_) => {}
            }
        }
    }
}
