//! Who is who: the person that a register's person is here, by what both are known by.

use std::collections::{HashMap, HashSet};

use entity::{ExternalKind, IdentityProtection, person};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _, QuerySelect as _,
};
use uuid::Uuid;

use super::super::ss12000::Person;
use super::super::write::rows::KEYS;
use super::page::Register;
use super::references::{References, named};
use crate::identity::{Accounts, IdentityNumber, PrincipalName};

/// How far persons here are protected.
pub(super) async fn protections<C: ConnectionTrait>(
    connection: &C,
    register: &Register,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, IdentityProtection>, DbErr> {
    let mut found = HashMap::new();
    for ids in ids.chunks(KEYS) {
        let rows: Vec<(Uuid, IdentityProtection)> = person::Entity::find()
            .select_only()
            .columns([person::Column::Id, person::Column::Protection])
            .filter(person::Column::MunicipalityId.eq(register.municipality_id))
            .filter(person::Column::Id.is_in(ids.iter().copied()))
            .into_tuple()
            .all(connection)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// What persons of a page are known by, and whose it is here.
pub(super) struct People {
    numbers: HashMap<Uuid, IdentityNumber>,
    names: HashMap<Uuid, Vec<PrincipalName>>,
    holder_of_number: HashMap<IdentityNumber, Uuid>,
    holder_of_name: HashMap<PrincipalName, Uuid>,
    /// Which of the holders the register names, and as whom.
    claimed: HashMap<Uuid, Uuid>,
    new_numbers: Vec<(Uuid, IdentityNumber)>,
    new_names: Vec<(Uuid, PrincipalName)>,
    moved_names: Vec<(Uuid, PrincipalName)>,
    lost_names: Vec<PrincipalName>,
    /// The names that the register gave, which alone it takes back: others come from logins.
    given: References,
}

/// What could not be made a key to the person.
#[derive(Default)]
pub(super) struct Unusable {
    pub number: bool,
    pub name: bool,
}

impl People {
    pub(super) async fn load<C: ConnectionTrait>(
        accounts: &Accounts<'_, C>,
        register: &Register,
        persons: &[&Person],
    ) -> Result<Self, DbErr> {
        let number = |person: &&Person| {
            let number = IdentityNumber::parse(person.civic_no.as_ref()?.expose(), register.today).ok()?;
            Some((person.id, number))
        };
        let numbers: HashMap<Uuid, IdentityNumber> = persons.iter().filter_map(number).collect();
        let names: HashMap<Uuid, Vec<PrincipalName>> = persons
            .iter()
            .map(|person| {
                let parsed = person.principal_names.iter();
                let parsed = parsed.filter_map(|name| PrincipalName::parse(name).ok());
                (person.id, parsed.collect())
            })
            .collect();
        let wanted: HashSet<IdentityNumber> = numbers.values().cloned().collect();
        let holder_of_number = accounts.find_by_numbers(&wanted.into_iter().collect::<Vec<_>>()).await?;
        let given = References::load(
            accounts.connection,
            register,
            ExternalKind::PrincipalName,
            persons.iter().map(|person| person.id),
        )
        .await?;
        let had = given.all().filter_map(|(_, name, _)| PrincipalName::parse(name).ok());
        let wanted: HashSet<PrincipalName> = names.values().flatten().cloned().chain(had).collect();
        let holder_of_name =
            accounts.find_by_principal_names(&wanted.into_iter().collect::<Vec<_>>()).await?;
        let holders: HashSet<Uuid> =
            holder_of_number.values().chain(holder_of_name.values()).copied().collect();
        let holders: Vec<Uuid> = holders.into_iter().collect();
        let claimed = named(accounts.connection, register, ExternalKind::Person, &holders).await?;
        Ok(Self {
            numbers,
            names,
            holder_of_number,
            holder_of_name,
            claimed,
            new_numbers: Vec::new(),
            new_names: Vec::new(),
            moved_names: Vec::new(),
            lost_names: Vec::new(),
            given,
        })
    }

    /// The person here who has the same number or the same principal name and whom the register does not know as somebody
    /// else: somebody who logged in before the register was read.
    pub(super) fn find(&self, person: &Person) -> Option<Uuid> {
        let by_number = self.numbers.get(&person.id).and_then(|number| self.holder_of_number.get(number));
        let by_name = || self.names.get(&person.id)?.iter().find_map(|name| self.holder_of_name.get(name));
        let found = *by_number.or_else(by_name)?;
        (!self.claimed.contains_key(&found)).then_some(found)
    }

    /// Says that the register knows somebody as this person from now on.
    pub(super) fn claim(&mut self, local: Uuid, external: Uuid) {
        self.claimed.insert(local, external);
    }

    /// Gives a person what the register says the person is known by. Answers whether anything changed, and what could not
    /// be used.
    pub(super) fn settle(&mut self, register: &Register, person: &Person, local: Uuid) -> (bool, Unusable) {
        let mut changed = false;
        let mut unusable = Unusable {
            number: person.civic_no.is_some() && !self.numbers.contains_key(&person.id),
            name: false,
        };
        if let Some(number) = self.numbers.get(&person.id).cloned() {
            if let Some(holder) = self.holder_of_number.get(&number) {
                unusable.number |= *holder != local;
            } else {
                self.holder_of_number.insert(number.clone(), local);
                self.new_numbers.push((local, number));
                changed = true;
            }
        }
        let names = self.names.remove(&person.id).unwrap_or_default();
        unusable.name = names.len() < person.principal_names.len();
        for had in self.given.parts(person.id) {
            if names.iter().any(|name| name.as_str() == had) {
                continue;
            }
            self.given.remove(person.id, &had);
            changed = true;
            // Another person may have got it meanwhile.
            let name = PrincipalName::parse(&had);
            self.lost_names
                .extend(name.into_iter().filter(|name| self.holder_of_name.get(name) == Some(&local)));
        }
        for name in names {
            let is_given = self.given.local_part(person.id, name.as_str()) == Some(local);
            if !is_given && self.holder_of_name.get(&name).is_none_or(|holder| self.may_take(*holder, local))
            {
                self.given.add(register, person.id, name.as_str(), local, true);
            }
            match self.holder_of_name.get(&name).copied() {
                Some(holder) if holder == local => {}
                // The register gave the name to another of its persons.
                Some(holder) if self.may_take(holder, local) => {
                    self.holder_of_name.insert(name.clone(), local);
                    self.moved_names.push((local, name));
                    changed = true;
                }
                // Somebody whom the register does not know logs in by it: people are never merged unasked.
                Some(_) => unusable.name = true,
                None => {
                    self.holder_of_name.insert(name.clone(), local);
                    self.new_names.push((local, name));
                    changed = true;
                }
            }
        }
        (changed, unusable)
    }

    /// Whether what one person has may become another's: the register says so of its own persons only.
    fn may_take(&self, holder: Uuid, local: Uuid) -> bool {
        holder == local || self.claimed.contains_key(&holder)
    }

    pub(super) async fn flush<C: ConnectionTrait>(
        self,
        accounts: &Accounts<'_, C>,
        register: &Register,
    ) -> Result<(), DbErr> {
        let moved: Vec<PrincipalName> = self.moved_names.iter().map(|(_, name)| name.clone()).collect();
        let gone: HashSet<PrincipalName> = self.lost_names.into_iter().chain(moved).collect();
        accounts.remove_principal_names(&gone.into_iter().collect::<Vec<_>>()).await?;
        accounts.add_numbers(&self.new_numbers).await?;
        // A name that went from hand to hand within the page is the last one's.
        let mut latest: HashMap<PrincipalName, Uuid> = HashMap::new();
        for (local, name) in self.new_names.into_iter().chain(self.moved_names) {
            latest.insert(name, local);
        }
        accounts.add_principal_names(&latest.into_iter().collect::<Vec<_>>()).await?;
        self.given.flush(accounts.connection, register).await
    }
}
