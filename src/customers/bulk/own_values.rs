//! What a file says of the fields that the business added: SQL for an object whose keys are merged one by one, so that no file
//! wipes what it does not name.

/// What is left of what the file says: without the keys whose value is the same in `known`.
pub(super) fn without(known: &str) -> String {
    format!(
        "(SELECT jsonb_object_agg(said.key, said.value) FROM jsonb_each(staged.custom) AS said
          WHERE said.value IS DISTINCT FROM {known} -> said.key)"
    )
}

/// Whether something that the file said before, and says again, is not what is stored.
pub(super) const IS_KEPT: &str = "EXISTS (
    SELECT FROM jsonb_each(staged.custom) AS said
    WHERE said.value = c.imported -> 'custom' -> said.key AND said.value IS DISTINCT FROM stands.custom -> said.key)";

/// Where nothing is noted of what the file said of them: what it says of those that are stored.
pub(super) const UNSAID: &str = "CASE WHEN NOT jsonb_exists(c.imported, 'custom') THEN (
    SELECT jsonb_object_agg(said.key, said.value) FROM jsonb_each(staged.custom) AS said
    WHERE jsonb_exists(stands.custom, said.key)) END";

/// What the file said by now, for `customers.imported`.
pub(super) const SAID: &str = "CASE WHEN staged.custom IS NULL THEN '{}'
    ELSE jsonb_build_object('custom', coalesce(c.imported -> 'custom', '{}') || staged.custom) END";

/// What several rows of a file say of one customer: of each key what the last row in this order that has it says.
pub(super) fn gathered(order: &str) -> String {
    format!(
        "(SELECT jsonb_object_agg(said.key, said.value ORDER BY given.place)
          FROM unnest(array_agg(staged.custom ORDER BY {order})) WITH ORDINALITY AS given (words, place),
               jsonb_each(given.words) AS said)"
    )
}

/// What becomes of a customer's values.
pub(super) const MERGED: &str = "c.custom || coalesce(staged.custom, '{}')";
