//! What the probe `account` tells.

use crate::fact::{Fact, record};
use crate::probe::browse::Way;

record! {
    /// What the account that is lent shows of a sign-in.
    pub struct SignedInAccount {
        /// Whether the lent account could sign in: the declared page shows what it shows to nobody else.
        vi "Tài khoản kiểm thử đăng nhập được không: trang đã khai báo hiện nội dung mà người khác không thấy."
        signed_in: Fact<bool>,
        /// Why not: `refused`, `second-factor`, `elsewhere` (it leads to another host); absent where it could.
        vi "Vì sao không: `refused` (bị từ chối), `second-factor` (hỏi lớp thứ hai), `elsewhere` (dẫn sang máy chủ khác); vắng mặt nếu đăng nhập được."
        why_not: Fact<String>,
        /// Who signs in there, as declared: `citizens`, `officers`; absent where nothing is declared.
        vi "Ai đăng nhập ở đây, theo khai báo: `citizens` (công dân), `officers` (cán bộ); vắng mặt nếu không khai báo."
        audience: Fact<String>,
        /// Whether the right password alone does not suffice: a code is asked for.
        vi "Mật khẩu đúng chưa đủ: trang hỏi thêm mã xác thực."
        second_factor: Fact<bool>,
        /// How name and password were handed in.
        vi "Tên và mật khẩu được gửi đi thế nào."
        handing_in: Fact<HandingIn>,
        /// Where answers gave the password back: `body`, or the name of a header. What they gave back is kept nowhere.
        vi "Nơi câu trả lời lặp lại mật khẩu: `body` hoặc tên tiêu đề. Nội dung lặp lại không được lưu ở đâu."
        echoed_in: Fact<Vec<String>>,
        /// The session; absent where there is none, because each request brings name and password along (HTTP Basic).
        vi "Phiên làm việc; vắng mặt nếu không có phiên vì mỗi yêu cầu mang theo tên và mật khẩu (HTTP Basic)."
        session: Fact<SessionSeen>,
        /// How the session ends when one signs out; absent where `sign_out` is not declared or there is no session.
        vi "Phiên kết thúc thế nào khi đăng xuất; vắng mặt nếu không khai báo `sign_out` hoặc không có phiên."
        sign_out: Fact<SignOutSeen>,
        /// Whether the session had ended after the declared minutes without a request; absent where none are declared or there is no session.
        vi "Phiên đã kết thúc sau số phút không hoạt động đã khai báo chưa; vắng mặt nếu không khai báo hoặc không có phiên."
        idle_ends: Fact<bool>,
        /// Whether a second sign-in leaves the first session alive; absent where there is none.
        vi "Đăng nhập lần thứ hai có để phiên thứ nhất tiếp tục hoạt động không; vắng mặt nếu không có phiên."
        concurrent_sessions: Fact<bool>,
        /// Whether a wrong password is answered in a way that tells which accounts exist.
        vi "Trả lời khi sai mật khẩu có cho biết tài khoản nào tồn tại không."
        enumeration: Fact<EnumerationSeen>,
        /// Whether the right password was taken after the wrong ones, so that no counter stands against the account.
        vi "Sau các lần sai, mật khẩu đúng có được nhận không, để bộ đếm của tài khoản trở về không."
        restored: Fact<bool>,
        /// Whether another account gets what belongs to this one; absent where `object` or `second_account` is not declared.
        vi "Tài khoản khác có lấy được dữ liệu riêng của tài khoản này không; vắng mặt nếu không khai báo `object` hoặc `second_account`."
        foreign_object: Fact<ForeignObject>,
        /// Where one is led after signing in; absent where the sign-in shows no address to return to.
        vi "Sau khi đăng nhập được dẫn tới đâu; vắng mặt nếu trang không có tham số địa chỉ quay lại."
        return_address: Fact<ReturnAddress>,
    }
}

record! {
    /// How name and password were handed in.
    pub struct HandingIn {
        /// How they were written.
        vi "Cách gửi: `basic` (tiêu đề của mỗi yêu cầu), `form`, `json`, `multipart`."
        way: Way,
        /// The method.
        vi "Phương thức."
        method: String,
        /// Whether the password stood in the address.
        vi "Mật khẩu có nằm trong địa chỉ không."
        in_address: bool,
        /// Whether it went over plain HTTP.
        vi "Mật khẩu có đi qua HTTP không mã hóa không."
        in_plain: bool,
        /// Whether a redirect names the password in its address.
        vi "Chuyển hướng có ghi mật khẩu trong địa chỉ không."
        in_redirect: bool,
        /// The status by which the server asked the browser to send name and password again (307, 308); absent where it did not.
        vi "Mã trạng thái yêu cầu trình duyệt gửi lại tên và mật khẩu (307, 308); vắng mặt nếu không có."
        repost_status: Fact<i64>,
        /// The other place to which they should have been sent again, which was refused; absent without.
        vi "Nơi khác mà máy chủ yêu cầu gửi lại mật khẩu (đợt kiểm tra không gửi); vắng mặt nếu không có."
        repost_elsewhere: Fact<String>,
        /// The status of the answer.
        vi "Mã trạng thái của câu trả lời."
        status: i64,
    }
}

