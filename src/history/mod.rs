//! The services that customers took, and every figure that is stored about them.
//!
//! Tables: `service_history`; kept by its triggers and never written from here: `customer_metrics`, `service_days`,
//! `service_months`; `business_day`, which says what they hold for. Addresses: `/history`, `/customers/{id}/history`.
//! Refuses to count a row dated after the business day.

pub mod bulk;
pub mod metrics;
pub mod queries;
pub mod totals;
