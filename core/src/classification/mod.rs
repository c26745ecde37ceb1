//! Codes and code lists with years of validity.
