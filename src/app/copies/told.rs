//! What a restore says: what it did, and what is to be done again by hand.

use super::queries::State;

/// What came of a restore.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Restored {
    /// Steps by which the backup was older than this program.
    pub migrated: usize,
    /// Whether there was any file that says who was erased.
    pub has_tombstones: bool,
    /// People who were erased after the backup was made, and now again.
    pub erased: usize,
    /// Messages with links that lead nowhere any more.
    pub secrets: usize,
    /// Messages that waited or were held when it was made: whether they have gone since, only a person knows.
    pub messages: usize,
    /// Campaigns that ran then; they pause.
    pub campaigns: usize,
    /// Own series that gave numbers then, each with the number that would come next; they are stopped.
    pub series: Vec<String>,
    pub state: State,
}

impl Restored {
    /// What was done, a sentence each.
    pub fn done(&self) -> Vec<String> {
        let counted = [
            (
                self.migrated,
                "steps of the schema were taken: the backup was older than this program",
            ),
            (
                self.erased,
                "people who were erased since were erased again",
            ),
            (
                self.messages,
                "messages waited then; whether they have gone since is for a person to say, in Mensajes",
            ),
            (
                self.secrets,
                "messages with links for a password were refused: the links are void",
            ),
            (self.campaigns, "campaigns ran then and are paused"),
        ];
        let mut lines: Vec<String> = counted
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{count} {what}."))
            .collect();
        lines.push(
            "Everybody signs in anew; links that were sent for a password are void.".to_owned(),
        );
        if !self.has_tombstones {
            lines.push(
                "No tombstones.jsonl was found: if anybody was erased since the backup, they are back. If there is one in the old data \
                 folder, restore again into a fresh database with --tombstones."
                    .to_owned(),
            );
        }
        lines
    }

    /// What nobody but a person can put right, a sentence each.
    pub fn by_hand(&self) -> Vec<String> {
        let State { users, keys, .. } = self.state;
        let mut lines: Vec<String> = self.series.iter().map(|next| series(next)).collect();
        lines.extend([
            "Unsubscriptions, bounces and complaints since then are forgotten: take them over before anything commercial is sent."
                .to_owned(),
            format!("{keys} API keys work: revoke again what was revoked since, and make anew what was made."),
            format!(
                "{users} users have access: take it again from whoever left since; passwords, roles and names are those of then."
            ),
            "Customers, merges, consents, payments, settings, templates and imports since then: repeat them.".to_owned(),
        ]);
        lines
    }

    /// Since when things are missing.
    pub fn since(&self) -> String {
        match self.state.known_until {
            Some(at) => format!(
                "The last change that it knows is of {}.",
                at.format("%Y-%m-%d %H:%M UTC")
            ),
            None => "It knows of no change.".to_owned(),
        }
    }
}

fn series(next: &str) -> String {
    format!(
        "The invoice series {next} and is stopped: numbers given since the backup would be given again. If there are any, issue \
         those invoices again in their order or open a series with another prefix; then set it active in Facturación."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_restore_without_tombstones_says_so_and_each_series_tells_its_next_number() {
        let restored = Restored {
            messages: 2,
            series: vec!["B (boletas) would go on with B-00042".to_owned()],
            ..Restored::default()
        };
        let done = restored.done().join("\n");
        assert!(done.starts_with("2 messages waited then"), "{done}");
        assert!(done.contains("No tombstones.jsonl"), "{done}");
        let by_hand = restored.by_hand().join("\n");
        assert!(by_hand.contains("B-00042 and is stopped"), "{by_hand}");
        let found = Restored {
            has_tombstones: true,
            ..restored
        };
        assert!(!found.done().join("\n").contains("No tombstones.jsonl"));
    }
}
