//! What was acknowledged survives: the server is killed while clients write, and started again. On PostgreSQL the database
//! goes down with it, every other time, without a chance to write anything more.

use std::sync::{Arc, Mutex};

use harness::cluster::{Cluster, Durability};
use harness::municipality::HOME;
use harness::process::Program;
use harness::{Actor, Answer, Client, Municipality};
use serde_json::Value;
use tokio::sync::Notify;

/// How often the server dies.
const DEATHS: usize = 3;

/// After how many acknowledged writes it dies each time.
const WRITES: usize = 20;

/// Clients that write at the same time.
const CLIENTS: usize = 4;

/// Who wrote, and what the server said that it had kept.
type Acknowledged = Vec<(Actor, Answer)>;

#[tokio::test]
async fn sqlite_loses_nothing_that_was_acknowledged() {
    let program = program();
    let file = program.folder.path().join("kept.sqlite");
    survive(&program, &format!("sqlite://{}?mode=rwc", file.display()), |_| {}).await;
}

#[tokio::test]
async fn postgres_loses_nothing_that_was_acknowledged() {
    let Some(mut cluster) = Cluster::start(Durability::Durable) else { return };
    let url = cluster.url("postgres");
    survive(&program(), &url, |death| {
        if death % 2 == 1 {
            cluster.crash();
        }
    })
    .await;
}

fn program() -> Program {
    let program = Program::at(env!("CARGO_BIN_EXE_mittkommun-under-test"));
    program.configure("[identity]\nlocal_issuer = true\n");
    program
}

async fn survive(program: &Program, url: &str, mut with_it: impl FnMut(usize)) {
    assert!(program.run(&["migrate", "--database-url", url], &[]).status.success());
    Municipality::found_at(url).await;
    let mut all = Acknowledged::new();
    for death in 0..DEATHS {
        let server = program.serve(&["serve", "--database-url", url]);
        let written = Arc::<Mutex<Acknowledged>>::default();
        let enough = Arc::<Notify>::default();
        let clients: Vec<_> = (0..CLIENTS)
            .map(|number| {
                let token = |write| program.token(HOME.0, &format!("{death}-{number}-{write}"));
                let actors: Vec<_> =
                    (0..WRITES).map(|write| Actor { person: None, token: Some(token(write)) }).collect();
                tokio::spawn(write(server.client.clone(), actors, Arc::clone(&written), Arc::clone(&enough)))
            })
            .collect();
        enough.notified().await;
        server.kill();
        for client in clients {
            client.await.unwrap();
        }
        with_it(death);
        let written = std::mem::take(&mut *written.lock().unwrap());
        assert!(written.len() >= WRITES);
        all.extend(written);
    }
    let server = program.serve(&["serve", "--database-url", url]);
    check(&server.client, &all).await;
}

/// Writes until the server is gone, and notes what it acknowledged. The first login of somebody new is a write.
async fn write(client: Client, actors: Vec<Actor>, written: Arc<Mutex<Acknowledged>>, enough: Arc<Notify>) {
    for actor in actors {
        let Ok(answer) = client.post(HOME.0, "{ viewer { id } }", Value::Null).by(&actor).attempt().await
        else {
            return;
        };
        let mut written = written.lock().unwrap();
        written.push((actor, answer.ok()));
        if written.len() >= WRITES {
            enough.notify_one();
        }
    }
}

/// Everybody is still who the server said that they are.
async fn check(client: &Client, all: &Acknowledged) {
    for (actor, acknowledged) in all {
        let answer = client.post(HOME.0, "{ viewer { id } }", Value::Null).by(actor).await.ok();
        assert_eq!(answer.text("/viewer/id"), acknowledged.text("/viewer/id"), "somebody was lost");
    }
}
