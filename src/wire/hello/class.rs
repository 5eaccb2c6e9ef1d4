//! What a suite is worth, in one word.

use super::suite::{Exchange, Suite, WeakClass};
use crate::fact::enumeration;

enumeration! {
    /// The class of a cipher suite, worst first; a suite has the first class that fits.
    pub enum SuiteClass = "suite_class" {
        /// No encryption.
        Null = "null",
        /// No authentication of the server.
        Anonymous = "anonymous",
        /// Keys shortened for the export rules of the 1990s.
        Export = "export",
        /// RC4 (prohibited by RFC 7465).
        Rc4 = "rc4",
        /// Single DES.
        Des = "des",
        /// Triple DES, a 64-bit block cipher (SWEET32).
        TripleDes = "triple_des",
        /// MD5 as integrity check.
        Md5 = "md5",
        /// A block cipher in CBC mode with SHA-1.
        CbcSha1 = "cbc_sha1",
        /// A block cipher in CBC mode with a hash of the SHA-2 family (or SM3).
        CbcSha2 = "cbc_sha2",
        /// The Russian ciphers with a code of their own for integrity.
        Gost = "gost",
        /// Authenticated encryption: GCM, CCM, ChaCha20-Poly1305 and the like.
        Aead = "aead",
    }
}

impl SuiteClass {
    /// The class of a suite by its name and by what makes it weak.
    pub(super) fn of(name: &str, weak: Option<WeakClass>) -> Self {
        match weak {
            Some(WeakClass::Null) => return Self::Null,
            Some(WeakClass::Anonymous) => return Self::Anonymous,
            Some(WeakClass::Export) => return Self::Export,
            Some(WeakClass::Rc4) => return Self::Rc4,
            Some(WeakClass::Des) => return Self::Des,
            Some(WeakClass::TripleDes) => return Self::TripleDes,
            Some(WeakClass::Md5) => return Self::Md5,
            None => {}
        }
        if !name.contains("_CBC_") {
            let gost = name.contains("28147_CNT") || name.contains("CTR_OMAC");
            return if gost { Self::Gost } else { Self::Aead };
        }
        if name.ends_with("_SHA") { Self::CbcSha1 } else { Self::CbcSha2 }
    }
}

impl Suite {
    /// The key exchange in one word, such as `ecdhe`, `rsa`, `dh_anon` or `ecdhe_psk`; `tls13` where
    /// it is negotiated apart from the suite.
    pub fn exchange_word(&self) -> String {
        let has = |word: &str| self.name.split("_WITH_").next().is_some_and(|head| head.contains(word));
        let ephemeral = match () {
            () if has("ECDHE_") => "ecdhe",
            () if has("DHE_") => "dhe",
            () if has("ECDH_") => "ecdh",
            () if has("DH_") => "dh",
            () if has("RSA_") => "rsa",
            () => "",
        };
        let plain = match self.exchange {
            Exchange::Tls13 => "tls13",
            Exchange::Ephemeral | Exchange::FixedDiffieHellman => ephemeral,
            Exchange::Anonymous => return format!("{ephemeral}_anon"),
            Exchange::SharedKey if ephemeral.is_empty() => "psk",
            Exchange::SharedKey => return format!("{ephemeral}_psk"),
            Exchange::Rsa => "rsa",
            Exchange::Password if has("SRP") => "srp",
            Exchange::Password => "eccpwd",
            Exchange::Kerberos => "krb5",
            Exchange::Gost => "gost",
            Exchange::Null => "null",
        };
        plain.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::hello::suites;

    #[test]
    fn every_suite_has_the_class_and_the_exchange_that_its_name_says() {
        let of = |name: &str| {
            let suite = suites().find(|suite| suite.name == name).expect("a registered suite");
            (suite.class(), suite.exchange_word())
        };
        for (name, class, exchange) in [
            ("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", SuiteClass::Aead, "ecdhe"),
            ("TLS_RSA_WITH_AES_128_CBC_SHA", SuiteClass::CbcSha1, "rsa"),
            ("TLS_DHE_RSA_WITH_AES_256_CBC_SHA256", SuiteClass::CbcSha2, "dhe"),
            ("TLS_ECDHE_PSK_WITH_NULL_SHA", SuiteClass::Null, "ecdhe_psk"),
            ("TLS_PSK_WITH_AES_128_CCM_8", SuiteClass::Aead, "psk"),
            ("TLS_DH_anon_WITH_RC4_128_MD5", SuiteClass::Anonymous, "dh_anon"),
            ("TLS_ECDH_RSA_WITH_RC4_128_SHA", SuiteClass::Rc4, "ecdh"),
            ("TLS_AES_128_CCM_8_SHA256", SuiteClass::Aead, "tls13"),
            ("TLS_GOSTR341112_256_WITH_28147_CNT_IMIT", SuiteClass::Gost, "gost"),
        ] {
            assert_eq!(of(name), (class, exchange.to_owned()), "{name}");
        }
        for suite in suites().filter(|suite| suite.class() == SuiteClass::Aead) {
            let known = ["GCM", "CCM", "POLY1305", "MGM", "OCB", "AEGIS", "ASCON"];
            assert!(known.iter().any(|word| suite.name.contains(word)), "{}", suite.name);
        }
    }
}
