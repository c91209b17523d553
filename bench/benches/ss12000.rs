//! How long it takes to read a school authority's register: ten thousand persons with guardians and enrolments, forty units,
//! six hundred groups, their placements and duties. `cargo bench -p bench --bench ss12000`; `-- --persons 1000` makes it
//! smaller, `-- --postgres` leaves SQLite out.
//!
//! The register is another thread of this process, the reader the product's own command line in a process of its own, the
//! database a file or the harness's PostgreSQL. What is printed is the time from the start of the command to its end: the
//! first run, one after which nothing had changed, one after a hundred changes, and a full one.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a benchmark that cannot go on must stop there and then"
)]

use std::process::{Command, ExitCode};
use std::time::Instant;

use harness::ss12000::SchoolRegister;
use harness::ss12000::records::{department, duty, id, known_as, person, placement, unit, with_guardians};
use harness::{Engine, Municipality, TestDatabase};
use serde_json::json;

/// The variable that tells this program that it is the product.
const ROLE: &str = "MITTKOMMUN_TEST_BENCH_ROLE";
/// Units: three of four are preschools.
const UNITS: usize = 40;
/// Departments.
const GROUPS: usize = 600;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    if std::env::var(ROLE).is_ok() {
        return api::cli::run();
    }
    let arguments: Vec<String> = std::env::args().collect();
    let given = arguments.iter().position(|argument| argument == "--persons");
    let persons = given.and_then(|at| arguments.get(at + 1)).and_then(|count| count.parse().ok());
    let persons: usize = persons.unwrap_or(10_000);
    let only = |name: &str| arguments.iter().any(|argument| argument == name);
    for engine in [Engine::Sqlite, Engine::Postgres] {
        if engine == Engine::Sqlite && only("--postgres") {
            continue;
        }
        if engine.is_available() {
            tokio::runtime::Runtime::new().expect("a runtime").block_on(measure(engine, persons));
        } else {
            println!("{engine:?}: not here");
        }
    }
    ExitCode::SUCCESS
}

async fn measure(engine: Engine, persons: usize) {
    let register = fill(persons);
    let database = TestDatabase::migrated(engine).await;
    let home = Municipality::found_at(database.url()).await;
    println!("{engine:?}, {persons} persons");
    read(&database, &register, "first", &[]);
    let kept = home.rows(entity::person::Entity).await.len();
    assert_eq!(kept, persons, "every person must be there");
    println!("  guardianships: {}", home.rows(entity::guardianship::Entity).await.len());
    read(&database, &register, "nothing changed", &[]);
    for number in 0..100 {
        register.change("persons", &id(10_000 + number), |person| person["givenName"] = json!("Ändrad"));
    }
    read(&database, &register, "a hundred changed", &[]);
    read(&database, &register, "full", &["--full"]);
}

fn read(database: &TestDatabase, register: &SchoolRegister, what: &str, more: &[&str]) {
    let folder = harness::scratch::directory();
    let begun = Instant::now();
    let output = Command::new(std::env::current_exe().expect("this program"))
        .args(["import", "ss12000", "--database-url", database.url(), "--municipality", "9901"])
        .args(["--url", &register.url()])
        .args(more)
        .current_dir(folder.path())
        .env(ROLE, "product")
        .output()
        .expect("to run the program");
    let seconds = begun.elapsed().as_secs_f64();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    println!("  {what}: {seconds:.2} s");
}

/// Of five persons two are children, two guardians, one is staff.
fn fill(persons: usize) -> SchoolRegister {
    let register = SchoolRegister::open();
    let types = |number: usize| if number.is_multiple_of(4) { ["GR"] } else { ["FS"] };
    register.put_all(
        "organisations",
        (0..UNITS).map(|n| unit(n + 1, &format!("Enhet {n}"), &types(n))).collect(),
    );
    let preschools: Vec<usize> = (0..UNITS).filter(|n| !n.is_multiple_of(4)).map(|n| n + 1).collect();
    let at = |n: usize| preschools.get(n % preschools.len()).copied().expect("a preschool");
    let groups = (0..GROUPS).map(|n| department(1_000 + n, &format!("Avdelning {n}"), at(n)));
    register.put_all("groups", groups.collect());
    let number = |n: usize| 10_000 + n;
    let people = (0..persons).map(|n| {
        let one = known_as(person(number(n), &format!("Person {n}")), &civic_no(n));
        match n % 5 {
            0 | 1 => {
                let first = n - n % 5;
                let mut child = with_guardians(one, &[number(first + 2), number(first + 3)]);
                child["enrolments"] =
                    json!([{ "enroledAt": { "id": id(n % UNITS / 4 * 4 + 1) }, "schoolType": "GR", "startDate": "2025-08-15" }]);
                child
            }
            4 => {
                let mut staff = one;
                staff["eduPersonPrincipalNames"] = json!([format!("p{n}@edu.example.se")]);
                staff
            }
            _ => one,
        }
    });
    register.put_all("persons", people.collect());
    let children = (0..persons).filter(|n| n % 5 < 2);
    let places = children.map(|n| placement(100_000 + n, number(n), 1_000 + n % GROUPS, at(n % GROUPS)));
    register.put_all("placements", places.collect());
    let staff = (0..persons).filter(|n| n % 5 == 4);
    let duties = staff.map(|n| duty(200_000 + n, number(n), at(n), "Barnskötare"));
    register.put_all("duties", duties.collect());
    register
}

/// A valid personal identity number, another one for each number below a hundred thousand.
fn civic_no(number: usize) -> String {
    let (year, day, serial) = (number / 14_000, number / 500 % 28 + 1, number % 500 * 2 + 1);
    let short = format!("{:02}01{day:02}{serial:03}", 80 + year);
    let weighted =
        short.bytes().zip([2, 1].into_iter().cycle()).map(|(digit, weight)| u32::from(digit - b'0') * weight);
    let sum: u32 = weighted.map(|product| product / 10 + product % 10).sum();
    format!("19{short}{}", (10 - sum % 10) % 10)
}
