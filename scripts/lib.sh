# Shared by the scripts beside it. Sourced, never run.

root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

die() {
    printf '%s: %s\n' "${0##*/}" "$2" >&2
    exit "$1"
}

# Names in one line what the machine lacks; says nothing where all is there.
missing_tools() {
    local missing=() version
    if ! dotnet --list-sdks 2>/dev/null | grep -q '^10\.'; then missing+=('the .NET 10 SDK (https://dot.net)'); fi
    version=$(git --version 2>/dev/null | grep -oE '[0-9]+\.[0-9]+' | head -n 1)
    if [[ -z $version || $(printf '%s\n2.39\n' "$version" | sort -V | head -n 1) != 2.39 ]]; then missing+=('git 2.39 or newer'); fi
    local IFS=,
    printf '%s' "${missing[*]/#/ }"
}

runtime_id() {
    local os=linux machine=x64
    [[ $(uname -s) == Darwin ]] && os=osx
    case $(uname -m) in aarch64 | arm64) machine=arm64 ;; esac
    printf '%s-%s' "$os" "$machine"
}

# Every file the build reads, in a stable order.
sources() {
    find "$root/src" "$root/Directory.Build.props" "$root/Directory.Packages.props" "$root/global.json" \
        \( -name bin -o -name obj \) -prune -o -type f -print | LC_ALL=C sort
}

# Whether out/current was built from the sources as they are: the same files, none newer than the build's beginning.
is_current() {
    local stamp=$root/out/current/.sources files
    [[ -e $stamp ]] || return 1
    files=$(sources)
    [[ $files == "$(<"$stamp")" ]] || return 1
    [[ -z $(find "$root/src" "$root/Directory.Build.props" "$root/Directory.Packages.props" "$root/global.json" \
        \( -name bin -o -name obj \) -prune -o -type f -newer "$stamp" -print -quit) ]]
}

# Builds reposan for release into out/current where its sources changed. Quiet unless it fails. Two at once: one builds, one waits.
build_reposan() {
    is_current && return
    local missing
    missing=$(missing_tools)
    [[ -z $missing ]] || die 4 "this machine lacks$missing."
    mkdir -p "$root/out"
    (
        if command -v flock >/dev/null; then flock 9; fi
        is_current && exit
        rm -rf "$root/out/next"
        mkdir -p "$root/out/next"
        sources >"$root/out/started"
        if ! dotnet publish "$root/src/RepoSanitiser.Cli" -c Release -r "$(runtime_id)" --self-contained true \
            -o "$root/out/next" -v quiet --nologo >"$root/out/build.log" 2>&1 9>&-; then
            cat "$root/out/build.log" >&2
            die 5 'the build failed.'
        fi
        # The folder is swapped whole, so that a run that began before keeps the files it has open.
        cp -p "$root/out/started" "$root/out/next/.sources"
        rm -rf "$root/out/previous"
        if [[ -d $root/out/current ]]; then mv "$root/out/current" "$root/out/previous"; fi
        mv "$root/out/next" "$root/out/current"
    ) 9>"$root/out/.lock"
}
