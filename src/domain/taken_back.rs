//! What an undo did.

/// How many rows were deleted again and how many are what they were before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TakenBack {
    pub deleted: usize,
    pub restored: usize,
}
