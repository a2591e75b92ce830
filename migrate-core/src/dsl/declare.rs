//! How a word of the language is declared: its Rust item and its evaluation, in one place.

/// Declares functions of the prelude.
///
/// `fn name(argument: Kind, …) -> Type { evaluation }` makes `pub fn name(argument: impl Argument<Kind>, …) -> Type`
/// and a case of `call_function`. The evaluation sees each argument as `<Kind as Kind>::Evaluated`, and `at`, the place
/// of the function's name.
macro_rules! functions {
    ($( $(#[$meta:meta])* fn $name:ident($at:ident $(, $argument:ident: $kind:ident)*) -> $result:ident $body:block )*) => {
        $(
            $(#[$meta])*
            #[must_use]
            pub fn $name($($argument: impl $crate::dsl::argument::Argument<$crate::dsl::argument::$kind>),*) -> $result {
                $( let _ = $argument; )*
                <$result>::UNEVALUATED
            }
        )*

        #[cfg(feature = "source")]
        pub(super) const FUNCTIONS: &[&str] = &[$(stringify!($name)),*];

        #[cfg(feature = "source")]
        pub(super) fn call_function(
            name: &$crate::catalog::Name,
            arguments: Vec<$crate::dsl::value::Value>,
        ) -> Result<$crate::dsl::value::Value, $crate::refusal::Refusal> {
            match name.as_str() {
                $( stringify!($name) => {
                    let mut arguments = $crate::dsl::value::Arguments::new(name, arguments, &[$(stringify!($argument)),*])?;
                    let $at = name.at();
                    $( let $argument = arguments.take::<$crate::dsl::argument::$kind>()?; )*
                    let _ = (&mut arguments, $at);
                    Ok($crate::dsl::value::Value::from($body))
                } )*
                _ => unreachable!("the caller looks the name up in FUNCTIONS"),
            }
        }
    };
}

/// Declares methods that change a value and return it: `fn name(this, at, argument: Kind, …) { evaluation }`.
///
/// The evaluation sees the value as `this`, a mutable reference to the draft.
macro_rules! methods {
    (
        $(#[$type_meta:meta])* $type:ident as $draft:ty, called by $call:ident;
        $( $(#[$meta:meta])* fn $name:ident($this:ident, $at:ident $(, $argument:ident: $kind:ident)*) $body:block )*
    ) => {
        $(#[$type_meta])*
        #[derive(Debug)]
        pub struct $type(());

        impl $type {
            #[allow(dead_code, reason = "not every type is made by a function of this file")]
            pub(crate) const UNEVALUATED: Self = Self(());

            $(
                $(#[$meta])*
                #[allow(clippy::return_self_not_must_use, reason = "a statement is complete without using the value")]
                pub fn $name(self $(, $argument: impl $crate::dsl::argument::Argument<$crate::dsl::argument::$kind>)*) -> Self {
                    $( let _ = $argument; )*
                    self
                }
            )*

            #[cfg(feature = "source")]
            pub(super) const METHODS: &'static [&'static str] = &[$(stringify!($name)),*];
        }

        #[cfg(feature = "source")]
        pub(super) fn $call(
            draft: &mut $draft,
            name: &$crate::catalog::Name,
            arguments: Vec<$crate::dsl::value::Value>,
        ) -> Result<(), $crate::refusal::Refusal> {
            match name.as_str() {
                $( stringify!($name) => {
                    let mut arguments = $crate::dsl::value::Arguments::new(name, arguments, &[$(stringify!($argument)),*])?;
                    let $at = name.at();
                    $( let $argument = arguments.take::<$crate::dsl::argument::$kind>()?; )*
                    let _ = (&mut arguments, $at);
                    let $this = draft;
                    let _ = &$this;
                    $body
                    #[allow(unreachable_code, reason = "an evaluation may end in a refusal")]
                    Ok(())
                } )*
                _ => Err($crate::dsl::evaluate::unknown_method(stringify!($type), name, $type::METHODS)),
            }
        }
    };
}

/// Declares the statements of [`Schema`](super::Schema) or [`Data`](super::Data), and what is said of a word that is none
/// of them: `fn name(at, argument: Kind, …) -> Type { evaluation }`.
macro_rules! statements {
    (
        $receiver:ident, else $unknown:path;
        $( $(#[$meta:meta])* fn $name:ident($at:ident $(, $argument:ident: $kind:ident)*) -> $result:ident $body:block )*
    ) => {
        impl $receiver {
            $(
                $(#[$meta])*
                #[allow(clippy::unused_self, reason = "a migration is evaluated, never run")]
                pub fn $name(
                    &mut self
                    $(, $argument: impl $crate::dsl::argument::Argument<$crate::dsl::argument::$kind>)*
                ) -> $result {
                    $( let _ = $argument; )*
                    <$result>::UNEVALUATED
                }
            )*
        }

        #[cfg(feature = "source")]
        pub(super) const METHODS: &[&str] = &[$(stringify!($name)),*];

        #[cfg(feature = "source")]
        pub(super) fn call(
            name: &$crate::catalog::Name,
            arguments: Vec<$crate::dsl::value::Value>,
        ) -> Result<$crate::dsl::value::Value, $crate::refusal::Refusal> {
            let kind = match name.as_str() {
                $( stringify!($name) => {
                    let mut arguments = $crate::dsl::value::Arguments::new(name, arguments, &[$(stringify!($argument)),*])?;
                    let $at = name.at();
                    $( let $argument = arguments.take::<$crate::dsl::argument::$kind>()?; )*
                    let _ = (&mut arguments, $at);
                    $body
                } )*
                _ => return Err($unknown(name)),
            };
            Ok($crate::dsl::value::Value::from($crate::dsl::draft::StatementDraft::new(name.at(), kind)))
        }
    };
}

pub(super) use {functions, methods, statements};
