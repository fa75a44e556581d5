//! The platgen command. All it does is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    platgen::cli::main()
}
