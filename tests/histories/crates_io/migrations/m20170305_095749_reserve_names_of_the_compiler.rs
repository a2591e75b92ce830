//! The crates that come with the compiler.

use migrate::prelude::*;

pub struct ReserveNamesOfTheCompiler;

#[migration]
impl DataMigration for ReserveNamesOfTheCompiler {
    fn up(data: &mut Data) {
        data.insert("reserved_crate_names")
            .columns(["name"])
            .row("alloc")
            .row("arena")
            .row("ast")
            .row("builtins")
            .row("collections")
            .row("compiler-builtins")
            .row("compiler-rt")
            .row("compiletest")
            .row("core")
            .row("coretest")
            .row("debug")
            .row("driver")
            .row("flate")
            .row("fmt_macros")
            .row("grammar")
            .row("graphviz")
            .row("macro")
            .row("macros")
            .row("proc_macro")
            .row("rbml")
            .row("rust-installer")
            .row("rustbook")
            .row("rustc")
            .row("rustc_back")
            .row("rustc_borrowck")
            .row("rustc_driver")
            .row("rustc_llvm")
            .row("rustc_resolve")
            .row("rustc_trans")
            .row("rustc_typeck")
            .row("rustdoc")
            .row("rustllvm")
            .row("rustuv")
            .row("serialize")
            .row("std")
            .row("syntax")
            .row("test")
            .row("unicode")
            .key("name");
    }
}
