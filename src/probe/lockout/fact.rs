//! What the probe `lockout` tells.

use crate::fact::{Fact, record};

record! {
    /// What a sign-in does against guessing.
    pub struct Throttle {
        /// How many wrong passwords were handed in.
        vi "Số lần đã nhập sai mật khẩu."
        attempts: i64,
        /// The most that the declaration allows.
        vi "Số lần nhiều nhất mà khai báo cho phép."
        ceiling: i64,
        /// Whether the sign-in began to limit: slowed down, asked for a captcha, locked.
        vi "Trang đăng nhập có bắt đầu hạn chế không: làm chậm, hỏi mã hình ảnh, khóa."
        limited: Fact<bool>,
        /// After how many wrong passwords; absent where it did not limit.
        vi "Sau bao nhiêu lần sai; vắng mặt nếu không hạn chế."
        after: Fact<i64>,
        /// How: `status-429`, `turned-away` (403, 423, 503), `retry-after`, `captcha`, `locked`, `delay`, `silent-lock`; absent where it did not limit.
        vi "Bằng cách nào: `status-429`, `turned-away` (403, 423, 503), `retry-after`, `captcha`, `locked`, `delay`, `silent-lock`; vắng mặt nếu không hạn chế."
        by: Fact<String>,
        /// Whether the right password was taken at the end.
        vi "Cuối cùng mật khẩu đúng có được nhận không."
        restored: Fact<bool>,
        /// How the account is unlocked, as the declaration says (Vietnamese); absent where it need not be, or nothing is declared.
        vi "Cách mở lại tài khoản theo khai báo (tiếng Việt); vắng mặt nếu không cần hoặc không khai báo."
        announced_vi: Fact<String>,
        /// The same in English.
        vi "Như trên, bằng tiếng Anh."
        announced_en: Fact<String>,
    }
}
