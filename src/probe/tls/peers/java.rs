//! Java (JSSE), with its own rules and with none of its prohibitions.

use std::process::Command;

use super::{Peer, Truth, folder, source};
use crate::wire::rehearsal::openssl;

/// Nothing where there is no Java: it is large, and `tests/run` does not install it.
#[expect(clippy::print_stderr, reason = "says that nothing was tested")]
async fn inspected(arguments: &[&str]) -> Option<(serde_json::Value, Truth)> {
    if Command::new("javac").arg("-version").output().is_err() {
        eprintln!("there is no Java here: nothing was tested");
        return None;
    }
    let folder = folder();
    for key in ["r", "e"] {
        openssl(
            folder.path(),
            &format!("pkcs12 -export -in {key}.pem -inkey {key}.key -name {key} -out {key}.p12 -passout pass:secret"),
        );
        let mut command = Command::new("keytool");
        command.current_dir(folder.path()).args(["-importkeystore", "-noprompt", "-srckeystore"]);
        command.args([&format!("{key}.p12"), "-srcstorepass", "secret", "-destkeystore", "store"]);
        let done = command.args(["-deststorepass", "secret"]).output().expect("keytool");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stdout));
    }
    std::fs::write(
        folder.path().join("security"),
        "jdk.tls.disabledAlgorithms=NULL_NOTHING\njdk.certpath.disabledAlgorithms=\n",
    )
    .expect("a file");
    let mut command = Command::new("java");
    command.arg(format!("-Djava.security.properties={}", folder.path().join("security").display()));
    command.arg(source("Server.java")).arg(folder.path().join("store")).args(arguments);
    let (peer, truth) = Peer::telling(&mut command);
    Some((peer.inspected().await, truth))
}

#[tokio::test]
async fn everything_that_java_can_do_is_told() {
    let Some((fact, mut truth)) = inspected(&["TLSv1,TLSv1.1,TLSv1.2,TLSv1.3", "server", ".*"]).await else { return };
    truth.assert_told(&fact);
    // Of more than 64 suites the order is not asked, and that is said.
    truth.suites.retain(|_, suites| suites.len() <= 64);
    assert_eq!(truth.suites.len(), 3, "{truth:?}");
    truth.assert_ordered(&fact);
}
