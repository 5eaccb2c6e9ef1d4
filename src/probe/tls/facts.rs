//! The facts about TLS.

use crate::fact::{Fact, enumeration, record};
use crate::wire::{HandshakeHash, SigningKey, SuiteClass, TlsVersion, WeakClass};

record! {
    /// Which TLS a back-end speaks.
    pub struct Tls {
        /// SSL 2.0 to TLS 1.3, one entry each.
        vi "Từ SSL 2.0 đến TLS 1.3, mỗi phiên bản một mục."
        versions: Vec<Version>,
        /// The weak suites that are accepted in TLS 1.2, or in the highest older version that is accepted; an empty list
        /// is a proof that none is.
        vi "Các bộ mã yếu được chấp nhận ở TLS 1.2, hoặc ở phiên bản cũ cao nhất được chấp nhận; danh sách rỗng nghĩa là đã chứng minh không có."
        weak_suites: Fact<Vec<WeakSuite>>,
        /// Whether a key exchange without forward secrecy (RSA encryption, fixed Diffie-Hellman) is accepted.
        vi "Có chấp nhận trao đổi khóa không có tính bí mật chuyển tiếp (mã hóa RSA, Diffie-Hellman cố định) hay không."
        static_key_exchange: Fact<bool>,
        /// Whether a hello marked as fallback (RFC 7507) is refused; absent where only one version is accepted.
        vi "Lời chào đánh dấu hạ phiên bản (RFC 7507) có bị từ chối hay không; không có khi chỉ một phiên bản được chấp nhận."
        fallback_protected: Fact<bool>,
        /// Every accepted suite of every accepted version. Where a version's list could not be completed, an entry whose
        /// suite is unknown stands for the rest of it.
        vi "Mọi bộ mã được chấp nhận ở từng phiên bản. Nếu chưa liệt kê hết được một phiên bản thì có thêm một mục với bộ mã chưa xác định thay cho phần còn lại."
        suites: Fact<Vec<AcceptedSuite>>,
        /// Who decides on the suite, for each accepted version.
        vi "Bên nào quyết định chọn bộ mã, ở từng phiên bản được chấp nhận."
        server_order: Fact<Vec<ServerOrder>>,
        /// The accepted groups of TLS 1.3 and of the highest accepted version below it (there: elliptic curves). Where a list
        /// could not be completed, an entry whose group is unknown stands for the rest of it.
        vi "Các nhóm khóa được chấp nhận ở TLS 1.3 và ở phiên bản cao nhất dưới nó (ở đó: các đường cong elliptic). Nếu chưa liệt kê hết được thì có thêm một mục với nhóm chưa xác định thay cho phần còn lại."
        groups: Fact<Vec<AcceptedGroup>>,
        /// What the server's hellos agree to besides the suite.
        vi "Những gì lời chào của máy chủ đồng ý ngoài bộ mã."
        extensions: Extensions,
        /// The parameters of finite-field Diffie-Hellman; absent where it is not accepted.
        vi "Tham số Diffie-Hellman trên trường hữu hạn; không có khi không được chấp nhận."
        dh: Fact<DiffieHellman>,
        /// Whether the server asks for a client's certificate.
        vi "Máy chủ có yêu cầu chứng thư của máy khách hay không."
        client_certificate: ClientCertificate,
        /// What happens to a client that does not name the server; absent where the server is inspected by its address.
        vi "Điều xảy ra với máy khách không gửi tên máy chủ (SNI); không có khi kiểm tra theo địa chỉ."
        sni: Fact<Sni>,
        /// The kinds of keys of the certificates that are presented.
        vi "Các loại khóa của những chứng thư được xuất trình."
        certificate_kinds: Fact<Vec<CertificateKind>>,
        /// What the server says in SSL 2.0; absent where it does not speak it.
        vi "Điều máy chủ trả lời bằng SSL 2.0; không có khi máy chủ không dùng SSL 2.0."
        ssl2: Fact<Ssl2>,
        /// Which hellos, unusual but within the standards, the server bears.
        vi "Máy chủ chịu được những lời chào khác thường nhưng đúng tiêu chuẩn nào."
        tolerance: Tolerance,
        /// The published attacks and whether what they need is there, one entry each.
        vi "Các tấn công đã công bố và điều kiện để chúng xảy ra có tồn tại hay không, mỗi tấn công một mục."
        exposures: Vec<Exposure>,
        /// The session a modern client gets.
        vi "Phiên mà một máy khách hiện đại nhận được."
        session: SessionFacts,
        /// Whether sessions are resumed, and whether early data would be taken.
        vi "Máy chủ có nối lại phiên hay không, và có nhận dữ liệu sớm hay không."
        resumption: Resumption,
        /// The algorithms with which the server signs handshakes in TLS 1.2 and TLS 1.3 (of older versions only MD5 with
        /// SHA-1, or SHA-1, are possible). An algorithm is listed where the server was seen to sign with it or took a
        /// hello that allowed no other; where a version's list could not be completed, an entry whose algorithm is unknown
        /// stands for the rest of it. An empty list is a server that never signs (RSA encryption); absent where neither
        /// version is accepted.
        vi "Các thuật toán máy chủ dùng để ký bắt tay ở TLS 1.2 và TLS 1.3 (ở phiên bản cũ hơn chỉ có MD5 cùng SHA-1, hoặc SHA-1). Thuật toán được liệt kê khi đã thấy máy chủ ký bằng nó hoặc nhận lời chào không cho phép thuật toán nào khác; nếu chưa liệt kê hết được một phiên bản thì có thêm một mục với thuật toán chưa xác định thay cho phần còn lại. Danh sách rỗng nghĩa là máy chủ không bao giờ ký (mã hóa RSA); không có khi cả hai phiên bản đều không được chấp nhận."
        signature_algorithms: Fact<Vec<AcceptedSignature>>,
    }
}

