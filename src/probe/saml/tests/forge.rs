//! Metadata made for the tests, and signed by xmlsec1, the library that most providers sign with.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use jiff::{SignedDuration, Timestamp};

use crate::probe::TrustStores;
use crate::probe::saml::facts::Saml;
use crate::probe::saml::metadata::{Around, of_bytes};
use crate::system::{NamePattern, Scope};
use crate::wire::rehearsal::openssl;

/// The time of the tests: that of the machine, because openssl dates certificates by it.
pub(super) static NOW: LazyLock<Timestamp> = LazyLock::new(Timestamp::now);

/// A day from now on, as the start of that day.
pub(super) fn day(days: i64) -> String {
    let then = *NOW + SignedDuration::from_hours(24 * days);
    then.to_string().chars().take(10).chain("T00:00:00Z".chars()).collect()
}

/// Where the metadata are said to be.
pub(super) const ADDRESS: &str = "https://idp.tinh.example.vn/metadata";

/// The facts of a document, nothing being declared as trusted.
pub(super) fn facts(document: impl AsRef<[u8]>) -> Saml {
    facts_with(document, &TrustStores::load(None).expect("the web's roots"))
}

/// The facts of a document with trust stores.
pub(super) fn facts_with(document: impl AsRef<[u8]>, stores: &TrustStores) -> Saml {
    let scope = Scope {
        names: NamePattern::from_text("*.tinh.example.vn").into_iter().collect(),
        networks: Vec::new(),
        ports: Vec::new(),
        pace: crate::system::Pace::default(),
        vantage: None,
    };
    let around = Around { address: ADDRESS, host: "idp.tinh.example.vn", scope: &scope, stores };
    of_bytes(document.as_ref(), &around)
}

/// A folder with keys and certificates.
#[derive(Debug)]
pub(super) struct Forge {
    folder: tempfile::TempDir,
}

impl Forge {
    /// A folder with an RSA key (`rsa.key`, `rsa.pem`).
    pub(super) fn new() -> Self {
        let own = Self { folder: tempfile::tempdir().expect("a folder") };
        own.certificate("rsa", "rsa:2048", "-sha256 -days 700");
        own
    }

    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Makes a key and its certificate.
    pub(super) fn certificate(&self, name: &str, key: &str, options: &str) {
        openssl(
            self.folder(),
            &format!("req -x509 -newkey {key} -nodes -keyout {name}.key -out {name}.pem -subj /CN={name} {options}"),
        );
    }

    /// A certificate in Base64.
    pub(super) fn base64(&self, name: &str) -> String {
        let pem = std::fs::read_to_string(self.folder().join(format!("{name}.pem"))).expect("a certificate");
        pem.lines().filter(|line| !line.starts_with("-----")).collect()
    }

    /// Sound metadata of an identity provider, and of the service provider that it is as well.
    pub(super) fn sound(&self) -> String {
        sound(&self.base64("rsa"))
    }

    /// Signs the templates in a document with a key, each element with an `ID` being known by it.
    pub(super) fn sign(&self, document: &str, key: &str) -> String {
        let (from, to) = (self.folder().join("template.xml"), self.folder().join("signed.xml"));
        std::fs::write(&from, document).expect("written");
        let keys = format!("{key}.key,{key}.pem");
        let mut command = self.xmlsec();
        command.args(["--sign", "--privkey-pem", &keys, "--output"]).arg(&to).args(IDS).arg(&from);
        let output = command.output().expect("xmlsec1 runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        std::fs::read_to_string(to).expect("signed")
    }

    /// Whether xmlsec1 verifies the first signature of a document with the certificate in it.
    pub(super) fn verifies(&self, document: &str) -> bool {
        let path: PathBuf = self.folder().join("verified.xml");
        std::fs::write(&path, document).expect("written");
        let mut command = self.xmlsec();
        // `--insecure` trusts any certificate, and hence looks at the signature only.
        command.args(["--verify", "--insecure", "--enabled-key-data", "x509,rsa,ecdsa"]).args(IDS).arg(&path);
        command.output().expect("xmlsec1 runs").status.success()
    }

    fn xmlsec(&self) -> Command {
        let mut command = Command::new("xmlsec1");
        command.current_dir(self.folder());
        command
    }
}

/// Which attribute is an identifier, for xmlsec1.
const IDS: [&str; 6] = [
    "--id-attr:ID",
    "urn:oasis:names:tc:SAML:2.0:metadata:EntityDescriptor",
    "--id-attr:ID",
    "urn:oasis:names:tc:SAML:2.0:metadata:EntitiesDescriptor",
    "--id-attr:ID",
    "urn:oasis:names:tc:SAML:2.0:metadata:IDPSSODescriptor",
];

/// Sound metadata with a certificate; another one is used for encryption.
pub(super) fn sound(certificate: &str) -> String {
    let (other, until) = (OTHER_CERTIFICATE, day(90));
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" ID="_one" entityID="https://idp.tinh.example.vn/metadata" validUntil="{until}" cacheDuration="PT6H">
  <md:Extensions xmlns:alg="urn:oasis:names:tc:SAML:metadata:algsupport">
    <alg:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>
    <alg:SigningMethod MinKeySize="2048" Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>
  </md:Extensions>
  <md:IDPSSODescriptor WantAuthnRequestsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
    <md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.tinh.example.vn/slo" ResponseLocation="https://idp.tinh.example.vn/slo/back"/>
    <md:NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</md:NameIDFormat>
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.tinh.example.vn/sso"/>
  </md:IDPSSODescriptor>
  <md:SPSSODescriptor AuthnRequestsSigned="true" WantAssertionsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
    <md:KeyDescriptor use="encryption"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>{other}</ds:X509Certificate></ds:X509Data></ds:KeyInfo><md:EncryptionMethod Algorithm="http://www.w3.org/2009/xmlenc11#aes256-gcm"/></md:KeyDescriptor>
    <md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:SOAP" Location="https://idp.tinh.example.vn/sp/slo"/>
    <md:NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:transient</md:NameIDFormat>
    <md:AssertionConsumerService index="0" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.tinh.example.vn/acs"/>
  </md:SPSSODescriptor>
  <md:Organization><md:OrganizationName xml:lang="vi">Tỉnh A</md:OrganizationName><md:OrganizationDisplayName xml:lang="vi">Tỉnh A</md:OrganizationDisplayName><md:OrganizationURL xml:lang="vi">https://tinh.example.vn</md:OrganizationURL></md:Organization>
  <md:ContactPerson contactType="technical"><md:GivenName>Nguyễn Văn A</md:GivenName><md:EmailAddress>mailto:a@tinh.example.vn</md:EmailAddress></md:ContactPerson>
</md:EntityDescriptor>
"#
    )
}

