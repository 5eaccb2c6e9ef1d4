//! What the probe does, act by act, for the plan.

use super::Site;
use crate::text::{Text, text};

/// The acts, in their order.
pub(super) fn steps(site: &Site<'_>) -> Vec<Text> {
    let own = site.sign_in;
    let user = own.account.as_ref().map(|account| account.user.clone()).unwrap_or_default();
    let user = crate::text::shorten(&user, 60);
    let mut all = vec![
        text!(
            "Đăng nhập bằng tài khoản `{user}` qua biểu mẫu, hoặc qua HTTP Basic nếu trang hỏi như vậy (khoảng sáu lần, phiên riêng mỗi lần) và mở trang dành cho người đã đăng nhập",
            "Signs in as `{user}`, by the form, or by HTTP Basic where the page asks for that (about six times, each a session of its own) and opens the page of those who are signed in"
        ),
        Text::new(
            "Mở trang đó bằng cookie có từ trước khi đăng nhập, và bằng cookie phiên tự đặt",
            "Opens that page with the cookies of before, and with a session cookie that was made up",
        ),
        text!(
            "Nhập sai mật khẩu hai lần cho `{user}` và một lần cho mỗi tên trong hai tên không tồn tại; ngay sau đó đăng nhập đúng để bộ đếm về không",
            "Hands in a wrong password twice for `{user}` and once for each of two names that nobody has; signs in rightly straight after, so that no counter stands"
        ),
        Text::new(
            "Nếu trang có tham số địa chỉ quay lại: đăng nhập với địa chỉ lạ `kiemtra.invalid` (không mở địa chỉ đó)",
            "Where the sign-in has an address to return to: signs in with the foreign one `kiemtra.invalid`, which is not opened",
        ),
    ];
    if let (Some(object), Some(second)) =
        (own.account.as_ref().and_then(|account| account.object.as_ref()), &own.second_account)
    {
        let other = crate::text::shorten(&second.user, 60);
        all.push(text!(
            "Đăng nhập bằng tài khoản `{other}` và mở `{object}` của `{user}`; mở cả khi chưa đăng nhập",
            "Signs in as `{other}` and opens `{object}`, which is `{user}`'s; opens it without signing in too"
        ));
    }
    if let Some(sign_out) = &own.sign_out {
        let path = &sign_out.path;
        all.push(text!(
            "Đăng xuất qua `{path}` rồi dùng lại cookie cũ",
            "Signs out by `{path}` and shows the old cookies again"
        ));
    }
    if let (Some(minutes), true) = (own.idle_minutes, own.wait_for_idle) {
        all.push(text!(
            "Để một phiên không hoạt động, sau thời gian {minutes} phút thì mở lại",
            "Leaves one session alone, and opens the page again after {minutes} min"
        ));
    }
    all
}
