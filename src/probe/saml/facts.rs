//! The facts about SAML metadata. An empty list means that it was looked for and is not there.

use jiff::Timestamp;

use super::xml::Encoding;
use crate::fact::{Fact, enumeration, record};
use crate::probe::certificate::{Key, SignatureHash};
use crate::probe::rotation::Rotation;

record! {
    /// What the metadata address of a SAML provider answers.
    pub struct Saml {
        /// The answer.
        vi "Câu trả lời."
        response: Fact<SamlResponse>,
        /// Whether it has a document type declaration, which metadata have no use for and attacks on parsers begin with.
        vi "Tài liệu có khai báo kiểu (DOCTYPE) hay không; siêu dữ liệu không cần nó, còn tấn công bộ đọc XML thì bắt đầu từ đó."
        doctype_present: Fact<bool>,
        /// The document as a whole.
        vi "Toàn bộ tài liệu."
        document: Fact<SamlDocument>,
        /// Every signature in it, at most 8.
        vi "Mọi chữ ký trong tài liệu, tối đa 8."
        signatures: Fact<Vec<SamlSignature>>,
        /// The provider itself: the only entity of the document, or the one that belongs to the declared address.
        vi "Bên cung cấp: thực thể duy nhất của tài liệu, hoặc thực thể ứng với địa chỉ đã khai báo."
        entity: Fact<SamlEntity>,
        /// How the provider's signing keys stand to those of earlier inspections of the same case; absent where there was none.
        vi "Các khóa ký của bên cung cấp so với những lượt kiểm tra trước của cùng vụ việc; vắng mặt nếu chưa có lượt trước."
        rotation: Fact<Rotation>,
    }
}

record! {
    /// The answer at the metadata address.
    pub struct SamlResponse {
        /// The status.
        vi "Mã trạng thái."
        status: i64,
        /// The media type without its parameters, in lower case.
        vi "Kiểu nội dung, không kèm tham số, chữ thường."
        content_type: Fact<String>,
        /// Bytes of the body that were read.
        vi "Số byte nội dung đã đọc."
        bytes: i64,
    }
}

enumeration! {
    /// What the root element of metadata is.
    pub enum SamlRoot = "saml_root" {
        /// One entity.
        Entity = "entity",
        /// A list of entities.
        Entities = "entities",
    }
}

record! {
    /// The document.
    pub struct SamlDocument {
        /// What its root element is.
        vi "Phần tử gốc là gì."
        root: SamlRoot,
        /// How its characters are written.
        vi "Bảng mã ký tự."
        encoding: Encoding,
        /// How many entities it describes.
        vi "Số thực thể được mô tả."
        entity_count: i64,
        /// Their ids, at most 50.
        vi "Mã (entityID) của các thực thể, tối đa 50."
        entity_ids: Vec<String>,
        /// Identifiers that more than one element bears, at most 20: a signature that names one of them says nothing certain.
        vi "Các mã định danh mà nhiều phần tử cùng mang, tối đa 20: chữ ký chỉ tới mã như vậy thì không nói chắc được điều gì."
        duplicate_ids: Vec<String>,
    }
}

enumeration! {
    /// Where a signature stands.
    pub enum SamlPlace = "saml_place" {
        /// In a list of entities.
        Entities = "entities",
        /// In an entity.
        Entity = "entity",
        /// In a role of an entity.
        Role = "role",
        /// Where the standard knows none.
        Elsewhere = "elsewhere",
    }
}

enumeration! {
    /// What a signature covers.
    pub enum SamlCover = "saml_cover" {
        /// The element in which it stands, as the standard demands.
        Parent = "parent",
        /// Another element of the document.
        Other = "other",
        /// More than one element bears the identifier that it names.
        Ambiguous = "ambiguous",
        /// No element bears it.
        Nothing = "nothing",
        /// Something outside the document, which is not fetched.
        Outside = "outside",
        /// What a transform leaves that the standard does not allow.
        Filtered = "filtered",
        /// Not exactly one thing.
        Several = "several",
    }
}

