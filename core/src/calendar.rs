//! Persian dates, fiscal years, periods and deadlines.
