//! Sweden's municipalities and counties, their postal codes and borders: Statistics Sweden's lists, the tables of
//! svensktext and the polygons of okfse.

pub mod boundaries;
pub mod counties;
pub mod places;
pub mod register;

pub use boundaries::{Area, Boundary};
pub use counties::County;
pub use places::{PlaceName, PostalArea};
pub use register::Municipality;
