<<<<<<< HEAD
//! The `mittkommun` command.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    api::cli::run()
}
=======
fn main() {}
>>>>>>> e721cf7 (Read the register files of municipalities, schools and preschools)
