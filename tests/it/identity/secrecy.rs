//! A personal identity number is nowhere but in the token that brought it (T7): not in an answer, not in a log however
//! much is logged, not in the database, whatever way the login went.

use std::fs;

use api::platform::Clock;
use harness::oidc::{LOA3, Pair};
use harness::process::{Program, SERVE_HOME};
use harness::socket::PROTOCOL;
use harness::{Client, Engine, Municipality, Provider, Received, TestDatabase, both_engines};
use sea_orm::{ConnectionTrait, Database, Statement, TryGetable};
use serde_json::{Value, json};

use super::{WHO, ask};

/// Every number that the test uses, with twelve digits.
const NUMBERS: [&str; 5] = ["198211059954", "200012099891", "190905271474", "195705749959", "197306749982"];

/// Numbers that are none, which somebody mistyped: they point at people too.
const MISTYPED: [&str; 3] = ["198211059955", "201509160006", "198213059954"];

/// The ways in which a number is written.
fn spellings(number: &str) -> [String; 6] {
    let (date, last) = number.split_at(8);
    let short = &date[2..];
    [
        number.to_owned(),
        format!("{date}-{last}"),
        format!("{date}+{last}"),
        format!("{short}{last}"),
        format!("{short}-{last}"),
        format!("{short}+{last}"),
    ]
}

/// Fails where a number is in the text, in any spelling.
fn assert_silent(what: &str, text: &str) {
    for number in NUMBERS.iter().chain(&MISTYPED) {
        for spelling in spellings(number) {
            if let Some(at) = text.find(&spelling) {
                let around = text.get(at.saturating_sub(200)..at + 100).unwrap_or(text);
                panic!("{what} tells {spelling}: … {around} …");
            }
        }
    }
}

/// Tokens of every kind of login, good and bad, in an order in which they meet each other.
fn logins(provider: &Provider) -> Vec<String> {
    let personal = "https://id.oidc.se/claim/personalIdentityNumber";
    let coordination = "https://id.oidc.se/claim/coordinationNumber";
    let previous = "https://id.oidc.se/claim/previousCoordinationNumber";
    let eppn = "eduPersonPrincipalName";
    let [first, second, hundred, before, other] = NUMBERS;
    let short = &spellings(second)[4];
    let mut claims = vec![
        ("gun", json!({ "acr": LOA3, personal: first })),
        ("gun", json!({ "acr": LOA3, personal: first })),
        ("gun 2", json!({ personal: first })),
        ("nils", json!({ personal: short })),
        ("nils", json!({ personal: second, eppn: "nils@edu.example.se" })),
        ("beda", json!({ personal: spellings(hundred)[5] })),
        ("amir", json!({ coordination: before })),
        ("amir", json!({ personal: hundred, previous: before })),
        ("olga", json!({ coordination: other })),
        ("olga", json!({ personal: first, previous: other })),
        ("gun", json!({ personal: second })),
        ("both", json!({ personal: first, coordination: before })),
        ("swapped", json!({ personal: before })),
        ("swapped", json!({ coordination: first })),
        ("number", json!({ personal: first.parse::<i64>().unwrap() })),
        ("list", json!({ personal: [first] })),
        ("eppn", json!({ eppn: format!("{first}@edu.example.se") })),
        ("acr", json!({ "acr": first })),
        (first, json!({})),
        (short, json!({})),
        ("f:0b1c:198211059954", json!({ personal: first })),
        ("expired", json!({ "exp": 1, personal: first })),
        ("elsewhere", json!({ "aud": first, personal: first })),
        ("elsewhere", json!({ "iss": format!("https://{first}.example.org"), personal: first })),
    ];
    claims.extend(MISTYPED.map(|number| ("mistyped", json!({ personal: number }))));
    let mut tokens: Vec<_> = claims.iter().map(|(subject, more)| provider.token(subject, more)).collect();
    let forged = Pair::rsa(1);
    let good = json!({ "iss": provider.issuer(), personal: first }).to_string();
    tokens.push(forged.token(&json!({ "alg": "RS256", "kid": first }), &good));
    tokens.push(first.to_owned());
    tokens.push(spellings(first)[1].clone());
    tokens
}

