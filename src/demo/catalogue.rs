//! What the spa offers, by how often it is taken.

pub struct Offer {
    pub category: &'static str,
    pub name: &'static str,
    /// Today's, in pesos.
    pub price: i64,
    /// How often it is taken, beside the others.
    pub weight: u64,
}

const fn offer(category: &'static str, name: &'static str, price: i64, weight: u64) -> Offer {
    Offer {
        category,
        name,
        price,
        weight,
    }
}

pub const OFFERS: &[Offer] = &[
    offer("Masajes", "Masaje Relajante 50 min", 46_490, 142),
    offer("Masajes", "Masaje Descontracturante 50 min", 51_990, 133),
    offer("Spa", "Tina Caliente al Aire Libre 2 h", 32_490, 97),
    offer("Masajes", "Masaje con Piedras Calientes 75 min", 66_990, 61),
    offer("Masajes", "Masaje Deportivo 50 min", 52_990, 58),
    offer("Spa", "Circuito Hidrotermal", 37_990, 54),
    offer("Masajes", "Drenaje Linfático 60 min", 55_490, 48),
    offer("Spa", "Sauna y Baño de Vapor", 25_990, 47),
    offer("Masajes", "Masaje en Pareja 50 min", 96_990, 45),
    offer("Masajes", "Reflexología Podal 30 min", 29_990, 40),
    offer("Spa", "Tratamiento Facial Hidratante", 45_490, 33),
    offer("Wellness", "Clase de Yoga", 16_990, 27),
    offer("Spa", "Exfoliación Corporal", 48_490, 25),
    offer("Masajes", "Masaje Prenatal 50 min", 50_990, 23),
    offer("Masajes", "Masaje Craneal 30 min", 28_990, 23),
    offer("Spa", "Día de Spa Individual", 91_990, 21),
    offer("Spa", "Envoltura de Chocolate", 55_990, 16),
    offer("Wellness", "Reiki 60 min", 53_490, 15),
    offer("Wellness", "Sonoterapia con Cuencos", 39_490, 13),
    offer("Wellness", "Plan Yoga Mensual (8 clases)", 95_990, 13),
    offer("Wellness", "Acupuntura", 59_490, 13),
    offer("Wellness", "Meditación Guiada", 20_990, 13),
    offer("Spa", "Día de Spa para Dos", 172_990, 12),
    offer("Wellness", "Terapia Floral", 44_990, 10),
    offer("Wellness", "Consulta Nutricional", 56_490, 8),
    offer("Wellness", "Retiro Wellness Fin de Semana", 310_490, 4),
    offer("Masajes", "Masaje Grupal Empresa (8 personas)", 335_490, 3),
    offer("Spa", "Ritual \"Novia & Amigas\", 6 personas", 388_990, 2),
];
