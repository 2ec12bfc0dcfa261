//! What is to be done, by whom and until when, and what was done lately.

use chrono::NaiveTime;
use diesel::PgConnection;

use super::companies::{
    CERVECERIA, COLEGIO, CONSTRUCTORA, DENTAL, HOTEL, SALMONES, TRANSPORTES, TURISMO,
};
use super::{Desk, Office, Whom};
use crate::activities::{ActivityKind, Due, Entry, actions};
use crate::demo::DemoError;
use crate::domain::OpportunityId;

struct Item {
    whom: Whom,
    kind: ActivityKind,
    /// Who is in charge, or did it.
    desk: Desk,
    title: &'static str,
    body: &'static str,
    /// From today.
    day: i64,
    /// Without one, any time of that day.
    hour: Option<u32>,
    state: State,
}

enum State {
    ToDo,
    /// It was planned, and done then.
    Done,
    /// It just happened.
    Noted,
}

const fn item(
    kind: ActivityKind,
    whom: Whom,
    desk: Desk,
    (day, hour): (i64, Option<u32>),
    title: &'static str,
    body: &'static str,
) -> Item {
    Item {
        whom,
        kind,
        desk,
        title,
        body,
        day,
        hour,
        state: State::ToDo,
    }
}

const fn done(item: Item) -> Item {
    Item {
        state: State::Done,
        ..item
    }
}

const fn noted(item: Item) -> Item {
    Item {
        state: State::Noted,
        ..item
    }
}

use ActivityKind::{Call, Email, Meeting, Note, Task};
use Desk::{Manager, Reception, Sales};

const ITEMS: &[Item] = &[
    // Overdue
    item(
        Call,
        CONSTRUCTORA,
        Manager,
        (-9, None),
        "Llamar por la factura vencida",
        "Hablar con Yasna, de contabilidad; prometió pagar la semana pasada.",
    ),
    item(
        Task,
        DENTAL,
        Sales,
        (-4, None),
        "Enviar la propuesta corregida",
        "Bajar a nueve personas y sacar el domingo.",
    ),
    item(
        Call,
        CERVECERIA,
        Reception,
        (-3, Some(11)),
        "Cobrar la factura de las tinas",
        "",
    ),
    item(
        Task,
        Whom::Guest(8),
        Reception,
        (-2, None),
        "Confirmar si reagenda",
        "",
    ),
    item(
        Task,
        SALMONES,
        Sales,
        (-1, Some(16)),
        "Mandar el calendario de visitas",
        "Dos visitas al mes, martes o jueves.",
    ),
    item(
        Email,
        TURISMO,
        Manager,
        (-1, None),
        "Responder por el saldo pendiente",
        "",
    ),
    // Today
    item(
        Call,
        HOTEL,
        Sales,
        (0, Some(10)),
        "Cerrar la tarifa de verano",
        "Tope: 12% de descuento.",
    ),
    item(
        Meeting,
        COLEGIO,
        Sales,
        (0, Some(15)),
        "Reunión por la segunda jornada",
        "En el colegio; llevar la propuesta impresa.",
    ),
    item(
        Task,
        Whom::Guest(3),
        Reception,
        (0, Some(12)),
        "Mandar opciones para la despedida",
        "",
    ),
    item(
        Call,
        Whom::Guest(4),
        Reception,
        (0, None),
        "Llamar por el aniversario",
        "Prefiere después de las 18 horas.",
    ),
    item(
        Task,
        HOTEL,
        Reception,
        (0, None),
        "Revisar las horas del fin de semana",
        "",
    ),
    item(
        Task,
        CONSTRUCTORA,
        Manager,
        (0, Some(9)),
        "Decidir si se atiende a crédito",
        "Tiene dos facturas vencidas.",
    ),
    item(
        Email,
        TRANSPORTES,
        Sales,
        (0, None),
        "Enviar la presentación de pausas activas",
        "",
    ),
    item(
        Call,
        SALMONES,
        Manager,
        (0, Some(17)),
        "Conversar la renovación con Marcela",
        "",
    ),
    // The days to come
    item(
        Meeting,
        TURISMO,
        Sales,
        (1, Some(11)),
        "Visita de inspección del grupo de incentivo",
        "Recorren las tinas y el comedor.",
    ),
    item(
        Task,
        Whom::Guest(6),
        Reception,
        (1, None),
        "Reservar las cabañas del retiro",
        "",
    ),
    item(
        Call,
        CERVECERIA,
        Sales,
        (2, Some(10)),
        "Definir fecha de la fiesta de fin de año",
        "",
    ),
    item(
        Task,
        HOTEL,
        Manager,
        (2, None),
        "Pedir el plano de la sala",
        "",
    ),
    item(
        Meeting,
        SALMONES,
        Manager,
        (3, Some(10)),
        "Reunión de convenio en la planta",
        "Preguntar por Iván en la garita.",
    ),
    item(
        Task,
        DENTAL,
        Reception,
        (3, None),
        "Imprimir las tarjetas de regalo",
        "",
    ),
    item(
        Call,
        Whom::Guest(7),
        Manager,
        (4, Some(12)),
        "Afinar el presupuesto del matrimonio",
        "",
    ),
    item(
        Email,
        COLEGIO,
        Sales,
        (5, None),
        "Mandar el contrato de la jornada",
        "",
    ),
    item(
        Task,
        Whom::Guest(5),
        Reception,
        (6, None),
        "Ofrecer horario de yoga de las 19",
        "",
    ),
    item(
        Call,
        TRANSPORTES,
        Sales,
        (7, Some(9)),
        "Seguimiento de la jornada de prueba",
        "",
    ),
    item(
        Task,
        CONSTRUCTORA,
        Sales,
        (9, None),
        "Volver a llamar por los masajes en obra",
        "",
    ),
    item(
        Meeting,
        HOTEL,
        Manager,
        (12, Some(16)),
        "Visitar la sala del hotel",
        "",
    ),
    // What was done
    done(item(
        Call,
        HOTEL,
        Sales,
        (-4, Some(11)),
        "Negociar la tarifa de verano",
        "Piden 15%; quedamos en revisar el volumen.",
    )),
    done(item(
        Task,
        SALMONES,
        Reception,
        (-6, None),
        "Agendar los masajes en silla",
        "Quedaron para los martes.",
    )),
    done(item(
        Meeting,
        COLEGIO,
        Sales,
        (-8, Some(15)),
        "Presentar la propuesta al director",
        "Le gustó; lo ve con el consejo.",
    )),
    done(item(
        Email,
        TURISMO,
        Sales,
        (-5, None),
        "Enviar el menú del grupo",
        "",
    )),
    done(item(
        Task,
        DENTAL,
        Reception,
        (-14, None),
        "Entregar tarjetas de regalo",
        "Las retiró Carolina.",
    )),
    done(item(
        Call,
        CONSTRUCTORA,
        Manager,
        (-20, Some(10)),
        "Recordar la factura vencida",
        "Pagan a fin de mes.",
    )),
    noted(item(
        Call,
        TRANSPORTES,
        Sales,
        (-6, Some(12)),
        "Primer contacto",
        "Héctor quiere una jornada de prueba antes de fin de mes.",
    )),
    noted(item(
        Meeting,
        SALMONES,
        Manager,
        (-11, Some(10)),
        "Presentación de la renovación",
        "Asistieron Marcela y el gerente de planta.",
    )),
    noted(item(
        Note,
        CONSTRUCTORA,
        Manager,
        (-7, Some(18)),
        "",
        "No agendar más a crédito hasta que pague lo vencido.",
    )),
    noted(item(
        Email,
        CERVECERIA,
        Sales,
        (-7, Some(9)),
        "Propuesta de canje",
        "Seis tinas por dos catas al mes.",
    )),
    noted(item(
        Call,
        Whom::Guest(7),
        Manager,
        (-9, Some(13)),
        "Consulta por matrimonio",
        "Cuarenta invitados, prefieren marzo.",
    )),
    noted(item(
        Note,
        Whom::Guest(1),
        Reception,
        (-20, Some(17)),
        "",
        "Quedaron felices; una de las amigas quiere repetir.",
    )),
    noted(item(
        Note,
        HOTEL,
        Reception,
        (-2, Some(19)),
        "",
        "Los huéspedes alemanes prefieren terapeuta que hable inglés.",
    )),
    noted(item(
        Call,
        DENTAL,
        Sales,
        (-9, Some(16)),
        "Pedido de Navidad",
        "Veinte tarjetas, entrega antes del 15.",
    )),
];

