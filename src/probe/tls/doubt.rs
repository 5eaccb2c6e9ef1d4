//! Clearing up what may be a refusal or a mishap.
//!
//! Between two hellos that are known to be accepted, and after a rest, the doubtful one is asked
//! again: only who takes both and breaks off in between has refused. Who no longer takes even the
//! known one is throttling us, and nothing more is learnt from its silence.

use super::inquiry::{Inquiry, Word};
use crate::fact::{Gap, Reason};
use crate::text::text;
use crate::wire::{Endpoint, Hello};

/// An answer that may be a refusal or a mishap.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Doubt {
    /// What happened.
    pub(super) gap: Gap,
    /// Whether the connection stood and the server ended it; a silence is never a refusal.
    pub(super) spoke: bool,
}

/// How long the wire holds still before each asking of the canary, in milliseconds.
const PATIENCE: [u32; 3] = [0, 700, 2500];
/// How long it holds still before a doubtful hello is asked again, by round.
const REST: [u32; 2] = [250, 1200];

impl<'a> Inquiry<'a> {
    /// What a doubtful answer turns out to be. The steps are read from what was seen; the first one
    /// that is missing is wanted next.
    pub(super) fn settle(&mut self, hello: &Hello, doubt: Doubt) -> Word<'a> {
        let Some(canary) = self.canary.clone() else { return Word::Doubtful(doubt) };
        // One silence may be a lost packet. After one that was confirmed, the next ones are this
        // server's way, of which nothing can be learnt by waiting again.
        if self.mute && !doubt.spoke {
            return Word::Unknown(doubt.gap);
        }
        let mark = mark(hello) << 4;
        for (round, rest) in (0_u32..).zip(REST) {
            let turn = mark | round << 3;
            match self.sings(&canary, turn) {
                Some(true) => {}
                Some(false) => return self.give_up(),
                None => return Word::Pending,
            }
            let again = hello.clone().asked_again(round + 1, rest);
            let Some(word) = self.step(&again) else { return Word::Pending };
            let Word::Doubtful(second) = word else { return word };
            match self.step(&canary.clone().asked_again(turn | 7, 0)) {
                None => return Word::Pending,
                Some(Word::Accepted(..)) if doubt.spoke && second.spoke => return Word::Refused(None),
                Some(Word::Accepted(..)) => {
                    self.mute |= !doubt.spoke && !second.spoke;
                    return Word::Unknown(second.gap);
                }
                // It broke off once more: perhaps the rest was too short.
                Some(_) => {}
            }
        }
        self.give_up()
    }

    /// Whether the canary is taken, at last; `None` while that is open.
    fn sings(&mut self, canary: &Hello, turn: u32) -> Option<bool> {
        for (attempt, pause) in (0_u32..).zip(PATIENCE) {
            if let Word::Accepted(..) = self.step(&canary.clone().asked_again(turn | (attempt + 1), pause))? {
                return Some(true);
            }
        }
        Some(false)
    }

    /// The word on one step; `None` where it is still to be taken.
    fn step(&mut self, hello: &Hello) -> Option<Word<'a>> {
        let word = self.heard(hello);
        if word != Word::Pending {
            return Some(word);
        }
        if self.shut {
            return Some(Word::Unknown(throttled(self.endpoint())));
        }
        let job = self.job(hello);
        self.next.push(job);
        None
    }

    fn give_up(&mut self) -> Word<'a> {
        self.shut = true;
        Word::Unknown(throttled(self.endpoint()))
    }
}

/// A number by which the repetitions that belong to one hello are told from those of another; it
/// has to be the same in every walk, and no more.
fn mark(hello: &Hello) -> u32 {
    let named = u16::from(hello.server_name.is_some()) | u16::from(hello.fallback) << 1;
    let codes = [hello.version.code(), named, hello.alpn.len().try_into().unwrap_or(u16::MAX)];
    let codes = codes.iter().chain(&hello.suites).chain(&hello.groups).chain(&hello.signature_algorithms);
    // FNV-1a.
    codes
        .flat_map(|code| code.to_be_bytes())
        .fold(0x811c_9dc5, |sum: u32, byte| (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

fn throttled(endpoint: &Endpoint) -> Gap {
    Gap::new(
        Reason::RateLimited,
        text!(
            "tls: {endpoint} đóng kết nối, và sau đó cũng không nhận lời chào mà trước đó đã chấp nhận: \
             có thể đang chặn hoặc giới hạn tần suất",
            "tls: {endpoint} broke off, and then did not take a hello either that it had accepted before: it may be \
             blocking us or limiting the rate"
        ),
    )
}