record! {
    /// A session.
    pub struct SessionSeen {
        /// Whether signing in made a new session: no cookie from before it opens the page of those who are signed in.
        vi "Đăng nhập có tạo phiên mới không: không cookie nào có từ trước mở được trang dành cho người đã đăng nhập."
        renewed: Fact<bool>,
        /// The cookies that carry the session and kept the value they had before.
        vi "Các cookie mang phiên mà giá trị vẫn như trước khi đăng nhập."
        kept_cookies: Vec<String>,
        /// Whether a value that the visitor made up became the session; unknown where the server hands the cookie out before.
        vi "Giá trị do người truy cập tự đặt có trở thành phiên không."
        adopts_invented: Fact<bool>,
        /// The cookies after signing in.
        vi "Các cookie sau khi đăng nhập."
        cookies: Vec<SessionCookie>,
        /// `Cache-Control` of the page of those who are signed in.
        vi "`Cache-Control` của trang dành cho người đã đăng nhập."
        cache_control: Fact<String>,
        /// Whether that page may not be stored.
        vi "Trang đó có cấm lưu lại (no-store) không."
        no_store: bool,
        /// After how many minutes the session ends whatever happens, as cookies and the tokens in them say; absent where they say nothing.
        vi "Số phút sau đó phiên kết thúc dù có hoạt động, theo cookie và mã thông báo bên trong; vắng mặt nếu không nêu."
        ends_after_minutes: Fact<i64>,
    }
}

record! {
    /// A cookie of somebody who is signed in.
    pub struct SessionCookie {
        /// Its name.
        vi "Tên."
        name: String,
        /// Whether the session ends without it.
        vi "Thiếu cookie này thì mất phiên."
        carries_session: Fact<bool>,
        /// Whether signing in set it, or gave it a new value.
        vi "Được đặt hoặc đổi giá trị khi đăng nhập."
        set_at_sign_in: bool,
        /// Secure.
        vi "Secure."
        secure: bool,
        /// HttpOnly.
        vi "HttpOnly."
        http_only: bool,
        /// SameSite; absent without.
        vi "SameSite; vắng mặt nếu không có."
        same_site: Fact<String>,
        /// `__Host-` or `__Secure-`; absent without.
        vi "Tiền tố `__Host-` hoặc `__Secure-`; vắng mặt nếu không có."
        prefix: Fact<String>,
        /// The domain whose other hosts get it too; absent where only this host does.
        vi "Tên miền mà các máy chủ khác cũng nhận cookie; vắng mặt nếu chỉ máy chủ này."
        domain: Fact<String>,
        /// The minutes that it lives; absent where it ends with the browser.
        vi "Số phút tồn tại; vắng mặt nếu hết cùng trình duyệt."
        lifetime_minutes: Fact<i64>,
        /// The minutes that a token (JWT) in it lives; absent where it holds none, or one without an end.
        vi "Số phút hiệu lực của mã thông báo (JWT) bên trong; vắng mặt nếu không có hoặc không có hạn."
        token_minutes: Fact<i64>,
    }
}

record! {
    /// How a session ends.
    pub struct SignOutSeen {
        /// The status of the answer.
        vi "Mã trạng thái của câu trả lời."
        status: i64,
        /// Whether the old cookies open nothing any more.
        vi "Cookie cũ không còn mở được trang nữa."
        ends_session: Fact<bool>,
        /// Whether a mere GET without a token signs out, so that any page can.
        vi "Chỉ một yêu cầu GET không kèm mã chống giả mạo cũng đăng xuất được."
        by_get: Fact<bool>,
    }
}

record! {
    /// How a wrong password is answered for an account that exists, and for names that do not.
    pub struct EnumerationSeen {
        /// In what the two differ: `status`, `redirect`, `message`, `markup`, `length`, `headers`, `cookies`.
        vi "Khác nhau ở: `status`, `redirect`, `message`, `markup`, `length`, `headers`, `cookies`."
        differs: Vec<String>,
        /// Whether the quickest answers lie more than 150 ms apart: an indication, no proof.
        vi "Câu trả lời nhanh nhất của hai bên chênh nhau hơn 150 ms: dấu hiệu, chưa phải bằng chứng."
        by_time: bool,
    }
}

record! {
    /// What another account gets of the object that belongs to this one.
    pub struct ForeignObject {
        /// The status that the owner gets.
        vi "Mã trạng thái chủ dữ liệu nhận được."
        owner_status: i64,
        /// The status that the other account gets.
        vi "Mã trạng thái tài khoản khác nhận được."
        other_status: Fact<i64>,
        /// Whether the other account gets the same content.
        vi "Tài khoản khác có nhận được cùng nội dung không."
        other_gets: Fact<bool>,
        /// The status that somebody gets who is not signed in.
        vi "Mã trạng thái người chưa đăng nhập nhận được."
        stranger_status: Fact<i64>,
        /// Whether somebody who is not signed in gets the same content.
        vi "Người chưa đăng nhập có nhận được cùng nội dung không."
        stranger_gets: Fact<bool>,
    }
}

record! {
    /// Where one is led after signing in.
    pub struct ReturnAddress {
        /// The parameter that names the address.
        vi "Tham số mang địa chỉ quay lại."
        parameter: String,
        /// Whether one is led to a foreign host.
        vi "Có bị dẫn sang máy chủ lạ không."
        leads_away: bool,
        /// The first writing that did so: `absolute`, `two-slashes`, `backslash`; absent where none did.
        vi "Cách viết đầu tiên có tác dụng: `absolute`, `two-slashes`, `backslash`; vắng mặt nếu không có."
        by: Fact<String>,
    }
}