/// Everything in every table, as text.
async fn contents(url: &str, engine: Engine) -> String {
    let connection = Database::connect(url).await.unwrap();
    let rows = async |sql: String| -> Vec<String> {
        let statement = Statement::from_string(connection.get_database_backend(), sql);
        let rows = connection.query_all_raw(statement).await.unwrap();
        rows.iter().map(|row| String::try_get_by(row, 0).unwrap()).collect()
    };
    if engine == Engine::Sqlite {
        // The file is the tables, with what was deleted from them and with the log of what was written.
        let file = url.trim_start_matches("sqlite://").split('?').next().unwrap();
        let read = |file: String| fs::read(file).unwrap_or_default();
        let bytes = [read(file.to_owned()), read(format!("{file}-wal"))].concat();
        assert!(bytes.len() > 10_000, "{file}");
        return String::from_utf8_lossy(&bytes).into_owned();
    }
    let tables = "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'";
    let mut all = String::new();
    for table in rows(tables.to_owned()).await {
        let of_table = rows(format!("SELECT row_to_json(t)::text FROM \"{table}\" t")).await;
        all.push_str(&of_table.join("\n"));
    }
    all
}

/// What a socket says to somebody with this token, who asks who they are.
async fn on_a_socket(client: &Client, token: &str) -> String {
    let mut socket = client.connect("9901", PROTOCOL).await.unwrap();
    let payload = json!({ "Authorization": format!("Bearer {token}") });
    socket.send(&json!({ "type": "connection_init", "payload": payload })).await;
    let admitted = socket.receive().await;
    if let Received::Closed(..) = admitted {
        return format!("{admitted:?}");
    }
    socket.subscribe("who", WHO, Value::Null).await;
    let said = format!("{admitted:?} {:?}", socket.receive().await);
    socket.close().await;
    said
}

#[both_engines]
async fn an_identity_number_is_told_nowhere(database: TestDatabase) {
    let program = Program::at(env!("CARGO_BIN_EXE_mittkommun-under-test"));
    Municipality::found_at(database.url()).await;
    let provider = Provider::start(Clock::system().now()).await;
    program.configure(&format!(
        "[[identity.issuers]]\nmunicipality = \"9901\"\nissuer = \"{}\"\naudience = \"mittkommun:9901\"\njwks_url = \"{}\"\n",
        provider.issuer(),
        provider.jwks_url(),
    ));
    let flags = ["serve", "--database-url", database.url()];
    let server = program.serve_in(&flags, &[("MITTKOMMUN_LOG", "trace"), SERVE_HOME]);
    let client = &server.client;
    let mut answered = 0;
    for token in logins(&provider) {
        for language in ["sv", "en"] {
            let operation = client.post("9901", WHO, Value::Null).header("accept-language", language);
            let answer = operation.header("authorization", &format!("Bearer {token}")).await;
            assert_silent("an answer", &format!("{answer} {:?}", answer.headers));
            assert!(answer.status.is_success() || answer.status == 401, "{answer}");
            answered += usize::from(answer.status.is_success());
        }
        assert_silent("a socket", &on_a_socket(client, &token).await);
    }
    assert!(answered >= 20, "most of these are good logins: {answered}");
    // Who is known goes on to use the API, and mistakes a number for an id.
    let token = provider.guardian("gun", NUMBERS[0]);
    for query in ["{ node(id: \"person:19821105-9954\") { id } }", "{ node(id: \"198211059954\") { id } }"] {
        let operation = client.post("9901", query, Value::Null);
        let answer = operation.header("authorization", &format!("Bearer {token}")).await;
        assert_silent("an answer", &answer.body.to_string());
    }
    ask(client, "9901", &token).await.assert_ok();

    let held = contents(database.url(), database.engine()).await;
    assert!(held.contains("nils@edu.example.se"), "the rows are there");
    assert_silent("the database", &held);
    let log = server.log();
    assert!(log.contains("a login proves identities of different people"), "{log}");
    // The operator learns at which check a token failed.
    for check in
        ["audience", "kid: no such key for this algorithm", "issuer: not trusted by this municipality"]
    {
        assert!(log.contains(check), "{check} is not in the log: {log}");
    }
    assert!(log.contains(&provider.issuer()), "{log}");
    assert_silent("the log", &log);
    for part in token.split('.').skip(1) {
        assert!(!log.contains(part), "a token in a log is the number in another spelling");
    }
    assert!(server.stop().success());
    let config = program.run(&["config"], &[SERVE_HOME]);
    assert_silent("the configuration", &String::from_utf8_lossy(&config.stdout));
}
