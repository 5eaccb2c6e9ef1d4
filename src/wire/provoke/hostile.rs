//! The engine against servers that mean harm: any bytes, in any number, at any speed.

use std::sync::LazyLock;
use std::time::Duration;

use proptest::prelude::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

use super::flawed::first_flight;
use super::{Act, Break, Provocation, Reaction, RecordForm, Ticket, finishable_suites, react};
use crate::fact::Reason;
use crate::wire::{Hello, TlsVersion};

fn provocation(act: Act) -> Provocation {
    let suites = finishable_suites(TlsVersion::Tls12);
    Provocation { act, hello: Hello::of_version(TlsVersion::Tls12, "portal.example.vn").with_suites(suites) }
}

/// Every kind of act.
fn acts() -> Vec<Act> {
    use super::PremasterForm::Right;
    vec![
        Act::EarlyChangeCipherSpec,
        Act::Renegotiate { secure: true },
        Act::Premaster { form: Right, whole: true },
        Act::Record(RecordForm::Right),
        Act::Heartbeat,
        Act::TakeTicket,
        Act::OfferTicket(Ticket::new(&[1; 9]).expect("a ticket")),
    ]
}

/// What an act comes to when the far side says some bytes and ends.
fn answered(act: Act, bytes: &[u8]) -> Result<Reaction, Break> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    runtime.block_on(async {
        let (mut near, mut far) = duplex(1 << 20);
        far.write_all(bytes).await.expect("room");
        far.shutdown().await.expect("an end");
        react(&mut near, &provocation(act)).await
    })
}

static FLIGHT: LazyLock<Vec<u8>> = LazyLock::new(first_flight);

#[test]
fn the_flight_that_is_damaged_is_a_whole_one() {
    let reaction = answered(Act::Premaster { form: super::PremasterForm::Right, whole: true }, &FLIGHT);
    assert!(matches!(reaction, Ok(Reaction { stage: super::Stage::Act, conduct: super::Conduct::Closed, .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_bytes_come_to_an_end(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        for act in acts() {
            drop(answered(act, &bytes));
        }
    }

    #[test]
    fn a_damaged_flight_comes_to_an_end(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        tail in prop::collection::vec(any::<u8>(), 0..60),
    ) {
        let mut bytes = FLIGHT.clone();
        for (place, value) in changes {
            let place = place.index(bytes.len());
            bytes[place] = value;
        }
        bytes.extend(tail);
        for act in acts() {
            drop(answered(act, &bytes));
        }
    }
}

/// What an act comes to when the far side repeats some bytes without end.
async fn flooded(act: Act, first: &[u8], again: Vec<u8>) -> Result<Reaction, Break> {
    let (mut near, far) = duplex(64 * 1024);
    let (mut reader, mut writer) = tokio::io::split(far);
    let first = first.to_vec();
    tokio::spawn(async move {
        let mut sent = writer.write_all(&first).await;
        while sent.is_ok() {
            sent = writer.write_all(&again).await;
        }
    });
    tokio::spawn(async move { drop(reader.read_to_end(&mut Vec::new()).await) });
    let provocation = provocation(act);
    let act = react(&mut near, &provocation);
    tokio::time::timeout(Duration::from_secs(20), act).await.expect("an end by itself")
}

#[tokio::test]
async fn floods_are_cut_off() {
    let data = [&[23, 3, 3, 0x3f, 0][..], &[0; 0x3f00]].concat();
    let certificate = [&[22, 3, 3, 0x3f, 0][..], &[11, 0xff, 0xff, 0xff], &[0; 0x3efc]].concat();
    for again in [vec![21, 3, 3, 0, 2, 1, 90], vec![22, 3, 3, 0, 0], certificate, vec![20, 3, 3, 0, 1, 1], data] {
        for first in [&[][..], &FLIGHT] {
            for act in [Act::TakeTicket, Act::Record(RecordForm::Right)] {
                match flooded(act, first, again.clone()).await {
                    Err(Break::Told(reason, _)) => assert!(matches!(reason, Reason::Budget | Reason::Parse)),
                    Ok(_) => {}
                    Err(error) => panic!("{error:?}"),
                }
            }
        }
    }
}

#[tokio::test]
async fn a_key_that_is_none_is_not_computed_with() {
    // A real certificate whose exponent is nothing.
    let mut bytes = FLIGHT.clone();
    let place = bytes.windows(5).position(|five| five == [2, 3, 1, 0, 1]).expect("the exponent 65537");
    bytes[place + 2..place + 5].copy_from_slice(&[0, 0, 0]);
    let runtime = tokio::task::spawn_blocking(move || answered(Act::TakeTicket, &bytes));
    assert!(matches!(runtime.await.expect("no panic"), Err(Break::Told(Reason::LowCoverage, _))));
}
