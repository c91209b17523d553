//! The server's own work: sources that are due are asked, and what they answer is written.

use chrono::{DateTime, TimeDelta, Utc};
use entity::{
    MenuSourceFault, MenuSourceKind, Validator, Validators,
    menu_source::{Column, Model},
};
use futures_util::{StreamExt as _, stream};
use sea_orm::{
    DbErr,
    sea_query::{Expr, SimpleExpr},
};

use super::{
    client::{Answer, Fetcher, Refusal},
    rules::{address, rhythm::Rhythm},
    store,
};
use crate::{
    config::FetchConfig,
    import::{
        Dataset, Source, detect,
        menus::{Menu, Vendor},
        read,
        write::write_menu_of,
    },
    platform::{Clock, Ids, secret},
    tenancy::PlatformDb,
};

/// How many are asked in one round.
const ROUND: u64 = 200;
/// How many are asked at once.
const AT_ONCE: usize = 4;
/// After this long, whoever took a source is dead.
const CLAIM: TimeDelta = TimeDelta::minutes(15);

/// Fetches every source that is due.
///
/// # Errors
/// When the database cannot be read. What goes wrong with a source is kept with it.
pub async fn fetch_due(
    platform: &PlatformDb,
    (clock, ids): (&Clock, &Ids),
    config: &FetchConfig,
    fetcher: &Fetcher,
) -> Result<(), DbErr> {
    let due = store::list_due(platform, clock.now(), ROUND).await?;
    let round = Round { platform, clock, ids, config, fetcher };
    stream::iter(due)
        .for_each_concurrent(AT_ONCE, async |source| {
            let id = source.id;
            if let Err(cause) = round.fetch(source).await {
                tracing::error!(source = %id, %cause, "a menu source cannot be marked; it is fetched again later");
            }
        })
        .await;
    Ok(())
}

struct Round<'a> {
    platform: &'a PlatformDb,
    clock: &'a Clock,
    ids: &'a Ids,
    config: &'a FetchConfig,
    fetcher: &'a Fetcher,
}

/// What came of a fetch.
#[derive(Default)]
struct Fetched {
    validators: Vec<Validator>,
    has_changed: bool,
    refused: usize,
}

