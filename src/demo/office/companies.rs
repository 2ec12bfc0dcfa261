//! The companies that the spa works for, each with its people and channels. None of them exists: their tax ids are of a
//! block that was not issued, their numbers of one that nobody was given.

use diesel::PgConnection;

use super::{Desk, Office, Whom};
use crate::customers::people::model::ContactFields;
use crate::customers::points::model::{PointFields, PointKind, value_key};
use crate::customers::{
    self, Channel, ConsentState, CustomerKind, CustomerStatus, NewCustomer, people, points, reading,
};
use crate::demo::DemoError;
use crate::domain::CustomerId;

struct Company {
    name: &'static str,
    legal_name: &'static str,
    tax_id: &'static str,
    sector: &'static str,
    email: &'static str,
    phone: &'static str,
    address: &'static str,
    city: &'static str,
    status: CustomerStatus,
    /// In pesos, where a credit was agreed.
    credit_limit: Option<i64>,
    notes: &'static str,
    /// Name, what they do, address and number.
    people: &'static [(&'static str, &'static str, &'static str, &'static str)],
    /// More ways to reach it.
    points: &'static [(PointKind, &'static str)],
}

/// By their places among [`COMPANIES`].
pub const SALMONES: Whom = Whom::Company(0);
pub const HOTEL: Whom = Whom::Company(1);
pub const DENTAL: Whom = Whom::Company(2);
pub const CONSTRUCTORA: Whom = Whom::Company(3);
pub const TURISMO: Whom = Whom::Company(4);
pub const COLEGIO: Whom = Whom::Company(5);
pub const TRANSPORTES: Whom = Whom::Company(6);
pub const CERVECERIA: Whom = Whom::Company(7);

const COMPANIES: &[Company] = &[
    Company {
        name: "Salmones Bahía Larga",
        legal_name: "Salmones Bahía Larga SpA",
        tax_id: "46.990.113-0",
        sector: "Acuicultura",
        email: "personas@bahialarga.example",
        phone: "+56 9 1402 7731",
        address: "Camino a Chinquihue km 9",
        city: "Puerto Montt",
        status: CustomerStatus::Active,
        credit_limit: Some(3_000_000),
        notes: "Convenio anual para el bienestar del personal. Facturar siempre con orden de compra.",
        people: &[
            (
                "Marcela Oyarzo Pineda",
                "Jefa de Personas",
                "marcela.oyarzo@bahialarga.example",
                "+56 9 1402 7732",
            ),
            (
                "Iván Gallardo Ruiz",
                "Pago a proveedores",
                "proveedores@bahialarga.example",
                "+56 9 1402 7740",
            ),
        ],
        points: &[
            (PointKind::Email, "facturas@bahialarga.example"),
            (
                PointKind::Address,
                "Casa matriz: Av. Angelmó 4100, Puerto Montt",
            ),
        ],
    },
    Company {
        name: "Hotel Mirador de Ralún",
        legal_name: "Hotelera Mirador de Ralún Ltda.",
        tax_id: "46.991.284-1",
        sector: "Hotelería",
        email: "reservas@miradorderalun.example",
        phone: "+56 9 1655 2010",
        address: "Ruta V-69 km 31",
        city: "Cochamó",
        status: CustomerStatus::Active,
        credit_limit: Some(1_500_000),
        notes: "Manda a sus huéspedes los fines de semana; paga a 30 días.",
        people: &[
            (
                "Ignacio Schwerter Mella",
                "Gerente",
                "gerencia@miradorderalun.example",
                "+56 9 1655 2011",
            ),
            (
                "Pamela Cárcamo Uribe",
                "Recepción",
                "reservas@miradorderalun.example",
                "+56 9 1655 2010",
            ),
        ],
        points: &[(PointKind::Mobile, "+56 9 1655 2015")],
    },
    Company {
        name: "Clínica Dental Los Notros",
        legal_name: "Servicios Odontológicos Los Notros SpA",
        tax_id: "46.992.455-6",
        sector: "Salud",
        email: "administracion@losnotros.example",
        phone: "+56 9 1811 4406",
        address: "San Francisco 812, oficina 3",
        city: "Puerto Varas",
        status: CustomerStatus::Active,
        credit_limit: None,
        notes: "Regalan tarjetas de masaje a su equipo en los cumpleaños.",
        people: &[(
            "Carolina Vidal Hott",
            "Administradora",
            "carolina.vidal@losnotros.example",
            "+56 9 1811 4407",
        )],
        points: &[],
    },
    Company {
        name: "Constructora Peumayén",
        legal_name: "Constructora Peumayén Ltda.",
        tax_id: "46.993.626-0",
        sector: "Construcción",
        email: "oficina@peumayen.example",
        phone: "+56 9 1230 9985",
        address: "Av. Gramado 1450",
        city: "Puerto Varas",
        status: CustomerStatus::Active,
        credit_limit: Some(800_000),
        notes: "Se atrasa con los pagos: llamar antes del vencimiento.",
        people: &[
            (
                "Rodrigo Barría Soto",
                "Socio",
                "rodrigo@peumayen.example",
                "+56 9 1230 9986",
            ),
            (
                "Yasna Mansilla Vera",
                "Contabilidad",
                "contabilidad@peumayen.example",
                "+56 9 1230 9990",
            ),
        ],
        points: &[(PointKind::Email, "contabilidad@peumayen.example")],
    },
    Company {
        name: "Turismo Ruta del Alerce",
        legal_name: "Turismo Ruta del Alerce EIRL",
        tax_id: "46.994.797-1",
        sector: "Turismo",
        email: "hola@rutadelalerce.example",
        phone: "+56 9 1977 6120",
        address: "Del Salvador 305",
        city: "Puerto Varas",
        status: CustomerStatus::Active,
        credit_limit: Some(600_000),
        notes: "Arma paquetes con tina caliente y cena.",
        people: &[(
            "Daniela Pfeifer Lagos",
            "Dueña",
            "daniela@rutadelalerce.example",
            "+56 9 1977 6121",
        )],
        points: &[],
    },
    Company {
        name: "Colegio Lago Esmeralda",
        legal_name: "Corporación Educacional Lago Esmeralda",
        tax_id: "46.995.968-6",
        sector: "Educación",
        email: "rrhh@lagoesmeralda.example",
        phone: "+56 9 1548 3302",
        address: "Camino Ensenada km 4",
        city: "Puerto Varas",
        status: CustomerStatus::Active,
        credit_limit: None,
        notes: "Jornada de autocuidado docente dos veces al año.",
        people: &[
            (
                "Lorena Asenjo Bravo",
                "Recursos humanos",
                "lorena.asenjo@lagoesmeralda.example",
                "+56 9 1548 3303",
            ),
            (
                "Claudio Almonacid Díaz",
                "Director",
                "direccion@lagoesmeralda.example",
                "+56 9 1548 3300",
            ),
        ],
        points: &[],
    },
    Company {
        name: "Transportes Austral Quilanto",
        legal_name: "Transportes Austral Quilanto Ltda.",
        tax_id: "46.997.139-2",
        sector: "Transporte",
        email: "contacto@quilanto.example",
        phone: "+56 9 1360 5518",
        address: "Parque Industrial Cardonal, lote 12",
        city: "Puerto Montt",
        status: CustomerStatus::Prospect,
        credit_limit: None,
        notes: "Llegó por la feria de proveedores.",
        people: &[(
            "Héctor Maldonado Ojeda",
            "Prevención de riesgos",
            "hector.maldonado@quilanto.example",
            "+56 9 1360 5519",
        )],
        points: &[],
    },
    Company {
        name: "Cervecería Puerto Bruma",
        legal_name: "Cervecería Puerto Bruma SpA",
        tax_id: "46.998.310-2",
        sector: "Gastronomía",
        email: "equipo@puertobruma.example",
        phone: "+56 9 1724 8846",
        address: "Imperial 560",
        city: "Puerto Varas",
        status: CustomerStatus::Active,
        credit_limit: Some(500_000),
        notes: "Canje parcial por degustaciones; el saldo se factura.",
        people: &[(
            "Matías Ebensperger Toro",
            "Administrador",
            "matias@puertobruma.example",
            "+56 9 1724 8847",
        )],
        points: &[],
    },
];

