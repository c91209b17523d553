//! Numbers and names of many people at once: a register has ten thousand of them, and a question for each would be ten
//! thousand questions.

use std::collections::HashMap;

use entity::{identity_number, principal_name};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _,
};
use uuid::Uuid;

use super::accounts::{Accounts, hashes};
use super::{IdentityNumber, PrincipalName};

/// How many a statement takes.
const BATCH: usize = 500;

impl<C: ConnectionTrait> Accounts<'_, C> {
    /// Whose numbers these are, under whichever key; those of nobody are left out. Rehashes nothing.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn find_by_numbers(
        &self,
        numbers: &[IdentityNumber],
    ) -> Result<HashMap<IdentityNumber, Uuid>, DbErr> {
        use identity_number::{Column, Entity};
        let mut found = HashMap::new();
        for numbers in numbers.chunks(BATCH) {
            let mut number_of = HashMap::new();
            for number in numbers {
                for hashed in hashes(self.keys, self.code, number) {
                    number_of.insert((hashed.key_id, hashed.hash.to_vec()), number);
                }
            }
            let all: Vec<Vec<u8>> = number_of.keys().map(|(_, hash)| hash.clone()).collect();
            for hashes in all.chunks(BATCH) {
                let rows = Entity::find()
                    .filter(Column::MunicipalityId.eq(self.municipality_id))
                    .filter(Column::Hash.is_in(hashes.iter().cloned()))
                    .all(self.connection)
                    .await?;
                for row in rows {
                    if let Some(number) = number_of.get(&(row.key_id, row.hash)) {
                        found.insert((*number).clone(), row.person_id);
                    }
                }
            }
        }
        Ok(found)
    }

    /// Gives numbers that are nobody's to people.
    ///
    /// # Errors
    /// When the database cannot be written: also when one of them has become somebody's since it was looked up.
    pub async fn add_numbers(&self, numbers: &[(Uuid, IdentityNumber)]) -> Result<(), DbErr> {
        use identity_number::{ActiveModel, Entity};
        for numbers in numbers.chunks(BATCH) {
            let rows = numbers.iter().filter_map(|(person, number)| {
                let current = hashes(self.keys, self.code, number).into_iter().next()?;
                Some(ActiveModel {
                    municipality_id: Set(self.municipality_id),
                    key_id: Set(current.key_id),
                    hash: Set(current.hash.to_vec()),
                    person_id: Set(*person),
                    created_at: Set(self.now),
                })
            });
            Entity::insert_many(rows).exec_without_returning(self.connection).await?;
        }
        Ok(())
    }

    /// Whose principal names these are; those of nobody are left out.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn find_by_principal_names(
        &self,
        names: &[PrincipalName],
    ) -> Result<HashMap<PrincipalName, Uuid>, DbErr> {
        use principal_name::{Column, Entity};
        let mut found = HashMap::new();
        for names in names.chunks(BATCH) {
            let rows = Entity::find()
                .filter(Column::MunicipalityId.eq(self.municipality_id))
                .filter(Column::Name.is_in(names.iter().map(PrincipalName::as_str)))
                .all(self.connection)
                .await?;
            found.extend(rows.into_iter().map(|row| (PrincipalName::stored(row.name), row.person_id)));
        }
        Ok(found)
    }

    /// Gives principal names that are nobody's to people.
    ///
    /// # Errors
    /// When the database cannot be written: also when one of them has become somebody's since it was looked up.
    pub async fn add_principal_names(&self, names: &[(PrincipalName, Uuid)]) -> Result<(), DbErr> {
        use principal_name::{ActiveModel, Entity};
        for names in names.chunks(BATCH) {
            let rows = names.iter().map(|(name, person)| ActiveModel {
                municipality_id: Set(self.municipality_id),
                name: Set(name.as_str().to_owned()),
                person_id: Set(*person),
                created_at: Set(self.now),
            });
            Entity::insert_many(rows).exec_without_returning(self.connection).await?;
        }
        Ok(())
    }

    /// Takes principal names from whoever has them: an organisation that gives names takes them back, too.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn remove_principal_names(&self, names: &[PrincipalName]) -> Result<(), DbErr> {
        use principal_name::{Column, Entity};
        for names in names.chunks(BATCH) {
            Entity::delete_many()
                .filter(Column::MunicipalityId.eq(self.municipality_id))
                .filter(Column::Name.is_in(names.iter().map(PrincipalName::as_str)))
                .exec(self.connection)
                .await?;
        }
        Ok(())
    }
}
