//! The facts of the probe `oidc`: what a provider says of itself, and the keys that it shows.

pub use super::key_facts::{Key, KeyCertificate, KeyFault, KeySet, SharedKey};
use crate::fact::{Fact, enumeration, record};
use crate::probe::rotation::Rotation;

enumeration! {
    /// What an address gave.
    pub enum Outcome = "discovery_outcome" {
        /// A JSON object, with status 200.
        Document = "document",
        /// JSON of another structure than is expected there.
        NotObject = "not-object",
        /// Something else with status 200, such as a page of an application.
        NotJson = "not-json",
        /// A redirect, which clients do not follow here.
        Redirect = "redirect",
        /// An answer that there is nothing (4xx).
        Missing = "missing",
        /// An error of the server (5xx), or any other status.
        Error = "error",
    }
}

enumeration! {
    /// The form of a well-known address.
    pub enum Form = "discovery_form" {
        /// Behind the issuer (OpenID Connect Discovery 1.0, section 4).
        Append = "append",
        /// Before the issuer's path (RFC 8414, section 3).
        Insert = "insert",
        /// Before the issuer's path, with the name of OpenID Connect (RFC 8414, section 5).
        InsertOpenId = "insert-openid",
    }
}

enumeration! {
    /// Which pages of the web may read an answer (CORS).
    pub enum Sharing = "cors_sharing" {
        /// None.
        None = "none",
        /// Those of fixed origins.
        Fixed = "fixed",
        /// Any.
        Any = "any",
        /// The one that asks, whichever it is.
        Reflected = "reflected",
    }
}

enumeration! {
    /// What an algorithm is worth for tokens of a public service.
    pub enum AlgorithmClass = "algorithm_class" {
        /// No signature at all.
        None = "none",
        /// Known to be weak, or outside of every profile: `RSA1_5`, `RS1`, `ES256K`.
        Weak = "weak",
        /// A secret that both sides share.
        Symmetric = "symmetric",
        /// A signature or encryption with a key pair.
        Asymmetric = "asymmetric",
        /// None that is registered.
        Unregistered = "unregistered",
    }
}

record! {
    /// What the probe saw of a provider.
    pub struct Oidc {
        /// Every well-known address that was asked.
        vi "Mọi địa chỉ công bố cấu hình đã hỏi"
        addresses: Fact<Vec<Address>>,
        /// The address from which the metadata come, or the first one where none gave any.
        vi "Địa chỉ cung cấp siêu dữ liệu; nếu không nơi nào cung cấp thì là địa chỉ đầu tiên"
        discovery: Fact<Address>,
        /// Names of members that differ between the two forms, where both gave a document.
        vi "Các mục khác nhau giữa hai dạng địa chỉ, khi cả hai đều có tài liệu"
        differing_members: Fact<Vec<String>>,
        /// What the metadata say; absent where no address gave any.
        vi "Nội dung siêu dữ liệu; không có nếu không địa chỉ nào cung cấp"
        metadata: Fact<Metadata>,
        /// The keys; absent where the metadata name no address of keys.
        vi "Bộ khóa; không có nếu siêu dữ liệu không nêu địa chỉ bộ khóa"
        keys: Fact<KeySet>,
        /// How the signing keys stand to those of earlier inspections of the same case; absent where there was none.
        vi "Các khóa ký so với những lượt kiểm tra trước của cùng vụ việc; không có nếu chưa có lượt trước"
        rotation: Fact<Rotation>,
        /// Seconds by which the provider's clock is behind the inspection's start (negative: ahead; the run takes some time).
        vi "Số giây đồng hồ máy chủ chậm hơn lúc bắt đầu lượt kiểm tra (âm: nhanh hơn; lượt kiểm tra cũng mất thời gian)"
        clock_behind_seconds: Fact<i64>,
    }
}

record! {
    /// An address that was asked, and what it gave.
    pub struct Address {
        /// Its form; absent for the address of keys.
        vi "Dạng địa chỉ; không có đối với địa chỉ bộ khóa"
        form: Fact<Form>,
        /// The path.
        vi "Đường dẫn"
        path: String,
        /// What it gave.
        vi "Kết quả"
        outcome: Fact<Outcome>,
        /// The status.
        vi "Mã trạng thái"
        status: Fact<i64>,
        /// The media type with its parameters.
        vi "Kiểu nội dung kèm tham số"
        content_type: Fact<String>,
        /// Whether the media type is one of JSON.
        vi "Kiểu nội dung có phải JSON không"
        json_type: Fact<bool>,
        /// Where it redirects to, without query.
        vi "Nơi chuyển hướng đến, không kèm tham số"
        redirect: Fact<String>,
        /// The header `Cache-Control`.
        vi "Tiêu đề Cache-Control"
        cache_control: Fact<String>,
        /// Names of members that stand more than once.
        vi "Tên các mục xuất hiện nhiều lần"
        duplicate_members: Fact<Vec<String>>,
    }
}

