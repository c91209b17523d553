//! The six workloads that matter, each beside its floor in the same run: a bare actix handler with one hand-written SQL
//! statement and serde. Run with `cargo bench -p bench`; `-- --seconds 10 --engine postgres --only directory` narrows it.
//! `-- --votes 10000000` asks something else: what so many votes on school meals cost.
//!
//! Three processes: this one asks, one serves (the product's own command line, or the floor), PostgreSQL stores. CPU time
//! is what the operating system says that server and database used, so it does not depend on who else is busy.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a benchmark that cannot go on must stop there and then"
)]

mod cpu;
mod floor;
mod load;
mod report;
mod seed;
mod server;
mod votes;
mod votes_seed;
mod workloads;

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match std::env::var(server::ROLE).as_deref() {
        Ok(server::PRODUCT) => return api::cli::run(),
        Ok(server::FLOOR) => return floor::serve(),
        _ => {}
    }
    let options = report::Options::from_arguments(std::env::args().skip(1));
    tokio::runtime::Runtime::new().expect("a runtime").block_on(report::run(&options));
    ExitCode::SUCCESS
}
