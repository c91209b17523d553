//! The harness's own promises.

use harness::{TestDatabase, both_engines};
use sea_orm::{ConnectionTrait, Database};

#[both_engines]
async fn a_test_has_a_database_of_its_own(first: TestDatabase) {
    let second = TestDatabase::migrated(first.engine()).await;
    assert_ne!(first.url(), second.url());
    for database in [&first, &second] {
        let connection = Database::connect(database.url()).await.unwrap();
        connection.execute_unprepared("CREATE TABLE mine (id INTEGER)").await.unwrap();
    }
}
