//! The command line: every role of the program is a subcommand of one binary.

use std::io::Read as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use clap::{Args, Parser, Subcommand};

use crate::api_keys::{self, NewKey};
use crate::app::{self, Database, ServeOptions};
use crate::audit::Actor;
use crate::auth;
use crate::config::Config;
use crate::demo::Large;
use crate::doctor;
use crate::domain::{EmailAddress, Language, Role, Scope};
use crate::imports::reversal::Reversal;
use crate::imports::{self, Kind, LocalFile, Order, Report};
use crate::users::{self, NewUser};

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
    file: PathBuf,
}

#[derive(Args)]
struct Restore {
    file: PathBuf,
    /// The tombstones.jsonl of the data folder that the backup is of, where the database moves to another one
    #[arg(long)]
    tombstones: Option<PathBuf>,
}

#[derive(Args)]
struct CreateUser {
    #[arg(long)]
    email: String,
    #[arg(long)]
    name: String,
    #[arg(long)]
    role: Role,
    /// Read the password from standard input, the only way to give one
    #[arg(long, required = true)]
    password_stdin: bool,
}

#[derive(Args)]
struct ResetPassword {
    #[arg(long)]
    email: String,
}

#[derive(Args)]
struct CreateKey {
    /// What the key is for
    #[arg(long)]
    name: String,
    /// What it may do: crm:read crm:write billing:read billing:write proposals:read proposals:send leads:write
    #[arg(long, required = true, num_args = 1..)]
    scope: Vec<Scope>,
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

#[derive(Args)]
struct Import {
    /// What the file holds: customers, the history of services, or both in each row
    #[arg(value_parser = ["customers", "history", "both"], required_unless_present = "from_postgres")]
    kind: Option<String>,
    #[arg(required_unless_present = "from_postgres")]
    file: Option<PathBuf>,
    /// Import the old system's database instead, which is only read: its customers and their history
    #[arg(long, value_name = "URL", conflicts_with_all = ["kind", "file"])]
    from_postgres: Option<String>,
    /// The namespace of the file's ids: the same id of the same source is the same customer
    #[arg(long)]
    source: Option<String>,
    /// Which sheet of a workbook to read; else the first that has rows
    #[arg(long, value_name = "NAME", conflicts_with = "from_postgres")]
    sheet: Option<String>,
    /// Check and count all of it, and store nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Args)]
struct UndoImport {
    /// Its number, as `import` told it
    id: i64,
    /// Also what somebody edited since
    #[arg(long)]
    edited_too: bool,
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
            Command::CreateUser(args) => create_user(&config, args),
            Command::ResetPassword(args) => reset_password(&config, &args),
            Command::CreateKey(args) => create_key(&config, args),
            Command::Openapi => {
                println!("{}", app::document().to_pretty_json()?);
                Ok(())
            }
            Command::Demo(args) => demo(&config, &args),
            Command::Import(args) => import(&config, args),
            Command::Backup(args) => backup(&config, &args),
            Command::Restore(args) => restore(&config, &args),
            Command::Doctor => doctor(&config),
            Command::UndoImport(args) => undo_import(&config, &args),
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
    let made = app::backup(config, &args.file)?;
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
            doctor::text(Language::En, finding),
        );
        println!("{:<8} {title}: {text}", finding.state.as_str());
    }
    match doctor::worst(&findings) {
        doctor::State::Bad => bail!("something is not well"),
        _ => Ok(()),
    }
}

fn create_user(config: &Config, args: CreateUser) -> anyhow::Result<()> {
    let email = EmailAddress::parse(&args.email)
        .map_err(|_| anyhow::anyhow!("--email: `{}` is no e-mail address", args.email))?;
    let mut password = String::new();
    std::io::stdin()
        .read_to_string(&mut password)
        .context("Failed to read the password")?;
    let password = password.trim_end_matches(['\r', '\n']);
    if password.chars().count() < auth::PASSWORD_MIN {
        bail!(
            "the password needs at least {} characters",
            auth::PASSWORD_MIN
        );
    }
    let Database {
        db,
        cluster: _cluster,
    } = app::open(config)?;
    let new = NewUser {
        email: email.as_str().to_owned(),
        name: args.name,
        role: args.role,
        password_hash: Some(auth::hash_password_blocking(password)?),
    };
    let conn = &mut *db.connection()?;
    let created = diesel::Connection::transaction(conn, |conn| {
        users::actions::create(conn, &Actor::program("create-user"), &new)
    });
    let user = created.with_context(|| format!("Failed to create {}", new.email))?;
    println!("{} ({})", user.email, user.role);
    Ok(())
}

