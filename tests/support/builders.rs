//! What a test puts in its database, each with defaults that are valid: `a_customer().name("Ana").create(conn)`.

use chrono::NaiveDate;
use diesel::PgConnection;
use diesel::prelude::*;
use vinculo::db::schema::{consents, customers, service_history, services, users};
use vinculo::domain::{CustomerId, HistoryId, Role, ServiceId, UserId};

use super::data::date;

/// The password of every user that is built.
pub const PASSWORD: &str = "una-clave-larga";
/// Of [`PASSWORD`], made once: hashing takes longer than a test.
const PASSWORD_HASH: &str = "$argon2id$v=19$m=19456,t=2,p=1$5fja7aTC4GzQuC54esoOlQ$VXncf0LUDN3s1U5K5w9THhOr9e3WDjcAFDx/RpL2Fio";

pub fn a_user(role: Role) -> NewUser {
    NewUser {
        role,
        name: format!("Persona {role}"),
        email: format!("{role}-{}@aremko.example", uuid::Uuid::new_v4().simple()),
    }
}

pub struct NewUser {
    role: Role,
    name: String,
    email: String,
}

impl NewUser {
    pub fn name(self, name: &str) -> Self {
        let name = name.to_owned();
        Self { name, ..self }
    }

    pub fn email(self, email: &str) -> Self {
        let email = email.to_owned();
        Self { email, ..self }
    }

    pub fn create(self, conn: &mut PgConnection) -> UserId {
        diesel::insert_into(users::table)
            .values((
                users::email.eq(self.email),
                users::name.eq(self.name),
                users::role.eq(self.role),
                users::password_hash.eq(PASSWORD_HASH),
            ))
            .returning(users::id)
            .get_result::<i64>(conn)
            .unwrap()
            .into()
    }
}

/// Ana Rojas Soto, with an e-mail address of her own and consent to mail.
pub fn a_customer() -> NewCustomer {
    let tag = uuid::Uuid::new_v4().simple().to_string();
    NewCustomer {
        name: "Ana Rojas Soto".into(),
        email: Some(format!("ana-{}@correo.example", &tag[..8])),
        phone: None,
        status: "active".into(),
        language: None,
        email_consent: Some("given".into()),
    }
}

pub struct NewCustomer {
    name: String,
    email: Option<String>,
    phone: Option<String>,
    status: String,
    language: Option<String>,
    email_consent: Option<String>,
}

impl NewCustomer {
    pub fn name(self, name: &str) -> Self {
        let name = name.to_owned();
        Self { name, ..self }
    }

    pub fn email(self, email: &str) -> Self {
        let email = Some(email.to_owned());
        Self { email, ..self }
    }

    pub fn without_email(self) -> Self {
        Self {
            email: None,
            ..self
        }
    }

    pub fn phone(self, phone: &str) -> Self {
        let phone = Some(phone.to_owned());
        Self { phone, ..self }
    }

    /// `prospect`, `active`, `inactive` or `blocked`
    pub fn status(self, status: &str) -> Self {
        let status = status.to_owned();
        Self { status, ..self }
    }

    /// `es` or `en`
    pub fn language(self, language: &str) -> Self {
        let language = Some(language.to_owned());
        Self { language, ..self }
    }

    /// `given`, `refused`, `withdrawn` or `unknown`
    pub fn email_consent(self, state: &str) -> Self {
        let email_consent = Some(state.to_owned());
        Self {
            email_consent,
            ..self
        }
    }

    pub fn never_asked(self) -> Self {
        Self {
            email_consent: None,
            ..self
        }
    }

    pub fn create(self, conn: &mut PgConnection) -> CustomerId {
        let id: i64 = diesel::insert_into(customers::table)
            .values((
                customers::full_name.eq(self.name),
                customers::email.eq(self.email),
                customers::phone.eq(self.phone),
                customers::status.eq(self.status),
                customers::language.eq(self.language),
            ))
            .returning(customers::id)
            .get_result(conn)
            .unwrap();
        if let Some(state) = self.email_consent {
            diesel::insert_into(consents::table)
                .values((
                    consents::customer_id.eq(id),
                    consents::channel.eq("email"),
                    consents::state.eq(state),
                    consents::how.eq("form"),
                ))
                .execute(conn)
                .unwrap();
        }
        id.into()
    }
}

/// A massage for 45,000 on 2025-10-20, in the history of a customer; the catalogue gets it too.
pub fn a_service(customer: CustomerId) -> NewService {
    NewService {
        customer,
        category: "Masajes".into(),
        name: "Masaje Relajante 50 min".into(),
        date: date("2025-10-20"),
        price: 45_000,
    }
}

pub struct NewService {
    customer: CustomerId,
    category: String,
    name: String,
    date: NaiveDate,
    price: i64,
}

impl NewService {
    pub fn named(self, category: &str, name: &str) -> Self {
        let (category, name) = (category.to_owned(), name.to_owned());
        Self {
            category,
            name,
            ..self
        }
    }

    /// `2025-10-20`
    pub fn on(self, day: &str) -> Self {
        let date = date(day);
        Self { date, ..self }
    }

    /// Minor units.
    pub fn price(self, price: i64) -> Self {
        Self { price, ..self }
    }

    pub fn create(self, conn: &mut PgConnection) -> HistoryId {
        let service = a_catalogue_service(conn, &self.category, &self.name);
        diesel::insert_into(service_history::table)
            .values((
                service_history::customer_id.eq(self.customer.get()),
                service_history::service_id.eq(service.get()),
                service_history::category.eq(self.category),
                service_history::name.eq(self.name),
                service_history::date.eq(self.date),
                service_history::price.eq(self.price),
            ))
            .returning(service_history::id)
            .get_result::<i64>(conn)
            .unwrap()
            .into()
    }
}

/// The service of the catalogue with this name, made if it is not there.
pub fn a_catalogue_service(conn: &mut PgConnection, category: &str, name: &str) -> ServiceId {
    diesel::insert_into(services::table)
        .values((services::category.eq(category), services::name.eq(name)))
        .on_conflict((services::category, services::name))
        .do_update()
        .set(services::name.eq(name))
        .returning(services::id)
        .get_result::<i64>(conn)
        .unwrap()
        .into()
}
