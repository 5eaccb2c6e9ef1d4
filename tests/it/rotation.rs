//! Keys of providers over several runs of one case: from a real server to the verdicts.

use std::fs;
use std::process::Command;

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::support::{Authority, Declaration, Document, Leaf, Setup, SilentResolver, World, required};

/// A provider of OpenID Connect and one of SAML, both behind one nginx.
struct Providers {
    world: World,
    port: u16,
    _nginx: Box<dyn std::any::Any>,
}

impl Providers {
    fn start() -> Self {
        let world = World::new();
        let certificate = Authority::new(&world.path("")).leaf("portal", &Leaf::default());
        let setup = Setup {
            plain: "location / { types {} default_type application/json; } \
                location /saml { types {} default_type application/samlmetadata+xml; }",
            ..Setup::sound(certificate)
        };
        let nginx = setup.start(&world);
        let port = nginx.plain;
        let issuer = format!("http://id.thu-nghiem.example:{port}");
        let metadata = json!({
            "issuer": issuer, "authorization_endpoint": format!("{issuer}/a"), "token_endpoint": format!("{issuer}/t"),
            "jwks_uri": format!("{issuer}/keys.json"), "response_types_supported": ["code"],
            "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["ES256"],
        });
        world.write("nginx/html/.well-known/openid-configuration", metadata.to_string());
        let declaration = Declaration::new(SilentResolver::start())
            .subject(&format!(
                "id: oidc, kind: identity-provider, url: \"{issuer}/\", addresses: [127.0.0.1], protocol: oidc"
            ))
            .subject(&format!(
                "id: saml, kind: identity-provider, url: \"{issuer}/saml\", addresses: [127.0.0.1], protocol: saml"
            ))
            .port(port);
        declaration.write(&world);
        Self { world, port, _nginx: Box::new(nginx) }
    }

    /// Publishes these keys: of each the name and the purpose.
    fn publish(&self, keys: &[(&Key, &str)], saml: &[&Key]) {
        let items: Vec<Value> = keys
            .iter()
            .map(|(key, purpose)| {
                let mut jwk = key.jwk.clone();
                jwk["use"] = json!(purpose);
                jwk
            })
            .collect();
        self.world.write("nginx/html/keys.json", json!({ "keys": items }).to_string());
        let descriptors: String = saml
            .iter()
            .map(|key| {
                format!(
                    "<KeyDescriptor use=\"signing\"><ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:X509Data>\
                     <ds:X509Certificate>{}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></KeyDescriptor>",
                    key.certificate
                )
            })
            .collect();
        let document = format!(
            "<EntityDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\" entityID=\"http://id.thu-nghiem.example:{}/saml\">\
             <IDPSSODescriptor protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\">{descriptors}\
             <SingleSignOnService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect\" Location=\"https://id.thu-nghiem.example/sso\"/>\
             </IDPSSODescriptor></EntityDescriptor>",
            self.port
        );
        self.world.write("nginx/html/saml", document);
    }

    fn audit(&self) -> Document {
        self.world.audit(&self.world.path("system.yaml"), &["--only", "aut.*"]).1
    }

    /// Sets every fact of a run back to 2022.
    fn set_back(&self, run: &Document) {
        let ledger = Connection::open(self.world.ledger()).expect("a ledger");
        let year = &run.at("/run/started").as_str().expect("a time")[..4];
        let changed = ledger.execute(
            "UPDATE fact SET body = replace(body, '\"taken\":\"' || ?2, '\"taken\":\"2022') WHERE run_id = ?1",
            [run.at("/run/id").as_str().expect("an id"), year],
        );
        assert!(changed.expect("changed") >= 2);
    }
}

/// A key as OpenID Connect and as SAML publish it.
struct Key {
    jwk: Value,
    certificate: String,
}

impl Key {
    /// One, or a certificate more for the same key of SAML.
    fn new(world: &World, name: &str) -> Self {
        let script = "const {generateKeyPairSync: g} = require('crypto'); \
            console.log(JSON.stringify({...g('ec', {namedCurve: 'P-256'}).publicKey.export({format: 'jwk'}), kid: process.argv[1]}))";
        let node = Command::new(required("node", "nodejs")).args(["-e", script, name]).output().expect("node runs");
        let jwk = serde_json::from_slice(&node.stdout).expect("a key");
        let done = Command::new(required("openssl", "openssl"))
            .current_dir(world.path(""))
            .args(["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", &format!("{name}.key")])
            .output();
        assert!(done.expect("openssl runs").status.success());
        Self { jwk, certificate: certificate(world, name) }
    }

    /// The same key, its certificate issued anew.
    fn renewed(&self, world: &World, name: &str) -> Self {
        Self { jwk: self.jwk.clone(), certificate: certificate(world, name) }
    }
}

fn certificate(world: &World, name: &str) -> String {
    let done = Command::new(required("openssl", "openssl"))
        .current_dir(world.path(""))
        .args(["req", "-x509", "-new", "-key", &format!("{name}.key"), "-subj", "/CN=saml", "-days", "90"])
        .output()
        .expect("openssl runs");
    assert!(done.status.success());
    String::from_utf8_lossy(&done.stdout).lines().filter(|line| !line.starts_with("---")).collect()
}

