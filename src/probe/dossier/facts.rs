//! What anybody learns of a dossier by its code or a link.

use crate::fact::{Fact, record};
use crate::probe::exposure::Class;

record! {
    /// What anybody learns of the operator's own test dossiers without signing in; absent where none is declared.
    pub struct Dossier {
        /// The ways in which anybody looks a dossier up.
        vi "Các cách ai cũng dùng được để tra cứu hồ sơ."
        look_ups: Vec<LookUpSeen>,
        /// How the codes of two dossiers made one after the other differ; absent where no look-up is declared.
        vi "Mã của hai hồ sơ lập liền nhau khác nhau thế nào; không có nếu chưa khai báo nơi tra cứu."
        codes: Fact<Codes>,
        /// The declared attachments, opened without signing in.
        vi "Các tệp đính kèm đã khai báo, mở khi chưa đăng nhập."
        attachments: Vec<LinkSeen>,
        /// The declared results, opened without signing in.
        vi "Các tệp kết quả đã khai báo, mở khi chưa đăng nhập."
        results: Vec<LinkSeen>,
    }
}

record! {
    /// A way to look a dossier up.
    pub struct LookUpSeen {
        /// `page`, or `interface` for the data service behind it.
        vi "`page` (trang tra cứu) hoặc `interface` (dịch vụ dữ liệu phía sau)."
        way: String,
        /// Its address, without the query.
        vi "Địa chỉ, không kèm tham số."
        address: String,
        /// Whether the code alone shows the dossier.
        vi "Chỉ cần mã là xem được hồ sơ hay không."
        shows: Fact<bool>,
        /// Personal data that the answer names and fills; empty where it gives code and progress only.
        vi "Dữ liệu cá nhân có trong câu trả lời; rỗng nếu chỉ có mã và mức độ hoàn thành."
        personal: Fact<Vec<FieldShown>>,
        /// Whether one has to prove to be human first.
        vi "Có phải chứng tỏ là người (mã xác nhận hình ảnh...) trước hay không."
        captcha: Fact<bool>,
        /// Whether a few look-ups one after the other, of codes that no dossier can have, were held up.
        vi "Vài lượt tra cứu liên tiếp các mã không thể có thật có bị chặn hay không."
        held_up: Fact<bool>,
        /// Files that the answer links to, opened without signing in.
        vi "Các tệp mà câu trả lời dẫn tới, mở khi chưa đăng nhập."
        files: Fact<Vec<LinkSeen>>,
    }
}

record! {
    /// Personal data that an answer names and fills.
    pub struct FieldShown {
        /// What it is.
        vi "Loại dữ liệu."
        class: Class,
        /// What the answer calls it.
        vi "Tên gọi trong câu trả lời."
        label: String,
        /// The value, masked.
        vi "Giá trị, đã che."
        masked: String,
    }
}

record! {
    /// How the codes of two dossiers made one after the other differ.
    pub struct Codes {
        /// Whether one follows from the other by counting.
        vi "Mã này suy ra được từ mã kia bằng cách đếm hay không."
        serial: bool,
        /// How many characters differ.
        vi "Số ký tự khác nhau."
        differing: i64,
    }
}

record! {
    /// A link that was opened without signing in.
    pub struct LinkSeen {
        /// Path, without the query; digits covered.
        vi "Đường dẫn, không kèm tham số, chữ số được che."
        link: String,
        /// Whether it opens.
        vi "Có mở được hay không."
        opens: Fact<bool>,
        /// What opened, by its content; absent where nothing did.
        vi "Thứ mở ra là gì, xét theo nội dung; không có nếu không mở được."
        format: Fact<String>,
        /// How many bits of the link nobody can guess, at most: by the length and letters of its longest random part.
        vi "Số bit tối đa của phần không đoán được trong liên kết, theo độ dài và bộ ký tự của phần ngẫu nhiên dài nhất."
        random_bits: i64,
        /// Whether the link itself says when it ends or is signed.
        vi "Liên kết có ghi hạn dùng hoặc chữ ký hay không."
        expires: bool,
    }
}