record! {
    /// What the metadata say.
    pub struct Metadata {
        /// The issuer.
        vi "Bên phát hành"
        issuer: Fact<Issuer>,
        /// Members that must be there for the declared protocol, and are not.
        vi "Các mục bắt buộc theo giao thức đã khai báo nhưng không có"
        missing: Vec<String>,
        /// Members of another type than the standard's.
        vi "Các mục có kiểu khác tiêu chuẩn"
        wrong_types: Vec<WrongType>,
        /// Every address of an endpoint, `jwks_uri` and the aliases for mutual TLS among them.
        vi "Mọi địa chỉ điểm cuối, gồm cả jwks_uri và các địa chỉ mTLS"
        endpoints: Vec<Endpoint>,
        /// Every algorithm of every `*_alg_values_supported`.
        vi "Mọi thuật toán trong các mục *_alg_values_supported"
        algorithms: Vec<Algorithm>,
        /// The response types.
        vi "Các kiểu phản hồi"
        response_types: Fact<Vec<String>>,
        /// Those of them by which an access token, or an identity token alone, goes through the browser.
        vi "Các kiểu phản hồi đưa mã truy cập, hoặc chỉ mã định danh, qua trình duyệt"
        implicit_response_types: Vec<String>,
        /// The response modes; absent where not said.
        vi "Các cách trả phản hồi; không có nếu không nêu"
        response_modes: Fact<Vec<String>>,
        /// The grant types; absent where not said.
        vi "Các kiểu cấp quyền; không có nếu không nêu"
        grant_types: Fact<Vec<String>>,
        /// The methods of PKCE; absent where not said.
        vi "Các phương thức PKCE; không có nếu không nêu"
        pkce_methods: Fact<Vec<String>>,
        /// How clients authenticate at the token endpoint; absent where not said.
        vi "Cách ứng dụng xác thực tại điểm cuối mã thông báo; không có nếu không nêu"
        client_authentication: Fact<Vec<String>>,
        /// The scopes; absent where not said.
        vi "Các phạm vi; không có nếu không nêu"
        scopes: Fact<Vec<String>>,
        /// Whether the provider fetches request objects from addresses that a request names.
        vi "Máy chủ có tải đối tượng yêu cầu từ địa chỉ nêu trong yêu cầu không"
        fetches_requests: bool,
        /// Whether that is said; in OpenID Connect it is true where nothing is said.
        vi "Điều đó có được nêu rõ không; theo OpenID Connect, không nêu nghĩa là có"
        fetches_requests_said: bool,
        /// Whether answers name their issuer (RFC 9207).
        vi "Phản hồi có nêu bên phát hành không (RFC 9207)"
        names_issuer: bool,
        /// Whether there is an endpoint to sign out.
        vi "Có điểm cuối đăng xuất không"
        signs_out: bool,
        /// Whether clients may push their requests (RFC 9126).
        vi "Ứng dụng có thể gửi trước yêu cầu không (RFC 9126)"
        pushed_requests: bool,
        /// Whether access tokens can be bound to their holder, by certificate or DPoP (RFC 8705, RFC 9449).
        vi "Mã truy cập có thể gắn với người giữ không, bằng chứng thư hoặc DPoP (RFC 8705, RFC 9449)"
        binds_tokens: bool,
        /// Whether there is an endpoint at which clients register themselves.
        vi "Có điểm cuối để ứng dụng tự đăng ký không"
        registers_clients: bool,
        /// Which pages may read the document, asked with a foreign origin.
        vi "Trang nào được đọc tài liệu, khi hỏi với một nguồn gốc lạ"
        sharing: Fact<Sharing>,
        /// Whether they may do so with the user's credentials.
        vi "Có cho đọc kèm thông tin đăng nhập của người dùng không"
        sharing_credentials: Fact<bool>,
    }
}

record! {
    /// The issuer as the metadata name it.
    pub struct Issuer {
        /// Its value.
        vi "Giá trị"
        value: String,
        /// The declared address.
        vi "Địa chỉ đã khai báo"
        declared: String,
        /// Whether the two are equal byte for byte, a slash at the end of the declaration aside where there is no path.
        vi "Hai giá trị có giống nhau từng byte không (bỏ qua dấu gạch chéo cuối của khai báo khi không có đường dẫn)"
        exact: bool,
        /// Whether it is https.
        vi "Có phải https không"
        https: bool,
        /// Whether it has a query or a fragment.
        vi "Có phần truy vấn hoặc phân mảnh không"
        has_query_or_fragment: bool,
    }
}

record! {
    /// A member of another type.
    pub struct WrongType {
        /// The member.
        vi "Tên mục"
        name: String,
        /// The type of the standard.
        vi "Kiểu theo tiêu chuẩn"
        expected: String,
        /// The type that stands there.
        vi "Kiểu thực tế"
        found: String,
    }
}

record! {
    /// The address of an endpoint.
    pub struct Endpoint {
        /// The member.
        vi "Tên mục"
        name: String,
        /// The address, without query.
        vi "Địa chỉ, không kèm tham số"
        address: String,
        /// Whether it is https.
        vi "Có phải https không"
        https: bool,
        /// Whether its host is declared; others are never contacted.
        vi "Máy chủ của địa chỉ có nằm trong phạm vi khai báo không; nơi khác không bao giờ được liên hệ"
        declared_host: bool,
    }
}

record! {
    /// An algorithm that the metadata name.
    pub struct Algorithm {
        /// The member.
        vi "Tên mục"
        member: String,
        /// Its name.
        vi "Tên thuật toán"
        name: String,
        /// What it is worth.
        vi "Phân loại"
        class: AlgorithmClass,
    }
}
