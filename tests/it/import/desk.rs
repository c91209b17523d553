//! Somebody who imports files into a test's database.

use api::import::write::{Options, Summary, WriteError, write};
use api::import::{Dataset, detect, read};
use api::platform::{Clock, Ids};
use api::tenancy::{Database, PlatformDb};
use harness::TestDatabase;
use sea_orm::{ActiveModelBehavior, ActiveModelTrait, EntityTrait, IntoActiveModel};

/// The desk at which files come in.
pub struct Desk {
    platform: PlatformDb,
    pub options: Options,
}

impl Desk {
    pub async fn at(database: &TestDatabase) -> Self {
        let platform = PlatformDb::new(Database::connect(database.url(), 2, None).await.unwrap());
        let options = Options {
            municipality: None,
            school: None,
            language: "sv".to_owned(),
            publish: false,
            dry_run: false,
            now: Clock::system().now(),
            ids: Ids::system(),
        };
        Self { platform, options }
    }

    /// The same desk, told which municipality its files are about.
    pub fn of(mut self, municipality: &str) -> Self {
        self.options.municipality = Some(municipality.to_owned());
        self
    }

    /// Reads a file.
    pub fn reads(content: impl AsRef<[u8]>) -> Dataset {
        let bytes = content.as_ref();
        let source = detect(bytes, "-").expect("a known kind of file");
        read(source, bytes, Clock::system().today()).expect("a usable file")
    }

    /// Imports a file and checks that every row is accounted for.
    pub async fn takes(&self, content: impl AsRef<[u8]>) -> Result<Summary, WriteError> {
        self.writes(&Self::reads(content)).await
    }

    /// Imports a file that has been read.
    pub async fn writes(&self, dataset: &Dataset) -> Result<Summary, WriteError> {
        let written = write(&self.platform, dataset, &self.options, &|_| {}).await;
        if let Ok(summary) = &written {
            assert!(summary.adds_up(), "rows are lost: {summary:?}");
        }
        written
    }

    /// Created, changed, unchanged, skipped and refused.
    pub async fn counts(&self, content: impl AsRef<[u8]>) -> [usize; 5] {
        let summary = self.takes(content).await.unwrap();
        [summary.created, summary.changed, summary.unchanged, summary.skipped.len(), summary.refused]
    }

    /// All rows of a table, whosever they are.
    pub async fn rows<E: EntityTrait>(&self, _table: E) -> Vec<E::Model> {
        E::find().all(self.platform.connection()).await.unwrap()
    }

    /// Puts a row where no import would.
    pub async fn insert<A>(&self, row: A)
    where
        A: ActiveModelTrait + ActiveModelBehavior + Send,
        <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
    {
        row.insert(self.platform.connection()).await.unwrap();
    }

    /// Two municipalities with a border between them, east of which the second lies.
    pub async fn with_two_municipalities(self) -> Self {
        self.takes("code,name\n0180,Stockholms kommun\n0181,Södertälje kommun\n").await.unwrap();
        let square = |code: &str, west: u32| {
            let east = west + 1;
            format!(
                r#"{{"type":"Feature","properties":{{"id":"{code}","kom_namn":"x"}},"geometry":{{"type":"Polygon",
                    "coordinates":[[[{west},59],[{east},59],[{east},60],[{west},60],[{west},59]]]}}}}"#
            )
        };
        let borders = format!(r#"{{"features":[{},{}]}}"#, square("0180", 17), square("0181", 18));
        self.takes(borders).await.unwrap();
        self
    }
}
