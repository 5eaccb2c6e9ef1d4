//! The server's part of an ephemeral key exchange.

use super::reader::Reader;
use super::suite::suite;

/// What a ServerKeyExchange message says before its signature.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum KeyExchange {
    /// An elliptic curve by its group (RFC 8422, section 5.4).
    Curve {
        /// The code point of the group.
        group: u16,
        /// The public value.
        public: Vec<u8>,
    },
    /// Finite-field Diffie-Hellman (RFC 5246, section 7.4.3).
    FiniteField {
        /// The prime, big end first, without leading zeros.
        prime: Vec<u8>,
        /// The public value, big end first.
        public: Vec<u8>,
    },
}

/// The longest prime that is kept: 16384 bits.
const PRIME_LIMIT: usize = 2048;

impl KeyExchange {
    /// Reads the body of a ServerKeyExchange message to the suite that was chosen; `None` where the
    /// suite has no ephemeral exchange, or a form that is not read here.
    pub(in crate::wire) fn read(code: u16, body: &[u8]) -> Option<Self> {
        Self::read_from(code, &mut Reader::new(body))
    }

    /// [`KeyExchange::read`], leaving what follows the parameters: the signature, where there is one.
    pub(super) fn read_from(code: u16, reader: &mut Reader<'_>) -> Option<Self> {
        let suite = suite(code)?;
        let exchange = suite.name.split("_WITH_").next()?;
        if exchange.contains("PSK") {
            // The hint for the identity comes first (RFC 4279, section 3).
            reader.long()?;
        }
        if exchange.contains("ECDHE") || exchange.contains("ECDH_anon") {
            // Only named curves: explicit ones were never used and are forbidden (RFC 8422).
            let named = reader.byte()? == 3;
            let (group, public) = (reader.pair()?, reader.short()?);
            return named.then(|| Self::Curve { group, public: public.to_vec() });
        }
        if exchange.contains("DHE") || exchange.contains("DH_anon") {
            let (prime, _generator, public) = (reader.long()?, reader.long()?, reader.long()?);
            let zeros = prime.iter().take_while(|byte| **byte == 0).count();
            let prime = prime.get(zeros..)?;
            let whole = !prime.is_empty() && prime.len() <= PRIME_LIMIT && public.len() <= PRIME_LIMIT;
            return whole.then(|| Self::FiniteField { prime: prime.to_vec(), public: public.to_vec() });
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_exchange_is_read_in_its_own_form() {
        let curve = [&[3, 0, 29, 4][..], b"publsignature"].concat();
        let read = KeyExchange::read(0xc02f, &curve);
        assert_eq!(read, Some(KeyExchange::Curve { group: 29, public: b"publ".to_vec() }));
        let finite = [0, 3, 0, 7, 9, 0, 1, 2, 0, 2, 5, 6, 99];
        let expected = Some(KeyExchange::FiniteField { prime: vec![7, 9], public: vec![5, 6] });
        assert_eq!(KeyExchange::read(0x0033, &finite), expected);
        let hinted = [&[0, 1, b'h'][..], &finite].concat();
        assert_eq!(KeyExchange::read(0x0090, &hinted), expected);
        assert_eq!(KeyExchange::read(0x002f, &finite), None);
        assert_eq!(KeyExchange::read(0x0033, &finite[..6]), None);
    }
}
