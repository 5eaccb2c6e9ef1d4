//! The rung of names, against a resolver that answers as it is told.

use std::net::Ipv4Addr;

use tokio::net::UdpSocket;

use super::world::{declared, door};
use crate::ledger::samples::Class;
use crate::link::watch::Prober;

/// What a resolver does with a question.
#[derive(Clone, Copy, Debug)]
enum Says {
    /// 127.0.0.1.
    Address,
    /// Nothing of the kind.
    Nothing,
    /// A code of failure (RFC 1035, section 4.1.1).
    Code(u8),
    /// Not a word.
    Silence,
}

async fn resolver(says: Says) -> u16 {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a socket");
    let port = socket.local_addr().expect("an address").port();
    drop(tokio::spawn(async move {
        let mut question = [0; 512];
        while let Ok((length, from)) = socket.recv_from(&mut question).await {
            if let Some(answer) = answer(&question[..length], says) {
                drop(socket.send_to(&answer, from).await);
            }
        }
    }));
    port
}

fn answer(question: &[u8], says: Says) -> Option<Vec<u8>> {
    let name = question[12..].iter().position(|byte| *byte == 0)?;
    let asked = &question[12..12 + name + 5];
    let is_ipv4 = asked[name + 1..name + 3] == [0, 1];
    let (code, found) = match says {
        Says::Address => (0, is_ipv4),
        Says::Nothing => (0, false),
        Says::Code(code) => (code, false),
        Says::Silence => return None,
    };
    let mut out = question[..2].to_vec();
    out.extend([0x81, 0x80 | code, 0, 1, 0, u8::from(found), 0, 0, 0, 0]);
    out.extend(asked);
    if found {
        out.extend([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1]);
    }
    Some(out)
}

#[tokio::test]
async fn what_a_resolver_says_and_does_not_say_is_told_apart() {
    for (says, hop, expected) in [
        (Says::Address, "", Class::Good),
        (Says::Address, ", address: 127.0.0.1", Class::Good),
        (Says::Address, ", address: 127.0.0.9", Class::NameWrong),
        (Says::Nothing, "", Class::NameMissing),
        (Says::Code(3), "", Class::NameMissing),
        (Says::Code(2), "", Class::NameFailed),
        (Says::Silence, "", Class::NameFailed),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let rest = format!("resolver: '127.0.0.1:{}'", resolver(says).await);
        let hop = format!("probe: name, timeout: 2s{hop}");
        let system = declared(folder.path(), "http://truc.example.vn/", "", &hop, &rest);
        let finding = door(&system).probe(0, 0).await;
        assert_eq!(finding.class, expected, "{says:?} {hop}");
        assert_eq!(finding.phases.name.is_some(), matches!(says, Says::Address), "{says:?}");
    }
}
