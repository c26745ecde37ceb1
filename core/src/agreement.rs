//! Agreements, credit lines and amendments: the terms in force on a date.
