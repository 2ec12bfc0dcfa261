//! What may be sold, in every stage, with how it came there.

use diesel::PgConnection;

use super::companies::{
    CERVECERIA, COLEGIO, CONSTRUCTORA, DENTAL, HOTEL, SALMONES, TRANSPORTES, TURISMO,
};
use super::{Desk, Office, Whom};
use crate::demo::DemoError;
use crate::domain::OpportunityId;
use crate::opportunities::actions::{self, Source};
use crate::opportunities::{Ending, Entry, LostReason, Place, Stage, Target, queries};

struct Deal {
    whom: Whom,
    desk: Desk,
    title: &'static str,
    description: &'static str,
    /// In pesos.
    value: i64,
    products: &'static [&'static str],
    /// When it is expected to close, from today.
    close: Option<i64>,
    /// Every stage that it came to, with the day.
    steps: &'static [(Stage, i64)],
    /// What was said at the end.
    end: Option<(Option<LostReason>, &'static str)>,
}

const fn deal(
    whom: Whom,
    desk: Desk,
    (title, description): (&'static str, &'static str),
    (value, close): (i64, Option<i64>),
    products: &'static [&'static str],
    steps: &'static [(Stage, i64)],
) -> Deal {
    Deal {
        whom,
        desk,
        title,
        description,
        value,
        products,
        close,
        steps,
        end: None,
    }
}

const fn ended(deal: Deal, reason: Option<LostReason>, note: &'static str) -> Deal {
    Deal {
        end: Some((reason, note)),
        ..deal
    }
}

use Desk::{Manager, Sales};
use Stage::{Contact, Initial, Lost, Negotiation, Proposal, Won};

