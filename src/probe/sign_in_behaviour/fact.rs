//! What the probe `sign_in_behaviour` tells. An empty list means that it was tried and did not happen.

use crate::fact::{Fact, enumeration, record};

enumeration! {
    /// How an address for afterwards was written.
    pub enum Spelling = "return_spelling" {
        /// `https://kiemtra.invalid/`.
        Absolute = "absolute",
        /// `//kiemtra.invalid/`.
        SchemeRelative = "scheme-relative",
        /// `/\kiemtra.invalid/`.
        Backslash = "backslash",
    }
}

enumeration! {
    /// What a server does with a session that the browser made up.
    pub enum Treatment = "session_treatment" {
        /// It gives one of its own.
        Replaced = "replaced",
        /// It takes the cookie back.
        Dropped = "dropped",
        /// It goes on with it.
        Kept = "kept",
        /// It sets it itself.
        Repeated = "repeated",
    }
}

record! {
    /// How the sign-in treats what it should refuse. Nobody signs in.
    pub struct SignInBehaviour {
        /// What becomes of a made-up session, for each session cookie of the server's.
        vi "Máy chủ làm gì với mã phiên tự nghĩ ra, theo từng cookie phiên của máy chủ."
        sessions: Fact<Vec<InventedSession>>,
        /// What an answer to malformed values reveals beyond the ordinary page: `stack-trace`, `file-path`, `framework-debug`, `sql-error`, `version`.
        vi "Câu trả lời cho giá trị sai dạng làm lộ thêm điều gì so với trang thường: `stack-trace`, `file-path`, `framework-debug`, `sql-error`, `version`."
        reveals: Fact<Vec<String>>,
        /// Parameters by which the page sends visitors to any host.
        vi "Các tham số khiến trang đưa người dùng tới máy chủ bất kỳ."
        open_redirects: Fact<Vec<OpenRedirect>>,
        /// Where the host that a request claims to be forwarded for comes back: `redirect`, `form`, `link`, `resource`, `elsewhere`.
        vi "Tên máy chủ mà yêu cầu tự xưng (X-Forwarded-Host) quay lại ở đâu: `redirect`, `form`, `link`, `resource`, `elsewhere`."
        forwarded_host: Fact<Vec<String>>,
        /// Parameters whose value comes back in the page with its markup unescaped.
        vi "Các tham số có giá trị hiện lại trong trang mà dấu thẻ HTML không được mã hóa."
        reflected: Fact<Vec<String>>,
    }
}

record! {
    /// A made-up session.
    pub struct InventedSession {
        /// The name of the cookie.
        vi "Tên cookie."
        cookie: String,
        /// What the server does with it.
        vi "Máy chủ làm gì với mã phiên đó."
        treatment: Treatment,
        /// Whether the made-up session goes on: who plants one can later use it.
        vi "Mã phiên tự nghĩ ra có được dùng tiếp không: người cài mã đó về sau dùng lại được."
        adopted: bool,
    }
}

record! {
    /// A parameter that sends visitors anywhere.
    pub struct OpenRedirect {
        /// Its name.
        vi "Tên tham số."
        parameter: String,
        /// The spellings of a foreign address that it follows.
        vi "Các cách viết địa chỉ lạ mà tham số đi theo."
        spellings: Vec<Spelling>,
        /// How the visitor is sent: `location`, `refresh`, `script` or `form`.
        vi "Người dùng được đưa đi bằng gì: `location`, `refresh`, `script` hoặc `form`."
        ways: Vec<String>,
    }
}
