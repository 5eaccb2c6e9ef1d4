//! What the probe `sign_in` tells. An empty list means that it was looked for and is not there.

use crate::fact::{Fact, enumeration, record};

enumeration! {
    /// By what somebody signs in.
    pub enum Means = "sign_in_means" {
        /// A name and a password, asked for by the system's own page.
        LocalForm = "local-form",
        /// A challenge of HTTP itself: the browser asks for name and password.
        Challenge = "challenge",
        /// The page sends everybody on.
        Redirect = "redirect",
        /// A link.
        Link = "link",
        /// A button or a form without a password.
        Button = "button",
    }
}

enumeration! {
    /// What keeps foreign pages from sending a form in the visitor's name, weakest first.
    pub enum Forgery = "forgery_protection" {
        /// Nothing was seen.
        Nothing = "none",
        /// A token that is the same for every visitor.
        Constant = "constant-token",
        /// A session cookie that does not go along with foreign requests (`SameSite=Strict`).
        Cookie = "same-site-cookie",
        /// A token in a meta, which a script sends along.
        Meta = "meta-token",
        /// A token in a hidden field or in the form's address.
        Field = "field-token",
    }
}

enumeration! {
    /// How a value that nobody may guess is made, worst first.
    pub enum Freshness = "freshness" {
        /// There is none.
        Missing = "missing",
        /// It was the same twice.
        Constant = "constant",
        /// It counts up, or follows the clock.
        Counted = "counted",
        /// It is new each time, but too short for 64 random bits.
        Short = "short",
        /// It is new each time, and long enough.
        Fresh = "fresh",
    }
}

enumeration! {
    /// Proof Key for Code Exchange (RFC 7636), worst first.
    pub enum Challenge = "pkce_challenge" {
        /// No challenge.
        Missing = "missing",
        /// The verifier itself.
        Plain = "plain",
        /// Its SHA-256.
        S256 = "s256",
    }
}

enumeration! {
    /// What a page does to local accounts.
    pub enum Purpose = "local_account_purpose" {
        /// It makes a new one.
        Register = "register",
        /// It gives a new password.
        Recover = "recover",
    }
}

record! {
    /// Where and how people sign in, seen without an account.
    pub struct SignInFacts {
        /// Who signs in there, as declared: `citizens` or `officers`; unknown where it is not declared.
        vi "Ai đăng nhập tại đây theo khai báo: `citizens` (công dân) hoặc `officers` (cán bộ); chưa rõ nếu không khai báo."
        audience: Fact<String>,
        /// The page where the way ends, inside the scope.
        vi "Trang cuối cùng tới được, trong phạm vi."
        page: Fact<Landing>,
        /// Every way to sign in that the page offers; unknown where it shows none, as scripts may add some.
        vi "Mọi cách đăng nhập mà trang đưa ra; chưa rõ nếu không thấy cách nào, vì mã kịch bản có thể thêm vào."
        options: Fact<Vec<SignInOption>>,
        /// The forms that ask for a password.
        vi "Các biểu mẫu hỏi mật khẩu."
        forms: Fact<Vec<PasswordForm>>,
        /// The schemes of HTTP authentication that the page demands, such as `basic`.
        vi "Các cơ chế xác thực HTTP mà trang đòi hỏi, ví dụ `basic`."
        challenges: Fact<Vec<String>>,
        /// Whether plain HTTP answers with a form for a password; absent where no plain port is declared.
        vi "HTTP không mã hóa có trả về biểu mẫu hỏi mật khẩu không; vắng mặt nếu không khai báo cổng."
        plain_form: Fact<bool>,
        /// The kind of riddle that keeps machines out, such as `recaptcha`; absent where none was seen.
        vi "Loại câu đố chặn máy tự động, ví dụ `recaptcha`; vắng mặt nếu không thấy."
        captcha: Fact<String>,
        /// The cookies that the way to the page sets, each name once.
        vi "Các cookie được đặt trên đường tới trang, mỗi tên một lần."
        cookies: Fact<Vec<SignInCookie>>,
        /// Session identifiers in addresses of links, forms and redirects.
        vi "Mã phiên nằm trong địa chỉ của liên kết, biểu mẫu, chuyển hướng."
        sessions_in_addresses: Fact<Vec<SessionInAddress>>,
        /// Scripts that the page runs from outside the declared names.
        vi "Các mã kịch bản trang chạy từ máy chủ ngoài các tên đã khai báo."
        foreign_scripts: Fact<Vec<ForeignScript>>,
        /// The requests to OAuth or OpenID Connect providers that page, links and redirects make.
        vi "Các yêu cầu gửi tới nhà cung cấp OAuth, OpenID Connect từ trang, liên kết, chuyển hướng."
        requests: Fact<Vec<AuthorizationRequest>>,
        /// The SAML requests that page, links and redirects make (HTTP-Redirect binding).
        vi "Các yêu cầu SAML từ trang, liên kết, chuyển hướng (ràng buộc HTTP-Redirect)."
        saml_requests: Fact<Vec<SamlRequest>>,
        /// Pages that make local accounts or give new passwords for them; not looked for at officers' sign-ins, and absent there.
        vi "Các trang đăng ký tài khoản cục bộ hoặc cấp lại mật khẩu; không tìm ở trang đăng nhập của cán bộ và vắng mặt ở đó."
        local_accounts: Fact<Vec<LocalAccounts>>,
        /// Whether the sign-in answers on the open Internet; unknown unless the inspection declares that it stands there.
        vi "Trang đăng nhập có trả lời trên Internet không; chưa rõ nếu đợt kiểm tra không khai báo đứng ngoài Internet."
        exposed: Fact<bool>,
    }
}

