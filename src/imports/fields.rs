//! What a column of a file may be, and which one its name speaks for. Pure.

use super::model::Kind;
use crate::domain::fold;
use crate::text_enum;

text_enum! {
    /// A column that the program knows; its text is the name that our own files have for it.
    pub enum Field {
        /// Our own number, as the table of the list of customers has it.
        OwnId = "vinculo_id",
        CustomerId = "customer_id",
        Name = "name",
        Surname = "surname",
        SecondSurname = "second_surname",
        LegalName = "legal_name",
        Email = "email",
        Phone = "phone",
        DocumentId = "document_id",
        BirthDate = "birth_date",
        Address = "address",
        City = "city",
        Region = "region",
        Country = "country",
        Sector = "sector",
        Website = "website",
        CreatedAt = "created_at",
        Source = "source",
        OptIn = "marketing_opt_in",
        Notes = "notes",
        RowId = "id",
        Category = "service_type",
        Service = "service_name",
        Date = "service_date",
        Price = "price_paid",
        Season = "season",
        Year = "year",
        Status = "status",
    }
}

/// Names for each, folded, the most telling first. What several may mean is settled in `mapping`.
const WORDS: &[(Field, &str)] = &[
    (
        Field::OwnId,
        "vinculo id|n o en vinculo|no in vinculo|n en vinculo|numero en vinculo|number in vinculo",
    ),
    (
        Field::CustomerId,
        "customer id|id cliente|cliente id|client id|codigo cliente|cod cliente|n cliente|numero cliente|id del cliente|codigo de cliente",
    ),
    (
        Field::Name,
        "name|full name|nombre|first name|nombre completo|nombre y apellido|nombres|nombre cliente|nombre del cliente|customer name|client name|contacto",
    ),
    (
        Field::Surname,
        "surname|last name|apellido|apellidos|apellido paterno|primer apellido|family name",
    ),
    (
        Field::SecondSurname,
        "second surname|apellido materno|segundo apellido",
    ),
    (Field::LegalName, "legal name|razon social|empresa|company"),
    (
        Field::Email,
        "email|e mail|mail|correo|correo electronico|email address|correo cliente",
    ),
    (
        Field::Phone,
        "phone|telefono|fono|celular|movil|telefono movil|phone number|mobile|whatsapp|tel|telefono cliente",
    ),
    (
        Field::DocumentId,
        "document id|rut|dni|nif|cif|cif nif|nif cif|rfc|tax id|documento|cedula|rut cliente|identificacion|rut o documento|tax id or document",
    ),
    (
        Field::BirthDate,
        "birth date|fecha de nacimiento|fecha nacimiento|nacimiento|cumpleanos|birthday|date of birth|f nacimiento",
    ),
    (Field::Address, "address|direccion|domicilio|calle"),
    (Field::City, "city|ciudad|comuna|localidad|poblacion"),
    (Field::Region, "region|provincia|estado|state"),
    (Field::Country, "country|pais"),
    (Field::Sector, "sector|rubro|industria|industry|giro"),
    (Field::Website, "website|web|sitio web|pagina web|url"),
    (
        Field::CreatedAt,
        "created at|fecha de registro|fecha registro|fecha de alta|fecha alta|alta|creado|cliente desde|fecha creacion|fecha de creacion|created|registro|ficha creada|record created",
    ),
    (
        Field::Source,
        "source|origen|fuente|canal|como llego|how they came|procedencia",
    ),
    (
        Field::OptIn,
        "marketing opt in|opt in|acepta correos|acepta publicidad|acepta marketing|consentimiento|acepta promociones|acepta comunicaciones|suscrito|suscrita|newsletter|marketing|permiso por correo|consent to email",
    ),
    (
        Field::Notes,
        "notes|notas|observaciones|comentarios|nota|comments|observacion",
    ),
    (
        Field::RowId,
        "row id|id servicio|id venta|id reserva|n reserva|numero reserva|codigo reserva|id cita|folio|n venta|transaction id|numero de venta|boleta|invoice no|id atencion",
    ),
    (
        Field::Category,
        "service type|categoria|category|tipo de servicio|tipo servicio|familia|tipo|linea|categoria servicio",
    ),
    (
        Field::Service,
        "service name|servicio|service|nombre servicio|nombre del servicio|producto|product|description|descripcion|tratamiento|item|detalle",
    ),
    (
        Field::Date,
        "service date|fecha|date|fecha servicio|fecha de servicio|fecha del servicio|fecha venta|fecha de venta|fecha atencion|fecha reserva|fecha de reserva|fecha de la reserva|fecha cita|fecha de cita|fecha de la cita|fecha y hora|fecha hora|fecha inicio|inicio|hora inicio|dia|invoice date|start|start date|date time",
    ),
    (
        Field::Price,
        "price paid|precio pagado|precio|price|monto|importe|total|valor|amount|pagado|monto pagado|total pagado",
    ),
    (Field::Season, "season|estacion|temporada"),
    (Field::Year, "year|ano"),
    (
        Field::Status,
        "status|estado reserva|estado de la reserva|estado de reserva|estado cita|estado de la cita|estado atencion|asistencia|booking status|appointment status",
    ),
];