impl Round<'_> {
    async fn fetch(&self, source: Model) -> Result<(), DbErr> {
        let now = self.clock.now();
        let claimed = now + CLAIM;
        if !store::update_as_claimed(self.platform, &source, now, claimed).await? {
            return Ok(());
        }
        let outcome = self.take(&source).await;
        if let Err(refusal) = &outcome {
            let (id, fault) = (source.id, refusal.fault);
            tracing::info!(source = %id, ?fault, status = refusal.status, "a menu was not fetched");
        }
        let (next, changes) = self.changes(&source, now, outcome);
        store::update_as_fetched(self.platform, &source, (claimed, next), changes).await
    }

    /// When the next one is, and what is kept of this one.
    fn changes(
        &self,
        source: &Model,
        now: DateTime<Utc>,
        outcome: Result<Fetched, Refusal>,
    ) -> (DateTime<Utc>, Vec<(Column, SimpleExpr)>) {
        let FetchConfig { minutes, from_hour, to_hour, .. } = *self.config;
        let rhythm = Rhythm { minutes, from_hour, to_hour };
        let mut changes = vec![(Column::LastFetchedAt, Expr::val(now))];
        let next = match outcome {
            Ok(fetched) => {
                let validators = (!fetched.validators.is_empty()).then_some(Validators(fetched.validators));
                let refused = i32::try_from(fetched.refused).unwrap_or(i32::MAX);
                if fetched.has_changed {
                    changes.push((Column::LastChangedAt, Expr::val(now)));
                }
                changes.extend([
                    (Column::LastSucceededAt, Expr::val(now)),
                    (Column::LastFault, Expr::val(None::<String>)),
                    (Column::FaultDetail, Expr::val(None::<String>)),
                    (Column::Failures, Expr::val(0)),
                    (Column::RowsRefused, Expr::val(refused)),
                    (Column::Validators, Expr::val(validators)),
                ]);
                rhythm.after_success(source.id, now)
            }
            Err(Refusal { fault, status, pause }) => {
                let failures = source.failures.saturating_add(1);
                let so_many = u32::try_from(failures).unwrap_or(1);
                changes.extend([
                    (Column::LastFault, Expr::val(Some(fault))),
                    (Column::FaultDetail, Expr::val(status.map(|status| status.to_string()))),
                    (Column::Failures, Expr::val(failures)),
                ]);
                rhythm.after_failure(source.id, now, so_many, pause)
            }
        };
        (next, changes)
    }

    /// Asks each of the source's addresses and writes what it answers. The first must answer; a coming week may have no
    /// menu yet.
    async fn take(&self, source: &Model) -> Result<Fetched, Refusal> {
        let mut fetched = Fetched::default();
        let today = self.clock.today();
        for (n, url) in address::expanded(&source.url, source.kind, today).iter().enumerate() {
            let address_hash = secret::hex(&secret::hash(url.as_bytes()));
            let mut known = source.validators.as_ref().into_iter().flat_map(|known| &known.0);
            let known = known.find(|known| known.address_hash == address_hash);
            match self.fetcher.get(url, known).await {
                Ok(Answer::Unchanged) => {
                    fetched.validators.extend(known.cloned());
                    fetched.refused += usize::try_from(source.rows_refused).unwrap_or_default();
                }
                Ok(Answer::Body { bytes, etag, last_modified }) => {
                    self.write(source, bytes, &mut fetched).await?;
                    if etag.is_some() || last_modified.is_some() {
                        fetched.validators.push(Validator { address_hash, etag, last_modified });
                    }
                }
                Err(Refusal { status: Some(404 | 410), .. }) if n > 0 => {}
                Err(refusal) => return Err(refusal),
            }
        }
        Ok(fetched)
    }

    async fn write(&self, source: &Model, bytes: Vec<u8>, fetched: &mut Fetched) -> Result<(), Refusal> {
        let (kind, today) = (source.kind, self.clock.today());
        let parsed = tokio::task::spawn_blocking(move || menu_in(kind, &bytes, today)).await;
        let menu = parsed.ok().flatten().ok_or(MenuSourceFault::Unreadable)?;
        if menu.entries.rows.is_empty() && !menu.entries.refused.is_empty() {
            return Err(MenuSourceFault::NothingUnderstood.into());
        }
        let whose = (source.municipality_id, source.school_id);
        match write_menu_of(self.platform, whose, &menu, (self.clock.now(), self.ids)).await {
            Ok(summary) => {
                fetched.has_changed |= summary.created + summary.changed > 0;
                fetched.refused += summary.refused;
                Ok(())
            }
            Err(cause) => {
                tracing::error!(source = %source.id, %cause, "a menu that was fetched cannot be written");
                Err(MenuSourceFault::NotWritten.into())
            }
        }
    }
}

/// The menu that the bytes are, if they are one of that kind.
fn menu_in(kind: MenuSourceKind, bytes: &[u8], today: chrono::NaiveDate) -> Option<Menu> {
    let vendor = match kind {
        MenuSourceKind::Auto => None,
        MenuSourceKind::FoodIt => Some(Vendor::FoodIt),
        MenuSourceKind::Skolmaten => Some(Vendor::Skolmaten),
        MenuSourceKind::Mateo => Some(Vendor::Mateo),
        MenuSourceKind::Matilda => Some(Vendor::Matilda),
        MenuSourceKind::Mashie => Some(Vendor::Mashie),
        MenuSourceKind::MenuGo => Some(Vendor::MenuGo),
        MenuSourceKind::OpenMeal => Some(Vendor::OpenMeal),
        MenuSourceKind::Calendar => Some(Vendor::Calendar),
    };
    let source = vendor.map_or_else(|| detect(bytes, "-"), |vendor| Some(Source::from(vendor)))?;
    match read(source, bytes, today).ok()? {
        Dataset::Menu(menu) => Some(menu),
        _ => None,
    }
}