record! {
    /// Whether sessions are resumed. Each is proved by resuming one, and disproved by a server that gives nothing to resume
    /// or makes a full handshake instead.
    pub struct Resumption {
        /// By session id in TLS 1.2; absent where no version below TLS 1.3 is accepted.
        vi "Nối lại bằng mã phiên (session ID) ở TLS 1.2; không có khi không phiên bản nào dưới TLS 1.3 được chấp nhận."
        by_id: Fact<bool>,
        /// By session ticket in TLS 1.2 (RFC 5077); absent where no version below TLS 1.3 is accepted.
        vi "Nối lại bằng vé phiên ở TLS 1.2 (RFC 5077); không có khi không phiên bản nào dưới TLS 1.3 được chấp nhận."
        by_ticket: Fact<bool>,
        /// By ticket in TLS 1.3; absent where TLS 1.3 is not accepted.
        vi "Nối lại bằng vé ở TLS 1.3; không có khi TLS 1.3 không được chấp nhận."
        tls13: Fact<bool>,
        /// Whether a ticket of TLS 1.3 allows early data (0-RTT), which may be replayed; none was sent.
        vi "Vé ở TLS 1.3 có cho phép dữ liệu sớm (0-RTT) hay không, là dữ liệu có thể bị phát lại; kiemtra không gửi dữ liệu sớm."
        early_data: Fact<bool>,
        /// How many bytes of early data it allows; absent where none.
        vi "Số byte dữ liệu sớm được phép; không có khi không cho phép."
        early_data_limit: Fact<i64>,
        /// The longest lifetime of a ticket in seconds, more than 7 days counting as 7 days; absent where no ticket says one.
        vi "Thời hạn dài nhất của vé tính bằng giây, trên 7 ngày tính là 7 ngày; không có khi không vé nào nêu."
        ticket_lifetime_s: Fact<i64>,
    }
}

record! {
    /// An algorithm with which the server signs handshakes in a version.
    pub struct AcceptedSignature {
        /// The version.
        vi "Phiên bản."
        version: TlsVersion,
        /// Its IANA name. In TLS 1.2 the curve in the name of an ECDSA algorithm means nothing.
        vi "Tên IANA. Ở TLS 1.2, đường cong trong tên thuật toán ECDSA không có ý nghĩa."
        algorithm: Fact<String>,
        /// The kind of key.
        vi "Loại khóa."
        key: Fact<SigningKey>,
        /// The hash.
        vi "Hàm băm."
        hash: Fact<HandshakeHash>,
    }
}

record! {
    /// What a server says in SSL 2.0.
    pub struct Ssl2 {
        /// The ciphers it lists, by their names in the draft. An empty list does not save it: old OpenSSL takes ciphers that
        /// it does not list (CVE-2015-3197).
        vi "Các bộ mã được liệt kê, theo tên trong bản dự thảo. Danh sách rỗng chưa phải là an toàn: OpenSSL cũ nhận cả bộ mã không liệt kê (CVE-2015-3197)."
        ciphers: Vec<String>,
        /// Whether one of them is of export strength.
        vi "Trong đó có bộ mã cấp xuất khẩu hay không."
        export: bool,
        /// The digest and subject of the certificate it shows, whose key DROWN attacks; absent where it shows none.
        vi "Mã băm và chủ thể của chứng thư được xuất trình, là chứng thư có khóa bị DROWN đe dọa; không có khi không xuất trình."
        certificate: Fact<String>,
    }
}

