//! The parameters of finite-field Diffie-Hellman, read from the flights that the search brought.

use super::facts::DiffieHellman;
use super::prime::{is_composite, known};
use super::search::Search;
use crate::fact::{Fact, Gap, Reason};
use crate::text::Text;
use crate::wire::{KeyExchange, Suite, suite};

/// The parameters; `None` of all searches had one: absent, or unknown where a search has a gap.
pub(super) fn parameters(searches: &[&Search<'_>], named_groups: Fact<bool>) -> Fact<DiffieHellman> {
    let flights = searches.iter().flat_map(|search| &search.flights);
    let seen: Vec<(&[u8], &[u8])> = flights
        .filter_map(|(_, flight)| match &flight.key_exchange {
            Some(KeyExchange::FiniteField { prime, public }) => Some((prime.as_slice(), public.as_slice())),
            _ => None,
        })
        .collect();
    let Some(weakest) = seen.iter().map(|pair| pair.0).min_by_key(|prime| bits(prime)) else {
        return none(searches);
    };
    let origin = known(weakest);
    Fact::Known(DiffieHellman {
        bits: bits(weakest),
        common: origin.is_some(),
        origin: origin.map(str::to_owned).into(),
        composite: match origin {
            Some(_) => Fact::Known(false),
            None => is_composite(weakest).map_or_else(|| too_long().into(), Fact::Known),
        },
        reused: reused(&seen),
        named_groups,
    })
}

/// Whether a suite is Diffie-Hellman shortened for export.
pub(super) fn exported(suite: &Suite) -> bool {
    let name = suite.name;
    name.contains("_EXPORT") && (name.starts_with("TLS_DHE_") || name.starts_with("TLS_DH_"))
}

fn none(searches: &[&Search<'_>]) -> Fact<DiffieHellman> {
    if let Some(gap) = searches.iter().find_map(|search| search.gap.clone()) {
        return gap.into();
    }
    let named =
        |code: &u16| suite(*code).is_some_and(|suite| suite.name.contains("_DHE_") || suite.name.contains("_DH_anon_"));
    if searches.iter().any(|search| search.accepted.iter().any(named)) {
        return Fact::Unknown(Gap::new(
            Reason::Parse,
            Text::new("không đọc được tham số Diffie-Hellman", "the Diffie-Hellman parameters could not be read"),
        ));
    }
    Fact::Absent
}

fn reused(seen: &[(&[u8], &[u8])]) -> Fact<bool> {
    let again = seen.iter().enumerate().any(|(place, pair)| seen.iter().skip(place + 1).any(|other| other == pair));
    match seen.len() {
        _ if again => Fact::Known(true),
        0 | 1 => {
            Fact::Unknown(Gap::new(Reason::LowCoverage, Text::new("mới thấy một giá trị", "only one value was seen")))
        }
        _ => Fact::Known(false),
    }
}

fn bits(prime: &[u8]) -> i64 {
    let whole = i64::try_from(prime.len()).unwrap_or(i64::MAX / 8).saturating_mul(8);
    whole - prime.first().map_or(0, |byte| i64::from(byte.leading_zeros()))
}

fn too_long() -> Gap {
    Gap::new(
        Reason::Budget,
        Text::new(
            "dài hơn 4096 bit nên không thử tính nguyên tố",
            "longer than 4096 bits, so its primality is not tested",
        ),
    )
}
