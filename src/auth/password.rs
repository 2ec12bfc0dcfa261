//! argon2id, off the worker threads.

use anyhow::anyhow;
use argon2::Argon2;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash};
use std::sync::LazyLock;
use tokio::sync::Semaphore;

use crate::web::AppError;

/// Compared against when nobody has the address, so that an answer takes the same time either way.
static DECOY: LazyLock<String> =
    LazyLock::new(|| hash_password_blocking(&crate::web::random_token()).unwrap_or_default());

/// Each check takes 19 MiB and a core for a while: a crowd at the sign-in waits, and leaves both to the other pages.
static HASHING: Semaphore = Semaphore::const_new(2);

/// The PHC string of a password, with a random salt and the parameters that the argon2 crate recommends.
pub fn hash_password_blocking(password: &str) -> anyhow::Result<String> {
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|error| anyhow!("Failed to hash a password: {error}"))
}

pub async fn hash_password(password: String) -> Result<String, AppError> {
    let _turn = HASHING.acquire().await.map_err(|error| anyhow!(error))?;
    let hash = tokio::task::spawn_blocking(move || hash_password_blocking(&password))
        .await
        .map_err(|error| anyhow!(error))?;
    Ok(hash?)
}

/// Whether `password` is that of `hash`; without one it takes as long and is false.
pub async fn verify_password(password: String, hash: Option<String>) -> Result<bool, AppError> {
    let check = move || match &hash {
        Some(hash) => matches(&password, hash),
        None => {
            matches(&password, &DECOY);
            false
        }
    };
    let _turn = HASHING.acquire().await.map_err(|error| anyhow!(error))?;
    Ok(tokio::task::spawn_blocking(check)
        .await
        .map_err(|error| anyhow!(error))?)
}

fn matches(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| {
        Argon2::default()
            .verify_password(password.as_bytes(), &hash)
            .is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_matches_its_own_hash_alone() {
        let hash = hash_password_blocking("correcta-caballo").unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(matches("correcta-caballo", &hash));
        assert!(!matches("correcta-caballO", &hash));
        assert!(!matches("correcta-caballo", "no hash"));
    }
}
