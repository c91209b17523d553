//! What a municipality offers and where: e-services with their departments, and buildings that people visit.

pub mod eservices;
pub mod facilities;

pub use eservices::EService;
pub use facilities::Facility;
