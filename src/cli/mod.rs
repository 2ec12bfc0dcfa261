//! The command line: every role of the program is a subcommand of one binary. What concerns people and keys is in `access`,
//! what concerns files of customers in `imports`.

mod access;
mod imports;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::bail;
use clap::{Args, Parser, Subcommand};
use diesel::PgConnection;

use self::access::{CreateKey, CreateUser, ResetPassword};
use self::imports::{Import, UndoImport};
use crate::app::{self, Database, ServeOptions};
use crate::config::Config;
use crate::demo::Large;
use crate::doctor;
use crate::domain::Language;

#[derive(Parser)]
#[command(
    name = "vinculo",
    version,
    about = "Vínculo, a CRM for small service businesses"
)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the pages and work off the queue
    Serve(Serve),
    /// Work off the queue alone
    Worker,
    /// Bring the database up to date
    Migrate(Migrate),
    /// Create a user; the password is read from standard input
    CreateUser(CreateUser),
    /// Print a one-time link with which somebody chooses a new password
    ResetPassword(ResetPassword),
    /// Make an API key and print it, once
    CreateKey(CreateKey),
    /// Print the OpenAPI document of the APIs
    Openapi,
    /// Load the demo business into an empty database
    Demo(Demo),
    /// Import customers, their history, or both from a file: CSV of any form, plain or gzip, or XLSX
    Import(Import),
    /// Write the whole database to a file, while the program serves or not
    Backup(Backup),
    /// Read a backup into a fresh database
    Restore(Restore),
    /// Look whether everything is well; fails where something is bad
    Doctor,
    /// Take an import back: what it made is deleted, what it changed is what it was
    UndoImport(UndoImport),
}

#[derive(Args)]
struct Serve {
    /// Leave the queue to `vinculo worker` processes
    #[arg(long)]
    no_worker: bool,
    /// Load the demo business if the embedded database is new and empty
    #[arg(long)]
    demo: bool,
}

#[derive(Args)]
struct Migrate {
    /// Try the steps on a copy that is dropped again, and leave the database as it is
    #[arg(long)]
    dry_run: bool,
}

#[derive(Args)]
struct Backup {
    /// Where to write it; a file that is there already is left as it is
    file: PathBuf,
    /// Replace the file if it is there already; until the new backup is whole, the old one stays
    #[arg(long)]
    force: bool,
}

#[derive(Args)]
struct Restore {
    file: PathBuf,
    /// The tombstones.jsonl of the data folder that the backup is of, where the database moves to another one
    #[arg(long)]
    tombstones: Option<PathBuf>,
}

#[derive(Args)]
struct Demo {
    /// Make up so many customers instead
    #[arg(long, requires = "services", value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    customers: Option<u64>,
    /// And so many services that they took
    #[arg(long, requires = "customers", value_parser = clap::value_parser!(u64).range(..=10_000_000_000))]
    services: Option<u64>,
}

impl Cli {
    /// Runs the command; what stops it is one line on standard error.
    pub fn run(self) -> ExitCode {
        match self.execute() {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("vinculo: {error:#}");
                ExitCode::FAILURE
            }
        }
    }

    fn execute(self) -> anyhow::Result<()> {
        let config = Config::load()?;
        start_log();
        match self.command {
            Command::Serve(serve) => {
                let options = ServeOptions {
                    no_worker: serve.no_worker,
                    demo: serve.demo,
                };
                actix_web::rt::System::new().block_on(app::serve(config, options))
            }
            Command::Worker => actix_web::rt::System::new().block_on(app::work(config)),
            Command::Migrate(args) => migrate(&config, &args),
            Command::CreateUser(args) => access::create_user(&config, args),
            Command::ResetPassword(args) => access::reset_password(&config, &args),
            Command::CreateKey(args) => access::create_key(&config, args),
            Command::Openapi => {
                println!("{}", app::document().to_pretty_json()?);
                Ok(())
            }
            Command::Demo(args) => demo(&config, &args),
            Command::Import(args) => imports::import(&config, args),
            Command::Backup(args) => backup(&config, &args),
            Command::Restore(args) => restore(&config, &args),
            Command::Doctor => doctor(&config),
            Command::UndoImport(args) => imports::undo_import(&config, &args),
        }
    }
}

/// Log lines go to standard error; `VINCULO_LOG` takes what `RUST_LOG` would.
fn start_log() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("VINCULO_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
}

fn migrate(config: &Config, args: &Migrate) -> anyhow::Result<()> {
    if !args.dry_run {
        return app::open(config).map(|_| println!("The database is up to date."));
    }
    let tried = app::rehearse_migrations(config)?;
    for step in &tried.steps {
        println!("{step}");
    }
    match tried.steps.len() {
        0 => println!("The database is up to date: there is nothing to try."),
        steps => println!(
            "{steps} steps went well on a copy: copied in {:.1} s, migrated in {:.1} s. The database is as it was.",
            tried.copied_in.as_secs_f64(),
            tried.migrated_in.as_secs_f64()
        ),
    }
    Ok(())
}

fn backup(config: &Config, args: &Backup) -> anyhow::Result<()> {
    let made = app::backup(config, &args.file, args.force)?;
    println!("{}: {} bytes", args.file.display(), made.bytes);
    if made.lacks_secret {
        println!("Links are signed with VINCULO_SECRET, which is in no backup: keep it beside.");
    }
    if let Some(major) = made.newer_tools {
        println!(
            "pg_dump {major} is newer than the server, which cannot take this backup back: only a server of version {major} can. \
             Install the client programs of the server's own version."
        );
    }
    Ok(())
}

fn restore(config: &Config, args: &Restore) -> anyhow::Result<()> {
    let restored = app::restore(config, &args.file, args.tombstones.as_deref())?;
    println!("{} is restored. {}", args.file.display(), restored.since());
    for line in restored.done() {
        println!("{line}");
    }
    println!("To be done by hand:");
    for line in restored.by_hand() {
        println!("- {line}");
    }
    Ok(())
}

/// Warnings are told and are no failure.
fn doctor(config: &Config) -> anyhow::Result<()> {
    let findings = actix_web::rt::System::new().block_on(app::examine(config));
    for finding in &findings {
        let (title, text) = (
            doctor::title(Language::En, finding),
            doctor::text(Language::En, None, finding),
        );
        println!("{:<8} {title}: {text}", finding.state.as_str());
    }
    match doctor::worst(&findings) {
        doctor::State::Bad => bail!("something is not well"),
        _ => Ok(()),
    }
}

fn demo(config: &Config, args: &Demo) -> anyhow::Result<()> {
    let large = args
        .customers
        .zip(args.services)
        .map(|(customers, services)| Large {
            customers,
            services,
        });
    on_database(config, |conn| app::load_demo(conn, config, large))
}

/// Opens the database for one thing; an embedded server runs as long as that takes.
fn on_database<T>(
    config: &Config,
    act: impl FnOnce(&mut PgConnection) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let Database {
        db,
        cluster: _cluster,
    } = app::open(config)?;
    act(&mut *db.connection()?)
}
