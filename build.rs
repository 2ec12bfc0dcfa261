//! The migrations are embedded in the program, which cargo does not see by itself.

fn main() {
    println!("cargo::rerun-if-changed=migrations");
}
