# shellcheck shell=bash
# Packages from Debian through an apt of our own: the host's lists, sources and
# installed packages are neither used nor changed.

# The mirror the host itself uses, so that a proxy or a local mirror is honoured
# and no host name is written down here.
apt_mirror() {
	local kind=$1 found
	if [[ $kind == security && -n ${SWR_SECURITY_MIRROR:-} ]]; then
		echo "${SWR_SECURITY_MIRROR%/}/"
		return
	elif [[ $kind == main && -n ${SWR_MIRROR:-} ]]; then
		echo "${SWR_MIRROR%/}/"
		return
	fi
	# shellcheck disable=SC2016 # apt expands these
	found=$(apt-get indextargets --format '$(ORIGIN) $(COMPONENT) $(RELEASE) $(REPO_URI)' 'Created-By: Packages' |
		awk -v kind="$kind" '
			$1 != "Debian" || $2 != "main" || $4 ~ /^cdrom:/ { next }
			$3 ~ /-security$/ { if (kind == "security") { print $4; exit } next }
			$3 !~ /[-\/]/ { if (kind == "main") { print $4; exit } }')
	if [[ -z $found && $kind == security ]]; then
		# A host without a security source: the mirror beside the main one.
		found=$(apt_mirror main)
		[[ $found == */debian/ ]] || die "no Debian security mirror in the host's apt sources: set SWR_SECURITY_MIRROR"
		found=${found%/}-security/
	fi
	if [[ -z $found ]]; then
		die "no Debian mirror in the host's apt sources: set SWR_MIRROR (and SWR_SECURITY_MIRROR)"
	fi
	echo "$found"
}

# Without lists apt cannot say which of its sources is Debian.
apt_host_lists() {
	[[ -n ${SWR_MIRROR:-} && -n ${SWR_SECURITY_MIRROR:-} ]] && return
	with_lock host-lists apt_host_update
}

apt_host_update() {
	# shellcheck disable=SC2016
	if ! apt-get indextargets --format '$(ORIGIN)' 'Created-By: Packages' | grep -qx Debian; then
		say "the host's package lists are empty: apt-get update"
		timeout --foreground 600 apt-get -qq update >&2 || die "apt-get update failed on the host"
	fi
}

apt_keyring() {
	local f
	for f in /usr/share/keyrings/debian-archive-keyring.{gpg,pgp}; do
		if [[ -e $f ]]; then
			echo "$f"
			return
		fi
	done
	die "no keyring of the Debian archive: install debian-archive-keyring"
}

# apt_line SUITE: one line of a sources.list
apt_line() {
	local kind=main mirror keyring
	[[ $1 == *-security ]] && kind=security
	mirror=$(apt_mirror "$kind")
	keyring=$(apt_keyring)
	echo "deb [arch=amd64 signed-by=$keyring] $mirror $1 main"
}

# apt_private DIR SUITES: an empty apt state in DIR
apt_private() {
	local dir=$1 suite
	mkdir -p "$dir"/{lists/partial,archives/partial,etc}
	: >"$dir/status"
	for suite in ${2//,/ }; do
		apt_line "$suite"
	done >"$dir/sources.list"
	# Old suites stop being signed anew, so the date in their Release file runs
	# out although the signature stays good: hence Check-Valid-Until.  The
	# cache may lie where the user _apt cannot go: hence Sandbox.
	cat >"$dir/apt.conf" <<-EOF
		Dir::Etc::sourcelist "$dir/sources.list";
		Dir::Etc::sourceparts "$dir/etc";
		Dir::Etc::preferences "$dir/preferences";
		Dir::Etc::preferencesparts "$dir/etc";
		Dir::State "$dir";
		Dir::State::lists "$dir/lists";
		Dir::State::status "$dir/status";
		Dir::Cache "$dir";
		APT::Architecture "amd64";
		APT::Architectures "amd64";
		APT::Sandbox::User "root";
		APT::Get::AllowUnauthenticated "false";
		Acquire::AllowInsecureRepositories "false";
		Acquire::Check-Valid-Until "false";
		Acquire::Languages "none";
		Acquire::Retries "3";
		Acquire::http::Timeout "30";
		Acquire::https::Timeout "30";
	EOF
	# apt-get update is content with half of the sources unless told otherwise.
	apt_in "$dir" apt-get -qq -o APT::Update::Error-Mode=any update >&2 ||
		die "cannot get the package lists of $2: see above; SWR_MIRROR and SWR_SECURITY_MIRROR choose another mirror"
}

# apt_in DIR COMMAND...: an apt command on that state
apt_in() {
	local dir=$1
	shift
	APT_CONFIG=$dir/apt.conf timeout --foreground 900 "$@"
}

# apt_newest_kernel DIR PATTERN FLAVOUR: "image-package version" of the newest
# kernel that has headers of the same version
apt_newest_kernel() {
	local dir=$1 pattern=$2 flavour=$3 name version best='' names=()
	while read -r name; do
		# shellcheck disable=SC2053 # the right side is a pattern
		[[ $name == $pattern-$flavour ]] && names+=("$name" "linux-headers-${name#linux-image-}")
	done < <(apt_in "$dir" apt-cache pkgnames linux-image-)
	[[ ${#names[@]} -gt 0 ]] || return 0

	local -A headers=() images=()
	while IFS=' |' read -r name version _; do
		case $name in
		linux-headers-*) headers[${name#linux-headers-} $version]=1 ;;
		linux-image-*) images[${name#linux-image-} $version]=1 ;;
		esac
	done < <(apt_in "$dir" apt-cache madison "${names[@]}" 2>/dev/null)
	for name in "${!images[@]}"; do
		[[ -n ${headers[$name]:-} ]] || continue
		if [[ -z $best ]] || dpkg --compare-versions "${name#* }" gt "${best#* }"; then
			best=$name
		fi
	done
	[[ -z $best ]] || echo "linux-image-$best"
}

# apt_newest_source DIR PATTERN: "package version" of the newest source of a kernel
apt_newest_source() {
	local dir=$1 pattern=$2 name version best='' names=()
	while read -r name; do
		# shellcheck disable=SC2053 # the right side is a pattern
		[[ $name == $pattern ]] && names+=("$name")
	done < <(apt_in "$dir" apt-cache pkgnames linux-source-)
	[[ ${#names[@]} -gt 0 ]] || return 0
	while IFS=' |' read -r name version _; do
		if [[ -z $best ]] || dpkg --compare-versions "$version" gt "${best#* }"; then
			best="$name $version"
		fi
	done < <(apt_in "$dir" apt-cache madison "${names[@]}" 2>/dev/null)
	echo "$best"
}

# apt_kernel_closure DIR PACKAGE...: the packages and what of the kernel's own
# they depend on; compilers and initramfs tools come from elsewhere
apt_kernel_closure() {
	local dir=$1 name more
	shift
	local -A seen=()
	while [[ $# -gt 0 ]]; do
		name=$1
		shift
		[[ -z ${seen[$name]:-} ]] || continue
		seen[$name]=1
		echo "$name"
		mapfile -t more < <(apt_in "$dir" apt-cache depends --important "$name" |
			sed -nE 's/^ *\|?(Pre)?Depends: (linux-(headers|kbuild|binary|modules|base)-.*)/\2/p')
		set -- "$@" "${more[@]}"
	done
}
