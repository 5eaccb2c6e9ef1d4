//! How a back-end takes deliberate mistakes in the versions before TLS 1.3: flaws that no list of suites shows.
//!
//! A flaw is claimed only where the server's reactions repeat, and none is denied where it did not react. The memory of
//! the server is left alone; that is the `tls_memory` probe's, which needs more of a permission.

pub(super) mod course;
mod facts;
mod handshake;
mod padding;
mod robot;

#[cfg(test)]
mod peers;
#[cfg(test)]
mod tests;

use crate::fact::{Fact, Factual, Shape, Value};
use crate::system::{Kind, Safety};
use crate::text::Text;
use crate::wire::Job;

use super::tls::place;
use super::{Aim, Probe, Seen, Spec, Target};
use course::{Course, Ground, walk};
use facts::{Renegotiation, TlsBehaviour};

/// The probe.
#[derive(Debug)]
pub(super) struct TlsBehaviourProbe;

impl Probe for TlsBehaviourProbe {
    fn spec(&self) -> Spec {
        Spec {
            id: "tls_behaviour",
            title: Text::new("Phản ứng với sai lệch TLS", "Reactions to TLS mistakes"),
            about: Text::new(
                "Gửi các thông điệp TLS cố ý sai trong kết nối riêng của mình và so sánh phản ứng của máy chủ: đổi khóa \
                 sớm, bắt tay lại, phần đệm RSA (ROBOT), phần đệm CBC (POODLE trên TLS và tương tự). Không giải mã dữ \
                 liệu của ai.",
                "Sends TLS messages that are wrong on purpose, in connections of its own, and compares the server's \
                 reactions: early change of ciphers, renegotiation, RSA padding (ROBOT), CBC padding (POODLE over TLS and \
                 the like). Decrypts nobody's data.",
            ),
            kinds: &[Kind::Api, Kind::IdentityProvider, Kind::Link, Kind::Service, Kind::SignIn, Kind::Site],
            safety: Safety::Active,
            aim: Aim::EachBackEnd,
            // A sound server takes about 25 on top of the hellos that the `tls` probe sends too; the most is for one
            // whose reactions differ and are asked for again, each on a connection that fails once.
            most_jobs: 250,
        }
    }

    fn shape(&self) -> Shape {
        TlsBehaviour::shape()
    }

    fn wants(&self, target: &Target<'_>, seen: &Seen) -> Vec<Job> {
        let Some(endpoint) = place(target) else { return Vec::new() };
        walk(endpoint, seen, gather).0
    }

    fn fact(&self, target: &Target<'_>, seen: &Seen) -> Value {
        let Some(endpoint) = place(target) else { return Value::Absent };
        walk(endpoint, seen, gather).1.into_value()
    }
}

fn gather(course: &mut Course<'_>, ground: Ground<'_>) -> Fact<TlsBehaviour> {
    let old = match ground {
        Ground::Old(old) => old,
        Ground::Unknown(gap) => return gap.into(),
        Ground::Modern => {
            return Fact::Known(TlsBehaviour {
                early_change_cipher: Fact::Absent,
                renegotiation: Renegotiation { secure: Fact::Absent, insecure: Fact::Absent },
                robot: Fact::Absent,
                cbc: Fact::Absent,
            });
        }
    };
    Fact::Known(TlsBehaviour {
        early_change_cipher: handshake::early_change_cipher(course, &old),
        renegotiation: handshake::renegotiation(course, &old),
        robot: robot::robot(course, &old),
        cbc: padding::block_chaining(course, &old),
    })
}
