//! Tables in Persian and English.
