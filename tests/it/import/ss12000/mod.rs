//! A register that speaks SS 12000 is kept in step: what it says arrives, what it takes back ends, and nothing else.

mod changes;
mod faults;
mod files;
mod first;
mod granted;
mod logins;
mod protection;
mod secrecy;
mod units;

use std::process::Output;

use api::identity::{Accounts, IdentityNumber};
use api::platform::Clock;
use entity::person;
use harness::app::SECRET;
use harness::process::Program;
use harness::ss12000::SchoolRegister;
use harness::ss12000::records::{
    department, duty, id, known_as, person as a_person, placement, unit, with_guardians,
};
use harness::{Actor, TestApp};
use serde_json::{Value, json};

/// A guardian's number and a child's; both are made up and valid.
pub const GUARDIAN: &str = "198211059954";
pub const CHILD: &str = "200012099891";

/// The numbers of the family's records.
pub const PRESCHOOL: usize = 1;
pub const SCHOOL: usize = 2;
pub const GROUP: usize = 10;
pub const BO: usize = 100;
pub const ANNA: usize = 101;
pub const EVA: usize = 102;
pub const PLACE: usize = 200;
pub const WORK: usize = 300;

/// The municipality's office: a server, a register, and the command that keeps the one in step with the other.
pub struct Office {
    pub app: TestApp,
    pub register: SchoolRegister,
    pub program: Program,
}

impl Office {
    /// With an empty register. The server's clock goes by the machine's, as the command's does.
    pub fn open(app: &TestApp) -> Self {
        app.clock.set(&Clock::system().now().to_rfc3339());
        let program = Program::at(env!("CARGO_BIN_EXE_mittkommun-under-test"));
        Self { app: app.clone(), register: SchoolRegister::open(), program }
    }

    /// With a preschool, a school, a group, a child with its guardian, and an educator.
    pub fn with_a_family(app: &TestApp) -> Self {
        let office = Self::open(app);
        let register = &office.register;
        register.put("organisations", unit(PRESCHOOL, "Granens förskola", &["FS"]));
        register.put("organisations", unit(SCHOOL, "Askskolan", &["GR"]));
        register.put("groups", department(GROUP, "Grodan", PRESCHOOL));
        let mut bo = with_guardians(known_as(a_person(BO, "Bo"), CHILD), &[ANNA]);
        bo["enrolments"] =
            json!([{ "enroledAt": { "id": id(SCHOOL) }, "schoolType": "GR", "startDate": "2025-08-15" }]);
        register.put("persons", bo);
        register.put("persons", known_as(a_person(ANNA, "Anna"), GUARDIAN));
        let mut eva = a_person(EVA, "Eva");
        eva["eduPersonPrincipalNames"] = json!(["eva.ek@edu.example.se"]);
        register.put("persons", eva);
        register.put("placements", placement(PLACE, BO, GROUP, PRESCHOOL));
        register.put("duties", duty(WORK, EVA, PRESCHOOL, "Förskollärare"));
        office
    }

    /// The installation's secret, without which nobody finds a number.
    pub fn environment() -> [(&'static str, &'static str); 1] {
        [("MITTKOMMUN_IDENTITY__SECRET_KEY", SECRET)]
    }

    pub fn arguments<'a>(&'a self, url: &'a str, more: &[&'a str]) -> Vec<&'a str> {
        let mut arguments = vec!["import", "ss12000", "--database-url", self.app.database_url()];
        arguments.extend(["--municipality", "9901", "--url", url]);
        arguments.extend(more);
        arguments
    }

    /// Runs the command.
    pub fn runs(&self, more: &[&str]) -> Output {
        let url = self.register.url();
        self.program.run(&self.arguments(&url, more), &Self::environment())
    }

    /// Runs the command, which must succeed, and returns what it said.
    pub fn syncs(&self, more: &[&str]) -> String {
        let output = self.runs(more);
        assert!(output.status.success(), "{}", said(&output));
        said(&output)
    }

    /// Reads files instead.
    pub fn reads(&self, files: &[&str]) -> Output {
        let mut arguments = vec!["import", "ss12000", "--database-url", self.app.database_url()];
        arguments.extend(["--municipality", "9901", "--files"]);
        arguments.extend(files);
        self.program.run(&arguments, &Self::environment())
    }

    /// The person of that given name.
    pub async fn person(&self, given_name: &str) -> Option<person::Model> {
        let rows = self.app.home.rows(person::Entity).await;
        rows.into_iter().find(|row| row.given_name == given_name)
    }

    /// Somebody of that given name, logged in.
    pub async fn login(&self, given_name: &str) -> Actor {
        let person = self.person(given_name).await.expect("a person of that name");
        self.app.home.actor(person).await
    }

    /// Whose number it is here.
    pub async fn holder(&self, number: &str) -> Option<uuid::Uuid> {
        let foundation = self.app.foundation();
        let accounts = Accounts {
            connection: foundation.platform.connection(),
            keys: foundation.key.number_keys(),
            municipality_id: self.app.home.id,
            code: &self.app.home.code,
            now: self.app.clock.now(),
        };
        let number = IdentityNumber::parse(number, foundation.world.clock.today()).expect("a number");
        accounts.find_by_number(&number).await.expect("an answer")
    }

    /// Lets somebody be known by a number before the register says so.
    pub async fn knows(&self, person: uuid::Uuid, number: &str) {
        let foundation = self.app.foundation();
        let accounts = Accounts {
            connection: foundation.platform.connection(),
            keys: foundation.key.number_keys(),
            municipality_id: self.app.home.id,
            code: &self.app.home.code,
            now: self.app.clock.now(),
        };
        let number = IdentityNumber::parse(number, foundation.world.clock.today()).expect("a number");
        accounts.attach_number(person, &number).await.expect("to be written");
    }

    /// The groups of somebody's own children, by name.
    pub async fn groups_of_children(&self, actor: &Actor) -> Vec<String> {
        let answer =
            self.app.ask("{ viewer { children { groups { name } } } }", Value::Null).by(actor).await.ok();
        let children = answer.list("/viewer/children");
        let groups =
            children.iter().flat_map(|child| child["groups"].as_array().cloned().unwrap_or_default());
        groups.map(|group| group["name"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// The groups that somebody works in, by name.
    pub async fn groups_of_work(&self, actor: &Actor) -> Vec<String> {
        let answer = self.app.ask("{ viewer { groups { name } } }", Value::Null).by(actor).await.ok();
        answer.texts("/viewer/groups", "name").into_iter().map(str::to_owned).collect()
    }
}

pub fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Fails unless a command has said all of it.
#[track_caller]
pub fn assert_said(text: &str, expected: &[&str]) {
    for expected in expected {
        assert!(text.contains(expected), "no {expected:?} in:\n{text}");
    }
}
