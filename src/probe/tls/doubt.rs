//! Clearing up what may be a refusal or a mishap.
//!
//! Between two hellos that are known to be accepted, and after a rest, the doubtful one is asked
//! again, twice: only who takes both and breaks off each time in between has refused. Who once
//! answers what it broke off before, or once breaks off what it is known to accept, proves that its
//! closes mean nothing: from then on none of them counts as a refusal. Who no longer takes even the
//! known hello is throttling us, and nothing more is learnt from its silence.

use super::inquiry::{Inquiry, Word};
use crate::fact::{Gap, Reason};
use crate::text::text;
use crate::wire::{Endpoint, Hello};

/// An answer that may be a refusal or a mishap.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::probe) struct Doubt {
    /// What happened.
    pub(super) gap: Gap,
    /// Whether the server ended the connection; a silence is never a refusal.
    pub(super) spoke: bool,
    /// Whether the connection had stood.
    pub(super) stood: bool,
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
            let mut last = doubt.clone();
            for (time, rest) in [(0, rest), (1, 0)] {
                let again = hello.clone().asked_again(round * 2 + time + 1, rest);
                match self.step(&again) {
                    None => return Word::Pending,
                    Some(Word::Doubtful(own)) => last = own,
                    Some(word) => {
                        self.cracked |= doubt.spoke;
                        return word;
                    }
                }
                if !last.spoke {
                    break;
                }
            }
            match self.step(&canary.clone().asked_again(turn | 7, 0)) {
                None => return Word::Pending,
                Some(Word::Accepted(..)) if !doubt.spoke || !last.spoke => {
                    self.mute |= !doubt.spoke && !last.spoke;
                    return Word::Unknown(last.gap);
                }
                Some(Word::Accepted(..)) if !self.cracked => return Word::Refused(None),
                // Perhaps the rest was too short.
                Some(Word::Accepted(..)) => {}
                Some(_) => self.cracked = true,
            }
        }
        if self.cracked && !self.shut {
            return Word::Unknown(throttled(self.endpoint()));
        }
        self.give_up()
    }

    /// Whether the canary is taken, at last; `None` while that is open.
    fn sings(&mut self, canary: &Hello, turn: u32) -> Option<bool> {
        for (attempt, pause) in (0_u32..).zip(PATIENCE) {
            if let Word::Accepted(..) = self.step(&canary.clone().asked_again(turn | (attempt + 1), pause))? {
                return Some(true);
            }
            self.cracked = true;
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
    let alpn = hello.alpn.len().try_into().unwrap_or(u16::MAX);
    let codes = [hello.version.code(), named, alpn, hello.manner.code()];
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