/// What a file is without.
const OF_CUSTOMERS: &[Field] = &[Field::Name];
const OF_HISTORY: &[Field] = &[Field::CustomerId, Field::Service, Field::Date, Field::Price];
const OF_BOTH: &[Field] = &[Field::Name, Field::Service, Field::Date, Field::Price];

impl Field {
    pub fn is_date(self) -> bool {
        matches!(self, Self::BirthDate | Self::CreatedAt | Self::Date)
    }

    pub fn is_money(self) -> bool {
        self == Self::Price
    }

    /// Whether it is of a service rather than of the customer.
    pub fn is_of_history(self) -> bool {
        self >= Self::RowId
    }

    /// Whether a file of this kind can have it.
    pub fn fits(self, kind: Kind) -> bool {
        match kind {
            Kind::Customers => !self.is_of_history(),
            Kind::History => self.is_of_history() || self == Self::CustomerId,
            Kind::Both => true,
        }
    }

    /// Without these columns a file of this kind is another.
    pub fn required(kind: Kind) -> &'static [Self] {
        match kind {
            Kind::Customers => OF_CUSTOMERS,
            Kind::History => OF_HISTORY,
            Kind::Both => OF_BOTH,
        }
    }

    /// Which one a column's name speaks for.
    pub fn named(name: &str) -> Option<Self> {
        let words = words_of(name);
        let exact = WORDS
            .iter()
            .find(|(_, names)| names.split('|').any(|name| name == words));
        exact.map(|(field, _)| *field)
    }
}

/// Folded, with one space where anything but letters and digits stands.
pub fn words_of(name: &str) -> String {
    let folded = fold(name);
    let words = folded.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// How the word for a booking begins that came to nothing, folded.
const NO_VISITS: &[&str] = &[
    "anulad",
    "ausente",
    "cancel",
    "declined",
    "eliminad",
    "inasistencia",
    "missed",
    "no asist",
    "no llego",
    "no show",
    "no vino",
    "noshow",
    "rechazad",
    "suspendid",
    "void",
];
/// What else becomes of a booking or a payment, folded.
const STATUSES: &[&str] = &[
    "activa",
    "activo",
    "agendada",
    "agendado",
    "asistio",
    "atendida",
    "atendido",
    "completada",
    "completado",
    "completed",
    "confirmada",
    "confirmado",
    "confirmed",
    "finalizada",
    "finalizado",
    "inactiva",
    "inactivo",
    "paid",
    "pagada",
    "pagado",
    "pending",
    "pendiente",
    "realizada",
    "realizado",
    "reservada",
    "reservado",
];

/// How a word begins that is said of bookings alone: in Chile what is "cancelado" may have been paid.
const BOOKINGS: &[&str] = &[
    "agendad",
    "asist",
    "atendid",
    "ausente",
    "completad",
    "completed",
    "confirm",
    "finaliz",
    "inasist",
    "no",
    "realizad",
    "reservad",
];

/// Whether a cell says of a booking what became of it.
pub fn is_of_booking(cell: &str) -> bool {
    let words = words_of(cell);
    BOOKINGS.iter().any(|word| words.starts_with(word))
}

/// Whether a cell says what became of a booking or a payment.
pub fn is_status(cell: &str) -> bool {
    // Longer than any of them.
    cell.len() <= 30 && (STATUSES.contains(&words_of(cell).as_str()) || is_no_visit(cell))
}

/// Whether it says that nobody came.
pub fn is_no_visit(cell: &str) -> bool {
    let words = words_of(cell);
    // Of a column "Asistencia".
    words == "no" || NO_VISITS.iter().any(|word| words.starts_with(word))
}

/// What our files with refused rows have besides the columns of the file.
pub const OWN_COLUMNS: [&str; 3] = ["vinculo_linea", "vinculo_columna", "vinculo_motivo"];

/// How many columns stand before those that we added.
pub fn width_without_own(names: &[String]) -> usize {
    let own = names.iter().position(|name| name == OWN_COLUMNS[0]);
    own.unwrap_or(names.len())
}

/// Whether the file is one that we wrote: rows that were refused, or the list of customers. What looked like a formula has
/// a mark there.
pub fn is_ours(names: &[String]) -> bool {
    is_list_of_customers(names) || width_without_own(names) < names.len()
}

/// Whether the file is our list of customers: nobody else has our numbers.
pub fn is_list_of_customers(names: &[String]) -> bool {
    let fields = names.iter().map(|name| Field::named(name));
    fields.flatten().any(|field| field == Field::OwnId)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_own_name_is_known() {
        for field in Field::ALL {
            let found = Field::named(field.as_str());
            assert_eq!(found.unwrap_or(Field::RowId), *field);
        }
    }

    #[test]
    fn who_did_not_come_made_no_visit() {
        for cell in [
            "Cancelada",
            "CANCELADO POR EL CLIENTE",
            "Anulada",
            "No asistió",
            "no-show",
            "Cancelled",
        ] {
            assert!(is_no_visit(cell) && is_status(cell), "{cell}");
        }
        for cell in ["Atendida", "Pendiente", "Asistió", "Pagado"] {
            assert!(!is_no_visit(cell) && is_status(cell), "{cell}");
        }
        assert!(!is_status("Jalisco"));
        assert!(is_of_booking("No asistió") && is_of_booking("Reservado"));
        assert!(!is_of_booking("Cancelado") && !is_of_booking("Pagado"));
    }
}
