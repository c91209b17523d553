//! Units and groups that are in use until a day: whoever is placed or works there is so no longer than that (T9). When the
//! register moves the day to a later one, what was cut comes back with the next full run, which lists every place and duty.

use chrono::NaiveDate;
use entity::{duty, enrolment, placement, preschool_group, school_duty};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _, QuerySelect as _,
};
use uuid::Uuid;

use super::page::Page;
use super::relations::{DatedTable, limited, shorten_named};

impl<C: ConnectionTrait> Page<'_, C> {
    /// Lets nobody be in a group longer than to its last day.
    pub(super) async fn limit_group(&self, group: Uuid, last: NaiveDate) -> Result<(), DbErr> {
        self.limit_where::<placement::Entity>(placement::Column::GroupId.eq(group), last).await?;
        self.limit_where::<duty::Entity>(duty::Column::GroupId.eq(group), last).await
    }

    /// Lets nobody be at a preschool longer than to its last day.
    pub(super) async fn limit_preschool(&self, preschool: Uuid, last: NaiveDate) -> Result<(), DbErr> {
        let groups: Vec<Uuid> = preschool_group::Entity::find()
            .select_only()
            .column(preschool_group::Column::Id)
            .filter(preschool_group::Column::MunicipalityId.eq(self.register.municipality_id))
            .filter(preschool_group::Column::PreschoolId.eq(preschool))
            .into_tuple()
            .all(self.connection)
            .await?;
        self.limit_where::<placement::Entity>(placement::Column::GroupId.is_in(groups), last).await?;
        self.limit_where::<duty::Entity>(duty::Column::PreschoolId.eq(preschool), last).await
    }

    /// Lets nobody be at a school longer than to its last day.
    pub(super) async fn limit_school(&self, school: Uuid, last: NaiveDate) -> Result<(), DbErr> {
        self.limit_where::<enrolment::Entity>(enrolment::Column::SchoolId.eq(school), last).await?;
        self.limit_where::<school_duty::Entity>(school_duty::Column::SchoolId.eq(school), last).await
    }

    async fn limit_where<E: DatedTable>(
        &self,
        condition: impl Into<Condition>,
        last: NaiveDate,
    ) -> Result<(), DbErr> {
        let mine = E::MUNICIPALITY.eq(self.register.municipality_id);
        let rows = E::find().filter(mine).filter(condition.into()).all(self.connection).await?;
        shorten_named::<E, C>(self.connection, self.register, rows, |row| limited(row, last)).await?;
        Ok(())
    }
}
