use serde_json::{Value, json};

use super::*;

/// A key of RFC 7515, appendix A.2.
const N: &str = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";

fn key() -> PublicKey {
    PublicKey::of_jwk(&json!({"kty": "RSA", "n": N, "e": "AQAB", "kid": "k"})).expect("a key")
}

fn forged(flaw: Flaw, base: Option<&str>) -> String {
    let claims = Claims { issuer: Some("https://a.test".to_owned()), audience: Some("b".to_owned()), now: 1_000_000 };
    let forgery = Forgery { flaw, base: None, claims, keys: vec![key()] };
    let token = forge(&forgery, base).expect("a token").to_string();
    assert!(token.len() <= Forgery::most(base.map_or(0, str::len)), "it grew, and left a copy behind");
    token
}

fn part(token: &str, number: usize) -> Value {
    let part = token.split('.').nth(number).expect("a part");
    serde_json::from_slice(&base64url::decoded(part).expect("base64")).expect("JSON")
}

fn lent() -> String {
    let part = |value: Value| base64url::encoded(value.to_string().as_bytes());
    let (header, claims) = (json!({"alg": "RS256", "kid": "k", "x": 1}), json!({"iss": "https://c.test", "sub": "d"}));
    format!("{}.{}.{}", part(header), part(claims), base64url::encoded(&[7; 256]))
}

const EVERY: [Flaw; 14] = [
    Flaw::BrokenSignature,
    Flaw::EmbeddedKey,
    Flaw::EmbeddedPssKey,
    Flaw::ForeignPss,
    Flaw::ForeignIssuer,
    Flaw::KeyAddress,
    Flaw::KeyPath,
    Flaw::KeyQuery,
    Flaw::PublicKeyAsSecret(KeyForm::Pem),
    Flaw::PublicKeyAsSecret(KeyForm::PemTrimmed),
    Flaw::PublicKeyAsSecret(KeyForm::Der),
    Flaw::PublicKeyAsSecret(KeyForm::Number),
    Flaw::Unsigned("none"),
    Flaw::Unsigned("nOnE"),
];

#[test]
fn base64url_goes_both_ways() {
    for (bytes, text) in [(&b""[..], ""), (b"f", "Zg"), (b"fo", "Zm8"), (b"foo", "Zm9v"), (&[0xfb, 0xff], "-_8")] {
        assert_eq!(base64url::encoded(bytes), text);
        assert_eq!(base64url::decoded(text).as_deref(), Some(bytes));
    }
    assert_eq!(base64url::decoded("Zg=="), Some(b"f".to_vec()));
    for wrong in ["A", "Zm+v", "Zm9v!", "ê"] {
        assert_eq!(base64url::decoded(wrong), None, "{wrong}");
    }
}

#[test]
fn nothing_that_is_made_bears_the_lent_signature_and_each_keeps_the_lent_claims() {
    let lent = lent();
    let signature = lent.rsplit('.').next().expect("a signature");
    for flaw in EVERY {
        let token = forged(flaw, Some(&lent));
        assert!(!token.contains(signature), "{flaw:?}");
        assert_eq!(part(&token, 1)["sub"], "d", "{flaw:?}");
        let issuer = if flaw == Flaw::ForeignIssuer { NOWHERE } else { "https://c.test" };
        assert_eq!(part(&token, 1)["iss"], issuer, "{flaw:?}");
    }
    let broken = forged(Flaw::BrokenSignature, Some(&lent));
    assert_eq!(broken.rsplit_once('.').map(|own| own.0), lent.rsplit_once('.').map(|own| own.0));
    assert_eq!(part(&forged(Flaw::Unsigned("None"), Some(&lent)), 0), json!({"alg": "None", "kid": "k", "x": 1}));
}

#[test]
fn without_a_lent_token_or_with_another_kind_the_claims_are_our_own() {
    for base in [None, Some("an-opaque-token"), Some("a.b"), Some("a.b.c"), Some("..")] {
        for flaw in EVERY {
            let token = forged(flaw, base);
            let claims = part(&token, 1);
            assert_eq!(
                (&claims["aud"], &claims["exp"], &claims["sub"]),
                (&json!("b"), &json!(1_003_600), &json!("kiemtra"))
            );
        }
    }
    assert_eq!(part(&forged(Flaw::BrokenSignature, None), 0), json!({"alg": "RS256", "typ": "JWT", "kid": "k"}));
}

