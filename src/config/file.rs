//! The file `.env`: one `NAME=value` a line, as its readers in other languages take it.

use std::io::ErrorKind;
use std::path::Path;

use super::ConfigError;

/// Puts the file's variables into the environment, where those that are set already win. No file is no error; a line
/// that cannot be read is one, because everything below it would be ignored.
pub(super) fn load(path: &Path) -> Result<(), ConfigError> {
    match dotenvy::from_path(path) {
        Ok(()) => Ok(()),
        Err(dotenvy::Error::Io(error)) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(ConfigError {
            name: ".env",
            problem: problem(path, error),
        }),
    }
}

/// Names the line by its number and never shows it, as it may hold a password.
fn problem(path: &Path, error: dotenvy::Error) -> String {
    let dotenvy::Error::LineParse(rest, _) = error else {
        return error.to_string();
    };
    // What is given back is the line from its value on, or several where a quotation mark is missing.
    let rest = rest.lines().next().unwrap_or_default();
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let number = text.lines().position(|line| line.contains(rest.trim_end()));
    let line = number.map_or_else(|| "a line".to_owned(), |n| format!("line {}", n + 1));
    format!("{line} cannot be read; a value with spaces or signs goes between single quotes")
}

#[cfg(test)]
mod tests {
    use super::super::{Config, Env};
    use super::*;

    const EXAMPLE: &str = include_str!("../../.env.example");

    /// The example with every variable uncommented; a sentence after `#` has a space before any `=`.
    fn uncommented() -> String {
        let is_variable = |line: &&str| {
            line.split_once('=')
                .is_some_and(|(name, _)| name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_'))
        };
        EXAMPLE
            .lines()
            .filter_map(|line| line.strip_prefix('#'))
            .filter(is_variable)
            .map(|line| format!("{line}\n"))
            .collect()
    }

    fn written(text: &str) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        file
    }

    #[test]
    fn every_line_of_the_example_can_be_read_when_it_is_uncommented() {
        let text = uncommented();
        let mut env = Env::default();
        let mut count = 0;
        for line in dotenvy::from_read_iter(text.as_bytes()) {
            let (name, value) = line.unwrap();
            env.set(name, value);
            count += 1;
        }
        assert_eq!(count, text.lines().count());
        let config = Config::read(&env).unwrap();
        assert_eq!(
            config.mail.from.as_deref(),
            Some("Aremko Spa <hola@aremko.example>")
        );
    }

    #[test]
    fn a_line_that_cannot_be_read_is_named_by_its_number_alone() {
        let file = written("# ours\nSMTP_URL=smtp://u:hunter2 x@host\nMAIL_FROM=a@b.cl\n");
        let error = load(file.path()).unwrap_err();
        assert_eq!(error.name, ".env");
        assert!(error.problem.starts_with("line 2 "), "{error}");
        assert!(!error.problem.contains("hunter2"), "{error}");
    }

    #[test]
    fn a_missing_file_is_no_error() {
        assert_eq!(load(Path::new("/nowhere/.env")), Ok(()));
    }
}
