//! Columnar tables: the one shape that rules and consolidation work on.
