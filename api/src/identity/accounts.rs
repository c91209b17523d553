//! By what a person is found again: hashes of identity numbers, and principal names. Logins and imports look here, so that
//! whom the school administration knows and who logs in become one person.

use chrono::{DateTime, Utc};
use entity::{identity_number, principal_name};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _,
    sea_query::OnConflict,
};
use uuid::Uuid;

use super::{IdentityNumber, PrincipalName};
use crate::platform::secret::{KeyRing, KeyedHash};

/// What one municipality knows of whose a number or a name is. Works in whatever transaction it is given.
pub struct Accounts<'a, C> {
    /// Where the rows are.
    pub connection: &'a C,
    /// The keys for identity numbers: `SecretKey::number_keys`.
    pub keys: &'a KeyRing,
    /// The municipality's surrogate key.
    pub municipality_id: i32,
    /// Its kommunkod: the same number hashes differently in another municipality.
    pub code: &'a str,
    /// The present.
    pub now: DateTime<Utc>,
}

/// What came of giving a number or a name to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attached {
    /// It was nobody's before.
    New,
    /// It was that person's before.
    Known,
    /// It is this other person's, and stays so: people are never merged unasked.
    OfAnother(Uuid),
}

/// The hashes of a number in a municipality under every key, that of now first.
pub(super) fn hashes(keys: &KeyRing, code: &str, number: &IdentityNumber) -> Vec<KeyedHash> {
    // Four digits, a zero byte, twelve digits: the lengths tell the parts.
    keys.hashes(&[code.as_bytes(), &[0], number.digits()])
}

impl<C: ConnectionTrait> Accounts<'_, C> {
    /// Whose number it is. One that was hashed under an older key is hashed under that of now.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub async fn find_by_number(&self, number: &IdentityNumber) -> Result<Option<Uuid>, DbErr> {
        use identity_number::{Column, Entity};
        let hashes = hashes(self.keys, self.code, number);
        let rows = Entity::find()
            .filter(Column::MunicipalityId.eq(self.municipality_id))
            .filter(Column::KeyId.is_in(hashes.iter().map(|hashed| hashed.key_id.as_str())))
            .filter(Column::Hash.is_in(hashes.iter().map(|hashed| hashed.hash.to_vec())))
            .all(self.connection)
            .await?;
        let row_of = |hashed: &KeyedHash| {
            rows.iter().find(|row| row.key_id == hashed.key_id && row.hash == hashed.hash)
        };
        let Some(newest) = hashes.iter().find_map(row_of) else { return Ok(None) };
        if newest.key_id != self.keys.current_id() {
            self.insert_number(newest.person_id, number).await?;
        }
        for row in rows.iter().filter(|row| row.key_id != self.keys.current_id()) {
            let key = (row.municipality_id, row.key_id.clone(), row.hash.clone());
            Entity::delete_by_id(key).exec(self.connection).await?;
        }
        Ok(Some(newest.person_id))
    }

    /// Gives a number to a person, who may have others. The person must be one of the municipality's.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub async fn attach_number(&self, person: Uuid, number: &IdentityNumber) -> Result<Attached, DbErr> {
        if let Some(holder) = self.find_by_number(number).await? {
            return Ok(Attached::to(person, holder));
        }
        if self.insert_number(person, number).await? == 1 {
            return Ok(Attached::New);
        }
        // Somebody was faster.
        let holder = self.find_by_number(number).await?;
        Ok(holder.map_or(Attached::Known, |holder| Attached::to(person, holder)))
    }

    /// Whether a person has a number that the keys of now can recognise.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn has_number(&self, person: Uuid) -> Result<bool, DbErr> {
        use identity_number::{Column, Entity};
        let row = Entity::find()
            .filter(Column::MunicipalityId.eq(self.municipality_id))
            .filter(Column::PersonId.eq(person))
            .filter(Column::KeyId.is_in(self.keys.ids()))
            .one(self.connection)
            .await?;
        Ok(row.is_some())
    }

    /// Whose principal name it is.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn find_by_principal_name(&self, name: &PrincipalName) -> Result<Option<Uuid>, DbErr> {
        let key = (self.municipality_id, name.as_str().to_owned());
        let row = principal_name::Entity::find_by_id(key).one(self.connection).await?;
        Ok(row.map(|row| row.person_id))
    }

    /// Gives a principal name to a person, who may have others. The person must be one of the municipality's.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub async fn attach_principal_name(&self, person: Uuid, name: &PrincipalName) -> Result<Attached, DbErr> {
        use principal_name::{ActiveModel, Column, Entity};
        let row = ActiveModel {
            municipality_id: Set(self.municipality_id),
            name: Set(name.as_str().to_owned()),
            person_id: Set(person),
            created_at: Set(self.now),
        };
        let key = [Column::MunicipalityId, Column::Name];
        let insert = Entity::insert(row).on_conflict(OnConflict::columns(key).do_nothing().to_owned());
        if insert.exec_without_returning(self.connection).await? == 1 {
            return Ok(Attached::New);
        }
        let holder = self.find_by_principal_name(name).await?;
        Ok(holder.map_or(Attached::Known, |holder| Attached::to(person, holder)))
    }

    /// Writes the hash under the key of now, unless it is there. Returns how many rows were written.
    async fn insert_number(&self, person: Uuid, number: &IdentityNumber) -> Result<u64, DbErr> {
        use identity_number::{ActiveModel, Column, Entity};
        let Some(current) = hashes(self.keys, self.code, number).into_iter().next() else { return Ok(0) };
        let row = ActiveModel {
            municipality_id: Set(self.municipality_id),
            key_id: Set(current.key_id),
            hash: Set(current.hash.to_vec()),
            person_id: Set(person),
            created_at: Set(self.now),
        };
        let key = [Column::MunicipalityId, Column::KeyId, Column::Hash];
        let insert = Entity::insert(row).on_conflict(OnConflict::columns(key).do_nothing().to_owned());
        insert.exec_without_returning(self.connection).await
    }
}

impl Attached {
    fn to(person: Uuid, holder: Uuid) -> Self {
        if person == holder { Self::Known } else { Self::OfAnother(holder) }
    }
}
