# SPDX-License-Identifier: GPL-2.0-or-later
# Read by http.sh and sip.sh: starts servers, records what goes over lo while a function runs, and ends by
# its process id all that was started.
pcaps=${PCAPS:-$(dirname "$here")}
scratch=$(mktemp -d)
started=() # until the script ends
for_now=() # until the capture ends

finish() {
	for pid in "${for_now[@]}" "${started[@]}"; do kill "$pid" 2>/dev/null; done
	wait 2>/dev/null
	rm -rf "$scratch"
}
trap finish EXIT

# start PROGRAM ARGUMENT...: in the background, until the script ends.
start() {
	"$@" >"$scratch/$(basename "$1").out" 2>&1 </dev/null &
	started+=($!)
}

# start_for_now PROGRAM ARGUMENT...: in the background, until the capture ends.
start_for_now() {
	start "$@"
	for_now+=("${started[-1]}")
	unset 'started[-1]'
}

# wait_for HOST PORT: until something listens there, five seconds at most.
wait_for() {
	for _ in $(seq 50); do
		(exec 3<>"/dev/tcp/$1/$2") 2>/dev/null && return 0
		sleep 0.1
	done
	echo "nothing listens on $1:$2" >&2
	return 1
}

# record NAME FILTER FUNCTION: pcaps/NAME.pcap is what FILTER lets through while FUNCTION runs.
record() {
	tcpdump -i lo -s 0 -B 8192 -U --immediate-mode -w "$scratch/$1.pcap" "net 127.0.0.0/8 and ($2)" 2>"$scratch/tcpdump.err" &
	local tcpdump=$!
	started+=($tcpdump)
	until grep -q 'listening on' "$scratch/tcpdump.err"; do sleep 0.05; done
	sleep 0.2 # it says so a little early
	"$3" >"$scratch/$1.out" 2>"$scratch/$1.err" || cat "$scratch/$1.err"
	sleep 0.4
	kill "$tcpdump" && unset 'started[-1]'
	[ ${#for_now[@]} -gt 0 ] && kill "${for_now[@]}" 2>/dev/null && wait "${for_now[@]}"
	for_now=()
	wait "$tcpdump"
	grep -q '^0 packets dropped by kernel' "$scratch/tcpdump.err" || echo "$1: the capture has gaps, make it again" >&2
	[ -s "$scratch/$1.pcap" ] && mv "$scratch/$1.pcap" "$pcaps/$1.pcap"
	chmod 644 "$pcaps/$1.pcap"
	printf '%-28s %s\n' "$1" "$(stat -c %s "$pcaps/$1.pcap") bytes"
}
