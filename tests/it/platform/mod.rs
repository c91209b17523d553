//! Tests of the platform as a whole, whatever the features.

mod databases;
