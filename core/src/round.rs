//! Round (دوره): one collection campaign, from opening to approval.