/// The last of a stage stands on top of its column.
const DEALS: &[Deal] = &[
    deal(
        TRANSPORTES,
        Sales,
        (
            "Pausas activas para conductores",
            "Llegó por la feria de proveedores; piden una jornada de prueba.",
        ),
        (620_000, Some(45)),
        &["Masaje en silla", "Pausa activa"],
        &[(Initial, -6)],
    ),
    deal(
        Whom::Guest(3),
        Sales,
        ("Despedida de soltera para seis", ""),
        (388_990, Some(24)),
        &["Ritual novia y amigas"],
        &[(Initial, -3)],
    ),
    deal(
        CERVECERIA,
        Sales,
        (
            "Fiesta de fin de año del equipo",
            "Doce personas, tinas y tabla de quesos.",
        ),
        (540_000, None),
        &["Tina caliente", "Tabla de quesos"],
        &[(Initial, -2)],
    ),
    deal(
        Whom::Guest(4),
        Sales,
        (
            "Aniversario de matrimonio",
            "Preguntó por WhatsApp por una noche con tina.",
        ),
        (172_990, Some(18)),
        &["Día de spa para dos"],
        &[(Initial, -1)],
    ),
    deal(
        DENTAL,
        Sales,
        (
            "Tarjetas de regalo de Navidad",
            "Veinte tarjetas para pacientes frecuentes.",
        ),
        (780_000, Some(35)),
        &["Tarjeta de regalo masaje 50 min"],
        &[(Initial, -14), (Contact, -9)],
    ),
    deal(
        CONSTRUCTORA,
        Sales,
        (
            "Masajes en obra Alto La Laguna",
            "Quieren una jornada al mes; pendiente el pago de facturas anteriores.",
        ),
        (960_000, Some(50)),
        &["Masaje en silla, media jornada"],
        &[(Initial, -20), (Contact, -12)],
    ),
    deal(
        TURISMO,
        Sales,
        ("Paquete tina y cena de temporada alta", ""),
        (1_350_000, Some(40)),
        &["Tina caliente", "Cena"],
        &[(Initial, -18), (Contact, -10)],
    ),
    deal(
        Whom::Guest(5),
        Sales,
        ("Plan de yoga semestral", ""),
        (479_950, Some(12)),
        &["Plan yoga mensual"],
        &[(Contact, -5)],
    ),
    deal(
        HOTEL,
        Manager,
        (
            "Espacio de masajes dentro del hotel",
            "Evalúan arrendar una sala para atender a sus huéspedes.",
        ),
        (4_200_000, Some(90)),
        &["Masaje relajante", "Arriendo de sala"],
        &[(Initial, -30), (Contact, -15)],
    ),
    deal(
        COLEGIO,
        Sales,
        (
            "Segunda jornada de autocuidado",
            "Repetir la de julio, ahora con taller de respiración.",
        ),
        (1_180_000, Some(21)),
        &["Jornada de autocuidado", "Taller de respiración"],
        &[(Initial, -26), (Contact, -20), (Proposal, -8)],
    ),
    deal(
        SALMONES,
        Manager,
        (
            "Renovación del convenio anual",
            "Doce meses, dos visitas al mes a planta.",
        ),
        (9_600_000, Some(28)),
        &["Masaje en silla", "Masaje grupal empresa"],
        &[(Initial, -40), (Contact, -33), (Proposal, -11)],
    ),
    deal(
        Whom::Guest(6),
        Sales,
        ("Retiro de fin de semana para cuatro", ""),
        (1_241_960, Some(16)),
        &["Retiro wellness fin de semana"],
        &[(Contact, -12), (Proposal, -6)],
    ),
    deal(
        CERVECERIA,
        Sales,
        ("Canje por catas en las tinas", ""),
        (240_000, Some(9)),
        &["Tina caliente"],
        &[(Initial, -22), (Contact, -16), (Proposal, -7)],
    ),
    deal(
        DENTAL,
        Sales,
        (
            "Convenio de masajes para el equipo",
            "Un masaje al trimestre para nueve personas.",
        ),
        (1_520_000, Some(-4)),
        &["Masaje descontracturante"],
        &[(Initial, -35), (Contact, -28), (Proposal, -17)],
    ),
    deal(
        HOTEL,
        Sales,
        (
            "Tarifa de verano para huéspedes",
            "Piden 15% de descuento por volumen.",
        ),
        (2_800_000, Some(10)),
        &["Masaje relajante", "Circuito hidrotermal"],
        &[
            (Initial, -45),
            (Contact, -38),
            (Proposal, -24),
            (Negotiation, -4),
        ],
    ),
    deal(
        TURISMO,
        Sales,
        (
            "Grupo de incentivo, 24 personas",
            "Llegan en dos buses; falta confirmar el menú.",
        ),
        (1_980_000, Some(14)),
        &["Tina caliente", "Masaje relajante", "Cena"],
        &[
            (Initial, -28),
            (Contact, -21),
            (Proposal, -13),
            (Negotiation, -5),
        ],
    ),
    deal(
        Whom::Guest(7),
        Manager,
        (
            "Matrimonio en el spa",
            "Cuarenta invitados, ceremonia junto al lago.",
        ),
        (3_450_000, Some(60)),
        &["Arriendo de salón", "Circuito hidrotermal"],
        &[(Contact, -31), (Proposal, -19), (Negotiation, -9)],
    ),
    deal(
        SALMONES,
        Sales,
        ("Operativo de kinesiología", ""),
        (1_100_000, Some(-2)),
        &["Masaje deportivo"],
        &[
            (Initial, -25),
            (Contact, -22),
            (Proposal, -15),
            (Negotiation, -7),
        ],
    ),
    ended(
        deal(
            COLEGIO,
            Sales,
            ("Taller de respiración y yoga", ""),
            (450_000, Some(-10)),
            &["Taller de respiración y yoga"],
            &[(Initial, -55), (Contact, -50), (Proposal, -44), (Won, -34)],
        ),
        None,
        "Aprobado por el consejo escolar.",
    ),
    ended(
        deal(
            HOTEL,
            Sales,
            ("Masajes de fin de semana, temporada baja", ""),
            (1_640_000, Some(-40)),
            &["Masaje relajante"],
            &[
                (Contact, -75),
                (Proposal, -68),
                (Negotiation, -60),
                (Won, -52),
            ],
        ),
        None,
        "Firman por seis meses.",
    ),
    ended(
        deal(
            SALMONES,
            Manager,
            (
                "Masaje en silla en planta",
                "Cuatro medias jornadas al mes.",
            ),
            (800_000, Some(-3)),
            &["Masaje en silla, media jornada"],
            &[(Initial, -30), (Contact, -26), (Proposal, -18), (Won, -4)],
        ),
        None,
        "Enviaron la orden de compra 4602.",
    ),
    ended(
        deal(
            Whom::Guest(1),
            Sales,
            ("Ritual novia y amigas", ""),
            (388_990, Some(-20)),
            &["Ritual novia y amigas"],
            &[(Contact, -27), (Won, -22)],
        ),
        None,
        "Pagó al reservar.",
    ),
    ended(
        deal(
            TRANSPORTES,
            Sales,
            ("Masajes para el aniversario de la empresa", ""),
            (720_000, Some(-15)),
            &["Masaje grupal empresa"],
            &[(Initial, -48), (Contact, -41), (Proposal, -30), (Lost, -16)],
        ),
        Some(LostReason::Price),
        "Encontraron otra oferta 20% más barata.",
    ),
    ended(
        deal(
            CONSTRUCTORA,
            Sales,
            ("Día de spa para supervisores", ""),
            (1_040_000, Some(-30)),
            &["Día de spa individual"],
            &[(Contact, -62), (Proposal, -50), (Lost, -29)],
        ),
        Some(LostReason::Timing),
        "Lo retoman el próximo semestre.",
    ),
    ended(
        deal(
            Whom::Guest(8),
            Sales,
            ("Circuito para grupo de amigas", ""),
            (227_940, Some(-6)),
            &["Circuito hidrotermal"],
            &[(Contact, -19), (Lost, -7)],
        ),
        Some(LostReason::NoAnswer),
        "Tres mensajes sin respuesta.",
    ),
];

