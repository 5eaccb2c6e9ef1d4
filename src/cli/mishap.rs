//! What is told of a panic: where it was, and only words that stand in the program itself. A message that was put together
//! may hold what was being read.

use std::panic::{PanicHookInfo, set_hook};

use super::output;

/// Has every panic of the program told this way from now on.
pub(super) fn watch() {
    set_hook(Box::new(tell));
}

fn tell(info: &PanicHookInfo<'_>) {
    let place = info.location().map(ToString::to_string).unwrap_or_default();
    let fixed = info.payload().downcast_ref::<&'static str>().copied().unwrap_or("-");
    output::notice(&format!("kiemtra: lỗi trong chương trình / a mistake in the program: {place}: {fixed}\n"));
}
