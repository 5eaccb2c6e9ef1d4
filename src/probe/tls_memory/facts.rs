//! The facts about bytes that do not belong to the client.

use crate::fact::{Fact, record};

record! {
    /// Bytes of a back-end's memory that came back; their content is not kept.
    pub struct TlsMemory {
        /// How many bytes came back to a heartbeat that claimed 16 and held none (CVE-2014-0160); absent where the server
        /// takes no heartbeats.
        vi "Số byte trả về cho một heartbeat khai 16 byte nhưng không chứa byte nào (CVE-2014-0160); không có khi máy chủ không nhận heartbeat."
        heartbleed_bytes: Fact<i64>,
        /// How many bytes too many a session id of one byte came back with (CVE-2016-9244); absent where no tickets are given.
        vi "Số byte thừa khi mã phiên dài một byte được gửi lại (CVE-2016-9244); không có khi máy chủ không cấp vé phiên."
        ticketbleed_bytes: Fact<i64>,
    }
}
