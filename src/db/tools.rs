//! PostgreSQL's own programs for copies of a database: `pg_dump` and `pg_restore`.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};

use anyhow::{Context as _, Result, bail, ensure};

use super::cluster::{candidates, parse_major};
use super::conninfo::ConnInfo;

/// A folder with both programs, of one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tools {
    folder: PathBuf,
    pub major: u32,
}

impl Tools {
    /// Those of the server's own version, else the oldest of the newer ones: an older `pg_dump` refuses a newer server, and
    /// a newer one writes what an older server does not know.
    pub fn find(server_major: u32) -> Result<Self> {
        let found: Vec<Self> = candidates()
            .iter()
            .filter_map(|folder| Self::at(folder))
            .collect();
        choose(found, server_major)
    }

    fn at(folder: &Path) -> Option<Self> {
        if !folder.join("pg_restore").is_file() {
            return None;
        }
        let output = Command::new(folder.join("pg_dump"))
            .arg("--version")
            .output()
            .ok()?;
        Some(Self {
            folder: folder.to_owned(),
            major: parse_major(&String::from_utf8_lossy(&output.stdout))?,
        })
    }

    /// Begins to write the database as an archive.
    pub fn dump(&self, from: &ConnInfo) -> Result<Dump> {
        let mut command = self.command("pg_dump");
        command.args([
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            "--no-password",
        ]);
        from.lead(&mut command);
        command.stdout(Stdio::piped());
        let mut child = start(&mut command)?;
        let output = child.stdout.take().context("pg_dump has no output")?;
        Ok(Dump { child, output })
    }

    /// Reads an archive into a database without tables: all of it or nothing.
    pub fn restore(&self, archive: impl Into<Stdio>, to: &ConnInfo) -> Result<()> {
        let database = to.database().context("The address names no database")?;
        let mut command = self.command("pg_restore");
        command
            .args([
                "--no-owner",
                "--no-privileges",
                "--no-comments",
                "--no-password",
            ])
            .args(["--exit-on-error", "--single-transaction"])
            .arg(format!("--dbname={database}"));
        to.lead(&mut command);
        command.stdin(archive).stdout(Stdio::null());
        let child = start(&mut command)?;
        finish("pg_restore", child)
    }

    /// The steps of the schema that an archive was made with; an error where it is none of ours.
    pub fn steps_of(&self, archive: &Path) -> Result<Vec<String>> {
        let mut command = self.command("pg_restore");
        command
            .args([
                "--data-only",
                "--table=__diesel_schema_migrations",
                "--file=-",
            ])
            .stdin(File::open(archive)?);
        let output = command.output().context("Failed to start pg_restore")?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "{}", first_line(&said));
        let steps = steps(&String::from_utf8_lossy(&output.stdout));
        ensure!(!steps.is_empty(), "it is a backup of another program");
        Ok(steps)
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.folder.join(program));
        command.env("LC_ALL", "C").stdin(Stdio::null());
        command
    }
}

/// An archive on its way.
pub struct Dump {
    child: Child,
    output: ChildStdout,
}

impl Dump {
    /// Writes all of it to a file; an error means that the file is not whole.
    pub fn write_to(mut self, file: &mut File) -> Result<u64> {
        let copied = std::io::copy(&mut self.output, file);
        drop(self.output);
        finish("pg_dump", self.child)?;
        copied.context("Failed to write the backup")
    }

    /// Reads it into another database as it comes.
    pub fn restore_to(self, tools: &Tools, to: &ConnInfo) -> Result<()> {
        let restored = tools.restore(self.output, to);
        let dumped = finish("pg_dump", self.child);
        // Where reading stopped, writing failed for that.
        restored.and(dumped)
    }
}

fn start(command: &mut Command) -> Result<Child> {
    let name = command.get_program().to_string_lossy().into_owned();
    command
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("Failed to start {name}"))
}

fn finish(name: &str, child: Child) -> Result<()> {
    let output = child
        .wait_with_output()
        .with_context(|| format!("Failed to wait for {name}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    succeeded(name, output.status, &said)
}

fn succeeded(name: &str, status: ExitStatus, said: &str) -> Result<()> {
    ensure!(status.success(), "{name}: {}", first_line(said));
    Ok(())
}

fn first_line(said: &str) -> &str {
    let line = said.lines().find(|line| line.contains("error"));
    line.or_else(|| said.lines().next())
        .unwrap_or("it failed without a word")
}

fn choose(mut found: Vec<Tools>, server_major: u32) -> Result<Tools> {
    found.retain(|tools| tools.major >= server_major);
    if let Some(tools) = found.into_iter().min_by_key(|tools| tools.major) {
        return Ok(tools);
    }
    bail!(
        "Found no pg_dump of PostgreSQL {server_major} or newer: install the client programs of that version (Debian, Ubuntu: \
         `apt install postgresql-client-{server_major}`)"
    )
}

/// The versions in what `pg_restore` writes of `__diesel_schema_migrations`.
fn steps(text: &str) -> Vec<String> {
    let lines = text.lines().skip_while(|line| !line.starts_with("COPY "));
    let rows = lines.skip(1).take_while(|line| *line != "\\.");
    rows.filter_map(|row| Some(row.split('\t').next()?.to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tools(major: u32) -> Tools {
        Tools {
            folder: format!("/usr/lib/postgresql/{major}/bin").into(),
            major,
        }
    }

    #[test]
    fn the_servers_own_version_is_taken_else_the_next_newer_one() {
        let found = vec![tools(18), tools(15), tools(17)];
        assert_eq!(choose(found.clone(), 15).unwrap().major, 15);
        assert_eq!(choose(found.clone(), 16).unwrap().major, 17);
        let refusal = choose(found, 19).unwrap_err().to_string();
        assert!(refusal.contains("postgresql-client-19"), "{refusal}");
    }

    #[test]
    fn the_steps_stand_between_copy_and_its_end() {
        let text = "SET x;\nCOPY public.__diesel_schema_migrations (version, run_on) FROM stdin;\n20261120000100\t2026\n20261120000200\t2026\n\\.\n\n-- done\n";
        assert_eq!(steps(text), ["20261120000100", "20261120000200"]);
        assert!(steps("-- nothing").is_empty());
    }

    #[test]
    fn of_many_lines_the_one_with_the_error_is_told() {
        let said = "pg_restore: connecting\npg_restore: error: could not execute query: ERROR:  x\nCommand was: y";
        assert_eq!(
            first_line(said),
            "pg_restore: error: could not execute query: ERROR:  x"
        );
    }
}
