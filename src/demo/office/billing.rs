//! Some four months of invoices with what was paid of them, a credit note, and drafts.

use diesel::PgConnection;

use super::companies::{
    CERVECERIA, COLEGIO, CONSTRUCTORA, DENTAL, HOTEL, SALMONES, TRANSPORTES, TURISMO,
};
use super::{Desk, Office, Whom};
use crate::activities;
use crate::demo::{DemoError, TAX};
use crate::domain::{CustomerId, SeriesId};
use crate::invoices::actions::{
    self, CreditOrder, Credited, Draft, DraftLine, Moment, NewPayment, Numbering,
};
use crate::invoices::queries::list_open_series;
use crate::invoices::{Invoice, PaymentMethod, SeriesKind};

/// A hundred percent of what is open.
const ALL: i64 = 100;
/// Quantities are stored in thousandths.
const THOUSANDTHS: i64 = 1000;

struct Bill {
    whom: Whom,
    /// The day of issue, from today; `None` for a draft.
    issued: Option<i64>,
    /// Days until it is due.
    term: i64,
    /// What for, how many, and the net price of one in pesos.
    lines: &'static [(&'static str, i64, i64)],
    /// The day, the percentage of what is open, how, and by what it is known.
    paid: &'static [(i64, i64, PaymentMethod, &'static str)],
}

const fn bill(
    whom: Whom,
    issued: i64,
    term: i64,
    lines: &'static [(&'static str, i64, i64)],
    paid: &'static [(i64, i64, PaymentMethod, &'static str)],
) -> Bill {
    Bill {
        whom,
        issued: Some(issued),
        term,
        lines,
        paid,
    }
}

const fn draft(whom: Whom, lines: &'static [(&'static str, i64, i64)]) -> Bill {
    Bill {
        whom,
        issued: None,
        term: 30,
        lines,
        paid: &[],
    }
}

/// In the order of issue: numbers follow the days.
const BILLS: &[Bill] = &[
    bill(
        SALMONES,
        -118,
        30,
        &[("Masaje grupal empresa (8 personas)", 2, 281_924)],
        &[(-92, ALL, PaymentMethod::Transfer, "OC 4471")],
    ),
    bill(
        TURISMO,
        -112,
        30,
        &[("Tina caliente al aire libre 2 h", 6, 27_303)],
        &[(-90, ALL, PaymentMethod::Transfer, "")],
    ),
    bill(
        CONSTRUCTORA,
        -108,
        15,
        &[("Día de spa para dos", 3, 145_370)],
        &[],
    ),
    bill(
        HOTEL,
        -101,
        30,
        &[
            ("Masaje relajante 50 min", 12, 39_067),
            ("Circuito hidrotermal", 8, 31_924),
        ],
        &[(-70, ALL, PaymentMethod::Transfer, "Pago julio")],
    ),
    bill(
        DENTAL,
        -97,
        0,
        &[("Tarjeta de regalo masaje 50 min", 5, 39_067)],
        &[(-97, ALL, PaymentMethod::Card, "Voucher 20418")],
    ),
    bill(
        COLEGIO,
        -88,
        30,
        &[
            ("Jornada de autocuidado docente", 1, 890_000),
            ("Colación saludable", 45, 4_200),
        ],
        &[(-55, ALL, PaymentMethod::Transfer, "Subvención SEP")],
    ),
    bill(
        HOTEL,
        -84,
        30,
        &[("Masaje con piedras calientes 75 min", 6, 56_294)],
        &[(-53, ALL, PaymentMethod::Transfer, "")],
    ),
    bill(
        CONSTRUCTORA,
        -79,
        15,
        &[
            ("Masaje grupal empresa (8 personas)", 1, 281_924),
            ("Traslado del equipo a la obra", 1, 45_000),
        ],
        &[(-60, 40, PaymentMethod::Check, "Cheque 118832")],
    ),
    bill(
        SALMONES,
        -73,
        30,
        &[("Masaje en silla, media jornada", 4, 168_067)],
        &[(-45, ALL, PaymentMethod::Transfer, "OC 4519")],
    ),
    bill(
        TURISMO,
        -66,
        30,
        &[
            ("Tina caliente al aire libre 2 h", 9, 27_303),
            ("Tabla de quesos", 9, 15_966),
        ],
        &[(-38, ALL, PaymentMethod::Transfer, "")],
    ),
    bill(
        CERVECERIA,
        -60,
        15,
        &[("Circuito hidrotermal", 6, 31_924)],
        &[],
    ),
    bill(
        HOTEL,
        -55,
        30,
        &[("Masaje relajante 50 min", 10, 39_067)],
        &[(-24, ALL, PaymentMethod::Transfer, "Pago mensual")],
    ),
    bill(
        Whom::Guest(0),
        -49,
        0,
        &[("Día de spa para dos", 1, 145_370)],
        &[(-49, ALL, PaymentMethod::Card, "Voucher 20977")],
    ),
    bill(
        SALMONES,
        -44,
        30,
        &[("Masaje en silla, media jornada", 4, 168_067)],
        &[(-15, ALL, PaymentMethod::Transfer, "OC 4588")],
    ),
    bill(
        DENTAL,
        -41,
        0,
        &[("Tarjeta de regalo masaje 50 min", 3, 39_067)],
        &[(-41, ALL, PaymentMethod::Transfer, "")],
    ),
    bill(
        TURISMO,
        -38,
        30,
        &[("Tina caliente al aire libre 2 h", 8, 27_303)],
        &[(-10, 50, PaymentMethod::Transfer, "Abono")],
    ),
    bill(
        COLEGIO,
        -33,
        30,
        &[("Taller de respiración y yoga", 3, 126_050)],
        &[(-5, ALL, PaymentMethod::Transfer, "")],
    ),
    bill(
        HOTEL,
        -29,
        30,
        &[
            ("Masaje descontracturante 50 min", 9, 43_689),
            ("Sauna y baño de vapor", 6, 21_840),
        ],
        &[(-3, 60, PaymentMethod::Transfer, "Abono")],
    ),
    bill(
        SALMONES,
        -25,
        30,
        &[
            ("Masaje grupal empresa (8 personas)", 2, 281_924),
            ("Coffee break", 16, 5_882),
        ],
        &[],
    ),
    bill(
        Whom::Guest(1),
        -21,
        0,
        &[("Ritual novia y amigas, 6 personas", 1, 326_882)],
        &[(-21, ALL, PaymentMethod::Card, "Voucher 21544")],
    ),
    bill(
        CERVECERIA,
        -17,
        30,
        &[("Masaje deportivo 50 min", 4, 44_529)],
        &[],
    ),
    bill(
        DENTAL,
        -14,
        0,
        &[("Tarjeta de regalo masaje 50 min", 2, 39_067)],
        &[(-14, ALL, PaymentMethod::Card, "Voucher 21690")],
    ),
    bill(
        HOTEL,
        -11,
        30,
        &[("Masaje relajante 50 min", 14, 39_067)],
        &[],
    ),
    bill(
        Whom::Guest(2),
        -8,
        0,
        &[("Plan yoga mensual (8 clases)", 1, 80_664)],
        &[(-8, ALL, PaymentMethod::Cash, "")],
    ),
    bill(
        COLEGIO,
        -5,
        30,
        &[("Taller de respiración y yoga", 2, 126_050)],
        &[],
    ),
    bill(
        SALMONES,
        -2,
        30,
        &[("Masaje en silla, media jornada", 5, 168_067)],
        &[(-1, 30, PaymentMethod::Transfer, "Anticipo")],
    ),
    draft(TURISMO, &[("Tina caliente al aire libre 2 h", 7, 27_303)]),
    draft(
        HOTEL,
        &[
            ("Masaje relajante 50 min", 6, 39_067),
            ("Circuito hidrotermal", 4, 31_924),
        ],
    ),
    draft(
        TRANSPORTES,
        &[("Pausa activa en terreno, jornada completa", 1, 310_000)],
    ),
];

