//! Doing once what is asked for twice: a client that got no answer sends the same request with the same `Idempotency-Key`
//! and gets the answer of the first, for a day.

use actix_web::{HttpRequest, HttpResponse};
use diesel::{PgConnection, QueryResult};
use sha2::{Digest as _, Sha256};

use super::guard::ApiKey;
use super::model::{Claim, Stored};
use super::queries;
use crate::db::Db;
use crate::web::api::{Answer, ApiError, Fault, Problem};

const HEADER: &str = "Idempotency-Key";
/// Longer than any that clients make up.
const LONGEST: usize = 255;

/// Runs what a `POST` asks for in one transaction and answers with what it says; a request that was answered before under
/// the same key gets that answer and has no effect. What fails leaves no trace and may be tried again. `digest` tells
/// bodies apart.
pub async fn once<F>(
    db: &Db,
    key: &ApiKey,
    request: &HttpRequest,
    digest: &[u8],
    work: F,
) -> Result<HttpResponse, ApiError>
where
    F: Fn(&mut PgConnection) -> Result<Answer, ApiError> + Send + 'static,
{
    let claim = claim(key, request, digest)?;
    let answer = db
        .transaction::<_, ApiError, _>(move |conn| match &claim {
            Some(claim) => claimed(conn, claim, &work),
            None => work(conn),
        })
        .await?;
    Ok(answer.into())
}

/// Deletes the answers that nobody may ask for any more.
pub fn forget_answers(conn: &mut PgConnection) -> QueryResult<usize> {
    queries::delete_old_answers(conn)
}

/// `None` where the request has no key.
fn claim(key: &ApiKey, request: &HttpRequest, digest: &[u8]) -> Result<Option<Claim>, ApiError> {
    let Some(given) = request.headers().get(HEADER) else {
        return Ok(None);
    };
    let text = given.to_str().unwrap_or_default().trim();
    if text.is_empty() || text.len() > LONGEST {
        let shown = String::from_utf8_lossy(given.as_bytes());
        let why = format!("a key has 1 to {LONGEST} characters of ASCII");
        return Err(refused(&shown, &why));
    }
    let fingerprint = Sha256::new()
        .chain_update(request.method().as_str())
        .chain_update(" ")
        .chain_update(request.uri().to_string())
        .chain_update(" ")
        .chain_update(digest)
        .finalize();
    Ok(Some(Claim {
        api_key_id: key.id(),
        key: text.to_owned(),
        fingerprint: fingerprint.to_vec(),
    }))
}

fn refused(key: &str, why: &str) -> ApiError {
    let problem = Problem::at(["header", HEADER], key, Fault::value(why));
    ApiError::Invalid(vec![problem])
}

fn claimed(
    conn: &mut PgConnection,
    claim: &Claim,
    work: impl Fn(&mut PgConnection) -> Result<Answer, ApiError>,
) -> Result<Answer, ApiError> {
    if queries::claim(conn, claim)? == 0 {
        return replay(claim, queries::find_answer(conn, claim)?);
    }
    let answer = work(conn)?;
    let stored = (answer.status.into(), answer.body.as_str(), answer.version);
    queries::store_answer(conn, claim, stored)?;
    Ok(answer)
}

fn replay(claim: &Claim, stored: Stored) -> Result<Answer, ApiError> {
    if stored.fingerprint != claim.fingerprint {
        return Err(refused(
            &claim.key,
            "the key was used for another request",
        ));
    }
    Ok(Answer {
        status: stored.status.and_then(|s| s.try_into().ok()).unwrap_or(200),
        body: stored.body.unwrap_or_default(),
        version: stored.version,
        is_replayed: true,
    })
}
