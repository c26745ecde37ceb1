//! A panic of a module has nobody to tell: it traps. What would make its message is taken out.

use walrus::{FunctionBuilder, FunctionKind, LocalFunction, Module};

/// Paths of the standard library whose functions all end in a panic, without their hashes.
const PATHS: [&str; 12] = [
    "core::panicking::",
    "core::option::unwrap_failed",
    "core::option::expect_failed",
    "core::result::unwrap_failed",
    "core::cell::panic_already_borrowed",
    "core::cell::panic_already_mutably_borrowed",
    "core::slice::index::slice_index_fail",
    "core::slice::copy_from_slice_impl::len_mismatch_fail",
    "core::str::slice_error_fail",
    "alloc::alloc::handle_alloc_error",
    "alloc::raw_vec::handle_error",
    "alloc::raw_vec::capacity_overflow",
];

/// Makes each of them a bare trap, which is what it ends in anyway; gives how many there were.
pub fn silence(module: &mut Module) -> usize {
    let found: Vec<_> = module
        .funcs
        .iter_local()
        .filter(|(id, _)| module.funcs.get(*id).name.as_deref().is_some_and(only_panics))
        .map(|(id, function)| (id, function.ty()))
        .collect();
    for (id, ty) in &found {
        let trap = trap(module, *ty);
        module.funcs.get_mut(*id).kind = FunctionKind::Local(trap);
    }
    found.len()
}

fn only_panics(name: &str) -> bool {
    // Without the hashes of crates and functions.
    let path = format!("{:#}", rustc_demangle::demangle(name));
    PATHS.iter().any(|known| path.starts_with(known))
}

fn trap(module: &mut Module, ty: walrus::TypeId) -> LocalFunction {
    let (params, results) = module.types.params_results(ty);
    let (params, results) = (params.to_vec(), results.to_vec());
    let arguments = params.iter().map(|kind| module.locals.add(*kind)).collect();
    let mut builder = FunctionBuilder::new(&mut module.types, &params, &results);
    builder.func_body().unreachable();
    builder.local_func(arguments)
}
