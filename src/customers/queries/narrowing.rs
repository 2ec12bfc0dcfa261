//! What else narrows the list, as conditions: each has an index of its own, or is asked of one row after the other until a
//! page is full.

use std::fmt::Display;

use super::conditions::Conditions;
use crate::customers::model::{Channel, ConsentState};
use crate::customers::narrowing::{Narrowing, Range};

pub fn narrow(all: &mut Conditions, more: &Narrowing) {
    for (column, text) in [("city", &more.city), ("source", &more.source)] {
        if !text.is_empty() {
            let place = all.bind(text);
            all.and(&format!("fold(c.{column}) = fold({place})"));
        }
    }
    if !more.category.is_empty() {
        let place = all.bind(&more.category);
        all.and(&format!(
            "m.service_ids && ARRAY(SELECT id FROM services WHERE category = {place})"
        ));
    }
    if let Some((channel, state)) = more.consent {
        all.and(&said(channel, state));
    }
    between(all, "m.spend", more.spend);
    between(all, "m.services", more.services);
    let quoted = Range {
        from: more.last.from.map(|day| format!("'{day}'")),
        to: more.last.to.map(|day| format!("'{day}'")),
    };
    between(all, "m.last_date", quoted);
    if let Some(days) = more.away {
        all.and(&format!(
            "m.last_date <= (SELECT day FROM business_day) - {days}"
        ));
    }
    if more.late {
        // As in the list of calls: whoever came since the night is not late any more.
        all.and(
            "EXISTS (SELECT FROM customer_values told WHERE told.customer_id = c.id AND told.overdue_since IS NOT NULL \
             AND m.last_date <= told.last_date)",
        );
    }
    if more.overdue {
        all.and(
            // As the column has it: in the organisation's currency.
            "EXISTS (SELECT FROM invoices i WHERE i.currency = (SELECT currency FROM settings) AND i.customer_id = c.id \
             AND i.open > 0 AND i.due_on < (SELECT day FROM business_day))",
        );
    }
}

fn between<T: Display>(all: &mut Conditions, column: &str, range: Range<T>) {
    if let Some(from) = range.from {
        all.and(&format!("{column} >= {from}"));
    }
    if let Some(to) = range.to {
        all.and(&format!("{column} <= {to}"));
    }
}

/// That this was a customer's newest word on the channel. Who never said anything is unknown.
fn said(channel: Channel, state: ConsentState) -> String {
    let newest = format!(
        "FROM consents k WHERE k.customer_id = c.id AND k.channel = '{channel}' AND NOT EXISTS \
         (SELECT FROM consents n WHERE n.customer_id = k.customer_id AND n.channel = k.channel AND n.id > k.id)"
    );
    match state {
        ConsentState::Unknown => format!("NOT EXISTS (SELECT {newest} AND k.state <> 'unknown')"),
        state => format!("EXISTS (SELECT {newest} AND k.state = '{state}')"),
    }
}