/// What became of the two checks of a protocol.
fn outcomes<'a>(document: &'a Document, protocol: &str) -> [&'a str; 2] {
    let prefix = if protocol == "saml" { "saml-" } else { "" };
    ["keys-changed", "key-age"].map(|own| document.outcome(&format!("aut.{prefix}signing-{own}"), protocol))
}

fn rotation<'a>(document: &'a Document, protocol: &str) -> &'a Value {
    &document.fact(protocol, protocol)["rotation"]
}

#[test]
fn keys_that_changed_or_never_change_are_told_from_run_to_run() {
    let providers = Providers::start();
    let world = &providers.world;
    let [one, two, three] = ["one", "two", "three"].map(|name| Key::new(world, name));
    providers.publish(&[(&one, "sig"), (&two, "sig"), (&three, "enc")], &[&one]);
    let first = providers.audit();
    for protocol in ["oidc", "saml"] {
        assert_eq!(rotation(&first, protocol), &Value::Null, "{protocol}");
        assert_eq!(outcomes(&first, protocol), ["not-applicable"; 2], "{protocol}");
    }

    // A key for encryption and a certificate that is issued anew are no change of a signing key.
    providers.publish(&[(&two, "sig"), (&one, "sig")], &[&one.renewed(world, "one")]);
    let second = providers.audit();
    for (protocol, kept) in [("oidc", 2), ("saml", 1)] {
        let told = rotation(&second, protocol);
        assert_eq!(told["previous_run"], *first.at("/run/id"), "{protocol}");
        assert_eq!((&told["added"], &told["removed"], &told["kept"]), (&json!([]), &json!([]), &json!(kept)));
        assert_eq!(outcomes(&second, protocol), ["pass", "not-applicable"], "{protocol}");
    }

    providers.publish(&[(&two, "sig"), (&three, "sig")], &[&two]);
    let third = providers.audit();
    for (protocol, kept) in [("oidc", 1), ("saml", 0)] {
        let told = rotation(&third, protocol);
        let count = |name: &str| told[name].as_array().map(Vec::len);
        assert_eq!((count("added"), count("removed"), &told["kept"]), (Some(1), Some(1), &json!(kept)), "{told:#}");
        assert_eq!(outcomes(&third, protocol), ["info", "not-applicable"], "{protocol}");
    }

    // Who shows no keys has neither changed nor kept them, and the run after that is held against the last sight.
    for name in ["keys.json", "saml"] {
        fs::remove_file(world.path(&format!("nginx/html/{name}"))).expect("removed");
    }
    let fourth = providers.audit();
    for protocol in ["oidc", "saml"] {
        assert!(rotation(&fourth, protocol)["unknown"].is_object(), "{protocol}");
        assert_eq!(outcomes(&fourth, protocol), ["undetermined"; 2], "{protocol}");
    }
    providers.publish(&[(&two, "sig"), (&three, "sig")], &[&two]);
    let fifth = providers.audit();
    for protocol in ["oidc", "saml"] {
        assert_eq!(rotation(&fifth, protocol)["previous_run"], *third.at("/run/id"), "{protocol}");
        assert_eq!(outcomes(&fifth, protocol), ["pass", "not-applicable"], "{protocol}");
    }

    // Years later, one key of OpenID Connect is as it was in the first run, and that of SAML in the third.
    [&first, &third].iter().for_each(|run| providers.set_back(run));
    let later = providers.audit();
    for protocol in ["oidc", "saml"] {
        assert_eq!(outcomes(&later, protocol), ["pass", "fail"], "{protocol}: {:#}", rotation(&later, protocol));
    }
    providers.publish(
        &[(&one.renewed(world, "one"), "enc"), (&Key::new(world, "four"), "sig")],
        &[&Key::new(world, "five")],
    );
    let changed = providers.audit();
    for protocol in ["oidc", "saml"] {
        assert_eq!(outcomes(&changed, protocol), ["info", "pass"], "{protocol}: {:#}", rotation(&changed, protocol));
    }
    // The run stands for itself: what was known earlier is in its facts.
    let run = world.path("out/run.json").display().to_string();
    let again = world.kiemtra(&["judge", &run, "--ledger", &world.path("none.db").display().to_string()]);
    assert!(again.stdout.as_bytes() == changed.bytes, "{}", again.stderr);
}

#[test]
fn equal_histories_give_equal_facts() {
    let providers = [Providers::start(), Providers::start()];
    let keys = ["one", "two"].map(|name| Key::new(&providers[0].world, name));
    let told = providers.map(|own| {
        own.publish(&[(&keys[0], "sig")], &[&keys[0]]);
        own.audit();
        own.publish(&[(&keys[0], "sig"), (&keys[1], "sig")], &[&keys[0], &keys[1]]);
        let document = own.audit();
        ["oidc", "saml"].map(|protocol| {
            let told = rotation(&document, protocol);
            ["added", "removed", "kept", "watched_days", "oldest_key_days"].map(|name| told[name].clone())
        })
    });
    assert_eq!(told[0], told[1]);
    assert_eq!(told[0][0][2], 1);
}