/// Which of [`BILLS`] is taken back in part, of which line how many, when and why.
const CREDITED: (usize, (i32, i64), i64, &str) = (18, (2, 4), -12, "Cuatro personas no asistieron");

pub fn create(conn: &mut PgConnection, office: &Office) -> Result<(), DemoError> {
    let series = list_open_series(conn, SeriesKind::Invoice)?;
    let series = series.iter().find(|series| !series.is_external);
    let series = series.ok_or(crate::invoices::BillingError::NoSeries)?.id;
    for (place, bill) in BILLS.iter().enumerate() {
        let invoice = write(conn, office, series, bill)?;
        if place == CREDITED.0 {
            take_back(conn, office, &invoice)?;
        }
    }
    Ok(())
}

fn write(
    conn: &mut PgConnection,
    office: &Office,
    series: SeriesId,
    bill: &Bill,
) -> Result<Invoice, DemoError> {
    let line = |(description, count, price): &(&str, i64, i64)| DraftLine {
        description: (*description).to_owned(),
        quantity: count * THOUSANDTHS,
        unit_price: *price,
        tax_basis_points: TAX,
    };
    let customer = office.customer(bill.whom)?;
    let draft = Draft {
        customer_id: customer,
        series_id: series,
        currency: office.organisation.currency,
        due_on: bill.issued.map(|issued| office.day(issued + bill.term)),
        notes: String::new(),
        lines: bill.lines.iter().map(line).collect(),
    };
    let actor = office.actor(Desk::Manager);
    let invoice = actions::create(conn, &actor, &draft)?;
    let Some(issued) = bill.issued else {
        return Ok(invoice);
    };
    let (id, version) = (invoice.id, invoice.version);
    let moment = moment(office, issued);
    let invoice = actions::issue(conn, &actor, id, version, &Numbering::Own, &moment)?;
    date_note(conn, office, customer, issued)?;
    for (day, percent, method, reference) in bill.paid {
        let payment = NewPayment {
            amount: invoice.open * percent / ALL,
            paid_on: office.day(*day),
            method: *method,
            reference: (*reference).to_owned(),
        };
        actions::pay(conn, &actor, id, &payment, &self::moment(office, *day))?;
        date_note(conn, office, customer, *day)?;
    }
    Ok(invoice)
}

fn take_back(conn: &mut PgConnection, office: &Office, invoice: &Invoice) -> Result<(), DemoError> {
    let (_, (line, count), day, reason) = CREDITED;
    let order = CreditOrder {
        credited: Credited::Lines(vec![(line, count * THOUSANDTHS)]),
        reason: reason.to_owned(),
        refund: None,
    };
    let (actor, moment) = (office.actor(Desk::Manager), moment(office, day));
    actions::credit(conn, &actor, invoice.id, &order, &moment)?;
    date_note(conn, office, invoice.customer_id, day)
}

fn moment(office: &Office, day: i64) -> Moment {
    Moment {
        today: office.day(day),
        organisation: office.organisation.clone(),
    }
}

/// Puts the line that was just left on the timeline to its day.
fn date_note(
    conn: &mut PgConnection,
    office: &Office,
    customer: CustomerId,
    day: i64,
) -> Result<(), DemoError> {
    let notes = activities::queries::list_of_customer(conn, customer)?;
    if let Some(id) = notes.iter().map(|(note, _)| note.id).max() {
        activities::queries::update_happened(conn, id, office.at(day, 12))?;
    }
    Ok(())
}
