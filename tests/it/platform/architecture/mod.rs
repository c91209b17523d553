//! The architecture, kept by reading the source: who may use whom, where queries are built, how large and how named.

mod layers;
mod names;
mod nullability;
mod source;
