//! The configuration: which source wins, what is printed, and what is refused before anything is touched.

use std::process::Output;

use harness::process::{Program, refused, text};

fn mittkommun() -> Program {
    Program::at(env!("CARGO_BIN_EXE_mittkommun-under-test"))
}

#[test]
fn a_wrong_value_is_named_with_its_source() {
    let program = mittkommun();
    let output = program.run(&["config"], &[("MITTKOMMUN_HTTP__LISTEN", "everywhere")]);
    refused(&output, &["http.listen", "MITTKOMMUN_"]);

    program.configure("[database]\nmax_connections = \"many\"\n");
    refused(&program.run(&["config"], &[]), &["database.max_connections", "mittkommun.toml"]);

    program.configure("[database]\nmax_conections = 5\n");
    refused(&program.run(&["config"], &[]), &["max_conections", "mittkommun.toml"]);

    program.configure("");
    refused(&program.run(&["config", "--database-url", "mysql://here"], &[]), &["database.url"]);
    refused(&program.run(&["serve", "--listen", "everywhere"], &[]), &["everywhere", "--listen"]);
    refused(&program.run(&["config", "--config", "nowhere.toml"], &[]), &["nowhere.toml"]);
}

#[test]
fn later_settings_win_over_earlier_ones() {
    let program = mittkommun();
    let listen = |output: &Output| {
        let printed = text(&output.stdout);
        printed.lines().find(|line| line.starts_with("listen")).unwrap_or_default().to_owned()
    };
    program.configure("[http]\nlisten = \"127.0.0.1:1001\"\n");
    assert!(listen(&program.run(&["config"], &[])).contains("127.0.0.1:1001"));
    let environment = [("MITTKOMMUN_HTTP__LISTEN", "127.0.0.1:1002")];
    assert!(listen(&program.run(&["config"], &environment)).contains("127.0.0.1:1002"));
}

#[test]
fn the_printed_configuration_masks_secrets() {
    let secret = "this is not for anybody else to read";
    let environment = [
        ("DATABASE_URL", "postgres://someone:hunter2@localhost/mittkommun"),
        ("MITTKOMMUN_IDENTITY__SECRET_KEY", secret),
        ("MITTKOMMUN_IDENTITY__NUMBER_KEYS", "[\"this one is for identity numbers only\"]"),
        ("MITTKOMMUN_TENANCY__SERVE", "[\"2281\"]"),
    ];
    let program = mittkommun();
    program.configure(
        "[[identity.issuers]]\nmunicipality = \"2281\"\nissuer = \"a\"\naudience = \"b\"\njwks_url = \"https://a.se/k\"\n",
    );
    let output = program.run(&["config"], &environment);
    assert!(output.status.success(), "{output:?}");
    let printed = text(&output.stdout);
    assert!(!printed.contains("hunter2") && !printed.contains(secret), "{printed}");
    assert!(!printed.contains("numbers only") && printed.contains("number_keys = ["), "{printed}");
    assert!(printed.contains("someone:***@localhost"), "{printed}");
}

#[test]
fn all_faults_of_a_start_are_told_together_each_with_its_source() {
    let program = mittkommun();
    program.configure(
        "log = \"inof\"\n[http]\nlisten = 8080\nbody_bytes = 0\norigins = [\"https://app.example.se/start\"]\n\
         [database]\nmax_connections = -1\n[tenancy]\nserve = [\"228\"]\nhosts = { \"app.example.se\" = \"Sundsvall\" }\n\
         [limits]\nseconds = 0\nseldom = 1\n[[identity.issuers]]\nmunicipality = \"2281\"\nissuer = \"a\"\naudience = \"b\"\n\
         algorithms = [\"HS256\"]\njwks_url = \"https://id.example.se/keys\"\n",
    );
    let environment = [
        ("MITTKOMMUN_IDENTITY__SECRET_KEY", "too short"),
        ("MITTKOMMUN_HTTP__WORKERS", "many"),
        ("DATABASE_URL", "mysql://someone:hunter2@here/db"),
    ];
    let output = program.run(&["serve", "--migrate", "--listen", "127.0.0.1:0"], &environment);
    refused(
        &output,
        &[
            "log: “inof”",
            "http.body_bytes: must be at least 1",
            "http.origins.0: “https://app.example.se/start”",
            "database.max_connections: ",
            "tenancy.serve.0: “228”",
            "tenancy.hosts.app.example.se: “Sundsvall”",
            "limits.seconds: must be at least 1",
            "limits.seldom: there is no such setting",
            "identity.issuers.0: HS256",
            "mittkommun.toml",
            "identity.secret_key: must have 32 characters or more",
            "the environment variable MITTKOMMUN_IDENTITY__SECRET_KEY",
            "http.workers: ",
            "the environment variable MITTKOMMUN_HTTP__WORKERS",
            "database.url: must begin with postgres:// or sqlite://, not “mysql://someone:***@here/db”",
            "the environment variable DATABASE_URL",
        ],
    );
    let complaint = text(&output.stderr);
    assert!(!complaint.contains("hunter2") && !complaint.contains("too short"), "{complaint}");
    assert!(!program.folder.path().join("mittkommun-data").exists(), "something was made");
    let flag = program.run(&["config", "--database-url", "mysql://here"], &[("MITTKOMMUN_LOG", "info")]);
    refused(&flag, &["from --database-url"]);
}

