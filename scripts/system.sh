#!/usr/bin/env bash
# What the tests need that no Python package brings: Chromium and the PostgreSQL server programs.
# Installs what is missing with apt-get as root, or says in one line what to install. Does nothing if all is there.
set -euo pipefail

have_chromium() {
    command -v chromium || command -v chromium-browser || command -v google-chrome
} >/dev/null 2>&1

have_postgresql() {
    local directory
    for directory in "$(dirname "$(command -v initdb || echo /none/initdb)")" /usr/lib/postgresql/*/bin; do
        if [ -x "$directory/initdb" ] && [ -x "$directory/postgres" ]; then return 0; fi
    done
    return 1
}

missing() {
    have_chromium || echo chromium
    have_postgresql || echo postgresql
}

give_up() {
    echo "scripts/system.sh: missing: $(missing | paste -sd' '): $1" >&2
    exit 1
}

wanted=$(missing)
if [ -z "$wanted" ]; then exit 0; fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    if ! sudo -n true 2>/dev/null; then give_up "install these packages, or run this as root"; fi
    as_root=(sudo -n)
fi
if ! command -v apt-get >/dev/null; then give_up "install these packages with the package manager of this system"; fi

# The server is started by the tests themselves: Debian is to make no cluster of its own and start nothing.
"${as_root[@]}" mkdir -p /etc/postgresql-common
if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
    echo 'create_main_cluster = false' | "${as_root[@]}" tee /etc/postgresql-common/createcluster.conf >/dev/null
fi
"${as_root[@]}" apt-get update -qq
# shellcheck disable=SC2086  one word per package
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $wanted >/dev/null
if [ -n "$(missing)" ]; then give_up "apt-get installed them, and they are still not found"; fi
