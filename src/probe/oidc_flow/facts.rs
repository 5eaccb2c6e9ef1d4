//! The facts of the probe `oidc_flow`: how a provider behaves towards whoever has no account.

use crate::fact::{Fact, enumeration, record};

enumeration! {
    /// What a provider made of a request that it should have refused.
    pub enum Taken = "request_taken" {
        /// It went on: to the sign-in, or to an answer that only an accepted request gets.
        Accepted = "accepted",
        /// It refused.
        Refused = "refused",
    }
}

enumeration! {
    /// Where a provider led whoever came with a return address that is not registered.
    pub enum Led = "return_led" {
        /// To that address.
        SentThere = "sent-there",
        /// On to the sign-in, as if the address were registered.
        WentOn = "went-on",
        /// Nowhere.
        Refused = "refused",
    }
}

enumeration! {
    /// How a return address differs from the registered one.
    pub enum Miss = "return_miss" {
        /// Letters appended to the path.
        Suffix = "suffix",
        /// One more segment of the path.
        Segment = "segment",
        /// One more segment behind `..`.
        Dots = "dots",
        /// Another path of the same host.
        Path = "path",
        /// A query appended.
        Query = "query",
        /// The registered host as the beginning of another one.
        HostSuffix = "host-suffix",
        /// Another host of the same domain.
        SiblingHost = "sibling-host",
        /// The registered host as a user name of another one.
        UserInfo = "user-info",
        /// Another port.
        Port = "port",
        /// The other scheme.
        Scheme = "scheme",
    }
}

enumeration! {
    /// The parameter `iss` of an answer (RFC 9207).
    pub enum IssuerParameter = "issuer_parameter" {
        /// The issuer to the letter.
        Exact = "exact",
        /// There is none.
        Missing = "missing",
        /// Another one.
        Other = "other",
    }
}

enumeration! {
    /// What plain HTTP gives where the authorization endpoint is https.
    pub enum Plain = "plain_authorization" {
        /// Nobody listens.
        Closed = "closed",
        /// It leads to https.
        Upgraded = "upgraded",
        /// It refuses.
        Refused = "refused",
        /// It is answered like https.
        Answered = "answered",
    }
}

enumeration! {
    /// What an endpoint at which clients register themselves says to an empty registration.
    pub enum Registration = "registration" {
        /// It asks for permission first, or there is none.
        Guarded = "guarded",
        /// It looks at what is to be registered, without asking who comes.
        Open = "open",
        /// It registered an empty client.
        Registered = "registered",
    }
}

record! {
    /// How the provider behaves.
    pub struct OidcFlow {
        /// Whether a client that nobody registered can have people sent to its address (open redirector; RFC 9700, 4.11.2).
        vi "Ứng dụng không ai đăng ký có thể khiến người dùng bị chuyển đến địa chỉ của nó không (chuyển hướng mở; RFC 9700, 4.11.2)"
        unknown_client_sent: Fact<bool>,
        /// Whether an error page repeats what was sent, as it was sent, within HTML.
        vi "Trang báo lỗi có lặp lại nguyên văn nội dung gửi đến trong HTML không"
        error_reflects: Fact<bool>,
        /// What inside details an error page tells, such as `stack-trace`.
        vi "Chi tiết nội bộ mà trang báo lỗi để lộ, ví dụ stack-trace"
        error_reveals: Fact<Vec<String>>,
        /// What plain HTTP gives; absent where no plain port is declared.
        vi "HTTP thường trả lời thế nào; không có nếu không khai báo cổng HTTP thường"
        plain: Fact<Plain>,
        /// Whether the token endpoint takes GET; absent where there is none.
        vi "Điểm cuối mã thông báo có nhận GET không; không có nếu không có điểm cuối này"
        token_by_get: Fact<bool>,
        /// Whether answers of the token endpoint forbid to be stored (`no-store`); absent where there is none.
        vi "Phản hồi của điểm cuối mã thông báo có cấm lưu (no-store) không; không có nếu không có điểm cuối này"
        token_not_stored: Fact<bool>,
        /// Endpoints that let a page of any origin read them with the user's credentials.
        vi "Các điểm cuối cho trang của nguồn bất kỳ đọc kèm thông tin đăng nhập của người dùng"
        shared_credentials: Fact<Vec<String>>,
        /// Whether user information is given without a token, or to one that was made up; absent where there is no such endpoint.
        vi "Có cung cấp thông tin người dùng khi không có mã hoặc với mã bịa không; không có nếu không có điểm cuối này"
        user_info_open: Fact<bool>,
        /// Whether anybody may ask what a token is worth; absent where there is no such endpoint.
        vi "Ai cũng hỏi được giá trị của mã thông báo không; không có nếu không có điểm cuối này"
        introspection_open: Fact<bool>,
        /// What an empty registration gets; absent where there is no such endpoint.
        vi "Kết quả khi gửi đăng ký trống; không có nếu không có điểm cuối này"
        registration: Fact<Registration>,
        /// Whether signing out leads to any address; absent where there is no such endpoint.
        vi "Đăng xuất có chuyển đến địa chỉ bất kỳ không; không có nếu không có điểm cuối này"
        logout_anywhere: Fact<bool>,
        /// How it behaves towards the declared client; absent where none is declared.
        vi "Cách ứng xử với ứng dụng đã khai báo; không có nếu không khai báo"
        client: Fact<ClientFlow>,
    }
}

record! {
    /// How the provider behaves towards a registered client without a signed-in user (`prompt=none`).
    pub struct ClientFlow {
        /// The error that a correct request gets, such as `login_required`; absent where it led on to the sign-in all the same.
        vi "Lỗi mà một yêu cầu đúng nhận được, ví dụ login_required; không có nếu vẫn được đưa tới trang đăng nhập"
        answer: Fact<String>,
        /// Whether `state` came back to the letter.
        vi "Tham số state có được trả lại đúng từng ký tự không"
        state_echoed: Fact<bool>,
        /// Whether the answer names its issuer (RFC 9207).
        vi "Phản hồi có nêu bên phát hành không (RFC 9207)"
        issuer: Fact<IssuerParameter>,
        /// A request without a code challenge (RFC 7636).
        vi "Yêu cầu không có mã thách PKCE (RFC 7636)"
        without_challenge: Fact<Taken>,
        /// A request with a challenge of the method `plain`.
        vi "Yêu cầu dùng phương thức PKCE plain"
        plain_challenge: Fact<Taken>,
        /// A request for an access token through the browser (`response_type=token`).
        vi "Yêu cầu nhận mã truy cập qua trình duyệt (response_type=token)"
        implicit: Fact<Taken>,
        /// Return addresses that differ a little from the registered one.
        vi "Các địa chỉ quay về chỉ khác địa chỉ đã đăng ký một chút"
        near_misses: Vec<NearMiss>,
    }
}

record! {
    /// A return address that is not registered, and where it led.
    pub struct NearMiss {
        /// How it differs.
        vi "Khác ở chỗ nào"
        kind: Miss,
        /// The address.
        vi "Địa chỉ"
        address: String,
        /// Where it led.
        vi "Dẫn tới đâu"
        led: Fact<Led>,
    }
}