record! {
    /// Which hellos, unusual but within the standards, a server bears. Of a server below TLS 1.0 nothing is asked.
    pub struct Tolerance {
        /// Reserved values that mean nothing (GREASE, RFC 8701), as browsers send them.
        vi "Các giá trị dành riêng không có nghĩa (GREASE, RFC 8701) như trình duyệt gửi."
        grease: Fact<bool>,
        /// An extension that nobody knows.
        vi "Một phần mở rộng không ai biết."
        unknown_extension: Fact<bool>,
        /// A version higher than any there is; absent where only TLS 1.3 is accepted.
        vi "Một phiên bản cao hơn mọi phiên bản hiện có; không có khi chỉ TLS 1.3 được chấp nhận."
        future_version: Fact<bool>,
        /// More than 128 suites.
        vi "Nhiều hơn 128 bộ mã."
        many_suites: Fact<bool>,
        /// More than 511 bytes.
        vi "Dài hơn 511 byte."
        long_hello: Fact<bool>,
        /// From 256 to 511 bytes.
        vi "Dài từ 256 đến 511 byte."
        middle_hello: Fact<bool>,
    }
}

enumeration! {
    /// A published attack on SSL or TLS whose conditions show without attacking.
    pub enum Attack = "tls_attack" {
        /// A cipher that encrypts nothing.
        NullCipher = "null_cipher",
        /// A key exchange with whoever is in the middle.
        Anonymous = "anonymous",
        /// SSL 2.0 decrypts what newer versions encrypted to the same key (CVE-2016-0800).
        Drown = "drown",
        /// RSA keys shortened for export (CVE-2015-0204).
        Freak = "freak",
        /// Diffie-Hellman of a length that can be broken (CVE-2015-4000).
        Logjam = "logjam",
        /// The padding of SSL 3.0 (CVE-2014-3566).
        PoodleSsl = "poodle_ssl",
        /// The biases of RC4 (CVE-2013-2566, CVE-2015-2808).
        Rc4 = "rc4",
        /// Blocks of 64 bits (CVE-2016-2183).
        Sweet32 = "sweet32",
        /// Compression of what is encrypted (CVE-2012-4929).
        Crime = "crime",
        /// A Diffie-Hellman value that is used again (CVE-2020-1968).
        Raccoon = "raccoon",
        /// The chained initialisation vectors of SSL 3.0 and TLS 1.0 (CVE-2011-3389).
        Beast = "beast",
        /// The time that checking CBC padding takes (CVE-2013-0169).
        Lucky13 = "lucky13",
    }
}

record! {
    /// Whether what an attack needs is there.
    pub struct Exposure {
        /// The attack.
        vi "Tấn công."
        attack: Attack,
        /// Whether the server accepts what the attack needs. Whether it would succeed was not tried.
        vi "Máy chủ có chấp nhận điều mà tấn công cần hay không. Không thử xem tấn công có thành công hay không."
        exposed: Fact<bool>,
        /// What was seen that it rests on, such as suites with their versions; absent where nothing was.
        vi "Căn cứ đã thấy, chẳng hạn bộ mã kèm phiên bản; không có khi không thấy gì."
        because: Fact<String>,
    }
}

record! {
    /// One protocol version.
    pub struct Version {
        /// Which.
        vi "Phiên bản."
        name: TlsVersion,
        /// Whether a hello that offers it alone is accepted.
        vi "Lời chào chỉ đề nghị phiên bản này có được chấp nhận hay không."
        accepted: Fact<bool>,
        /// The suite the server chose, by its IANA name.
        vi "Bộ mã máy chủ đã chọn, theo tên IANA."
        suite: Fact<String>,
        /// Whether that suite has forward secrecy.
        vi "Bộ mã đó có tính bí mật chuyển tiếp hay không."
        forward_secrecy: Fact<bool>,
        /// Whether the server chose compression (CRIME).
        vi "Máy chủ có chọn nén dữ liệu hay không (CRIME)."
        compression: Fact<bool>,
        /// Whether renegotiation is bound to the session (RFC 5746); absent in TLS 1.3, which has none.
        vi "Tái thương lượng có được gắn với phiên hay không (RFC 5746); không có ở TLS 1.3."
        secure_renegotiation: Fact<bool>,
    }
}