record! {
    /// The page where the way ends.
    pub struct Landing {
        /// Its address, without the query.
        vi "Địa chỉ, bỏ phần truy vấn."
        address: String,
        /// The status.
        vi "Mã trạng thái."
        status: i64,
        /// How many redirects led there.
        vi "Số bước chuyển hướng đã đi qua."
        hops: i64,
        /// Whether caches may keep it: `Cache-Control` does not say `no-store`.
        vi "Bộ nhớ đệm có được giữ trang không: `Cache-Control` không ghi `no-store`."
        cacheable: bool,
        /// Whether a foreign page may not frame it.
        vi "Trang lạ có bị chặn nhúng trang này không."
        framing_blocked: bool,
        /// The `max-age` of Strict-Transport-Security; absent without one and over plain HTTP.
        vi "`max-age` của Strict-Transport-Security; vắng mặt nếu không có hoặc qua HTTP thường."
        hsts_seconds: Fact<i64>,
    }
}

record! {
    /// A way to sign in.
    pub struct SignInOption {
        /// Its place among them, from 1.
        vi "Thứ tự trong các cách đăng nhập, từ 1."
        number: i64,
        /// By what.
        vi "Bằng gì."
        means: Means,
        /// What a visitor reads there; empty where nothing does.
        vi "Chữ mà người dùng đọc thấy; rỗng nếu không có."
        label: String,
        /// The host to which it leads at last, as far as was followed; unknown where only sending a form would tell.
        vi "Máy chủ mà cách đó dẫn tới, trong chừng mực đi theo được; chưa rõ nếu phải gửi biểu mẫu mới biết."
        host: Fact<String>,
        /// The host and every domain above it.
        vi "Máy chủ đó và mọi tên miền bên trên."
        domains: Fact<Vec<String>>,
        /// Whether the host is one of the system's own, by the declared scope.
        vi "Máy chủ có thuộc phạm vi đã khai báo của hệ thống không."
        own_host: Fact<bool>,
        /// Whether the host is that of the declared provider.
        vi "Máy chủ có phải của nhà cung cấp định danh đã khai báo không."
        declared_provider: Fact<bool>,
    }
}