record! {
    /// A signature (XML Signature, SAML 2.0 core section 5).
    pub struct SamlSignature {
        /// Where it stands.
        vi "Vị trí của chữ ký."
        place: SamlPlace,
        /// What it covers.
        vi "Chữ ký bao trùm phần nào."
        covers: SamlCover,
        /// Whether that is the entity whose facts are told, or a list in which it lies.
        vi "Phần đó có phải là thực thể được mô tả ở đây, hoặc danh sách chứa nó, hay không."
        covers_entity: Fact<bool>,
        /// What its reference names.
        vi "Tham chiếu của chữ ký chỉ tới đâu."
        reference: String,
        /// The algorithm of the signature: the last part of its name.
        vi "Thuật toán chữ ký: phần cuối của tên."
        algorithm: String,
        /// The hash in it.
        vi "Hàm băm trong thuật toán chữ ký."
        hash: SignatureHash,
        /// The hash of what is covered.
        vi "Hàm băm của phần được bao trùm."
        digest: SignatureHash,
        /// The canonical form of the signed information: the last part of its name.
        vi "Dạng chuẩn tắc của thông tin được ký: phần cuối của tên."
        canonicalization: String,
        /// The transforms of what is covered, in order: the last parts of their names, at most 8.
        vi "Các phép biến đổi phần được bao trùm, theo thứ tự: phần cuối của tên, tối đa 8."
        transforms: Vec<String>,
        /// Whether it is true of what it covers, by the key that it brings along. Whose key that is, it does not say.
        vi "Chữ ký có đúng với phần được bao trùm hay không, theo khóa đi kèm. Điều này không nói khóa đó là của ai."
        verifies: Fact<bool>,
        /// Whose key that is, as far as the document tells; absent where it brings no certificate or key along.
        vi "Khóa đó là của ai, theo những gì tài liệu cho biết; vắng mặt nếu không kèm chứng thư hay khóa nào."
        signer: Fact<SamlSigner>,
    }
}

record! {
    /// The key that a signature brings along.
    pub struct SamlSigner {
        /// SHA-256 of the certificate, in hexadecimal; absent where there is only a key.
        vi "SHA-256 của chứng thư, dạng thập lục phân; vắng mặt nếu chỉ có khóa."
        fingerprint: Fact<String>,
        /// SHA-256 of the public key (SubjectPublicKeyInfo), in hexadecimal; absent where only its numbers are given.
        vi "SHA-256 của khóa công khai (SubjectPublicKeyInfo), dạng thập lục phân; vắng mặt nếu chỉ có các số của khóa."
        key_fingerprint: Fact<String>,
        /// The subject's distinguished name.
        vi "Tên chủ thể."
        subject: Fact<String>,
        /// Valid until.
        vi "Hiệu lực đến."
        not_after: Fact<Timestamp>,
        /// The public key.
        vi "Khóa công khai."
        key: Key,
        /// Whether the system declares this certificate in a trust store of its own. A key that nobody declared is not
        /// trusted, whatever it verifies.
        vi "Hệ thống có khai báo chứng thư này trong kho tin cậy riêng hay không. Khóa chưa ai khai báo thì không được tin cậy, dù chữ ký đúng."
        declared: bool,
        /// The product with which this key was published; absent where it is none that is known.
        vi "Sản phẩm đã công bố khóa này; vắng mặt nếu không thuộc danh sách khóa đã biết."
        published: Fact<String>,
    }
}

record! {
    /// An entity.
    pub struct SamlEntity {
        /// Its id.
        vi "Mã (entityID)."
        entity_id: String,
        /// Whether a signature covers it that is in order and verifies with the key it brings along. False where there is
        /// none, or none that is; unknown where one cannot be verified.
        vi "Có chữ ký hợp lệ bao trùm thực thể và đúng theo khóa đi kèm hay không. Sai nếu không có hoặc không đúng; chưa rõ nếu không kiểm chứng được."
        signed: Fact<bool>,
        /// Until when the metadata may be used: the earliest of its own and those around it; absent where none is given.
        vi "Siêu dữ liệu được dùng đến khi nào: mốc sớm nhất của chính nó và các phần tử bao ngoài; vắng mặt nếu không ghi."
        valid_until: Fact<Timestamp>,
        /// For how many seconds they may be kept before they are asked for again; absent where nothing is given.
        vi "Được lưu tạm bao nhiêu giây trước khi phải tải lại; vắng mặt nếu không ghi."
        cache_seconds: Fact<i64>,
        /// Its roles; unknown where there are more than 16.
        vi "Các vai trò; chưa rõ nếu nhiều hơn 16."
        roles: Fact<Vec<SamlRole>>,
        /// The keys of its roles; unknown where there are more than 32.
        vi "Các khóa của các vai trò; chưa rõ nếu nhiều hơn 32."
        keys: Fact<Vec<SamlKey>>,
        /// The addresses of its roles; unknown where there are more than 64.
        vi "Các địa chỉ của các vai trò; chưa rõ nếu nhiều hơn 64."
        endpoints: Fact<Vec<SamlEndpoint>>,
        /// The algorithms that it names for others to use; unknown where there are more than 64.
        vi "Các thuật toán mà nó nêu để bên khác dùng; chưa rõ nếu nhiều hơn 64."
        algorithms: Fact<Vec<SamlAlgorithm>>,
        /// Whether it names the organisation.
        vi "Có nêu tổ chức hay không."
        organization: bool,
        /// How many contacts it names; who they are is not kept.
        vi "Số đầu mối liên hệ; không lưu họ là ai."
        contacts: i64,
    }
}

