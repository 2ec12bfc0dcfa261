//! Finds PostgreSQL's server programs on this machine.

use std::cmp::Reverse;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

/// The oldest PostgreSQL that Vínculo is made for.
const OLDEST_MAJOR: u32 = 15;

/// Where packages put versions side by side: the folder, the start of the version's folder, and the way to the programs.
const VERSIONED: [(&str, &str, &str); 5] = [
    ("/usr/lib/postgresql", "", "bin"),
    ("/usr", "pgsql-", "bin"),
    ("/opt/homebrew/opt", "postgresql@", "bin"),
    ("/usr/local/opt", "postgresql@", "bin"),
    ("/Applications/Postgres.app/Contents/Versions", "", "bin"),
];

/// A folder with `initdb` and `postgres` of one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binaries {
    pub folder: PathBuf,
    pub major: u32,
}

impl Binaries {
    /// The first that is new enough; with a cluster there already, the first of the version that made it.
    pub fn find(cluster_major: Option<u32>) -> Result<Self> {
        let found: Vec<Self> = candidates()
            .iter()
            .filter_map(|folder| Self::at(folder))
            .collect();
        choose(&found, cluster_major)
    }

    pub fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn at(folder: &Path) -> Option<Self> {
        if !folder.join("initdb").is_file() {
            return None;
        }
        let output = Command::new(folder.join("postgres"))
            .arg("--version")
            .output()
            .ok()?;
        let major = parse_major(&String::from_utf8_lossy(&output.stdout))?;
        Some(Self {
            folder: folder.to_owned(),
            major,
        })
    }
}

/// The version that made the cluster in `data`; none if there is no cluster.
pub fn cluster_major(data: &Path) -> Result<Option<u32>> {
    let file = data.join("PG_VERSION");
    if !file.exists() {
        return Ok(None);
    }
    let text =
        fs::read_to_string(&file).with_context(|| format!("Failed to read {}", file.display()))?;
    let major = text
        .trim()
        .parse()
        .with_context(|| format!("{} holds no version", file.display()))?;
    Ok(Some(major))
}

fn choose(found: &[Binaries], cluster_major: Option<u32>) -> Result<Binaries> {
    let fits = |binaries: &&Binaries| match cluster_major {
        Some(major) => binaries.major == major,
        None => binaries.major >= OLDEST_MAJOR,
    };
    if let Some(binaries) = found.iter().find(fits) {
        return Ok(binaries.clone());
    }
    let remedy = "or set DATABASE_URL to a database of your own";
    if let Some(major) = cluster_major {
        bail!(
            "The database was made by PostgreSQL {major}, whose server programs are not on this machine: install \
             them (Debian, Ubuntu: `apt install postgresql-{major}`), {remedy}"
        );
    }
    if let Some(old) = found.first() {
        bail!(
            "PostgreSQL {} in {} is too old: install version {OLDEST_MAJOR} or newer, {remedy}",
            old.major,
            old.folder.display()
        );
    }
    bail!(
        "Found no PostgreSQL server programs: install PostgreSQL {OLDEST_MAJOR} or newer (Debian, Ubuntu: `apt install \
         postgresql`; Fedora: `dnf install postgresql-server postgresql-contrib`; macOS: `brew install \
         postgresql@17`), {remedy}"
    )
}

/// Every folder that may hold PostgreSQL's programs, in the order in which they are tried.
pub fn candidates() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = pg_config_folder().into_iter().collect();
    if let Some(path) = std::env::var_os("PATH") {
        folders.extend(std::env::split_paths(&path));
    }
    for (parent, prefix, way) in VERSIONED {
        let versions = fs::read_dir(parent).into_iter().flatten().flatten();
        let names = versions
            .filter_map(|entry| entry.file_name().into_string().ok())
            .collect();
        folders.extend(
            newest_first(names, prefix)
                .iter()
                .map(|name| Path::new(parent).join(name).join(way)),
        );
    }
    folders
}

fn pg_config_folder() -> Option<PathBuf> {
    let output = Command::new("pg_config").arg("--bindir").output().ok()?;
    let folder = String::from_utf8(output.stdout).ok()?;
    (!folder.trim().is_empty()).then(|| PathBuf::from(folder.trim()))
}

/// The names that are `prefix` and a number, the highest first.
fn newest_first(names: Vec<String>, prefix: &str) -> Vec<String> {
    let mut versions: Vec<(u32, String)> = names
        .into_iter()
        .filter_map(|name| Some((name.strip_prefix(prefix)?.parse().ok()?, name)))
        .collect();
    versions.sort_by_key(|(number, _)| Reverse(*number));
    versions.into_iter().map(|(_, name)| name).collect()
}

/// `postgres (PostgreSQL) 15.18 (Debian …)` is 15; `17beta1` and `18devel` count as 17 and 18.
pub fn parse_major(version: &str) -> Option<u32> {
    let (_, number) = version.split_once("(PostgreSQL) ")?;
    let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn binaries(major: u32) -> Binaries {
        Binaries {
            folder: format!("/usr/lib/postgresql/{major}/bin").into(),
            major,
        }
    }

    #[test]
    fn the_major_version_is_read_from_what_postgres_says() {
        assert_eq!(
            parse_major("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n"),
            Some(15)
        );
        assert_eq!(parse_major("postgres (PostgreSQL) 17beta1"), Some(17));
        assert_eq!(parse_major("postgres (PostgreSQL) 18devel"), Some(18));
        assert_eq!(parse_major("bash: postgres: command not found"), None);
    }

    #[test]
    fn versions_side_by_side_are_tried_newest_first() {
        let names = ["9.6", "15", "lost+found", "9", "17"]
            .map(String::from)
            .to_vec();
        assert_eq!(newest_first(names, ""), ["17", "15", "9"]);
        let names = ["postgresql@14", "openssl@3", "postgresql@16"]
            .map(String::from)
            .to_vec();
        assert_eq!(
            newest_first(names, "postgresql@"),
            ["postgresql@16", "postgresql@14"]
        );
    }

    #[test]
    fn a_new_cluster_takes_the_first_version_that_is_new_enough() {
        assert_eq!(
            choose(&[binaries(13), binaries(17), binaries(15)], None)
                .unwrap()
                .major,
            17
        );
    }

    #[test]
    fn a_cluster_is_served_by_the_version_that_made_it() {
        assert_eq!(
            choose(&[binaries(17), binaries(15)], Some(15))
                .unwrap()
                .major,
            15
        );
        let refusal = choose(&[binaries(17)], Some(15)).unwrap_err().to_string();
        assert!(refusal.contains("postgresql-15"), "{refusal}");
    }

    #[test]
    fn without_programs_one_line_says_what_to_install() {
        let refusal = choose(&[], None).unwrap_err().to_string();
        assert!(
            refusal.contains("apt install postgresql") && refusal.contains("DATABASE_URL"),
            "{refusal}"
        );
        assert!(!refusal.contains('\n'));
        let refusal = choose(&[binaries(13)], None).unwrap_err().to_string();
        assert!(
            refusal.contains("PostgreSQL 13") && refusal.contains("too old"),
            "{refusal}"
        );
    }
}