fn reset_password(config: &Config, args: &ResetPassword) -> anyhow::Result<()> {
    let Database {
        db,
        cluster: _cluster,
    } = app::open(config)?;
    let conn = &mut *db.connection()?;
    let user = users::queries::find_user_by_email(conn, &args.email)?
        .with_context(|| format!("Nobody has {}", args.email))?;
    let made = diesel::Connection::transaction(conn, |conn| {
        auth::actions::create_reset_link(conn, &Actor::program("reset-password"), &user)
    })?;
    let token = made.with_context(|| format!("{} has no access: enable them first", user.email))?;
    println!("{}", config.server.link(&format!("/link/{token}")));
    Ok(())
}

fn create_key(config: &Config, args: CreateKey) -> anyhow::Result<()> {
    let Database {
        db,
        cluster: _cluster,
    } = app::open(config)?;
    let new = NewKey {
        name: args.name,
        scopes: args.scope,
    };
    let conn = &mut *db.connection()?;
    let made = diesel::Connection::transaction(conn, |conn| {
        api_keys::actions::make(conn, &Actor::program("create-key"), &new)
    });
    println!("{}", made.context("Failed to make the key")?.expose());
    Ok(())
}

fn demo(config: &Config, args: &Demo) -> anyhow::Result<()> {
    let large = args
        .customers
        .zip(args.services)
        .map(|(customers, services)| Large {
            customers,
            services,
        });
    let Database {
        db,
        cluster: _cluster,
    } = app::open(config)?;
    app::load_demo(&mut *db.connection()?, config, large)
}

/// Refused rows are no failure of the command: the others are stored, and these are told.
fn import(config: &Config, args: Import) -> anyhow::Result<()> {
    if let Some(url) = &args.from_postgres {
        return import_legacy(config, url, &args);
    }
    let (kind, file) = (args.kind.unwrap_or_default(), args.file.unwrap_or_default());
    let kind: Kind = kind.parse()?;
    let file_name = file.file_name().unwrap_or_default();
    let order = Order {
        kind,
        source: args.source.unwrap_or(imports::DEFAULT_SOURCE.into()),
        file_name: file_name.to_string_lossy().into_owned(),
        dry_run: args.dry_run,
        actor: Actor::program("import"),
    };
    let Database {
        db,
        cluster: _cluster,
    } = app::open(config)?;
    let local = LocalFile {
        path: &file,
        kind: Some(kind),
        sheet: args.sheet.as_deref(),
    };
    let report = app::import(&mut *db.connection()?, config, &order, &local)
        .with_context(|| format!("Nothing of {} was imported", file.display()))?;
    print_problems(&report);
    println!("{report}");
    if let Some(id) = report.import {
        eprintln!("`vinculo undo-import {id}` takes this import back.");
    }
    if args.dry_run {
        println!("This was a dry run: nothing was stored.");
    }
    Ok(())
}

fn import_legacy(config: &Config, url: &str, args: &Import) -> anyhow::Result<()> {
    let source = args.source.clone();
    let order = Order {
        kind: Kind::Customers,
        source: source.unwrap_or(imports::legacy::SOURCE.into()),
        file_name: String::new(),
        dry_run: args.dry_run,
        actor: Actor::program("import"),
    };
    let Database {
        db,
        cluster: _cluster,
    } = app::open(config)?;
    let reports = app::import_legacy(&mut *db.connection()?, config, &order, url)
        .context("Nothing of the old database was imported")?;
    for (kind, report) in &reports {
        print_problems(report);
        println!("{kind}: {report}");
    }
    if args.dry_run {
        println!("This was a dry run: nothing was stored.");
    }
    Ok(())
}

/// What is left as it is, is told on the page of the import.
fn undo_import(config: &Config, args: &UndoImport) -> anyhow::Result<()> {
    let reversal = Reversal {
        import: args.id.into(),
        edited_too: args.edited_too,
        actor: Actor::program("undo-import"),
    };
    let Database {
        db,
        cluster: _cluster,
    } = app::open(config)?;
    let (rows, left) = app::undo_import(&mut *db.connection()?, &reversal)
        .with_context(|| format!("Import {} was not taken back", args.id))?;
    println!("{rows} rows went back, {left} were left as they are");
    Ok(())
}

fn print_problems(report: &Report) {
    for problem in &report.problems {
        eprintln!("{problem}");
    }
    let more = report.problem_count - report.problems.len() as i64;
    if more > 0 {
        eprintln!("… and {more} more");
    }
}