enumeration! {
    /// Roles of an entity.
    pub enum SamlRoleKind = "saml_role" {
        /// It signs people in.
        IdentityProvider = "identity-provider",
        /// It lets in whom others signed in.
        ServiceProvider = "service-provider",
        /// Anything else.
        Other = "other",
    }
}

record! {
    /// A role.
    pub struct SamlRole {
        /// Which.
        vi "Vai trò nào."
        role: SamlRoleKind,
        /// Whether it speaks SAML 2.0.
        vi "Có dùng SAML 2.0 hay không."
        saml2: bool,
        /// The protocols that it says it speaks, at most 8.
        vi "Các giao thức được khai báo, tối đa 8."
        protocols: Vec<String>,
        /// Until when this role's part may be used; absent where nothing is given.
        vi "Phần của vai trò này được dùng đến khi nào; vắng mặt nếu không ghi."
        valid_until: Fact<Timestamp>,
        /// Whether requests to sign in must be signed (an identity provider's WantAuthnRequestsSigned) or are (a service
        /// provider's AuthnRequestsSigned). What is not said means no.
        vi "Yêu cầu đăng nhập phải được ký (WantAuthnRequestsSigned của bên cung cấp danh tính) hoặc được ký (AuthnRequestsSigned của bên dịch vụ). Không ghi nghĩa là không."
        requests_signed: Fact<bool>,
        /// What it says of assertions having to be signed (WantAssertionsSigned); absent where it says nothing, which means no.
        vi "Có đòi xác nhận (assertion) phải được ký hay không (WantAssertionsSigned); vắng mặt nếu không ghi, nghĩa là không."
        assertions_signed: Fact<bool>,
        /// How many readable keys it has for signing, keys for any use included.
        vi "Số khóa đọc được dùng để ký, kể cả khóa không ghi mục đích."
        signing_keys: i64,
        /// How many keys cannot be read.
        vi "Số khóa không đọc được."
        unreadable_keys: i64,
        /// Whether it has an address for logging out everywhere.
        vi "Có địa chỉ đăng xuất tập trung hay không."
        single_logout: bool,
        /// The forms of names that it uses, at most 16: the last parts of their names.
        vi "Các dạng định danh người dùng (NameID), tối đa 16: phần cuối của tên."
        name_ids: Vec<String>,
    }
}

enumeration! {
    /// What a key is for.
    pub enum SamlKeyUse = "saml_key_use" {
        /// Signing.
        Signing = "signing",
        /// Encryption.
        Encryption = "encryption",
        /// It does not say, which means both.
        Any = "any",
    }
}

