//! Raw ClientHellos. (Replaced at the merge.)

use super::dial::Line;
use super::job::{Endpoint, Phase, Trouble};
use crate::fact::Reason;

/// A ClientHello.
#[derive(Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct Hello;

/// The first flight of the answer.
#[derive(Clone, Debug)]
pub struct FirstFlight;

/// Sends the hello and reads the first flight.
pub(super) async fn first_flight(line: Line, _endpoint: &Endpoint, _hello: &Hello) -> Result<FirstFlight, Trouble> {
    Err(line.trouble(Phase::Tls, Reason::NotCollected, Reason::NotCollected.text()))
}
