//! Whom a wire believes to be whom: the roots of a wire that speaks to services and inspects nobody.
//!
//! An inspection must look behind a bad certificate, so its wire believes everybody and keeps what it was shown. What is
//! asked of a time-stamp authority or a responder is no inspection: a stranger in its place is refused before anything
//! is sent to it.

use std::net::IpAddr;
use std::sync::Arc;

use jiff::Timestamp;
use rustls::RootCertStore;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};

use super::session::Session;
use crate::text::{Text, shorten, text};

/// The roots.
#[derive(Clone, Debug)]
pub struct Roots(Arc<RootCertStore>);

impl Roots {
    /// Those of the web, and these certificates (DER) as far as they can be roots. Never the machine's own.
    pub fn web_and<'a>(others: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut store = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        store.add_parsable_certificates(others.into_iter().map(|der| CertificateDer::from(der.to_vec())));
        Self(Arc::new(store))
    }

    /// Whether the certificates of a session are those of this name at this time, and the session is their owner's.
    pub(super) fn vouch(&self, session: &Session, name: &str, now: Timestamp) -> Result<(), Text> {
        let shown = shorten(name, 100);
        let stranger = |why: &str| {
            let why = shorten(why, 160);
            text!(
                "chứng thư TLS của `{shown}` không được tin cậy ({why}) nên không gửi gì",
                "the TLS certificate of `{shown}` is not trusted ({why}), so nothing is sent"
            )
        };
        let server = match name.parse::<IpAddr>() {
            Ok(address) => ServerName::from(address),
            Err(_) => ServerName::try_from(name).map_err(|_| stranger("InvalidName"))?,
        };
        let (Some((leaf, above)), true) = (session.chain.split_first(), session.signature_checked) else {
            return Err(stranger("NoSignature"));
        };
        let above: Vec<_> = above.iter().map(|der| CertificateDer::from(der.as_slice())).collect();
        let seconds = u64::try_from(now.as_second()).map_err(|_| stranger("BadTime"))?;
        let time = UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds));
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let verifier = WebPkiServerVerifier::builder_with_provider(Arc::clone(&self.0), provider)
            .build()
            .map_err(|error| stranger(&error.to_string()))?;
        verifier
            .verify_server_cert(&CertificateDer::from(leaf.as_slice()), &above, &server, &[], time)
            .map(drop)
            .map_err(|error| stranger(&error.to_string()))
    }
}
