//! OCSP answers and lists of revoked certificates, from where certificates say.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::time::Duration;

use crate::seal::Fetch;
use crate::text::{Text, shorten, text};

use super::address::Address;
use super::{Network, Question, content_type, wrong_type};

/// The most bytes of an OCSP answer.
const MOST_ANSWER: usize = 1 << 20;
/// The most bytes of a list.
const MOST_LIST: usize = 32 << 20;
/// The most bytes of all answers.
const MOST_BYTES: usize = 96 << 20;
/// The most questions.
const MOST_QUESTIONS: u32 = 64;
/// How long an OCSP answer may take.
const ANSWER_PATIENCE: Duration = Duration::from_secs(15);
/// How long a list may take.
const LIST_PATIENCE: Duration = Duration::from_secs(60);
/// How long all of them may take.
const PATIENCE: Duration = Duration::from_secs(180);

const QUESTION_TYPE: &str = "application/ocsp-request";
const ANSWER_TYPE: &str = "application/ocsp-response";

/// What was asked with: the address, and the question where it was one.
type Asked = (String, Option<Vec<u8>>);

/// Where revocation data comes from. Each address is asked once: certificates of one authority share their list.
pub(in crate::cli) struct RevocationSource<'a> {
    network: &'a Network,
    left: Cell<Left>,
    known: RefCell<BTreeMap<Asked, Result<Vec<u8>, Text>>>,
}

/// What is left of the bounds.
#[derive(Clone, Copy)]
struct Left {
    questions: u32,
    bytes: usize,
    time: Duration,
}

impl Network {
    /// Revocation data over this network.
    pub(in crate::cli) fn revocation(&self) -> RevocationSource<'_> {
        self.revocation_within(PATIENCE)
    }

    /// The same with another time for all of it.
    pub(super) fn revocation_within(&self, time: Duration) -> RevocationSource<'_> {
        let left = Left { questions: MOST_QUESTIONS, bytes: MOST_BYTES, time };
        RevocationSource { network: self, left: Cell::new(left), known: RefCell::default() }
    }
}

impl Fetch for RevocationSource<'_> {
    fn fetch(&self, address: &str, question: Option<&[u8]>) -> Result<Vec<u8>, Text> {
        let asked = (address.to_owned(), question.map(<[u8]>::to_vec));
        if let Some(known) = self.known.borrow().get(&asked) {
            return known.clone();
        }
        let got = self.asked(address, question);
        self.known.borrow_mut().insert(asked, got.clone());
        got
    }
}

impl RevocationSource<'_> {
    fn asked(&self, address: &str, question: Option<&[u8]>) -> Result<Vec<u8>, Text> {
        let shown = shorten(address, 120);
        let address = Address::read(address).ok_or_else(|| {
            text!(
                "`{shown}` không phải địa chỉ http hoặc https nên không hỏi",
                "`{shown}` is no http or https address, so it is not asked"
            )
        })?;
        let mut left = self.left.get();
        if left.questions == 0 || left.bytes == 0 || left.time.is_zero() {
            return Err(text!(
                "{shown}: đã hết giới hạn số lần, dung lượng hoặc thời gian hỏi dữ liệu thu hồi",
                "{shown}: the bounds of count, bytes or time for revocation data are spent"
            ));
        }
        let (most, patience) =
            if question.is_some() { (MOST_ANSWER, ANSWER_PATIENCE) } else { (MOST_LIST, LIST_PATIENCE) };
        let begun = self.network.now();
        let answer = self.network.ask(&Question {
            address: &address,
            body: question.map(|bytes| (QUESTION_TYPE, bytes)),
            most: most.min(left.bytes),
            patience: patience.min(left.time),
            login: None,
        });
        let took = self.network.now().duration_since(begun).unsigned_abs();
        left.questions -= 1;
        left.time = left.time.saturating_sub(took);
        left.bytes = left.bytes.saturating_sub(answer.as_ref().map_or(0, |response| response.body.len()));
        self.left.set(left);
        let response = answer.map_err(|none| none.text)?;
        match question {
            Some(_) if content_type(&response) != ANSWER_TYPE => Err(wrong_type(&response, &address, ANSWER_TYPE)),
            // Authorities serve lists under many types; a page for people is none.
            None if content_type(&response).starts_with("text/html") => {
                Err(wrong_type(&response, &address, "application/pkix-crl"))
            }
            _ => Ok(response.body),
        }
    }
}
