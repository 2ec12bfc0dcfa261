use clap::Parser as _;
use vinculo::cli::Cli;

fn main() -> std::process::ExitCode {
    Cli::parse().run()
}
