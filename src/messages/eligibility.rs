//! Whether somebody may be written to. Pure: the facts come from `queries::find_facts`.

use super::{Purpose, Reason};
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
        false => Ok(()),
    }
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
