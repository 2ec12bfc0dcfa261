//! What libpq reads out of a database's address, for PostgreSQL's own programs: they get it by their environment, where no
//! list of processes shows a password.

use std::ffi::{CStr, CString};
use std::os::raw::c_char;
use std::process::Command;
use std::ptr;

use anyhow::{Context as _, Result, bail};

/// An address in its parts.
#[derive(Clone, PartialEq, Eq)]
pub struct ConnInfo(Vec<Part>);

#[derive(Clone, PartialEq, Eq)]
struct Part {
    keyword: String,
    /// The variable by which libpq takes it too; some parts have none, such as the time limits of a connection.
    variable: Option<String>,
    value: String,
}

const DATABASE: &str = "dbname";

impl ConnInfo {
    /// Reads a URL or a text of `name=value`, as libpq does.
    pub fn parse(address: &str) -> Result<Self> {
        let address = CString::new(address).context("The address of the database holds a NUL")?;
        let mut problem: *mut c_char = ptr::null_mut();
        // SAFETY: both pointers are valid; what comes back is freed below, by libpq's own functions.
        let options = unsafe { pq_sys::PQconninfoParse(address.as_ptr(), &mut problem) };
        if options.is_null() {
            // SAFETY: a text of libpq's, freed once. It may repeat the password, so it is not told.
            unsafe { pq_sys::PQfreemem(problem.cast()) };
            bail!("The address of the database cannot be read");
        }
        let mut parts = Vec::new();
        let mut next = options;
        // SAFETY: an array that ends with an option without a keyword; its texts live until it is freed.
        unsafe {
            while !(*next).keyword.is_null() {
                if let (Some(keyword), Some(value)) = (text((*next).keyword), text((*next).val)) {
                    parts.push(Part {
                        keyword,
                        variable: text((*next).envvar),
                        value,
                    });
                }
                next = next.add(1);
            }
            pq_sys::PQconninfoFree(options);
        }
        Ok(Self(parts))
    }

    pub fn database(&self) -> Option<&str> {
        let part = self.0.iter().find(|part| part.keyword == DATABASE)?;
        Some(&part.value)
    }

    /// The same server and user, another database.
    pub fn with_database(&self, name: &str) -> Self {
        let mut parts = self.0.clone();
        parts.retain(|part| part.keyword != DATABASE);
        parts.push(Part {
            keyword: DATABASE.to_owned(),
            variable: Some("PGDATABASE".to_owned()),
            value: name.to_owned(),
        });
        Self(parts)
    }

    /// As text that libpq takes. It holds the password.
    pub fn address(&self) -> String {
        let quoted = |value: &str| value.replace('\\', "\\\\").replace('\'', "\\'");
        let parts = self.0.iter();
        let parts = parts.map(|part| format!("{}='{}'", part.keyword, quoted(&part.value)));
        parts.collect::<Vec<_>>().join(" ")
    }

    /// Has a program of PostgreSQL's connect there. What the address leaves open it takes from where we take it.
    pub fn lead(&self, command: &mut Command) {
        for part in &self.0 {
            if let Some(variable) = &part.variable {
                command.env(variable, &part.value);
            }
        }
    }
}

/// # Safety
/// A text that ends with NUL, or null.
unsafe fn text(pointer: *const c_char) -> Option<String> {
    if pointer.is_null() {
        return None;
    }
    // SAFETY: the caller's promise.
    let text = unsafe { CStr::from_ptr(pointer) };
    Some(text.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_to_write_an_address_are_read() {
        let url =
            ConnInfo::parse("postgres://ana:p%40ss@/crm?host=/run/x&connect_timeout=3").unwrap();
        let words = ConnInfo::parse("user=ana password='p@ss' dbname=crm host=/run/x").unwrap();
        assert_eq!(
            (url.database(), words.database()),
            (Some("crm"), Some("crm"))
        );
        let other = url.with_database("copy").address();
        assert!(
            other.contains("password='p@ss'") && other.contains("dbname='copy'"),
            "{other}"
        );
        assert!(!other.contains("dbname='crm'"));
        assert!(ConnInfo::parse("postgres://ana:secret@[").is_err());
    }

    #[test]
    fn a_program_gets_the_password_by_its_environment() {
        let info = ConnInfo::parse("postgres://ana:secret@db.example/crm").unwrap();
        let mut command = Command::new("pg_dump");
        info.lead(&mut command);
        let variables: Vec<_> = command
            .get_envs()
            .filter_map(|(name, value)| Some((name.to_str()?, value?.to_str()?)))
            .collect();
        assert!(variables.contains(&("PGPASSWORD", "secret")));
        assert!(variables.contains(&("PGDATABASE", "crm")));
    }
}