record! {
    /// A weak suite that is accepted.
    pub struct WeakSuite {
        /// Its IANA name.
        vi "Tên IANA."
        suite: String,
        /// Why it is weak.
        vi "Lý do yếu."
        class: WeakClass,
    }
}

record! {
    /// The session a modern client gets.
    pub struct SessionFacts {
        /// The version.
        vi "Phiên bản."
        version: Fact<TlsVersion>,
        /// The suite's IANA name.
        vi "Tên IANA của bộ mã."
        suite: Fact<String>,
        /// The group of the key exchange.
        vi "Nhóm trao đổi khóa."
        group: Fact<String>,
        /// The application protocol.
        vi "Giao thức ứng dụng (ALPN)."
        alpn: Fact<String>,
        /// Whether an OCSP response was stapled.
        vi "Có kèm phản hồi OCSP hay không."
        stapled: Fact<bool>,
        /// The algorithm with which the server signed the handshake; absent where it did not sign.
        vi "Thuật toán máy chủ dùng để ký bắt tay; không có khi máy chủ không ký."
        signature_algorithm: Fact<String>,
        /// Milliseconds until the session stood.
        vi "Số mili giây đến khi phiên được thiết lập."
        elapsed_ms: Fact<i64>,
    }
}

record! {
    /// A suite that is accepted in a version.
    pub struct AcceptedSuite {
        /// The version.
        vi "Phiên bản."
        version: TlsVersion,
        /// Its IANA name.
        vi "Tên IANA."
        suite: Fact<String>,
        /// The key exchange in a word, such as ecdhe, dhe, rsa, dh_anon or ecdhe_psk; tls13 where it is negotiated apart.
        vi "Cách trao đổi khóa, chẳng hạn ecdhe, dhe, rsa, dh_anon hoặc ecdhe_psk; tls13 khi được thương lượng riêng."
        exchange: Fact<String>,
        /// Whether a recorded session stays secret when the certificate's key leaks later.
        vi "Phiên đã bị ghi lại có còn bí mật khi khóa của chứng thư lộ về sau hay không."
        forward_secrecy: Fact<bool>,
        /// What it is worth.
        vi "Loại của bộ mã."
        class: Fact<SuiteClass>,
        /// Its place in the server's order, from 1; absent where the client decides.
        vi "Vị trí trong thứ tự của máy chủ, bắt đầu từ 1; không có khi máy khách quyết định."
        position: Fact<i64>,
    }
}

record! {
    /// Who decides on the suite in a version.
    pub struct ServerOrder {
        /// The version.
        vi "Phiên bản."
        version: TlsVersion,
        /// Whether the server does; absent where only one suite is accepted.
        vi "Máy chủ có quyết định hay không; không có khi chỉ một bộ mã được chấp nhận."
        decides: Fact<bool>,
        /// Whether a server that decides takes ChaCha20 from a client that puts it first; absent where that cannot show.
        vi "Máy chủ tự quyết định có chọn ChaCha20 khi máy khách đặt nó lên đầu hay không; không có khi không thể bộc lộ."
        chacha_priority: Fact<bool>,
    }
}

record! {
    /// A group that is accepted in a version.
    pub struct AcceptedGroup {
        /// The version.
        vi "Phiên bản."
        version: TlsVersion,
        /// Its IANA name.
        vi "Tên IANA."
        group: Fact<String>,
        /// Whether it withstands quantum computers (ML-KEM, alone or in a hybrid).
        vi "Có chống được máy tính lượng tử hay không (ML-KEM, riêng hoặc lai)."
        post_quantum: Fact<bool>,
        /// Whether it is a finite field (RFC 7919) rather than an elliptic curve.
        vi "Là trường hữu hạn (RFC 7919) chứ không phải đường cong elliptic."
        finite_field: Fact<bool>,
    }
}

