//! Rules as data: rulebook, expressions, evaluation, findings.