record! {
    /// A form that asks for a password.
    pub struct PasswordForm {
        /// Its place among them, from 1.
        vi "Thứ tự trong các biểu mẫu đó, từ 1."
        number: i64,
        /// Where it sends, without the query; unknown where scripts send it.
        vi "Nơi gửi tới, bỏ phần truy vấn; chưa rõ nếu mã kịch bản gửi."
        action: Fact<String>,
        /// Whether every address it sends to is https, and so is the page that holds it.
        vi "Mọi địa chỉ gửi tới và trang chứa biểu mẫu có đều là https không."
        secure: Fact<bool>,
        /// Whether it sends to a host outside the declared names.
        vi "Có gửi tới máy chủ ngoài các tên đã khai báo không."
        foreign_host: Fact<bool>,
        /// `get` or `post`; unknown where it names neither method nor address and a script may send it.
        vi "`get` hoặc `post`; chưa rõ nếu không ghi phương thức, địa chỉ và mã kịch bản có thể gửi."
        method: Fact<String>,
        /// Whether the password is masked while it is typed.
        vi "Mật khẩu có được che khi gõ không."
        masked: bool,
        /// Whether the page itself keeps people from pasting, as password managers do.
        vi "Trang có chặn dán mật khẩu (cách trình quản lý mật khẩu hoạt động) không."
        paste_blocked: bool,
        /// What keeps foreign pages from sending it; unknown where a script may do so by a cookie's value.
        vi "Điều gì ngăn trang lạ gửi biểu mẫu này; chưa rõ nếu mã kịch bản có thể dùng giá trị cookie."
        forgery: Fact<Forgery>,
        /// Whether a user name stands there before anybody types.
        vi "Tên người dùng có được điền sẵn không."
        user_prefilled: bool,
        /// Whether a password stands there before anybody types.
        vi "Mật khẩu có được điền sẵn không."
        password_prefilled: bool,
        /// Whether it offers to stay signed in.
        vi "Có lựa chọn ghi nhớ đăng nhập không."
        remember: bool,
        /// `autocomplete` of the password; absent where it has none.
        vi "`autocomplete` của ô mật khẩu; vắng mặt nếu không ghi."
        autocomplete: Fact<String>,
    }
}

record! {
    /// A cookie before the sign-in.
    pub struct SignInCookie {
        /// Its name.
        vi "Tên."
        name: String,
        /// Whether the name looks like a session or a sign-in.
        vi "Tên giống cookie phiên hoặc đăng nhập."
        session_like: bool,
        /// Secure.
        vi "Thuộc tính Secure."
        secure: bool,
        /// HttpOnly.
        vi "Thuộc tính HttpOnly."
        http_only: bool,
        /// `Strict`, `Lax`, `None`, or what else was written; absent without the attribute.
        vi "`Strict`, `Lax`, `None` hoặc giá trị khác; vắng mặt nếu không ghi."
        same_site: Fact<String>,
        /// `__Host-` or `__Secure-`; absent without such a prefix.
        vi "`__Host-` hoặc `__Secure-`; vắng mặt nếu tên không có tiền tố này."
        prefix: Fact<String>,
        /// The `Domain` it is sent to, all names below among it; absent where it goes to its own host alone.
        vi "`Domain` mà cookie được gửi tới, kể cả mọi tên bên dưới; vắng mặt nếu chỉ gửi về chính máy chủ đó."
        domain: Fact<String>,
        /// How the value is made, by two visits without cookies; absent where it is no identifier: the same twice.
        vi "Giá trị được tạo thế nào, theo hai lần truy cập không mang cookie; vắng mặt nếu không phải mã định danh: hai lần như nhau."
        value: Fact<Freshness>,
    }
}

record! {
    /// A session identifier in an address.
    pub struct SessionInAddress {
        /// Where: `link`, `form`, `redirect` or `resource`.
        vi "Ở đâu: `link`, `form`, `redirect` hoặc `resource`."
        place: String,
        /// The name under which it stands there.
        vi "Tên mà mã phiên mang ở đó."
        name: String,
    }
}