/// What of it is for a sale: the title of both.
const FOR_SALES: &[(&str, &str)] = &[
    (
        "Enviar la propuesta corregida",
        "Convenio de masajes para el equipo",
    ),
    (
        "Cerrar la tarifa de verano",
        "Tarifa de verano para huéspedes",
    ),
    (
        "Negociar la tarifa de verano",
        "Tarifa de verano para huéspedes",
    ),
    (
        "Reunión por la segunda jornada",
        "Segunda jornada de autocuidado",
    ),
    (
        "Presentar la propuesta al director",
        "Segunda jornada de autocuidado",
    ),
    (
        "Conversar la renovación con Marcela",
        "Renovación del convenio anual",
    ),
    (
        "Visita de inspección del grupo de incentivo",
        "Grupo de incentivo, 24 personas",
    ),
    (
        "Seguimiento de la jornada de prueba",
        "Pausas activas para conductores",
    ),
    (
        "Afinar el presupuesto del matrimonio",
        "Matrimonio en el spa",
    ),
];

pub fn create(
    conn: &mut PgConnection,
    office: &Office,
    sales: &[(&str, OpportunityId)],
) -> Result<(), DemoError> {
    for item in ITEMS {
        let sale = FOR_SALES.iter().find(|(title, _)| *title == item.title);
        let sale = sale.and_then(|(_, sale)| sales.iter().find(|(title, _)| title == sale));
        let of = (office.customer(item.whom)?, sale.map(|(_, id)| *id));
        let actor = office.actor(item.desk);
        actions::create_for(conn, &actor, of, &item.entry(office))?;
    }
    Ok(())
}

impl Item {
    fn entry(&self, office: &Office) -> Entry {
        let due = Due {
            day: office.day(self.day),
            time: self
                .hour
                .and_then(|hour| NaiveTime::from_hms_opt(hour, 0, 0)),
        };
        let due = due.at(&office.organisation);
        let happened = office.at(self.day, self.hour.unwrap_or(13));
        let (occurred_at, due_at, done_at) = match self.state {
            State::ToDo => (due, Some(due), None),
            State::Done => (happened, Some(due), Some(happened)),
            State::Noted => (happened, None, None),
        };
        Entry {
            kind: self.kind,
            title: self.title.to_owned(),
            body: self.body.to_owned(),
            occurred_at,
            due_at,
            assignee_id: due_at.and(office.user(self.desk)),
            done_at,
            responsible: None,
            notes: None,
        }
    }
}
