//! What the probe `http` tells. An empty list means that it was looked for and is not there.

use jiff::Timestamp;

use crate::fact::{Fact, record};

record! {
    /// What an HTTP endpoint does.
    pub struct Http {
        /// The answer to a GET of the declared path.
        vi "Câu trả lời cho yêu cầu GET tới đường dẫn đã khai báo."
        response: Fact<Answered>,
        /// What plain HTTP does; absent where no plain port is declared.
        vi "HTTP không mã hóa trả lời thế nào; vắng mặt nếu không khai báo cổng."
        plain: Fact<Plain>,
        /// The way of redirects from the declared address, at most five hops, only inside the scope.
        vi "Các bước chuyển hướng từ địa chỉ đã khai báo, tối đa năm bước, chỉ trong phạm vi."
        redirects: Fact<Vec<Redirect>>,
        /// The security headers of the page where the way ends on the declared host.
        vi "Các tiêu đề bảo mật của trang cuối trên máy chủ đã khai báo."
        headers: Fact<Headers>,
        /// Whether a foreign page may not frame this one: CSP `frame-ancestors`, or `X-Frame-Options` where there is none.
        vi "Trang lạ không nhúng được trang này vào khung (CSP `frame-ancestors` hoặc `X-Frame-Options`)."
        framing_blocked: Fact<bool>,
        /// Headers that tell a version number.
        vi "Các tiêu đề làm lộ số phiên bản."
        version_banners: Fact<Vec<Banner>>,
        /// The cookies set on the way, each name once.
        vi "Các cookie được đặt trên đường đi, mỗi tên một lần."
        cookies: Fact<Vec<Cookie>>,
        /// Which methods are allowed, and whether TRACE really echoes.
        vi "Các phương thức được phép và TRACE có thực sự dội lại yêu cầu không."
        methods: Fact<Methods>,
        /// What a request from a foreign origin is answered.
        vi "Yêu cầu từ nguồn gốc lạ (CORS) được trả lời thế nào."
        cors: Fact<Cors>,
        /// The answer to a path that does not exist.
        vi "Câu trả lời cho đường dẫn không tồn tại."
        error_page: Fact<ErrorPage>,
        /// `/.well-known/security.txt` (RFC 9116); absent where there is none.
        vi "Tệp `/.well-known/security.txt` (RFC 9116); vắng mặt nếu không có."
        security_txt: Fact<SecurityTxt>,
        /// Unencrypted addresses that the encrypted page loads or posts to, at most 20; absent over plain HTTP.
        vi "Các địa chỉ không mã hóa mà trang mã hóa nạp hoặc gửi tới, tối đa 20; vắng mặt với HTTP thường."
        mixed_content: Fact<Vec<String>>,
        /// How many forms post to an unencrypted address.
        vi "Số biểu mẫu gửi dữ liệu tới địa chỉ không mã hóa."
        insecure_forms: Fact<i64>,
    }
}

record! {
    /// An answer as a whole.
    pub struct Answered {
        /// The status.
        vi "Mã trạng thái."
        status: i64,
        /// Milliseconds from the start to the end.
        vi "Số mili giây từ lúc bắt đầu đến hết."
        elapsed_ms: i64,
        /// Milliseconds from the start until the answer began.
        vi "Số mili giây từ lúc bắt đầu đến khi có trả lời."
        first_byte_ms: i64,
        /// Bytes of the body that were read.
        vi "Số byte nội dung đã đọc."
        bytes: i64,
        /// The content type.
        vi "Kiểu nội dung."
        content_type: Fact<String>,
    }
}

record! {
    /// What plain HTTP does.
    pub struct Plain {
        /// Whether it answers at all; a closed port does not.
        vi "Có trả lời hay không; cổng đóng là không."
        answers: bool,
        /// Whether the first answer redirects to https.
        vi "Câu trả lời đầu tiên có chuyển hướng sang https không."
        redirects_to_https: bool,
        /// Its status; absent where it does not answer.
        vi "Mã trạng thái; vắng mặt nếu không trả lời."
        status: Fact<i64>,
        /// Where it redirects to; absent where it does not.
        vi "Chuyển hướng tới đâu; vắng mặt nếu không chuyển."
        target: Fact<String>,
        /// Whether it redirects to another host.
        vi "Có chuyển hướng sang máy chủ khác không."
        cross_host: bool,
    }
}

record! {
    /// One redirect.
    pub struct Redirect {
        /// The status.
        vi "Mã trạng thái."
        status: i64,
        /// The address that redirects.
        vi "Địa chỉ chuyển hướng."
        from: String,
        /// The address it names; queries are left out.
        vi "Địa chỉ được chỉ tới; bỏ phần truy vấn."
        to: String,
        /// Whether the inspection followed it.
        vi "Đợt kiểm tra có đi theo không."
        followed: bool,
        /// Why not: `out-of-scope`, `address-unknown`, `too-many`, `loop`, `not-http`, `bad-target`, or the reason of a failure.
        vi "Vì sao không: `out-of-scope`, `address-unknown`, `too-many`, `loop`, `not-http`, `bad-target` hoặc lý do lỗi."
        why_not: Fact<String>,
        /// Whether it leads to https.
        vi "Có dẫn tới https không."
        secure: bool,
    }
}

