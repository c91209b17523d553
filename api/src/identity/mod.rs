//! Who somebody is. A bearer token proves a login; the database says which person that login is and what the person may
//! do. A bad token is an error, never silently anonymous. Tokens carry no roles: withdrawing one works at once (T9).

mod accounts;
mod actions;
mod claims;
mod identity_number;
mod issuer_config;
mod issuers;
mod jwks;
mod kept;
mod loaders;
mod local;
pub mod lookup;
pub(crate) mod people;
mod policy;
mod principal_name;
mod relations;
mod release;
pub mod roles;
mod rolls;
mod store;
mod token;
mod trusted;
pub(crate) mod types;
mod unrepeated;
mod viewer;

pub use accounts::{Accounts, Attached};
pub use actions::RecogniseError;
pub(crate) use actions::{look_up_again, recognise};
pub use identity_number::{IdentityNumber, IdentityNumberError};
pub use issuer_config::{ClaimNames, IssuerConfig, default_acr, default_algorithms};
pub use issuers::Issuers;
pub(crate) use kept::kept_about;
pub use local::LocalIssuer;
pub(crate) use lookup::find_child_name;
pub(crate) use policy::{nothing, valid_on};
pub use principal_name::{PrincipalName, PrincipalNameError};
pub use relations::{OnDuty, Placed, Relations, Remembered};
pub(crate) use relations::{relations, renew_relations, standing};
pub use release::{Released, release};
pub use store::register_login;
pub(crate) use store::{
    PersonName, find_name_to_withhold, is_known_login, list_holders, list_names, list_names_of_own_children,
    list_names_to_withhold,
};
pub use token::{Claims, TokenError, Trust};
pub use trusted::{TrustError, distrust, list_trusted, trust};
pub use viewer::{Assurance, Person, Viewer};
