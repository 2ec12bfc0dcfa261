//! Whether somebody may be written to. Pure: the facts come from `queries::find_facts`.

use chrono::{DateTime, Months, TimeDelta, Utc};

use super::{Frequency, Purpose, Reason};
use crate::domain::EmailAddress;

/// What is known of a recipient.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// `None`: the message is to nobody of the customers.
    pub customer: Option<CustomerFacts>,
    /// It bounced or complained.
    pub is_suppressed: bool,
    /// It left by the link of a mail.
    pub has_unsubscribed: bool,
    /// The organisation writes to existing customers who were never asked.
    pub mail_when_unknown: bool,
    pub contact: Contact,
}

/// The window of the organisation's cap.
pub const CAP_WINDOW: TimeDelta = TimeDelta::days(30);

/// How often an address, and its customer on any channel, was written to commercially. What waits to be sent counts.
#[derive(Debug, Clone, Default)]
pub struct Contact {
    pub now: DateTime<Utc>,
    /// Within [`CAP_WINDOW`].
    pub count: i64,
    pub newest: Option<DateTime<Utc>>,
    /// At most so many within [`CAP_WINDOW`]; `None`: no limit.
    pub cap: Option<i32>,
    /// What the reader asked for; `None`: as often as we like.
    pub wish: Option<Frequency>,
}

#[derive(Debug, Clone, Default)]
pub struct CustomerFacts {
    pub is_deleted: bool,
    pub is_blocked: bool,
    /// The text of the newest consent for e-mail; `None`: never asked.
    pub consent: Option<String>,
}

/// The address in the form under which two are the same.
pub fn address_key(address: &str) -> Result<String, Reason> {
    if address.trim().is_empty() {
        return Err(Reason::NoAddress);
    }
    EmailAddress::parse(address)
        .map(|address| address.key())
        .map_err(|_| Reason::InvalidAddress)
}

/// The first obstacle, from those that hold for every message to those of commercial ones.
pub fn judge(facts: &Facts, purpose: Purpose) -> Result<(), Reason> {
    if facts.is_suppressed {
        return Err(Reason::Suppressed);
    }
    if let Some(customer) = &facts.customer {
        if customer.is_deleted {
            return Err(Reason::CustomerDeleted);
        }
        if customer.is_blocked {
            return Err(Reason::CustomerBlocked);
        }
    }
    match purpose {
        Purpose::Service => Ok(()),
        Purpose::Commercial => judge_consent(facts),
    }
}

fn judge_consent(facts: &Facts) -> Result<(), Reason> {
    let Some(customer) = &facts.customer else {
        return Err(Reason::ConsentUnknown);
    };
    match customer.consent.as_deref() {
        Some("given") => judge_address(facts),
        Some("refused") => Err(Reason::ConsentRefused),
        Some("withdrawn") => Err(Reason::ConsentWithdrawn),
        _ if facts.mail_when_unknown => judge_address(facts),
        _ => Err(Reason::ConsentUnknown),
    }
}

/// Last, because a consent on record says more of somebody than their address, which families share.
fn judge_address(facts: &Facts) -> Result<(), Reason> {
    match facts.has_unsubscribed {
        true => Err(Reason::Unsubscribed),
        false => judge_frequency(&facts.contact),
    }
}

/// The reader's wish before the organisation's habit.
fn judge_frequency(contact: &Contact) -> Result<(), Reason> {
    if contact.wish.is_some_and(|wish| !has_passed(wish, contact)) {
        return Err(Reason::PrefersLess);
    }
    match contact.cap {
        Some(cap) if contact.count >= i64::from(cap) => Err(Reason::OverCap),
        _ => Ok(()),
    }
}