record! {
    /// The headers that protect a page, and those that tell too much.
    pub struct Headers {
        /// Strict-Transport-Security (RFC 6797); absent where missing, invalid or sent over plain HTTP.
        vi "Strict-Transport-Security (RFC 6797); vắng mặt nếu thiếu, sai hoặc gửi qua HTTP thường."
        hsts: Fact<Hsts>,
        /// How many Strict-Transport-Security headers were sent; browsers heed the first only.
        vi "Số tiêu đề Strict-Transport-Security được gửi; trình duyệt chỉ dùng tiêu đề đầu tiên."
        hsts_headers: i64,
        /// The text of the Content-Security-Policy, shortened; several policies joined by commas.
        vi "Nội dung Content-Security-Policy, rút gọn; nhiều chính sách nối bằng dấu phẩy."
        content_security_policy: Fact<String>,
        /// What that policy means; absent where there is none.
        vi "Ý nghĩa của chính sách đó; vắng mặt nếu không có."
        csp: Fact<Csp>,
        /// X-Frame-Options.
        vi "X-Frame-Options."
        x_frame_options: Fact<String>,
        /// What browsers make of X-Frame-Options: `deny`, `sameorigin`, or `none` where they ignore it (`ALLOW-FROM`, contradictions).
        vi "Trình duyệt hiểu X-Frame-Options thế nào: `deny`, `sameorigin`, hoặc `none` nếu bị bỏ qua (`ALLOW-FROM`, mâu thuẫn)."
        frame_options: Fact<String>,
        /// X-Content-Type-Options.
        vi "X-Content-Type-Options."
        x_content_type_options: Fact<String>,
        /// Referrer-Policy.
        vi "Referrer-Policy."
        referrer_policy: Fact<String>,
        /// The referrer policy that browsers follow: the last word that they know; absent without one.
        vi "Chính sách referrer mà trình duyệt áp dụng: giá trị hợp lệ cuối cùng; vắng mặt nếu không có."
        referrer_in_force: Fact<String>,
        /// Permissions-Policy.
        vi "Permissions-Policy."
        permissions_policy: Fact<String>,
        /// Cross-Origin-Opener-Policy.
        vi "Cross-Origin-Opener-Policy."
        opener_policy: Fact<String>,
        /// Cross-Origin-Resource-Policy.
        vi "Cross-Origin-Resource-Policy."
        resource_policy: Fact<String>,
        /// Server.
        vi "Server."
        server: Fact<String>,
        /// X-Powered-By.
        vi "X-Powered-By."
        powered_by: Fact<String>,
        /// Cache-Control.
        vi "Cache-Control."
        cache_control: Fact<String>,
        /// Access-Control-Allow-Origin.
        vi "Access-Control-Allow-Origin."
        access_control_allow_origin: Fact<String>,
        /// Whether Access-Control-Allow-Credentials is `true`; absent without the header.
        vi "Access-Control-Allow-Credentials có là `true` không; vắng mặt nếu không có tiêu đề."
        access_control_allow_credentials: Fact<bool>,
    }
}

record! {
    /// Strict-Transport-Security.
    pub struct Hsts {
        /// Seconds.
        vi "Số giây."
        max_age: i64,
        /// Whether it covers names below.
        vi "Có gồm các tên miền con không."
        include_subdomains: bool,
        /// Whether it asks for the browsers' preload list.
        vi "Có xin vào danh sách nạp sẵn của trình duyệt không."
        preload: bool,
    }
}

record! {
    /// What a Content-Security-Policy lets happen; of several policies, what all of them let happen.
    pub struct Csp {
        /// The sources of `frame-ancestors`; absent without it.
        vi "Các nguồn của `frame-ancestors`; vắng mặt nếu không có."
        frame_ancestors: Fact<String>,
        /// Whether scripts written into the page may run: `unsafe-inline` in force, or no directive for scripts.
        vi "Mã kịch bản viết thẳng trong trang có chạy được không."
        script_unsafe_inline: bool,
        /// Whether text may be run as script: `unsafe-eval`, or no directive for scripts.
        vi "Chuỗi văn bản có chạy được như mã kịch bản không (`unsafe-eval`)."
        script_unsafe_eval: bool,
        /// Whether scripts of any host may run: `*`, a bare scheme, or no directive for scripts.
        vi "Mã kịch bản từ máy chủ bất kỳ có chạy được không."
        script_any_host: bool,
        /// Whether there is a `script-src` or `default-src`.
        vi "Có `script-src` hoặc `default-src` không."
        default_or_script: bool,
        /// Whether plug-ins are shut out: `object-src 'none'`, or `default-src 'none'` without it.
        vi "Có chặn trình cắm thêm không (`object-src 'none'`)."
        object_none: bool,
        /// Whether there is a `base-uri`.
        vi "Có `base-uri` không."
        base_uri: bool,
    }
}

