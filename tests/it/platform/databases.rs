//! The harness's own promises.

use harness::cluster::{Cluster, Durability};
use harness::{TestDatabase, both_engines};
use sea_orm::{ConnectionTrait, Database, Statement};

#[both_engines]
async fn a_test_has_a_database_of_its_own(first: TestDatabase) {
    let second = TestDatabase::migrated(first.engine()).await;
    assert_ne!(first.url(), second.url());
    for database in [&first, &second] {
        let connection = Database::connect(database.url()).await.unwrap();
        connection.execute_unprepared("CREATE TABLE mine (id INTEGER)").await.unwrap();
    }
}

#[test]
fn a_durable_cluster_keeps_what_it_acknowledged_through_a_crash() {
    let Some(mut cluster) = Cluster::start(Durability::Durable) else { return };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let connection = Database::connect(cluster.url("postgres")).await.unwrap();
        connection
            .execute_unprepared("CREATE TABLE kept (id INTEGER); INSERT INTO kept VALUES (1)")
            .await
            .unwrap();
    });
    cluster.crash();
    runtime.block_on(async {
        let connection = Database::connect(cluster.url("postgres")).await.unwrap();
        let backend = connection.get_database_backend();
        let rows =
            connection.query_all_raw(Statement::from_string(backend, "SELECT id FROM kept")).await.unwrap();
        assert_eq!(rows.len(), 1);
    });
}
