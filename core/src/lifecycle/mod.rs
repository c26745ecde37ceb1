//! The four stages, the states and the moves between them.
