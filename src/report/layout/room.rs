//! The room that a signature block keeps for signatures.

use super::page::{Block, Flow, GUTTER, PAGE_HEIGHT};

/// Width of the room of a seal over a signature: 42 mm, the largest.
const SEAL_WIDTH: f32 = 120.0;
/// Height of the room for the facts of a seal, below those of the signature that it covers.
pub(in crate::report) const SEAL_FACTS: f32 = 34.0;
/// What stays free between a signature and the text above and below it.
const CLEAR: f32 = 2.0;

/// Where a role signs.
#[derive(Clone, Debug, PartialEq)]
pub struct Room {
    /// The key of the role.
    pub role: String,
    /// The page, from 1.
    pub page: u32,
    /// Left, bottom, right and top, in points from the lower left corner of the page.
    pub edges: [f32; 4],
}

impl Flow<'_> {
    /// Notes the room that a block keeps below itself, a little inside the text around it.
    pub(super) fn keep(&mut self, block: &Block, (left, top): (f32, f32), (width, height): (f32, f32)) {
        let Some(role) = block.signer.clone() else { return };
        let below = if block.sealer.is_some() { SEAL_FACTS } else { 0.0 };
        let exact = |points: f32| (points * 100.0).round() / 100.0;
        let edges =
            [left, PAGE_HEIGHT - top - height + below + CLEAR, left + width, PAGE_HEIGHT - top - CLEAR].map(exact);
        let page = u32::try_from(self.pages.len()).unwrap_or(u32::MAX);
        self.rooms.push(Room { role, page, edges });
        if let Some(role) = block.sealer.clone() {
            // As far as a third of a signature in the middle and a large seal reach, a little into the gutter.
            let (left, bottom) = (left - 2.0 * GUTTER, PAGE_HEIGHT - top - height + CLEAR);
            let edges = [left, bottom, left + SEAL_WIDTH, PAGE_HEIGHT - top - CLEAR].map(exact);
            self.rooms.push(Room { role, page, edges });
        }
    }
}