#[test]
fn all_faults_of_an_issuer_are_told_together() {
    let program = mittkommun();
    program.configure(
        "[[identity.issuers]]\nmunicipality = \"228\"\nissuer = \"\"\naudience = \" \"\nalgorithms = []\n\
         jwks_url = \"http://id.example.se/keys\"\n",
    );
    refused(
        &program.run(&["config"], &[]),
        &[
            "identity.issuers.0.municipality: “228”",
            "issuer is empty",
            "audience is empty",
            "it has no algorithm",
            "must begin with https://",
        ],
    );
}

#[test]
fn a_municipality_that_is_named_wrongly_is_named_with_its_setting() {
    let program = mittkommun();
    let issuer = |municipality: &str| {
        format!(
            "[[identity.issuers]]\nmunicipality = \"{municipality}\"\nissuer = \"https://id.example.se\"\naudience = \"b\"\n\
             jwks_url = \"https://id.example.se/keys\"\n"
        )
    };
    program.configure(&format!(
        "[tenancy]\nserve = [\"2281\", \"2281\"]\n[tenancy.hosts]\n\"app.example.se\" = \"0180\"\n\
         \"APP.example.se\" = \"2281\"\n\"https://a.example.se/\" = \"2281\"\n{}{}{}",
        issuer("2281"),
        issuer("0180"),
        issuer("2281"),
    ));
    for command in [&["config"][..], &["serve", "--migrate", "--listen", "127.0.0.1:0"]] {
        refused(
            &program.run(command, &[]),
            &[
                "tenancy.serve.1: “2281” is named twice",
                "tenancy.hosts.app.example.se: “0180” is not among the municipalities of tenancy.serve",
                "is named twice: upper and lower case are the same",
                "tenancy.hosts.https://a.example.se/: is no host name",
                "identity.issuers.1.municipality: “0180” is not among the municipalities of tenancy.serve",
                "identity.issuers.2.issuer: “https://id.example.se” is named twice for 2281",
            ],
        );
    }
}

#[tokio::test]
async fn only_municipalities_that_are_named_are_served() {
    let program = mittkommun();
    std::fs::write(program.folder.path().join("kommuner.csv"), "code,name\n0180,Stockholm\n2281,Sundsvall\n")
        .unwrap();
    assert!(program.run(&["import", "--migrate", "kommuner.csv"], &[]).status.success());
    let status = async |server: &harness::process::ServerProcess, code: &str| {
        server.client.post(code, "{ __typename }", serde_json::Value::Null).await.status.as_u16()
    };
    let nobody = program.serve(&["serve"]);
    assert_eq!((status(&nobody, "0180").await, status(&nobody, "2281").await), (404, 404));
    assert!(nobody.log().contains("tenancy.serve names no municipality"), "{}", nobody.log());
    assert!(nobody.stop().success());
    let one = program.serve_in(&["serve"], &[("MITTKOMMUN_TENANCY__SERVE", "[\"2281\"]")]);
    assert_eq!((status(&one, "0180").await, status(&one, "2281").await), (404, 200));
    assert!(one.stop().success());
    let mistyped = [("MITTKOMMUN_TENANCY__SERVE", "[\"2281\", \"2218\"]")];
    refused(
        &program.run(&["serve", "--listen", "127.0.0.1:0"], &mistyped),
        &["tenancy.serve.1: there is no municipality “2218” in the database"],
    );
}

#[test]
fn a_key_of_digits_is_a_text_wherever_it_stands() {
    let number = "0123456789012345678901234567890123456789";
    for kept in ["MITTKOMMUN_IDENTITY__SECRET_KEY", "mittkommun_identity__secret_key"] {
        let output = mittkommun().run(&["config"], &[(kept, number)]);
        assert!(output.status.success(), "{kept}: {output:?}");
        assert!(text(&output.stdout).contains("secret_key = \"***\""), "{output:?}");
    }
    let folder = mittkommun().run(&["config"], &[("MITTKOMMUN_DATA_DIR", "2026")]);
    assert!(text(&folder.stdout).contains("data_dir = \"2026\""), "{folder:?}");
}

#[test]
fn a_secret_of_the_wrong_kind_is_not_repeated() {
    let number = "12345678901234567890123456789012345678";
    let output = mittkommun().run(&["config"], &[("MITTKOMMUN_IDENTITY__SECRET_KEY", "[1234567]")]);
    refused(&output, &["identity.secret_key"]);
    assert!(!text(&output.stderr).contains("1234567"), "{output:?}");
    for wrong in ["1234567", "[\"1234567\"]", "[1234567]", "{ a = \"1234567\" }"] {
        let output = mittkommun().run(&["config"], &[("MITTKOMMUN_IDENTITY__NUMBER_KEYS", wrong)]);
        refused(&output, &["identity.number_keys"]);
        assert!(!format!("{output:?}").contains("1234567"), "{output:?}");
    }
    let output = mittkommun().run(&["config"], &[("MITTKOMMUN_IDENTITY__SECRET_KEY", number)]);
    assert!(!format!("{output:?}").contains(number), "{output:?}");
}

#[test]
fn the_printed_configuration_has_every_setting() {
    let printed = text(&mittkommun().run(&["config"], &[]).stdout);
    for setting in [
        "workers = ",
        "url = \"sqlite://mittkommun-data/mittkommun.db\"",
        "# secret_key is made",
        "serve = []",
    ] {
        assert!(printed.contains(setting), "no {setting} in:\n{printed}");
    }
}
