# What bin/run and bin/test share; they source it. It goes to the project's folder and collects in `missing` what has
# to be installed.
# shellcheck shell=bash

cd "$(dirname "${BASH_SOURCE[0]}")/.."
self="bin/$(basename "$0")"
missing=

fail() { printf '%s\n' "$*" >&2; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }

# need COMMAND PACKAGES: the packages are missing if the command is.
need() { has "$1" || missing+=" $2"; }

need_rust() {
    if ! has cargo && [ -x "${HOME:-}/.cargo/bin/cargo" ]; then PATH="$HOME/.cargo/bin:$PATH"; fi
    has cargo || fail "Missing: the Rust toolchain (cargo). Install it from https://rustup.rs, then start $self again."
}

# libpq and OpenSSL are built from source.
need_c_compiler() {
    need cc "gcc libc6-dev"
    need make make
    need perl perl
}

# The launcher looks in more places; here it only has to be found on a machine that we would install it on.
has_postgresql() {
    has initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null \
        || compgen -G '/usr/pgsql-*/bin/initdb' >/dev/null || { has pg_config && [ -x "$(pg_config --bindir)/initdb" ]; } \
        || compgen -G '/opt/homebrew/opt/postgresql@*/bin/initdb' >/dev/null \
        || compgen -G '/usr/local/opt/postgresql@*/bin/initdb' >/dev/null
}

need_postgresql() { has_postgresql || missing+=" postgresql"; }

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"
    elif has sudo; then sudo "$@"
    else fail "Missing: $missing. Install it as root, or install sudo."
    fi
}

apt_install() { as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "$@"; }

# Debian starts the broker with its package, unless a policy forbids it; the tests start their own.
need_rabbitmq() { [ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] || missing+=" rabbitmq-server"; }

install_missing() {
    missing=${missing# }
    [ -n "$missing" ] || return 0
    has apt-get || fail "Missing: $missing. Install it with this system's package manager, then start $self again."
    # Debian starts a server of its own with the package, unless told otherwise before.
    if [[ " $missing " == *" postgresql "* ]] && [ ! -e /etc/postgresql-common/createcluster.conf ]; then
        as_root mkdir -p /etc/postgresql-common
        printf 'create_main_cluster = false\n' | as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
    fi
    local policy=/usr/sbin/policy-rc.d policy_is_ours=
    if [[ " $missing " == *" rabbitmq-server "* ]] && [ ! -e "$policy" ]; then
        printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
        as_root chmod 755 "$policy"
        policy_is_ours=1
    fi
    as_root apt-get update -q
    # A package whose set-up script fails half-way is mended and tried once more.
    # shellcheck disable=SC2086 # a list of packages
    apt_install $missing || { as_root env DEBIAN_FRONTEND=noninteractive apt-get -f install -qy && apt_install $missing; }
    if [ -n "$policy_is_ours" ]; then as_root rm -f "$policy"; fi
}
