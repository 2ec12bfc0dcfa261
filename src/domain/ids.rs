//! One id type per table, so that a service's id cannot be passed where a customer's is meant.

/// Declares id types over `BIGINT`: bound and loaded by diesel, a plain number in JSON and in addresses.
macro_rules! id_type {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[derive(serde::Serialize, serde::Deserialize, diesel::AsExpression, diesel::FromSqlRow)]
        #[serde(transparent)]
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        pub struct $name(i64);

        impl $name {
            /// The number as stored.
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl From<i64> for $name {
            fn from(id: i64) -> Self {
                Self(id)
            }
        }

        impl From<$name> for i64 {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl<DB> diesel::serialize::ToSql<diesel::sql_types::BigInt, DB> for $name
        where
            DB: diesel::backend::Backend,
            i64: diesel::serialize::ToSql<diesel::sql_types::BigInt, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, DB>) -> diesel::serialize::Result {
                self.0.to_sql(out)
            }
        }

        impl<DB> diesel::deserialize::FromSql<diesel::sql_types::BigInt, DB> for $name
        where
            DB: diesel::backend::Backend,
            i64: diesel::deserialize::FromSql<diesel::sql_types::BigInt, DB>,
        {
            fn from_sql(bytes: DB::RawValue<'_>) -> diesel::deserialize::Result<Self> {
                i64::from_sql(bytes).map(Self)
            }
        }
    )+};
}

id_type! {
    /// A row of `customers`.
    CustomerId,
    /// A row of `contact_points`.
    ContactPointId,
    /// A row of `contacts`: a person of a company.
    ContactId,
    /// A row of `consents`.
    ConsentId,
    /// A row of `customer_views`: a list of customers that was saved.
    CustomerViewId,
    /// A row of `customer_batches`: one action on many customers.
    CustomerBatchId,
    /// A row of `services`, the catalogue.
    ServiceId,
    /// A row of `service_merges`.
    ServiceMergeId,
    /// A row of `service_history`.
    HistoryId,
    /// A row of `users`.
    UserId,
    /// A row of `proposals`.
    ProposalId,
    /// A row of `proposal_items`.
    ItemId,
    /// A row of `mail_templates`.
    TemplateId,
    /// A row of `mail_template_versions`.
    TemplateVersionId,
    /// A row of `campaigns`.
    CampaignId,
    /// A row of `campaign_members`.
    MemberId,
    /// A row of `messages`.
    MessageId,
    /// A row of `message_attempts`.
    AttemptId,
    /// A row of `suppressions`.
    SuppressionId,
    /// A stored link of a message, the target of `/t/{token}`.
    LinkId,
    /// A row of `activities`.
    ActivityId,
    /// A row of `opportunities`.
    OpportunityId,
    /// A row of `invoices`.
    InvoiceId,
    /// A row of `payments`.
    PaymentId,
    /// A row of `refunds`.
    RefundId,
    /// A row of `invoice_series`.
    SeriesId,
    /// A row of `tax_rates`.
    TaxRateId,
    /// A row of `leads`.
    LeadId,
    /// A row of `subscriptions`.
    SubscriptionId,
    /// A row of `customer_merges`.
    MergeId,
    /// A row of `value_models`.
    ValueModelId,
    /// A row of `call_pauses`.
    CallPauseId,
    /// A row of `imports`.
    ImportId,
    /// A row of `api_keys`.
    ApiKeyId,
    /// A row of `jobs`.
    JobId,
    /// A row of `domain_events`.
    EventId,
    /// A row of `audit_log`.
    AuditId,
    /// A row of `webhook_endpoints`.
    EndpointId,
    /// A row of `wire_events`.
    WireEventId,
    /// A row of `webhook_deliveries`.
    DeliveryId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_plain_number_in_text_and_in_json() {
        let id: CustomerId = "1985".parse().unwrap();
        assert_eq!(id, CustomerId::from(1985));
        assert_eq!(id.get().to_string(), id.to_string());
        assert_eq!(serde_json::to_string(&id).unwrap(), "1985");
        assert_eq!(serde_json::from_str::<CustomerId>("1985").unwrap(), id);
    }

    #[test]
    fn what_is_not_a_number_is_no_id() {
        assert!("cli_7".parse::<CustomerId>().is_err());
        assert!("99999999999999999999".parse::<HistoryId>().is_err());
    }
}
