//! Reads the vectors and the real data that the tests share.