/// A certificate for encryption, of a key that nobody keeps.
const OTHER_CERTIFICATE: &str = "MIIBgDCCASegAwIBAgIUMjHklOvZy5z47GX58gAmKqBuqSMwCgYIKoZIzj0EAwIwFTETMBEGA1UEAwwKZW5jcnlwdGlvbjAgFw0yNjExMjIwMjQ1NTZaGA8yMTI2MTAyOTAyNDU1NlowFTETMBEGA1UEAwwKZW5jcnlwdGlvbjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNEfIn0ibuylcj4LOAk2RPs4q5HMQ0vqec0wKz+cfmiQlZk+eh2zuCLesDy0P5JgPTezrb+YMF+OYnmq6Njvm1OjUzBRMB0GA1UdDgQWBBQxpIEyPGcBntsB8tZksxe7JzJ14zAfBgNVHSMEGDAWgBQxpIEyPGcBntsB8tZksxe7JzJ14zAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0cAMEQCIBcmhXZDwo1IzRVGE1FmV5ErLXdc8WQ4+F3xqUSr5LINAiBoaP+wfoIwQBmKTzZx50pW+KUO73UBwTnn41vawponiA==";

/// How a signature is to be made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    /// The canonical form of what is signed.
    pub(super) form: &'static str,
    /// The last transform; empty for none.
    pub(super) transform: &'static str,
    /// The algorithm.
    pub(super) method: &'static str,
    /// The digest.
    pub(super) digest: &'static str,
}

pub(super) const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
pub(super) const RSA_SHA256: &str = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
pub(super) const SHA256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";
/// As SAML demands it.
pub(super) const USUAL: Plan = Plan { form: EXCLUSIVE, transform: EXCLUSIVE, method: RSA_SHA256, digest: SHA256 };

impl Plan {
    /// The template of a signature over what a reference names.
    pub(super) fn template(&self, uri: &str, inside: &str) -> String {
        let Self { form, transform, method, digest } = self;
        let last = if transform.is_empty() {
            String::new()
        } else {
            format!(r#"<ds:Transform Algorithm="{transform}">{inside}</ds:Transform>"#)
        };
        format!(
            r##"<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo>
<ds:CanonicalizationMethod Algorithm="{form}"/><ds:SignatureMethod Algorithm="{method}"/>
<ds:Reference URI="{uri}"><ds:Transforms><ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>{last}</ds:Transforms>
<ds:DigestMethod Algorithm="{digest}"/><ds:DigestValue/></ds:Reference></ds:SignedInfo><ds:SignatureValue/>
<ds:KeyInfo><ds:X509Data><ds:X509Certificate/></ds:X509Data></ds:KeyInfo></ds:Signature>"##
        )
    }

    /// Metadata with a template as the first child of the root.
    pub(super) fn into_document(self, document: &str) -> String {
        with_first_child(document, &self.template("#_one", ""))
    }
}

/// A document with something put in before everything else that its root holds.
pub(super) fn with_first_child(document: &str, child: &str) -> String {
    let at = document.find("EntityDescriptor ").expect("an entity");
    let end = at + document[at..].find('>').expect("a tag") + 1;
    format!("{}{child}{}", &document[..end], &document[end..])
}
