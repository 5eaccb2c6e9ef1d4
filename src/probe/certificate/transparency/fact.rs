//! The facts about certificate timestamps.

use jiff::Timestamp;

use crate::fact::{Fact, record};

record! {
    /// The signed certificate timestamps (RFC 6962) from the certificate, the handshake and the staple. Two of one log
    /// in one place count once; their signatures are not verified.
    pub struct Transparency {
        /// How many logs have a timestamp embedded in the certificate.
        vi "Số nhật ký có nhãn thời gian nhúng trong chứng thư."
        embedded: i64,
        /// How many logs have a timestamp in the handshake. It is read from a TLS 1.2 handshake, where it comes in the
        /// clear.
        vi "Số nhật ký có nhãn thời gian gửi trong bắt tay TLS. Đọc từ bắt tay TLS 1.2, nơi nhãn không bị mã hóa."
        in_handshake: Fact<i64>,
        /// How many logs have a timestamp in the stapled OCSP response.
        vi "Số nhật ký có nhãn thời gian trong phản hồi OCSP gửi kèm."
        in_staple: Fact<i64>,
        /// How many different logs all the sources that were seen have together.
        vi "Tổng số nhật ký khác nhau từ mọi nguồn đã thấy."
        seen: i64,
        /// The ids of these logs in hexadecimal, sorted.
        vi "Mã các nhật ký này, dạng thập lục phân, đã sắp xếp."
        logs: Vec<String>,
        /// The newest timestamp; absent where there is none.
        vi "Nhãn thời gian mới nhất; vắng mặt nếu không có."
        newest: Fact<Timestamp>,
        /// Whether a timestamp lies more than five minutes after the time of the run.
        vi "Có nhãn thời gian nào muộn hơn thời điểm kiểm tra quá năm phút hay không."
        in_future: bool,
        /// Whether an embedded timestamp lies more than a day before the certificate's validity begins.
        vi "Có nhãn nhúng nào sớm hơn ngày bắt đầu hiệu lực quá một ngày hay không."
        before_validity: bool,
        /// Whether a list of timestamps cannot be read to its end.
        vi "Có danh sách nhãn nào không đọc được trọn vẹn hay không."
        malformed: bool,
    }
}
