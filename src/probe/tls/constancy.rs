//! Whether a server says the same twice.
//!
//! Every list rests on the assumption that it does. Behind one address there may be several servers
//! with settings of their own, or one that answers by chance; then a refusal is the refusal of one of
//! them, and the list is none. So the hello that was accepted first and the one that was refused last
//! are asked once more.

use super::inquiry::{Inquiry, Word};
use super::search::Search;
use crate::fact::{Gap, Reason};
use crate::text::Text;

/// Why nothing that the server refused is proved, where it contradicts itself. A question that finds
/// no answer contradicts nothing.
pub(super) fn contradiction<'a>(inquiry: &mut Inquiry<'a>, search: &mut Search<'a>) -> Option<Gap> {
    if search.pending {
        return None;
    }
    let Word::Accepted(before, _) = inquiry.heard(&search.base) else { return None };
    let accepted = inquiry.ask(&search.base.clone().asked_again(1, 0));
    let refused = search.refused.as_ref().map(|hello| inquiry.ask(&hello.clone().asked_again(hello.again + 1, 0)));
    search.pending |= accepted == Word::Pending || refused == Some(Word::Pending);
    let turned = match accepted {
        Word::Accepted(after, _) => after.suite != before.suite || after.version != before.version,
        word => matches!(word, Word::Refused(_)),
    };
    (turned || matches!(refused, Some(Word::Accepted(..)))).then(inconsistent)
}

fn inconsistent() -> Gap {
    Gap::new(
        Reason::Inconsistent,
        Text::new(
            "tls: máy chủ trả lời khác đi khi nhận lại đúng lời chào cũ: có thể sau địa chỉ này có nhiều máy chủ được \
             cấu hình khác nhau",
            "tls: the server answered differently when it was sent the very same hello again: there may be several \
             servers with different settings behind this address",
        ),
    )
}