/// By the calendar, so that what is sent on each first of the month arrives each month, February included.
fn has_passed(wish: Frequency, contact: &Contact) -> bool {
    let months = match wish {
        Frequency::Monthly => 1,
        Frequency::Quarterly => 3,
    };
    let next = |newest: DateTime<Utc>| newest.date_naive().checked_add_months(Months::new(months));
    contact
        .newest
        .and_then(next)
        .is_none_or(|next| contact.now.date_naive() >= next)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn customer(consent: Option<&str>) -> Facts {
        Facts {
            customer: Some(CustomerFacts {
                consent: consent.map(str::to_owned),
                ..Default::default()
            }),
            ..Default::default()
        }
    }

    #[test]
    fn commercial_messages_need_consent_that_was_given() {
        let cases = [
            (Some("given"), Ok(())),
            (Some("refused"), Err(Reason::ConsentRefused)),
            (Some("withdrawn"), Err(Reason::ConsentWithdrawn)),
            (Some("unknown"), Err(Reason::ConsentUnknown)),
            (None, Err(Reason::ConsentUnknown)),
        ];
        for (consent, expected) in cases {
            assert_eq!(judge(&customer(consent), Purpose::Commercial), expected);
            assert_eq!(judge(&customer(consent), Purpose::Service), Ok(()));
        }
    }

    #[test]
    fn the_setting_permits_existing_customers_who_were_never_asked_and_nobody_else() {
        let allowed = |facts: Facts| {
            let facts = Facts {
                mail_when_unknown: true,
                ..facts
            };
            judge(&facts, Purpose::Commercial)
        };
        assert_eq!(allowed(customer(None)), Ok(()));
        assert_eq!(allowed(customer(Some("unknown"))), Ok(()));
        assert_eq!(
            allowed(customer(Some("refused"))),
            Err(Reason::ConsentRefused)
        );
        assert_eq!(
            allowed(customer(Some("withdrawn"))),
            Err(Reason::ConsentWithdrawn)
        );
        assert_eq!(allowed(Facts::default()), Err(Reason::ConsentUnknown));
    }

    #[test]
    fn nothing_at_all_goes_to_the_suppressed_the_blocked_and_the_deleted() {
        for purpose in Purpose::ALL.iter().copied() {
            let suppressed = Facts {
                is_suppressed: true,
                ..customer(Some("given"))
            };
            assert_eq!(judge(&suppressed, purpose), Err(Reason::Suppressed));
            let mut blocked = customer(Some("given"));
            blocked.customer.as_mut().unwrap().is_blocked = true;
            assert_eq!(judge(&blocked, purpose), Err(Reason::CustomerBlocked));
            let mut deleted = customer(Some("given"));
            deleted.customer.as_mut().unwrap().is_deleted = true;
            assert_eq!(judge(&deleted, purpose), Err(Reason::CustomerDeleted));
        }
    }

    #[test]
    fn who_unsubscribed_gets_service_messages_and_nothing_commercial() {
        for (consent, expected) in [
            ("given", Reason::Unsubscribed),
            ("withdrawn", Reason::ConsentWithdrawn),
        ] {
            let facts = Facts {
                has_unsubscribed: true,
                ..customer(Some(consent))
            };
            assert_eq!(judge(&facts, Purpose::Commercial), Err(expected));
            assert_eq!(judge(&facts, Purpose::Service), Ok(()));
        }
    }

    fn contact(count: i64, newest: &str, now: &str) -> Facts {
        let at = |day: &str| format!("{day}T12:00:00Z").parse().unwrap();
        let contact = Contact {
            now: at(now),
            count,
            newest: Some(at(newest)),
            ..Default::default()
        };
        Facts {
            contact,
            ..customer(Some("given"))
        }
    }

    #[test]
    fn nobody_gets_more_than_the_organisation_allows_itself() {
        for (count, cap, expected) in [
            (3, Some(4), Ok(())),
            (4, Some(4), Err(Reason::OverCap)),
            (9, None, Ok(())),
        ] {
            let mut facts = contact(count, "2026-01-10", "2026-01-20");
            facts.contact.cap = cap;
            assert_eq!(judge(&facts, Purpose::Commercial), expected);
            assert_eq!(judge(&facts, Purpose::Service), Ok(()));
        }
    }

    #[test]
    fn a_wish_for_fewer_holds_by_the_calendar() {
        let less = Err(Reason::PrefersLess);
        for (wish, newest, now, expected) in [
            (Frequency::Monthly, "2026-01-10", "2026-02-09", less),
            (Frequency::Monthly, "2026-01-10", "2026-02-10", Ok(())),
            (Frequency::Monthly, "2026-01-31", "2026-02-28", Ok(())),
            (Frequency::Monthly, "2026-02-01", "2026-03-01", Ok(())),
            (Frequency::Quarterly, "2026-01-10", "2026-04-09", less),
            (Frequency::Quarterly, "2026-01-10", "2026-04-10", Ok(())),
        ] {
            let mut facts = contact(1, newest, now);
            facts.contact.wish = Some(wish);
            assert_eq!(
                judge(&facts, Purpose::Commercial),
                expected,
                "{newest} {now}"
            );
            assert_eq!(judge(&facts, Purpose::Service), Ok(()));
            facts.contact.newest = None;
            assert_eq!(judge(&facts, Purpose::Commercial), Ok(()));
        }
    }

    #[test]
    fn an_address_is_known_by_its_lower_case() {
        assert_eq!(
            address_key(" Ana@Correo.CL "),
            Ok("ana@correo.cl".to_owned())
        );
        assert_eq!(address_key(" "), Err(Reason::NoAddress));
        assert_eq!(address_key("no tiene"), Err(Reason::InvalidAddress));
        assert_eq!(
            address_key("notiene@notiene.cl"),
            Err(Reason::InvalidAddress)
        );
    }
}
