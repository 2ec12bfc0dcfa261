//! The tags that are offered while somebody types, kept for a minute by process: to count them reads everybody who has any.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Mutex;

use super::model::Tag;

/// A new tag is offered so much later at most.
const KEPT: Duration = Duration::from_secs(60);

/// Cloning shares what is kept.
#[derive(Debug, Clone, Default)]
pub struct OfferedTags {
    kept: Arc<Mutex<Option<Kept>>>,
}

#[derive(Debug)]
struct Kept {
    tags: Vec<Tag>,
    until: Instant,
}

impl OfferedTags {
    /// What is kept, or else what is counted now; whoever asks meanwhile waits for that one count.
    pub(super) async fn get<E>(
        &self,
        now: Instant,
        count: impl Future<Output = Result<Vec<Tag>, E>>,
    ) -> Result<Vec<Tag>, E> {
        let mut kept = self.kept.lock().await;
        if let Some(fresh) = kept.as_ref().filter(|kept| now < kept.until) {
            return Ok(fresh.tags.clone());
        }
        let tags = count.await?;
        *kept = Some(Kept {
            tags: tags.clone(),
            until: now + KEPT,
        });
        Ok(tags)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn count(customers: i64) -> Result<Vec<Tag>, &'static str> {
        let name = "spa".to_owned();
        Ok(vec![Tag { name, customers }])
    }

    #[actix_web::test]
    async fn tags_are_counted_once_a_minute_and_again_after_a_failure() {
        let (offered, now) = (OfferedTags::default(), Instant::now());
        let failed = offered.get(now, async { Err("no database") }).await;
        assert_eq!(failed, Err("no database"));
        for (second, counted, expected) in [(0, 1, 1), (59, 2, 1), (60, 3, 3), (119, 4, 3)] {
            let at = now + Duration::from_secs(second);
            let found = offered.clone().get(at, count(counted)).await.unwrap();
            assert_eq!(found[0].customers, expected, "after {second} s");
        }
    }
}
