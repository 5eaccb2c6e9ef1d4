//! Whether officers' sign-ins are reached from the Internet.

use super::nothing_recognised;
use crate::fact::{Fact, Gap, Reason};
use crate::probe::Target;
use crate::system::Vantage;
use crate::text::Text;
use crate::wire::Response;

/// Whether everybody gets to the sign-in; only an inspection from the open Internet can tell.
pub(super) fn exposed(target: &Target<'_>, response: &Response, recognised: bool) -> Fact<bool> {
    match target.system.scope.vantage {
        Some(Vantage::Internet) if recognised => Fact::Known(true),
        Some(Vantage::Internet) if matches!(response.status, 403 | 404) => Fact::Known(false),
        Some(Vantage::Internet) => nothing_recognised().into(),
        Some(Vantage::Internal) => inside().into(),
        None => elsewhere().into(),
    }
}

/// The same where the sign-in gave no answer.
pub(super) fn without_answer(target: &Target<'_>, gap: &Gap) -> Fact<bool> {
    match target.system.scope.vantage {
        Some(Vantage::Internet) => gap.clone().into(),
        Some(Vantage::Internal) => inside().into(),
        None => elsewhere().into(),
    }
}

/// The declaration itself keeps the inspection inside.
fn inside() -> Gap {
    let detail = Text::new(
        "đợt kiểm tra đứng trong mạng nội bộ (`scope.vantage: internal`), nên không xem được từ Internet",
        "the inspection stands inside the network (`scope.vantage: internal`) and cannot look from the Internet",
    );
    Gap::new(Reason::OutOfScope, detail)
}

fn elsewhere() -> Gap {
    let detail = Text::new(
        "đợt kiểm tra không khai báo `scope.vantage: internet`, nên không biết trang có tới được từ Internet không",
        "the inspection does not declare `scope.vantage: internet`, so whether it is reached from the Internet is not known",
    );
    Gap::new(Reason::NotCollected, detail)
}
