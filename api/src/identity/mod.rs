//! Who somebody is. A bearer token proves a login; the database says which person that login is and what the person may
//! do. A bad token is an error, never silently anonymous. Tokens carry no roles: withdrawing one works at once (T9).

mod actions;
mod issuers;
mod jwks;
mod loaders;
mod local;
mod policy;
mod relations;
pub mod roles;
mod store;
mod token;
pub(crate) mod types;
mod viewer;

pub(crate) use actions::{look_up_again, recognise};
pub use issuers::{IssuerConfig, Issuers};
pub use local::LocalIssuer;
pub(crate) use policy::{nothing, valid_on};
pub use relations::{OnDuty, Placed, Relations, Remembered};
pub(crate) use relations::{relations, renew_relations, standing};
pub use store::register_login;
pub(crate) use store::{
    PersonName, find_name_to_withhold, is_known_login, list_holders, list_names, list_names_of_own_children,
};
pub use token::{Claims, TokenError};
pub use viewer::{Assurance, Person, Viewer};