#[test]
fn our_own_signature_holds_under_the_key_that_is_inside() {
    use aws_lc_rs::signature::{
        ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
    };
    let token = forged(Flaw::EmbeddedKey, Some(&lent()));
    let (start, signature) = token.rsplit_once('.').expect("a signature");
    let signature = base64url::decoded(signature).expect("base64");
    let jwk = part(&token, 0)["jwk"].clone();
    let number = |name: &str| base64url::decoded(jwk[name].as_str().expect("text")).expect("base64");
    let key = RsaPublicKeyComponents { n: number("n"), e: number("e") };
    key.verify(&RSA_PKCS1_2048_8192_SHA256, start.as_bytes(), &signature).expect("a good signature");

    let elliptic = lent().replacen(
        &base64url::encoded(json!({"alg": "RS256", "kid": "k", "x": 1}).to_string().as_bytes()),
        &base64url::encoded(json!({"alg": "ES256"}).to_string().as_bytes()),
        1,
    );
    let token = forged(Flaw::EmbeddedKey, Some(&elliptic));
    let (start, signature) = token.rsplit_once('.').expect("a signature");
    let jwk = part(&token, 0)["jwk"].clone();
    let number = |name: &str| base64url::decoded(jwk[name].as_str().expect("text")).expect("base64");
    let point = [vec![4], number("x"), number("y")].concat();
    let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point);
    key.verify(start.as_bytes(), &base64url::decoded(signature).expect("base64")).expect("a good signature");
}

#[test]
fn a_service_of_pss_gets_signatures_of_pss() {
    use aws_lc_rs::signature::{RSA_PSS_2048_8192_SHA256, RsaPublicKeyComponents};
    let named = |alg: &str| {
        let header = base64url::encoded(json!({"alg": "RS256", "kid": "k", "x": 1}).to_string().as_bytes());
        lent().replacen(&header, &base64url::encoded(json!({"alg": alg, "kid": "k"}).to_string().as_bytes()), 1)
    };
    let of_key = PublicKey::of_jwk(&json!({"kty": "RSA", "n": N, "e": "AQAB", "alg": "PS256"})).expect("a key");
    let claims = Claims { now: 1_000_000, ..Claims::default() };
    let by_key = Forgery { flaw: Flaw::EmbeddedKey, base: None, claims, keys: vec![of_key] };
    let tokens = [
        forged(Flaw::EmbeddedKey, Some(&named("PS256"))),
        forged(Flaw::EmbeddedPssKey, Some(&named("RS256"))),
        forge(&by_key, None).expect("a token").to_string(),
    ];
    for token in tokens {
        let (start, signature) = token.rsplit_once('.').expect("a signature");
        let jwk = part(&token, 0)["jwk"].clone();
        assert_eq!((&part(&token, 0)["alg"], &jwk["alg"]), (&json!("PS256"), &json!("PS256")));
        let number = |name: &str| base64url::decoded(jwk[name].as_str().expect("text")).expect("base64");
        let key = RsaPublicKeyComponents { n: number("n"), e: number("e") };
        let signature = base64url::decoded(signature).expect("base64");
        key.verify(&RSA_PSS_2048_8192_SHA256, start.as_bytes(), &signature).expect("a good signature");
    }
    // Under the name of the provider's key, whatever the service expects.
    let foreign = forged(Flaw::ForeignPss, Some(&lent()));
    assert_eq!(part(&foreign, 0), json!({"alg": "PS256", "typ": "JWT", "kid": "k"}));
    assert_eq!(part(&forged(Flaw::KeyAddress, Some(&named("PS384"))), 0)["alg"], "PS256");
}

#[test]
fn a_public_key_is_written_as_others_write_it() {
    use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
    let components = aws_lc_rs::rsa::PublicKeyComponents {
        n: base64url::decoded(N).expect("base64"),
        e: base64url::decoded("AQAB").expect("base64"),
    };
    let der: PublicKeyX509Der<'_> = components.as_der().expect("DER");
    assert_eq!(key().written(KeyForm::Der), der.as_ref());
    let pem = String::from_utf8(key().written(KeyForm::Pem)).expect("text");
    assert!(pem.starts_with("-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A"), "{pem}");
    assert!(pem.ends_with("-----END PUBLIC KEY-----\n") && pem.lines().all(|line| line.len() <= 64));
    assert_eq!(key().written(KeyForm::PemTrimmed), pem.trim_end().as_bytes());
}

#[test]
fn keys_that_do_not_sign_are_passed_over() {
    for jwk in [
        json!({"kty": "RSA", "n": N, "e": "AQAB", "use": "enc"}),
        json!({"kty": "oct", "k": "AQAB"}),
        json!({"kty": "EC", "crv": "P-521", "x": "AQAB", "y": "AQAB"}),
        json!({"kty": "RSA", "n": "!", "e": "AQAB"}),
        json!({"kty": "RSA", "n": "", "e": "AQAB"}),
        json!([]),
    ] {
        assert_eq!(PublicKey::of_jwk(&jwk), None, "{jwk}");
    }
}
