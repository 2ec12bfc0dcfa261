//! What others hear of changes: webhooks, and the broker. Every event is stored word for word before it goes out.
//!
//! Tables: `webhook_endpoints`, `wire_events`, `webhook_deliveries`, `delivery_attempts`, `broker_status`. URLs:
//! `/admin/webhooks`, `/admin/webhooks/new`, `/admin/webhooks/{id}`,
//! `/admin/webhooks/{id}/{edit,rotation,pause,resumption,test,replay,deletion}`,
//! `/admin/webhooks/{id}/deliveries/{delivery}`, `/admin/webhooks/{id}/deliveries/{delivery}/replay`.
//!
//! The audit log writes a domain event in the transaction of each change. [`routing`] makes of it what the outside is
//! told and who is told, in one transaction with the mark that it did, so that a program that dies there neither loses
//! nor doubles anything. [`jobs`] deliver to webhooks, [`broker`] publishes to RabbitMQ and reads what a billing system
//! publishes. It refuses to call private addresses, and to show a secret twice.

pub mod actions;
mod broker;
mod delivery;
mod forms;
mod handlers;
mod jobs;
mod mapping;
mod model;
mod outside;
pub mod queries;
mod routing;
mod schedule;
mod views;

use actix_web::web;

pub use broker::{IncomingTimes, check as check_broker};
pub use delivery::{Outbound, Reached};
pub use jobs::{DELIVER, register};
pub use mapping::WireType;
pub use model::{BrokerRole, BrokerStatus, DeliveryState, Endpoint, EndpointPlan, EventFilter};
pub use outside::{Lines, Settings, tick};

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/admin/webhooks")
                .get(handlers::index)
                .post(handlers::create),
        )
        // Before the endpoints: it is no number.
        .service(web::resource("/admin/webhooks/new").get(handlers::new))
        .service(web::resource("/admin/webhooks/{id}").get(handlers::show))
        .service(
            web::resource("/admin/webhooks/{id}/edit")
                .get(handlers::edit)
                .post(handlers::update),
        )
        .service(web::resource("/admin/webhooks/{id}/rotation").post(handlers::rotate))
        .service(web::resource("/admin/webhooks/{id}/pause").post(handlers::pause))
        .service(web::resource("/admin/webhooks/{id}/resumption").post(handlers::resume))
        .service(web::resource("/admin/webhooks/{id}/test").post(handlers::test))
        .service(web::resource("/admin/webhooks/{id}/replay").post(handlers::replay_all))
        .service(web::resource("/admin/webhooks/{id}/deletion").post(handlers::delete))
        .service(
            web::resource("/admin/webhooks/{id}/deliveries/{delivery}").get(handlers::delivery),
        )
        .service(
            web::resource("/admin/webhooks/{id}/deliveries/{delivery}/replay")
                .post(handlers::replay),
        );
}
