//! A long chain as a shallow tree, so that no text can exhaust the stack.

/// The items joined in their order, neighbours first: as deep as the logarithm of their number. `None` for no items.
///
/// # Errors
/// The first that `join` gives.
pub(crate) fn balanced<T, E>(mut items: Vec<T>, join: impl Fn(T, T) -> Result<T, E>) -> Result<Option<T>, E> {
    while items.len() > 1 {
        let mut joined = Vec::with_capacity(items.len().div_ceil(2));
        let mut rest = items.into_iter();
        while let Some(first) = rest.next() {
            joined.push(match rest.next() {
                Some(second) => join(first, second)?,
                None => first,
            });
        }
        items = joined;
    }
    Ok(items.pop())
}