record! {
    /// What the server's hellos agree to besides the suite. All but `alpn` speak of the versions before TLS 1.3 and are
    /// absent where none is accepted.
    pub struct Extensions {
        /// Whether the master secret is bound to the handshake (RFC 7627).
        vi "Khóa chủ có được gắn với lần bắt tay hay không (RFC 7627)."
        extended_master_secret: Fact<bool>,
        /// Whether CBC suites authenticate the ciphertext (RFC 7366); absent where no such suite is accepted.
        vi "Bộ mã CBC có xác thực trên bản mã hay không (RFC 7366); không có khi không chấp nhận bộ mã nào như vậy."
        encrypt_then_mac: Fact<bool>,
        /// Whether session tickets are given out (RFC 5077).
        vi "Có cấp vé phiên hay không (RFC 5077)."
        session_ticket: Fact<bool>,
        /// Whether heartbeats are taken (RFC 6520, the place of Heartbleed).
        vi "Có nhận heartbeat hay không (RFC 6520, nơi có lỗi Heartbleed)."
        heartbeat: Fact<bool>,
        /// Whether renegotiation is bound to the session wherever a version has it (RFC 5746).
        vi "Tái thương lượng có luôn được gắn với phiên hay không (RFC 5746)."
        secure_renegotiation: Fact<bool>,
        /// Whether compression was chosen in any version (CRIME).
        vi "Có phiên bản nào chọn nén dữ liệu hay không (CRIME)."
        compression: Fact<bool>,
        /// The application protocols that were chosen out of h2 and http/1.1.
        vi "Các giao thức ứng dụng được chọn trong số h2 và http/1.1."
        alpn: Fact<Vec<String>>,
    }
}

record! {
    /// The parameters of finite-field Diffie-Hellman.
    pub struct DiffieHellman {
        /// The length of the shortest prime that was seen.
        vi "Độ dài (bit) của số nguyên tố ngắn nhất đã thấy."
        bits: i64,
        /// Whether that prime is shared by many servers: of a standard, or the default of a widespread server.
        vi "Số nguyên tố đó có được nhiều máy chủ dùng chung hay không: theo tiêu chuẩn hoặc mặc định của phần mềm phổ biến."
        common: bool,
        /// Where it is known from; absent where it is not common.
        vi "Nguồn gốc; không có khi không dùng chung."
        origin: Fact<String>,
        /// Whether the number is in truth composite, by the Miller-Rabin test.
        vi "Số đó thực ra có phải hợp số hay không, theo phép thử Miller-Rabin."
        composite: Fact<bool>,
        /// Whether two connections were given the same public value.
        vi "Hai kết nối có nhận cùng một giá trị công khai hay không."
        reused: Fact<bool>,
        /// Whether the group is taken from the client's list of named groups (RFC 7919); false where it is the server's own
        /// whatever the client lists.
        vi "Nhóm có được chọn trong danh sách nhóm có tên của máy khách hay không (RFC 7919); false khi máy chủ luôn dùng nhóm riêng bất kể danh sách."
        named_groups: Fact<bool>,
    }
}

record! {
    /// Whether the server asks for a client's certificate.
    pub struct ClientCertificate {
        /// Whether it does, demanding it or not.
        vi "Có yêu cầu hay không, dù bắt buộc hay tùy chọn."
        asked: Fact<bool>,
        /// The names of the authorities whose certificates it takes, as far as it says; at most 64.
        vi "Tên các tổ chức cấp chứng thư được chấp nhận, nếu máy chủ nêu; nhiều nhất 64."
        authorities: Fact<Vec<String>>,
        /// Whether the session stood for a moment after the declared certificate was given; absent where none was. In TLS 1.3 a server may also accept it first and refuse the request.
        vi "Phiên TLS có được giữ sau khi xuất trình chứng thư đã khai báo hay không; không có khi không xuất trình. Với TLS 1.3, máy chủ có thể nhận trước rồi mới từ chối yêu cầu."
        taken: Fact<bool>,
    }
}

record! {
    /// What happens to a client that does not name the server.
    pub struct Sni {
        /// Whether it is turned away.
        vi "Máy khách như vậy có bị từ chối hay không."
        required: Fact<bool>,
        /// What it gets: the digest and subject of a certificate, or an alert; absent where that comes encrypted.
        vi "Thứ nhận được: mã băm và chủ thể của chứng thư, hoặc cảnh báo; không có khi nội dung đã mã hóa."
        without: Fact<String>,
    }
}

enumeration! {
    /// The kind of a certificate's key.
    pub enum CertificateKind = "certificate_kind" {
        /// RSA.
        Rsa = "rsa",
        /// An elliptic curve, Ed25519 and Ed448 included.
        Ec = "ec",
        /// Another, such as DSA or GOST.
        Other = "other",
    }
}
