//! The directory is public.

use crate::tenancy::public_rows;

public_rows!(
    entity::department,
    entity::unit,
    entity::service,
    entity::service_brief,
    entity::service_channel,
    entity::facility,
    entity::service_facility,
    entity::opening_hours,
    entity::opening_exception,
);
