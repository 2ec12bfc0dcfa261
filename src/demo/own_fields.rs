//! What the demo business asks its customers besides the usual, and what they said.

use diesel::{PgConnection, QueryResult};

use crate::customers;
use crate::domain::{OwnField, OwnKey, OwnKind};
use crate::settings::fields::queries::{find_fields, update_fields};

const PRESSURE: OwnKey = OwnKey(1);
const ALLERGIES: OwnKey = OwnKey(2);
const PHOTOS: OwnKey = OwnKey(3);
const PRESSURES: [&str; 3] = ["Suave", "Media", "Firme"];

pub fn create(conn: &mut PgConnection) -> QueryResult<()> {
    let (_, version) = find_fields(conn)?;
    update_fields(conn, &fields(), version, None)?;
    Ok(())
}

fn fields() -> [OwnField; 3] {
    let field = |key, name: &str, kind| OwnField {
        key,
        name: name.to_owned(),
        kind,
        options: Vec::new(),
        is_retired: false,
        was: Vec::new(),
    };
    [
        OwnField {
            options: PRESSURES.map(str::to_owned).into(),
            ..field(PRESSURE, "Presión preferida", OwnKind::Choice)
        },
        field(ALLERGIES, "Alergias", OwnKind::Text),
        field(PHOTOS, "Autoriza fotos", OwnKind::YesNo),
    ]
}

/// Most know what they like, few have an allergy, and half were asked about photos.
pub fn answer(conn: &mut PgConnection) -> QueryResult<()> {
    const ALLERGENS: [&str; 3] = ["Aceite de almendras", "Lavanda", "Rosa mosqueta"];
    let answers = [
        (PRESSURE, (3, 2), &PRESSURES[..]),
        (ALLERGIES, (29, 1), &ALLERGENS[..]),
        (PHOTOS, (2, 1), &["yes", "yes", "yes", "no"][..]),
    ];
    customers::queries::update_demo_values(conn, &answers)?;
    Ok(())
}
