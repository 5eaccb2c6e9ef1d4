//! The facts about how a server takes deliberate mistakes.

use crate::fact::{Fact, enumeration, record};
use crate::wire::TlsVersion;

record! {
    /// How a back-end takes deliberate mistakes in a handshake or a session of a version before TLS 1.3. Everything is
    /// absent where no such version is accepted.
    pub struct TlsBehaviour {
        /// Whether ChangeCipherSpec is taken before there is a key (CVE-2014-0224).
        vi "Có nhận ChangeCipherSpec khi chưa có khóa hay không (CVE-2014-0224)."
        early_change_cipher: Fact<bool>,
        /// Whether a client may start the handshake anew within a session.
        vi "Máy khách có được bắt tay lại ngay trong phiên hay không."
        renegotiation: Renegotiation,
        /// Whether the server tells right from wrong padding of an RSA-encrypted premaster secret (ROBOT); absent where
        /// that key exchange is not accepted.
        vi "Máy chủ có để lộ phần đệm đúng hay sai của khóa tiền chủ mã hóa bằng RSA hay không (ROBOT); không có khi không chấp nhận cách trao đổi khóa này."
        robot: Fact<RobotOracle>,
        /// How records of a CBC suite are checked; absent where no such suite is accepted in TLS 1.0 to 1.2. SSL 3.0 has no
        /// rule for the padding that could be checked.
        vi "Cách kiểm tra bản ghi của bộ mã CBC; không có khi TLS 1.0 đến 1.2 không chấp nhận bộ mã CBC nào. SSL 3.0 không quy định phần đệm nên không thể kiểm tra."
        cbc: Fact<BlockChaining>,
    }
}

record! {
    /// Handshakes that a client starts anew within a session; one was asked for in each kind.
    pub struct Renegotiation {
        /// Whether one that is bound to the session is accepted; absent where the server does not know RFC 5746.
        vi "Có chấp nhận bắt tay lại gắn với phiên hay không; không có khi máy chủ không biết RFC 5746."
        secure: Fact<bool>,
        /// Whether one that is not bound to the session is accepted (CVE-2009-3555).
        vi "Có chấp nhận bắt tay lại không gắn với phiên hay không (CVE-2009-3555)."
        insecure: Fact<bool>,
    }
}

record! {
    /// How records of a CBC suite are checked, in the highest version that accepts one.
    pub struct BlockChaining {
        /// The version.
        vi "Phiên bản."
        version: TlsVersion,
        /// The suite, by its IANA name.
        vi "Bộ mã, theo tên IANA."
        suite: String,
        /// Whether a record with wrong padding and a right integrity code is accepted, as in SSL 3.0 (POODLE over TLS).
        vi "Có nhận bản ghi có phần đệm sai nhưng mã toàn vẹn đúng như ở SSL 3.0 hay không (POODLE trên TLS)."
        wrong_padding_accepted: Fact<bool>,
        /// What the reactions to wrong records give away; an empty list is a proof that all of them are refused alike.
        vi "Những gì phản ứng với bản ghi sai để lộ; danh sách rỗng nghĩa là đã chứng minh mọi bản ghi sai bị từ chối như nhau."
        differences: Fact<Vec<PaddingDifference>>,
    }
}

enumeration! {
    /// What a server lets be seen of the padding of an RSA-encrypted premaster secret.
    pub enum RobotOracle = "robot_oracle" {
        /// Nothing: every form is taken alike.
        None = "none",
        /// Only a secret that is right in all parts is told apart: attacks take very many connections.
        Weak = "weak",
        /// The forms of wrong padding are told apart: recorded sessions can be decrypted, and signatures forged.
        Strong = "strong",
    }
}

enumeration! {
    /// What a server lets be seen of the padding of a CBC record.
    pub enum PaddingDifference = "padding_difference" {
        /// Wrong padding is told from a wrong integrity code (Zombie POODLE, GOLDENDOODLE).
        Padding = "padding",
        /// That, or a record as such, shows where the record has no content (CVE-2019-1559).
        EmptyRecord = "empty_record",
        /// A record without room for an integrity code is told apart (CVE-2016-2107).
        NoRoom = "no_room",
    }
}