/// All of them, in their order, each with its title.
pub fn create(
    conn: &mut PgConnection,
    office: &Office,
) -> Result<Vec<(&'static str, OpportunityId)>, DemoError> {
    let create = |deal: &Deal| Ok((deal.title, deal.create(conn, office)?));
    DEALS.iter().map(create).collect()
}

impl Deal {
    fn create(&self, conn: &mut PgConnection, office: &Office) -> Result<OpportunityId, DemoError> {
        let actor = office.actor(self.desk);
        let [(first, _), later @ ..] = self.steps else {
            return Err(DemoError::NoGuests);
        };
        let entry = Entry {
            title: self.title.to_owned(),
            description: self.description.to_owned(),
            value: self.value,
            currency: office.organisation.currency,
            probability: first.usual_probability(),
            expected_close_on: self.close.map(|away| office.day(away)),
            products: self
                .products
                .iter()
                .map(|name| (*name).to_owned())
                .collect(),
            notes: String::new(),
            owner_id: actor.user_id,
        };
        let place = (office.customer(self.whom)?, *first);
        let made = actions::create(conn, &actor, place, &entry, Source::default())?;
        let id = made.ok_or(DemoError::NoGuests)?.id;
        for (stage, _) in later {
            let target = Target::Stage(*stage, Place::Top);
            actions::move_to(conn, &actor, id, target, &self.ending(*stage))?;
        }
        let days = self.steps.iter();
        let at: Vec<_> = days.map(|(_, day)| office.at(*day, 11)).collect();
        queries::update_happened(conn, id, &at)?;
        Ok(id)
    }

    fn ending(&self, stage: Stage) -> Ending {
        match self.end {
            Some((reason, note)) if !stage.is_open() => Ending {
                reason,
                note: Some(note.to_owned()),
            },
            _ => Ending::default(),
        }
    }
}
