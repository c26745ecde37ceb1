//! Identities that any language can generate for itself: `total = a + b` in rials, every second one wrong by one rial.
//!
//! The generator is written out so that Python and JavaScript make the same rows (all arithmetic is on whole numbers,
//! `state` modulo 2^64):
//!
//! ```text
//! draw():  state = state * 6364136223846793005 + 1442695040888963407;  return state >> 32
//! wide():  return draw() * 2^32 + draw()          (the first draw is the upper half)
//! row i, from 0:  a = low + wide() % span;  b = low + wide() % span;  step = 1 if draw() is even, else -1
//!                 total = a + b, and where i is odd total + step
//! ```

/// One identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    /// What is stated to be the sum.
    pub total: u64,
    /// The first part.
    pub a: u64,
    /// The second part.
    pub b: u64,
}

/// `count` identities from a seed, with parts from `low` to below `low + span`.
#[must_use]
pub fn identities(seed: u64, low: u64, span: u64, count: usize) -> Vec<Identity> {
    let mut state = seed;
    let mut draw = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state >> 32
    };
    let mut row = |index: usize| {
        let a = low + (draw() << 32 | draw()) % span;
        let b = low + (draw() << 32 | draw()) % span;
        let is_even = draw().is_multiple_of(2);
        let total = match (index.is_multiple_of(2), is_even) {
            (true, _) => a + b,
            (false, true) => a + b + 1,
            (false, false) => a + b - 1,
        };
        Identity { total, a, b }
    };
    (0..count).map(&mut row).collect()
}