record! {
    /// A script from elsewhere.
    pub struct ForeignScript {
        /// Its host.
        vi "Máy chủ."
        host: String,
        /// Its address, without the query.
        vi "Địa chỉ, bỏ phần truy vấn."
        address: String,
        /// Whether its content is fixed (Subresource Integrity).
        vi "Nội dung có được cố định bằng mã băm (SRI) không."
        fixed: bool,
    }
}

record! {
    /// A request to an OAuth or OpenID Connect provider (RFC 6749, section 4.1.1).
    pub struct AuthorizationRequest {
        /// The provider's address, without the query.
        vi "Địa chỉ của nhà cung cấp, bỏ phần truy vấn."
        address: String,
        /// The identifier of the client; absent without one.
        vi "Mã ứng dụng; vắng mặt nếu không có."
        client: Fact<String>,
        /// The response type; absent without one. This and what follows is unknown where the request is handed over elsewhere (`request`, `request_uri`).
        vi "Kiểu trả lời; vắng mặt nếu không ghi. Mục này và các mục sau chưa rõ nếu yêu cầu được chuyển theo đường khác (`request`, `request_uri`)."
        response_type: Fact<String>,
        /// How `state` is made.
        vi "`state` được tạo thế nào."
        state: Fact<Freshness>,
        /// How `nonce` is made.
        vi "`nonce` được tạo thế nào."
        nonce: Fact<Freshness>,
        /// The challenge against stolen codes.
        vi "Thử thách chống đánh cắp mã ủy quyền (PKCE)."
        challenge: Fact<Challenge>,
        /// Whether it asks for an identity (`openid`) and not for access alone.
        vi "Có hỏi danh tính (`openid`), không chỉ quyền truy cập."
        openid: Fact<bool>,
        /// The return address, without the query; absent without one.
        vi "Địa chỉ trả về, bỏ phần truy vấn; vắng mặt nếu không ghi."
        return_address: Fact<String>,
        /// Whether it is https.
        vi "Địa chỉ trả về có là https không."
        return_secure: Fact<bool>,
        /// Whether its host is one of the declared names.
        vi "Máy chủ của địa chỉ trả về có thuộc các tên đã khai báo không."
        return_own: Fact<bool>,
    }
}

record! {
    /// A SAML request in an address.
    pub struct SamlRequest {
        /// The provider's address, without the query.
        vi "Địa chỉ của nhà cung cấp, bỏ phần truy vấn."
        address: String,
        /// Whether the address carries a signature.
        vi "Địa chỉ có mang chữ ký không."
        signed: bool,
        /// How the `ID` is made; unknown where the request cannot be read.
        vi "`ID` được tạo thế nào; chưa rõ nếu không đọc được yêu cầu."
        id: Fact<Freshness>,
        /// Where the answer is to be sent; absent where the provider decides.
        vi "Nơi nhận câu trả lời; vắng mặt nếu để nhà cung cấp quyết định."
        return_address: Fact<String>,
        /// Whether that is https.
        vi "Nơi nhận có là https không."
        return_secure: Fact<bool>,
        /// Whether its host is one of the declared names.
        vi "Máy chủ nhận có thuộc các tên đã khai báo không."
        return_own: Fact<bool>,
        /// Whether it demands a new sign-in (`ForceAuthn`).
        vi "Có đòi đăng nhập lại không (`ForceAuthn`)."
        force: Fact<bool>,
    }
}

record! {
    /// A page for local accounts.
    pub struct LocalAccounts {
        /// What it does to them.
        vi "Trang làm gì."
        purpose: Purpose,
        /// Its address, without the query.
        vi "Địa chỉ, bỏ phần truy vấn."
        address: String,
        /// Whether the sign-in page links to it.
        vi "Trang đăng nhập có liên kết tới không."
        linked: bool,
        /// The fields that prove it, by their names.
        vi "Các trường chứng minh điều đó, theo tên."
        fields: Vec<String>,
    }
}