/// All of them, in their order.
pub fn create(conn: &mut PgConnection, office: &Office) -> Result<Vec<CustomerId>, DemoError> {
    COMPANIES
        .iter()
        .map(|company| company.create(conn, office))
        .collect()
}

impl Company {
    fn create(&self, conn: &mut PgConnection, office: &Office) -> Result<CustomerId, DemoError> {
        let given = |text: &str| Some(text.to_owned());
        let country = office.organisation.country.as_str();
        let actor = office.actor(Desk::Sales);
        let tax_id = reading::tax_id(self.tax_id, None, country).ok();
        let new = NewCustomer {
            full_name: self.name.to_owned(),
            legal_name: given(self.legal_name),
            kind: CustomerKind::Company,
            status: self.status,
            email: given(self.email),
            phone: given(self.phone),
            phone_e164: value_key(PointKind::Phone, self.phone, country),
            tax_id: given(self.tax_id),
            tax_id_key: tax_id.and_then(|tax_id| tax_id.key),
            address: given(self.address),
            city: given(self.city),
            region: given("Los Lagos"),
            country: given("Chile"),
            sector: given(self.sector),
            source: given("convenio empresa"),
            notes: given(self.notes),
            owner_id: actor.user_id,
            credit_limit: self.credit_limit,
            ..NewCustomer::default()
        };
        let consents = [(Channel::Email, ConsentState::Given)];
        let customer = customers::actions::create(conn, &actor, &new, &consents, "form")?.id;
        for (name, role, email, phone) in self.people {
            let fields = ContactFields {
                name: (*name).to_owned(),
                role: given(role),
                email: given(email),
                phone: given(phone),
                phone_e164: value_key(PointKind::Mobile, phone, country),
                notes: None,
            };
            people::actions::add(conn, &actor, customer, &fields)?;
        }
        for (kind, value) in self.points {
            let fields = PointFields {
                kind: *kind,
                value: (*value).to_owned(),
                value_key: value_key(*kind, value, country),
                ..PointFields::default()
            };
            points::actions::add(conn, &actor, customer, &fields)?;
        }
        Ok(customer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tax_id_and_number_of_a_company_can_be_read() {
        for company in COMPANIES {
            let tax_id = reading::tax_id(company.tax_id, None, "CL").unwrap();
            assert!(tax_id.key.is_some(), "{}", company.tax_id);
            let numbers = company.people.iter().map(|(.., phone)| phone);
            for phone in numbers.chain([&company.phone]) {
                assert!(
                    value_key(PointKind::Mobile, phone, "CL").is_some(),
                    "{phone}"
                );
            }
        }
    }
}
