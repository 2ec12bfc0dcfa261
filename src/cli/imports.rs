//! Files, and the old system's database, taken in and back.

use std::path::PathBuf;

use anyhow::{Context as _, ensure};
use clap::Args;

use super::on_database;
use crate::app;
use crate::audit::Actor;
use crate::config::Config;
use crate::imports::reversal::Reversal;
use crate::imports::{self, ImportError, Kind, LocalFile, Order, Problem, Report};

/// Problems that a command prints one by one.
const NAMED: usize = 20;

#[derive(Args)]
pub(super) struct Import {
    /// What the file holds: customers, the history of services, or both in each row
    #[arg(value_parser = ["customers", "history", "both"], required_unless_present = "from_postgres")]
    kind: Option<String>,
    /// CSV of any form, plain or packed with gzip, or XLSX. Its columns are what somebody chose on the page for a file with the
    /// same header and of the same kind; else they are guessed by their names and contents
    #[arg(required_unless_present = "from_postgres")]
    file: Option<PathBuf>,
    /// Import the old system's database instead, which is only read: its customers and their history
    #[arg(long, value_name = "URL", conflicts_with_all = ["kind", "file"])]
    from_postgres: Option<String>,
    /// The namespace of the file's ids: the same id of the same source is the same customer [default: file, and aremko with
    /// --from-postgres]
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
pub(super) struct UndoImport {
    /// Its number, as `import` told it
    id: i64,
    /// Also what somebody edited since
    #[arg(long)]
    edited_too: bool,
}

/// Refused rows are no failure of the command, unless all of them are: the others are stored, and these are told.
pub(super) fn import(config: &Config, args: Import) -> anyhow::Result<()> {
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
    let local = LocalFile {
        path: &file,
        kind: Some(kind),
        sheet: args.sheet.as_deref(),
    };
    on_database(config, |conn| {
        let report = app::import(conn, config, &order, &local)
            .with_context(|| format!("Nothing of {} was imported", file.display()))?;
        print_problems(&report);
        println!("{report}");
        if !report.undated.is_empty() {
            eprintln!(
                "Left out: {}. They look like columns of services, which need a service, a date and a price: only the customers \
                 were taken.",
                report.undated.join(", ")
            );
        }
        if let Some(id) = report.import.filter(|_| report.did_something()) {
            eprintln!("`vinculo undo-import {id}` takes this import back.");
        }
        if args.dry_run {
            println!("This was a dry run: nothing was stored.");
        }
        ensure!(
            report.read == 0 || report.rejected < report.read,
            "Nothing of {} was imported: every row was rejected",
            file.display()
        );
        Ok(())
    })
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
    on_database(config, |conn| {
        let reports = app::import_legacy(conn, config, &order, url)
            .context("Nothing of the old database was imported")?;
        for (kind, report) in &reports {
            print_problems(report);
            println!("{kind}: {report}");
        }
        if args.dry_run {
            println!("This was a dry run: nothing was stored.");
        }
        Ok(())
    })
}

/// What is left as it is, is told on the page of the import.
pub(super) fn undo_import(config: &Config, args: &UndoImport) -> anyhow::Result<()> {
    let reversal = Reversal {
        import: args.id.into(),
        edited_too: args.edited_too,
        actor: Actor::program("undo-import"),
    };
    on_database(config, |conn| {
        let outcome = app::undo_import(conn, &reversal);
        if let Err(told @ (ImportError::NoSuchImport(_) | ImportError::AlreadyUndone(..))) = outcome
        {
            return Err(told.into());
        }
        let (rows, left) =
            outcome.with_context(|| format!("Import {} was not taken back", args.id))?;
        println!("{rows} rows went back, {left} were left as they are");
        Ok(())
    })
}

/// The first problems, and of each reason how many more there are.
fn print_problems(report: &Report) {
    let named = &report.problems[..report.problems.len().min(NAMED)];
    for problem in named {
        eprintln!("{problem}");
    }
    for reason in &report.reasons {
        let is_told =
            |problem: &&Problem| problem.column == reason.column && problem.word() == reason.reason;
        let more = reason.count - named.iter().filter(is_told).count() as i64;
        if more > 0 {
            let told = reason.example();
            let column = match told.column.as_str() {
                "" => String::new(),
                column => format!("{column}: "),
            };
            eprintln!("… and {more} more: {column}{}", told.told());
        }
    }
}