record! {
    /// A key in the metadata.
    pub struct SamlKey {
        /// Whose role it belongs to.
        vi "Thuộc vai trò nào."
        role: SamlRoleKind,
        /// What it is for.
        vi "Dùng để làm gì."
        usage: SamlKeyUse,
        /// Its place among the keys, from 1.
        vi "Thứ tự trong các khóa, từ 1."
        number: i64,
        /// SHA-256 of the certificate, in hexadecimal; absent where there is only a key.
        vi "SHA-256 của chứng thư, dạng thập lục phân; vắng mặt nếu chỉ có khóa."
        fingerprint: Fact<String>,
        /// SHA-256 of the public key (SubjectPublicKeyInfo), in hexadecimal; absent where only its numbers are given.
        vi "SHA-256 của khóa công khai (SubjectPublicKeyInfo), dạng thập lục phân; vắng mặt nếu chỉ có các số của khóa."
        key_fingerprint: Fact<String>,
        /// The subject's distinguished name; absent where there is only a key.
        vi "Tên chủ thể; vắng mặt nếu chỉ có khóa."
        subject: Fact<String>,
        /// Valid from; absent where there is only a key.
        vi "Hiệu lực từ; vắng mặt nếu chỉ có khóa."
        not_before: Fact<Timestamp>,
        /// Valid until; absent where there is only a key.
        vi "Hiệu lực đến; vắng mặt nếu chỉ có khóa."
        not_after: Fact<Timestamp>,
        /// The public key.
        vi "Khóa công khai."
        key: Fact<Key>,
        /// The hash under the certificate's signature; absent where there is only a key.
        vi "Hàm băm trong chữ ký của chứng thư; vắng mặt nếu chỉ có khóa."
        hash: Fact<SignatureHash>,
        /// Whether the certificate is signed by itself, as most in metadata are; absent where there is only a key.
        vi "Chứng thư có tự ký hay không (đa số trong siêu dữ liệu là vậy); vắng mặt nếu chỉ có khóa."
        self_signed: Fact<bool>,
        /// Whether the same role has this key once for signing and once for encryption.
        vi "Cùng vai trò có ghi khóa này vừa để ký vừa để mã hóa hay không."
        both_uses: Fact<bool>,
        /// The product with which this key was published, so that everybody has its private part; absent where it is none
        /// that is known.
        vi "Sản phẩm đã công bố khóa này, nên ai cũng có khóa bí mật; vắng mặt nếu không thuộc danh sách khóa đã biết."
        published: Fact<String>,
    }
}

enumeration! {
    /// What an address is for.
    pub enum SamlService = "saml_service" {
        /// Signing in.
        SingleSignOn = "single-sign-on",
        /// Logging out everywhere.
        SingleLogout = "single-logout",
        /// Taking assertions.
        AssertionConsumer = "assertion-consumer",
        /// Fetching what a message only names.
        ArtifactResolution = "artifact-resolution",
        /// Anything else.
        Other = "other",
    }
}

enumeration! {
    /// How messages travel.
    pub enum SamlBinding = "saml_binding" {
        /// In the address of a redirect.
        Redirect = "http-redirect",
        /// In a form.
        Post = "http-post",
        /// By a name that is then resolved.
        Artifact = "http-artifact",
        /// SOAP, without the browser.
        Soap = "soap",
        /// SOAP the other way round.
        Paos = "paos",
        /// Anything else.
        Other = "other",
    }
}

record! {
    /// An address in the metadata.
    pub struct SamlEndpoint {
        /// Whose role it belongs to.
        vi "Thuộc vai trò nào."
        role: SamlRoleKind,
        /// What it is for.
        vi "Dùng để làm gì."
        service: SamlService,
        /// How messages travel.
        vi "Thông điệp đi bằng cách nào."
        binding: SamlBinding,
        /// Whether it is for responses only (ResponseLocation).
        vi "Có phải chỉ dành cho câu trả lời (ResponseLocation) hay không."
        response: bool,
        /// The address, its query left out.
        vi "Địa chỉ, bỏ phần truy vấn."
        location: String,
        /// Whether it is https.
        vi "Có phải https hay không."
        https: bool,
        /// Its host; absent where it is no absolute address.
        vi "Máy chủ của địa chỉ; vắng mặt nếu không phải địa chỉ đầy đủ."
        host: Fact<String>,
        /// Whether that host lies in the authorised scope; absent where there is none.
        vi "Máy chủ đó có trong phạm vi được phép hay không; vắng mặt nếu không có."
        in_scope: Fact<bool>,
    }
}

enumeration! {
    /// What an algorithm is named for.
    pub enum SamlPurpose = "saml_purpose" {
        /// Digests (alg:DigestMethod).
        Digest = "digest",
        /// Signatures (alg:SigningMethod).
        Signing = "signing",
        /// Encryption (md:EncryptionMethod).
        Encryption = "encryption",
    }
}

record! {
    /// An algorithm that the metadata name for others to use.
    pub struct SamlAlgorithm {
        /// What for.
        vi "Dùng để làm gì."
        purpose: SamlPurpose,
        /// The last part of its name.
        vi "Phần cuối của tên thuật toán."
        name: String,
        /// The hash in it; absent for encryption.
        vi "Hàm băm trong thuật toán; vắng mặt với mã hóa."
        hash: Fact<SignatureHash>,
    }
}