record! {
    /// A header that tells a version.
    pub struct Banner {
        /// Its name.
        vi "Tên tiêu đề."
        header: String,
        /// Its value.
        vi "Giá trị."
        value: String,
    }
}

record! {
    /// A cookie.
    pub struct Cookie {
        /// Its name.
        vi "Tên."
        name: String,
        /// Secure.
        vi "Thuộc tính Secure."
        secure: bool,
        /// HttpOnly.
        vi "Thuộc tính HttpOnly."
        http_only: bool,
        /// `Strict`, `Lax`, `None`, or what else was written; absent without the attribute.
        vi "`Strict`, `Lax`, `None` hoặc giá trị khác; vắng mặt nếu không ghi."
        same_site: Fact<String>,
        /// Whether the name begins with `__Host-`.
        vi "Tên có bắt đầu bằng `__Host-` không."
        host_prefix: bool,
        /// Whether the name looks like a session or a sign-in.
        vi "Tên giống cookie phiên hoặc đăng nhập."
        session_like: bool,
        /// Whether it outlives the browser.
        vi "Có còn lại sau khi đóng trình duyệt không."
        persistent: bool,
        /// The masked value.
        vi "Giá trị đã che."
        value: String,
    }
}

record! {
    /// The methods of an endpoint.
    pub struct Methods {
        /// The `Allow` header of the answer to OPTIONS, sorted; empty where there is none.
        vi "Tiêu đề `Allow` trong trả lời OPTIONS, đã sắp xếp; rỗng nếu không có."
        allowed: Vec<String>,
        /// Whether TRACE echoes the request.
        vi "TRACE có dội lại yêu cầu không."
        trace: bool,
    }
}

record! {
    /// What a foreign origin is allowed.
    pub struct Cors {
        /// Whether a made-up origin is repeated as allowed.
        vi "Nguồn gốc bịa ra có được chấp nhận lại nguyên văn không."
        reflects_origin: bool,
        /// Whether it may also use the visitor's cookies.
        vi "Nguồn gốc đó có được dùng cookie của người dùng không."
        with_credentials: bool,
        /// Further origins that were tried, where the made-up one is refused: `null`, and names that only look like the site's.
        vi "Các nguồn gốc khác đã thử khi nguồn gốc bịa bị từ chối: `null` và tên miền na ná tên miền của trang."
        tried: Vec<TriedOrigin>,
    }
}

record! {
    /// An origin that was tried.
    pub struct TriedOrigin {
        /// `null` (a sandboxed frame of anybody's), `name-in-front` (our name, and a foreign one after it), `name-at-end` (a foreign name that ends like ours).
        vi "`null` (khung cách ly của bất kỳ ai), `name-in-front` (tên của ta rồi đến tên lạ), `name-at-end` (tên lạ có đuôi giống tên của ta)."
        kind: String,
        /// The origin.
        vi "Nguồn gốc."
        origin: String,
        /// Whether it is allowed.
        vi "Có được chấp nhận không."
        allowed: Fact<bool>,
        /// Whether it may also use the visitor's cookies.
        vi "Có được dùng cookie của người dùng không."
        with_credentials: Fact<bool>,
    }
}

record! {
    /// An error page.
    pub struct ErrorPage {
        /// The status.
        vi "Mã trạng thái."
        status: i64,
        /// Whether it says that all is well: a status of success for a path that does not exist.
        vi "Có báo thành công (mã 2xx) cho đường dẫn không tồn tại không."
        soft: bool,
        /// What it reveals: `stack-trace`, `file-path`, `framework-debug`, `sql-error`, `version`.
        vi "Làm lộ điều gì: `stack-trace`, `file-path`, `framework-debug`, `sql-error`, `version`."
        reveals: Vec<String>,
    }
}

record! {
    /// A security.txt (RFC 9116).
    pub struct SecurityTxt {
        /// Whether it names a contact.
        vi "Có nêu đầu mối liên hệ không."
        contact: bool,
        /// When it expires; absent where it does not say, says it twice or unreadably.
        vi "Thời điểm hết hạn; vắng mặt nếu không ghi, ghi hai lần hoặc không đọc được."
        expires: Fact<Timestamp>,
        /// Whether it has a contact and has not expired.
        vi "Có liên hệ và chưa hết hạn."
        valid: bool,
        /// What is wrong with its form: `canonical-elsewhere`, `contact-missing`, `contact-no-address`, `contact-plain`, `expires-missing`, `expires-repeated`, `expires-unreadable`, `expires-far` (over a year and a month), `languages-repeated`, `not-https`, `not-text`, `signature-broken`.
        vi "Sai sót về hình thức: `canonical-elsewhere`, `contact-missing`, `contact-no-address`, `contact-plain`, `expires-missing`, `expires-repeated`, `expires-unreadable`, `expires-far` (quá 13 tháng), `languages-repeated`, `not-https`, `not-text`, `signature-broken`."
        flaws: Vec<String>,
        /// Whether it is signed (OpenPGP clear text).
        vi "Có được ký (OpenPGP dạng văn bản) không."
        signed: bool,
    }
}
