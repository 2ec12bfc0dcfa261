//! What a cell says that became of a booking or a payment. Pure.

use crate::domain::words_of;

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

#[cfg(test)]
mod tests {
    use super::*;

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
